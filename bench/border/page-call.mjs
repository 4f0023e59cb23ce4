// Runs in a page: a call of many media streams, and one poll after another by each of the pollers.
import { holdTimers, iceguard, issueDetector, peermetrics } from './pollers.mjs';
import { median } from './medians.mjs';

const PAUSE = 60; // ms; for 50 ms Chromium gives a report again that it has

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** An audio and a video track that cost as little as can be. */
function tracks() {
  const context = new AudioContext();
  const oscillator = context.createOscillator();
  const { stream } = oscillator.connect(context.createMediaStreamDestination());
  oscillator.start();
  const canvas = Object.assign(document.createElement('canvas'), { width: 32, height: 32 });
  const drawing = canvas.getContext('2d');
  setInterval(() => {
    drawing.fillStyle = `hsl(${Date.now() % 360} 80% 50%)`;
    drawing.fillRect(0, 0, 32, 32);
  }, 500);
  return [stream.getAudioTracks()[0], canvas.captureStream(2).getVideoTracks()[0]];
}

/** Both ends of a call that sends each kind `count` times each way. */
async function connect(count) {
  const [a, b] = [new RTCPeerConnection({ bundlePolicy: 'max-bundle' }), new RTCPeerConnection({ bundlePolicy: 'max-bundle' })];
  a.onicecandidate = (e) => b.addIceCandidate(e.candidate);
  b.onicecandidate = (e) => a.addIceCandidate(e.candidate);
  const sent = tracks();
  for (let i = 0; i < count; i++) sent.forEach((track) => a.addTransceiver(track.clone()));
  await a.setLocalDescription();
  await b.setRemoteDescription(a.localDescription);
  await Promise.all(b.getTransceivers().map((transceiver) => {
    transceiver.direction = 'sendrecv';
    return transceiver.sender.replaceTrack(sent.find(({ kind }) => kind === transceiver.receiver.track.kind).clone());
  }));
  await b.setLocalDescription();
  await a.setRemoteDescription(b.localDescription);
  while (a.connectionState !== 'connected') await sleep(20);
  return [a, b];
}

/**
 * The median times in µs of a poll by each: all of it, and what comes after the engine's answer.
 * @param {{load: any, WebRTCStats: any, WebRTCIssueDetector: any}} packages
 * @param {{count: number, polls: number}} options count: transceivers of each kind
 * @returns {Promise<{name: string, all: number, after: number}[]>}
 */
export async function measure({ load, WebRTCStats, WebRTCIssueDetector }, { count, polls }) {
  const ice = await load();
  const ends = await connect(count);
  const [pc] = ends;
  const arriving = async () => [...(await pc.getStats()).values()].filter((e) => e.type === 'inbound-rtp' && e.packetsReceived > 0);
  while ((await arriving()).length < 2 * count) await sleep(200);
  // When the engine has given its latest answer, whoever asked.
  let answered = 0;
  for (const asked of [pc, ...pc.getSenders(), ...pc.getReceivers()]) {
    const getStats = asked.getStats.bind(asked);
    asked.getStats = async (...args) => {
      const report = await getStats(...args);
      answered = performance.now();
      return report;
    };
  }
  holdTimers();
  const pollers = {
    iceguard: iceguard(ice, pc),
    '@peermetrics/webrtc-stats': peermetrics(WebRTCStats, pc),
    'webrtc-issue-detector': issueDetector(WebRTCIssueDetector, pc),
    'getStats alone': { poll: () => pc.getStats() },
  };
  const times = Object.fromEntries(Object.keys(pollers).map((name) => [name, { all: [], after: [] }]));
  const told = {};
  for (let round = 0; round < polls; round++) {
    for (const [name, { poll, forget }] of Object.entries(pollers)) {
      await sleep(PAUSE);
      const start = performance.now();
      told[name] = await poll();
      const end = performance.now();
      forget?.();
      if (round < 5) continue; // they warm up
      times[name].all.push((end - start) * 1000);
      times[name].after.push((end - answered) * 1000);
    }
  }
  mustAgree(told, pollers.iceguard.session.report());
  pollers.iceguard.session.detach();
  ends.forEach((end) => end.close());
  const row = ([name, { all, after }]) => ({ name, all: median(all), after: median(after) });
  return Object.entries(times).map(row);
}

/** Who does not tell of the selected pair has not done the work. */
function mustAgree(told, { path, stats }) {
  const report = told['getStats alone'];
  const transport = [...report.values()].find(({ type }) => type === 'transport');
  const pair = report.get(transport.selectedCandidatePairId);
  const pairs = [told['@peermetrics/webrtc-stats'].data.connection.id, told['webrtc-issue-detector'][0].stats.connection.id];
  const { port } = report.get(pair.localCandidateId);
  if (pairs.some((id) => id !== pair.id) || path.local.port !== port || !(stats.bytesSent > 0)) {
    throw new Error(`the pollers tell of different pairs: ${pairs.join(', ')}, local port ${path.local.port}; selected is ${pair.id}, port ${port}`);
  }
}
