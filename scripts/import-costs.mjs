// Prints what imports cost, as the table in RATIONALE.md: the compressed size
// that each adds to a program of syscall/js. Built and packed as the module is.
// Takes some minutes: node scripts/import-costs.mjs
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { brotliSize, buildWasm } from './wasm.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
mkdirSync(join(root, 'build'), { recursive: true });
const dir = mkdtempSync(join(root, 'build/imports-')); // in the module, for golang-wasm

/** A use of a text that the compiler cannot know, for each import. */
const uses = [
  ['strings.Cut, IndexByte', ['strings'], 'a, _, _ := strings.Cut(text, "="); use(strings.IndexByte(a, 61))'],
  ['strings.Join', ['strings'], 'use(strings.Join([]string{text, text}, "="))'],
  ['strings.Contains', ['strings'], 'use(strings.Contains(text, "ab"))'],
  ['strings.IndexAny', ['strings'], 'use(strings.IndexAny(text, "ab"))'],
  ['strings.EqualFold', ['strings'], 'use(strings.EqualFold(text, "ab"))'],
  ['strconv.Itoa', ['strconv'], 'use(strconv.Itoa(len(text)))'],
  ['strconv.Atoi', ['strconv'], 'n, _ := strconv.Atoi(text); use(n)'],
  ['strconv.ParseFloat', ['strconv'], 'n, _ := strconv.ParseFloat(text, 64); use(n)'],
  ['sort.Slice', ['sort'], 's := []byte(text); sort.Slice(s, func(i, j int) bool { return s[i] < s[j] }); use(s)'],
  ['slices.Sort', ['slices'], 's := []byte(text); slices.Sort(s); use(s)'],
  ['errors.As', ['errors'], 'var e *js.Error; use(errors.As(failure, &e))'],
  ['time.Now', ['time'], 'use(time.Now().UnixMilli())'],
  ['time.Time.Format', ['time'], 'use(time.Now().Format(text))'],
  ['net/netip', ['net/netip'], 'a, _ := netip.ParseAddr(text); use(a.IsPrivate())'],
  ['fmt.Sprintf', ['fmt'], 'use(fmt.Sprintf("%d", len(text)))'],
  ['encoding/json', ['encoding/json'], 'var v map[string]string; use(json.Unmarshal([]byte(text), &v))'],
  ["golang-wasm's typed half", ['github.com/teamortix/golang-wasm/wasm'], 'o, _ := wasm.Global().Expect(js.TypeFunction, text); use(o)'],
  ["golang-wasm's Expose", ['github.com/teamortix/golang-wasm/wasm'], 'wasm.Expose(text, main)'],
];

/** @param {string[]} imports @param {string} body */
function size(imports, body) {
  const file = join(dir, 'main.go');
  const list = [...new Set(imports)].map((path) => `\t${JSON.stringify(path)}\n`).join('');
  writeFileSync(file, `package main\n\nimport (\n${list})\n\n${body}\n`);
  buildWasm(root, dir, join(dir, 'program.wasm'));
  return brotliSize(readFileSync(join(dir, 'program.wasm')));
}

const head = `var (
	text    = js.Global().Get("text").String()
	failure error
)

func use(v any) { js.Global().Get("console").Equal(js.ValueOf(v == failure)) }
`;

/** @param {string[]} imports @param {string} body in a program that uses syscall/js */
const onJS = (imports, body) => size(['syscall/js', ...imports], `${head}\nfunc main() { ${body} }`);
/** @param {number} n */
const kb = (n) => (n / 1000).toFixed(1).padStart(7);

try {
  const js = onJS([], 'use(text)');
  console.log(`an empty program               ${kb(size([], 'func main() {}'))} KB`);
  console.log(`with syscall/js                ${kb(js)} KB`);
  for (const [name, imports, body] of uses) console.log(`${`and ${name}`.padEnd(30)} ${kb(onJS(imports, body) - js).replace(/(\d)/, '+$1')}`);
} finally {
  rmSync(dir, { recursive: true });
}
