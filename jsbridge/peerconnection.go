//go:build js && wasm

package jsbridge

import (
	"math"

	"github.com/iceguard/iceguard/ice/diagnosis"
	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/ice/session"
)

// PeerConnection observes and filters one RTCPeerConnection. Once attached it
// calls nobody and refers to nothing of JavaScript's: who holds the hooks on
// the connection gives it what happens, calls Settle after one or several such
// calls, and then does what Wanted says. That is ts/hooks.ts for the npm package
// and package browser for Go programs. Times are those of performance.now, in ms.
type PeerConnection struct {
	session *diagnosis.Observer
	sink    Sink // nil once ended
	poll    poll
	begun   bool
	settled bool
}

// Sink gets what there is to tell after an event, or what Settle found to have
// changed. Both are valid during the call.
type Sink func(s *session.State, told []session.Output, found []diagnosis.Change)

// Standing is how a connection stands when it is attached.
type Standing struct {
	Now           float64   // by performance.now
	WallClock     float64   // the same, in ms since 1970
	States        [4]string // signalling, ICE gathering, ICE, connection, in W3C spelling
	Ufrags        [2]string // of the local and of the remote description, "" without
	Configuration Configuration
}

// Configuration is that of a connection, without credentials.
type Configuration struct {
	ICETransportPolicy string
	URLs               []string // of the ICE servers
}

// Attach makes a session of a connection that stands so, which filters by p.
// sink gets what there is to tell from Begin on.
func Attach(s *Standing, p *policy.Policy, polling Polling, gathering Gathering, sink Sink) *PeerConnection {
	c := &PeerConnection{session: diagnosis.NewObserver(), sink: sink, poll: poll{Polling: polling}}
	c.apply(s.Now, &session.Event{
		Kind: session.Attached, WallTime: math.Round(s.WallClock), GatheringEnough: gathering.Enough, GatheringMaxWait: gathering.MaxWait,
		ICEServers: s.Configuration.URLs, ICETransportPolicy: s.Configuration.ICETransportPolicy,
	})
	c.SetPolicy(s.Now, p)
	for i, state := range s.States {
		if state != "" {
			c.apply(s.Now, &session.Event{Kind: session.SignalingState + session.Kind(i), State: state})
		}
	}
	for i, ufrag := range s.Ufrags {
		if ufrag != "" {
			c.apply(s.Now, &session.Event{Kind: session.DescriptionSet, Direction: policy.Local + policy.Direction(i), UsernameFragment: ufrag})
		}
	}
	return c
}

// Begin is called once the connection is hooked. It tells what is so at once: a
// connection may be in any state when it is attached.
func (c *PeerConnection) Begin(now float64) {
	c.begun = true
	s := c.State()
	g := &s.Generations[0]
	var told []session.Output
	if g.Enough.Known {
		told = append(told, session.Output{Kind: session.GatheringEnough, Time: g.Enough.At, Reason: g.EnoughReason})
	}
	if g.RestartAdvised.Known {
		told = append(told, session.Output{Kind: session.RestartAdvised, Time: g.RestartAdvised.At, Restart: g.RestartReason, Generation: 1})
	}
	if s.Path != nil {
		told = append(told, session.Output{Kind: session.PathChanged, Time: s.Path.Since, Path: s.Path})
	}
	c.sink(s, told, nil)
	if c.interval() > 0 { // it was connected before
		c.ask()
	}
}

// apply gives an event to the session and, once it has begun, its outputs to the sink.
func (c *PeerConnection) apply(now float64, e *session.Event) {
	e.Time = hundredths(now)
	c.settled = false
	c.tell(c.session.Take(e), nil)
}

func (c *PeerConnection) tell(told []session.Output, found []diagnosis.Change) {
	if c.begun && c.sink != nil && len(told)+len(found) > 0 {
		c.sink(c.State(), told, found)
	}
}

// Settle judges anew what is found of the connection when something has happened since the last time.
func (c *PeerConnection) Settle() {
	if !c.settled {
		c.settled = true
		c.tell(nil, c.session.Judge())
	}
}

// State is what the session knows.
func (c *PeerConnection) State() *session.State { return c.session.State() }

// Findings is what is found of the connection, by the latest Settle.
func (c *PeerConnection) Findings() *diagnosis.Engine { return &c.session.Engine }

// FilterLocal filters the text of a local description, also once the connection is closed.
func (c *PeerConnection) FilterLocal(desc string) (filtered string, changed bool) {
	return c.session.Filter(policy.Local, desc)
}

// SetPolicy replaces the policy for all decisions to come.
func (c *PeerConnection) SetPolicy(now float64, p *policy.Policy) {
	c.apply(now, &session.Event{Kind: session.PolicyChanged, Policy: p})
}

// Closing says that the connection is being closed, which ends observation.
func (c *PeerConnection) Closing(now float64) {
	c.Settle() // what is over is judged no more
	c.apply(now, &session.Event{Kind: session.Closed})
	c.sink = nil
}

// Detach ends observation. It may be called twice.
func (c *PeerConnection) Detach() {
	c.sink, c.begun = nil, false
}

// Wanted says what is to be done after Settle: whether a stats report is to be asked for,
// for TakeStats or RefreshStats to get, and when Woken is to be called next; 0 for never.
func (c *PeerConnection) Wanted() (statistics bool, wake float64) {
	if c.sink == nil {
		return false, 0
	}
	statistics, c.poll.wanted = c.poll.wanted, false
	wake = c.poll.due
	if due, ok := c.session.Due(); ok && (wake == 0 || due < wake) {
		wake = due
	}
	return statistics, wake
}

// Woken says that time has passed, for what waits for that: the next stats
// report, the end of gathering, findings about what should have come and has
// not. To be called too early does no harm.
func (c *PeerConnection) Woken(now float64) {
	if c.sink == nil {
		return
	}
	if p := &c.poll; p.due > 0 && p.due <= now {
		c.ask()
	}
	if due, ok := c.session.Due(); ok && due <= now {
		c.apply(now, &session.Event{Kind: session.TimePassed})
	}
}
