// Where a connection shows addresses other than in what it signals: in statistics, transports and errors. A class that
// hides them there differs in these, and in no others.

import { attributes, bare, gathered, next, show } from './tools.mjs';

/** Whether the candidate's address and port are those of a host candidate that was signalled. */
const signalled = (pc, { address, port }) => pc.localDescription.sdp.includes(` ${bare(address)} ${port} typ host`);

export const addresses = [
  ['statistics: the local candidate of the selected pair', 'webrtc-stats: icecandidate-dict*', async (PC, t) => {
    const { a } = await t.call();
    await gathered(a);
    const report = await a.getStats();
    const transport = [...report.values()].find(({ type }) => type === 'transport');
    const local = report.get(report.get(transport.selectedCandidatePairId).localCandidateId);
    return [Object.keys(local).sort(), local.candidateType, local.protocol, signalled(a, local)];
  }],
  ['ICE transport: the selected pair', 'dom-rtcicetransport-getselectedcandidatepair', async (PC, t) => {
    const { a } = await t.call();
    await gathered(a);
    const pair = a.sctp.transport.iceTransport.getSelectedCandidatePair?.();
    return pair ? [attributes(pair.local), signalled(a, pair.local), show(pair.remote).slice(0, 15)] : 'unknown to this browser';
  }],
  ['ICE transport: its local candidates', 'dom-rtcicetransport-getlocalcandidates', async (PC, t) => {
    const { a } = await t.call();
    await gathered(a);
    const candidates = a.sctp.transport.iceTransport.getLocalCandidates?.();
    return candidates ? [candidates.length > 0, candidates.some((candidate) => signalled(a, candidate))] : 'unknown to this browser';
  }],
  ['an error event: the address it came from', 'dom-rtcpeerconnectioniceerrorevent-address', async (PC, t) => {
    const pc = t.offerer({ iceServers: [{ urls: 'stun:nobody.invalid' }] });
    const error = next(pc, 'icecandidateerror');
    await pc.setLocalDescription();
    const { address, port, hostCandidate } = await error;
    return [typeof address, typeof port, typeof hostCandidate, Boolean(address), port > 0];
  }],
];
