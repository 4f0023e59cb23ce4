// Go's own wasm_exec.js, without what this module has no use for.
import { transformSync } from 'esbuild';

/** What our global object has, or Go does without here: the script brings substitutes of its own otherwise. */
const lent = ['fs', 'process', 'path', 'crypto', 'performance', 'TextEncoder', 'TextDecoder'];

/** A function that the script gives to modules, with its name. */
const importedFunction = /^\t{5}"([^"]+)": \(\w+\) => \{\n(?:.*\n)*?\t{5}\},\n/gm;

/**
 * A module whose default export evaluates the script into a global object given, and gives its class Go.
 * @param {string} script Go's
 * @param {Uint8Array<ArrayBuffer>} wasm the module that is to run
 */
export function slimWasmExec(script, wasm) {
  const used = new Set(WebAssembly.Module.imports(new WebAssembly.Module(wasm)).map(({ name }) => name));
  const { code } = transformSync(script.replace(importedFunction, (text, name) => (used.has(name) ? text : '')), {
    define: Object.fromEntries(lent.map((name) => [`globalThis.${name}`, 'true'])),
    minifySyntax: true,
    mangleProps: /^_/, // the class's own; Go asks for two of them by name
    reserveProps: /^_(pendingEvent|makeFuncWrapper|gotest)$/,
  });
  return `export default function install(globalThis) {
    const { fs } = globalThis; // the script names it without its object
    ${code}
    return globalThis.Go;
  }`;
}
