//go:build js && wasm

package browser

import (
	"math"
	"syscall/js"
	"time"

	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/ice/sdp"
	"github.com/iceguard/iceguard/ice/session"
	"github.com/iceguard/iceguard/jsbridge"
)

// hooks are the listeners and overrides on one connection: ts/hooks.ts a second
// time, in Go. The two behave alike, but that here nothing waits.
type hooks struct {
	pc        js.Value
	session   *jsbridge.PeerConnection
	closed    func() bool // whether local candidates are held back when deciding fails
	onFailure func(error)

	listener   js.Func
	wakeUp     js.Func
	active     bool
	ended      bool       // so is the connection
	transports []js.Value // that are listened to
	timer      js.Value   // its number while it runs
	due        float64    // when it rings
	undoing    []func()
	functions  []js.Func
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
			h.onFailure(err)
		}
		return answer
	})
}

// ask gives something to the session, with the time, and does what that wants.
// ok is false when deciding has failed.
func (h *hooks) ask(f func(now float64)) (ok bool) {
	if !h.active {
		return true
	}
	if h.ended {
		return false
	}
	_, err := attempt(func() any {
		f(now())
		h.session.Settle()
		return nil
	})
	if err != nil {
		h.onFailure(err)
	}
	statistics, wake := h.session.Wanted()
	h.wake(wake)
	if statistics {
		h.stats()
	}
	return err == nil
}

// begin hooks the connection. The error is what JavaScript threw.
func (h *hooks) begin() error {
	_, err := attempt(func() any { h.install(); return nil })
	if err == nil {
		h.ask(func(now float64) {
			h.hookTransports()
			h.session.Begin(now)
		})
	}
	return err
}

// install puts everything on the connection.
func (h *hooks) install() {
	h.active = true
	h.wakeUp = h.function(func([]js.Value) any {
		h.timer = js.Undefined()
		h.ask(h.session.Woken)
		return nil
	})
	h.listener = h.function(func(args []js.Value) any { h.onEvent(argument(args, 0)); return nil })
	for _, e := range events {
		if e.name != pairChange {
			h.listen(h.pc, e.name)
		}
	}
	if handler := h.pc.Get("onicecandidate"); handler.Truthy() {
		// A handler that was set before is called after our listener once it is set anew.
		h.pc.Set("onicecandidate", nil)
		h.pc.Set("onicecandidate", handler)
	}
	h.overrideMethods()
	h.overrideDescriptions()
}

// undo takes everything off again, the latest first.
func (h *hooks) undo() {
	h.active = false
	h.wake(0)
	for n := len(h.undoing) - 1; n >= 0; n-- {
		f := h.undoing[n]
		if _, err := attempt(func() any { f(); return nil }); err != nil {
			h.onFailure(err)
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
	e := h.read(event)
	if e == nil {
		return
	}
	verdict := session.Verdict{Kept: true}
	ok := h.ask(func(now float64) {
		if e.Kind == session.SignalingState {
			if ufrag := sdp.UsernameFragment(text(member(member(h.pc, "localDescription"), "sdp"))); ufrag != "" {
				h.session.Happened(now, &session.Event{Kind: session.DescriptionSet, Direction: policy.Local, UsernameFragment: ufrag})
			}
		}
		verdict = h.session.Happened(now, e)
		if e.Kind == session.ICEConnectionState {
			h.hookTransports()
		}
	})
	switch {
	case !ok && h.closed() && e.Kind == session.CandidateSeen, !verdict.Kept:
		event.Call("stopImmediatePropagation")
	case ok && verdict.Masked:
		if _, err := attempt(func() any { mask(event, verdict.Line); return nil }); err != nil {
			event.Call("stopImmediatePropagation") // what cannot be masked is not shown
			h.onFailure(err)
		}
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
		h.ask(func(now float64) {
			if err := h.session.TakeStats(now, digest, true, float64(cost)/float64(time.Millisecond)); err != nil {
				h.onFailure(err)
			}
		})
	}
	promise, err := attempt(func() any { return h.pc.Call("getStats") })
	if err != nil {
		h.onFailure(err)
		take("", 0)
		return
	}
	h.then(promise.(js.Value), func(report js.Value) any {
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

// wake sets the timer, unless it rings sooner: what is asked then says when again. 0 is for never.
func (h *hooks) wake(at float64) {
	runs := !h.timer.IsUndefined()
	if runs && at > 0 && h.due <= at {
		return
	}
	if runs {
		js.Global().Call("clearTimeout", h.timer)
		h.timer = js.Undefined()
	}
	if at > 0 {
		h.timer = js.Global().Call("setTimeout", h.wakeUp, math.Ceil(min(at-now(), math.MaxInt32)))
		h.due = at
	}
}
