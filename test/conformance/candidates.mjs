// addIceCandidate in all its forms, and the events that bring local candidates.

import { collapsed } from './normalise.mjs';
import { LINE, Native, bare, callbackOrder, gathered, outcome, settled, show, uncaught, watched } from './tools.mjs';

const ADD = 'dom-peerconnection-addicecandidate';
const LEGACY = 'dom-rtcpeerconnection-addicecandidate!overload-1';
const EVENT = 'rtcpeerconnectioniceevent';
const POOL = 'dom-rtcconfiguration-icecandidatepoolsize';

/** A connection that has taken an offer of one data channel, whose media section is "0". */
async function answerer(t) {
  const [a, b] = [t.offerer(), t.make()];
  await a.setLocalDescription();
  await b.setRemoteDescription(a.localDescription);
  return b;
}

/** How the remote description of a connection shows the candidates that were added. */
const taken = (pc) => [(pc.remoteDescription.sdp.match(/a=candidate:.*192\.0\.2\.77.*/g) ?? []).length, pc.remoteDescription.sdp.includes('a=end-of-candidates')];

/** What addIceCandidate answers, and whether the description has it then. */
const adds = (name, ...args) => [`addIceCandidate: ${name}`, ADD, async (PC, t) => {
  const pc = await answerer(t);
  return [await outcome(() => pc.addIceCandidate(...args.map((arg) => (typeof arg === 'function' ? arg(pc) : arg)))), taken(pc)];
}];

const remoteUfrag = (pc) => /a=ice-ufrag:(.*)/.exec(pc.remoteDescription.sdp)[1].trim();

/** A legacy call, by default with both callbacks. */
const legacy = (pc, candidate, callbacks) => callbackOrder((...both) => pc.addIceCandidate(candidate, ...both), callbacks);

/** All candidate events of a connection until the last, a null. */
async function candidateEvents(pc, begin) {
  const events = [];
  const done = new Promise((resolve) => pc.addEventListener('icecandidate', (e) => {
    events.push(e);
    if (e.candidate === null) resolve();
  }));
  await begin();
  await done;
  return events;
}

const sort = ({ candidate }) => (candidate === null ? 'null' : candidate.candidate === '' ? 'empty' : 'candidate');

export const candidates = [
  adds('no argument'),
  adds('undefined', undefined),
  adds('null', null),
  adds('{}', {}),
  adds('a string', LINE),
  adds('a number', 5),
  adds('an init with an empty candidate', { candidate: '', sdpMid: '0', sdpMLineIndex: 0 }),
  adds('an empty candidate for all media', { candidate: '' }),
  adds('an empty candidate, mid and index null', { candidate: '', sdpMid: null, sdpMLineIndex: null }),
  adds('mid alone', { candidate: LINE, sdpMid: '0' }),
  adds('index alone', { candidate: LINE, sdpMLineIndex: 0 }),
  adds('mid and index', { candidate: LINE, sdpMid: '0', sdpMLineIndex: 0 }),
  adds('mid and index that disagree', { candidate: LINE, sdpMid: '0', sdpMLineIndex: 7 }),
  adds('mid and index null', { candidate: LINE, sdpMid: null, sdpMLineIndex: null }),
  adds('neither mid nor index', { candidate: LINE }),
  adds('an unknown mid', { candidate: LINE, sdpMid: 'nobody' }),
  adds('an empty mid', { candidate: LINE, sdpMid: '' }),
  adds('an index out of range', { candidate: LINE, sdpMLineIndex: 9 }),
  adds('a negative index', { candidate: LINE, sdpMLineIndex: -1 }),
  adds('an index that is no number', { candidate: LINE, sdpMLineIndex: 'x' }),
  adds('an unknown ufrag', { candidate: LINE, sdpMid: '0', usernameFragment: 'nobody' }),
  adds('the right ufrag', (pc) => ({ candidate: LINE, sdpMid: '0', usernameFragment: remoteUfrag(pc) })),
  adds('an unknown ufrag in the line', { candidate: `${LINE} ufrag nobody`, sdpMid: '0' }),
  adds('a line that is nonsense', { candidate: 'nonsense', sdpMid: '0' }),
  adds('a line with a bad port', { candidate: LINE.replace('5000', 'many'), sdpMid: '0' }),
  adds('a line with an unknown type', { candidate: LINE.replace('host', 'hots'), sdpMid: '0' }),
  adds('a line with "a="', { candidate: `a=${LINE}`, sdpMid: '0' }),
  adds('a line with extensions', { candidate: `${LINE} generation 0 network-cost 10 x-own 1`, sdpMid: '0' }),
  adds('a name for an address', { candidate: LINE.replace('192.0.2.77', 'nobody.invalid'), sdpMid: '0' }),
  adds('TCP, active', { candidate: 'candidate:1 1 tcp 1518280447 192.0.2.77 9 typ host tcptype active', sdpMid: '0' }),
  adds('component 2', { candidate: LINE.replace(' 1 udp', ' 2 udp'), sdpMid: '0' }),
  adds('candidate null', { candidate: null, sdpMid: '0' }),
  adds('candidate a number', { candidate: 5, sdpMid: '0' }),
  adds('candidate as an object with toString', { candidate: { toString: () => LINE }, sdpMid: '0' }),
  adds('an RTCIceCandidate', () => new RTCIceCandidate({ candidate: LINE, sdpMid: '0' })),
  adds('an RTCIceCandidate without a line', () => new RTCIceCandidate({ sdpMid: '0' })),
  adds('what JSON made of an RTCIceCandidate', () => JSON.parse(JSON.stringify(new RTCIceCandidate({ candidate: LINE, sdpMid: '0', sdpMLineIndex: 0 })))),
  adds('a getter that throws', { get candidate() { throw new RangeError('own'); } }),
  ['addIceCandidate: each member is read once', ADD, async (PC, t) => {
    const pc = await answerer(t);
    const [init, read] = watched({ candidate: LINE, sdpMid: '0', sdpMLineIndex: 0, usernameFragment: null });
    return [await outcome(() => pc.addIceCandidate(init)), read.sort()];
  }],
  ['addIceCandidate: read at the call, not later', ADD, async (PC, t) => {
    const pc = await answerer(t);
    const init = { candidate: LINE, sdpMid: '0' };
    const done = outcome(() => pc.addIceCandidate(init));
    init.candidate = 'nonsense';
    return [await done, taken(pc)];
  }],
  ['addIceCandidate: without a remote description', ADD, async (PC, t) => {
    const pc = t.make();
    const each = [[], [null], [{ candidate: LINE, sdpMid: '0' }], [{ candidate: '' }], [{ candidate: LINE }], ['x']];
    return Promise.all(each.map((args) => outcome(() => pc.addIceCandidate(...args))));
  }],
  ['addIceCandidate: right after an un-awaited setRemoteDescription', ADD, async (PC, t) => {
    const [a, b] = [t.offerer(), t.make()];
    await a.setLocalDescription();
    const order = [];
    const log = (name, promise) => outcome(() => promise).then((how) => order.push(`${name} ${how}`));
    await Promise.all([
      log('description', b.setRemoteDescription(a.localDescription)),
      log('candidate', b.addIceCandidate({ candidate: LINE, sdpMid: '0' })),
      log('end', b.addIceCandidate()),
    ]);
    return [order, taken(b)];
  }],
  ['addIceCandidate: the same line twice', ADD, async (PC, t) => {
    const pc = await answerer(t);
    const init = { candidate: LINE, sdpMid: '0' };
    return [await outcome(() => pc.addIceCandidate(init)), await outcome(() => pc.addIceCandidate(init)), taken(pc)];
  }],
  ['addIceCandidate: after the end of candidates', ADD, async (PC, t) => {
    const pc = await answerer(t);
    return [await outcome(() => pc.addIceCandidate()), await outcome(() => pc.addIceCandidate({ candidate: LINE, sdpMid: '0' })), taken(pc)];
  }],

  ['legacy addIceCandidate: success', LEGACY, async (PC, t) => legacy(await answerer(t), { candidate: LINE, sdpMid: '0' })],
  ['legacy addIceCandidate: failure', LEGACY, async (PC, t) => legacy(await answerer(t), { candidate: 'nonsense', sdpMid: '0' })],
  ['legacy addIceCandidate: a candidate that has no section', LEGACY, async (PC, t) => legacy(await answerer(t), { candidate: LINE })],
  ['legacy addIceCandidate: the end of candidates', LEGACY, async (PC, t) => legacy(await answerer(t), { candidate: '', sdpMid: '0' })],
  ['legacy addIceCandidate: null', LEGACY, async (PC, t) => legacy(await answerer(t), null)],
  ['legacy addIceCandidate: without a remote description', LEGACY, async (PC, t) => legacy(t.make(), { candidate: LINE, sdpMid: '0' })],
  ['legacy addIceCandidate: success alone', LEGACY, async (PC, t) => legacy(await answerer(t), { candidate: LINE, sdpMid: '0' }, { failed: undefined })],
  ['legacy addIceCandidate: failure alone', LEGACY, async (PC, t) => legacy(await answerer(t), { candidate: 'nonsense', sdpMid: '0' }, { success: undefined })],
  ['legacy addIceCandidate: null for callbacks', LEGACY, async (PC, t) => legacy(await answerer(t), { candidate: LINE, sdpMid: '0' }, { success: null, failed: null })],
  ['legacy addIceCandidate: callbacks that are none', LEGACY, async (PC, t) => legacy(await answerer(t), { candidate: LINE, sdpMid: '0' }, { success: 5, failed: {} })],
  ['legacy addIceCandidate: a callback that throws', LEGACY, async (PC, t) => {
    const pc = await answerer(t);
    let how;
    const errors = await uncaught(async () => {
      how = await outcome(() => pc.addIceCandidate({ candidate: LINE, sdpMid: '0' }, () => { throw new RangeError('own'); }, () => {}));
    });
    return [how, errors];
  }],

  ['candidate events: their kinds in order', EVENT, async (PC, t) => {
    const pc = t.offerer();
    return collapsed((await candidateEvents(pc, () => pc.setLocalDescription())).map(sort));
  }],
  ['candidate events: what an event is', EVENT, async (PC, t) => {
    const pc = t.offerer();
    const events = await candidateEvents(pc, () => pc.setLocalDescription());
    return collapsed(events.map((e) => JSON.stringify([
      sort(e), e.constructor === RTCPeerConnectionIceEvent, String(e), e.type, e.isTrusted, e.bubbles, e.cancelable, e.composed, e.target === pc,
      e.defaultPrevented, 'url' in e, show(e.candidate).slice(0, 15), Reflect.ownKeys(e).filter((key) => key !== 'isTrusted'),
    ])));
  }],
  ['candidate events: where the event stands while it is told', EVENT, async (PC, t) => {
    const pc = t.offerer();
    const seen = new Set();
    pc.addEventListener('icecandidate', function (e) {
      seen.add(JSON.stringify([this === pc, e.currentTarget === pc, e.eventPhase, e.composedPath().length, pc.iceGatheringState === 'complete' || e.candidate !== null]));
    });
    await candidateEvents(pc, () => pc.setLocalDescription());
    return [...seen];
  }],
  ['candidate events: what a candidate is', 'rtcicecandidate-interface', async (PC, t) => {
    const pc = t.offerer();
    const events = await candidateEvents(pc, () => pc.setLocalDescription());
    const { candidate } = events.find((e) => sort(e) === 'candidate');
    const names = [];
    for (const name in candidate) names.push(name);
    const [, foundation, component, protocol, priority, address, port, , type] = /candidate:(\S+) (\S+) (\S+) (\S+) (\S+) (\S+) (typ) (\S+)/.exec(candidate.candidate);
    return [
      candidate.constructor === RTCIceCandidate, Reflect.ownKeys(candidate), names.sort(), Object.keys(candidate.toJSON()), candidate.sdpMid, candidate.sdpMLineIndex,
      pc.localDescription.sdp.includes(`a=ice-ufrag:${candidate.usernameFragment}`),
      pc.localDescription.sdp.includes(candidate.candidate.split(' ').slice(0, 8).join(' ')),
      candidate.foundation === foundation, candidate.component, component, candidate.protocol === protocol.toLowerCase(), candidate.priority === Number(priority),
      bare(candidate.address) === address, candidate.port === Number(port), candidate.type === type, show(candidate.url), show(candidate.relayProtocol),
    ];
  }],
  ['candidate events: the same object for all listeners', EVENT, async (PC, t) => {
    const pc = t.offerer();
    const seen = [[], []];
    seen.forEach((list) => pc.addEventListener('icecandidate', (e) => list.push(e, e.candidate)));
    await candidateEvents(pc, () => pc.setLocalDescription());
    return seen[0].every((x, i) => x === seen[1][i]);
  }],
  ['candidate events: listeners and handlers in the order of the specification', 'html: event-handler-attributes', async (PC, t) => {
    const pc = t.offerer();
    const order = [];
    const note = (name) => () => order.push(name);
    pc.addEventListener('icecandidate', note('first'));
    pc.onicecandidate = note('replaced');
    pc.addEventListener('icecandidate', { handleEvent: note('object') });
    pc.addEventListener('icecandidate', note('capture'), { capture: true });
    pc.addEventListener('icecandidate', note('once'), { once: true });
    const twice = note('twice');
    pc.addEventListener('icecandidate', twice);
    pc.addEventListener('icecandidate', twice);
    const gone = note('gone');
    pc.addEventListener('icecandidate', gone);
    pc.removeEventListener('icecandidate', gone);
    const controller = new AbortController();
    pc.addEventListener('icecandidate', note('aborted'), { signal: controller.signal });
    controller.abort();
    pc.onicecandidate = note('handler');
    await candidateEvents(pc, () => pc.setLocalDescription());
    const never = ['gone', 'aborted', 'replaced'].filter((name) => order.includes(name));
    return [order.slice(0, 6), never, order.filter((name) => name === 'once').length, order.slice(-4)];
  }],
  ['candidate events: one listener stops the others', 'dom: dom-event-stopimmediatepropagation', async (PC, t) => {
    const pc = t.offerer();
    const seen = [];
    pc.addEventListener('icecandidate', (e) => e.stopImmediatePropagation());
    pc.addEventListener('icecandidate', () => seen.push('later listener'));
    pc.onicecandidate = () => seen.push('handler');
    await pc.setLocalDescription();
    await gathered(pc);
    await settled();
    return seen;
  }],
  ['candidate events: a listener that throws', 'html: report-an-exception', async (PC, t) => {
    const pc = t.offerer();
    const errors = await uncaught(async () => {
      pc.addEventListener('icecandidate', () => { throw new RangeError('own'); });
      await candidateEvents(pc, () => pc.setLocalDescription());
    });
    return [errors.length > 0, [...new Set(errors)]];
  }],
  ['candidate events: a handler taken off in time is not called', 'html: event-handler-attributes', async (PC, t) => {
    const pc = t.offerer();
    let calls = 0;
    pc.onicecandidate = () => calls++;
    pc.onicecandidate = null;
    await candidateEvents(pc, () => pc.setLocalDescription());
    return calls;
  }],
  ['candidate events: one that the application makes itself', 'dom: dom-eventtarget-dispatchevent', (PC, t) => {
    const pc = t.make();
    const seen = [];
    const note = (where) => ({ type, isTrusted, candidate }) => seen.push([where, type, isTrusted, show(candidate)]);
    pc.onicecandidate = note('handler'); // Firefox keeps it for its own events
    pc.addEventListener('icecandidate', note('listener'));
    const candidate = new RTCIceCandidate({ candidate: LINE, sdpMid: '0' });
    const results = [
      new RTCPeerConnectionIceEvent('icecandidate', { candidate }), new RTCPeerConnectionIceEvent('icecandidate'),
      new Event('icecandidate'), Object.assign(new Event('icecandidate', { cancelable: true }), { candidate: { candidate: LINE } }),
    ].map((e) => pc.dispatchEvent(e));
    return [seen, results];
  }],
  ['candidate events: before the state that ends them, but for the last', 'dom-peerconnection-ice-gathering-state', async (PC, t) => {
    const pc = t.offerer();
    const order = [];
    pc.addEventListener('icegatheringstatechange', () => order.push(pc.iceGatheringState));
    pc.addEventListener('icecandidate', (e) => order.push(sort(e)));
    await candidateEvents(pc, () => pc.setLocalDescription());
    return collapsed(order.filter((entry) => entry !== 'gathering')); // Chromium says so after the first candidate at times
  }],

  ['candidate pool: nothing is told before a description is set', POOL, async (PC, t) => {
    const pc = t.offerer({ iceCandidatePoolSize: 1 });
    const events = [];
    pc.onicecandidate = (e) => events.push(sort(e));
    pc.onicegatheringstatechange = () => events.push(pc.iceGatheringState);
    const offer = await pc.createOffer();
    await settled();
    return [events, pc.iceGatheringState, /a=candidate:/.test(offer.sdp)];
  }],
  ['candidate pool: all is told once it is', POOL, async (PC, t) => {
    const pc = t.offerer({ iceCandidatePoolSize: 1 });
    await settled();
    const events = await candidateEvents(pc, () => pc.setLocalDescription());
    return [collapsed(events.map(sort)), new Set(events.map((e) => e.candidate?.sdpMid ?? 'none')).size];
  }],
  ['candidate pool: a call', POOL, async (PC, t) => {
    const { a, b } = await t.call({ iceCandidatePoolSize: 1 });
    return [a, b].map((pc) => pc.connectionState);
  }],
  ['relay policy without a relay: the end is all there is', 'dom-rtcicetransportpolicy', async (PC, t) => {
    const pc = t.offerer({ iceTransportPolicy: 'relay' });
    const events = await candidateEvents(pc, () => pc.setLocalDescription());
    return [collapsed(events.map(sort)), /a=candidate:/.test(pc.localDescription.sdp)];
  }],
  ['an error event of a server', 'rtcpeerconnectioniceerrorevent', async (PC, t) => {
    // A name that does not resolve is told at once and in both browsers, but not equally often.
    const pc = t.offerer({ iceServers: [{ urls: 'stun:nobody.invalid' }] });
    const errors = [];
    pc.onicecandidateerror = (e) => {
      errors.push(JSON.stringify([String(e), e.errorCode, e.errorText, e.url, e.isTrusted, e.bubbles, e.target === pc, Reflect.ownKeys(e)]));
    };
    await candidateEvents(pc, () => pc.setLocalDescription());
    return [...new Set(errors)].sort();
  }],
  ['a native connection takes what this one signals', EVENT, async (PC, t) => {
    const [a, b] = [t.offerer(), t.keep(new Native())];
    const lines = [];
    a.onicecandidate = (e) => lines.push(outcome(() => b.addIceCandidate(e.candidate)));
    const events = candidateEvents(a, async () => {
      await a.setLocalDescription();
      await b.setRemoteDescription(a.localDescription);
      a.onicecandidate = (e) => lines.push(outcome(() => b.addIceCandidate(e.candidate)));
    });
    await events;
    return [...new Set((await Promise.all(lines)))].filter((how) => !how.includes('InvalidStateError'));
  }],
];
