// The package as its users get it, in real browsers: loading.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { browsers, launch } from '../lib/browser.mjs';
import { servePackage, started } from '../lib/page.mjs';
import { bundleWith, cleanProject, packTarball } from '../lib/pack.mjs';
import { root } from '../lib/root.mjs';
import { serveDir } from '../lib/server.mjs';

const parsePort = async () => (await globalThis.app.load()).parseCandidate('candidate:1 1 udp 1 10.0.0.1 5 typ host').port;
const PAGE = '<!doctype html><title>app</title><script type="module" src="/main.js"></script>';
const WASM = '/iceguard.wasm';
const RAW = "import { load, IceguardError } from '/iceguard.js'; globalThis.app = { load, IceguardError };";

describe('the package', () => {
  let site;
  before(async () => (site = await servePackage()));
  after(() => site.close());

  test('holds the module, the script, its types, the schema of reports, and nothing else of the project', () => {
    const unexpected = site.files.filter((f) => !/^(dist\/(iceguard\.(js|wasm)|core\.js|types\/[\w-]+\.d\.ts|report\.schema\.json)|package\.json|README\.md|LICENSE|CHANGELOG\.md)$/.test(f));
    assert.deepEqual(unexpected, []);
    for (const file of ['dist/iceguard.js', 'dist/core.js', 'dist/iceguard.wasm', 'dist/types/index.d.ts', 'dist/types/core.d.ts', 'dist/report.schema.json', 'README.md', 'LICENSE']) {
      assert.ok(site.files.includes(file), file);
    }
  });

  for (const name of browsers) {
    describe(`in ${name}`, () => {
      let browser;
      before(async () => (browser = await launch(name)));
      after(() => browser.close());

      test('bundled by Vite, it loads, and the page keeps its globals', async () => {
        const page = await browser.newPage(site.url);
        await started(page);
        assert.equal(await page.evaluate(parsePort), 5);
        const added = await page.evaluate(() => {
          const before = new Set([...globalThis.globalsBefore, 'app', 'globalsBefore']);
          return Object.getOwnPropertyNames(globalThis).filter((n) => !before.has(n) && !/^\d+$/.test(n));
        });
        assert.deepEqual(added.filter((n) => !/^__aria|puppeteer|webdriver/i.test(n)), []); // the test tool's own
        assert.deepEqual(page.problems, []);
      });

      for (const [bundler, of] of [['webpack', 'iceguard'], ['esbuild', 'iceguard'], ['esbuild-file', 'iceguard'], ['webpack', 'iceguard/core']]) {
        test(`${of}, bundled by ${bundler}, loads`, async (t) => {
          const packed = await packTarball(root);
          t.after(() => packed.close());
          const project = await cleanProject({ tarball: packed.tarball });
          t.after(() => project.close());
          const entry = bundler !== 'esbuild-file'
            ? `import { load } from '${of}'; globalThis.app = { load };`
            : "import { load } from 'iceguard'; import wasm from 'iceguard/iceguard.wasm'; globalThis.app = { load: () => load({ wasm }) };";
          const { dir, warnings } = await bundleWith(bundler, project.dir, entry);
          const server = await serveDir(dir);
          t.after(() => server.close());
          const page = await browser.newPage(`${server.url}/`);
          await started(page);
          assert.equal(await page.evaluate(parsePort), 5);
          assert.equal(await page.evaluate(async () => 'guard' in (await globalThis.app.load())), of === 'iceguard');
          assert.deepEqual(warnings, []);
          assert.deepEqual(page.problems, []);
        });
      }

      /** The package's files as they are, on a page of their own; answer is that for the module. */
      const pageWith = async (t, { headers, answer } = {}) => {
        const files = { '/': { body: PAGE, type: 'text/html' }, '/main.js': { body: RAW }, ...(answer && { [WASM]: answer }) };
        const server = await serveDir(`${root}/dist`, { headers, files });
        t.after(() => server.close());
        const page = await browser.newPage(`${server.url}/`);
        await started(page);
        return { page, files };
      };
      const loadCode = () => globalThis.app.load().then(() => 'ready', (e) => e.code);

      test("from plain files, a strict policy needs only 'wasm-unsafe-eval'", async (t) => {
        for (const [csp, expected] of [
          ["default-src 'self'; script-src 'self' 'wasm-unsafe-eval'", 'ready'],
          ["default-src 'self'; script-src 'self'", 'wasm-unsupported'],
        ]) {
          const { page } = await pageWith(t, { headers: { 'content-security-policy': csp } });
          assert.equal(await page.evaluate(loadCode), expected, csp);
        }
      });

      test('a server that is wrong about the module is dealt with or named', async (t) => {
        for (const [answer, expected] of [
          [{ type: 'text/plain' }, 'ready'],
          [{ type: '' }, 'ready'],
          [{ status: 404 }, 'wasm-not-found'],
          [{ body: '<!doctype html>', type: 'text/html' }, 'wasm-invalid'],
        ]) {
          const { page } = await pageWith(t, { answer });
          assert.equal(await page.evaluate(loadCode), expected, JSON.stringify(answer));
        }
      });

      test('a transfer that breaks off is named, and the next try works', async (t) => {
        const { page, files } = await pageWith(t, { answer: { truncate: 100_000 } });
        assert.match(await page.evaluate(loadCode), /^wasm-(not-found|invalid)$/);
        delete files[WASM];
        assert.equal(await page.evaluate(loadCode), 'ready');
      });
    });
  }
});
