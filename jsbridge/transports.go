//go:build js && wasm

package jsbridge

import (
	"syscall/js"

	"github.com/teamortix/golang-wasm/wasm"

	"github.com/iceguard/iceguard/ice/session"
)

// hookTransports listens to ICE transports that have come since the last time.
// They are reached through the SCTP transport and the senders; under BUNDLE
// many of these are one. Engines without selectedcandidatepairchange are left
// to their statistics.
func (c *PeerConnection) hookTransports() {
	if t, ok := child(c.object, "sctp", "transport", "iceTransport"); ok {
		c.hookTransport(t)
	}
	if c.object.JSValue().Get("getSenders").Type() != js.TypeFunction {
		return
	}
	var senders wasm.Object
	err := attempt(func() {
		var e error
		if senders, e = wasm.NewObject(c.object.JSValue().Call("getSenders")); e != nil {
			panic(e)
		}
	})
	if err != nil {
		return
	}
	for i := range senders.Length() {
		if s, err := wasm.NewObject(senders.Index(i)); err == nil {
			if t, ok := child(s, "transport", "iceTransport"); ok {
				c.hookTransport(t)
			}
		}
	}
}

func (c *PeerConnection) hookTransport(t wasm.Object) {
	for _, known := range c.transports {
		if t.Equal(known) {
			return
		}
	}
	if _, err := t.Expect(js.TypeFunction, "getSelectedCandidatePair"); err != nil {
		return
	}
	c.transports = append(c.transports, t.JSValue())
	_ = attempt(func() { c.handle.Call("listen", t.JSValue(), "selectedcandidatepairchange") })
	c.pairOf(t)
}

func (c *PeerConnection) onSelectedPair(event wasm.Object) {
	if t, ok := child(event, "target"); ok {
		c.pairOf(t)
	}
	c.poll.soon(c)
}

// pairOf tells which pair a transport has selected. Chromium clears it while ICE restarts.
func (c *PeerConnection) pairOf(t wasm.Object) {
	_ = attempt(func() {
		pair, err := wasm.NewObject(t.JSValue().Call("getSelectedCandidatePair"))
		if err != nil {
			return
		}
		e := session.PairEvent{Local: text(pair, "local", "candidate"), Remote: text(pair, "remote", "candidate")}
		if e.Local != "" && e.Remote != "" {
			c.apply(&session.Event{Kind: session.PairSelected, Pair: e})
		}
	})
}
