// createOffer, createAnswer and restartIce: options, results, legacy callbacks, ICE restarts.

import { skeleton } from './normalise.mjs';
import { Native, callbackOrder, gathered, outcome, settled, show, turn, uncaught, until, watched } from './tools.mjs';

const OFFER = 'dom-rtcpeerconnection-createoffer';
const ANSWER = 'dom-rtcpeerconnection-createanswer';
const RESTART = 'dom-rtcpeerconnection-restartice';
const LEGACY = 'legacy-interface-extensions';
const OPTIONS = 'dictionary-rtcofferoptions-members';

/** What createOffer makes of its argument: the media sections, or an error. */
const made = (name, ...args) => [`createOffer: ${name}`, OPTIONS, (PC, t) => outcome(async () => {
  const { sdp } = await t.offerer().createOffer(...args);
  return skeleton(sdp).filter((line) => /^m=|^a=(sendrecv|recvonly|mid)/.test(line));
})];

const ufrag = (description) => /a=ice-ufrag:(.*)/.exec(description.sdp)[1];

/** A connection that is to answer. */
async function answerer(t) {
  const peer = t.keep(new Native());
  peer.createDataChannel('x');
  const pc = t.make();
  await pc.setRemoteDescription(await peer.createOffer());
  return pc;
}

export const offers = [
  made('no argument'),
  made('undefined', undefined),
  made('null', null),
  made('a number', 5),
  made('text', 'x'),
  made('a function', () => {}),
  made('{}', {}),
  made('offerToReceiveAudio', { offerToReceiveAudio: true }),
  made('offerToReceive as numbers', { offerToReceiveAudio: 1, offerToReceiveVideo: 2 }),
  made('offerToReceiveVideo false', { offerToReceiveVideo: false }),
  made('members that nobody knows', { mandatory: { OfferToReceiveAudio: true } }),
  made('a getter that throws', { get iceRestart() { throw new RangeError('own'); } }),
  ['createOffer: each member is read once', OPTIONS, async (PC, t) => {
    const [options, read] = watched({ iceRestart: true });
    return [await outcome(async () => typeof await t.offerer().createOffer(options)), read.sort()];
  }],
  ['createOffer: what it gives', OFFER, async (PC, t) => {
    const offer = await t.offerer().createOffer();
    const names = [];
    for (const name in offer) names.push(name);
    return [
      Object.prototype.toString.call(offer), offer instanceof RTCSessionDescription, offer.type, typeof offer.sdp, Reflect.ownKeys(offer), names.sort(),
      Object.keys(JSON.parse(JSON.stringify(offer))).sort(),
    ];
  }],
  ['createOffer: what is written to its result is kept', OFFER, async (PC, t) => {
    const offer = await t.offerer().createOffer();
    offer.sdp += 'mine';
    offer.type = 'answer';
    return [offer.sdp.endsWith('mine'), offer.type, JSON.parse(JSON.stringify(offer)).sdp.endsWith('mine')];
  }],
  ['createOffer: twice gives two objects of one content', OFFER, async (PC, t) => {
    const pc = t.offerer();
    const [one, two] = await Promise.all([pc.createOffer(), pc.createOffer()]);
    return [one === two, JSON.stringify(skeleton(one.sdp)) === JSON.stringify(skeleton(two.sdp)), ufrag(one) === ufrag(two)];
  }],
  ['createOffer: changes nothing', OFFER, async (PC, t) => {
    const pc = t.offerer();
    await pc.createOffer();
    await settled();
    return [pc.signalingState, pc.iceGatheringState, pc.localDescription, pc.pendingLocalDescription];
  }],
  ['createOffer: its promise', OFFER, (PC, t) => {
    const pc = t.offerer();
    const [one, two] = [pc.createOffer(), pc.createOffer()];
    return [one instanceof Promise, one.constructor === Promise, one === two, Reflect.ownKeys(one)];
  }],
  ['createAnswer: what it gives', ANSWER, async (PC, t) => {
    const pc = await answerer(t);
    const answer = await pc.createAnswer();
    return [Object.prototype.toString.call(answer), answer.type, Reflect.ownKeys(answer), skeleton(answer.sdp)];
  }],
  ['createAnswer: options', 'dom-rtcansweroptions', async (PC, t) => {
    const pc = await answerer(t);
    return Promise.all([undefined, null, 5, {}, { iceRestart: true }].map((options) => outcome(async () => (await pc.createAnswer(options)).type)));
  }],
  ['createAnswer: several media', ANSWER, async (PC, t) => {
    const [a, b] = [t.offerer(), t.make()];
    a.addTransceiver('audio');
    a.addTransceiver('video', { direction: 'recvonly' });
    await a.setLocalDescription();
    await b.setRemoteDescription(a.localDescription);
    return skeleton((await b.createAnswer()).sdp);
  }],

  ['legacy createOffer: success', LEGACY, (PC, t) => callbackOrder((...both) => t.offerer().createOffer(...both))],
  ['legacy createOffer: options', LEGACY, (PC, t) => callbackOrder((...both) => t.offerer().createOffer(...both, { offerToReceiveAudio: true }))],
  ['legacy createOffer: bad options', LEGACY, (PC, t) => callbackOrder((...both) => t.offerer().createOffer(...both, 5))],
  ['legacy createOffer: failure', LEGACY, async (PC, t) => {
    const pc = await answerer(t);
    return callbackOrder((...both) => pc.createOffer(...both));
  }],
  ['legacy createOffer: success alone', LEGACY, (PC, t) => callbackOrder((success) => t.offerer().createOffer(success).then(show))],
  ['legacy createOffer: null for callbacks', LEGACY, (PC, t) => (
    callbackOrder((...both) => t.offerer().createOffer(...both), { success: null, failed: null })
  )],
  ['legacy createOffer: callbacks that are none', LEGACY, (PC, t) => (
    callbackOrder((...both) => t.offerer().createOffer(...both), { success: {}, failed: 5 })
  )],
  ['legacy createOffer: a success callback that throws', LEGACY, async (PC, t) => {
    let how;
    const errors = await uncaught(async () => {
      how = await outcome(() => t.offerer().createOffer(() => { throw new RangeError('own'); }, () => {}));
      await settled();
    });
    return [how, errors];
  }],
  ['legacy createAnswer: success', LEGACY, async (PC, t) => {
    const pc = await answerer(t);
    return callbackOrder((...both) => pc.createAnswer(...both));
  }],
  ['legacy createAnswer: failure', LEGACY, (PC, t) => callbackOrder((...both) => t.make().createAnswer(...both))],
  ['legacy: what a callback gets can be set', LEGACY, async (PC, t) => {
    const pc = t.offerer();
    const offer = await new Promise((resolve, reject) => pc.createOffer(resolve, reject));
    await new Promise((resolve, reject) => pc.setLocalDescription(offer, resolve, reject));
    return [offer.type, pc.signalingState, Reflect.ownKeys(offer)];
  }],

  ['iceRestart: new credentials', 'dom-rtcofferoptions-icerestart', async (PC, t) => {
    const { a } = await t.call();
    const before = ufrag(a.localDescription);
    const [plain, restart] = [await a.createOffer(), await a.createOffer({ iceRestart: true })];
    return [ufrag(plain) === before, ufrag(restart) === before];
  }],
  ['restartIce: the next offer has new credentials, the one after it the same', RESTART, async (PC, t) => {
    const { a, b } = await t.call();
    const first = ufrag(a.localDescription);
    a.restartIce();
    await t.negotiate(a, b);
    const second = ufrag(a.localDescription);
    await t.negotiate(a, b);
    return [first === second, ufrag(a.localDescription) === second];
  }],
  ['restartIce: asks for a negotiation, once', RESTART, async (PC, t) => {
    const { a, b } = await t.call();
    await settled();
    let needed = 0;
    a.onnegotiationneeded = () => needed++;
    a.restartIce();
    a.restartIce();
    await until(a, 'negotiationneeded', () => needed > 0);
    await settled();
    const before = needed;
    await t.negotiate(a, b);
    await settled();
    return [before, needed];
  }],
  ['restartIce: before anything was negotiated', RESTART, async (PC, t) => {
    const pc = t.make();
    let needed = 0;
    pc.onnegotiationneeded = () => needed++;
    const how = await outcome(() => pc.restartIce());
    await settled();
    return [how, needed];
  }],
  ['restart: the call goes on', RESTART, async (PC, t) => {
    const { a, b, channel, remote } = await t.call();
    await gathered(a, b);
    const states = new Set();
    for (const pc of [a, b]) pc.addEventListener('connectionstatechange', () => states.add(pc.connectionState));
    const old = [a, b].map((pc) => [ufrag(pc.localDescription), ufrag(pc.remoteDescription)]);
    a.restartIce();
    const told = new Promise((resolve) => b.addEventListener('icecandidate', (e) => e.candidate?.candidate && resolve(e.candidate.usernameFragment)));
    await t.negotiate(a, b);
    const current = [a, b].map((pc) => [ufrag(pc.localDescription), ufrag(pc.remoteDescription)]);
    const message = new Promise((resolve) => (remote.onmessage = ({ data }) => resolve(data)));
    channel.send('still here');
    return [
      old[0].some((x, i) => x === current[0][i]), current[0][0] === current[1][1], (await told) === current[1][0].trim(), await message,
      states.has('failed'), states.has('closed'),
    ];
  }],
  ['restart: a candidate of the generation before', RESTART, async (PC, t) => {
    const { a, b } = await t.call();
    const old = ufrag(a.localDescription).trim();
    await t.negotiate(a, b, { iceRestart: true });
    const candidate = { candidate: 'candidate:9 1 udp 1 192.0.2.77 5000 typ host', sdpMid: '0' };
    return [
      await outcome(() => b.addIceCandidate({ ...candidate, usernameFragment: old })),
      await outcome(() => b.addIceCandidate({ ...candidate, usernameFragment: ufrag(a.localDescription).trim() })),
    ];
  }],
  ['restart: the answerer asks for it', RESTART, async (PC, t) => {
    const { a, b } = await t.call();
    const before = ufrag(b.localDescription);
    b.restartIce();
    await t.negotiate(a, b); // an offer without a restart is answered without one
    const between = ufrag(b.localDescription) === before;
    await t.negotiate(b, a);
    await turn();
    return [between, ufrag(b.localDescription) === before];
  }],
  ['restart: rolled back', RESTART, async (PC, t) => {
    const { a } = await t.call();
    const before = ufrag(a.localDescription);
    a.restartIce();
    await a.setLocalDescription();
    const pending = ufrag(a.localDescription);
    await a.setLocalDescription({ type: 'rollback' });
    const after = ufrag(a.localDescription);
    const { sdp } = await a.createOffer();
    return [pending === before, after === before, ufrag({ sdp }) === before, a.signalingState];
  }],
];
