// Tracks, senders, receivers and transceivers.

import { outcome, settled, show, until } from './tools.mjs';

const TRACK = 'dom-rtcpeerconnection-addtrack';
const REMOVE = 'dom-rtcpeerconnection-removetrack';
const TRANSCEIVER = 'dom-rtcpeerconnection-addtransceiver';
const EVENT = 'rtctrackevent';

const transceivers = (pc) => pc.getTransceivers().map(({ mid, direction, currentDirection, sender, receiver }) => (
  [mid, direction, currentDirection, sender.track && sender.track.kind, receiver.track.kind]
));

const adds = (name, ...args) => [`addTransceiver: ${name}`, TRANSCEIVER, async (PC, t) => {
  const pc = t.make();
  return [await outcome(() => pc.addTransceiver(...args)), transceivers(pc)];
}];

export const media = [
  adds('audio', 'audio'),
  adds('video, to receive', 'video', { direction: 'recvonly' }),
  adds('an unknown kind', 'smell'),
  adds('an unknown direction', 'audio', { direction: 'up' }),
  adds('stopped', 'audio', { direction: 'stopped' }),
  adds('encodings', 'video', { sendEncodings: [{ rid: 'a' }, { rid: 'b', scaleResolutionDownBy: 2 }] }),
  adds('a scale below one', 'video', { sendEncodings: [{ scaleResolutionDownBy: 0.5 }] }),
  adds('an object that is no track', {}),
  ['addTrack: what it gives', TRACK, async (PC, t) => {
    const pc = t.make();
    const { track, stream } = t.media('video');
    const sender = pc.addTrack(track, stream);
    return [show(sender), sender.track === track, pc.getSenders()[0] === sender, pc.getSenders() === pc.getSenders(), Array.isArray(pc.getSenders()), transceivers(pc)];
  }],
  ['addTrack: twice', TRACK, async (PC, t) => {
    const pc = t.make();
    const { track } = t.media('video');
    pc.addTrack(track);
    return [await outcome(() => pc.addTrack(track)), pc.getSenders().length];
  }],
  ['addTrack: no track, no stream', TRACK, async (PC, t) => {
    const pc = t.make();
    const { track } = t.media('video');
    return [await outcome(() => pc.addTrack(null)), await outcome(() => pc.addTrack({})), await outcome(() => pc.addTrack(track, {})), pc.getSenders().length];
  }],
  ['addTrack: takes the transceiver that an offer has made', TRACK, async (PC, t) => {
    const [a, b] = t.pair();
    a.addTransceiver('video');
    await a.setLocalDescription();
    await b.setRemoteDescription(a.localDescription);
    const { track, stream } = t.media('video');
    b.addTrack(track, stream);
    await b.setLocalDescription();
    return transceivers(b);
  }],
  ['removeTrack', REMOVE, async (PC, t) => {
    const [a, b] = t.pair();
    const { track, stream } = t.media('video');
    const sender = a.addTrack(track, stream);
    await t.negotiate(a, b);
    const how = [await outcome(() => a.removeTrack(sender)), await outcome(() => a.removeTrack(sender)), sender.track, a.getSenders().length];
    await t.negotiate(a, b);
    return [how, transceivers(a), transceivers(b)];
  }],
  ['removeTrack: of another connection, of none', REMOVE, async (PC, t) => {
    const [a, b] = [t.make(), t.make()];
    const sender = b.addTrack(t.media('video').track);
    return [await outcome(() => a.removeTrack(sender)), await outcome(() => a.removeTrack(null)), await outcome(() => a.removeTrack({}))];
  }],
  ['addTransceiver: its objects', TRANSCEIVER, (PC, t) => {
    const pc = t.make();
    const transceiver = pc.addTransceiver('audio');
    const { sender, receiver } = transceiver;
    return [
      show(transceiver), show(sender), show(receiver), pc.getTransceivers()[0] === transceiver, pc.getSenders()[0] === sender, pc.getReceivers()[0] === receiver,
      transceiver.sender === sender, receiver.track === receiver.track, receiver.track.readyState, sender.transport, receiver.transport,
    ];
  }],
  ['addTransceiver: a track', TRANSCEIVER, (PC, t) => {
    const pc = t.make();
    const { track, stream } = t.media('video');
    const { sender } = pc.addTransceiver(track, { direction: 'sendonly', streams: [stream] });
    return [sender.track === track, transceivers(pc)];
  }],
  ['a media call: mids, directions, tracks', TRANSCEIVER, async (PC, t) => {
    const [a, b] = t.pair();
    const { track, stream } = t.media('video');
    a.addTrack(track, stream);
    a.addTransceiver('audio', { direction: 'recvonly' });
    await t.negotiate(a, b);
    await until(a, 'connectionstatechange', () => a.connectionState === 'connected');
    return [transceivers(a), transceivers(b)];
  }],
  ['a media call: stop', 'dom-rtcrtptransceiver-stop', async (PC, t) => {
    const [a, b] = t.pair();
    const transceiver = a.addTransceiver('audio');
    a.createDataChannel('x');
    await t.negotiate(a, b);
    transceiver.stop();
    const before = transceiver.currentDirection;
    await t.negotiate(a, b);
    return [before, transceiver.currentDirection, a.getTransceivers().length, b.getTransceivers().length];
  }],
  ['replaceTrack', 'dom-rtcrtpsender-replacetrack', async (PC, t) => {
    const [a, b] = t.pair();
    const [one, two, sound] = [t.media('video'), t.media('video'), t.media('audio')];
    const sender = a.addTrack(one.track, one.stream);
    await t.negotiate(a, b);
    const results = [];
    for (const track of [two.track, sound.track, null]) results.push(await outcome(() => sender.replaceTrack(track)));
    return [results, sender.track, a.signalingState];
  }],
  ['track event', EVENT, async (PC, t) => {
    const [a, b] = t.pair();
    const { track, stream } = t.media('video');
    a.addTrack(track, stream);
    const event = new Promise((resolve) => (b.ontrack = resolve));
    await t.negotiate(a, b);
    const e = await event;
    return [
      String(e), e.isTrusted, e.target === b, e.receiver === b.getReceivers()[0], e.track === e.receiver.track, e.transceiver === b.getTransceivers()[0],
      e.streams.length, e.streams === e.streams, Object.isFrozen(e.streams), e.streams[0].id === stream.id, e.streams[0].getTracks()[0] === e.track,
      e.track.kind, e.track.readyState,
    ];
  }],
  ['track event: two tracks of one stream', EVENT, async (PC, t) => {
    const [a, b] = t.pair();
    const [video, audio] = [t.media('video'), t.media('audio')];
    a.addTrack(audio.track, video.stream);
    a.addTrack(video.track, video.stream);
    const log = [];
    const streams = new Set();
    b.ontrack = (e) => {
      log.push([e.track.kind, e.streams[0].getTracks().length, b.signalingState]);
      streams.add(e.streams[0]);
    };
    await t.negotiate(a, b);
    await settled();
    return [log, streams.size];
  }],
  ['track event: none without a stream to send', EVENT, async (PC, t) => {
    const [a, b] = t.pair();
    a.addTransceiver('audio', { direction: 'recvonly' });
    const log = [];
    b.ontrack = (e) => log.push(e.track.kind);
    await t.negotiate(a, b);
    await settled();
    return [log, transceivers(b)];
  }],
  ['streams as long ago: addStream and getLocalStreams', 'legacy-interface-extensions', async (PC, t) => {
    const [a, b] = t.pair();
    const { stream } = t.media('video');
    const log = [];
    b.onaddstream = (e) => log.push(`addstream ${e.stream.getTracks().length}`);
    const added = await outcome(() => a.addStream(stream));
    await t.negotiate(a, b);
    await settled();
    return [added, log, await outcome(() => a.getLocalStreams().length), await outcome(() => b.getRemoteStreams().length)];
  }],
];
