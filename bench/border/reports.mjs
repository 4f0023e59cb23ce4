// Stats reports as Chromium gives them, of a call with any number of media streams, made of one recorded call.
import { readFileSync } from 'node:fs';

const recorded = JSON.parse(readFileSync(new URL('testdata/chromium-156-stats.json', import.meta.url), 'utf8'));
const RECORDED_AFTER = 8; // seconds of the call

/** What a stream has of its own; all else is there once. */
const OF_A_STREAM = new Set(['outbound-rtp', 'inbound-rtp', 'remote-inbound-rtp', 'remote-outbound-rtp', 'media-source']);
const OF_ICE = new Set(['transport', 'candidate-pair', 'local-candidate', 'remote-candidate']);
/** Numbers that do not count anything. */
const STILL = new Set([
  'audioLevel', 'availableOutgoingBitrate', 'channels', 'clockRate', 'currentRoundTripTime', 'dataChannelIdentifier', 'encodingIndex',
  'fractionLost', 'frameHeight', 'framesPerSecond', 'frameWidth', 'height', 'jitter', 'payloadType', 'port', 'priority', 'roundTripTime',
  'rtxSsrc', 'ssrc', 'targetBitrate', 'width',
]);
/** Members that name an entry of the same stream. */
const NAMES = ['id', 'remoteId', 'localId', 'mediaSourceId'];

/**
 * A connected connection that sends and receives `streams` media streams, half of them audio, for whoever polls it:
 * a stand-in for RTCPeerConnection with what the pollers use of one. Its reports are made beforehand; next() goes one on,
 * by a second. When all have been seen they come again: what counts in the entries of ICE goes on, that of the media
 * starts anew.
 */
export class Call extends EventTarget {
  signalingState = 'stable';
  iceGatheringState = 'complete';
  iceConnectionState = 'connected';
  connectionState = 'connected';
  #reports;
  #at = -1;
  /** Numbers of ICE entries that count: entry, member, what it grows by until its report comes again. */
  #counters = [];

  /** @param {number} streams @param {number} [reports] how many are made */
  constructor(streams, reports = 16) {
    super();
    this.#reports = Array.from({ length: reports }, (_, poll) => reportOf(streams, RECORDED_AFTER + poll));
    for (const { all } of this.#reports) {
      for (const entry of all.values()) {
        if (!OF_ICE.has(entry.type)) continue;
        for (const [name, value] of Object.entries(entry)) {
          if (isTime(name)) this.#counters.push([entry, name, 1000 * reports]);
          else if (counts(name, value)) this.#counters.push([entry, name, grown(byId.get(entry.id)[name], reports)]);
        }
      }
    }
    const ends = (kind) => Array.from({ length: streams }, (_, i) => ({
      track: { enabled: true, kind: i % 2 ? 'video' : 'audio' },
      getStats: async () => this.#reports[this.#at][kind][i],
    }));
    const [senders, receivers] = [ends('senders'), ends('receivers')];
    this.getSenders = () => senders;
    this.getReceivers = () => receivers;
  }

  /** Goes on to the next report. */
  next() {
    if (++this.#at < this.#reports.length) return;
    this.#at = 0;
    for (const [entry, name, growth] of this.#counters) entry[name] += growth;
  }

  async getStats() {
    return this.#reports[this.#at].all;
  }

  getConfiguration() {
    return {};
  }

  async addIceCandidate() {}
  async setRemoteDescription() {}
  close() {}
}

const byId = new Map(recorded.map((entry) => [entry.id, entry]));
const isTime = (name) => /timestamp$/i.test(name); // ms
const counts = (name, value) => typeof value === 'number' && value > 0 && !STILL.has(name);

/** What a count that was so in the recorded call is after other seconds. */
function grown(value, seconds) {
  const now = (value * seconds) / RECORDED_AFTER;
  return Number.isInteger(value) ? Math.round(now) : now;
}

/** The whole report after so many seconds, and what each sender and receiver gives of it. */
function reportOf(streams, seconds) {
  const all = new Map();
  const add = (entry) => all.set(entry.id, entry);
  for (const entry of recorded) {
    if (!OF_A_STREAM.has(entry.type)) add(at(entry, seconds));
  }
  const senders = [];
  const receivers = [];
  for (let i = 0; i < streams; i++) {
    const own = recorded.filter((entry) => OF_A_STREAM.has(entry.type) && entry.kind === (i % 2 ? 'video' : 'audio'))
      .map((entry) => add(renamed(at(entry, seconds), i)).get(`${entry.id}-${i}`));
    senders.push(selected(all, own.filter(({ type }) => /^(outbound|remote-inbound|media)/.test(type))));
    receivers.push(selected(all, own.filter(({ type }) => /^(inbound|remote-outbound)/.test(type))));
  }
  return { all, senders, receivers };
}

/** What getStats of a sender or receiver gives: its entries and all that they refer to. */
function selected(all, own) {
  const found = new Map();
  const add = (entry) => {
    if (!entry || found.has(entry.id)) return;
    found.set(entry.id, entry);
    for (const [name, id] of Object.entries(entry)) {
      if (/Id$/.test(name) && all.has(id)) add(all.get(id));
    }
  };
  own.forEach(add);
  return found;
}

/** The entry after so many seconds. */
function at(entry, seconds) {
  const now = { ...entry };
  for (const [name, value] of Object.entries(entry)) {
    if (isTime(name)) now[name] += (seconds - RECORDED_AFTER) * 1000;
    else if (counts(name, value)) now[name] = grown(value, seconds);
  }
  return now;
}

/** The entry of another stream. */
function renamed(entry, i) {
  for (const name of NAMES) {
    if (entry[name]) entry[name] += `-${i}`;
  }
  if (entry.ssrc) entry.ssrc += i;
  if (entry.rtxSsrc) entry.rtxSsrc += i;
  if (entry.mid) entry.mid = String(i);
  if (entry.trackIdentifier) entry.trackIdentifier += `-${i}`;
  return entry;
}
