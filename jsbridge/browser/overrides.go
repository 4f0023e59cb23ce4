//go:build js && wasm

package browser

import (
	"syscall/js"

	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/ice/session"
)

// invocation is one call of a method that is overridden.
type invocation struct {
	native, this js.Value
	args         []js.Value
}

// proceed calls the browser's own method; what it throws becomes a rejected
// promise, which is how the browser's own methods fail.
func (c *invocation) proceed() js.Value {
	args := make([]any, len(c.args))
	for i, v := range c.args {
		args[i] = v
	}
	answer, err := attempt(func() any { return c.native.Call("apply", c.this, args) })
	if err != nil {
		return rejection(thrown(err))
	}
	return answer.(js.Value)
}

// override puts f in the place of a method, if there is one.
func (h *hooks) override(name string, f func(c *invocation) js.Value) {
	native := h.pc.Get(name)
	if native.Type() != js.TypeFunction {
		return
	}
	h.replace(name, "value", map[string]any{"writable": true}, func(this js.Value, args []js.Value) any {
		return f(&invocation{native, this, args})
	})
}

// replace defines a property of the connection whose member, "value" or "get",
// is f. It goes again unless someone has put another in its place, which may
// call ours: then f stays, and as nobody is asked any more changes nothing.
func (h *hooks) replace(name, member string, property map[string]any, f func(this js.Value, args []js.Value) any) {
	before := descriptor(h.pc, name)
	made := h.guarded(f)
	property[member], property["configurable"] = made, true
	if _, err := attempt(func() any { define(h.pc, name, property); return nil }); err != nil {
		made.Release()
		panic(err)
	}
	h.undoing = append(h.undoing, func() {
		now := descriptor(h.pc, name)
		if now.IsUndefined() || !now.Get(member).Equal(made.Value) {
			return
		}
		if before.IsUndefined() {
			h.pc.Delete(name)
		} else {
			define(h.pc, name, before)
		}
		made.Release()
	})
}

func (h *hooks) overrideMethods() {
	h.override("addIceCandidate", h.addIceCandidate)
	h.override("setRemoteDescription", h.setRemoteDescription)
	// A new description holds the candidates gathered so far.
	h.override("createOffer", h.create)
	h.override("createAnswer", h.create)
	h.override("close", func(c *invocation) js.Value {
		h.ask(h.session.Closing)
		h.ended = true
		h.closed = func() bool { return true }
		return c.proceed()
	})
}

func (h *hooks) addIceCandidate(c *invocation) js.Value {
	given := argument(c.args, 0)
	e := &session.Event{Kind: session.EndOfCandidates, Direction: policy.Remote}
	if !given.IsUndefined() && !given.IsNull() {
		e = candidate(given, policy.Remote)
	}
	verdict := session.Verdict{Kept: true}
	if e != nil { // else the engine says what it thinks of it
		h.ask(func(now float64) { verdict = h.session.Happened(now, e) })
	}
	if verdict.Kept {
		return c.proceed()
	}
	if success := argument(c.args, 1); success.Type() == js.TypeFunction { // the legacy form
		soon(success)
	}
	return js.Global().Get("Promise").Call("resolve")
}

func (h *hooks) setRemoteDescription(c *invocation) js.Value {
	description := argument(c.args, 0)
	if sdp := member(description, "sdp"); sdp.Type() == js.TypeString {
		var filtered string
		var changed bool
		h.ask(func(now float64) { filtered, changed = h.session.SetRemoteDescription(now, sdp.String()) })
		if changed {
			c.args[0] = js.ValueOf(map[string]any{"type": description.Get("type"), "sdp": filtered})
		}
	}
	return c.proceed()
}

// create is createOffer and createAnswer, in the form with promises and in the legacy form.
func (h *hooks) create(c *invocation) js.Value {
	success, failure := argument(c.args, 0), argument(c.args, 1)
	if success.Type() != js.TypeFunction || failure.Type() != js.TypeFunction {
		return h.then(c.proceed(), func(description js.Value) any { return h.shown(description) }, func(reason js.Value) any { return rejection(reason) })
	}
	f, r := h.either(func(description js.Value) any {
		soon(success, h.shown(description))
		return nil
	}, func(reason js.Value) any {
		soon(failure, reason)
		return nil
	})
	c.args[0], c.args[1] = f.Value, r.Value
	return c.proceed()
}
