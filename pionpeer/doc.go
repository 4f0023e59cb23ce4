// Package pionpeer brings pion/webrtc to the engine under ice/: natively, and
// in Go programs compiled to WebAssembly that use pion already.
package pionpeer
