// The import rules of the house: what the npm module may not link, and which
// way packages may import each other.
import { execFileSync } from 'node:child_process';

const module = 'github.com/iceguard/iceguard';

/** @param {string[]} args @param {object} [env] */
const go = (args, env) => execFileSync('go', args, { encoding: 'utf8', env: { ...process.env, ...env } }).trim().split('\n');

const problems = [];

// These would each add tens or hundreds of kilobytes to what every page loads.
const heavy = /^github\.com\/(pion|teamortix)\/|^(fmt|os|time|reflect|net|regexp|sort|syscall)$|^(net|encoding|crypto|text|html|log)\//;
for (const dep of go(['list', '-deps', './wasm'], { GOOS: 'js', GOARCH: 'wasm' })) {
  if (heavy.test(dep)) problems.push(`the npm module links ${dep}`);
}

// The ground is pure: no JavaScript, no network, no clock, no randomness.
for (const dep of go(['list', '-deps', './ice/...'])) {
  if (/^syscall\/js$|^net$|^time$|^math\/rand|^crypto\/|^github\.com\/(pion|teamortix)\//.test(dep)) problems.push(`ice/ links ${dep}`);
}

// Imports inside the project run one way.
const layers = [
  ['internal/ascii', 'internal/jsonvalue'], ['ice/candidate'], ['ice/server'], ['ice/sdp', 'ice/policy', 'ice/stats'], ['ice/session'], ['ice/nat'], ['ice/diagnosis'], ['ice/report'],
  ['ice/trace/internal/jsontext', 'ice/trace/internal/inflate'], ['ice/trace'],
  ['pionpeer', 'jsbridge/boot', 'jsbridge'], ['jsbridge/browser'],
  ['wasm', 'demo', 'bench/baseline', 'bench/core', 'bench/empty', 'test/corpus', 'test/goapp', 'test/replay', 'test/whip'],
];
const layerOf = (pkg) => layers.findIndex((names) => names.includes(pkg));
const format = '{{.ImportPath}} {{join .Imports " "}}';
const lines = [...go(['list', '-f', format, './...']), ...go(['list', '-f', format, './jsbridge/...', './wasm', './bench/baseline', './test/goapp'], { GOOS: 'js', GOARCH: 'wasm' })];
for (const line of lines) {
  const [from, ...imports] = line.split(' ').filter((p) => p.startsWith(module)).map((p) => p.slice(module.length + 1));
  if (layerOf(from) < 0) problems.push(`${from} has no place in the order of imports: give it one in scripts/check-imports.mjs`);
  for (const to of imports) {
    if (layerOf(to) > layerOf(from)) problems.push(`${from} imports ${to}, which stands above it`);
  }
}

for (const p of new Set(problems)) console.error(`import rules: ${p}`);
if (problems.length > 0) process.exit(1);
console.log('import rules: kept');
