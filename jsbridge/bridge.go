//go:build js && wasm

package jsbridge

import (
	"math"
	"syscall/js"

	"github.com/teamortix/golang-wasm/wasm"

	"github.com/iceguard/iceguard/jsbridge/boot"
)

// Bridge is what the other half of the border lends to this one: the hooks on
// a connection. For the npm package it is JavaScript, which goes on working
// when Go does not (ts/hooks.ts), for Go programs it is package browser.
type Bridge struct {
	half  js.Value // hook(pc, owner, functions) -> handle, see PeerConnection.handle; failed(message)
	clock js.Value // performance
}

const global = "globalThis"

// OpenBridge finds the half that the npm package lends. The error is a *TypeError that names what is missing.
func OpenBridge() (*Bridge, error) {
	var r reader
	half := r.member(global, wasm.Global(), js.TypeObject, boot.Name)
	if r.err != nil {
		return nil, r.err
	}
	return NewBridge(half)
}

// NewBridge makes a bridge of a half, an object with the functions hook(pc,
// owner, functions) and failed(message); Handle in ts/hooks.ts is what hook
// answers. The error is a *TypeError that names what is missing.
func NewBridge(half js.Value) (*Bridge, error) {
	var r reader
	b := &Bridge{half: half}
	o := r.object(boot.Name, half)
	r.member(boot.Name, o, js.TypeFunction, "hook")
	r.member(boot.Name, o, js.TypeFunction, "failed")
	b.clock = r.member(global, wasm.Global(), js.TypeObject, "performance")
	return b, r.err
}

// now is the time of an event in ms, monotonic, to a hundredth. Go's time
// package would do, and add its formatting to the module.
func (b *Bridge) now() float64 {
	return hundredths(b.clock.Call("now").Float())
}

func hundredths(ms float64) float64 { return math.Round(ms*100) / 100 }

// function makes a JavaScript function of f. A panic does not cross the border: it is
// reported as a failure of the instance and the call answers undefined.
func (b *Bridge) function(f func(args []js.Value) any) js.Func {
	return js.FuncOf(func(_ js.Value, args []js.Value) any {
		answer, err := guarded(f, args)
		if err != nil {
			b.failed(err)
		}
		return answer
	})
}

func guarded(f func(args []js.Value) any, args []js.Value) (answer any, err error) {
	defer rescue(&err)
	return f(args), nil
}

// failed tells the JavaScript half, which fires an error event.
func (b *Bridge) failed(err error) { b.half.Call("failed", err.Error()) }
