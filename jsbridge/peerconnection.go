//go:build js && wasm

package jsbridge

import (
	"math"
	"syscall/js"

	"github.com/teamortix/golang-wasm/wasm"

	"github.com/iceguard/iceguard/ice/diagnosis"
	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/ice/session"
)

// PeerConnection observes and filters one RTCPeerConnection.
type PeerConnection struct {
	bridge     *Bridge
	object     wasm.Object
	session    *diagnosis.Observer
	sink       Sink
	handle     js.Value // of the hooks: listen(target, type), stats(), wake(ms, f) -> cancel
	functions  []js.Func
	transports []js.Value // RTCIceTransports that are listened to
	poll       poll
	alarm      timer
	attached   bool
}

// Sink gets what there is to tell after an event, and what it changes of the
// findings. Both are valid during the call.
type Sink func(s *session.State, told []session.Output, found []diagnosis.Change)

// required is what attach uses of a connection, beside its events.
var required = [...]string{
	"addEventListener", "removeEventListener", "addIceCandidate", "setRemoteDescription", "close", "getStats",
}

// Attach begins to observe pc and to filter by p. sink gets what there is to
// tell after each event. owner goes to the other half with the hooks, which
// knows by it whose they are. The error is a *TypeError when pc is no peer connection.
func (b *Bridge) Attach(pc js.Value, p *policy.Policy, owner js.Value, polling Polling, gathering Gathering, sink Sink) (*PeerConnection, error) {
	var r reader
	o := r.object("pc", pc)
	for _, name := range required {
		r.member("pc", o, js.TypeFunction, name)
	}
	if r.err != nil {
		return nil, r.err
	}
	c := &PeerConnection{bridge: b, object: o, session: diagnosis.NewObserver(), sink: sink, poll: poll{Polling: polling}}
	if err := c.begin(p, owner, gathering); err != nil {
		c.end()
		return nil, err
	}
	c.attached = true
	c.tellStanding()
	c.setAlarm()
	c.hookTransports()
	if c.interval() > 0 { // it was connected before
		c.ask()
	}
	return c, nil
}

// tellStanding tells what is so at once: a connection may be in any state when it is attached.
func (c *PeerConnection) tellStanding() {
	g := &c.State().Generations[0]
	if g.Enough.Known {
		c.sink(c.State(), []session.Output{{Kind: session.GatheringEnough, Time: g.Enough.At, Reason: g.EnoughReason}}, nil)
	}
	if g.RestartAdvised.Known {
		c.sink(c.State(), []session.Output{{Kind: session.RestartAdvised, Time: g.RestartAdvised.At, Restart: g.RestartReason, Generation: 1}}, nil)
	}
	for _, f := range c.session.Findings() {
		c.sink(c.State(), nil, []diagnosis.Change{{Raised: true, Finding: f}})
	}
}

// hook is a function that the JavaScript half calls; it is an index of PeerConnection.functions.
type hook int

const (
	eventHook hook = iota
	addHook
	remoteHook
	closingHook
	pollHook
	alarmHook
	hooks
)

// hookNames are those of the object that the JavaScript half gets; the other functions go to it one by one.
var hookNames = [...]string{
	eventHook: "event", addHook: "addIceCandidate", remoteHook: "setRemoteDescription", closingHook: "closing",
}

// makeHooks makes the functions; end frees them. (A method value for each
// would be a function more and a branch less.)
func (c *PeerConnection) makeHooks() js.Value {
	object := js.Global().Get("Object").New()
	c.functions = make([]js.Func, hooks)
	for h := range hooks {
		f := c.bridge.function(func(args []js.Value) any {
			var given [2]js.Value // undefined
			copy(given[:], args)
			return c.called(h, given[0], given[1])
		})
		c.functions[h] = f
		if int(h) < len(hookNames) {
			object.Set(hookNames[h], f)
		}
	}
	return object
}

// called answers a call of the JavaScript half; nil is undefined.
func (c *PeerConnection) called(h hook, arg, more js.Value) any {
	switch h {
	case eventHook:
		return c.onEvent(arg, more)
	case addHook:
		return c.onAddCandidate(arg)
	case remoteHook:
		if arg.Type() == js.TypeString {
			return c.onSetRemoteDescription(arg.String())
		}
	case closingHook:
		c.apply(&session.Event{Kind: session.Closed})
		c.end()
	case pollHook:
		c.ask()
	case alarmHook:
		c.alarm.stop = js.Undefined()
		c.apply(&session.Event{Kind: session.TimePassed})
	}
	return nil
}

// begin tells the session how the connection stands, and hooks the connection.
func (c *PeerConnection) begin(p *policy.Policy, owner js.Value, gathering Gathering) (err error) {
	defer rescue(&err)
	now := c.bridge.now()
	e := session.Event{Time: now, Kind: session.Attached, GatheringEnough: gathering.Enough, GatheringMaxWait: gathering.MaxWait}
	e.WallTime = math.Round(c.bridge.clock.Get("timeOrigin").Float() + now) // ms since 1970
	c.configure(&e)
	c.apply(&e)
	c.apply(&session.Event{Time: now, Kind: session.PolicyChanged, Policy: p})
	for kind := session.SignalingState; kind <= session.ConnectionState; kind++ {
		if value := text(c.object, stateNames[kind]); value != "" {
			c.apply(&session.Event{Time: now, Kind: kind, State: value})
		}
	}
	c.readDescriptions(now)
	c.handle = c.bridge.half.Call("hook", c.object.JSValue(), owner, c.makeHooks())
	return nil
}

// configure reads the servers' URLs, without credentials. A node package may lack getConfiguration.
func (c *PeerConnection) configure(e *session.Event) {
	v, _ := call(c.object.JSValue(), "getConfiguration")
	conf, err := wasm.NewObject(v)
	if err != nil {
		return
	}
	e.ICETransportPolicy = text(conf, "iceTransportPolicy")
	for _, v := range elements(conf.JSValue().Get("iceServers")) {
		entry, err := wasm.NewObject(v)
		if err != nil {
			continue
		}
		urls := entry.JSValue().Get("urls")
		list := []js.Value{urls}
		if urls.Type() != js.TypeString {
			list = elements(urls)
		}
		for _, url := range list {
			e.ICEServers = append(e.ICEServers, url.String())
		}
	}
}

// apply gives an event to the session and, once attached, its outputs to the
// sink. Its time is now, unless it has one.
func (c *PeerConnection) apply(e *session.Event) {
	if e.Time == 0 {
		e.Time = c.bridge.now()
	}
	told, found := c.session.Apply(e)
	if !c.attached || c.sink == nil {
		return
	}
	if len(told) > 0 || len(found) > 0 {
		c.sink(c.State(), told, found)
	}
	c.setAlarm()
}

// setAlarm makes sure that the session is told in time that time has passed,
// for what waits for that: the end of gathering, findings about what should
// have come and has not. An alarm that rings too early does no harm.
func (c *PeerConnection) setAlarm() {
	due, ok := c.session.Due()
	if !ok || c.alarm.isSet() && c.alarm.at <= due {
		return
	}
	c.wake(&c.alarm, due-c.bridge.now(), alarmHook)
	c.alarm.at = due
}

// State is what the session knows.
func (c *PeerConnection) State() *session.State { return c.session.State() }

// Findings is what is found of the connection.
func (c *PeerConnection) Findings() *diagnosis.Engine { return &c.session.Engine }

// FilterLocal filters the text of a local description, also once the connection is closed.
func (c *PeerConnection) FilterLocal(desc string) (filtered string, changed bool) {
	return c.session.Filter(policy.Local, desc)
}

// SetPolicy replaces the policy for all decisions to come.
func (c *PeerConnection) SetPolicy(p *policy.Policy) {
	c.apply(&session.Event{Kind: session.PolicyChanged, Policy: p})
}

// Detach ends observation; the hooks are the other half's to undo. It may be called twice.
func (c *PeerConnection) Detach() {
	c.end()
	c.attached = false
}

// end lets go of all that is JavaScript's: what Go refers to is never
// collected there. A closed connection costs what is known of it and no more.
func (c *PeerConnection) end() {
	c.poll.stop()
	c.alarm.cancel()
	for _, f := range c.functions {
		f.Release()
	}
	c.functions, c.transports, c.sink = nil, nil, nil
	c.object, c.handle = wasm.Object{}, js.Value{}
}
