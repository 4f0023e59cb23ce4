//go:build js && wasm

// Command wasm is the WebAssembly module of the npm package: it exports the
// border (jsbridge). It has no logic of its own.
package main

import (
	_ "syscall/js" // handles the runtime's events; without it a timer of the runtime's own would end the program

	"github.com/iceguard/iceguard/jsbridge"
)

var data = jsbridge.NewData()

// ended stays nil, which is never ready to receive from; but see faults.go.
var ended chan struct{}

func main() { <-ended }
