// close(): what stops, what stays, and what every member does afterwards.

import { LINE, callbackOrder, outcome, settled, show, until } from './tools.mjs';

const CLOSE = 'dom-rtcpeerconnection-close';
const CHAIN = 'dfn-operations-chain';

const EVENTS = [
  'negotiationneeded', 'signalingstatechange', 'icegatheringstatechange', 'iceconnectionstatechange', 'connectionstatechange', 'icecandidate', 'track', 'datachannel',
];

/** How promises that are pending at close end, if they do. */
async function ends(promises) {
  const results = Object.fromEntries(Object.keys(promises).map((name) => [name, 'never ends']));
  for (const [name, promise] of Object.entries(promises)) outcome(() => promise).then((how) => (results[name] = how));
  await settled();
  return results;
}

/** What a method does on a closed connection: asked of one that was in a call, and of one that never was. */
const after = (name, call) => [`after close: ${name}`, CLOSE, async (PC, t) => {
  const { a } = await t.call();
  const fresh = t.make();
  return Promise.all([a, fresh].map(async (pc) => {
    pc.close();
    return (await ends({ it: (async () => call(pc, t))() })).it;
  }));
}];

export const closing = [
  ['the states', CLOSE, async (PC, t) => {
    const { a } = await t.call();
    const how = await outcome(() => a.close());
    return [how, a.signalingState, a.iceConnectionState, a.connectionState, a.iceGatheringState];
  }],
  ['twice', CLOSE, async (PC, t) => {
    const pc = t.make();
    return [await outcome(() => pc.close()), await outcome(() => pc.close()), pc.signalingState];
  }],
  ['right after birth', CLOSE, (PC, t) => {
    const pc = t.make();
    pc.close();
    return [pc.signalingState, pc.iceConnectionState, pc.connectionState, pc.iceGatheringState];
  }],
  ['no event comes', CLOSE, async (PC, t) => {
    const { a } = await t.call();
    const log = [];
    for (const type of EVENTS) a.addEventListener(type, () => log.push(type));
    a.close();
    await settled();
    return log;
  }],
  ['no event comes of what was gathering', CLOSE, async (PC, t) => {
    const pc = t.offerer();
    const log = [];
    await pc.setLocalDescription();
    for (const type of EVENTS) pc.addEventListener(type, () => log.push(type));
    pc.close();
    await settled();
    return log;
  }],
  ['the descriptions', CLOSE, async (PC, t) => {
    const { a, b } = await t.call();
    const ufrag = () => /a=ice-ufrag:.*/.exec(a.localDescription.sdp)[0];
    const before = ufrag();
    a.close();
    b.close();
    const read = (name) => outcome(() => (a[name] === null ? null : a[name].type));
    const names = ['localDescription', 'remoteDescription', 'currentLocalDescription', 'currentRemoteDescription', 'pendingLocalDescription', 'pendingRemoteDescription'];
    return [await Promise.all(names.map(read)), await outcome(() => ufrag() === before)];
  }],
  ['the lists', CLOSE, async (PC, t) => {
    const { a, b } = await t.call();
    a.addTransceiver('audio');
    await t.negotiate(a, b);
    a.close();
    return Promise.all(['getSenders', 'getReceivers', 'getTransceivers'].map((name) => outcome(() => a[name]().length)));
  }],
  ['transceivers and tracks', CLOSE, async (PC, t) => {
    const pc = t.make();
    const transceiver = pc.addTransceiver('audio');
    const { track, stream } = t.media('video');
    const sender = pc.addTrack(track, stream);
    pc.close();
    return [
      transceiver.direction, show(transceiver.currentDirection), transceiver.receiver.track.readyState, track.readyState, sender.track === track,
      await outcome(() => { transceiver.direction = 'inactive'; }),
    ];
  }],
  ['channels', CLOSE, async (PC, t) => {
    const { a, channel } = await t.call();
    const { sctp } = a;
    const log = [];
    for (const type of ['close', 'error']) channel.addEventListener(type, () => log.push(type));
    const closed = until(channel, 'close', () => channel.readyState === 'closed');
    a.close();
    await closed;
    return [channel.readyState, log, await outcome(() => channel.send('x')), a.sctp === sctp];
  }],
  ['the other side hears of a channel that is closed', 'dom-rtcdatachannel-close', async (PC, t) => {
    const { channel, remote } = await t.call();
    const log = [];
    for (const type of ['close', 'error']) remote.addEventListener(type, () => log.push(`${type} ${remote.readyState}`)); // Chromium says 'closing' at times
    channel.close();
    const state = channel.readyState;
    await until(remote, 'close', () => remote.readyState === 'closed');
    await until(channel, 'close', () => channel.readyState === 'closed');
    return [state, log];
  }],
  ['handlers and properties stay', CLOSE, (PC, t) => {
    const pc = t.make();
    const handler = () => {};
    pc.onicecandidate = handler;
    pc.mine = 1;
    pc.close();
    return [pc.onicecandidate === handler, pc.mine, pc.getConfiguration().iceTransportPolicy, String(pc)];
  }],

  after('createOffer', (pc) => pc.createOffer()),
  after('createAnswer', (pc) => pc.createAnswer()),
  after('setLocalDescription', (pc) => pc.setLocalDescription()),
  after('setLocalDescription of nonsense', (pc) => pc.setLocalDescription(5)),
  after('setRemoteDescription', (pc) => pc.setRemoteDescription({ type: 'offer', sdp: '' })),
  after('addIceCandidate', (pc) => pc.addIceCandidate({ candidate: LINE, sdpMid: '0' })),
  after('addIceCandidate of the end', (pc) => pc.addIceCandidate()),
  after('addIceCandidate without a section', (pc) => pc.addIceCandidate({ candidate: LINE })),
  after('getConfiguration', (pc) => typeof pc.getConfiguration()),
  after('setConfiguration', (pc) => pc.setConfiguration({})),
  after('restartIce', (pc) => pc.restartIce()),
  after('createDataChannel', (pc) => pc.createDataChannel('y')),
  after('addTransceiver', (pc) => pc.addTransceiver('audio')),
  after('addTrack', (pc, t) => pc.addTrack(t.media('video').track)),
  after('removeTrack', (pc) => pc.removeTrack(5)),
  after('dispatchEvent', (pc) => pc.dispatchEvent(new Event('icecandidate'))),
  ['after close: legacy calls', 'legacy-interface-extensions', async (PC, t) => {
    const pc = t.offerer();
    pc.close();
    const description = { type: 'offer', sdp: '' };
    const calls = {
      createOffer: [], createAnswer: [], setLocalDescription: [description], setRemoteDescription: [description], addIceCandidate: [{ candidate: LINE, sdpMid: '0' }],
    };
    const logs = {};
    for (const [name, args] of Object.entries(calls)) {
      logs[name] = [];
      const note = (what) => (e) => logs[name].push(`${what} ${e?.name}`);
      outcome(() => pc[name](...args, note('success'), note('failure'))).then((how) => logs[name].push(how));
    }
    await settled();
    return logs;
  }],

  ['pending at close', CHAIN, async (PC, t) => {
    const pc = t.offerer();
    const promises = {
      offer: pc.createOffer(), local: pc.setLocalDescription(), second: pc.createOffer(), candidate: pc.addIceCandidate({ candidate: LINE, sdpMid: '0' }),
    };
    pc.close();
    return ends(promises);
  }],
  ['pending at close: an answer', CHAIN, async (PC, t) => {
    const [a, b] = [t.offerer(), t.make()];
    await a.setLocalDescription();
    const promises = { remote: b.setRemoteDescription(a.localDescription), answer: b.createAnswer(), local: b.setLocalDescription(), end: b.addIceCandidate() };
    b.close();
    return [await ends(promises), b.signalingState];
  }],
  ['pending at close: legacy callbacks', CHAIN, async (PC, t) => {
    const pc = t.offerer();
    const log = callbackOrder((...both) => {
      const promise = pc.createOffer(...both);
      pc.close();
      return promise;
    });
    return Promise.race([log, settled().then(settled).then(() => 'never ends')]);
  }],
  ['closed in a candidate event', CLOSE, async (PC, t) => {
    const pc = t.offerer();
    let calls = 0;
    const first = new Promise((resolve) => (pc.onicecandidate = () => {
      calls++;
      pc.close();
      resolve();
    }));
    await pc.setLocalDescription();
    await first;
    await settled();
    return [calls, pc.signalingState];
  }],
];
