//go:build js && wasm && faults

package main

import (
	"sync"
	"unsafe"
)

// Packages os and time want more of JavaScript at their start than the module
// is lent.

//go:wasmimport gojs runtime.wasmExit
func exit(code int32)

//go:linkname sleep time.Sleep
func sleep(ns int64)

const millisecond = 1_000_000

// The ways to fail, in the order of test/lib/faults.mjs.
const (
	faultPanic = iota
	faultFatal
	faultExit
	faultReturn
	faultMemory
	faultTrap
	faultRecursion
	faultDeadlock
)

// The places to fail in: the call itself, the next callback from JavaScript, a
// goroutine that it starts, a timer of Go's own.
const (
	inExport = iota
	inCallback
	inGoroutine
	inTimer
)

func init() {
	ended = make(chan struct{})
	go func() { // so that a timer of the runtime's own is still to ring when it dies
		for range 50 { // not for ever: what waits for a timer is no deadlock
			sleep(20 * millisecond)
		}
	}()
}

//go:wasmexport ig_fault
func igFault(kind, place int32) {
	fail := func() { fault(kind) }
	switch place {
	case inExport:
		fail()
	case inCallback:
		data.InNextCallback(fail)
	case inGoroutine:
		data.InNextCallback(func() { go fail() })
	case inTimer:
		go func() {
			sleep(millisecond)
			fail()
		}()
	}
}

var (
	hoard [][]byte
	depth int
)

func fault(kind int32) {
	switch kind {
	case faultPanic:
		panic("injected")
	case faultFatal:
		new(sync.Mutex).Unlock() // no recover stops what that throws
	case faultExit:
		exit(3)
	case faultReturn:
		close(ended)
	case faultMemory:
		for {
			hoard = append(hoard, make([]byte, 256<<20))
		}
	case faultTrap:
		depth += int(*(*byte)(unsafe.Add(unsafe.Pointer(&depth), 3<<30))) // far behind the memory there is
	case faultRecursion:
		depth++
		fault(kind)
		depth--
	case faultDeadlock:
		select {}
	}
}
