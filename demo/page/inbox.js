// The receiving half of offer/answer signalling. A candidate that comes before the description it belongs
// to would be refused (no remote description, or an unknown ufrag after a restart), so it waits here.

/** Wraps a connection that is about to get its first remote description. */
export function createInbox(pc) {
  let waiting = [];
  return {
    /** Candidates wait from now on until the next description: call it when an offer is made. */
    expectDescription() {
      waiting ??= [];
    },
    async description(description) {
      await pc.setRemoteDescription(description);
      const early = waiting ?? [];
      waiting = null;
      for (const candidate of early) await pc.addIceCandidate(candidate);
    },
    async candidate(candidate) {
      if (waiting) waiting.push(candidate);
      else await pc.addIceCandidate(candidate);
    },
  };
}
