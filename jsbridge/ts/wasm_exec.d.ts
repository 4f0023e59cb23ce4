// The virtual module that scripts/build.mjs makes of the Go distribution's wasm_exec.js.
declare module 'wasm_exec' {
  interface Go {
    importObject: WebAssembly.Imports;
    exit(code: number): void;
    run(instance: WebAssembly.Instance): Promise<void>;
  }
  export default function install(global: object): new () => Go;
}
