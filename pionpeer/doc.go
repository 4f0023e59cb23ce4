// Package pionpeer brings pion/webrtc to the engine under ice/, natively. In a
// browser package jsbridge/browser attaches to the connections of pion's build
// for js/wasm.
package pionpeer
