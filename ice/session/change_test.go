package session_test

import (
	"testing"

	"github.com/iceguard/iceguard/ice/session"
	"github.com/iceguard/iceguard/ice/stats"
)

func sent(s *session.Session) float64     { return s.State().Stats.BytesSent.Value }
func received(s *session.Session) float64 { return s.State().Stats.BytesReceived.Value }
func average(s *session.Session) float64  { return s.State().Stats.AverageRoundTripTime.Value }

// A connection that moves to another pair and back, with counters of the pairs
// (Firefox): what was counted before still counts.
func TestPathChangesAndReturns(t *testing.T) {
	direct := func(bytes, total, n float64) *stats.Snapshot {
		return pairStats("A", udp("host", "192.168.1.10", 50000), udp("host", "192.168.1.20", 51000), bytes, total, n)
	}
	relayed := func(bytes, total, n float64) *stats.Snapshot {
		return pairStats("B", with(udp("relay", "192.0.2.50", 60000), "udp", ""), udp("host", "192.168.1.20", 51000), bytes, total, n)
	}
	s := start(t, "all")
	for i, step := range []struct {
		snap      *stats.Snapshot
		kind      string
		sent, avg float64
		changes   int
		moved     bool
	}{
		{direct(100, 0.1, 1), "host", 100, 0.1, 0, true},
		{direct(150, 0.3, 2), "host", 150, 0.15, 0, false},
		{relayed(10, 0.5, 1), "relayed local udp by stats", 160, 0.8 / 3, 1, true},
		{relayed(40, 0.9, 2), "relayed local udp by stats", 190, 1.2 / 4, 1, false},
		{direct(160, 0.3, 2), "host", 200, 1.2 / 4, 2, true},
		{direct(5, 0.1, 1), "host", 205, 1.3 / 5, 2, false}, // the engine counts anew
		{relayed(41, 0.9, 2), "relayed local udp by stats", 206, 1.3 / 5, 3, true},
	} {
		before := s.s.State().Path
		s.stats(step.snap)
		p := s.s.State().Path
		if kindOf(p) != step.kind || sent(s.s) != step.sent || received(s.s) != 2*step.sent || s.s.State().PathChanges != step.changes {
			t.Errorf("step %d: %s, %v sent, %v received, %d changes; want %+v", i, kindOf(p), sent(s.s), received(s.s), s.s.State().PathChanges, step)
		}
		if got := average(s.s); got < step.avg-1e-12 || got > step.avg+1e-12 {
			t.Errorf("step %d: average round trip %v, want %v", i, got, step.avg)
		}
		if step.moved != (p.Since == s.now) || !step.moved && p.Since != before.Since {
			t.Errorf("step %d: since %v at %v", i, p.Since, s.now)
		}
		if told := s.outs[0].Kind == session.PathChanged; told != step.moved || s.outs[len(s.outs)-1].Kind != session.StatsUpdated {
			t.Errorf("step %d: told %+v", i, s.outs)
		}
	}
	if g := s.s.State().Generations[0]; g.SelectedPair.At != 10 {
		t.Errorf("first pair at %v", g.SelectedPair.At)
	}
}

// Counters of the transport go on when the pair changes (Chromium).
func TestTransportCounters(t *testing.T) {
	s := start(t, "all")
	for i, step := range []struct {
		pair             string
		transport, total float64
	}{{"A", 100, 100}, {"B", 130, 130}, {"A", 140, 140}, {"A", 10, 150}} {
		snap := pairStats(step.pair, udp("host", "192.168.1.10", float64(50000+i)), udp("host", "192.168.1.20", 51000), 7, 0.2, 2)
		snap.Transports[0].BytesSent, snap.Transports[0].BytesReceived = known(step.transport), known(3*step.transport)
		s.stats(snap)
		if sent(s.s) != step.total || received(s.s) != 3*step.total {
			t.Errorf("step %d: %v sent, %v received", i, sent(s.s), received(s.s))
		}
	}
}

// What an engine leaves out is not known, and not zero.
func TestStatsThatAreNotThere(t *testing.T) {
	s := start(t, "all")
	snap := pairStats("A", udp("host", "192.168.1.10", 50000), udp("host", "192.168.1.20", 51000), 0, 0, 0)
	p := &snap.Pairs[0]
	*p = stats.Pair{ID: p.ID, LocalCandidateID: p.LocalCandidateID, RemoteCandidateID: p.RemoteCandidateID}
	s.stats(snap)
	if got := *s.s.State().Stats; got != (session.StatsRecord{Time: s.now}) {
		t.Errorf("nothing known: %+v", got)
	}
	p.TotalRoundTripTime, p.ResponsesReceived, p.CurrentRoundTripTime = known(1), known(0), known(0)
	s.stats(snap)
	if got := s.s.State().Stats; got.AverageRoundTripTime.Known || !got.CurrentRoundTripTime.Known {
		t.Errorf("no responses yet: %+v", got)
	}
	p.ResponsesReceived = known(4)
	s.stats(snap)
	if got := s.s.State().Stats.AverageRoundTripTime; got != known(0.25) {
		t.Errorf("four responses: %+v", got)
	}
}

// More that is known of the same pair is no other path.
func TestSamePath(t *testing.T) {
	host, far := udp("host", "192.168.1.10", 50000), udp("host", "192.168.1.20", 51000)
	for _, c := range []struct {
		name                           string
		local, remote, local2, remote2 stats.Candidate
		changes                        int
	}{
		{"nothing new", host, far, host, far, 0},
		{"an address shows up", udp("host", "", 50000), udp("prflx", "", 51000), host, far, 0},
		{"a prflx turns out to be a host", host, udp("prflx", "192.168.1.20", 51000), host, far, 0},
		{"another port here", host, far, udp("host", "192.168.1.10", 50001), far, 1},
		{"another port there", host, far, host, udp("host", "192.168.1.20", 51001), 1},
		{"another address here", host, far, udp("host", "192.168.1.11", 50000), far, 1},
		{"another address there", host, far, host, udp("host", "192.168.1.21", 51000), 1},
		{"another transport", host, far, stats.Candidate{Type: "host", Address: "192.168.1.10", Port: known(50000), Protocol: "tcp"}, far, 1},
		{"a relay with hidden addresses", udp("host", "", 50000), udp("host", "", 51000), udp("relay", "", 50000), udp("host", "", 51000), 1},
	} {
		s := start(t, "all")
		s.stats(pairStats("A", c.local, c.remote, 0, 0, 0))
		first := s.s.State().Path.Since
		s.stats(pairStats("A", c.local2, c.remote2, 0, 0, 0))
		state := s.s.State()
		if state.PathChanges != c.changes || (state.Path.Since == first) != (c.changes == 0) {
			t.Errorf("%s: %d changes, since %v", c.name, state.PathChanges, state.Path.Since)
		}
	}
}
