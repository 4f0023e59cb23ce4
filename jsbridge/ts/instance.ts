import installGo from 'wasm_exec'; // Go's own script, evaluated into the object given; see scripts/build.mjs

import { Border, type Exports } from './border.js';
import { IceguardError } from './errors.js';
import { hook, type Handle } from './hooks.js';
import type { GoAttach } from './session.js';
import type { StatsFeed } from './stats.js';

export interface Instance {
  border: Border;
  /** Attaches in Go; the answer is a session's number or an error as text. The handle undoes the hooks, also without Go. */
  attach(feed: StatsFeed, ...args: Parameters<GoAttach>): { answer: ReturnType<GoAttach>; handle: Handle | undefined };
}

/** Starts a module. Its global object is private: Go sees what is listed here, and the page sees nothing of Go. */
export async function start(module: WebAssembly.Module, onFailure: (error: IceguardError) => void): Promise<Instance> {
  let printed = '';
  let handle: Handle | undefined;
  let feed: StatsFeed;
  const bridge: { attach?: GoAttach; hook: unknown; failed: unknown } = {
    hook: (...args: [RTCPeerConnection, () => boolean, Parameters<typeof hook>[4]]) => (handle = hook(border, feed, ...args)),
    failed: (reason: string) => border.fail(reason),
  };
  const global = {
    Object, Array, Uint8Array, Date, performance,
    fs: {
      constants: new Proxy({}, { get: () => -1 }), // flags of files, unused
      // What the Go runtime prints is the reason of its death.
      writeSync(_fd: number, bytes: Uint8Array) {
        printed = (printed + new TextDecoder().decode(bytes)).slice(0, 2000);
        return bytes.length;
      },
    },
    __go_wasm__: bridge,
  };
  const go = new (installGo(global))();
  go.exit = (code: number) => border.die(printed.trim() || `exit code ${code}`);
  const instance = await WebAssembly.instantiate(module, go.importObject);
  const border = new Border(instance.exports as unknown as Exports, onFailure);
  go.run(instance).catch((e: unknown) => border.die(String(e), e));
  if (!bridge.attach || !border.alive) {
    throw new IceguardError('instance-failed', `The WebAssembly instance did not start: ${printed.trim()}`);
  }
  const goAttach = bridge.attach;
  return {
    border,
    attach(stats, ...args) {
      handle = undefined;
      feed = stats;
      const answer = border.guard(() => goAttach(...args));
      return { answer, handle };
    },
  };
}
