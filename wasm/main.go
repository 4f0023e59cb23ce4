//go:build js && wasm

// Command wasm is the WebAssembly module of the npm package: it opens the
// border (jsbridge) and exports the data path. It has no logic of its own.
package main

import "github.com/iceguard/iceguard/jsbridge"

var data *jsbridge.Data

// ended stays nil, which is never ready to receive from; but see faults.go.
var ended chan struct{}

func main() {
	control, err := jsbridge.NewControl()
	if err != nil {
		panic(err) // the script that loads the module lends what is missing; the loader reports the text
	}
	data = jsbridge.NewData(control)
	<-ended
}
