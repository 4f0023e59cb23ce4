// A stand-in for a peer connection, for what no real one does on demand.

/** Has the shape of one, and statistics that a test decides on. */
export class StandInConnection extends EventTarget {
  iceConnectionState = 'new';
  iceGatheringState = 'new';
  connectionState = 'new';
  signalingState = 'stable';
  onicecandidate = null;
  localDescription = null;
  remoteDescription = null;
  /** How often statistics were asked for. */
  asked = 0;
  /** What getStats answers; a function that gives a report or a promise of one. */
  answer = () => report();

  async addIceCandidate() {}
  async setRemoteDescription() {}
  close() {}

  async getStats() {
    this.asked++;
    return this.answer();
  }

  /** Changes the ICE connection state, as a browser does. */
  ice(state) {
    this.iceConnectionState = state;
    this.dispatchEvent(new Event('iceconnectionstatechange'));
  }

  /** The same of the state of all. */
  dtls(state) {
    this.connectionState = state;
    this.dispatchEvent(new Event('connectionstatechange'));
  }
}

/** A stats report of one transport, two pairs and a media stream. It counts how often it is gone through. */
export class Report extends Map {
  scans = 0;

  forEach(...args) {
    this.scans++;
    super.forEach(...args);
  }
}

/** @param {{stamp?: number, sent?: number, selected?: 'P1' | 'P2', rtt?: number, remote?: object}} [options] */
export function report({ stamp = 1000, sent = 100, selected = 'P1', rtt = 0.05, remote = {} } = {}) {
  const entry = (id, type, members) => [id, { id, type, timestamp: stamp, ...members }];
  return new Report([
    entry('I1', 'inbound-rtp', { bytesReceived: 7 * sent, kind: 'video' }),
    entry('T', 'transport', { selectedCandidatePairId: selected, dtlsState: 'connected', iceRole: 'controlling', bytesSent: sent, bytesReceived: 2 * sent }),
    entry('P1', 'candidate-pair', {
      transportId: 'T', localCandidateId: 'L1', remoteCandidateId: 'R', state: 'succeeded', nominated: true,
      bytesSent: sent, bytesReceived: 2 * sent, currentRoundTripTime: rtt, totalRoundTripTime: rtt, responsesReceived: 1,
    }),
    entry('P2', 'candidate-pair', { transportId: 'T', localCandidateId: 'L2', remoteCandidateId: 'R', state: 'succeeded', nominated: selected === 'P2' }),
    entry('L1', 'local-candidate', { candidateType: 'host', address: '192.0.2.1', port: 5000, protocol: 'udp' }),
    entry('L2', 'local-candidate', { candidateType: 'relay', address: '198.51.100.1', port: 6000, protocol: 'udp', relayProtocol: 'tcp' }),
    entry('R', 'remote-candidate', { candidateType: 'host', address: '192.0.2.2', port: 5002, protocol: 'udp', ...remote }),
  ]);
}
