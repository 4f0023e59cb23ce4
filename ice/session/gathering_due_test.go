package session_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/ice/session"
)

// Due and TimePassed are by the source's clock, whose sums and differences are
// rounded, most where the time passes a power of two.
func TestDueByAnyClock(t *testing.T) {
	for _, origin := range []float64{0, 0.1, 5000.25, 3000.1, 15000.3, 63900.7, 1795341548000.3} {
		for i := range 200 {
			at := 10 + float64(i)*0.1
			s := attachAt(t, origin, session.Event{})
			s.apply(5, gatheringState("gathering"))
			s.apply(at, local(hostLine, ""))
			due, ok := s.s.Due()
			if want := origin + at + 2000; !ok || due < want-0.01 || due > want+0.01 {
				t.Fatalf("%v after %v: due at %v, %t", at, origin, due, ok)
			}
			s.pass(1e6)
			if len(s.told) != 1 {
				t.Fatalf("%v after %v: told %q", at, origin, s.told)
			}
		}
	}
}

// Nothing is due before gathering begins, when it is enough, or when the session is closed.
func TestNothingIsDue(t *testing.T) {
	none := func(what string, s *timed) {
		t.Helper()
		if at, ok := s.s.Due(); ok {
			t.Errorf("%s: due at %v", what, at)
		}
		if s.send(s.origin+1e5, session.Event{Kind: session.TimePassed}) {
			t.Errorf("%s: time makes it enough", what)
		}
	}
	attached := session.Event{ICEServers: []string{stun}}
	s := attachAt(t, 5000.25, attached)
	none("attached", s)
	s.apply(0, gatheringState("new"))
	s.apply(10, local(hostLine, ""))
	none("not yet gathering", s)

	s = attachAt(t, 5000.25, attached)
	s.apply(0, gatheringState("gathering"))
	s.apply(10, local(hostLine, ""))
	s.apply(20, gatheringState("complete"))
	none("complete", s)
	s.apply(30, local(hostVPN, ""))
	none("a candidate after that", s)

	s = attachAt(t, 5000.25, attached)
	s.apply(0, gatheringState("gathering"))
	s.apply(10, local(hostLine, ""))
	s.apply(20, session.Event{Kind: session.Closed})
	none("closed", s)
	s.apply(30, local(srflxLine, stun))
	none("a candidate after that", s)
	if s.apply(40, gatheringState("complete")); len(s.told) != 0 {
		t.Errorf("told after closing: %q", s.told)
	}
}

// A session of events alone, as of a dump, has the usual patience.
func TestEnoughWithoutAttached(t *testing.T) {
	s := &timed{t: t, s: session.New(), origin: 5000.25}
	s.apply(0, gatheringState("gathering"))
	s.apply(10, local(hostLine, ""))
	if s.pass(1e6); strings.Join(s.told, ", ") != "quiet 2010" {
		t.Errorf("told %q", s.told)
	}
}

// Every generation is judged by its own candidates and errors, once.
func TestEnoughAfterRestart(t *testing.T) {
	ufrag := func(u string) session.Event {
		return session.Event{Kind: session.DescriptionSet, Direction: policy.Local, UsernameFragment: u}
	}
	const again = "candidate:1 1 udp 2122260223 192.168.1.10 50009 typ host"
	for name, c := range map[string]struct {
		first, second []moment
		want          string
	}{
		"after the engine was done": {
			[]moment{{120, gatheringState("complete")}},
			[]moment{{5010, gatheringState("gathering")}, {5020, local(again, "")}, {5030, local(srflxLine, stun)}, {9000, gatheringState("complete")}},
			"complete 120, servers-answered 5530",
		},
		"after enough, while the engine is still at it": { // and tells no state therefore
			[]moment{{20, local(srflxLine, stun)}},
			[]moment{{5020, local(again, "")}, {5030, local(srflxLine, stun)}},
			"servers-answered 520, servers-answered 5530",
		},
		"after silence": {
			nil,
			[]moment{{5020, local(again, "")}},
			"quiet 2010, quiet 7020",
		},
		"what answered before does not count": {
			[]moment{{20, local(srflxLine, stun)}, {30, failed(400, stun)}},
			[]moment{{5010, gatheringState("gathering")}, {5020, local(again, "")}},
			"servers-answered 530, quiet 7020",
		},
		"nothing comes": {
			[]moment{{20, local(srflxLine, stun)}},
			[]moment{{5010, gatheringState("gathering")}},
			"servers-answered 520",
		},
	} {
		s := attachAt(t, 5000.25, session.Event{ICEServers: []string{stun}})
		s.apply(1, ufrag("L1"))
		s.apply(5, gatheringState("gathering"))
		s.apply(10, local(hostLine, ""))
		for _, m := range c.first {
			s.apply(m.at, m.event)
		}
		s.apply(5000, ufrag("L2"))
		for _, m := range c.second {
			s.apply(m.at, m.event)
		}
		if s.pass(1e6); strings.Join(s.told, ", ") != c.want {
			t.Errorf("%s: %q, want %q", name, s.told, c.want)
		}
		var held []string
		for _, g := range s.s.State().Generations {
			if g.Enough.Known {
				held = append(held, fmt.Sprint(g.EnoughReason, " ", tenths(g.Enough.At)))
			}
		}
		if strings.Join(held, ", ") != c.want {
			t.Errorf("%s: the generations have %q", name, held)
		}
	}
	// A restart while something is due: that was of the generation before.
	s := attachAt(t, 5000.25, session.Event{ICEServers: []string{stun}})
	s.apply(1, ufrag("L1"))
	s.apply(5, gatheringState("gathering"))
	s.apply(10, local(hostLine, ""))
	s.apply(100, ufrag("L2"))
	if at, ok := s.s.Due(); ok {
		t.Errorf("due at %v after a restart", at)
	}
}
