package stats_test

import (
	"testing"

	"github.com/iceguard/iceguard/ice/stats"
)

func TestChecks(t *testing.T) {
	state := func(s string) stats.Pair { return stats.Pair{State: s} }
	for name, c := range map[string]struct {
		pairs []stats.Pair
		want  stats.Checks
	}{
		"none": {},
		"every state": {
			[]stats.Pair{
				state("frozen"), state("waiting"), state("waiting"), state("in-progress"), state("in-progress"), state("in-progress"), state("in-progress"),
				state("succeeded"), state("failed"), state("failed"), state("cancelled"), state("cancelled"), state(""),
			},
			stats.Checks{Pairs: 13, Waiting: 3, InProgress: 4, Succeeded: 1, Failed: 2},
		},
		"sums": {
			[]stats.Pair{
				{State: "failed", RequestsSent: number(7), ResponsesReceived: number(0), RequestsReceived: number(2), ResponsesSent: number(1)},
				{State: "succeeded", RequestsSent: number(5), ResponsesReceived: number(4), RequestsReceived: number(3), ResponsesSent: number(3)},
			},
			stats.Checks{
				Pairs: 2, Succeeded: 1, Failed: 1,
				RequestsSent: number(12), ResponsesReceived: number(4), RequestsReceived: number(5), ResponsesSent: number(4),
			},
		},
		"nothing was sent, and that is known": {
			[]stats.Pair{{State: "waiting", RequestsSent: number(0)}},
			stats.Checks{Pairs: 1, Waiting: 1, RequestsSent: number(0)},
		},
		"one pair does not tell": {
			[]stats.Pair{{State: "waiting"}, {State: "in-progress", RequestsSent: number(3)}, {State: "waiting"}},
			stats.Checks{Pairs: 3, Waiting: 2, InProgress: 1, RequestsSent: number(3)},
		},
	} {
		s := stats.Snapshot{Pairs: c.pairs}
		if got := s.Checks(); got != c.want {
			t.Errorf("%s\ngot  %+v\nwant %+v", name, got, c.want)
		}
	}
}

// Read by hand from the recordings.
func TestRecordedChecks(t *testing.T) {
	for _, c := range []struct {
		file, side string
		want       stats.Checks
	}{
		{"chromium-loopback-gum", "a", stats.Checks{
			Pairs: 2, Succeeded: 2, RequestsSent: number(7), ResponsesReceived: number(7), RequestsReceived: number(7), ResponsesSent: number(7),
		}},
		{"firefox-loopback", "a", stats.Checks{Pairs: 1, Succeeded: 1, ResponsesReceived: number(1)}},
		{"node-werift", "", stats.Checks{
			Pairs: 1, Succeeded: 1, RequestsSent: number(1), ResponsesReceived: number(1), RequestsReceived: number(1), ResponsesSent: number(1),
		}},
	} {
		if got := recorded(t, c.file, c.side).Checks(); got != c.want {
			t.Errorf("%s %s\ngot  %+v\nwant %+v", c.file, c.side, got, c.want)
		}
	}
}
