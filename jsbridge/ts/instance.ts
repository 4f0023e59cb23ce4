import installGo from 'wasm_exec'; // Go's own script, evaluated into the object given; see scripts/build.mjs

import { Border, type Exports } from './border.js';
import { kindsOf } from './digest.js';
import { IceguardError } from './errors.js';

/** Starts a module. Go's script sees of the page what is listed here, and the page sees nothing of Go. */
export async function start(module: WebAssembly.Module, onFailure: (error: IceguardError) => void): Promise<Border> {
  let printed = '';
  const global = {
    fs: {
      // What the Go runtime prints is the reason of its death.
      writeSync(_fd: number, bytes: Uint8Array) {
        printed = (printed + new TextDecoder().decode(bytes)).slice(0, 2000);
        return bytes.length;
      },
    },
    // What dies of the runtime's own timer, or comes after that, has no caller to tell.
    setTimeout: (f: () => void, ms: number) => setTimeout(() => border.attempt(f), ms),
  };
  const go = new (installGo(global))();
  // To throw takes all of Go off the stack, and what called it gets no answer that is none.
  go.exit = (code: number) => border.enter(() => {
    throw printed.trim() || `exit code ${code}`;
  });
  const instance = await WebAssembly.instantiate(module, go.importObject).catch((e: unknown) => {
    throw new IceguardError('instance-failed', `The WebAssembly instance did not start: ${e}`, {}, e); // there is no memory left, say
  });
  const border = new Border(instance.exports as unknown as Exports, onFailure);
  go.run(instance).catch((e: unknown) => border.die(String(e), e));
  border.kinds = kindsOf(border);
  return border;
}
