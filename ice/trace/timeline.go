package trace

import (
	"math"

	"github.com/iceguard/iceguard/ice/session"
)

// timeline tells the entries of a log in their order, and before each of them
// the snapshots that were taken before it.
type timeline struct {
	emit     func(e *session.Event)
	begun    bool // the statistics are known
	attached bool
	stats    *series
	times    []float64 // of the snapshots that are left
	next     []int     // of each report, how many of its times have passed

	settled bool
	shift   float64
	last    float64
}

func (t *timeline) begin(times []float64, stats *series) {
	t.begun, t.times, t.stats, t.next = true, times, stats, make([]int, len(stats.reports))
	if len(times) > 0 {
		t.last = times[0]
	}
}

// settle gives an entry its time. Logs from before Chromium 117 have the time
// of day of an unknown zone: the one that brings the log closest to the
// beginning of the statistics, in steps of a quarter of an hour, is taken. An
// entry without a time that can be read has that of the one before.
func (t *timeline) settle(at float64, local bool) float64 {
	const quarter = 15 * 60 * 1000
	if math.IsNaN(at) {
		return t.last
	}
	if local {
		if !t.settled && len(t.times) > 0 {
			t.shift = math.Round((t.times[0]-at)/quarter) * quarter
		}
		t.settled = true
		at += t.shift
	}
	t.last = at
	return at
}

// event tells an event of the log. A time that is that of a snapshot too is
// before it: statistics are asked for when something has happened.
func (t *timeline) event(e *session.Event, config *value) {
	if e.Kind != session.Attached {
		t.attach(e.Time, config)
	}
	t.attached = true
	for len(t.times) > 0 && t.times[0] < e.Time {
		t.snapshot()
	}
	t.emit(e)
}

// attach begins the session, if nothing else has.
func (t *timeline) attach(at float64, config *value) {
	if t.attached {
		return
	}
	t.attached = true
	if len(t.times) > 0 {
		at = min(at, t.times[0])
	}
	t.emit(&session.Event{Time: at, Kind: session.Attached, WallTime: at, ICEServers: config.servers, ICETransportPolicy: config.policy})
}

func (t *timeline) snapshot() {
	at := t.times[0]
	t.times = t.times[1:]
	t.emit(&session.Event{Time: at, Kind: session.StatsTaken, Stats: t.stats.snapshot(at, t.next)})
}

// end tells the snapshots that are left.
func (t *timeline) end(config *value) {
	t.attach(t.last, config)
	for len(t.times) > 0 {
		t.snapshot()
	}
}
