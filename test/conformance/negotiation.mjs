// Rollback, glare and perfect negotiation.

import { gathered, outcome, settled, show, until } from './tools.mjs';

const ROLLBACK = 'dom-rtcsdptype-rollback';
const PERFECT = 'perfect-negotiation-example';

/** The example of the specification: the impolite side ignores an offer that collides, the polite one rolls back. */
function perfect(pc, polite, send, log) {
  let makingOffer = false;
  let ignoreOffer = false;
  let isSettingRemoteAnswerPending = false;
  pc.onicecandidate = ({ candidate }) => send({ candidate });
  pc.onnegotiationneeded = async () => {
    try {
      makingOffer = true;
      await pc.setLocalDescription();
      send({ description: pc.localDescription });
    } finally {
      makingOffer = false;
    }
  };
  return async ({ description, candidate }) => {
    if (description) {
      const readyForOffer = !makingOffer && (pc.signalingState === 'stable' || isSettingRemoteAnswerPending);
      const offerCollision = description.type === 'offer' && !readyForOffer;
      ignoreOffer = !polite && offerCollision;
      log.push(`${description.type}${offerCollision ? ' collides' : ''}${ignoreOffer ? ', ignored' : ''}`);
      if (ignoreOffer) return;
      isSettingRemoteAnswerPending = description.type === 'answer';
      await pc.setRemoteDescription(description);
      isSettingRemoteAnswerPending = false;
      if (description.type === 'offer') {
        await pc.setLocalDescription();
        send({ description: pc.localDescription });
      }
    } else {
      try {
        await pc.addIceCandidate(candidate);
      } catch (e) {
        if (!ignoreOffer) throw e;
      }
    }
  };
}

/**
 * A polite and an impolite connection, each of whose messages arrive in order, and what went wrong.
 * @param {boolean} [crossing] the first messages arrive when both have gathered: what Chromium gathers after it has
 *   rolled back an offer that was still gathering is left to chance
 */
function perfectPair(t, crossing = false) {
  const [a, b] = [t.make(), t.make()];
  const ready = crossing ? gathered(a, b) : Promise.resolve();
  const logs = [[], []];
  const errors = [];
  const queue = (receive) => {
    let last = ready;
    return (message) => {
      // A message is text: what the other side gets is a copy.
      const copy = JSON.parse(JSON.stringify(message));
      last = last.then(() => receive()(copy)).catch((e) => errors.push(String(e)));
    };
  };
  let receiveA;
  let receiveB;
  receiveA = perfect(a, true, queue(() => receiveB), logs[0]);
  receiveB = perfect(b, false, queue(() => receiveA), logs[1]);
  return { polite: a, impolite: b, logs, errors };
}

const connected = (...pcs) => Promise.all(pcs.map((pc) => until(pc, 'connectionstatechange', () => pc.connectionState === 'connected')));
const stable = (...pcs) => Promise.all(pcs.map((pc) => until(pc, 'signalingstatechange', () => pc.signalingState === 'stable' && pc.currentLocalDescription)));

/** Two connections that have both offered, and gathered. */
async function glare(t) {
  const [a, b] = [t.make(), t.make()];
  a.createDataChannel('a');
  b.createDataChannel('b');
  await Promise.all([a.setLocalDescription(), b.setLocalDescription()]);
  await gathered(a, b);
  return [a, b];
}

export const negotiation = [
  ['rollback: a local offer', ROLLBACK, async (PC, t) => {
    const pc = t.make();
    const transceiver = pc.addTransceiver('audio');
    await pc.setLocalDescription();
    const before = transceiver.mid;
    await pc.setLocalDescription({ type: 'rollback' });
    return [before, transceiver.mid, pc.signalingState, show(pc.localDescription), show(pc.pendingLocalDescription), pc.getTransceivers().length];
  }],
  ['rollback: a remote offer', ROLLBACK, async (PC, t) => {
    const [a, b] = [t.make(), t.make()];
    a.addTransceiver('audio');
    await a.setLocalDescription();
    await b.setRemoteDescription(a.localDescription);
    const before = b.getTransceivers().length;
    await b.setRemoteDescription({ type: 'rollback' });
    return [before, b.getTransceivers().length, b.signalingState, show(b.remoteDescription), show(b.pendingRemoteDescription)];
  }],
  ['rollback: in a call, to what was negotiated', ROLLBACK, async (PC, t) => {
    const { a } = await t.call();
    const before = a.localDescription.sdp.match(/^m=\w+/gm);
    a.addTransceiver('audio');
    await a.setLocalDescription();
    const between = a.localDescription.sdp.match(/^m=\w+/gm);
    await a.setLocalDescription({ type: 'rollback' });
    return [before, between, a.localDescription.sdp.match(/^m=\w+/gm), a.localDescription.type, a.signalingState, a.connectionState];
  }],
  ['rollback: with a text, which is not looked at', ROLLBACK, async (PC, t) => {
    const pc = t.offerer();
    await pc.setLocalDescription();
    return [await outcome(() => pc.setLocalDescription({ type: 'rollback', sdp: 'nonsense' })), pc.signalingState];
  }],
  ['rollback: of an offer that came second', ROLLBACK, async (PC, t) => {
    const pc = t.offerer();
    await pc.setLocalDescription();
    pc.addTransceiver('audio');
    await pc.setLocalDescription();
    await pc.setLocalDescription({ type: 'rollback' });
    return [pc.signalingState, show(pc.localDescription), await outcome(() => pc.setLocalDescription({ type: 'rollback' }))];
  }],
  ['rollback: an offer set again afterwards', ROLLBACK, async (PC, t) => {
    const [a, b] = t.pair();
    a.addTransceiver('audio');
    await a.setLocalDescription();
    await gathered(a);
    await a.setLocalDescription({ type: 'rollback' });
    await t.negotiate(a, b);
    await connected(a, b);
    return [a, b].map((pc) => [pc.signalingState, pc.connectionState, pc.localDescription.sdp.match(/^m=\w+/gm)]);
  }],
  ['rollback: a remote track goes', ROLLBACK, async (PC, t) => {
    const [a, b] = [t.make(), t.make()];
    const { stream, track } = t.media('video');
    a.addTrack(track, stream);
    const log = [];
    b.ontrack = (e) => {
      log.push(`track muted ${e.track.muted}`);
      e.streams[0].onremovetrack = () => log.push('removetrack');
    };
    await a.setLocalDescription();
    await b.setRemoteDescription(a.localDescription);
    await b.setRemoteDescription({ type: 'rollback' });
    await settled();
    return [log, b.getReceivers().length];
  }],
  ['glare: the offer of the other side rolls back one\'s own', 'set-description', async (PC, t) => {
    const [a, b] = await glare(t);
    const events = [];
    a.onsignalingstatechange = () => events.push(a.signalingState);
    const how = await outcome(() => a.setRemoteDescription(b.localDescription));
    return [how, events, show(a.pendingLocalDescription), a.pendingRemoteDescription.type];
  }],
  ['glare: it ends in a call', 'set-description', async (PC, t) => {
    const [a, b] = await glare(t);
    a.onicecandidate = ({ candidate }) => b.addIceCandidate(candidate).catch(() => {});
    await a.setRemoteDescription(b.localDescription);
    await a.setLocalDescription();
    await b.setRemoteDescription(a.localDescription);
    await connected(a, b);
    return [a.signalingState, b.signalingState, a.localDescription.type, b.localDescription.type];
  }],
  ['glare: both refuse the answer to an offer they no longer have', 'set-description', async (PC, t) => {
    const [a, b] = await glare(t);
    const c = t.make();
    await c.setRemoteDescription(a.localDescription);
    await c.setLocalDescription();
    await a.setRemoteDescription(b.localDescription);
    return outcome(() => a.setRemoteDescription(c.localDescription));
  }],
  ['perfect negotiation: one side begins', PERFECT, async (PC, t) => {
    const { polite, impolite, logs, errors } = perfectPair(t);
    polite.createDataChannel('x');
    await connected(polite, impolite);
    return [logs, errors];
  }],
  ['perfect negotiation: the other side begins', PERFECT, async (PC, t) => {
    const { polite, impolite, logs, errors } = perfectPair(t);
    impolite.createDataChannel('x');
    await connected(polite, impolite);
    return [logs, errors];
  }],
  ['perfect negotiation: both begin', PERFECT, async (PC, t) => {
    const { polite, impolite, logs, errors } = perfectPair(t, true);
    polite.createDataChannel('x');
    impolite.createDataChannel('y');
    await connected(polite, impolite);
    await stable(polite, impolite);
    await settled();
    return [logs.map((log) => log[0]), errors, polite.signalingState, impolite.signalingState];
  }],
  ['perfect negotiation: both restart ICE at once', PERFECT, async (PC, t) => {
    const { polite, impolite, errors } = perfectPair(t);
    polite.createDataChannel('x');
    await connected(polite, impolite);
    const ufrag = (pc) => /ice-ufrag:(.*)/.exec(pc.localDescription.sdp)[1];
    const before = [polite, impolite].map(ufrag);
    const renewed = [polite, impolite].map((pc, i) => until(pc, 'signalingstatechange', () => pc.signalingState === 'stable' && ufrag(pc) !== before[i]));
    polite.restartIce();
    impolite.restartIce();
    await Promise.all(renewed);
    await settled();
    return [errors, polite.connectionState, impolite.connectionState];
  }],
  ['perfect negotiation: both add media at once', PERFECT, async (PC, t) => {
    const { polite, impolite, errors } = perfectPair(t);
    polite.createDataChannel('x');
    await connected(polite, impolite);
    const got = [polite, impolite].map((pc) => new Promise((resolve) => pc.addEventListener('track', ({ track }) => resolve(track.kind))));
    polite.addTransceiver('audio');
    impolite.addTransceiver('audio');
    const kinds = await Promise.all(got);
    await stable(polite, impolite);
    return [kinds, errors];
  }],
];
