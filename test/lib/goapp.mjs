// Builds Go programs as their users do, outside this module and with plain go build, and serves them with the
// wasm_exec.js of the Go distribution.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { wasmExec } from '../../scripts/wasm.mjs';
import { root } from './root.mjs';
import { serveDir } from './server.mjs';

/** Scripts of this site, WebAssembly, and the browser's own wish for an icon. */
const CSP = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; img-src 'self'";

const PAGE = '<!doctype html><title>goapp</title><script src="wasm_exec.js"></script><script src="start.js"></script>';

const START = `
  globalThis.made = []; // the connections, for programs that make their own
  globalThis.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(...args) {
      super(...args);
      made.push(this);
    }
  };
  globalThis.go = new Go();
  WebAssembly.instantiateStreaming(fetch('app.wasm'), go.importObject).then(({ instance }) => {
    globalThis.ended = go.run(instance);
    globalThis.app = true;
  });
`;

/**
 * A module that requires this one, which it finds where it is.
 * @param {string} path of the module
 */
function goMod(path) {
  const own = readFileSync(join(root, 'go.mod'), 'utf8').replace(/^module .*\n/, '').replace(/^tool .*\n/m, '');
  return `module ${path}\n${own}\nrequire github.com/iceguard/iceguard v0.0.0\n\nreplace github.com/iceguard/iceguard => ${JSON.stringify(root)}\n`;
}

/**
 * Builds and serves a program.
 * @param {string} module its path
 * @param {Record<string, string>} files the text of each
 * @returns {Promise<{url: string, close: () => Promise<void>}>}
 */
export async function serveGoApp(module, files) {
  const dir = await mkdtemp(join(tmpdir(), 'iceguard-goapp-'));
  const source = join(dir, 'source');
  const write = (name, text) => {
    mkdirSync(dirname(join(source, name)), { recursive: true });
    writeFileSync(join(source, name), text);
  };
  write('go.mod', goMod(module));
  write('go.sum', readFileSync(join(root, 'go.sum'), 'utf8'));
  for (const [name, text] of Object.entries(files)) write(name, text);
  const served = join(dir, 'served');
  mkdirSync(served);
  execFileSync('go', ['build', '-o', join(served, 'app.wasm'), '.'], {
    cwd: source, stdio: 'inherit', env: { ...process.env, GOOS: 'js', GOARCH: 'wasm', GOFLAGS: '-buildvcs=false', GOWORK: 'off' },
  });
  for (const [name, text] of Object.entries({ 'index.html': PAGE, 'start.js': START, 'wasm_exec.js': wasmExec() })) {
    writeFileSync(join(served, name), text);
  }
  const server = await serveDir(served, { headers: { 'content-security-policy': CSP } });
  return {
    url: `${server.url}/`,
    close: async () => {
      await server.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
