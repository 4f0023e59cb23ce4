package session_test

import (
	"slices"
	"testing"

	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/ice/session"
)

func TestNewSession(t *testing.T) {
	s := session.New()
	state := s.State()
	if state.Closed || state.Path != nil || state.Stats != nil || len(state.Generations) != 0 || !state.Policy.DropsNothing() {
		t.Errorf("state %+v", state)
	}
	outs := s.Apply(&session.Event{
		Time: 5000, Kind: session.Attached, WallTime: 1795341548000, ICEServers: []string{"stun:a", "turn:b"}, ICETransportPolicy: "relay",
	})
	if len(outs) != 0 || state.Time != 0 || state.WallTime != 1795341548000 || !slices.Equal(state.ICEServers, []string{"stun:a", "turn:b"}) ||
		state.ICETransportPolicy != "relay" || len(state.Generations) != 1 || state.Generations[0].Number != 1 {
		t.Errorf("after Attached: %+v, told %+v", state, outs)
	}
}

// Without Attached the first event is the origin of times, whatever it is.
func TestTimesCountFromTheFirstEvent(t *testing.T) {
	s := session.New()
	s.Apply(&session.Event{Time: 5000, Kind: session.ICEConnectionState, State: "checking"})
	s.Apply(&session.Event{Time: 5007.5, Kind: session.ICEConnectionState, State: "connected"})
	s.Apply(&session.Event{Time: 5003, Kind: session.ConnectionState, State: "connected"}) // a clock that goes back
	g := s.State().Generations[0]
	if got := times(&g); got != "started 0, checking 0, dtlsConnected 3, connected 7.5" || s.State().Time != 3 {
		t.Errorf("times %s, the latest %v", got, s.State().Time)
	}
}

func TestStates(t *testing.T) {
	held := func(s *session.State) [4]string {
		return [4]string{s.SignalingState, s.ICEGatheringState, s.ICEConnectionState, s.ConnectionState}
	}
	for i, c := range []struct {
		kind session.Kind
		name string
	}{
		{session.SignalingState, "signalingState"}, {session.ICEGatheringState, "iceGatheringState"},
		{session.ICEConnectionState, "iceConnectionState"}, {session.ConnectionState, "connectionState"},
	} {
		s := start(t, "all")
		for _, state := range []string{"new", "connected", "checking", "connected"} {
			s.apply(session.Event{Kind: c.kind, State: state})
			var want [4]string
			want[i] = state
			if held(s.s.State()) != want {
				t.Errorf("%s: states %v", c.name, held(s.s.State()))
			}
			if len(s.outs) != 1 || s.outs[0].Kind != session.StateChanged || s.outs[0].Name != c.name || s.outs[0].Value != state {
				t.Errorf("%s: told %+v", c.name, s.outs)
			}
			if s.apply(session.Event{Kind: c.kind, State: state}); len(s.outs) != 0 {
				t.Errorf("%s: the same state is told again: %+v", c.name, s.outs)
			}
		}
	}
}

// Which state is which time.
func TestTimesOfStates(t *testing.T) {
	for _, c := range []struct {
		kind        session.Kind
		state, want string
	}{
		{session.ICEGatheringState, "gathering", "started 0, gatheringStarted 10"},
		{session.ICEGatheringState, "complete", "started 0, gatheringComplete 10"},
		{session.ICEConnectionState, "checking", "started 0, checking 10"},
		{session.ICEConnectionState, "connected", "started 0, connected 10"},
		{session.ICEConnectionState, "completed", "started 0, connected 10"},
		{session.ConnectionState, "connected", "started 0, dtlsConnected 10"},
		{session.ConnectionState, "connecting", "started 0"},
		{session.ICEConnectionState, "failed", "started 0"},
		{session.SignalingState, "stable", "started 0"},
	} {
		s := start(t, "all")
		s.apply(session.Event{Kind: c.kind, State: c.state})
		s.apply(session.Event{Kind: c.kind, State: "other"})
		s.apply(session.Event{Kind: c.kind, State: c.state})
		if got := times(&s.s.State().Generations[0]); got != c.want {
			t.Errorf("%d %s: %s, want %s", c.kind, c.state, got, c.want)
		}
	}
}

func TestEndOfCandidates(t *testing.T) {
	s := start(t, "drop")
	s.apply(session.Event{Kind: session.EndOfCandidates, Direction: policy.Local})
	if got := times(&s.s.State().Generations[0]); got != "started 0" || len(s.outs) != 0 {
		t.Errorf("the local end: %s, told %+v", got, s.outs)
	}
	s.apply(session.Event{Kind: session.EndOfCandidates, Direction: policy.Remote})
	s.apply(session.Event{Kind: session.EndOfCandidates, Direction: policy.Remote})
	if got := times(&s.s.State().Generations[0]); got != "started 0, endOfRemoteCandidates 20" || len(s.outs) != 0 {
		t.Errorf("the remote end: %s, told %+v", got, s.outs)
	}
}

func TestClosedIsToldOnce(t *testing.T) {
	s := start(t, "all")
	s.apply(session.Event{Kind: session.Closed})
	if !s.s.State().Closed || len(s.outs) != 1 || s.outs[0].Kind != session.SessionClosed {
		t.Errorf("closed %t, told %+v", s.s.State().Closed, s.outs)
	}
	s.apply(session.Event{Kind: session.Closed})
	if !s.s.State().Closed || len(s.outs) != 0 {
		t.Errorf("closed again: %+v", s.outs)
	}
	if s.apply(session.Event{Kind: 200}); len(s.outs) != 0 {
		t.Errorf("an unknown event tells %+v", s.outs)
	}
}
