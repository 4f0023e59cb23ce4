//go:build js && wasm

package main

import "unsafe"

//go:wasmexport ig_buffer
func igBuffer(n int32) unsafe.Pointer { return data.Buffer(n) }

//go:wasmexport ig_output
func igOutput() unsafe.Pointer { return data.Output() }

//go:wasmexport ig_output_length
func igOutputLength() int32 { return data.OutputLength() }

//go:wasmexport ig_numbers
func igNumbers() unsafe.Pointer { return data.Numbers() }

//go:wasmexport ig_parse
func igParse(n int32) int32 { return data.Parse(n) }

//go:wasmexport ig_compile
func igCompile(n int32) int32 { return data.Compile(n) }

//go:wasmexport ig_release
func igRelease(policy int32) { data.Release(policy) }

//go:wasmexport ig_decide
func igDecide(policy, direction, n int32) int32 { return data.Decide(policy, direction, n) }

//go:wasmexport ig_filter
func igFilter(policy, direction, n int32) int32 { return data.Filter(policy, direction, n) }

//go:wasmexport ig_report
func igReport(session int32) int32 { return data.Report(session) }

//go:wasmexport ig_detach
func igDetach(session int32) { data.Detach(session) }

//go:wasmexport ig_set_policy
func igSetPolicy(session, policy int32) { data.SetPolicy(session, policy) }
