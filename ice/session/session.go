package session

import (
	"github.com/iceguard/iceguard/ice/policy"
)

// Session reduces the events of one peer connection.
type Session struct {
	state   State
	limits  policy.Limits
	out     []Output
	started bool
	origin  float64

	index index // of state.Candidates

	localUfrag, remoteUfrag string // in force, by the descriptions

	pair      PairEvent // the latest one an ICE transport named
	totals    totals
	gathering gathering
	outage    outage
}

// New makes a session. Without a PolicyChanged event it keeps everything.
func New() *Session {
	return &Session{state: State{Policy: &policy.Policy{}}, gathering: gathering{quiet: DefaultGatheringQuiet}}
}

// State is what the session knows now.
func (s *Session) State() *State { return &s.state }

// Apply takes one event and returns what there is to tell of it. The result is
// valid until the next call. Times that go back are taken as they come.
func (s *Session) Apply(e *Event) []Output {
	s.out = s.out[:0]
	if !s.started {
		s.started, s.origin = true, e.Time
		s.state.Generations = append(s.state.Generations, Generation{Number: 1})
	}
	now := e.Time - s.origin
	s.state.Time = now
	switch e.Kind {
	case Attached:
		s.state.WallTime, s.state.ICEServers, s.state.ICETransportPolicy = e.WallTime, e.ICEServers, e.ICETransportPolicy
		s.gathering.begin(e)
	case PolicyChanged:
		s.state.Policy, s.limits = e.Policy, policy.Limits{}
	case CandidateSeen:
		s.candidateSeen(e, now)
	case EndOfCandidates:
		if e.Direction == policy.Remote {
			s.generation().EndOfRemoteCandidates.set(now)
		}
	case CandidateError:
		r := ErrorRecord{ErrorEvent: e.Error, Time: now, Generation: s.generation().Number}
		s.state.Errors = append(s.state.Errors, r)
		s.emit(Output{Kind: CandidateFailed, Error: &r})
		s.gatheringNews(now)
	case SignalingState, ICEGatheringState, ICEConnectionState, ConnectionState:
		s.stateChanged(e, now)
	case DescriptionSet:
		s.descriptionSet(e, now)
	case PairSelected:
		s.pair = e.Pair
		s.choosePath(nil, now)
	case StatsTaken:
		s.statsTaken(e.Stats, now)
	case Closed:
		if !s.state.Closed {
			s.state.Closed = true
			s.emit(Output{Kind: SessionClosed})
		}
	}
	if s.state.Closed {
		s.endPath(now) // statistics that were under way may bring another one
	}
	s.judgeGathering(e.Time)
	return s.out
}

func (s *Session) emit(o Output) {
	o.Time = s.state.Time
	s.out = append(s.out, o)
}

func (s *Session) generation() *Generation {
	return &s.state.Generations[len(s.state.Generations)-1]
}

// descriptionSet begins a new generation when either side's description brings
// another ufrag than the one before: an ICE restart (RFC 8839 section
// 4.4.1.1.1). The other side's new ufrag, which follows, belongs to the same one.
func (s *Session) descriptionSet(e *Event, now float64) {
	inForce := &s.localUfrag
	if e.Direction == policy.Remote {
		inForce = &s.remoteUfrag
	}
	if e.UsernameFragment == "" || e.UsernameFragment == *inForce {
		return
	}
	*inForce = e.UsernameFragment
	for i := range s.state.Generations {
		if *s.state.Generations[i].ufrag(e.Direction) == e.UsernameFragment {
			return // a rollback
		}
	}
	g := s.generation()
	if held := g.ufrag(e.Direction); *held != "" {
		s.limits = policy.Limits{}
		s.gatheringNews(now)
		s.state.Generations = append(s.state.Generations, Generation{Number: g.Number + 1, Started: now})
		s.outage.restarted()
		g = s.generation()
	}
	*g.ufrag(e.Direction) = e.UsernameFragment
}

func (g *Generation) ufrag(d policy.Direction) *string {
	if d == policy.Remote {
		return &g.RemoteUsernameFragment
	}
	return &g.LocalUsernameFragment
}

func (s *Session) stateChanged(e *Event, now float64) {
	g := s.generation()
	var held *string
	var name string
	switch e.Kind {
	case SignalingState:
		held, name = &s.state.SignalingState, "signalingState"
	case ICEGatheringState:
		s.gathering.changed = true
		held, name = &s.state.ICEGatheringState, "iceGatheringState"
		switch e.State {
		case "gathering":
			g.GatheringStarted.set(now)
		case "complete":
			g.GatheringComplete.set(now)
		}
	case ICEConnectionState:
		held, name = &s.state.ICEConnectionState, "iceConnectionState"
		switch e.State {
		case "checking":
			g.Checking.set(now)
		case "connected", "completed":
			g.Connected.set(now)
		}
	default:
		held, name = &s.state.ConnectionState, "connectionState"
		if e.State == "connected" {
			g.DTLSConnected.set(now)
		}
	}
	if *held == e.State {
		return
	}
	*held = e.State
	s.emit(Output{Kind: StateChanged, Name: name, Value: e.State})
	if e.Kind == ICEConnectionState || e.Kind == ConnectionState {
		s.adviseRestart(e, now)
	}
}
