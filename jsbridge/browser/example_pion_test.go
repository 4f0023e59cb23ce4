//go:build js && wasm

package browser_test

import (
	"fmt"

	"github.com/pion/webrtc/v4"

	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/jsbridge/browser"
)

// With pion/webrtc's build for js/wasm: what it lacks, candidate errors, pair
// changes, statistics and filtering, comes from the session.
func Example_pion() {
	ipv4, err := policy.Parse("ipv4-only")
	if err != nil {
		panic(err)
	}
	pc, err := webrtc.NewPeerConnection(webrtc.Configuration{})
	if err != nil {
		panic(err)
	}
	var session *browser.Session
	session, err = browser.Attach(pc.JSValue(), browser.Options{Policy: ipv4, OnEvent: func(e browser.Event) {
		if _, ok := e.(browser.Path); ok { // no event comes before Attach has returned
			fmt.Println("path:", session.Summary())
		}
	}})
	if err != nil {
		panic(err)
	}
	pc.OnICECandidate(func(c *webrtc.ICECandidate) {
		if c != nil {
			fmt.Println("to be signalled:", c.ToJSON().Candidate)
		}
	})
	if _, err := pc.CreateDataChannel("chat", nil); err != nil {
		panic(err)
	}
	offer, err := pc.CreateOffer(nil)
	if err != nil {
		panic(err)
	}
	if err := pc.SetLocalDescription(offer); err != nil {
		panic(err)
	}
	// Then signal pc.LocalDescription(), which is filtered, as always ...
	select {}
}
