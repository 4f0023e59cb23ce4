//go:build js && wasm

package browser

import (
	"errors"
	"syscall/js"
	"time"

	"github.com/iceguard/iceguard/ice/sdp"
)

// hooks is the half of the border that jsbridge asks for, for one connection:
// the listeners and overrides of ts/hooks.ts a second time, in Go. The two
// behave alike.
type hooks struct {
	pc        js.Value
	closed    func() bool // whether local candidates are held back when deciding fails
	onFailure func(error)
	take      func(digest string, asked bool, cost float64)    // of jsbridge.PeerConnection, once there is one
	filter    func(sdp string) (filtered string, changed bool) // likewise

	asked     js.Value // the functions of jsbridge; undefined once the connection is closed
	listener  js.Func
	active    bool
	failures  int   // so far
	broken    error // why the connection cannot be hooked
	undoing   []func()
	functions []js.Func
}

// half is the object that jsbridge.NewBridge takes.
func (h *hooks) half() js.Value {
	return js.ValueOf(map[string]any{
		"hook": h.function(func(args []js.Value) any {
			h.asked = argument(args, 2)
			_, h.broken = attempt(h.install)
			return map[string]any{
				"listen": h.function(func(args []js.Value) any { h.listen(args[0], args[1].String()); return nil }),
				"stats":  h.function(func([]js.Value) any { h.stats(); return nil }),
				"wake":   h.function(func(args []js.Value) any { return wake(args[0], args[1]) }),
			}
		}),
		"failed": h.function(func(args []js.Value) any { h.failed(errors.New(args[0].String())); return nil }),
	})
}

// function makes a function that lives until release.
func (h *hooks) function(f func(args []js.Value) any) js.Func {
	made := h.guarded(func(_ js.Value, args []js.Value) any { return f(args) })
	h.functions = append(h.functions, made)
	return made
}

// guarded makes a JavaScript function of f. A panic in it is a failure, and the answer undefined.
func (h *hooks) guarded(f func(this js.Value, args []js.Value) any) js.Func {
	return js.FuncOf(func(this js.Value, args []js.Value) any {
		answer, err := attempt(func() any { return f(this, args) })
		if err != nil {
			h.failed(err)
		}
		return answer
	})
}

func (h *hooks) failed(err error) {
	h.failures++
	h.onFailure(err)
}

// ask asks jsbridge; ok is false when it could not say.
func (h *hooks) ask(name string, args ...any) (answer js.Value, ok bool) {
	if !h.active {
		return js.Undefined(), true
	}
	if h.asked.IsUndefined() {
		return js.Undefined(), false
	}
	before := h.failures
	if _, err := attempt(func() any { answer = h.asked.Call(name, args...); return nil }); err != nil {
		h.failed(err)
	}
	return answer, h.failures == before
}

var events = [...]string{
	"icecandidate", "icecandidateerror", "signalingstatechange", "icegatheringstatechange",
	"iceconnectionstatechange", "connectionstatechange",
}

// install puts everything on the connection.
func (h *hooks) install() any {
	h.active = true
	h.listener = h.function(func(args []js.Value) any { h.onEvent(argument(args, 0)); return nil })
	for _, name := range events {
		h.listen(h.pc, name)
	}
	if handler := h.pc.Get("onicecandidate"); handler.Truthy() {
		// A handler that was set before is called after our listener once it is set anew.
		h.pc.Set("onicecandidate", nil)
		h.pc.Set("onicecandidate", handler)
	}
	h.overrideMethods()
	h.overrideDescriptions()
	return nil
}

// undo takes everything off again, the latest first.
func (h *hooks) undo() {
	h.active = false
	for n := len(h.undoing) - 1; n >= 0; n-- {
		f := h.undoing[n]
		if _, err := attempt(func() any { f(); return nil }); err != nil {
			h.failed(err)
		}
	}
	h.undoing = nil
}

func (h *hooks) release() {
	for _, f := range h.functions {
		f.Release()
	}
	h.functions = nil
}

// listen captures: in Firefox such listeners run before all others, in
// Chromium in the order in which they were added.
func (h *hooks) listen(target js.Value, name string) {
	capture := map[string]any{"capture": true} // for true alone Node 20 removes nothing
	target.Call("addEventListener", name, h.listener, capture)
	h.undoing = append(h.undoing, func() { target.Call("removeEventListener", name, h.listener, capture) })
}

// onEvent takes every event of the connection and of its ICE transports.
func (h *hooks) onEvent(event js.Value) {
	ufrag := js.Undefined()
	if kind := member(event, "type"); kind.Type() == js.TypeString && kind.String() == "signalingstatechange" {
		if text := member(h.pc, "localDescription"); text.Type() == js.TypeObject && member(text, "sdp").Type() == js.TypeString {
			ufrag = js.ValueOf(sdp.UsernameFragment(member(text, "sdp").String()))
		}
	}
	line, ok := h.ask("event", event, ufrag)
	if line.Type() == js.TypeString {
		if _, err := attempt(func() any { mask(event, line.String()); return nil }); err != nil {
			event.Call("stopImmediatePropagation") // what cannot be masked is not shown
			h.failed(err)
		}
		return
	}
	if !ok && h.closed() && member(member(event, "candidate"), "candidate").Truthy() {
		event.Call("stopImmediatePropagation")
	}
}

// mask shows the candidate with another line to all who come after; the event stays the browser's own.
func mask(event js.Value, line string) {
	original := event.Get("candidate")
	init := map[string]any{"candidate": line}
	for _, name := range [...]string{"sdpMid", "sdpMLineIndex", "usernameFragment"} {
		init[name] = original.Get(name)
	}
	masked := original.Get("constructor").New(init)
	for _, name := range [...]string{"url", "relayProtocol"} { // of the event only, not of the line
		if v := original.Get(name); !v.IsNull() && !v.IsUndefined() {
			define(masked, name, map[string]any{"value": v, "enumerable": true, "configurable": true})
		}
	}
	define(event, "candidate", map[string]any{"value": masked, "enumerable": true, "configurable": true})
}

// stats asks for a report and has it taken.
func (h *hooks) stats() {
	take := func(digest string, cost time.Duration) {
		if h.active { // else nobody waits for it
			h.take(digest, true, float64(cost)/float64(time.Millisecond))
		}
	}
	h.then(h.pc.Call("getStats"), func(report js.Value) any {
		start := time.Now()
		text, _ := attempt(func() any { return digest(report) }) // a report that cannot be read is none
		read, _ := text.(string)
		take(read, time.Since(start))
		return nil
	}, func(js.Value) any {
		take("", 0)
		return nil
	})
}

// wake calls f after so many ms, unless the function that it gives is called before.
func wake(ms, f js.Value) js.Value {
	id := js.Global().Call("setTimeout", f, ms)
	return js.Global().Get("clearTimeout").Call("bind", js.Null(), id)
}
