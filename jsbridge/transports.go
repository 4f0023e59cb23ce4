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
	if sctp, ok := child(c.object, "sctp"); ok {
		c.hookTransport(sctp)
	}
	senders, _ := call(c.object.JSValue(), "getSenders") // not every engine has it
	for _, v := range elements(senders) {
		if sender, err := wasm.NewObject(v); err == nil {
			c.hookTransport(sender)
		}
	}
}

// hookTransport listens to the ICE transport of an SCTP transport or a sender.
func (c *PeerConnection) hookTransport(of wasm.Object) {
	t, ok := child(of, "transport", "iceTransport")
	if !ok {
		return
	}
	for _, known := range c.transports {
		if t.Equal(known) {
			return
		}
	}
	if _, err := t.Expect(js.TypeFunction, getPair); err != nil {
		return
	}
	c.transports = append(c.transports, t.JSValue())
	_, _ = call(c.handle, "listen", t.JSValue(), "selectedcandidatepairchange")
	c.readPair(t)
}

const getPair = "getSelectedCandidatePair"

// readPair tells which pair a transport has selected. Chromium clears it while ICE restarts.
func (c *PeerConnection) readPair(t wasm.Object) {
	v, _ := call(t.JSValue(), getPair)
	pair, err := wasm.NewObject(v)
	if err != nil {
		return
	}
	local, _ := child(pair, "local")
	remote, _ := child(pair, "remote")
	e := session.Event{Kind: session.PairSelected}
	e.Pair.Local, e.Pair.Remote = text(local, "candidate"), text(remote, "candidate")
	if e.Pair.Local != "" && e.Pair.Remote != "" {
		c.apply(&e)
	}
}
