//go:build js && wasm

// Command baseline is what the size of the module is measured against: a
// program that imports golang-wasm and uses its typed half, and nothing else.
package main

import (
	"syscall/js"

	_ "github.com/iceguard/iceguard/jsbridge/boot" // golang-wasm's init wants the global
	"github.com/teamortix/golang-wasm/wasm"
)

func main() {
	if _, err := wasm.Global().Expect(js.TypeFunction, "Object"); err != nil {
		panic(err)
	}
	select {}
}
