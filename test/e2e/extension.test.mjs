// The package inside a browser extension (Manifest V3), unpacked and installed in a real browser.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';

import { browsers, launch } from '../lib/browser.mjs';
import { cleanProject, packTarball } from '../lib/pack.mjs';
import { root } from '../lib/root.mjs';
import { serveDir } from '../lib/server.mjs';

const FILES = ['iceguard.js', 'iceguard.wasm'];

/** What is the extension's own in each browser. */
const BACKGROUND = {
  chromium: { background: { service_worker: 'background.js', type: 'module' } },
  firefox: { background: { scripts: ['background.js'], type: 'module' }, browser_specific_settings: { gecko: { id: 'iceguard@test.example' } } },
};

const manifest = (name) => ({
  manifest_version: 3,
  name: 'iceguard test',
  version: '1',
  content_security_policy: { extension_pages: "script-src 'self' 'wasm-unsafe-eval'" },
  host_permissions: ['http://127.0.0.1/*'],
  content_scripts: [{ matches: ['http://127.0.0.1/page'], js: ['content.js'] }],
  web_accessible_resources: [{ resources: FILES, matches: ['http://127.0.0.1/*'] }],
  ...BACKGROUND[name],
});

/** Tells the test's server what came of it: an extension's own pages are closed to the tools that drive Firefox. */
const tell = (url, who) => `(result) => fetch('${url}/told?' + new URLSearchParams({ who: '${who}', result }))`;
const LOADED = "(ice) => String(ice.parseCandidate('candidate:1 1 udp 1 10.0.0.1 5 typ host').port)";
const ATTACHED = `(ice) => {
  const pc = new RTCPeerConnection();
  const session = ice.attach(pc, { policy: 'no-host' });
  session.detach();
  pc.close();
  return session.policy.name;
}`;
const FAILED = '(e) => `${e.code ?? e.name}: ${e.message}`';

/** A script of the extension that loads, does something and tells. */
const script = (url, who, what) => `import { load } from './iceguard.js';
load().then(${what}).catch(${FAILED}).then(${tell(url, who)});`;

describe('an extension', () => {
  let packed;
  let project;
  before(async () => {
    packed = await packTarball(root);
    project = await cleanProject({ tarball: packed.tarball });
  });
  after(async () => {
    await project.close();
    await packed.close();
  });

  /** Writes it, installs it, opens a page that it may run in, and waits for what the scripts named tell. */
  async function tellings(t, name, expected) {
    const dir = mkdtempSync(join(tmpdir(), 'iceguard-extension-'));
    t.after(() => rmSync(dir, { recursive: true, force: true }));
    const server = await serveDir(undefined, {
      headers: { 'access-control-allow-origin': '*' },
      files: {
        '/page': { body: '<!doctype html><title>page</title><script>globalThis.ofThePage = new RTCPeerConnection();</script>', type: 'text/html' },
        '/told': { body: '', type: 'text/plain' },
      },
    });
    t.after(() => server.close());
    const { url } = server;
    for (const file of FILES) cpSync(join(project.dir, 'node_modules/iceguard/dist', file), join(dir, file));
    for (const [file, text] of Object.entries({
      'manifest.json': JSON.stringify(manifest(name)),
      'background.js': `${script(url, 'background', LOADED)}
        const { tabs, runtime } = globalThis.browser ?? chrome;
        tabs.create({ url: runtime.getURL('page.html') });`,
      'page.html': '<!doctype html><title>page</title><script type="module" src="page.js"></script>',
      'page.js': script(url, 'page', ATTACHED),
      'content.js': `import((globalThis.browser ?? chrome).runtime.getURL('iceguard.js')).then(({ load }) => load()).then(${ATTACHED})
        .then((policy) => policy + ', the connection of the page is ' + typeof ofThePage).catch(${FAILED}).then(${tell(url, 'content')});`,
    })) writeFileSync(join(dir, file), text);

    const browser = await launch(name, { extensions: true });
    t.after(() => browser.close());
    await browser.browser.installExtension(dir);
    await browser.newPage(`${url}/page`);
    const told = new Map();
    for (const end = Date.now() + 30_000; expected.some((who) => !told.has(who)) && Date.now() < end; await delay(50)) {
      for (const { method, path } of server.requests) {
        const { pathname, searchParams } = new URL(path, url);
        if (method === 'GET' && pathname === '/told') told.set(searchParams.get('who'), searchParams.get('result'));
      }
    }
    return Object.fromEntries(told);
  }

  for (const name of browsers) {
    test(`in ${name}, its background script and its pages load it`, async (t) => {
      const told = await tellings(t, name, ['background', 'page']);
      assert.deepEqual([told.background, told.page], ['5', 'no-host']);
    });
  }

  // Not in Firefox, whose content scripts get subclasses of EventTarget without their methods.
  if (browsers.includes('chromium')) {
    test('in chromium, a content script loads it for connections of its own; those of the page are not within its reach', async (t) => {
      const { content } = await tellings(t, 'chromium', ['content']);
      assert.equal(content, 'no-host, the connection of the page is undefined');
    });
  }
});
