// Every candidate with its decision: the columns of the Trickle ICE sample, and what the policy made of it.

import { badge, el, hook, hooks, setText } from './dom.js';
import { endpoint, milliseconds, priorityParts } from './format.js';
import { createLogTable } from './log-table.js';

const COLUMNS = [
  ['time (ms)', (r) => milliseconds(r.time), 'number'],
  ['direction', (r) => r.direction],
  ['type', (r) => badge(r.type ?? 'unreadable')],
  ['foundation', (r) => r.foundation, 'mono cut'],
  ['comp.', (r) => text(r.component), 'number'],
  ['protocol', (r) => (r.tcpType ? `${r.protocol} (${r.tcpType})` : r.protocol), 'mono'],
  ['address', (r) => r.address ?? r.candidate, 'mono cut address'],
  ['port', (r) => text(r.port), 'mono number'],
  ['related', (r) => endpoint(r.relatedAddress, r.relatedPort), 'mono cut address'],
  ['priority', (r) => priorityParts(r.priority), 'mono number'],
  ['mid', (r) => r.sdpMid, 'mono'],
  ['url / server', (r) => r.url, 'mono cut url'],
  ['relay protocol', (r) => r.relayProtocol, 'mono'],
  ['gen.', (r) => text(r.generation), 'number'],
  ['decision', (r) => badge(decision(r)), 'pinned'],
  ['rule', ruleText, 'cut rule'],
];

/** A kept candidate whose related address was taken out is "masked". */
export function decision(record) {
  if (!record.kept) return 'dropped';
  return record.masked ? 'masked' : 'kept';
}

export function createCandidateTable() {
  const table = hook('candidate-table');
  const rows = createLogTable(table, COLUMNS, (record) => ({
    'data-direction': record.direction,
    'data-type': record.type,
    'data-decision': decision(record),
    'data-rule': record.rule,
  }));
  let counts = {};

  function showCounts() {
    for (const [name, count] of Object.entries(counts)) {
      setText(document.querySelector(`[data-count="${name}"]`), String(count));
    }
  }

  function show() {
    table.dataset.show = hooks('candidate-filter').find((radio) => radio.checked).value;
  }
  for (const radio of hooks('candidate-filter')) radio.addEventListener('change', show);
  show();

  return {
    add(label, record) {
      rows.add(label, record);
      counts.all += 1;
      counts[record.direction] += 1;
      if (!record.kept) counts.dropped += 1;
      showCounts();
    },
    begin(labels) {
      rows.begin(labels);
      counts = { all: 0, local: 0, remote: 0, dropped: 0 };
      showCounts();
    },
  };
}

function ruleText(record) {
  if (record.error) return record.error;
  if (record.rule === null) return el('span', { class: 'hint' }, 'no rule');
  return el('code', {}, `${record.rule}: ${record.text}`);
}

/** A number as text, nothing for null: 0 is something to show. */
function text(number) {
  return number === null ? null : String(number);
}
