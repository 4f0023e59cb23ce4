// setLocalDescription and setRemoteDescription: each type in each state, rollback, bad and changed descriptions, and how
// a connection shows what it has.

import { skeleton } from './normalise.mjs';
import { LINE, Native, callbackOrder, gathered, outcome, settled, show, uncaught, watched } from './tools.mjs';

const SET = 'set-description';
const LOCAL = 'dom-peerconnection-setlocaldescription';
const REMOTE = 'dom-peerconnection-setremotedescription';
const LEGACY_LOCAL = 'dom-rtcpeerconnection-setlocaldescription!overload-1';
const LEGACY_REMOTE = 'dom-rtcpeerconnection-setremotedescription!overload-1';
const STATES = ['stable', 'have-local-offer', 'have-remote-offer', 'have-local-pranswer', 'have-remote-pranswer', 'closed'];
const SHOWN = [
  'localDescription', 'remoteDescription', 'currentLocalDescription', 'currentRemoteDescription', 'pendingLocalDescription', 'pendingRemoteDescription',
];

/** An offer and an answer of other connections. A page can have made 500 connections, so these are made once. */
let others;

async function makeOthers(t) {
  const [a, b] = [new Native(), new Native()].map(t.keep);
  a.createDataChannel('y');
  const { sdp: offer } = await a.createOffer();
  await b.setRemoteDescription({ type: 'offer', sdp: offer });
  return { offer, answer: (await b.createAnswer()).sdp };
}

/** A connection in one state, an offer that it can be given, and an answer: to its own offer if it has made one. */
async function inState(t, state) {
  const pc = t.offerer();
  let { offer, answer } = await (others ??= makeOthers(t));
  if (state === 'have-local-offer' || state === 'have-remote-pranswer') {
    const peer = t.keep(new Native());
    await pc.setLocalDescription();
    await peer.setRemoteDescription(pc.localDescription);
    answer = (await peer.createAnswer()).sdp;
  }
  if (state === 'have-remote-offer' || state === 'have-local-pranswer') await pc.setRemoteDescription({ type: 'offer', sdp: offer });
  // Firefox knows no provisional answers and stays where it is.
  if (state === 'have-remote-pranswer') await pc.setRemoteDescription({ type: 'pranswer', sdp: answer }).catch(() => {});
  if (state === 'have-local-pranswer') await pc.setLocalDescription({ type: 'pranswer', sdp: (await pc.createAnswer()).sdp }).catch(() => {});
  if (state === 'closed') pc.close();
  return { pc, offer, answer };
}

/** What one operation does in every state. */
const everywhere = (name, section, f) => [name, section, async (PC, t) => {
  const results = {};
  for (const state of STATES) {
    const { pc, offer, answer } = await inState(t, state);
    const before = pc.signalingState;
    const events = [];
    pc.onsignalingstatechange = () => events.push(pc.signalingState);
    const how = await (pc.signalingState === 'closed' ? pending : outcome)(() => f(pc, { offer, answer }));
    results[state] = [before, how, pc.signalingState, events];
  }
  return results;
}];

/** outcome(), of something that may never end. */
const pending = (f) => Promise.race([outcome(f), settled().then(() => 'never ends')]);

/** What setRemoteDescription makes of something, in a new connection. */
const remote = (name, make) => [`setRemoteDescription: ${name}`, REMOTE, async (PC, t) => {
  const peer = t.keep(new Native());
  peer.createDataChannel('x');
  const { sdp } = await peer.createOffer();
  const pc = t.make();
  return [await outcome(() => pc.setRemoteDescription(make(sdp))), pc.signalingState, show(pc.remoteDescription).slice(0, 60)];
}];

/** What setLocalDescription makes of a changed offer, in the connection that made it. */
const local = (name, change) => [`setLocalDescription: ${name}`, LOCAL, async (PC, t) => {
  const pc = t.offerer();
  const { sdp } = await pc.createOffer();
  return [await outcome(() => pc.setLocalDescription(change(sdp))), pc.signalingState, pc.localDescription && skeleton(pc.localDescription.sdp)];
}];

const withLine = (sdp, line) => `${sdp}${line}\r\n`;

const shownBy = (pc) => Object.fromEntries(SHOWN.map((name) => [name, pc[name] && pc[name].type]));

export const descriptions = [
  everywhere('setLocalDescription(offer)', SET, (pc) => pc.setLocalDescription({ type: 'offer' })),
  everywhere('setLocalDescription(answer)', SET, (pc) => pc.setLocalDescription({ type: 'answer' })),
  everywhere('setLocalDescription(pranswer)', SET, (pc) => pc.setLocalDescription({ type: 'pranswer' })),
  everywhere('setLocalDescription(rollback)', SET, (pc) => pc.setLocalDescription({ type: 'rollback' })),
  everywhere('setLocalDescription()', LOCAL, (pc) => pc.setLocalDescription()),
  everywhere('setRemoteDescription(offer)', SET, (pc, { offer }) => pc.setRemoteDescription({ type: 'offer', sdp: offer })),
  everywhere('setRemoteDescription(answer)', SET, (pc, { answer }) => pc.setRemoteDescription({ type: 'answer', sdp: answer })),
  everywhere('setRemoteDescription(pranswer)', SET, (pc, { answer }) => pc.setRemoteDescription({ type: 'pranswer', sdp: answer })),
  everywhere('setRemoteDescription(rollback)', SET, (pc) => pc.setRemoteDescription({ type: 'rollback' })),
  everywhere('createOffer()', 'dom-rtcpeerconnection-createoffer', (pc) => pc.createOffer().then(({ type }) => type)),
  everywhere('createAnswer()', 'dom-rtcpeerconnection-createanswer', (pc) => pc.createAnswer().then(({ type }) => type)),
  everywhere('restartIce()', 'dom-rtcpeerconnection-restartice', (pc) => pc.restartIce()),

  remote('undefined', () => undefined),
  remote('null', () => null),
  remote('{}', () => ({})),
  remote('text', (sdp) => sdp),
  remote('no type', (sdp) => ({ sdp })),
  remote('an unknown type', (sdp) => ({ type: 'bid', sdp })),
  remote('a type in capitals', (sdp) => ({ type: 'OFFER', sdp })),
  remote('an answer where none is due', (sdp) => ({ type: 'answer', sdp })),
  remote('no sdp', () => ({ type: 'offer' })),
  remote('an empty sdp', () => ({ type: 'offer', sdp: '' })),
  remote('sdp null', () => ({ type: 'offer', sdp: null })),
  remote('sdp a number', () => ({ type: 'offer', sdp: 5 })),
  remote('nonsense', () => ({ type: 'offer', sdp: 'nonsense' })),
  remote('cut off', (sdp) => ({ type: 'offer', sdp: sdp.slice(0, sdp.indexOf('t=')) })),
  remote('without a fingerprint', (sdp) => ({ type: 'offer', sdp: sdp.replace(/a=fingerprint.*\r\n/g, '') })),
  remote('without ICE credentials', (sdp) => ({ type: 'offer', sdp: sdp.replace(/a=ice-(ufrag|pwd).*\r\n/g, '') })),
  remote('lines that end in LF alone', (sdp) => ({ type: 'offer', sdp: sdp.replace(/\r/g, '') })),
  remote('an RTCSessionDescription', (sdp) => new RTCSessionDescription({ type: 'offer', sdp })),
  remote('more members than there are', (sdp) => ({ type: 'offer', sdp, extra: 1 })),
  remote('a getter that throws', () => ({ type: 'offer', get sdp() { throw new RangeError('own'); } })),
  remote('a candidate inside', (sdp) => ({ type: 'offer', sdp: withLine(sdp, `a=${LINE}`) })),
  remote('a bad candidate inside', (sdp) => ({ type: 'offer', sdp: withLine(sdp, 'a=candidate:nonsense') })),
  ['setRemoteDescription: each member is read once', REMOTE, async (PC, t) => {
    const peer = t.offerer();
    const [description, read] = watched({ type: 'offer', sdp: (await peer.createOffer()).sdp });
    return [await outcome(() => t.make().setRemoteDescription(description)), read.sort()];
  }],
  ['setRemoteDescription: candidates inside and their end are shown again', REMOTE, async (PC, t) => {
    const [a, b] = [t.offerer(), t.make()];
    await a.setLocalDescription();
    await gathered(a);
    await b.setRemoteDescription(a.localDescription);
    const lines = (sdp) => sdp.match(/a=candidate:.*/g).map((line) => line.split(' ').slice(0, 8).join(' ')).sort();
    const [sent, seen] = [lines(a.localDescription.sdp), lines(b.remoteDescription.sdp)];
    return [sent.length > 0, seen.every((line) => sent.includes(line)), seen.length === sent.length, b.remoteDescription.sdp.includes('a=end-of-candidates')];
  }],
  ['setRemoteDescription: another type of class with the same members', REMOTE, async (PC, t) => {
    class Description {
      get type() { return 'offer'; }
      get sdp() { return this.text; }
    }
    const peer = t.offerer();
    const description = Object.assign(new Description(), { text: (await peer.createOffer()).sdp });
    return outcome(() => t.make().setRemoteDescription(description));
  }],

  local('null', () => null),
  local('{}', () => ({})),
  local('text', (sdp) => sdp),
  local('an unknown type', (sdp) => ({ type: 'bid', sdp })),
  local('an offer without sdp', () => ({ type: 'offer' })),
  local('an offer with an empty sdp', () => ({ type: 'offer', sdp: '' })),
  local('nonsense', () => ({ type: 'offer', sdp: 'nonsense' })),
  local('an offer as it was made', (sdp) => ({ type: 'offer', sdp })),
  local('a line more', (sdp) => ({ type: 'offer', sdp: withLine(sdp, 'a=x-own:1') })),
  local('a candidate more', (sdp) => ({ type: 'offer', sdp: withLine(sdp, `a=${LINE}`) })),
  local('another fingerprint', (sdp) => ({ type: 'offer', sdp: sdp.replace(/(a=fingerprint:sha-256 )../, '$100') })),
  local('another ufrag', (sdp) => ({ type: 'offer', sdp: sdp.replace(/a=ice-ufrag:.*/, 'a=ice-ufrag:abcd') })),
  local('without its media section', (sdp) => ({ type: 'offer', sdp: sdp.replace(/m=[^]*/, '') })),
  local('lines that end in LF alone', (sdp) => ({ type: 'offer', sdp: sdp.replace(/\r/g, '') })),
  ['setLocalDescription: each member is read once', LOCAL, async (PC, t) => {
    const pc = t.offerer();
    const [description, read] = watched({ type: 'offer', sdp: (await pc.createOffer()).sdp });
    return [await outcome(() => pc.setLocalDescription(description)), read.sort()];
  }],
  ['setLocalDescription: an offer of another connection', LOCAL, async (PC, t) => {
    const [a, b] = [t.offerer(), t.offerer()];
    const offer = await a.createOffer();
    return [await outcome(() => b.setLocalDescription(offer)), b.signalingState];
  }],
  ['setLocalDescription: an offer that is no longer the last', LOCAL, async (PC, t) => {
    const pc = t.offerer();
    const offer = await pc.createOffer();
    pc.addTransceiver('audio');
    await pc.createOffer();
    return [await outcome(() => pc.setLocalDescription(offer)), pc.signalingState];
  }],
  ['setLocalDescription: nothing to offer', LOCAL, async (PC, t) => {
    const pc = t.make();
    return [await outcome(() => pc.setLocalDescription()), pc.signalingState, skeleton(pc.localDescription?.sdp ?? '').length > 3];
  }],

  ['legacy setLocalDescription: success', LEGACY_LOCAL, async (PC, t) => {
    const pc = t.offerer();
    const offer = await pc.createOffer();
    return callbackOrder((...both) => pc.setLocalDescription(offer, ...both));
  }],
  ['legacy setLocalDescription: failure', LEGACY_LOCAL, (PC, t) => callbackOrder((...both) => t.make().setLocalDescription({ type: 'answer', sdp: 'x' }, ...both))],
  ['legacy setRemoteDescription: success', LEGACY_REMOTE, async (PC, t) => {
    const offer = await t.offerer().createOffer();
    return callbackOrder((...both) => t.make().setRemoteDescription(offer, ...both));
  }],
  ['legacy setRemoteDescription: failure', LEGACY_REMOTE, (PC, t) => (
    callbackOrder((...both) => t.make().setRemoteDescription({ type: 'offer', sdp: 'x' }, ...both))
  )],
  ['legacy setRemoteDescription: a bad type', LEGACY_REMOTE, (PC, t) => (
    callbackOrder((...both) => t.make().setRemoteDescription({ type: 'bid', sdp: '' }, ...both))
  )],
  ['legacy setRemoteDescription: null for callbacks', LEGACY_REMOTE, async (PC, t) => {
    const offer = await t.offerer().createOffer();
    return callbackOrder((...both) => t.make().setRemoteDescription(offer, ...both), { success: null, failed: null });
  }],
  ['legacy setRemoteDescription: success alone', LEGACY_REMOTE, async (PC, t) => {
    const offer = await t.offerer().createOffer();
    return callbackOrder((success) => t.make().setRemoteDescription(offer, success));
  }],
  ['legacy setRemoteDescription: a callback that throws', LEGACY_REMOTE, async (PC, t) => {
    const offer = await t.offerer().createOffer();
    let how;
    const errors = await uncaught(async () => {
      how = await outcome(() => t.make().setRemoteDescription(offer, () => { throw new RangeError('own'); }, () => {}));
      await settled();
    });
    return [how, errors];
  }],

  ['what is shown, step by step', 'dom-peerconnection-currentlocaldesc', async (PC, t) => {
    const [a, b] = [t.offerer(), t.make()];
    const steps = [];
    const step = async (f) => {
      await f();
      steps.push([shownBy(a), shownBy(b)]);
    };
    await step(() => a.createOffer());
    await step(() => a.setLocalDescription());
    await step(() => b.setRemoteDescription(a.localDescription));
    await step(() => b.setLocalDescription());
    await step(() => a.setRemoteDescription(b.localDescription));
    await step(() => b.setLocalDescription());
    return steps;
  }],
  ['canTrickleIceCandidates: what the other side says', 'dom-rtcpeerconnection-cantrickleicecandidates', async (PC, t) => {
    const { sdp } = await t.offerer().createOffer();
    const results = [];
    for (const text of [sdp, sdp.replace(/a=ice-options:.*\r\n/g, '')]) {
      const pc = t.make();
      results.push(pc.canTrickleIceCandidates);
      await pc.setRemoteDescription({ type: 'offer', sdp: text });
      results.push(pc.canTrickleIceCandidates);
    }
    return results;
  }],
  ['descriptions: their identity', 'dom-peerconnection-localdescription', async (PC, t) => {
    const { a, b } = await t.call();
    await gathered(a, b);
    const same = (pc) => [
      ...SHOWN.map((name) => pc[name] === pc[name]),
      pc.localDescription === pc.currentLocalDescription, pc.remoteDescription === pc.currentRemoteDescription,
    ];
    const before = [a.localDescription, a.remoteDescription];
    await a.setLocalDescription();
    return [same(b), same(a), a.localDescription === a.pendingLocalDescription, a.currentLocalDescription === before[0], a.remoteDescription === before[1]];
  }],
  ['descriptions: their class and members', 'rtcsessiondescription-class', async (PC, t) => {
    const { a } = await t.call();
    return SHOWN.filter((name) => a[name]).map((name) => {
      const description = a[name];
      const names = [];
      for (const each in description) names.push(each);
      const copy = JSON.parse(JSON.stringify(description));
      return [
        String(description), description.constructor === RTCSessionDescription, Reflect.ownKeys(description), names.sort(), Object.keys(description.toJSON()),
        copy.type === description.type && copy.sdp === description.sdp,
      ];
    });
  }],
  ['descriptions: what is written to them is not kept', 'rtcsessiondescription-class', async (PC, t) => {
    const pc = t.offerer();
    await pc.setLocalDescription();
    const type = await outcome(() => { 'use strict'; pc.localDescription.type = 'answer'; });
    const sdp = await outcome(() => { 'use strict'; pc.localDescription.sdp = 'mine'; });
    return [type, sdp, pc.localDescription.type, pc.localDescription.sdp === 'mine'];
  }],
  ['descriptions: the offer as made, as set and as shown', LOCAL, async (PC, t) => {
    const pc = t.offerer();
    pc.addTransceiver('audio');
    pc.addTransceiver('video');
    const offer = await pc.createOffer();
    await pc.setLocalDescription(offer);
    const [made, shown] = [skeleton(offer.sdp), skeleton(pc.localDescription.sdp)];
    return [made, JSON.stringify(made) === JSON.stringify(shown)];
  }],
  ['descriptions: the candidates in them are those that were told', 'dom-peerconnection-localdescription', async (PC, t) => {
    const pc = t.offerer();
    const told = [];
    pc.onicecandidate = ({ candidate }) => candidate?.candidate && told.push(candidate.candidate.split(' ').slice(0, 8).join(' '));
    await pc.setLocalDescription();
    await gathered(pc);
    const shown = pc.localDescription.sdp.match(/candidate:.*/g).map((line) => line.trim().split(' ').slice(0, 8).join(' '));
    return [told.length > 0, JSON.stringify(told.sort()) === JSON.stringify(shown.sort()), pc.localDescription.sdp.includes('a=end-of-candidates')];
  }],
  ['descriptions: a new offer has the candidates gathered so far', 'dom-rtcpeerconnection-createoffer', async (PC, t) => {
    const pc = t.offerer();
    await pc.setLocalDescription();
    await gathered(pc);
    const { sdp } = await pc.createOffer();
    const lines = (text) => (text.match(/candidate:.*/g) ?? []).length;
    return [lines(sdp) === lines(pc.localDescription.sdp), sdp.includes('a=end-of-candidates')];
  }],
  ['an answer that does not fit the offer', SET, async (PC, t) => {
    const { pc, answer } = await inState(t, 'have-local-offer');
    const results = [];
    for (const sdp of [answer.replace(/a=mid:0/, 'a=mid:9'), `${answer}m=audio 9 UDP/TLS/RTP/SAVPF 0\r\n`, answer.replace('a=setup:active', 'a=setup:actpass')]) {
      results.push([await outcome(() => pc.setRemoteDescription({ type: 'answer', sdp })), pc.signalingState]);
    }
    return results;
  }],
];
