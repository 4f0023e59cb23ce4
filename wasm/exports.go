//go:build js && wasm

package main

import (
	"unsafe"

	"github.com/iceguard/iceguard/jsbridge"
)

//go:wasmexport ig_call
func igCall(f, id, argument, n int32, now float64) int32 {
	return data.Call(jsbridge.Function(f), id, argument, n, now)
}

//go:wasmexport ig_buffer
func igBuffer(n int32) unsafe.Pointer { return data.Buffer(n) }

//go:wasmexport ig_output
func igOutput() unsafe.Pointer { return data.Output() }

//go:wasmexport ig_output_length
func igOutputLength() int32 { return data.OutputLength() }

//go:wasmexport ig_numbers
func igNumbers() unsafe.Pointer { return data.Numbers() }
