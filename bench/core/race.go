//go:build unix

package main

import (
	"math"
	"slices"
	"syscall"
	"testing"
	"time"
)

// contest is one thing that we do beside how long a peer takes for the same, or may take at most.
type contest struct {
	name, beside string
	ours, peer   func()  // of calls that are not inlined, so that all are made; without a peer budget counts
	budget       float64 // ns a thing
	n            int     // things done by one call of ours and of peer
	target       float64 // the ratio that is wanted at least; 0 for a figure to look at
	free         bool    // ours may not allocate
}

// result is in ns and allocations a thing.
type result struct {
	ours, peer, ratio, allocs float64
}

// A turn is long enough to hold the garbage collections that it causes.
const (
	rounds = 21
	turn   = 30 * time.Millisecond
)

// run lets ours and the peer take turns, since a machine that others use too
// is slower in one second than in the next, and takes the median of the
// rounds' ratios. A budget is in ns, so there the least disturbed round counts.
func (c *contest) run() result {
	r := result{allocs: testing.AllocsPerRun(10, c.ours) / float64(c.n)}
	if c.peer == nil {
		ours := newRunner(c.ours, turn/10)
		r.ours, r.peer = math.Inf(1), c.budget
		for start := time.Now(); time.Since(start) < rounds*turn; {
			r.ours = min(r.ours, ours.turn()/float64(c.n))
		}
		r.ratio = r.peer / r.ours
		return r
	}
	ours, peer := newRunner(c.ours, turn), newRunner(c.peer, turn)
	var a, b, ratios []float64
	for range rounds {
		x, y := ours.turn()/float64(c.n), peer.turn()/float64(c.n)
		a, b, ratios = append(a, x), append(b, y), append(ratios, y/x)
	}
	r.ours, r.peer, r.ratio = median(a), median(b), median(ratios)
	return r
}

// runner repeats f often enough that the clock's own cost does not count.
type runner struct {
	f     func()
	times int
}

func newRunner(f func(), turn time.Duration) *runner {
	r := &runner{f: f, times: 1}
	for {
		took := r.turn() * float64(r.times)
		if took >= float64(turn)/2 {
			r.times = max(1, int(float64(r.times)*float64(turn)/took))
			return r
		}
		r.times *= 2
	}
}

// turn is the time of one call in ns: of the processor, that of the garbage
// collector on other threads included, so that it does not count what else the machine does.
func (r *runner) turn() float64 {
	start := processorTime()
	for range r.times {
		r.f()
	}
	return max(1, float64(processorTime()-start)) / float64(r.times)
}

func processorTime() int64 {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		panic(err)
	}
	return used.Utime.Nano() + used.Stime.Nano()
}

func median(v []float64) float64 {
	slices.Sort(v)
	return v[len(v)/2]
}
