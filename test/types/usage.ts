// The types as an application sees them. It is compiled, never run; what must
// not compile is marked, and would fail the check if it did.
import {
  IceguardError, load, type CandidateRecord, type Guarantee, type Guarantees, type LoadProgress, type Path, type Policy, type Report, type Session,
} from 'iceguard';

export async function loaded(bar: { max: number; value: number }, signal: AbortSignal): Promise<void> {
  const onProgress = ({ loaded, total }: LoadProgress): void => {
    // @ts-expect-error the total may be unknown
    bar.max = total;
    bar.value = loaded;
  };
  await load({ wasm: fetch('iceguard.wasm', { signal }), onProgress });
  await load({ wasm: new Uint8Array(new SharedArrayBuffer(8)) });
}

export async function attached(pc: RTCPeerConnection): Promise<Session> {
  const ice = await load({ wasm: new URL('./iceguard.wasm', 'https://example.org') });
  const session = ice.attach(pc, { policy: 'no-host', onFailure: 'closed' });
  session.addEventListener('path', (e) => {
    const path: Path = e.detail;
    const protocol: 'udp' | 'tcp' | 'tls' | 'unknown' | undefined = path.relay?.protocol;
    void protocol;
  });
  session.addEventListener('candidatedropped', (e) => {
    const record: CandidateRecord = e.detail;
    const rule: number | null = record.rule;
    void rule;
  });
  session.addEventListener('anything', (e: Event) => void e);
  ice.addEventListener('error', (e) => void e.detail.message);
  session.policy = 'relay-only';
  session.policy = ice.policy('drop');
  session.policy = { rules: [{ direction: 'local', action: 'limit', limit: 1, type: ['host', 'srflx'], not: { family: 'mdns' } }], default: 'drop' };
  const policy: Policy = session.policy;
  const report: Report = session.report();
  const rtt: number | null | undefined = report.stats?.currentRoundTripTime;
  void [policy.forcesRelay, rtt];
  const promised: Guarantees = session.guarantees;
  const { holds, why }: Guarantee = policy.guarantees.notLearnable;
  void [holds, why, promised.notSignalled.holds, promised.hiddenFromApp.why];
  // @ts-expect-error what is promised is not the application's to say
  policy.guarantees.notLearnable.holds = true;

  session.addEventListener('finding', ({ detail }) => {
    if (detail.raised && detail.code === 'turn-auth-failed') void [detail.summary, detail.advice, detail.evidence[0]?.index];
  });
  session.addEventListener('enough', ({ detail }) => detail.reason === 'wanted');
  session.addEventListener('restart-advised', ({ detail }) => {
    if (detail.reason === 'disconnected' && detail.generation === 1) session.restart();
  });
  ice.attach(pc, { gathering: { maxWaitMs: 3000, enough: 'relay+srflx' } });
  // @ts-expect-error a type that is not gathered
  ice.attach(pc, { gathering: { enough: 'relay+prflx' } });
  const tested: 'raised' | 'not-raised' | 'unknown' = report.diagnosis['one-way'];
  void tested;

  // @ts-expect-error a match that does not exist
  ice.policy({ rules: [{ action: 'drop', typ: 'host' }] });
  // @ts-expect-error an option that does not exist
  ice.attach(pc, { polcy: 'no-host' });
  // @ts-expect-error a direction that does not exist
  policy.decide('candidate:1', 'up');
  // @ts-expect-error a parsed candidate is not a line
  ice.parseCandidate(ice.parseCandidate('candidate:1'));
  // @ts-expect-error null must be dealt with
  const kind: string = report.path.kind;
  void kind;
  return session;
}

export function explain(ice: Awaited<ReturnType<typeof load>>, candidate: RTCIceCandidate): string {
  try {
    const { kept, text } = ice.policy('drop type host').decide(candidate, 'local');
    return kept ? 'kept' : `dropped by ${text}`;
  } catch (e) {
    if (!(e instanceof IceguardError)) throw e;
    switch (e.code) {
      case 'candidate-syntax':
        return `${e.field} at ${e.offset}`;
      case 'policy-syntax':
        return `${e.line}:${e.column}`;
      // @ts-expect-error a code that does not exist
      case 'oops':
        return '';
      default:
        return e.message;
    }
  }
}
