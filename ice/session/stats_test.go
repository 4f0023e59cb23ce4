package session_test

import (
	"testing"

	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/ice/stats"
)

// counted are the statistics of pair id, whose ends are the same whatever it is called.
func counted(id string, stamp float64, p stats.Pair) *stats.Snapshot {
	s := pairStats(id, udp("host", "192.168.1.10", 50000), udp("host", "192.168.1.20", 51000), 0, 0, 0)
	s.Timestamp = stamp
	held := &s.Pairs[0]
	p.ID, p.TransportID, p.LocalCandidateID, p.RemoteCandidateID, p.State = held.ID, held.TransportID, held.LocalCandidateID, held.RemoteCandidateID, held.State
	*held = p
	return s
}

// Rates are by the engine's clock, in bit/s.
func TestRates(t *testing.T) {
	type step struct {
		id             string
		stamp          float64 // ms
		sent, received float64 // bytes of the pair
		send, receive  float64 // -1: not known
	}
	const none = -1
	for name, steps := range map[string][]step{
		"a steady flow":                   {{"A", 1000, 0, 0, none, none}, {"A", 2000, 1000, 500, 8000, 4000}, {"A", 2500, 2000, 500, 16000, 0}},
		"the clock stands still":          {{"A", 1000, 0, 0, none, none}, {"A", 1000, 400, 100, none, none}, {"A", 2000, 1000, 500, 8000, 4000}},
		"it stands still on the way":      {{"A", 1000, 0, 0, none, none}, {"A", 2000, 1000, 500, 8000, 4000}, {"A", 2000, 1000, 500, none, none}, {"A", 3000, 2000, 1000, 8000, 4000}},
		"suspended for an hour":           {{"A", 1000, 0, 0, none, none}, {"A", 3601000, 450000, 900000, 1000, 2000}, {"A", 3602000, 451000, 900000, 8000, 0}},
		"the clock is set back":           {{"A", 5000, 0, 0, none, none}, {"A", 2000, 1000, 500, none, none}, {"A", 3000, 2000, 500, 8000, 0}},
		"the engine tells no time":        {{"A", 0, 0, 0, none, none}, {"A", 0, 1000, 500, none, none}},
		"it tells the time later":         {{"A", 0, 0, 0, none, none}, {"A", 1000, 1000, 500, none, none}, {"A", 2000, 2000, 500, 8000, 0}},
		"it tells no time for once":       {{"A", 5000, 0, 0, none, none}, {"A", 0, 1000, 500, none, none}, {"A", 1000, 2000, 500, none, none}, {"A", 2000, 3000, 500, 8000, 0}},
		"another pair":                    {{"A", 1000, 5000, 5000, none, none}, {"B", 2000, 100, 50, 800, 400}, {"B", 3000, 200, 50, 800, 0}},
		"a pair that starts anew":         {{"A", 1000, 5000, 5000, none, none}, {"A", 2000, 100, 50, 800, 400}},
		"back to a pair that had counted": {{"A", 1000, 5000, 5000, none, none}, {"B", 2000, 0, 0, 0, 0}, {"A", 3000, 5100, 5000, 800, 0}},
	} {
		s := start(t, "all")
		for i, step := range steps {
			s.now += float64(7 * i) // how long it takes to ask does not matter
			s.stats(counted(step.id, step.stamp, stats.Pair{BytesSent: known(step.sent), BytesReceived: known(step.received)}))
			want := [2]stats.Number{}
			if step.send != none {
				want = [2]stats.Number{known(step.send), known(step.receive)}
			}
			if r := s.s.State().Stats; r.SendRate != want[0] || r.ReceiveRate != want[1] {
				t.Errorf("%s, step %d: %+v and %+v, want %+v", name, i, r.SendRate, r.ReceiveRate, want)
			}
		}
	}
	// Without counters there is no rate, and none from nothing to something.
	s := start(t, "all")
	s.stats(counted("A", 1000, stats.Pair{BytesSent: known(5)}))
	s.stats(counted("A", 2000, stats.Pair{BytesSent: known(5), BytesReceived: known(7000)}))
	if r := s.s.State().Stats; r.SendRate != known(0) || r.ReceiveRate.Known || r.BytesReceived != known(7000) {
		t.Errorf("a counter that appears: %+v", r)
	}
}

// The skew is positive when the engine's clock ran ahead of the session's.
func TestClockSkew(t *testing.T) {
	type step struct{ now, stamp, skew float64 }
	const none = 1e9
	for name, steps := range map[string][]step{
		"together":                         {{10, 1795341548000, 0}, {1010, 1795341549000, 0}, {5010, 1795341553000, 0}},
		"the page's clock was suspended":   {{10, 1000, 0}, {1010, 2000, 0}, {1020, 3602000, 3599990}, {2020, 3603000, 3599990}},
		"the engine's clock was suspended": {{10, 1000, 0}, {3600010, 1500, -3599500}},
		"the clock was set back":           {{10, 5000, 0}, {1010, 3000, -3000}},
		"one clock is fast":                {{10, 1000, 0}, {1010, 2001, 1}, {2010, 3002, 2}},
		"no time, then one":                {{10, 0, none}, {500, 3000, 0}, {1000, 3500, 0}, {1500, 0, none}, {2000, 4600, 100}},
	} {
		s := start(t, "all")
		for i, step := range steps {
			s.now = step.now - 10
			s.stats(counted("A", step.stamp, stats.Pair{}))
			want := known(step.skew)
			if step.skew == none {
				want = stats.Number{}
			}
			if got := s.s.State().Stats.ClockSkew; got != want {
				t.Errorf("%s, step %d: %+v, want %+v", name, i, got, want)
			}
		}
	}
}

// The round trip time of an interval is that of the checks that were answered
// in it; while there were none, that of the interval before.
func TestRoundTripTimeOfAnInterval(t *testing.T) {
	type step struct {
		id               string
		total, responses stats.Number
		want             stats.Number
	}
	no := stats.Number{}
	for name, steps := range map[string][]step{
		"it changes":                   {{"A", known(0.5), known(2), known(0.25)}, {"A", known(1), known(3), known(0.5)}, {"A", known(1.25), known(5), known(0.125)}},
		"nothing is answered":          {{"A", known(0.5), known(2), known(0.25)}, {"A", known(0.5), known(2), known(0.25)}, {"A", known(1.5), known(3), known(1)}, {"A", known(1.5), known(3), known(1)}},
		"nothing was answered yet":     {{"A", known(0), known(0), no}, {"A", known(0), known(0), no}, {"A", known(0.5), known(1), known(0.5)}},
		"another pair, and back":       {{"A", known(0.5), known(2), known(0.25)}, {"B", known(1), known(1), known(1)}, {"A", known(0.5), known(2), known(1)}, {"A", known(0.75), known(3), known(0.25)}},
		"a pair that starts anew":      {{"A", known(8), known(4), known(2)}, {"A", known(0.5), known(1), known(0.5)}, {"A", known(0.75), known(2), known(0.25)}},
		"answers alone are counted":    {{"A", no, known(5), no}, {"A", no, known(9), no}},
		"their time is told later":     {{"A", no, known(5), no}, {"A", known(3), known(6), known(0.5)}, {"A", known(4), known(7), known(1)}},
		"it is left out for a while":   {{"A", known(0.5), known(2), known(0.25)}, {"A", no, no, known(0.25)}, {"A", known(1.5), known(4), known(0.5)}},
		"the engine counts no answers": {{"A", known(3), no, no}},
	} {
		s := start(t, "all")
		for i, step := range steps {
			s.stats(counted(step.id, 0, stats.Pair{TotalRoundTripTime: step.total, ResponsesReceived: step.responses}))
			if got := s.s.State().Stats.RoundTripTime; got != step.want {
				t.Errorf("%s, step %d: %+v, want %+v", name, i, got, step.want)
			}
		}
	}
}

// The loss is that of the pair that is selected.
func TestCheckLoss(t *testing.T) {
	s := start(t, "all")
	for i, step := range []struct {
		id                  string
		requests, responses float64
		want                stats.Number
	}{
		{"A", 0, 0, stats.Number{}}, {"A", 9, 5, stats.Number{}}, {"A", 10, 5, known(0.4)}, {"B", 50, 50, stats.Number{}}, {"B", 60, 59, known(0)}, {"B", 60, 59, known(0)},
	} {
		s.stats(counted(step.id, 0, stats.Pair{RequestsSent: known(step.requests), ResponsesReceived: known(step.responses)}))
		if got := s.s.State().Stats.CheckLoss; got != step.want {
			t.Errorf("step %d: %+v, want %+v", i, got, step.want)
		}
	}
}

func TestStatsAsTheyAre(t *testing.T) {
	s := start(t, "all")
	snap := counted("A", 1000, stats.Pair{AvailableOutgoingBitrate: known(300000), CurrentRoundTripTime: known(0.25)})
	s.stats(snap)
	state := s.s.State()
	if r := state.Stats; r.Time != s.now || r.AvailableOutgoingBitrate != known(300000) || r.CurrentRoundTripTime != known(0.25) || state.Snapshot != snap {
		t.Errorf("%+v, snapshot %p", r, state.Snapshot)
	}
	s.stats(counted("A", 2000, stats.Pair{}))
	if r := s.s.State().Stats; r.AvailableOutgoingBitrate.Known || r.CurrentRoundTripTime.Known {
		t.Errorf("an estimate that is no longer told: %+v", r)
	}
	// Statistics without a selected pair are held, and tell nothing of one.
	before := *s.s.State().Stats
	none := &stats.Snapshot{Timestamp: 3000, Pairs: []stats.Pair{{ID: "A", State: "in-progress"}}}
	if s.stats(none); len(s.outs) != 0 || *s.s.State().Stats != before || s.s.State().Snapshot != none {
		t.Errorf("no pair: %+v, told %+v", s.s.State().Stats, s.outs)
	}
}

// Totals go on over changes of the pair and ICE restarts.
func TestTotalsGoOn(t *testing.T) {
	s := start(t, "all")
	s.ufrag(policy.Local, "L1")
	s.stats(counted("A", 1000, stats.Pair{BytesSent: known(100), TotalRoundTripTime: known(1), ResponsesReceived: known(2)}))
	s.ufrag(policy.Local, "L2")
	if r := s.s.State().Stats; sent(s.s) != 100 || r.Time != s.now-10 {
		t.Errorf("after a restart: %+v", r)
	}
	for i, step := range []struct {
		id         string
		bytes, rtt float64
		responses  float64
		sent, mean float64
	}{
		{"B", 10, 3, 2, 110, 1},         // 4 s, 4 responses
		{"A", 30, 0.5, 1, 140, 0.9},     // counts anew: 4.5 s, 5
		{"B", 60, 7, 7, 190, 0.85},      // 8.5 s, 10
		{"A", 31, 1.5, 1, 191, 0.95},    // 9.5 s, 10
		{"C", 0, 0, 0, 191, 0.95},       // nothing yet
		{"B", 5, 0.5, 2, 196, 10. / 12}, // counts anew: 10 s, 12
	} {
		s.stats(counted(step.id, 2000, stats.Pair{BytesSent: known(step.bytes), TotalRoundTripTime: known(step.rtt), ResponsesReceived: known(step.responses)}))
		if sent(s.s) != step.sent || average(s.s) != step.mean {
			t.Errorf("step %d: %v sent, mean %v; want %+v", i, sent(s.s), average(s.s), step)
		}
	}
}
