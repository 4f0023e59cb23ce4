// Who polls a connection's statistics, each by its own public API. In a page and in Node alike.

/**
 * @typedef {object} Poller
 * @property {() => Promise<any>} poll does all that one poll is, and gives what its listener was told
 * @property {any} [session] iceguard's
 * @property {() => void} [forget] drops what it keeps of the polls before
 */

/** By this the timers of the peers are told from others: ms. Their polls are made by calling what the timer would. */
const INTERVAL = 5123;

/** What a timer of theirs would call, the latest. */
let due;

/** Keeps the timers of the peers from being set, from now on. */
export function holdTimers() {
  const held = (set) => (f, ms, ...args) => (ms === INTERVAL ? void (due = f) : set(f, ms, ...args));
  window.setTimeout = held(window.setTimeout);
  window.setInterval = held(window.setInterval);
}

/** What the timer calls that start() sets. */
function timerOf(start) {
  start();
  return due;
}

/**
 * @peermetrics/webrtc-stats with its defaults. What its timer does is counted: getStats, parsing, its event and timeline.
 * @param {any} WebRTCStats @param {any} pc an instance of globalThis.RTCPeerConnection @returns {Poller}
 */
export function peermetrics(WebRTCStats, pc) {
  const stats = new WebRTCStats({ getStatsInterval: INTERVAL });
  const tick = timerOf(() => stats.addConnection({ pc, peerId: 'peer' }));
  return {
    poll: () => new Promise((resolve) => {
      stats.once('stats', resolve);
      tick();
    }),
    forget: () => stats.clearTimeline(), // it grows for ever
  };
}

/**
 * webrtc-issue-detector with its defaults. What its timer does is counted: getStats of every sender and receiver,
 * parsing, scores, all detectors.
 * @param {any} WebRTCIssueDetector @param {any} pc @returns {Poller}
 */
export function issueDetector(WebRTCIssueDetector, pc) {
  let told;
  let finished;
  const detector = new WebRTCIssueDetector({
    autoAddPeerConnections: false,
    getStatsInterval: INTERVAL,
    onStats: (stats) => (told = stats),
    onNetworkScoresUpdated: () => finished?.(),
  });
  const tick = timerOf(() => detector.handleNewPeerConnection(pc, 'peer'));
  return {
    poll: async () => {
      const scored = new Promise((resolve) => (finished = resolve)); // the detectors run in the same turn
      tick();
      await scored;
      return told;
    },
  };
}

/**
 * iceguard, given a report that the application has asked for. What is counted: getStats, the session, its event.
 * @param {any} ice @param {any} pc @returns {Poller}
 */
export function iceguard(ice, pc) {
  const session = ice.attach(pc, { stats: 'manual' });
  let told;
  session.addEventListener('stats', ({ detail }) => (told = detail));
  return {
    session,
    poll: async () => {
      session.addStats(await pc.getStats());
      await undefined; // the event comes in a microtask
      return told;
    },
  };
}
