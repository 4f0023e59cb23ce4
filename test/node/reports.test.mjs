// The recorded sessions, replayed: the same reports natively and as
// WebAssembly, byte for byte, and all of them as the published schema says.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { assertNoReport, assertReport } from '../lib/report-schema.mjs';
import { root } from '../lib/root.mjs';

const dir = join(root, 'ice/trace/testdata/captures');
const traces = readdirSync(dir).filter((file) => /\.jsonl(\.gz)?$/.test(file)).sort();

/** Runs test/replay over all traces. */
function reports(flags, env) {
  const args = ['run', ...flags, './test/replay', ...traces.map((file) => join(dir, file))];
  const options = { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28, env: { ...process.env, ...env } };
  return execFileSync('go', args, options).trimEnd().split('\n');
}

test('recorded sessions give the same reports natively and as WebAssembly', () => {
  assert.ok(traces.length >= 12, `${traces.length} traces`);
  const native = reports([], {});
  const goroot = execFileSync('go', ['env', 'GOROOT'], { encoding: 'utf8' }).trim();
  const wasm = reports([`-exec=${join(goroot, 'lib/wasm/go_js_wasm_exec')}`], { GOOS: 'js', GOARCH: 'wasm' });
  assert.equal(native.length, traces.length);
  for (const [i, file] of traces.entries()) assert.equal(wasm[i], native[i], file);
  for (const [i, file] of traces.entries()) assertReport(JSON.parse(native[i]), file);
});

test('the schema refuses what is no report', () => {
  const [text] = reports([], {});
  const changed = (change) => {
    const report = JSON.parse(text);
    change(report);
    return report;
  };
  assertReport(JSON.parse(text));
  assertNoReport(changed((r) => delete r.path), 'a report without a path');
  assertNoReport(changed((r) => (r.more = 1)), 'a member of its own');
  assertNoReport(changed((r) => (r.schema = 'iceguard.report/2')), 'another version');
  assertNoReport(changed((r) => (r.generations[0].checking = '7')), 'a time as text');
  assertNoReport(changed((r) => delete r.diagnosis.relayed), 'a code that is missing');
  assertNoReport(changed((r) => (r.diagnosis.relayed = 'ok')), 'a status that there is not');
  assertNoReport(changed((r) => (r.localCandidates[0].port = 65536)), 'a port beyond the ports');
  assertNoReport(changed((r) => (r.localCandidates[0].scope = 'near')), 'a scope that there is not');
});
