// One random call, from its seed, in a page: a connection of a guarded class
// and an ordinary peer. What the engine gathers is recorded below the guard,
// what an application could send above it.

import { dump, leaks, secrets } from './leaks.js';
import { forbids, parse, policies } from './policies.js';
import { Random } from './random.js';

const DESCRIPTIONS = ['localDescription', 'currentLocalDescription', 'pendingLocalDescription'];
const PATIENCE = 4000; // ms for a call and its candidates; a run that takes longer is looked at as it is then

/** What is done in a run, from its seed. */
export function plan(seed) {
  const random = new Random(seed);
  const kill = random.chance(0.3);
  return {
    seed,
    random,
    policy: random.pick(policies),
    way: random.pick(['guard', 'guard', 'early', 'install']),
    redact: random.chance(0.4),
    servers: random.below(8),
    transport: random.chance(0.15) ? 'relay' : 'all',
    pool: random.pick([0, 0, 1, 3]),
    bundle: random.pick(['balanced', 'max-bundle', 'max-compat']),
    trickle: random.chance(0.6),
    handler: random.chance(0.5),
    legacy: random.chance(0.2),
    answers: random.chance(0.4),
    media: random.some(['audio', 'video']),
    munge: random.chance(0.2),
    restart: random.chance(0.3),
    rollback: random.chance(0.15),
    reconfigure: random.chance(0.3),
    kill: kill ? { kind: random.pick(['panic', 'exit', 'trap', 'fatal']), after: random.below(120), inCallback: random.chance(0.5) } : null,
  };
}

/** @param {ReturnType<typeof plan>} p @param {{ load: () => Promise<any>, guardEarly: Function, kill: (kind: string, inCallback: boolean) => boolean, iceServers: RTCIceServer[], Native: typeof RTCPeerConnection, unguarded?: boolean }} tools */
export async function run(p, { load, guardEarly, kill, iceServers, Native, unguarded }) {
  const raw = [];
  class Recorder extends Native {
    constructor(...args) {
      super(...args);
      super.addEventListener('icecandidate', ({ candidate }) => candidate?.candidate && raw.push({ candidate: candidate.candidate, sdpMid: candidate.sdpMid }), true);
    }
  }
  const options = { policy: p.policy[0], onFailure: 'closed', redact: p.redact, base: Recorder };
  const config = {
    iceServers: iceServers.filter((_, i) => p.servers & (1 << i)), iceTransportPolicy: p.transport, iceCandidatePoolSize: p.pool, bundlePolicy: p.bundle,
  };
  const Class = unguarded ? Recorder : await make(p, options, load, guardEarly);
  const call = new Call(p, Class, Native, config);
  let killed = false;
  const timer = p.kill && setTimeout(() => (killed = kill(p.kill.kind, p.kill.inCallback)), p.kill.after);
  const problems = [];
  try {
    await Promise.race([call.make(), new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
    await call.look();
  } catch (e) {
    problems.push(`${e.name}: ${e.message}`);
  }
  clearTimeout(timer);
  const { complete } = call;
  call.a.close();
  call.peek();
  call.b.close();

  const forbidden = raw.filter((r) => forbids(p.policy, r)).map((r) => r.candidate);
  const allowed = raw.filter((r) => !forbids(p.policy, r)).map((r) => r.candidate);
  const found = leaks(forbidden, allowed, call.out.join(''));
  if (p.redact) {
    // Host addresses too, kept or not.
    const hosts = raw.map((r) => r.candidate).filter((line) => / typ host/.test(line));
    found.push(...leaks([...forbidden, ...hosts], allowed.filter((line) => !/ typ host/.test(line)), call.stats.join('')).map((leak) => `in statistics: ${leak}`));
  }
  const where = ({ type, address, port }) => `${type} ${address} ${port}`;
  const told = call.told.map((line) => where(parse(line)));
  // A candidate is lost when it was neither forbidden nor told.
  const lost = p.kill || !complete ? [] : allowed.map((line) => where(parse(line))).filter((x, i) => x !== told[i]);
  return { leaks: found, lost, problems, complete, killed, gathered: raw.length, forbidden: forbidden.length, secrets: secrets(forbidden, allowed).length, bytes: call.out.join('').length };
}

async function make(p, options, load, guardEarly) {
  if (p.way === 'early') {
    const later = p.random.below(200);
    return guardEarly(options, new Promise((resolve) => setTimeout(() => resolve(load()), later)));
  }
  const ice = await load();
  if (p.way === 'guard') return ice.guard(options);
  const before = globalThis.RTCPeerConnection;
  ice.install(options);
  const Installed = globalThis.RTCPeerConnection;
  globalThis.RTCPeerConnection = before; // other runs go on beside this one
  return class extends Installed {};
}

class Call {
  /** All that an application could send. */
  out = [];
  stats = [];
  /** Candidate lines of events, in order. */
  told = [];
  complete = false;
  #described = false;
  #waiting = [];

  constructor(p, Class, Native, config) {
    this.p = p;
    this.a = new Class(config);
    this.b = new Native();
    const { a, b } = this;
    const take = (event) => {
      this.out.push(dump(event));
      const { candidate } = event;
      if (candidate?.candidate) this.told.push(candidate.candidate);
      if (!p.trickle) return;
      if (this.#described) b.addIceCandidate(candidate).catch(() => {});
      else if (candidate) this.#waiting.push(candidate);
    };
    if (p.handler) a.onicecandidate = take;
    else a.addEventListener('icecandidate', take);
    if (p.redact) a.addEventListener('icecandidateerror', (event) => this.stats.push(dump(event)));
    a.addEventListener('icegatheringstatechange', () => this.peek());
    a.addEventListener('signalingstatechange', () => this.peek());
    b.onicecandidate = ({ candidate }) => a.addIceCandidate(candidate).catch(() => {});
    b.ondatachannel = () => {};
  }

  /** What can be read at any moment. */
  peek() {
    for (const name of DESCRIPTIONS) {
      let description = null;
      try {
        description = this.a[name];
      } catch {} // Firefox shows none of a closed connection
      if (description) this.out.push(description.sdp, JSON.stringify(description).replaceAll('\\r\\n', '\n'));
    }
  }

  /** What has to be asked for. */
  async look() {
    const { a, p } = this;
    this.peek();
    this.#keep(await a.createOffer().catch(() => null));
    if (!p.redact) return;
    const parts = a.getTransceivers().flatMap(({ sender, receiver }) => [sender, receiver]);
    for (const object of [a, ...parts]) this.stats.push(dump(await object.getStats()));
    for (const transport of [a.sctp?.transport, ...parts.map((part) => part.transport)]) {
      const ice = transport?.iceTransport;
      for (const name of ['getSelectedCandidatePair', 'getLocalCandidates', 'getRemoteCandidates']) this.stats.push(dump(ice?.[name]?.() ?? null));
    }
  }

  #keep(description) {
    if (description) this.out.push(description.sdp);
    return description;
  }

  async make() {
    const { a, b, p } = this;
    for (const kind of p.media) a.addTransceiver(kind);
    a.createDataChannel('x');
    if (p.reconfigure) a.setConfiguration({ ...a.getConfiguration(), iceTransportPolicy: 'all' });
    if (p.answers) {
      b.createDataChannel('y');
      for (const kind of p.media) b.addTransceiver(kind);
      await this.#answer();
    } else {
      await this.#offer();
    }
    if (p.rollback) await this.#rollBack();
    if (p.restart) {
      a.restartIce();
      await this.#offer();
    }
    await this.#gathered();
    this.complete = true;
  }

  async #offer() {
    const { a, b } = this;
    await a.setLocalDescription(await this.#created('createOffer'));
    if (!this.p.trickle) await this.#gathered();
    await this.#tell(b, a);
    await b.setLocalDescription();
    await a.setRemoteDescription(b.localDescription);
  }

  async #answer() {
    const { a, b } = this;
    await b.setLocalDescription();
    await a.setRemoteDescription(b.localDescription);
    await a.setLocalDescription(await this.#created('createAnswer'));
    if (!this.p.trickle) await this.#gathered();
    await this.#tell(b, a);
  }

  async #rollBack() {
    const { a } = this;
    await a.setLocalDescription(await this.#created('createOffer'));
    this.peek();
    await a.setLocalDescription({ type: 'rollback' });
  }

  /** A new description, in one of the ways to get it, perhaps changed. */
  async #created(name) {
    const { a, p } = this;
    const description = this.#keep(p.legacy ? await new Promise((resolve, reject) => a[name](resolve, reject)) : await a[name]());
    return p.munge ? { type: description.type, sdp: description.sdp.replace(/^s=.*$/m, 's=munged') } : description;
  }

  async #tell(to, from) {
    this.peek();
    this.#described = true;
    await to.setRemoteDescription(from.localDescription);
    for (const candidate of this.#waiting.splice(0)) await to.addIceCandidate(candidate).catch(() => {});
  }

  #gathered() {
    const { a } = this;
    return new Promise((resolve) => {
      const check = () => a.iceGatheringState === 'complete' && setTimeout(resolve, 0);
      a.addEventListener('icegatheringstatechange', check);
      check();
    });
  }
}
