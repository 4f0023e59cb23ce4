// Every code block of the README does what it says. Those that make a call,
// that for esbuild and that with a script tag run in browsers:
// test/e2e/readme.test.mjs, goapp.test.mjs, load.test.mjs.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';

import { load } from '../../dist/iceguard.js';
import { blocks } from '../lib/readme.mjs';
import { root } from '../lib/root.mjs';

const ice = await load();

test('no kind of block goes untested', () => {
  const known = ['sh', 'js', 'js esbuild', 'html', 'policy', 'go', 'go js'];
  for (const { info } of blocks()) assert.ok(known.includes(info), `a block of kind "${info}"`);
});

test('the commands are those of build.sh', () => {
  const help = execFileSync('./build.sh', ['help'], { cwd: root, encoding: 'utf8' });
  const [{ code }] = blocks().filter((b) => b.info === 'sh');
  const lines = code.trim().split('\n').map((line) => line.split('#')[0].trim());
  assert.deepEqual(lines, ['./build.sh demo', './build.sh test']);
  for (const line of lines) assert.match(help, new RegExp(`^  ${line.split(' ')[1]} `, 'm'));
});

test('the policy compiles, and so does every preset of the table as it is written there', () => {
  for (const { code } of blocks().filter((b) => b.info === 'policy')) assert.ok(ice.policy(code).rules.length > 3);
  assert.deepEqual(ice.policy('relay-only').rules, ['local drop not type relay']);
  assert.deepEqual(ice.policy('public-only').rules, ['keep scope public', 'default drop']);
  assert.deepEqual(ice.policy('no-private').rules, ['drop scope private loopback linklocal cgnat ula']);
});

test('the findings are those that the report knows', () => {
  const schema = JSON.parse(readFileSync(`${root}/ice/report/report.schema.json`, 'utf8'));
  const [, section] = readFileSync(`${root}/README.md`, 'utf8').split(/^## Findings$/m);
  const [table] = section.split(/^## /m);
  const named = [...table.matchAll(/^\| .* \| (`.*`) \|$/gm)].flatMap(([, codes]) => codes.match(/[a-z0-9-]+/g));
  assert.deepEqual(named.sort(), schema.$defs.code.enum.toSorted());
});

/** What a comment at the end of a console.log line promises. */
const promises = (code) => [...code.matchAll(/^\s*console\.log\(.*\); \/\/ (.*)$/gm)].map((m) => m[1]);

test('blocks without a connection print what their comments say', async () => {
  const standalone = blocks().filter((b) => b.info === 'js' && !/session|import/.test(b.code));
  assert.ok(standalone.length >= 2);
  for (const { code } of standalone) {
    const printed = [];
    const console = { log: (...values) => printed.push(values.map(show).join(' ')) };
    await new Function('ice', 'console', `return (async () => {${code}})()`)(ice, console);
    const expected = promises(code).map((p) => (p.startsWith('the line again') ? lineOf(code) : p));
    assert.deepEqual(printed, expected);
  }
});

const lineOf = (code) => /parseCandidate\('(candidate:7 1 UDP[^']*)'\)/.exec(code)[1];

/** As a console shows it. */
function show(value) {
  if (Array.isArray(value)) return `[ ${value.map(show).map((v) => (v.startsWith('[') ? v : `'${v}'`)).join(', ')} ]`;
  if (typeof value === 'object') return `{ ${Object.entries(value).map(([k, v]) => `${k}: ${typeof v === 'string' ? `'${v}'` : v}`).join(', ')} }`;
  return String(value);
}

test('the Go program prints what its comment says', () => {
  const [{ code }] = blocks().filter((b) => b.info === 'go');
  mkdirSync(`${root}/build/_readme`, { recursive: true });
  writeFileSync(`${root}/build/_readme/main.go`, code);
  const printed = execFileSync('go', ['run', './build/_readme/main.go'], { cwd: root, encoding: 'utf8' }).trim();
  assert.equal(printed, /fmt\.Println\(.*\) \/\/ (.*)/.exec(code)[1]);
});
