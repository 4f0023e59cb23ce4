// Go's own wasm_exec.js, without what this module has no use for.
import { transformSync } from 'esbuild';

/** What our global object has, Go does without, or the script names without its object: it would bring substitutes, or fail. */
const lent = ['fs', 'process', 'path', 'crypto', 'performance', 'TextEncoder', 'TextDecoder'];

/**
 * All of syscall/js that is here: the module has that package for the events of
 * Go's runtime alone, and Go asks whether each is one of JavaScript's. It is none: null.
 */
const noValue = '(sp) => { this.mem.setUint32(sp + 32, 2, true); this.mem.setUint32(sp + 36, 0x7FF80000, true); }';

/** A statement or member whose first line begins so, up to the line that closes it. @param {string} start */
const block = (start) => new RegExp(`^(\\t*)${start}.*[{[]\\n(?:\\1\\t.*\\n|\\n)*\\1[}\\]].*\\n`, 'gm');

/**
 * What goes, in this order, and what stands there instead. Each leaves a
 * script that works, also when a later Go has it no more or otherwise.
 * @type {[RegExp, string][]}
 */
const cuts = [
  [block('if \\(!globalThis\\.'), ''], // of what is lent
  // Zeros, which the linker leaves there, are the ends of both lists.
  [/^\t*\/\/ Pass command line arguments (?:.*\n)*?(\t*this\._inst\.exports\.run\()argc, argv\)/m, '$1 /* no arguments, no environment */ 0, 4096)'],
  [/^\t*this\.(argv|env) = .*\n/gm, ''],
  [/^\t*console\.warn\(.*\n/gm, ''],
  [block('this\\.exit = '), ''], // ours is set
  [block('_makeFuncWrapper\\('), ''],
  [/^\t*const (?:en|de)coder = .*\n/gm, ''],
  [block('const (?:loadValue|storeValue|loadSliceOfValues|loadString) = '), ''],
  [/^\t*this\._(?:values|ids) = .*\n(?:.*\n)*?\t*\]\)?;.*\n/gm, ''],
  [/^\t*this\._(?:goRefCounts|idPool|pendingEvent) = .*\n/gm, ''],
  [block('if \\(!\\(instance instanceof WebAssembly\\.Instance\\)'), ''],
  [block('if \\(this\\.exited\\)'), ''], // nobody waits for the program's end, and after that nobody calls it
  [/^\t*await this\._exitPromise;\n/m, ''],
  [/^\t*delete this\._.*\n/gm, ''], // the instance is held by us as well
  [/\("utf-8"\)/g, '()'],
  [/ \|\| \w+ instanceof Uint8ClampedArray/g, ''], // Go makes its own arrays
  // The script is a function of its own, which ends with the class: so does ours.
  [/^\(\(\) => \{\n((?:.*\n)*?\t)globalThis\.Go = (class \{\n(?:.*\n)*)\}\)\(\);\n/m, '$1return $2'],
  [/ \+ 0(?=[,)])/g, ''],
];

/** What goes then, when nothing else names it. */
const helpers = [['enosys', 'const enosys'], ['testCallExport', 'const testCallExport'], ['_resolveExitPromise', 'this\\._exitPromise = ']];

/**
 * A module whose default export evaluates the script into a global object given, and gives its class Go.
 * @param {string} script Go's
 * @param {Uint8Array<ArrayBuffer>} wasm the module that is to run
 */
export function slimWasmExec(script, wasm) {
  const imports = WebAssembly.Module.imports(new WebAssembly.Module(wasm));
  const used = new Set(imports.flatMap(({ module, name }) => [module, name]));
  let text = script.replace(block('(?:"(.+?)"|_gotest): '), (all, _indent, name) => {
    if (!used.has(name ?? '_gotest')) return '';
    return name?.startsWith('syscall/js.') ? `"${name}": ${name.endsWith('.valueGet') ? noValue : '() => {}'},\n` : all;
  });
  for (const [pattern, instead] of cuts) text = text.replace(pattern, instead);
  for (const [name, start] of helpers) {
    const without = text.replace(block(start), '');
    if (!without.includes(name)) text = without;
  }
  const { code } = transformSync(text, {
    define: Object.fromEntries(lent.map((name) => [`globalThis.${name}`, 'true'])),
    minifySyntax: true,
    mangleProps: /^_/, // the class's own
    reserveProps: /^_gotest$/, // an import
  });
  return `export default function install(globalThis) {
    const { fs, setTimeout } = globalThis; // the script names them without their object
    ${code}
    return globalThis.Go;
  }`;
}
