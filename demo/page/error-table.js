// The `icecandidateerror` events: servers that could not be reached or that refused.

import { hook } from './dom.js';
import { endpoint, milliseconds } from './format.js';
import { createLogTable } from './log-table.js';

const COLUMNS = [
  ['time (ms)', (r) => milliseconds(r.time), 'number'],
  ['code', (r) => String(r.errorCode), 'mono number'],
  ['text', (r) => r.errorText, 'prose'],
  ['url', (r) => r.url, 'mono'],
  ['address:port', (r) => endpoint(r.address, r.port), 'mono'],
  ['hostCandidate', (r) => r.hostCandidate, 'mono'],
];

export function createErrorTable() {
  return createLogTable(hook('error-table'), COLUMNS, (record) => ({ 'data-code': record.errorCode }));
}
