//go:build js && wasm

package browser_test

import (
	"fmt"
	"syscall/js"

	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/jsbridge/browser"
)

// The main function of a program.
func Example() {
	noHost, err := policy.Parse("no-host")
	if err != nil {
		panic(err)
	}
	pc := js.Global().Get("RTCPeerConnection").New()
	session, err := browser.Attach(pc, browser.Options{Policy: noHost, OnEvent: func(e browser.Event) {
		switch e := e.(type) {
		case browser.Candidate:
			if !e.Decision.Kept {
				fmt.Println("not signalled:", e.Line)
			}
		case browser.Path:
			fmt.Println("path:", e.Kind, "over", e.Transport)
		case browser.Finding:
			fmt.Println(e.Code, e.Raised, e.Summary, e.Advice)
		}
	}})
	if err != nil {
		panic(err)
	}
	fmt.Println(session.Summary()) // session.Report() is all of it, as JSON
	// Then signal as always ...
	select {} // detach before main returns: a program that has ended answers no call
}
