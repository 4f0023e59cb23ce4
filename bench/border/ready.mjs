// How long after load() was called the module is ready, beside a Go program
// that does nothing under Go's own wasm_exec.js.
//
// SpiderMonkey compiles the whole module before it gives an instance. V8 only checks it and compiles a function when it is
// first called, so that Go's start has its part of that. Engines keep compiled code in their cache once enough of it has
// been optimised, which a start alone does not bring about: visiting a page again saved its way over the network and, as
// far as could be seen, nothing else. So every page is fetched anew.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';

import { buildWasm, wasmExec } from '../../scripts/wasm.mjs';
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

const EMPTY_PAGE = '<!doctype html><title>empty</title><script src="wasm_exec.js"></script><script src="empty.js"></script>';

/** Ready is what main has been run: it is when run() returns, with a promise of the program's end. */
const EMPTY = `
  globalThis.app = {
    async load() {
      const go = new Go();
      const { instance } = await WebAssembly.instantiateStreaming(fetch('empty.wasm'), go.importObject);
      go.run(instance);
    },
  };
`;

/** Packs both programs into one folder and hands it over. @param {(dir: string) => Promise<void>} use */
async function withSite(use) {
  const packed = await packTarball(root);
  const project = await cleanProject({ tarball: packed.tarball });
  try {
    const { dir } = await bundleWith('vite', project.dir, OURS);
    for (const [name, text] of Object.entries({ 'empty.html': EMPTY_PAGE, 'empty.js': EMPTY, 'wasm_exec.js': wasmExec() })) {
      writeFileSync(join(dir, name), text);
    }
    buildWasm(root, './bench/empty', join(dir, 'empty.wasm'));
    await use(dir);
  } finally {
    await project.close();
    await packed.close();
  }
}

/** Answers with every .wasm of a folder compressed ahead, as a CDN has them. @param {string} dir */
function compressed(dir) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 9 }; // 11 takes ten times as long and is unpacked no slower
  const files = readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.wasm'));
  return Object.fromEntries(files.map((file) => {
    const body = brotliCompressSync(readFileSync(join(dir, file)), { params });
    return [`/${file}`, { body, headers: { 'content-encoding': 'br' } }];
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

/** Lets both take turns; which goes first changes from round to round. */
async function race(browser, url) {
  const pages = { ours: `${url}/`, empty: `${url}/empty.html` };
  const times = { ours: [], empty: [] };
  for (let round = -2; round < ROUNDS; round++) { // a browser's first pages are slow
    for (const name of round % 2 ? ['ours', 'empty'] : ['empty', 'ours']) {
      const time = await load(browser, pages[name]);
      if (round >= 0) times[name].push(time);
    }
  }
  return times;
}

/** @param {object[]} times of loads @param {string} step */
const ms = (times, step) => median(times.map((t) => t[step])).toFixed(1);

function print(what, { ours, empty }) {
  const ready = (times) => times.map((t) => t.ready);
  const { seen, low, high } = ratio(ready(ours), ready(empty));
  const verdict = seen <= WANTED ? 'met' : 'missed';
  const figures = `${seen.toFixed(2)} x (${low.toFixed(2)} to ${high.toFixed(2)}), wanted at most ${WANTED} x: ${verdict}`;
  console.log(`  ${what.padEnd(24)} ${figures.padEnd(54)} ${ms(ours, 'ready')} ms beside ${ms(empty, 'ready')} ms`);
  for (const [who, times] of Object.entries({ ours, empty })) {
    const steps = STEPS.map(([step, what]) => `${what} ${ms(times, step)}`);
    console.log(`    ${who.padEnd(6)} ${steps.join(', ')} ms`);
  }
}

export async function run() {
  console.log(`ready: from load() to its promise kept, beside an empty Go program; medians of ${ROUNDS} fresh pages each, 95 % interval`);
  await withSite(async (dir) => {
    const encodings = { 'as it is': isolated, brotli: { ...isolated, files: compressed(dir) } };
    for (const name of browsers) {
      const browser = await launch(name);
      for (const [encoding, options] of Object.entries(encodings)) {
        const server = await serveDir(dir, options);
        print(`${name}, ${encoding}`, await race(browser, server.url));
        await server.close();
      }
      await browser.close();
    }
  });
}
