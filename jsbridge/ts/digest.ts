// A stats report as one string: its ICE entries only, so that one crossing does
// and costs the same with any number of media streams. The order of the
// members is that of ice/stats/digest.go.

const RECORD = '\x1e';
const MEMBER = '\x1f';

const transport = ['id', 'selectedCandidatePairId', 'dtlsState', 'iceRole', 'bytesSent', 'bytesReceived'];
const pair = [
  'id', 'transportId', 'localCandidateId', 'remoteCandidateId', 'state', 'nominated', 'selected',
  'bytesSent', 'bytesReceived', 'requestsSent', 'responsesReceived', 'requestsReceived', 'responsesSent',
  'totalRoundTripTime', 'currentRoundTripTime', 'availableOutgoingBitrate',
];
const candidate = ['id', 'candidateType', 'address', 'port', 'protocol', 'relayProtocol', 'url', 'usernameFragment'];

const kinds: Record<string, [kind: string, members: readonly string[]]> = {
  transport: ['t', transport],
  'candidate-pair': ['p', pair],
  'local-candidate': ['l', candidate],
  'remote-candidate': ['r', candidate],
};

type Entry = Record<string, unknown>;

export function digest(report: RTCStatsReport): string {
  let out = '';
  let timestamp: unknown;
  report.forEach((entry: Entry) => {
    const kind = kinds[entry.type as string];
    if (!kind) return;
    timestamp ??= entry.timestamp;
    out += kind[0] + MEMBER;
    for (const name of kind[1]) out += text(entry[name] ?? (name === 'address' ? entry.ip : undefined)) + MEMBER;
    out += RECORD;
  });
  return `s${MEMBER}${text(timestamp)}${MEMBER}${RECORD}${out}`;
}

function text(value: unknown): string {
  switch (typeof value) {
    case 'number':
      return Number.isFinite(value) ? String(value) : '';
    case 'boolean':
      return value ? '1' : '0';
    case 'string':
      return value.replace(/[\x1e\x1f]/g, '');
  }
  return '';
}
