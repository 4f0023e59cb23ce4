// Where pages get the package from and what stands in the way: CDNs, compression, policies, other realms, files.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

import { browsers, launch } from '../lib/browser.mjs';
import { started } from '../lib/page.mjs';
import { bundleWith, cleanProject, packTarball } from '../lib/pack.mjs';
import { blocks } from '../lib/readme.mjs';
import { root } from '../lib/root.mjs';
import { serveDir } from '../lib/server.mjs';

const { version } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8'));
const SCRIPT = '/iceguard.js';
const WASM = '/iceguard.wasm';
const PAGE = '<!doctype html><title>app</title><script type="module" src="/main.js"></script>';

/** An application that takes the script from there. */
const main = (url) => `import { load, IceguardError } from '${url}'; globalThis.app = { load, IceguardError };`;

/**
 * What went wrong on the page. A loaded Chromium at times calls a request aborted whose whole body the page has
 * taken as a stream; that all has come is asserted by the bytes counted.
 */
const problems = (page) => page.problems.filter((p) => !/iceguard\.wasm: net::ERR_ABORTED$/.test(p));

/** Loads in the page: what became of it, and what onProgress was told. */
async function loadThere(wasm) {
  const calls = [];
  const onProgress = (progress) => calls.push(progress);
  try {
    const ice = await globalThis.app.load({ onProgress, ...(wasm && { wasm }) });
    return { port: ice.parseCandidate('candidate:1 1 udp 1 10.0.0.1 5 typ host').port, calls };
  } catch (e) {
    return { code: e.code, message: e.message, calls };
  }
}

describe('loading', () => {
  let packed;
  let project;
  let dist;
  let wasm;
  before(async () => {
    packed = await packTarball(root);
    project = await cleanProject({ tarball: packed.tarball });
    dist = join(project.dir, 'node_modules/iceguard/dist');
    wasm = readFileSync(join(dist, 'iceguard.wasm'));
  });
  after(async () => {
    await project.close();
    await packed.close();
  });

  const gzipped = () => ({ body: gzipSync(wasm), headers: { 'content-encoding': 'gzip' } });

  /** What counts of the calls of onProgress: each says more than the last, none more than the whole. */
  function assertCounted(calls, name) {
    assert.ok(calls.length > 1, `${name}: ${calls.length} calls`); // as many as the network has pieces
    for (const [i, { loaded, total }] of calls.entries()) {
      assert.equal(total, wasm.length, name);
      assert.ok(loaded <= total && loaded > (calls[i - 1]?.loaded ?? 0), `${name}: ${loaded} after ${calls[i - 1]?.loaded}`);
    }
    assert.equal(calls.at(-1).loaded, wasm.length, name);
  }

  for (const name of browsers) {
    describe(`in ${name}`, () => {
      let browser;
      before(async () => (browser = await launch(name, { mdns: false })));
      after(() => browser.close());

      /** The package as plain files of the page's own server. */
      const pageWith = async (t, { headers, answer } = {}) => {
        const files = { '/': { body: PAGE, type: 'text/html' }, '/main.js': { body: main(SCRIPT) }, ...(answer && { [WASM]: answer }) };
        const server = await serveDir(dist, { headers, files });
        t.after(() => server.close());
        const page = await browser.newPage(`${server.url}/`);
        await started(page);
        return page;
      };

      /** The package on another origin, laid out as CDNs lay out npm's packages; answer is that for the module. */
      const serveCDN = async (t, answer) => {
        const base = `/npm/iceguard@${version}/dist`;
        const headers = { 'access-control-allow-origin': '*', 'cross-origin-resource-policy': 'cross-origin' };
        const files = {
          [base + SCRIPT]: { body: readFileSync(join(dist, SCRIPT)), type: 'application/javascript; charset=utf-8' },
          [base + WASM]: { body: wasm, type: 'application/wasm', ...answer },
        };
        const cdn = await serveDir(undefined, { headers, files });
        t.after(() => cdn.close());
        return { origin: cdn.url, script: `${cdn.url}${base}${SCRIPT}` };
      };

      const pageOf = async (t, body) => {
        const server = await serveDir(undefined, { files: { '/': { body, type: 'text/html' } } });
        t.after(() => server.close());
        return browser.newPage(`${server.url}/`);
      };

      const pageWithCDN = async (t, answer) => {
        const { script } = await serveCDN(t, answer);
        const page = await pageOf(t, `<!doctype html><title>app</title><script type="module">${main(script)}</script>`);
        await started(page);
        return page;
      };

      test("the README's page, with a server of ours for the CDN, fills its bar", async (t) => {
        const [{ code }] = blocks().filter((b) => b.info === 'html');
        const { origin, script } = await serveCDN(t, gzipped());
        const body = code.replace('https://cdn.jsdelivr.net', origin);
        assert.ok(body.includes(`'${script}'`), 'the path and the version are those of the package');
        const page = await pageOf(t, `<!doctype html><title>app</title>${body}`);
        await page.waitForFunction((n) => globalThis.bar.value === n && globalThis.bar.max === n, { timeout: 30_000 }, wasm.length);
        assert.deepEqual(problems(page), []);
      });

      test('a script tag that imports from a CDN finds the module there', async (t) => {
        for (const [how, answer] of [['plain', {}], ['compressed', gzipped()]]) {
          const page = await pageWithCDN(t, answer);
          const { port, code, calls } = await page.evaluate(loadThere);
          assert.equal(port, 5, `${how}: ${code}`);
          assertCounted(calls, how);
          assert.deepEqual(problems(page), []);
        }
      });

      test('a module that another origin does not share is named, with what to look at', async (t) => {
        const page = await pageWithCDN(t, { headers: { 'access-control-allow-origin': 'https://app.example' } });
        const { code, message } = await page.evaluate(loadThere);
        assert.equal(code, 'wasm-not-found');
        assert.match(message, /iceguard\.wasm could not be fetched: .*CORS/);
      });

      test('progress is told in bytes of the module, with any MIME type and compression', async (t) => {
        for (const [how, answer] of [['plain', undefined], ['compressed', gzipped()], ['as text', { type: 'text/plain' }]]) {
          const page = await pageWith(t, { answer });
          const { port, code, calls } = await page.evaluate(loadThere);
          assert.equal(port, 5, `${how}: ${code}`);
          assertCounted(calls, how);
        }
      });

      test('a transfer that breaks off never claims to be complete', async (t) => {
        const page = await pageWith(t, { answer: { truncate: 300_000 } });
        const { code, calls } = await page.evaluate(loadThere);
        assert.equal(code, 'wasm-not-found');
        assert.ok(calls.every(({ loaded, total }) => loaded <= 300_000 && total === wasm.length));
      });

      test('an onProgress that throws is reported to the page and does not disturb loading', async (t) => {
        const page = await pageWith(t);
        const port = await page.evaluate(async () => {
          const ice = await globalThis.app.load({ onProgress() { throw new Error('a bar that is gone'); } });
          return ice.parseCandidate('candidate:1 1 udp 1 10.0.0.1 5 typ host').port;
        });
        assert.equal(port, 5);
        assert.ok(problems(page).length > 0 && problems(page).every((p) => /a bar that is gone/.test(p)), page.problems.join('\n'));
      });

      test("the strictest policy that works, also with progress and a wrong MIME type; without each part, which one it is", async (t) => {
        const strict = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'";
        for (const [csp, answer, code, message] of [
          [strict, undefined],
          [strict, { type: 'text/plain' }],
          [strict.replace(" 'wasm-unsafe-eval'", ''), undefined, 'wasm-unsupported', /needs script-src 'wasm-unsafe-eval'/],
          [strict.replace(" 'wasm-unsafe-eval'", ''), { type: 'text/plain' }, 'wasm-unsupported', /needs script-src 'wasm-unsafe-eval'/],
          [strict.replace("; connect-src 'self'", ''), undefined, 'wasm-not-found', /CSP/],
        ]) {
          const page = await pageWith(t, { headers: { 'content-security-policy': csp }, answer });
          const result = await page.evaluate(loadThere);
          assert.equal(result.code, code, csp);
          if (message) assert.match(result.message, message);
          else assertCounted(result.calls, csp);
        }
      });

      test('a Response and a Module of an iframe, and shared memory', async (t) => {
        const headers = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' };
        for (const source of ['response', 'module', 'url', 'shared']) {
          const page = await pageWith(t, { headers });
          const port = await page.evaluate(async (how) => {
            const { contentWindow: other } = document.body.appendChild(document.createElement('iframe'));
            const url = new URL('/iceguard.wasm', location.href);
            const sources = {
              response: () => other.fetch(url),
              module: async () => other.WebAssembly.compile(await (await fetch(url)).arrayBuffer()),
              url: async () => new other.URL(url),
              async shared() {
                const bytes = new Uint8Array(await (await fetch(url)).arrayBuffer());
                const view = new Uint8Array(new SharedArrayBuffer(bytes.length));
                view.set(bytes);
                return view;
              },
            };
            const ice = await globalThis.app.load({ wasm: await sources[how]() });
            return ice.parseCandidate('candidate:1 1 udp 1 10.0.0.1 5 typ host').port;
          }, source);
          assert.equal(port, 5, source);
          assert.deepEqual(problems(page), []);
        }
      });

      test('a page from a file, with the module inside its one script; without it, what is missing is named', async () => {
        const dir = mkdtempSync(join(project.dir, 'file-'));
        await build({
          stdin: {
            contents: `
              import { load } from 'iceguard';
              import wasm from 'iceguard/iceguard.wasm';
              const beside = load().catch((e) => e.code);
              globalThis.result = beside.then(async (code) => [code, (await load({ wasm })).buildId]);`,
            resolveDir: project.dir,
          },
          bundle: true, minify: true, format: 'iife', loader: { '.wasm': 'binary' }, outfile: join(dir, 'main.js'), logLevel: 'silent',
        });
        writeFileSync(join(dir, 'index.html'), '<!doctype html><title>app</title><script src="main.js"></script>');
        const page = await browser.newPage(pathToFileURL(join(dir, 'index.html')).href);
        const [code, buildId] = await page.evaluate(() => globalThis.result);
        assert.equal(code, 'wasm-not-found');
        assert.match(buildId, /^[0-9a-f]{16}$/);
        assert.deepEqual(problems(page), []);
      });

      test('two installed copies on one page: each has its sessions, and on one connection both decide', async (t) => {
        cpSync(join(dist, '..'), join(project.dir, 'node_modules/iceguard-again'), { recursive: true });
        const { dir } = await bundleWith('vite', project.dir, `
          import { load as a } from 'iceguard';
          import { load as b } from 'iceguard-again';
          const before = Object.getOwnPropertyNames(globalThis);
          globalThis.app = { load: () => Promise.all([a(), b()]), before };`);
        const server = await serveDir(dir);
        t.after(() => server.close());
        const page = await browser.newPage(`${server.url}/`);
        await started(page);
        const result = await page.evaluate(async () => {
          const [x, y] = await globalThis.app.load();
          const make = async (attach) => {
            const pc = new RTCPeerConnection();
            const sessions = attach(pc);
            pc.createDataChannel('x');
            const gathered = new Promise((resolve) => pc.addEventListener('icegatheringstatechange', () => pc.iceGatheringState === 'complete' && resolve()));
            await pc.setLocalDescription();
            await gathered;
            const hosts = () => pc.localDescription.sdp.match(/^a=candidate:/gm)?.length ?? 0;
            return { pc, sessions, hosts };
          };
          const p = await make((pc) => [x.attach(pc, { policy: 'all' })]);
          const q = await make((pc) => [y.attach(pc, { policy: 'no-host' })]);
          const apart = [p.hosts() > 0, q.hosts() > 0];
          const both = await make((pc) => [x.attach(pc, { policy: 'all' }), y.attach(pc, { policy: 'no-host' })]);
          const together = [both.hosts() > 0];
          for (const session of both.sessions) {
            session.detach();
            together.push(both.hosts() > 0);
          }
          const seen = both.sessions.map((s) => s.report().localCandidates.length > 0);
          for (const { pc } of [p, q, both]) pc.close();
          const known = new Set([...globalThis.app.before, 'app']);
          const added = Object.getOwnPropertyNames(globalThis).filter((n) => !known.has(n) && !/^\d+$|^__aria|puppeteer|webdriver/i.test(n));
          return { differ: x !== y, apart, together, seen, added };
        });
        assert.deepEqual(result, { differ: true, apart: [true, false], together: [false, false, true], seen: [true, true], added: [] });
        assert.deepEqual(problems(page), []);
      });
    });
  }
});
