package session_test

import (
	"testing"

	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/ice/session"
)

// connect is a first generation: offer, answer, candidates, connected.
func connect(s *script) {
	s.ufrag(policy.Local, "L1")                                                                                // 10
	s.apply(session.Event{Kind: session.ICEGatheringState, State: "gathering"})                                // 20
	s.local(hostLine, srflxLine, relayLine)                                                                    // 30 40 50
	s.ufrag(policy.Remote, "R1")                                                                               // 60
	s.remote(peerHost)                                                                                         // 70
	s.iceState("checking")                                                                                     // 80
	s.iceState("connected")                                                                                    // 90
	s.apply(session.Event{Kind: session.ICEGatheringState, State: "complete"})                                 // 100
	s.apply(session.Event{Kind: session.EndOfCandidates, Direction: policy.Remote})                            // 110
	s.apply(session.Event{Kind: session.ConnectionState, State: "connected"})                                  // 120
	s.stats(pairStats("A", udp("host", "192.168.1.10", 50000), udp("host", "192.168.1.20", 51000), 100, 0, 0)) // 130
}

const firstLife = "started 0, gatheringStarted 20, firstLocalCandidate 30, firstHost 30, firstServerReflexive 40, firstRelay 50, " +
	"firstRemoteCandidate 70, checking 80, connected 90, gatheringComplete 100, endOfRemoteCandidates 110, dtlsConnected 120, selectedPair 130"

func TestTimesAreOfTheFirst(t *testing.T) {
	s := start(t, "all")
	connect(s)
	connect(s)
	s.local("candidate:77 1 udp 1 192.168.1.11 5 typ host")
	s.iceState("disconnected")
	s.iceState("connected")
	all := s.s.State().Generations
	if len(all) != 1 || times(&all[0]) != firstLife {
		t.Errorf("%d generations, the first: %s", len(all), times(&all[0]))
	}
}

// An ICE restart begins a new generation with its own times, whichever side
// asks for it. The bridge tells both ufrags in force with every change of the
// signaling state, so the old ones come again in between.
func TestRestart(t *testing.T) {
	type set struct {
		d     policy.Direction
		ufrag string
	}
	for name, sets := range map[string][]set{
		"by us":                     {{policy.Local, "L2"}, {policy.Remote, "R1"}, {policy.Local, "L2"}, {policy.Remote, "R2"}},
		"by the peer":               {{policy.Local, "L1"}, {policy.Remote, "R2"}, {policy.Local, "L2"}, {policy.Remote, "R2"}},
		"by the peer, told shortly": {{policy.Remote, "R2"}, {policy.Local, "L2"}},
		"by us, told shortly":       {{policy.Local, "L2"}, {policy.Remote, "R2"}},
	} {
		s := start(t, "limit 1 type host")
		connect(s)
		begin := -1.0
		for _, set := range sets {
			s.ufrag(set.d, set.ufrag)
			if begin < 0 && len(s.s.State().Generations) == 2 {
				begin = s.now
			}
		}
		again := s.now
		s.local("candidate:1 1 udp 2122260223 192.168.1.10 50009 typ host")
		s.remote(peerRelay)
		s.iceState("checking")
		s.iceState("connected")
		state := s.s.State()
		if len(state.Generations) != 2 {
			t.Fatalf("%s: %d generations", name, len(state.Generations))
		}
		first, second := &state.Generations[0], &state.Generations[1]
		if first.Number != 1 || first.LocalUsernameFragment != "L1" || first.RemoteUsernameFragment != "R1" || times(first) != firstLife {
			t.Errorf("%s: first generation %+v: %s", name, first, times(first))
		}
		if second.Number != 2 || second.LocalUsernameFragment != "L2" || second.RemoteUsernameFragment != "R2" || second.Started != begin {
			t.Errorf("%s: second generation %+v, began at %v", name, second, begin)
		}
		if second.FirstLocalCandidate.At != again+10 || second.FirstRemoteCandidate.At != again+20 || second.Checking.At != again+30 ||
			second.Connected.At != again+40 || second.GatheringStarted.Known || second.SelectedPair.Known {
			t.Errorf("%s: times %s after %v", name, times(second), again)
		}
		if r := s.last(); r.Generation != 2 || r.Direction != policy.Remote {
			t.Errorf("%s: the latest candidate %+v", name, r)
		}
		// What "limit 1" admitted before the restart does not count any more.
		if r := state.Candidates[len(state.Candidates)-2]; r.Generation != 2 || !r.Decision.Kept || r.Decision.Rule != 1 {
			t.Errorf("%s: the host candidate after the restart %+v", name, r)
		}
	}
}

func TestNoRestart(t *testing.T) {
	s := start(t, "all")
	connect(s)
	for _, d := range []policy.Direction{policy.Local, policy.Remote} {
		s.ufrag(d, "")
		s.ufrag(d, map[policy.Direction]string{policy.Local: "L1", policy.Remote: "R1"}[d])
	}
	if all := s.s.State().Generations; len(all) != 1 || all[0].LocalUsernameFragment != "L1" || all[0].RemoteUsernameFragment != "R1" {
		t.Errorf("generations %+v", all)
	}
}

// Restarts one after the other; errors are of the generation they came in.
func TestGenerationsOfErrors(t *testing.T) {
	s := start(t, "all")
	for _, ufrag := range []string{"L1", "L2", "L3"} {
		s.ufrag(policy.Local, ufrag)
		s.apply(session.Event{Kind: session.CandidateError, Error: session.ErrorEvent{URL: "stun:a", Code: 701, Port: -1}})
		if len(s.outs) != 1 || s.outs[0].Kind != session.CandidateFailed || s.outs[0].Error.Time != s.now || s.outs[0].Error.Code != 701 {
			t.Errorf("told %+v", s.outs)
		}
	}
	state := s.s.State()
	if len(state.Generations) != 3 || len(state.Errors) != 3 {
		t.Fatalf("%d generations, %d errors", len(state.Generations), len(state.Errors))
	}
	for i, e := range state.Errors {
		if e.Generation != i+1 || state.Generations[i].Number != i+1 {
			t.Errorf("error %d is of generation %d", i, e.Generation)
		}
	}
}

// The counters of a pair that starts anew after a restart are summed.
func TestCountersAfterRestart(t *testing.T) {
	s := start(t, "all")
	connect(s)
	s.ufrag(policy.Local, "L2")
	s.stats(pairStats("A", udp("host", "192.168.1.10", 50000), udp("host", "192.168.1.20", 51000), 30, 0, 0))
	state := s.s.State()
	if sent(s.s) != 130 || received(s.s) != 260 || state.PathChanges != 0 {
		t.Errorf("%v sent, %v received, %d changes", sent(s.s), received(s.s), state.PathChanges)
	}
}
