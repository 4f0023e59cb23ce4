//go:build js && wasm

package main

import (
	"unsafe"

	"github.com/iceguard/iceguard/jsbridge"
)

//go:wasmexport ig_buffer
func igBuffer(n int32) unsafe.Pointer { return data.Buffer(n) }

//go:wasmexport ig_output
func igOutput() unsafe.Pointer { return data.Output() }

//go:wasmexport ig_output_length
func igOutputLength() int32 { return data.OutputLength() }

//go:wasmexport ig_numbers
func igNumbers() unsafe.Pointer { return data.Numbers() }

//go:wasmexport ig_parse
func igParse(n int32) int32 { return data.Call(jsbridge.Parse, 0, 0, n) }

//go:wasmexport ig_compile
func igCompile(n int32) int32 { return data.Call(jsbridge.Compile, 0, 0, n) }

//go:wasmexport ig_release
func igRelease(policy int32) { data.Call(jsbridge.Release, policy, 0, 0) }

//go:wasmexport ig_decide
func igDecide(policy, direction, n int32) int32 {
	return data.Call(jsbridge.Decide, policy, direction, n)
}

//go:wasmexport ig_filter
func igFilter(policy, direction, n int32) int32 {
	return data.Call(jsbridge.Filter, policy, direction, n)
}

//go:wasmexport ig_report
func igReport(session int32) int32 { return data.Call(jsbridge.Report, session, 0, 0) }

//go:wasmexport ig_detach
func igDetach(session int32) { data.Call(jsbridge.Detach, session, 0, 0) }

//go:wasmexport ig_set_policy
func igSetPolicy(session, policy int32) { data.Call(jsbridge.SetPolicy, session, policy, 0) }
