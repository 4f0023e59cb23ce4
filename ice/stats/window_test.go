package stats_test

import (
	"math/rand/v2"
	"testing"

	"github.com/iceguard/iceguard/ice/stats"
)

// unknown is a loss that is not told.
const unknown = -1

func TestLossWindow(t *testing.T) {
	type step struct {
		id                  string
		requests, responses float64
		loss                float64
	}
	for name, steps := range map[string][]step{
		"all are answered":                 {{"a", 0, 0, unknown}, {"a", 5, 5, unknown}, {"a", 9, 9, unknown}, {"a", 10, 10, 0}, {"a", 15, 15, 0}},
		"the latest is under way":          {{"a", 0, 0, unknown}, {"a", 10, 9, 0}},
		"two are lost":                     {{"a", 0, 0, unknown}, {"a", 10, 7, 0.2}},
		"what was before does not count":   {{"a", 100, 10, unknown}, {"a", 109, 19, unknown}, {"a", 110, 20, 0}},
		"ten to twenty count":              {{"a", 0, 0, unknown}, {"a", 10, 5, 0.4}, {"a", 19, 14, 4.0 / 19}, {"a", 20, 15, 0}, {"a", 29, 19, 4.0 / 19}, {"a", 30, 20, 0.4}},
		"nothing comes back":               {{"a", 0, 0, unknown}, {"a", 10, 0, 0.9}, {"a", 20, 0, 0.9}, {"a", 40, 0, 0.95}},
		"an outage, and it is over":        {{"a", 0, 0, unknown}, {"a", 10, 10, 0}, {"a", 20, 10, 0.9}, {"a", 30, 20, 0}, {"a", 40, 30, 0}},
		"asked seldom":                     {{"a", 0, 0, unknown}, {"a", 40, 19, 0.5}, {"a", 140, 98, 0.2}},
		"late responses":                   {{"a", 20, 10, unknown}, {"a", 30, 25, 0}},
		"nothing new":                      {{"a", 0, 0, unknown}, {"a", 10, 7, 0.2}, {"a", 10, 7, 0.2}},
		"another pair, and back":           {{"a", 0, 0, unknown}, {"a", 10, 5, 0.4}, {"b", 3, 3, unknown}, {"b", 12, 12, unknown}, {"b", 13, 13, 0}, {"a", 21, 6, unknown}, {"a", 31, 16, 0}},
		"a pair that starts anew":          {{"a", 0, 0, unknown}, {"a", 18, 9, 8.0 / 18}, {"a", 2, 2, unknown}, {"a", 11, 11, unknown}, {"a", 12, 9, unknown}},
		"it starts anew within the window": {{"a", 0, 0, unknown}, {"a", 10, 10, 0}, {"a", 18, 18, 0}, {"a", 12, 12, unknown}, {"a", 22, 19, 0.2}},
		"only its responses count anew":    {{"a", 0, 0, unknown}, {"a", 10, 10, 0}, {"a", 18, 18, 0}, {"a", 19, 11, unknown}},
		"only its requests count anew":     {{"a", 0, 0, unknown}, {"a", 10, 3, 0.6}, {"a", 18, 5, 12.0 / 18}, {"a", 16, 6, unknown}},
	} {
		var w stats.LossWindow
		for i, s := range steps {
			w.Observe(s.id, number(s.requests), number(s.responses))
			want := number(s.loss)
			if s.loss == unknown {
				want = stats.Number{}
			}
			if got := w.Loss(); got != want {
				t.Errorf("%s, step %d: %+v, want %+v", name, i, got, want)
			}
		}
	}
}

// What an engine does not tell changes nothing.
func TestLossWindowWithoutCounters(t *testing.T) {
	var w stats.LossWindow
	if got := w.Loss(); got.Known {
		t.Errorf("nothing observed: %+v", got)
	}
	w.Observe("a", number(0), number(0))
	w.Observe("a", number(10), number(7))
	for _, c := range [][2]stats.Number{{{}, number(99)}, {number(99), {}}, {}} {
		w.Observe("a", c[0], c[1])
		w.Observe("b", c[0], c[1])
		if got := w.Loss(); got != number(0.2) {
			t.Errorf("after %+v: %+v", c, got)
		}
	}
}

// Whatever the counters do, a loss is a part.
func TestLossIsAPart(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for range 500 {
		var w stats.LossWindow
		requests, responses, told := 0.0, 0.0, false
		for range 100 {
			requests += float64(r.IntN(8))
			responses += float64(r.IntN(12))
			if r.IntN(10) == 0 {
				requests, responses = float64(r.IntN(40)), float64(r.IntN(40))
			}
			w.Observe(string(rune('a'+r.IntN(30)/29)), number(requests), number(responses))
			loss := w.Loss()
			if told = told || loss.Known; loss.Value < 0 || loss.Value >= 1 || !loss.Known && loss.Value != 0 {
				t.Fatalf("%v requests, %v responses: %+v", requests, responses, loss)
			}
		}
		if !told {
			t.Fatal("no loss was ever told")
		}
	}
}
