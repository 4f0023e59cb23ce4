//go:build js && wasm

package browser

import (
	"github.com/iceguard/iceguard/ice/diagnosis"
	"github.com/iceguard/iceguard/ice/session"
)

// Event is one thing there is to tell: a Candidate, CandidateError,
// StateChange, Path, Stats, Finding, Enough, RestartAdvised or Closed.
type Event interface{ event() }

// Candidate was gathered here or came from the peer, and was kept or dropped: see Decision.
type Candidate struct{ session.CandidateRecord }

// CandidateError says that a STUN or TURN server failed.
type CandidateError struct{ session.ErrorRecord }

// StateChange says that one of the connection's four states is another one.
type StateChange struct {
	Time        float64 // ms since Attach
	Name, Value string  // in W3C spelling, as "iceConnectionState" and "checking"
}

// Path says that a pair was selected, or that more became known of it.
type Path struct{ session.Path }

// Stats says that statistics were taken.
type Stats struct{ session.StatsRecord }

// Finding was raised or cleared.
type Finding struct{ diagnosis.Change }

// Enough says that gathering is worth ending.
type Enough struct {
	Time   float64 // ms since Attach
	Reason session.EnoughReason
}

// RestartAdvised says that ICE is to be restarted, once an outage: the
// connection's restartIce does it, after which the program negotiates.
type RestartAdvised struct {
	Time       float64 // ms since Attach
	Reason     session.RestartReason
	Generation int // that is to end
}

// Closed says that the connection was closed.
type Closed struct {
	Time float64 // ms since Attach
}

// failed is for Options.OnError.
type failed struct{ error }

func (Candidate) event()      {}
func (CandidateError) event() {}
func (StateChange) event()    {}
func (Path) event()           {}
func (Stats) event()          {}
func (Finding) event()        {}
func (Enough) event()         {}
func (RestartAdvised) event() {}
func (Closed) event()         {}
func (failed) event()         {}

// eventOf copies an output, which is valid only while it is told.
func eventOf(o *session.Output) Event {
	switch o.Kind {
	case session.CandidateKept, session.CandidateDropped:
		return Candidate{*o.Candidate}
	case session.CandidateFailed:
		return CandidateError{*o.Error}
	case session.StateChanged:
		return StateChange{o.Time, o.Name, o.Value}
	case session.PathChanged:
		return Path{*o.Path}
	case session.StatsUpdated:
		return Stats{*o.Stats}
	case session.GatheringEnough:
		return Enough{o.Time, o.Reason}
	case session.RestartAdvised:
		return RestartAdvised{o.Time, o.Restart, o.Generation}
	}
	return Closed{o.Time}
}
