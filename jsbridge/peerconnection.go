//go:build js && wasm

package jsbridge

import (
	"syscall/js"

	"github.com/teamortix/golang-wasm/wasm"

	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/ice/session"
)

// PeerConnection observes and filters one RTCPeerConnection.
type PeerConnection struct {
	bridge     *Bridge
	object     wasm.Object
	session    *session.Session
	sink       func([]session.Output)
	handle     js.Value // of the hooks: undo(), listen(target, type), stats(done), wake(ms, f) -> cancel
	functions  []js.Func
	transports []js.Value // RTCIceTransports that are listened to
	poll       poll
	attached   bool
}

// required is what attach uses of a connection, beside its events.
var required = [...]string{
	"addEventListener", "removeEventListener", "addIceCandidate", "setRemoteDescription", "close", "getStats",
}

// Attach begins to observe pc and to filter by p. sink gets what there is to
// tell after each event. closed is a function that says whether local
// candidates are held back if the instance dies. The error is a *TypeError when pc is no peer connection.
func (b *Bridge) Attach(pc js.Value, p *policy.Policy, closed js.Value, sink func([]session.Output)) (*PeerConnection, error) {
	o, err := object("pc", pc)
	if err != nil {
		return nil, err
	}
	for _, name := range required {
		if _, err := member("pc", o, js.TypeFunction, name); err != nil {
			return nil, err
		}
	}
	c := &PeerConnection{bridge: b, object: o, session: session.New(), sink: sink, attached: true}
	err = attempt(func() {
		c.begin(p)
		c.handle = b.hook.Invoke(pc, closed, c.hooks())
	})
	if err != nil {
		c.release()
		return nil, err
	}
	return c, nil
}

// hooks are the functions that the JavaScript half calls; release frees them.
func (c *PeerConnection) hooks() js.Value {
	hooks := js.Global().Get("Object").New()
	for _, h := range []struct {
		name string
		f    func([]js.Value) any
	}{
		{"event", c.onEvent},
		{"addIceCandidate", c.onAddCandidate},
		{"setRemoteDescription", c.onSetRemoteDescription},
		{"filterLocal", c.onFilterLocal},
		{"closing", c.onClose},
	} {
		hooks.Set(h.name, c.function(h.f))
	}
	c.poll.done, c.poll.due = c.function(c.onStats), c.function(c.onDue)
	return hooks
}

// function makes a JavaScript function that release frees.
func (c *PeerConnection) function(f func([]js.Value) any) js.Func {
	fn := c.bridge.function(f)
	c.functions = append(c.functions, fn)
	return fn
}

// begin tells the session how the connection stands.
func (c *PeerConnection) begin(p *policy.Policy) {
	e := session.Event{Time: c.bridge.now(), Kind: session.Attached, WallTime: c.bridge.wallTime()}
	e.ICEServers, e.ICETransportPolicy = c.configuration()
	c.session.Apply(&e)
	c.session.Apply(&session.Event{Time: e.Time, Kind: session.PolicyChanged, Policy: p})
	for kind := session.SignalingState; kind <= session.ConnectionState; kind++ {
		if value := text(c.object, stateNames[kind]); value != "" {
			c.session.Apply(&session.Event{Time: e.Time, Kind: kind, State: value})
		}
	}
	for _, e := range c.descriptionEvents() {
		c.session.Apply(&e)
	}
}

// configuration reads the servers' URLs, without credentials. A node package may lack getConfiguration.
func (c *PeerConnection) configuration() (urls []string, transportPolicy string) {
	_ = attempt(func() {
		conf, ok := wasm.Object{}, false
		if v := c.object.JSValue(); v.Get("getConfiguration").Type() == js.TypeFunction {
			o, err := wasm.NewObject(v.Call("getConfiguration"))
			conf, ok = o, err == nil
		}
		if !ok {
			return
		}
		transportPolicy = text(conf, "iceTransportPolicy")
		servers, ok := child(conf, "iceServers")
		if !ok {
			return
		}
		for i := range servers.Length() {
			entry, err := wasm.NewObject(servers.Index(i))
			if err != nil {
				continue
			}
			if url := text(entry, "urls"); url != "" {
				urls = append(urls, url)
			} else if list, ok := child(entry, "urls"); ok {
				for j := range list.Length() {
					urls = append(urls, list.Index(j).String())
				}
			}
		}
	})
	return urls, transportPolicy
}

// apply gives an event to the session and its outputs to the sink.
func (c *PeerConnection) apply(e *session.Event) []session.Output {
	e.Time = c.bridge.now()
	out := c.session.Apply(e)
	if len(out) > 0 {
		c.sink(out)
	}
	return out
}

// State is what the session knows.
func (c *PeerConnection) State() *session.State { return c.session.State() }

// SetPolicy replaces the policy for all decisions to come.
func (c *PeerConnection) SetPolicy(p *policy.Policy) {
	c.apply(&session.Event{Kind: session.PolicyChanged, Policy: p})
}

// Detach ends observation and restores the connection. It may be called twice.
func (c *PeerConnection) Detach() {
	if !c.attached {
		return
	}
	c.attached = false
	c.poll.stop()
	if err := attempt(func() { c.handle.Call("undo") }); err != nil {
		c.bridge.failed(err)
	}
	c.release()
}

func (c *PeerConnection) release() {
	for _, f := range c.functions {
		f.Release()
	}
	c.functions, c.transports = nil, nil
}
