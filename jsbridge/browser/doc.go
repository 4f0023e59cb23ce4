//go:build js && wasm

// Package browser attaches to the RTCPeerConnection of a page from a Go
// program that runs in that page. It does for such a program what the npm
// package does for JavaScript, under Go's own wasm_exec.js and with nothing
// else: no npm, no script of ours, no eval, so that a Content-Security-Policy
// needs script-src 'wasm-unsafe-eval' and no more.
//
//	session, err := browser.Attach(pc, browser.Options{Policy: noHost, OnEvent: func(e browser.Event) { ... }})
//
// A connection is a js.Value. That of pion/webrtc's build for js/wasm is pc.JSValue().
//
// # The end of the program
//
// What is put on a connection calls into the program. Once main has returned,
// or a panic of the program's own has ended it, wasm_exec.js answers every
// call with the exception "Go program has already exited": addIceCandidate,
// close and the local descriptions of a connection that is still attached
// throw, and its icecandidate events pass as the browser made them, whatever
// the policy. So let main end with select {}, or detach before it returns.
// (The npm package outlives its Go half because its hooks are JavaScript.)
//
// # Panics
//
// A panic in this module while it decides does not end the program: it is told
// to Options.OnError and the call goes on as Options.OnFailure says. A panic
// in the program's own callbacks is the program's.
package browser
