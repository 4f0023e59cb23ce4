import { IceguardError, checkOptions, typeMismatch } from './errors.js';
import type { LoadOptions } from './types.js';

/** Set by the build; the module carries the same in a custom section of this name. */
declare const BUILD_ID: string;
export const buildId: string = BUILD_ID;
const SECTION = 'iceguard';

/** Set by the build: the length of the module in bytes. */
declare const WASM_SIZE: number;

type Source = Exclude<NonNullable<LoadOptions['wasm']>, Promise<Response>>;
type OnProgress = LoadOptions['onProgress'];

/** Fetches and compiles the module, and makes sure that it is the one of this build. */
export async function compile(options: LoadOptions = {}): Promise<WebAssembly.Module> {
  checkOptions('load', options, ['wasm', 'onProgress']);
  const { onProgress } = options;
  if (onProgress !== undefined && typeof onProgress !== 'function') throw typeMismatch('load: onProgress', 'a function', onProgress);
  if (typeof WebAssembly !== 'object') throw new IceguardError('wasm-unsupported', 'load: this engine has no WebAssembly');
  // A bundler may have left no import.meta.url; then there is no default.
  const source = await orNotFound('', () => options.wasm ?? new URL('./iceguard.wasm', import.meta.url));
  const module = await moduleOf(source, onProgress);
  const [section] = WebAssembly.Module.customSections(module, SECTION);
  if (!section) throw new IceguardError('wasm-invalid', 'load: this is a WebAssembly module, but not that of iceguard');
  const found = new TextDecoder().decode(section);
  if (found !== buildId) {
    throw new IceguardError(
      'version-mismatch',
      `load: the script is of build ${buildId}, the WebAssembly module of build ${found}; serve both from one release`,
    );
  }
  return module;
}

async function moduleOf(source: Source, onProgress: OnProgress): Promise<WebAssembly.Module> {
  // By its tag: what comes from an iframe or from node:vm is no instance of the classes here.
  const tag = Object.prototype.toString.call(source).slice(8, -1);
  if (tag === 'WebAssembly.Module') return source as WebAssembly.Module;
  if (tag === 'String' || tag === 'URL') return fromURL(String(source), onProgress);
  if (tag === 'Response') return fromResponse(source as Response, onProgress);
  if (ArrayBuffer.isView(source)) return fromBytes(source.buffer, source.byteOffset, source.byteLength);
  if (tag.endsWith('ArrayBuffer')) return fromBytes(source as ArrayBufferLike);
  throw typeMismatch('load: wasm', 'a URL, Response, bytes or WebAssembly.Module', source);
}

interface NodeProcess {
  getBuiltinModule?(name: 'node:fs'): { promises: { readFile(path: URL): Promise<Uint8Array> } };
}

async function fromURL(url: string, onProgress: OnProgress): Promise<WebAssembly.Module> {
  const fs = (globalThis as { process?: NodeProcess }).process?.getBuiltinModule?.('node:fs');
  if (!fs || !url.startsWith('file:')) {
    return fromResponse(await orNotFound(url, () => fetch(url), ' (network, CORS or CSP)'), onProgress);
  }
  const { buffer, byteOffset, byteLength } = await orNotFound(url, () => fs.promises.readFile(new URL(url)));
  tell(onProgress, byteLength, byteLength);
  return fromBytes(buffer, byteOffset, byteLength, url);
}

async function fromResponse(response: Response, onProgress: OnProgress): Promise<WebAssembly.Module> {
  const { url, status, headers, body } = response;
  if (!response.ok) throw notFound(url, `HTTP ${status}`);
  try {
    // As it came, so that the engine can keep the compiled code beside it in its cache; but streaming wants
    // a response of this realm with the right MIME type, which some servers do not know.
    const asItCame = !onProgress && response instanceof Response && /^application\/wasm\b/i.test(headers.get('content-type') ?? '');
    return await WebAssembly.compileStreaming(
      asItCame ? response : new Response(counted(body, onProgress), { headers: { 'content-type': 'application/wasm' } }),
    );
  } catch (e) {
    throw e instanceof WebAssembly.CompileError ? invalid(url, e) : notFound(url, e, e);
  }
}

/**
 * The same bytes, counted. The length is the build's own: a Content-Length is that of the compressed bytes, and
 * whether they are compressed another origin need not tell.
 */
function counted(body: Response['body'], onProgress: OnProgress): BodyInit | undefined {
  let loaded = 0;
  return body?.pipeThrough(new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(chunk, out) {
      out.enqueue(chunk);
      loaded += chunk.length;
      tell(onProgress, loaded, loaded > WASM_SIZE ? null : WASM_SIZE);
    },
    flush() {
      if (loaded !== WASM_SIZE) tell(onProgress, loaded, loaded);
    },
  }));
}

/** Calls the application; what it throws is its own affair. */
function tell(onProgress: OnProgress, loaded: number, total: number | null): void {
  try {
    onProgress?.({ loaded, total });
  } catch (e) {
    globalThis.reportError?.(e);
  }
}

async function fromBytes(buffer: ArrayBufferLike, offset?: number, length?: number, url = ''): Promise<WebAssembly.Module> {
  try {
    // A copy, because engines refuse memory that is shared or resizable.
    return await WebAssembly.compile(new Uint8Array(buffer, offset, length).slice());
  } catch (e) {
    throw invalid(url, e as Error);
  }
}

async function orNotFound<T>(url: string, get: () => T | Promise<T>, advice = ''): Promise<T> {
  try {
    return await get();
  } catch (e) {
    throw notFound(url, e + advice, e);
  }
}

function notFound(url: string, why: unknown, cause?: unknown): IceguardError {
  return new IceguardError('wasm-not-found', `load: ${url || 'the WebAssembly module'} could not be fetched: ${why}`, {}, cause);
}

function invalid(url: string, cause: Error): IceguardError {
  if (/unsafe-eval|content security|\bCSP\b/i.test(cause.message)) {
    const advice = "the page's Content-Security-Policy needs script-src 'wasm-unsafe-eval'";
    return new IceguardError('wasm-unsupported', `load: ${advice}: ${cause.message}`, {}, cause);
  }
  return new IceguardError('wasm-invalid', `load: ${url || 'the source'} is no complete WebAssembly module: ${cause.message}`, {}, cause);
}
