// The order of events and promises in a call, and the operations chain.

import { collapsed } from './normalise.mjs';
import { callbackOrder, failure, gathered, next, outcome, settled, until } from './tools.mjs';

const STATES = 'state-definitions';
const SET = 'set-description';
const NEEDED = 'dfn-update-the-negotiation-needed-flag';
const CHAIN = 'dfn-operations-chain';

const TYPES = [
  'negotiationneeded', 'signalingstatechange', 'icegatheringstatechange', 'iceconnectionstatechange', 'connectionstatechange', 'datachannel', 'track',
];

/** What happens on a connection: events as "type value". */
function watch(pc, log = [], types = TYPES) {
  const values = {
    signalingstatechange: 'signalingState', icegatheringstatechange: 'iceGatheringState', iceconnectionstatechange: 'iceConnectionState',
    connectionstatechange: 'connectionState',
  };
  for (const type of types) pc.addEventListener(type, () => log.push(values[type] ? `${type} ${pc[values[type]]}` : type));
  return log;
}

/** The entries of one type, up to the first with this value: what follows it comes at no fixed moment. */
function only(log, type, last) {
  const entries = log.filter((entry) => entry.startsWith(type));
  return collapsed(last ? entries.slice(0, entries.findIndex((entry) => entry.endsWith(last)) + 1) : entries);
}

const settle = (log, name, promise) => promise.then(() => log.push(`${name} resolved`), (e) => log.push(`${name} rejected ${failure(e)}`));

export const events = [
  ['a call: the states of both ends', STATES, async (PC, t) => {
    const [a, b] = t.pair();
    const logs = [watch(a), watch(b)];
    a.createDataChannel('x');
    await t.negotiate(a, b);
    await Promise.all([a, b].map((pc) => until(pc, 'connectionstatechange', () => pc.connectionState === 'connected')));
    await gathered(a, b);
    return logs.map((log) => [
      only(log, 'signalingstatechange'), only(log, 'icegatheringstatechange'), only(log, 'iceconnectionstatechange', 'connected'),
      only(log, 'connectionstatechange', 'connected'),
    ]);
  }],
  ['a call: ICE is connected before the connection is', STATES, async (PC, t) => {
    const [a, b] = t.pair();
    const log = watch(a);
    a.createDataChannel('x');
    await t.negotiate(a, b);
    await until(a, 'connectionstatechange', () => a.connectionState === 'connected');
    const [ice, all] = ['iceconnectionstatechange connected', 'connectionstatechange connected'].map((entry) => log.indexOf(entry));
    return [ice >= 0, ice < all, ['connected', 'completed'].includes(a.iceConnectionState)];
  }],
  ['a call: getters agree with events while these are told', STATES, async (PC, t) => {
    const [a, b] = t.pair();
    const seen = new Set();
    a.onsignalingstatechange = () => {
      const types = [a.localDescription, a.remoteDescription, a.pendingLocalDescription, a.currentLocalDescription].map((d) => d?.type);
      seen.add(`${a.signalingState}: ${types.join(' ')}`);
    };
    a.createDataChannel('x');
    await t.negotiate(a, b);
    return [...seen];
  }],
  ['a call: what its events are', 'event-summary', async (PC, t) => {
    const [a, b] = t.pair();
    const seen = {};
    for (const pc of [a, b]) {
      for (const type of TYPES) {
        pc.addEventListener(type, (e) => {
          seen[type] = [String(e), e.isTrusted, e.bubbles, e.cancelable, e.composed, e.target === pc, e.currentTarget === pc, Reflect.ownKeys(e)];
        });
      }
    }
    a.createDataChannel('x');
    const { stream, track } = t.media('video');
    a.addTrack(track, stream);
    await until(a, 'negotiationneeded', () => seen.negotiationneeded);
    await t.negotiate(a, b);
    await until(b, 'datachannel', () => seen.datachannel);
    await until(a, 'connectionstatechange', () => seen.connectionstatechange);
    return Object.fromEntries(Object.entries(seen).sort());
  }],
  ['a call: without candidates it does not come about', STATES, async (PC, t) => {
    const [a, b] = [t.offerer(), t.make()];
    const log = watch(a, [], ['iceconnectionstatechange', 'connectionstatechange']);
    // What they make has no candidates in it yet, and nobody passes those on that come.
    const offer = await a.createOffer();
    await a.setLocalDescription(offer);
    await b.setRemoteDescription(offer);
    const answer = await b.createAnswer();
    await b.setLocalDescription(answer);
    await a.setRemoteDescription(answer);
    await settled();
    return [log.filter((entry) => /connected|failed|closed/.test(entry)), a.connectionState === 'connected'];
  }],

  ['setLocalDescription: the event, then the promise', SET, async (PC, t) => {
    const pc = t.offerer();
    const log = watch(pc, [], ['signalingstatechange']);
    const offer = await pc.createOffer();
    const done = settle(log, 'promise', pc.setLocalDescription(offer));
    log.push(`returned ${pc.signalingState} ${pc.localDescription}`);
    await done;
    log.push(`then ${pc.signalingState} ${pc.localDescription.type}`);
    return log;
  }],
  ['setRemoteDescription: the events, then the promise', SET, async (PC, t) => {
    const [a, b] = [t.offerer(), t.make()];
    const { stream, track } = t.media('video');
    a.addTrack(track, stream);
    const log = watch(b, [], ['signalingstatechange', 'track', 'negotiationneeded']);
    await a.setLocalDescription();
    const done = settle(log, 'promise', b.setRemoteDescription(a.localDescription));
    log.push(`returned ${b.signalingState} ${b.remoteDescription}`);
    await done;
    return log;
  }],
  ['setLocalDescription: gathering begins after the promise', SET, async (PC, t) => {
    const pc = t.offerer();
    const log = watch(pc, [], ['icegatheringstatechange', 'icecandidate']);
    const first = next(pc, 'icecandidate');
    await settle(log, 'promise', pc.setLocalDescription());
    await first;
    return [log[0], log.includes('icecandidate')];
  }],
  ['an answer: the event, then the promise, at both ends', SET, async (PC, t) => {
    const [a, b] = [t.offerer(), t.make()];
    await a.setLocalDescription();
    await b.setRemoteDescription(a.localDescription);
    const logs = [watch(a, [], ['signalingstatechange']), watch(b, [], ['signalingstatechange'])];
    await settle(logs[1], 'promise', b.setLocalDescription());
    await settle(logs[0], 'promise', a.setRemoteDescription(b.localDescription));
    return logs;
  }],
  ['a failure: no event', SET, async (PC, t) => {
    const pc = t.offerer();
    const log = watch(pc, [], ['signalingstatechange', 'icegatheringstatechange']);
    await settle(log, 'promise', pc.setRemoteDescription({ type: 'answer', sdp: 'x' }));
    await settled();
    return log;
  }],
  ['a listener of signalingstatechange that closes', SET, async (PC, t) => {
    const pc = t.offerer();
    const log = [];
    pc.onsignalingstatechange = () => {
      log.push(pc.signalingState);
      pc.close();
    };
    const promise = settle(log, 'promise', pc.setLocalDescription());
    await Promise.race([promise, until(pc, 'signalingstatechange', () => log.length > 0).then(settled)]);
    return [log, pc.signalingState];
  }],
  ['a listener of signalingstatechange that goes on', SET, async (PC, t) => {
    const [a, b] = [t.make(), t.offerer()];
    await b.setLocalDescription();
    const log = [];
    const stable = new Promise((resolve) => {
      a.onsignalingstatechange = () => {
        log.push(a.signalingState);
        if (a.signalingState === 'have-remote-offer') settle(log, 'answer', a.setLocalDescription()).then(resolve);
      };
    });
    await settle(log, 'offer', a.setRemoteDescription(b.localDescription));
    await stable;
    return log;
  }],

  ['negotiationneeded: once for several causes, and not at once', NEEDED, async (PC, t) => {
    const pc = t.make();
    const log = watch(pc, [], ['negotiationneeded']);
    pc.createDataChannel('x');
    pc.addTransceiver('audio');
    pc.addTransceiver('video');
    log.push('added');
    await next(pc, 'negotiationneeded');
    await settled();
    return log;
  }],
  ['negotiationneeded: not while an offer is out, but after the answer', NEEDED, async (PC, t) => {
    const [a, b] = t.pair();
    a.createDataChannel('x');
    await next(a, 'negotiationneeded');
    const log = watch(a, [], ['negotiationneeded', 'signalingstatechange']);
    await a.setLocalDescription();
    a.addTransceiver('audio');
    await settled();
    log.push('answer');
    const needed = next(a, 'negotiationneeded');
    await b.setRemoteDescription(a.localDescription);
    await b.setLocalDescription();
    await a.setRemoteDescription(b.localDescription);
    await needed;
    await settled();
    return log;
  }],
  ['negotiationneeded: not for a second channel', NEEDED, async (PC, t) => {
    const { a } = await t.call();
    await settled();
    const log = watch(a, [], ['negotiationneeded']);
    a.createDataChannel('y');
    await settled();
    return log;
  }],
  ['negotiationneeded: not when an offer was made in the meantime', NEEDED, async (PC, t) => {
    const pc = t.make();
    const log = watch(pc, [], ['negotiationneeded']);
    pc.createDataChannel('x');
    await pc.setLocalDescription();
    await settled();
    return log;
  }],
  ['negotiationneeded: after a rollback', NEEDED, async (PC, t) => {
    const pc = t.offerer();
    await pc.setLocalDescription();
    await settled();
    const log = watch(pc, [], ['negotiationneeded', 'signalingstatechange']);
    const needed = next(pc, 'negotiationneeded');
    await pc.setLocalDescription({ type: 'rollback' });
    await needed;
    await settled();
    return log.sort(); // the two come in either order
  }],
  ['negotiationneeded: a direction that changes', NEEDED, async (PC, t) => {
    const [a, b] = t.pair();
    const transceiver = a.addTransceiver('audio');
    await t.negotiate(a, b);
    await settled();
    const log = watch(a, [], ['negotiationneeded']);
    transceiver.direction = 'recvonly';
    await next(a, 'negotiationneeded');
    await settled();
    return log;
  }],

  ['chain: operations that are not awaited run in their order', CHAIN, async (PC, t) => {
    const [a, b] = [t.offerer(), t.offerer()];
    const log = watch(a, [], ['signalingstatechange']);
    await b.setLocalDescription();
    await Promise.all([
      settle(log, 'offer', a.createOffer()),
      settle(log, 'local', a.setLocalDescription()),
      settle(log, 'rollback', a.setLocalDescription({ type: 'rollback' })),
      settle(log, 'remote', a.setRemoteDescription(b.localDescription)),
      settle(log, 'answer', a.createAnswer()),
      settle(log, 'local answer', a.setLocalDescription()),
    ]);
    return [log, a.signalingState];
  }],
  ['chain: one that fails does not stop the next', CHAIN, async (PC, t) => {
    const pc = t.offerer();
    const log = [];
    await Promise.all([
      settle(log, 'answer', pc.createAnswer()),
      settle(log, 'remote', pc.setRemoteDescription({ type: 'answer', sdp: 'x' })),
      settle(log, 'local', pc.setLocalDescription()),
      settle(log, 'offer', pc.createOffer()),
    ]);
    return [log, pc.signalingState];
  }],
  ['chain: bad arguments fail before it is their turn', CHAIN, async (PC, t) => {
    const pc = t.offerer();
    const log = [];
    await Promise.all([
      settle(log, 'local', pc.setLocalDescription()),
      settle(log, 'bad type', pc.setRemoteDescription({ type: 'bid', sdp: '' })),
      settle(log, 'no candidate', pc.addIceCandidate(5)),
    ]);
    return log;
  }],
  ['chain: several implicit descriptions', CHAIN, async (PC, t) => {
    const pc = t.offerer();
    const log = watch(pc, [], ['signalingstatechange']);
    await Promise.all([1, 2, 3].map((n) => settle(log, `local ${n}`, pc.setLocalDescription())));
    return log;
  }],
  ['chain: a channel made while an offer is being made', CHAIN, async (PC, t) => {
    const pc = t.make();
    const offer = pc.createOffer();
    pc.createDataChannel('x');
    const second = pc.createOffer();
    return (await Promise.all([offer, second])).map(({ sdp }) => (sdp.match(/^m=/gm) ?? []).length);
  }],
  ['chain: legacy and other forms together', CHAIN, async (PC, t) => {
    const pc = t.offerer();
    const log = [];
    await Promise.all([
      callbackOrder((success, failed) => pc.createOffer(success, failed)).then(([first]) => log.push(first)),
      settle(log, 'local', pc.setLocalDescription()),
    ]);
    return [log.sort(), pc.signalingState];
  }],
  ['chain: a whole negotiation in one go', CHAIN, async (PC, t) => {
    const [a, b] = t.pair();
    a.createDataChannel('x');
    const steps = [];
    const run = (name, f) => outcome(f).then((how) => steps.push(`${name} ${how}`));
    await a.setLocalDescription();
    await Promise.all([run('remote', () => b.setRemoteDescription(a.localDescription)), run('local', () => b.setLocalDescription())]);
    await run('answer', () => a.setRemoteDescription(b.localDescription));
    return [steps, a.signalingState, b.signalingState];
  }],
];
