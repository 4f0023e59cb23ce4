package session_test

import (
	"testing"

	"github.com/iceguard/iceguard/ice/session"
	"github.com/iceguard/iceguard/ice/stats"
)

// at is a pair whose remote end has that port.
func at(port int) *stats.Snapshot {
	return pairStats("P"+digits(port), udp("host", "192.168.1.10", 50000), udp("host", "192.168.1.20", float64(port)), 0, 0, 0)
}

// span is a path by its remote port, with the time that it was selected; until -1: it still is.
type span struct {
	port         int
	since, until float64
}

func spans(s *session.State) []span {
	var all []span
	for _, p := range s.Paths {
		until := -1.0
		if p.Until.Known {
			until = p.Until.At
		}
		all = append(all, span{p.Path.Remote.Port, p.Path.Since, until})
	}
	return all
}

func sameSpans(a, b []span) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func TestPaths(t *testing.T) {
	s := start(t, "all")
	check := func(what string, want ...span) {
		t.Helper()
		state := s.s.State()
		if got := spans(state); !sameSpans(got, want) {
			t.Errorf("%s: %v, want %v", what, got, want)
		}
		if n := len(state.Paths); n > 0 && state.Paths[n-1].Path != state.Path || n == 0 && state.Path != nil {
			t.Errorf("%s: the last path is not the present one", what)
		}
	}
	check("none yet")
	s.stats(at(51000)) // 10
	check("the first", span{51000, 10, -1})
	s.stats(at(51000)) // 20
	check("the same", span{51000, 10, -1})
	s.stats(at(51001)) // 30
	check("another", span{51000, 10, 30}, span{51001, 30, -1})
	s.stats(&stats.Snapshot{}) // 40
	check("statistics without a pair", span{51000, 10, 30}, span{51001, 30, -1})
	s.stats(at(51000)) // 50
	check("back again", span{51000, 10, 30}, span{51001, 30, 50}, span{51000, 50, -1})
	s.now -= 10
	s.stats(at(51002)) // 50
	check("two in one millisecond", span{51000, 10, 30}, span{51001, 30, 50}, span{51000, 50, 50}, span{51002, 50, -1})
	s.apply(session.Event{Kind: session.Closed}) // 60
	closed := []span{{51000, 10, 30}, {51001, 30, 50}, {51000, 50, 50}, {51002, 50, 60}}
	check("closed", closed...)
	s.apply(session.Event{Kind: session.Closed}) // 70
	check("closed twice", closed...)
	s.stats(at(51002)) // 80
	check("the statistics that were under way", closed...)
	s.stats(at(51003)) // 90
	check("these bring another pair", append(closed, span{51003, 90, 90})...)
	if n := s.s.State().PathChanges; n != 4 {
		t.Errorf("%d changes", n)
	}
}

// More that becomes known of a path takes its place.
func TestPathsKnowMore(t *testing.T) {
	s := start(t, "all")
	s.stats(at(51000)) // 10
	s.apply(session.Event{Kind: session.PairSelected, Pair: session.PairEvent{Local: hostLine, Remote: peerHost}})
	s.stats(pairStats("Q", udp("host", "192.168.1.10", 50000), udp("prflx", "", 51001), 0, 0, 0)) // 30
	first := s.s.State().Paths[1].Path
	s.remote("candidate:4 1 udp 2122260223 192.168.1.20 51001 typ host")
	s.stats(pairStats("Q", udp("host", "192.168.1.10", 50000), udp("host", "192.168.1.20", 51001), 0, 0, 0)) // 50
	state := s.s.State()
	if got := spans(state); !sameSpans(got, []span{{51000, 10, 30}, {51001, 30, -1}}) || state.PathChanges != 1 {
		t.Errorf("%v, %d changes", got, state.PathChanges)
	}
	if p := state.Paths[1].Path; p != state.Path || p.Remote.Address != "192.168.1.20" || p.Kind != session.PathHost || first.Remote.Address != "" {
		t.Errorf("%+v, before %+v", p, first)
	}
}

// The latest paths are remembered.
func TestManyPaths(t *testing.T) {
	s := start(t, "all")
	const changes = session.MaxPaths + 250
	for i := range changes + 1 {
		s.stats(at(51000 + i))
	}
	state := s.s.State()
	if len(state.Paths) != session.MaxPaths || state.PathChanges != changes {
		t.Fatalf("%d paths of %d changes", len(state.Paths), state.PathChanges)
	}
	for i, got := range spans(state) {
		n := changes + 1 - session.MaxPaths + i // of the path, from 0
		want := span{51000 + n, float64(10 * (n + 1)), float64(10 * (n + 2))}
		if n == changes {
			want.until = -1
		}
		if got != want {
			t.Fatalf("path %d: %v, want %v", i, got, want)
		}
	}
}
