package stats_test

import (
	"math/rand/v2"
	"testing"

	"github.com/iceguard/iceguard/ice/stats"
)

func TestCounter(t *testing.T) {
	type step struct {
		id    string
		value stats.Number
		total float64
	}
	for name, steps := range map[string][]step{
		"goes on":           {{"a", number(5), 5}, {"a", number(5), 5}, {"a", number(9), 9}},
		"starts anew":       {{"a", number(5), 5}, {"a", number(2), 7}, {"a", number(3), 8}, {"a", number(1), 9}},
		"moves":             {{"a", number(5), 5}, {"b", number(2), 7}, {"b", number(4), 9}},
		"moves and returns": {{"a", number(5), 5}, {"b", number(2), 7}, {"a", number(6), 8}, {"b", number(2), 8}, {"a", number(1), 9}},
		"starts at zero":    {{"a", number(5), 5}, {"a", number(0), 5}, {"a", number(4), 9}},
		"is below zero":     {{"a", number(5), 5}, {"a", number(-3), 5}, {"b", number(-3), 5}, {"a", number(6), 6}},
		"misses a value":    {{"a", number(5), 5}, {"a", stats.Number{Value: 99}, 5}, {"b", stats.Number{}, 5}, {"a", number(6), 6}},
	} {
		var c stats.Counter
		for i, s := range steps {
			c.Observe(s.id, s.value)
			if got := c.Total(); got != number(s.total) {
				t.Errorf("%s, step %d: %+v, want %v", name, i, got, s.total)
			}
		}
	}
	var none stats.Counter
	if got := none.Total(); got.Known {
		t.Errorf("nothing observed: %+v", got)
	}
	none.Observe("a", stats.Number{Value: 3})
	if got := none.Total(); got.Known {
		t.Errorf("nothing known observed: %+v", got)
	}
	none.Observe("a", number(0))
	if got := none.Total(); got != number(0) {
		t.Errorf("zero observed: %+v", got)
	}
}

// Whatever an engine says, a total never goes back, and it counts every
// increase of every pair.
func TestCounterNeverGoesBack(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 500 {
		var c stats.Counter
		last, sum := 0.0, 0.0
		latest := map[string]float64{}
		for range 60 {
			id := string(rune('a' + r.IntN(4)))
			value := float64(r.IntN(50))
			if r.IntN(3) > 0 {
				value += latest[id]
			}
			if value >= latest[id] {
				sum += value - latest[id]
			} else {
				sum += value
			}
			latest[id] = value
			c.Observe(id, number(value))
			total := c.Total()
			if !total.Known || total.Value < last || total.Value != sum {
				t.Fatalf("%s at %v: total %v after %v, want %v", id, value, total, last, sum)
			}
			last = total.Value
		}
	}
}
