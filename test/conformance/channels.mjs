// Data channels, and the transports below a connection.

import { attributes, outcome, show, until } from './tools.mjs';

const CREATE = 'dom-peerconnection-createdatachannel';
const CHANNEL = 'rtcdatachannel';
const TRANSPORT = 'rtcicetransport';

const creates = (name, ...args) => [`createDataChannel: ${name}`, CREATE, (PC, t) => outcome(() => {
  const { label, ordered, maxPacketLifeTime, maxRetransmits, protocol, negotiated, id, readyState, binaryType, bufferedAmount } = t.make().createDataChannel(...args);
  return { label, ordered, maxPacketLifeTime, maxRetransmits, protocol, negotiated, id, readyState, binaryType, bufferedAmount };
})];

export const channels = [
  creates('a label', 'x'),
  creates('an empty label', ''),
  creates('no text for a label', null),
  creates('every option', 'x', { ordered: false, maxRetransmits: 3, protocol: 'p', negotiated: true, id: 7 }),
  creates('two limits', 'x', { maxRetransmits: 3, maxPacketLifeTime: 3 }),
  creates('negotiated without an id', 'x', { negotiated: true }),
  creates('an id out of range', 'x', { negotiated: true, id: 65535 }),
  creates('a label of 65536 bytes', 'x'.repeat(65536)),
  ['createDataChannel: an id that is taken', CREATE, async (PC, t) => {
    const pc = t.make();
    pc.createDataChannel('x', { negotiated: true, id: 3 });
    return outcome(() => pc.createDataChannel('y', { negotiated: true, id: 3 }));
  }],
  ['a channel: echo of text and bytes', CHANNEL, async (PC, t) => {
    const { channel, remote } = await t.call();
    remote.onmessage = ({ data }) => remote.send(data);
    channel.binaryType = 'arraybuffer';
    const got = [];
    const done = new Promise((resolve) => (channel.onmessage = (e) => {
      got.push([String(e), e.isTrusted, typeof e.data === 'string' ? e.data : [...new Uint8Array(e.data)]]);
      if (got.length === 3) resolve();
    }));
    channel.send('hello');
    channel.send(Uint8Array.of(1, 2, 3));
    channel.send('');
    await done;
    return got;
  }],
  ['a channel: the event that brings it', 'dom-rtcpeerconnection-ondatachannel', async (PC, t) => {
    const [a, b] = t.pair();
    a.createDataChannel('label', { protocol: 'p', ordered: false });
    const event = new Promise((resolve) => (b.ondatachannel = (e) => resolve([
      String(e), e.isTrusted, e.target === b, show(e.channel), e.channel.label, e.channel.protocol, e.channel.ordered, typeof e.channel.id, e.channel.negotiated,
    ])));
    await t.negotiate(a, b);
    return event;
  }],
  ['a channel: opens at both ends, once', CHANNEL, async (PC, t) => {
    const [a, b] = t.pair();
    const log = [];
    const channel = a.createDataChannel('x');
    channel.onopen = () => log.push(`a ${channel.readyState}`);
    const opened = new Promise((resolve) => (b.ondatachannel = (e) => (e.channel.onopen = () => resolve(`b ${e.channel.readyState}`))));
    await t.negotiate(a, b);
    const other = await opened;
    await until(channel, 'open', () => channel.readyState === 'open');
    return [log, other];
  }],
  ['a channel: negotiated by the application', CHANNEL, async (PC, t) => {
    const [a, b] = t.pair();
    const [one, two] = [a, b].map((pc) => pc.createDataChannel('x', { negotiated: true, id: 5 }));
    let events = 0;
    b.ondatachannel = () => events++;
    await t.negotiate(a, b);
    await Promise.all([one, two].map((c) => until(c, 'open', () => c.readyState === 'open')));
    const got = new Promise((resolve) => (two.onmessage = ({ data }) => resolve(data)));
    one.send('hello');
    return [await got, events];
  }],
  ['a channel: sending before it is open', 'dom-rtcdatachannel-send', (PC, t) => outcome(() => t.make().createDataChannel('x').send('x'))],
  ['a channel: a second one in a call', CHANNEL, async (PC, t) => {
    const { a, b } = await t.call();
    const event = new Promise((resolve) => (b.ondatachannel = (e) => resolve(e.channel.label)));
    const channel = a.createDataChannel('second');
    const label = await event;
    await until(channel, 'open', () => channel.readyState === 'open');
    return [label, a.signalingState];
  }],

  ['sctp: when it is there, and its identity', 'dom-rtcpeerconnection-sctp', async (PC, t) => {
    const pc = t.offerer();
    const before = pc.sctp;
    await pc.setLocalDescription();
    const { a } = await t.call();
    return [
      before, pc.sctp && show(pc.sctp), show(a.sctp), a.sctp === a.sctp, a.sctp.transport === a.sctp.transport,
      a.sctp.transport.iceTransport === a.sctp.transport.iceTransport,
    ];
  }],
  ['sctp: its attributes in a call', 'rtcsctptransport-interface', async (PC, t) => {
    const { a } = await t.call();
    return [a.sctp.state, a.sctp.transport.state, attributes(a.sctp), Reflect.ownKeys(a.sctp)];
  }],
  ['ICE transport: its attributes in a call', TRANSPORT, async (PC, t) => {
    const { a, b } = await t.call();
    return [a, b].map((pc) => {
      const transport = pc.sctp.transport.iceTransport;
      const { role, component, state } = transport;
      return [show(transport), attributes(transport), role, component, ['connected', 'completed'].includes(state), Reflect.ownKeys(transport)];
    });
  }],
  ['ICE transport: its methods in a call', TRANSPORT, async (PC, t) => {
    const { a } = await t.call();
    const transport = a.sctp.transport.iceTransport;
    const lists = ['getLocalCandidates', 'getRemoteCandidates'].map((name) => transport[name]?.()).map((list) => (
      list && [list.length > 0, list === transport.getLocalCandidates(), [...new Set(list.map((c) => show(c).slice(0, 15)))]]
    ));
    const parameters = ['getLocalParameters', 'getRemoteParameters'].map((name) => transport[name]?.()).map((value) => value && Object.keys(value).sort());
    const pair = transport.getSelectedCandidatePair && Object.keys(transport.getSelectedCandidatePair()).sort();
    return { lists: show(lists), pair: show(pair), parameters: show(parameters) };
  }],
  ['ICE transport: on a wrong this', TRANSPORT, async (PC, t) => {
    const { a } = await t.call();
    const transport = a.sctp.transport.iceTransport;
    return Promise.all(['getLocalCandidates', 'getRemoteCandidates', 'getSelectedCandidatePair'].map((name) => outcome(() => transport[name]?.call({}))));
  }],
  ['transports: shared by all that is bundled', 'dom-rtcrtpsender-transport', async (PC, t) => {
    const [a, b] = t.pair();
    const { sender, receiver } = a.addTransceiver('audio');
    a.createDataChannel('x');
    await t.negotiate(a, b);
    return [show(sender.transport), sender.transport === receiver.transport, sender.transport === a.sctp.transport, sender.transport === sender.transport];
  }],
  ['transports: the event that the pair has changed', 'dom-rtcicetransport-onselectedcandidatepairchange', async (PC, t) => {
    const [a, b] = t.pair();
    const { sender } = a.addTransceiver('audio');
    await a.setLocalDescription();
    const { iceTransport } = sender.transport;
    const log = [];
    iceTransport.addEventListener('selectedcandidatepairchange', (e) => log.push([String(e), e.isTrusted, e.target === iceTransport]));
    await b.setRemoteDescription(a.localDescription);
    await b.setLocalDescription();
    await a.setRemoteDescription(b.localDescription);
    await until(a, 'connectionstatechange', () => a.connectionState === 'connected');
    return log.slice(0, 1);
  }],
  ['transports: the states of an ICE transport', TRANSPORT, async (PC, t) => {
    const [a, b] = t.pair();
    const { sender } = a.addTransceiver('audio');
    await a.setLocalDescription();
    const { iceTransport } = sender.transport;
    const log = [iceTransport.state];
    iceTransport.onstatechange = () => log.push(iceTransport.state);
    await b.setRemoteDescription(a.localDescription);
    await b.setLocalDescription();
    await a.setRemoteDescription(b.localDescription);
    await until(a, 'connectionstatechange', () => a.connectionState === 'connected');
    return log.slice(0, log.indexOf('connected') + 1);
  }],
];
