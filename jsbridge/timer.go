//go:build js && wasm

package jsbridge

import (
	"math"
	"syscall/js"
)

// timer is one of the JavaScript half. It calls a hook, which is made with the
// session, so that no timer leaks a function.
type timer struct {
	stop js.Value // a function while it runs
	at   float64  // when it rings, by the bridge's clock; for who set it to know
}

func (t *timer) isSet() bool { return t.stop.Type() == js.TypeFunction }

func (t *timer) cancel() {
	if t.isSet() {
		t.stop.Call("call")
		t.stop = js.Undefined()
	}
}

// wake sets a timer anew, to ring after so many ms, none when it is late, and
// sooner when it is more than a timer can wait: what is asked then says when again.
func (c *PeerConnection) wake(t *timer, ms float64, h hook) {
	t.cancel()
	t.stop = c.handle.Call("wake", math.Ceil(min(ms, math.MaxInt32)), c.functions[h])
}
