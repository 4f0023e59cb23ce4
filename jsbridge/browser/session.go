//go:build js && wasm

package browser

import (
	"errors"
	"syscall/js"

	"github.com/iceguard/iceguard/ice/diagnosis"
	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/ice/report"
	"github.com/iceguard/iceguard/ice/session"
	"github.com/iceguard/iceguard/jsbridge"
)

// ErrAttached is returned by Attach for a connection that has a session of this program.
var ErrAttached = errors.New("browser: this connection has a session; detach it first")

// Options of Attach. The zero value observes and drops nothing.
type Options struct {
	// Policy decides on candidates; nil keeps all.
	Policy *policy.Policy
	// OnFailure is what becomes of local candidates when deciding on them fails.
	OnFailure Failure
	// Polling says how statistics are come by; the zero value asks getStats
	// when the path changes or is lost and at an interval of 0.25 s while a path is
	// looked for, 1 s, then 3 s once it is stable.
	Polling jsbridge.Polling
	// Gathering says when gathering is worth ending; the zero value leaves that to the session.
	Gathering jsbridge.Gathering
	// OnEvent is called for everything there is to tell, in its order and one at
	// a time, on a goroutine of the session's own: it may wait, for a promise too.
	OnEvent func(Event)
	// OnError is called like OnEvent when something failed inside. The call goes on.
	OnError func(error)
}

// Failure says what becomes of local candidates when deciding on them fails.
type Failure uint8

// The ways to fail.
const (
	// FailByPolicy is FailClosed while the policy forces relay, else FailOpen.
	FailByPolicy Failure = iota
	// FailOpen lets them pass.
	FailOpen
	// FailClosed holds them back.
	FailClosed
)

// Session observes and filters one connection. Its methods are for any
// goroutine of the program, and may be called after Detach: what is known stays.
type Session struct {
	object    js.Value
	policy    *policy.Policy
	onFailure Failure
	pc        *jsbridge.PeerConnection
	hooks     *hooks
	events    *queue
}

// attached holds the connections that have a session.
var attached = js.Global().Get("WeakSet").New()

// Attach begins to observe pc, an RTCPeerConnection, and to filter by a
// policy: on this one object only, prototypes and globals stay as they are.
// Attach right after constructing it: Chromium calls listeners in the order in
// which they were added, so that an icecandidate listener that was there first
// sees dropped candidates too (onicecandidate does not).
//
// The error is a *TypeError when pc is no peer connection,
// ErrAttached, or what JavaScript threw.
func Attach(pc js.Value, o Options) (*Session, error) {
	if pc.Type() == js.TypeObject && attached.Call("has", pc).Bool() {
		return nil, ErrAttached
	}
	s := &Session{object: pc, policy: orAll(o.Policy), onFailure: o.OnFailure, events: newQueue()}
	s.hooks = &hooks{pc: pc, closed: s.closed, onFailure: func(err error) { s.events.put(failed{err}) }}
	if err := s.begin(o.Polling, o.Gathering); err != nil {
		s.hooks.undo()
		s.hooks.release()
		return nil, err
	}
	attached.Call("add", pc)
	go s.events.deliver(func(e Event) { // no sooner than the caller has the session
		switch f, ok := e.(failed); {
		case !ok && o.OnEvent != nil:
			o.OnEvent(e)
		case ok && o.OnError != nil:
			o.OnError(f.error)
		}
	})
	return s, nil
}

func (s *Session) begin(polling jsbridge.Polling, gathering jsbridge.Gathering) error {
	if err := check(s.object); err != nil {
		return err
	}
	_, err := attempt(func() any {
		s.pc = jsbridge.Attach(standing(s.object), s.policy, polling, gathering, s.tell)
		return nil
	})
	if err == nil {
		s.hooks.session = s.pc
		err = s.hooks.begin()
	}
	return err
}

// tell is the sink of the session.
func (s *Session) tell(_ *session.State, told []session.Output, found []diagnosis.Change) {
	for i := range told {
		s.events.put(eventOf(&told[i]))
	}
	for _, change := range found {
		s.events.put(Finding{change})
	}
}

// closed reports whether local candidates are held back when deciding fails.
func (s *Session) closed() bool {
	return s.onFailure == FailClosed || s.onFailure == FailByPolicy && s.policy.ForcesRelay()
}

// orAll is the policy, or one that keeps everything.
func orAll(p *policy.Policy) *policy.Policy {
	if p == nil {
		p, _ = policy.Parse("all") // a preset can be parsed
	}
	return p
}

// State is everything that is known: read it, do not change it. Times are in
// ms since Attach.
func (s *Session) State() *session.State { return s.pc.State() }

// Findings are what is so with the connection now, the gravest first.
func (s *Session) Findings() []diagnosis.Finding { return s.pc.Findings().Findings() }

// Report is all of it as JSON, by the schema ice/report/report.schema.json.
func (s *Session) Report() []byte { return report.AppendJSON(nil, s.pc.State(), s.pc.Findings()) }

// Summary is one line for a log.
func (s *Session) Summary() string { return report.Text(s.pc.State(), s.pc.Findings()) }

// AddStats takes an RTCStatsReport of the program's own getStats, so that
// nobody asks twice. The error is what JavaScript threw. After Detach it does nothing.
func (s *Session) AddStats(report js.Value) error {
	text, err := attempt(func() any { return digest(report) })
	if err == nil {
		s.hooks.ask(func(now float64) { err = s.pc.TakeStats(now, text.(string), false, 0) })
	}
	return err
}

// SetPolicy replaces the policy, for new decisions only; nil keeps all. After
// Detach it does nothing.
func (s *Session) SetPolicy(p *policy.Policy) {
	if !s.hooks.active {
		return
	}
	s.policy = orAll(p)
	s.hooks.ask(func(now float64) { s.pc.SetPolicy(now, s.policy) })
}

// Detach ends observation and filtering, restores the connection and releases
// every function that was made for it. What was told before is still
// delivered. It may be called twice. Call it for a connection that has been
// closed as well: until then the functions on it, and the connection, stay.
//
// A method that was taken off the connection before, as in const add =
// pc.addIceCandidate, must not be called after. One that someone else has put
// around ours stays, and so does ours beneath it, as a way to the browser's own.
func (s *Session) Detach() {
	if !s.hooks.active {
		return
	}
	s.pc.Detach()
	s.hooks.undo()
	s.hooks.release()
	attached.Call("delete", s.object)
	s.events.end()
}
