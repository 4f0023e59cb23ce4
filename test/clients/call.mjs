// What a page can say of a call whatever its client library: shared by the modules in this folder.

/** Resolves when the connection has gathered all its candidates and its listeners have been told. */
export const gathered = (pc) => new Promise((resolve) => {
  const check = () => pc.iceGatheringState === 'complete' && setTimeout(resolve, 0);
  pc.addEventListener('icegatheringstatechange', check);
  check();
});

/** The types of the candidates over which the connection runs, and of which life of ICE they are; once it says so. */
export async function path(pc) {
  for (;;) {
    const stats = new Map();
    (await pc.getStats()).forEach((s) => stats.set(s.id, s));
    const transport = [...stats.values()].find((s) => s.type === 'transport' && s.selectedCandidatePairId);
    const pair = stats.get(transport?.selectedCandidatePairId);
    const [local, remote] = [stats.get(pair?.localCandidateId), stats.get(pair?.remoteCandidateId)];
    if (local && remote) return { local: local.candidateType, remote: remote.candidateType, usernameFragment: local.usernameFragment };
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/**
 * A wire between A and B that keeps what went over it. Candidates wait until release(): a connection may stop to gather
 * when it is connected, and then it would be chance which candidates are signalled.
 * @param {(message: any) => boolean} isCandidate
 * @param {(to: 'a' | 'b', message: any) => void} deliver
 */
export function wire(isCandidate, deliver) {
  const signalled = { a: [], b: [] };
  let held = [];
  return {
    signalled,
    send(from, message) {
      signalled[from].push(message);
      const to = from === 'a' ? 'b' : 'a';
      if (held && isCandidate(message)) held.push([to, message]);
      else deliver(to, message);
    },
    release() {
      for (const [to, message] of held) deliver(to, message);
      held = undefined;
    },
  };
}

/** What code that looks at a connection and at its class finds there. */
export function surface(pc) {
  const Class = globalThis.RTCPeerConnection;
  const members = new Set();
  for (let object = pc; object !== Object.prototype; object = Object.getPrototypeOf(object)) {
    for (const name of Object.getOwnPropertyNames(object)) members.add(name);
  }
  return {
    instance: pc instanceof Class,
    ownClass: pc.constructor === Class,
    alias: [undefined, Class].includes(globalThis.webkitRTCPeerConnection),
    name: Class.name,
    statics: typeof Class.generateCertificate,
    tag: String(pc),
    // simple-peer and webrtc-adapter take more than 0 for a browser of old.
    lengths: [pc.getStats, pc.addIceCandidate, pc.setLocalDescription].map((f) => f.length),
    members: [...members].sort().map((name) => `${name}: ${typeof pc[name]}`),
  };
}
