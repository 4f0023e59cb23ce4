// A small static web server for built pages, which can also answer as wrongly as real servers do.

import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';

/**
 * What one path answers instead of the file in the folder. Fields that are left out stay as they would be.
 * @typedef {object} Answer
 * @property {number} [status] 200 by default; with 400 and more and no body, the body is empty
 * @property {string | Uint8Array} [body]
 * @property {string} [type] the Content-Type; '' sends none
 * @property {Record<string, string>} [headers] added last, so they win
 * @property {number} [truncate] announces the whole length, sends this many bytes, then cuts the connection
 *
 * @typedef {object} ServeOptions
 * @property {Record<string, string>} [headers] sent with every answer, for example content-security-policy
 * @property {string} [wasmType] the Content-Type of .wasm files; application/wasm by default
 * @property {Record<string, Answer>} [files] by path as requested, without query ("/index.html", "/" apart from it)
 *
 * @typedef {object} Served
 * @property {string} url ends without a slash
 * @property {{method: string, path: string, status: number}[]} requests all answered so far; path with its query
 * @property {() => Promise<void>} close cuts what is open
 */

/** @type {Record<string, string>} */
const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.txt': 'text/plain; charset=utf-8',
};

/**
 * Serves a folder on a free port of 127.0.0.1 ("localhost" may mean ::1 in a namespace).
 * @param {string | undefined} dir without one, only `files` are served
 * @param {ServeOptions} [options]
 * @returns {Promise<Served>}
 */
export async function serveDir(dir, { headers = {}, wasmType = 'application/wasm', files = {} } = {}) {
  /** @type {Record<string, string>} */
  const types = { ...TYPES, '.wasm': wasmType };
  /** @type {Served['requests']} */
  const requests = [];

  const server = createServer(async (request, response) => {
    const target = request.url ?? '/';
    const path = new URL(target, 'http://127.0.0.1').pathname;
    const answer = files[path] ?? {};
    const body = answer.body ?? (dir === undefined ? undefined : await readBelow(dir, path));
    const status = answer.status ?? (body === undefined ? 404 : 200);
    const bytes = Buffer.from(body === undefined || (status >= 400 && answer.body === undefined) ? '' : body);
    const type = answer.type ?? types[path.endsWith('/') ? '.html' : extname(path)] ?? 'application/octet-stream';

    requests.push({ method: request.method ?? '', path: target, status });
    response.writeHead(status, {
      'cache-control': 'no-store',
      ...(type === '' ? {} : { 'content-type': type }),
      'content-length': String(bytes.length),
      ...headers,
      ...answer.headers,
    });
    if (answer.truncate === undefined) {
      response.end(request.method === 'HEAD' ? undefined : bytes);
    } else {
      response.write(bytes.subarray(0, answer.truncate), () => response.destroy());
    }
  });
  server.unref(); // a test that fails before it closes its server must not keep the run from ending
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    close: async () => {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/**
 * The file that a path names, or the index.html of a folder (".../"); undefined when there is none below dir.
 * @param {string} dir
 * @param {string} path
 * @returns {Promise<Uint8Array | undefined>}
 */
async function readBelow(dir, path) {
  const root = normalize(dir + sep);
  try {
    const file = join(root, decodeURIComponent(path));
    if (!file.startsWith(root)) return undefined;
    return await readFile(path.endsWith('/') ? join(file, 'index.html') : file);
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    if (error instanceof URIError || code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') return undefined;
    throw error;
  }
}
