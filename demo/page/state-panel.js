// The four states of every connection, and when things happened in each of its ICE generations.

import { badge, el, hook, headRow } from './dom.js';
import { milliseconds, NONE } from './format.js';

const STATES = [
  ['signalling', 'signalingState'],
  ['gathering', 'iceGatheringState'],
  ['ICE', 'iceConnectionState'],
  ['connection', 'connectionState'],
];

const TIMINGS = [
  ['gathering started', 'gatheringStarted'],
  ['first candidate', 'firstLocalCandidate'],
  ['first host', 'firstHost'],
  ['first srflx', 'firstServerReflexive'],
  ['first relay', 'firstRelay'],
  ['enough gathered', 'enough'],
  ['gathering complete', 'gatheringComplete'],
  ['first remote candidate', 'firstRemoteCandidate'],
  ['end of remote candidates', 'endOfRemoteCandidates'],
  ['checking', 'checking'],
  ['connected', 'connected'],
  ['selected pair', 'selectedPair'],
  ['DTLS connected', 'dtlsConnected'],
  ['restart advised', 'restartAdvised'],
];

export function createStatePanel() {
  let reports = new Map(); // label -> report or null
  let shown = '';

  function render() {
    const wanted = JSON.stringify([...reports].map(([label, report]) => [label, states(report), report?.generations]));
    if (wanted === shown) return; // statistics events change nothing here; leave a selection alone
    shown = wanted;
    hook('states').replaceChildren(...stateRows(reports));
    hook('timings').replaceChildren(...timingRows(reports));
  }

  function begin(labels) {
    reports = new Map(labels.map((label) => [label, null]));
    render();
  }
  begin(['A']);
  return {
    begin,
    update(label, report) {
      reports.set(label, report);
      render();
    },
  };
}

function states(report) {
  return STATES.map(([, property]) => report?.[property] ?? null);
}

function stateRows(reports) {
  const rows = STATES.map(([name, property]) => el('tr', {}, el('th', { scope: 'row' }, name),
    ...[...reports].map(([label, report]) => {
      const state = report?.[property];
      return el('td', { 'data-testid': `state-${property}`, 'data-connection': label }, state ? badge(state) : NONE);
    })));
  return [el('thead', {}, headRow(['state', ...names(reports)])), el('tbody', {}, ...rows)];
}

/** A column a generation; the times count from when it began, so that restarts compare with the first. */
function timingRows(reports) {
  const columns = [...reports].flatMap(([label, report]) =>
    (report?.generations ?? [null]).map((generation) => ({ label, generation })));
  const head = columns.map(({ label, generation }) => {
    const name = reports.size > 1 ? `${label} ` : '';
    return `${name}gen. ${generation?.number ?? 1}`;
  });
  const began = row('began at', columns, ({ generation }) => generation?.started);
  const rows = TIMINGS.map(([name, property]) => row(name, columns, ({ generation }) =>
    (generation && generation[property] !== null ? generation[property] - generation.started : null), property));
  return [el('thead', {}, headRow(['ms after it began', ...head])), el('tbody', {}, began, ...rows)];
}

function row(name, columns, value, property) {
  return el('tr', {}, el('th', { scope: 'row' }, name), ...columns.map((column) =>
    el('td', { class: 'number', 'data-timing': property, 'data-connection': column.label }, milliseconds(value(column)))));
}

function names(reports) {
  return reports.size > 1 ? [...reports.keys()] : ['now'];
}
