// The module with faults to order (wasm/faults.go), which the ordinary script takes for its own.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { buildWasm } from '../../scripts/wasm.mjs';
import { withCustomSection } from '../../scripts/wasm-sections.mjs';
import { installCall, servePackage, started } from './page.mjs';
import { root } from './root.mjs';

/** The ways to fail and the places to fail in, in the order of wasm/faults.go. */
export const KINDS = ['panic', 'fatal', 'exit', 'return', 'memory', 'trap', 'recursion', 'deadlock'];
export const PLACES = ['export', 'callback', 'goroutine', 'timer'];

/** @returns {Promise<Uint8Array>} the module, with the build id of the one in dist/ */
export async function faultyModule() {
  const dir = await mkdtemp(join(tmpdir(), 'iceguard-faults-'));
  try {
    const file = join(dir, 'faults.wasm');
    buildWasm(root, './wasm', file, { tags: 'faults' });
    const shipped = new WebAssembly.Module(await readFile(join(root, 'dist/iceguard.wasm')));
    const [id] = WebAssembly.Module.customSections(shipped, 'iceguard');
    return withCustomSection(await readFile(file), 'iceguard', new TextDecoder().decode(id));
  } finally {
    await rm(dir, { recursive: true });
  }
}

/** Serves the package, and the module with faults beside it. */
export const serveFaulty = async () => servePackage({ files: { '/faults.wasm': { body: await faultyModule() } } });

/** A page of it in which calls can be made and faults ordered. @param {import('./browser.mjs').Launched} browser @param {string} url */
export async function openFaulty(browser, url) {
  const page = await browser.newPage(url);
  await started(page);
  await page.evaluate(installCall);
  await page.evaluate(installFaults, KINDS, PLACES);
  return page;
}

/**
 * Runs in the page, before it loads the module: globalThis.fault(kind, place)
 * makes that fail which the library or the browser next calls there. A list of
 * what reaches the page's own handlers of errors is globalThis.uncaught.
 * @param {string[]} kinds @param {string[]} places
 */
function installFaults(kinds, places) {
  const uncaught = (globalThis.uncaught = []);
  addEventListener('error', (e) => uncaught.push(`error: ${e.message}`));
  addEventListener('unhandledrejection', (e) => uncaught.push(`rejection: ${e.reason}`));
  for (const level of ['log', 'info', 'warn', 'error']) console[level] = (...args) => uncaught.push(`console: ${args.join(' ')}`);

  const { instantiate } = WebAssembly;
  WebAssembly.instantiate = async (...args) => {
    const { exports } = await instantiate(...args);
    let next;
    globalThis.fault = (kind, place) => {
      const fail = () => exports.ig_fault(kinds.indexOf(kind), places.indexOf(place));
      if (place === 'export') next = fail;
      else fail();
    };
    const failing = {
      ...exports,
      ig_call(...params) {
        const fail = next;
        next = undefined;
        fail?.();
        return exports.ig_call(...params);
      },
    };
    return Object.create(WebAssembly.Instance.prototype, { exports: { value: failing } });
  };
}
