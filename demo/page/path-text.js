// The answer in words: over which path a connection runs, or why there is none yet.

const CONNECTED = ['connected', 'completed'];

const WAITING = {
  new: 'Not connected yet',
  checking: 'Checking candidate pairs…',
  connected: 'Connected, path not known yet',
  completed: 'Connected, path not known yet',
  disconnected: 'Disconnected',
  failed: 'Failed: no candidate pair works',
  closed: 'Call ended without a path',
};

/** One sentence for a report; null stands for no call. */
export function describeReport(report) {
  if (!report) return 'No call yet';
  const { path, iceConnectionState: state } = report;
  if (!path) return WAITING[report.closed ? 'closed' : state] ?? state;
  if (report.closed) return `Call ended. Last path: ${describePath(path)}`;
  if (CONNECTED.includes(state)) return describePath(path);
  return `${WAITING[state] ?? state}. Last path: ${describePath(path)}`;
}

/** Such as "Relayed over UDP, via turn:10.0.1.2:3480". */
export function describePath(path) {
  if (path.kind === 'host') return 'Direct, host to host';
  if (path.kind === 'reflexive') return 'Direct through NAT (reflexive)';
  const { side, protocol } = path.relay;
  const who = { local: 'Relayed', remote: 'Relayed by the remote side', both: 'Relayed on both sides' }[side];
  if (side === 'remote') return who;
  const over = protocol === 'unknown' ? '' : ` over ${protocol.toUpperCase()}`;
  // The transport has just been said; in the URL it would only be noise.
  const via = path.local.url ? `, via ${path.local.url.replace(/\?.*$/, '')}` : '';
  return `${who}${over}${via}`;
}
