// One poll of statistics. What an engine takes to make a report is not in it: the reports are made beforehand. All
// that is done with one is: synchronous work and microtasks, until the listener has been told.
import { WebRTCStats } from '@peermetrics/webrtc-stats';
import issueDetectorModule from 'webrtc-issue-detector'; // CommonJS in Node

import { load } from '../../dist/iceguard.js';
import { holdTimers, iceguard, issueDetector, peermetrics } from './pollers.mjs';
import { print, race, rowsOf } from './race.mjs';
import { Call } from './reports.mjs';

const POLLS = 16; // of a turn

// The peers want a page.
globalThis.window ??= globalThis;
globalThis.RTCPeerConnection ??= Call;
holdTimers();

/**
 * Everyone on connections of their own, with the same reports; ours first.
 * @param {number} streams
 * @returns {Promise<{name: string, wanted?: number, call: Call, poller: import('./pollers.mjs').Poller}[]>}
 */
export async function pollers(streams) {
  const ice = await load();
  const checking = new Call(streams);
  checking.iceConnectionState = 'checking'; // what was selected may not be any more: every entry is looked at
  const made = [
    ['iceguard', new Call(streams), (pc) => iceguard(ice, pc), undefined],
    ['@peermetrics/webrtc-stats', new Call(streams), (pc) => peermetrics(WebRTCStats, pc), 3],
    ['webrtc-issue-detector', new Call(streams), (pc) => issueDetector(issueDetectorModule.default, pc), 3],
    ['iceguard, before it is connected', checking, (pc) => iceguard(ice, pc), undefined],
  ];
  return made.map(([name, call, make, wanted]) => ({ name, wanted, call, poller: make(call) }));
}

/** @param {Awaited<ReturnType<typeof pollers>>[number]} contestant */
const turn = ({ call, poller }) => async () => {
  for (let i = 0; i < POLLS; i++) {
    call.next();
    await poller.poll();
  }
  poller.forget?.();
};

const streamsEachWay = (streams) => `${streams} media ${streams === 1 ? 'stream' : 'streams'} each way`;

export async function run() {
  const all = new Map();
  for (const streams of [1, 10, 50, 200]) all.set(streams, await pollers(streams));
  // Ours alone: beside the peers it would also pay for the garbage that they leave.
  const ours = [...all].map(([streams, [first]]) => ({ name: streamsEachWay(streams), turn: turn(first) }));
  const alone = rowsOf(ours, await race(ours, POLLS));
  print('one stats poll of iceguard: flat', alone.map((row) => (row.ratio ? { ...row, most: 1.5 } : row)));
  for (const [streams, made] of all) {
    const contestants = made.map((one) => ({ name: one.name, wanted: streams === 50 ? one.wanted : undefined, turn: turn(one) }));
    print(`one stats poll, ${streamsEachWay(streams)}`, rowsOf(contestants, await race(contestants, POLLS, { rounds: 7 })));
  }
}
