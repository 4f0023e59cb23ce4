// getStats in all its forms, and the report.

import { callbackOrder, kind, outcome, settled, show } from './tools.mjs';

const GET = 'idl-def-rtcpeerconnection-getstats-selector';
const REPORT = 'rtcstatsreport-object';

/** The entry types of a report that a call's first seconds do not change. */
const types = (report) => [...new Set([...report.values()].map(({ type }) => type))].sort();

const form = (name, ...args) => [`getStats: ${name}`, GET, (PC, t) => outcome(() => t.offerer().getStats(...args))];

export const statistics = [
  form('no argument'),
  form('undefined', undefined),
  form('null', null),
  form('a number', 5),
  form('text', 'x'),
  form('{}', {}),
  form('null and more', null, 5),
  ['getStats: a track that it sends', GET, async (PC, t) => {
    const pc = t.make();
    const { track, stream } = t.media('video');
    pc.addTrack(track, stream);
    return outcome(() => pc.getStats(track));
  }],
  ['getStats: a track that it receives', GET, async (PC, t) => {
    const pc = t.make();
    const { receiver } = pc.addTransceiver('audio');
    return [await outcome(() => pc.getStats(receiver.track)), await outcome(async () => types(await pc.getStats(receiver.track)))];
  }],
  ['getStats: a track that it does not know', GET, (PC, t) => outcome(() => t.make().getStats(t.media('video').track))],
  ['getStats: a track that it sends twice', GET, async (PC, t) => {
    const pc = t.make();
    const { track, stream } = t.media('video');
    pc.addTrack(track, stream);
    pc.addTransceiver(track);
    return outcome(() => pc.getStats(track));
  }],
  ['getStats: two callbacks, as long ago', GET, (PC, t) => callbackOrder((success, failed) => t.offerer().getStats(success, failed))],
  ['getStats: null and two callbacks', GET, (PC, t) => callbackOrder((success, failed) => t.offerer().getStats(null, success, failed))],
  ['getStats: its promise', GET, async (PC, t) => {
    const pc = t.offerer();
    const [one, two] = [pc.getStats(), pc.getStats()];
    return [one.constructor === Promise, one === two, await one !== await two];
  }],
  ['getStats: on a closed connection', GET, async (PC, t) => {
    const { a } = await t.call();
    a.close();
    return [await outcome(() => a.getStats()), await outcome(() => a.getStats(5))];
  }],
  ['sender and receiver: getStats', 'idl-def-rtcrtpsender-getstats', async (PC, t) => {
    const { sender, receiver } = t.make().addTransceiver('audio');
    return [await outcome(() => sender.getStats()), await outcome(() => receiver.getStats()), await outcome(async () => types(await sender.getStats()))];
  }],

  ['report: its class', REPORT, async (PC, t) => {
    const report = await t.offerer().getStats();
    const names = [];
    for (const name in report) names.push(name);
    return [
      String(report), report.constructor === RTCStatsReport, report instanceof Map, Reflect.ownKeys(report), names.sort(), report.entries === report[Symbol.iterator],
      await kind(() => new RTCStatsReport()), show(report.set), JSON.stringify(report),
    ];
  }],
  ['report: its maplike methods', REPORT, async (PC, t) => {
    const report = await t.offerer().getStats();
    const [id] = report.keys();
    const each = [];
    const that = {};
    report.forEach(function (value, key, map) {
      each.push(this === that && map === report && key === value.id && report.get(key).id === key);
    }, that);
    return [
      report.size === [...report].length, report.size > 0, report.has(id), report.has('nobody'), show(report.get('nobody')),
      each.length === report.size, each.every(Boolean),
      [...report.entries()].every(([key, value]) => key === value.id), [...report.values()].length === report.size, [...report.keys()].length === report.size,
      Object.prototype.toString.call(report.entries()), await kind(() => report.forEach(5)),
    ];
  }],
  ['report: its entries', REPORT, async (PC, t) => {
    const { a } = await t.call();
    const report = await a.getStats();
    const entries = [...report.values()];
    return [
      entries.every((entry) => Object.getPrototypeOf(entry) === Object.prototype),
      entries.every(({ id, type, timestamp }) => typeof id === 'string' && typeof type === 'string' && timestamp > 0),
      entries.every(Object.isExtensible), report.get(entries[0].id) === report.get(entries[0].id),
      Object.getOwnPropertyDescriptor(entries[0], 'id').writable, new Set(entries.map(({ id }) => id)).size === report.size,
    ];
  }],
  ['report: the types of a call', REPORT, async (PC, t) => {
    const { a, b } = await t.call();
    return Promise.all([a, b].map(async (pc) => types(await pc.getStats())));
  }],
  ['report: its references lead to entries', REPORT, async (PC, t) => {
    const { a } = await t.call();
    const report = await a.getStats();
    const all = (type) => [...report.values()].filter((entry) => entry.type === type);
    const pairs = all('candidate-pair');
    return [
      pairs.length > 0,
      pairs.every((pair) => report.get(pair.localCandidateId)?.type === 'local-candidate' && report.get(pair.remoteCandidateId)?.type === 'remote-candidate'),
      all('transport').map((transport) => [transport.dtlsState, report.has(transport.selectedCandidatePairId), report.get(transport.localCertificateId)?.type]),
    ];
  }],
  ['report: one taken does not change', REPORT, async (PC, t) => {
    const pc = t.offerer();
    const report = await pc.getStats();
    const before = JSON.stringify([...report]);
    await pc.setLocalDescription();
    await settled();
    return JSON.stringify([...report]) === before;
  }],
];
