import { IceguardError, checkOptions, typeMismatch } from './errors.js';
import type { LoadOptions } from './types.js';

/** Set by the build; the module carries the same in a custom section of this name. */
declare const BUILD_ID: string;
export const buildId: string = BUILD_ID;
const SECTION = 'iceguard';

type Source = NonNullable<LoadOptions['wasm']>;

/** Fetches and compiles the module, and makes sure that it is the one of this build. */
export async function compile(options: LoadOptions | undefined): Promise<WebAssembly.Module> {
  checkOptions('load', options, ['wasm']);
  if (typeof WebAssembly !== 'object') throw new IceguardError('wasm-unsupported', 'load: this engine has no WebAssembly');
  const module = await moduleOf(await (options?.wasm ?? new URL('./iceguard.wasm', import.meta.url)));
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

async function moduleOf(source: Exclude<Source, Promise<Response>>): Promise<WebAssembly.Module> {
  if (source instanceof WebAssembly.Module) return source;
  if (typeof source === 'string' || source instanceof URL) return fromURL(String(source));
  if (typeof Response === 'function' && source instanceof Response) return fromResponse(source);
  if (source instanceof ArrayBuffer || ArrayBuffer.isView(source)) return fromBytes(source);
  throw typeMismatch('load: wasm', 'a URL, Response, bytes or WebAssembly.Module', source);
}

interface NodeProcess {
  getBuiltinModule?(name: 'node:fs'): { promises: { readFile(path: URL): Promise<Uint8Array<ArrayBuffer>> } };
}

async function fromURL(url: string): Promise<WebAssembly.Module> {
  const fs = (globalThis as { process?: NodeProcess }).process?.getBuiltinModule?.('node:fs');
  if (fs && url.startsWith('file:')) {
    let bytes;
    try {
      bytes = await fs.promises.readFile(new URL(url));
    } catch (e) {
      throw notFound(url, (e as Error).message, e);
    }
    return fromBytes(bytes, url);
  }
  let response;
  try {
    response = await fetch(url);
  } catch (e) {
    throw notFound(url, (e as Error).message, e);
  }
  return fromResponse(response);
}

async function fromResponse(response: Response): Promise<WebAssembly.Module> {
  if (!response.ok) throw notFound(response.url, `HTTP ${response.status}`);
  // Streaming wants the right MIME type; some servers do not know it.
  if (/^application\/wasm\b/i.test(response.headers.get('content-type') ?? '')) {
    try {
      return await WebAssembly.compileStreaming(response);
    } catch (e) {
      throw e instanceof WebAssembly.CompileError ? invalid(response.url, e) : notFound(response.url, (e as Error).message, e);
    }
  }
  let bytes;
  try {
    bytes = await response.arrayBuffer();
  } catch (e) {
    throw notFound(response.url, (e as Error).message, e);
  }
  return fromBytes(bytes, response.url);
}

async function fromBytes(bytes: BufferSource, url = ''): Promise<WebAssembly.Module> {
  try {
    return await WebAssembly.compile(bytes);
  } catch (e) {
    throw invalid(url, e as Error);
  }
}

function notFound(url: string, why: string, cause?: unknown): IceguardError {
  return new IceguardError('wasm-not-found', `load: ${url || 'the WebAssembly module'} could not be fetched: ${why}`, {}, cause);
}

function invalid(url: string, cause: Error): IceguardError {
  if (/unsafe-eval|content security|\bCSP\b/i.test(cause.message)) {
    const advice = "the page's Content-Security-Policy needs script-src 'wasm-unsafe-eval'";
    return new IceguardError('wasm-unsupported', `load: ${advice}: ${cause.message}`, {}, cause);
  }
  const what = `${url || 'the source'} is no complete WebAssembly module`;
  return new IceguardError('wasm-invalid', `load: ${what}: ${cause.message}`, {}, cause);
}
