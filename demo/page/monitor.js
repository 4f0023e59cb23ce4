// Listens to the sessions of the current call and tells the page what they say.

// Events come in bursts while gathering; one report for all of a burst is enough. A timer, because animation
// frames stop in a tab that is not in front, and a call between two tabs always has one of those.
const BURST = 40; // ms

/** `on` has candidate, candidateError, failure and report, each called with the connection's label and a detail. */
export function createMonitor(on) {
  let watched = new Map(); // label -> session
  let listening = new AbortController();
  let due = new Map(); // label -> timer

  function report(label) {
    due.delete(label);
    let latest;
    try {
      latest = watched.get(label).report();
    } catch (error) {
      on.failure(label, error); // the WebAssembly instance is gone; what is shown stays
      return;
    }
    on.report(label, latest);
  }

  function refresh(label) {
    if (!due.has(label)) due.set(label, setTimeout(report, BURST, label));
  }

  return {
    /** Adds the session of a connection of the current call. */
    watch(label, session) {
      watched.set(label, session);
      const listen = (type, tell) =>
        session.addEventListener(type, ({ detail }) => {
          tell?.(label, detail);
          refresh(label);
        }, { signal: listening.signal });
      listen('candidate', on.candidate);
      listen('candidatedropped', on.candidate);
      listen('candidateerror', on.candidateError);
      listen('error', on.failure);
      for (const type of ['statechange', 'path', 'stats', 'finding', 'enough', 'restart-advised', 'close']) listen(type);
      refresh(label);
    },
    /** Puts a policy into force for all of them. */
    setPolicy(policy) {
      for (const session of watched.values()) session.policy = policy;
    },
    /** A fresh report of one connection, null when there is none. */
    report(label) {
      return watched.get(label)?.report() ?? null;
    },
    /** Lets go of the sessions of the previous call. */
    clear() {
      listening.abort();
      for (const timer of due.values()) clearTimeout(timer);
      for (const session of watched.values()) session.detach();
      watched = new Map();
      due = new Map();
      listening = new AbortController();
    },
  };
}
