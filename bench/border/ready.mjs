// How long after load() was called the module is ready, beside a Go program
// that does nothing under Go's own wasm_exec.js: as Go's linker writes it, built
// with the same compiler flags, and also packed as the module is (scripts/wasm.mjs).
//
// SpiderMonkey compiles the whole module before it gives an instance. V8 only checks it and compiles a function when it is
// first called, so that Go's start has its part of that. Engines keep compiled code in their cache once enough of it has
// been optimised, which a start alone does not bring about: visiting a page again saved its way over the network and, as
// far as could be seen, nothing else. So every page is fetched anew.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';

import { buildWasm, goBuild, wasmExec } from '../../scripts/wasm.mjs';
import { browsers, launch } from '../../test/lib/browser.mjs';
import { bundleWith, cleanProject, packTarball } from '../../test/lib/pack.mjs';
import { started } from '../../test/lib/page.mjs';
import { root } from '../../test/lib/root.mjs';
import { serveDir } from '../../test/lib/server.mjs';
import { isolated } from './isolated.mjs';
import { median, ratio } from './medians.mjs';

const ROUNDS = 15;
const WANTED = 1.3; // times the empty program, at most

/** What a load consists of; compilation goes on while the rest of the module comes. */
const STEPS = [['answer', 'answer'], ['compile', 'body, compilation and instance'], ['start', "Go's start"]];

const OURS = "import { load } from 'iceguard'; globalThis.app = { load };";

/** A page of a program that does nothing. It is ready when main has been run: when run() returns, with a promise of the program's end. */
const page = (program) => `<!doctype html><title>empty</title><script src="wasm_exec.js"></script><script>
  globalThis.app = {
    async load() {
      const go = new Go();
      const { instance } = await WebAssembly.instantiateStreaming(fetch('${program}.wasm'), go.importObject);
      go.run(instance);
    },
  };
</script>`;

/** The programs, ours first, with their pages. */
const PAGES = { ours: '', empty: 'empty.html', packed: 'packed.html' };

/** Packs all programs into one folder and hands it over. @param {(dir: string) => Promise<void>} use */
async function withSite(use) {
  const packed = await packTarball(root);
  const project = await cleanProject({ tarball: packed.tarball });
  try {
    const { dir } = await bundleWith('vite', project.dir, OURS);
    for (const [name, text] of Object.entries({ 'empty.html': page('empty'), 'packed.html': page('packed'), 'wasm_exec.js': wasmExec() })) {
      writeFileSync(join(dir, name), text);
    }
    goBuild(root, './bench/empty', join(dir, 'empty.wasm'));
    buildWasm(root, './bench/empty', join(dir, 'packed.wasm'));
    await use(dir);
  } finally {
    await project.close();
    await packed.close();
  }
}

/** Answers with every .wasm of a folder from memory, also compressed ahead, as a CDN has them. @param {string} dir @param {string} encoding */
function bodies(dir, encoding) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 9 }; // 11 takes ten times as long and is unpacked no slower
  const files = readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.wasm'));
  return Object.fromEntries(files.map((file) => {
    const body = readFileSync(join(dir, file));
    return [`/${file}`, encoding === 'brotli' ? { body: brotliCompressSync(body, { params }), headers: { 'content-encoding': 'br' } } : { body }];
  }));
}

/** Runs in the page: loads, and says how long that took, and each step of it, in ms. */
async function timeLoad() {
  const last = {}; // when each was done last
  const watch = (object, name, step) => {
    const f = object[name];
    object[name] = async (...args) => {
      const result = await f.apply(object, args);
      last[step] = performance.now();
      return result;
    };
  };
  watch(globalThis, 'fetch', 'answer');
  for (const name of ['compileStreaming', 'instantiate', 'instantiateStreaming']) watch(WebAssembly, name, 'instance');
  const start = performance.now();
  await globalThis.app.load();
  const end = performance.now();
  return { ready: end - start, answer: last.answer - start, compile: last.instance - last.answer, start: end - last.instance };
}

/** One load in a page of its own. */
async function load(browser, url) {
  const page = await browser.newPage();
  await page.setCacheEnabled(false);
  await page.goto(url);
  await started(page);
  const times = await page.evaluate(timeLoad);
  await page.close();
  return times;
}

/** Lets all take turns; which goes first changes from round to round. */
async function race(browser, url) {
  const names = Object.keys(PAGES);
  const times = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = -2; round < ROUNDS; round++) { // a browser's first pages are slow
    for (let i = 0; i < names.length; i++) {
      const name = names[(i + round + 2) % names.length];
      const time = await load(browser, `${url}/${PAGES[name]}`);
      if (round >= 0) times[name].push(time);
    }
  }
  return times;
}

/** @param {object[]} times of loads @param {string} step */
const ms = (times, step) => median(times.map((t) => t[step])).toFixed(1);

function print(what, all) {
  const ready = (times) => times.map((t) => t.ready);
  const beside = (times) => {
    const { seen, low, high } = ratio(ready(all.ours), ready(times));
    return { seen, text: `${seen.toFixed(2)} x (${low.toFixed(2)} to ${high.toFixed(2)})` };
  };
  const { seen, text } = beside(all.empty);
  const figures = `${text}, wanted at most ${WANTED} x: ${seen <= WANTED ? 'met' : 'missed'}; beside it packed ${beside(all.packed).text}`;
  console.log(`  ${what.padEnd(24)} ${figures}`);
  for (const [who, times] of Object.entries(all)) {
    const steps = STEPS.map(([step, what]) => `${what} ${ms(times, step)}`);
    console.log(`    ${who.padEnd(6)} ${ms(times, 'ready')} ms: ${steps.join(', ')}`);
  }
}

export async function run() {
  console.log(`ready: from load() to its promise kept, beside an empty Go program; medians of ${ROUNDS} fresh pages each, 95 % interval`);
  await withSite(async (dir) => {
    for (const name of browsers) {
      const browser = await launch(name);
      for (const encoding of ['as it is', 'brotli']) {
        const server = await serveDir(dir, { ...isolated, files: bodies(dir, encoding) });
        print(`${name}, ${encoding}`, await race(browser, server.url));
        await server.close();
      }
      await browser.close();
    }
  });
}
