//go:build js && wasm

package jsbridge

import (
	"math"
	"syscall/js"

	"github.com/teamortix/golang-wasm/wasm"

	"github.com/iceguard/iceguard/jsbridge/boot"
)

// Bridge is what the JavaScript half lends to Go: the hooks that must go on
// working when Go does not (ts/hooks.ts).
type Bridge struct {
	object wasm.Object
	hook   js.Value // hook(pc, closed, functions) -> handle, see PeerConnection.handle
	report js.Value // failed(message)
	clock  js.Value // performance
}

// OpenBridge finds the JavaScript half. The error is a *TypeError that names what is missing.
func OpenBridge() (*Bridge, error) {
	v, err := member("globalThis", wasm.Global(), js.TypeObject, boot.Name)
	if err != nil {
		return nil, err
	}
	b := &Bridge{}
	if b.object, err = object(boot.Name, v); err != nil {
		return nil, err
	}
	if b.hook, err = member(boot.Name, b.object, js.TypeFunction, "hook"); err != nil {
		return nil, err
	}
	if b.report, err = member(boot.Name, b.object, js.TypeFunction, "failed"); err != nil {
		return nil, err
	}
	if b.clock, err = member("globalThis", wasm.Global(), js.TypeObject, "performance"); err != nil {
		return nil, err
	}
	return b, nil
}

// now is the time of an event in ms, monotonic, to a hundredth. Go's time
// package would do, and add its formatting to the module.
func (b *Bridge) now() float64 {
	return math.Round(b.clock.Call("now").Float()*100) / 100
}

// wallTime is in ms since 1970.
func (b *Bridge) wallTime() float64 {
	return math.Round(b.clock.Get("timeOrigin").Float() + b.now())
}

// Provide hands a function to the JavaScript half, for as long as the program runs.
func (b *Bridge) Provide(name string, f func(args []js.Value) any) {
	// Object.Set would convert by reflection, which keeps every method of the program alive.
	b.object.JSValue().Set(name, b.function(f))
}

// function makes a JavaScript function of f. A panic does not cross the border: it is
// reported as a failure of the instance and the call answers undefined.
func (b *Bridge) function(f func(args []js.Value) any) js.Func {
	return js.FuncOf(func(_ js.Value, args []js.Value) any {
		var answer any
		if err := attempt(func() { answer = f(args) }); err != nil {
			b.failed(err)
			return nil
		}
		return answer
	})
}

// failed tells the JavaScript half, which fires an error event.
func (b *Bridge) failed(err error) { b.report.Invoke(err.Error()) }
