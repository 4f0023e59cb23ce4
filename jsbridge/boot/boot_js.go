//go:build js && wasm

// Package boot sets the global that golang-wasm looks for in its own init.
//
// golang-wasm panics at start under a plain wasm_exec.js, which does not set
// it. Go initialises packages that are ready in the order of their import
// paths, and github.com/iceguard sorts before github.com/teamortix, so this
// runs first. It must not import golang-wasm, nor anything that does.
package boot

import "syscall/js"

// Name is the global's name.
const Name = "__go_wasm__"

func init() {
	if js.Global().Get(Name).IsUndefined() {
		js.Global().Set(Name, js.Global().Get("Object").New())
	}
}
