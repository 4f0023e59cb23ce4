//go:build js && wasm

package jsbridge

import (
	"github.com/iceguard/iceguard/ice/session"
	"github.com/iceguard/iceguard/ice/stats"
)

// Intervals in ms between stats reports: fast while a path is being looked for, slow
// once it has been stable for settleTime. Another pair, and a connection that
// is lost, are asked about sooner; nothing is while one is being set up.
const (
	fastInterval   = 250
	freshInterval  = 1000
	stableInterval = 3000
	settleTime     = 10_000

	settled = 50 // ms after "connected": data channels open first
)

// Polling says how a session comes by statistics.
type Polling struct {
	// Manual: getStats is never called; TakeStats and RefreshStats are all there is.
	Manual bool
	// Budget is the largest part of the time, 0 to 1, that reading reports may
	// take: the interval grows as it must. 0 sets no limit.
	Budget float64
}

// poll asks for statistics, never twice at once.
type poll struct {
	Polling
	timer   timer
	waiting bool // a getStats is under way
	again   bool // something changed meanwhile
	stopped bool // for good
	event   session.Event
}

func (p *poll) stop() {
	p.stopped = true
	p.timer.cancel()
}

// ask has the other half ask for statistics and give them to TakeStats or
// RefreshStats, now or as soon as the answer that is under way is here.
func (c *PeerConnection) ask() {
	p := &c.poll
	if p.stopped || p.Manual {
		return
	}
	if p.waiting {
		p.again = true
		return
	}
	p.waiting = true
	p.timer.cancel()
	if _, err := call(c.handle, "stats"); err != nil {
		p.waiting = false
		c.bridge.failed(err)
	}
}

// askWithin asks after so many ms, unless it asks before.
func (c *PeerConnection) askWithin(ms float64) {
	p := &c.poll
	due := c.bridge.now() + ms
	if p.stopped || p.Manual || p.timer.isSet() && p.timer.at <= due {
		return
	}
	c.wake(&p.timer, ms, pollHook)
	p.timer.at = due
}

// TakeStats takes a digest of a report (see stats.ParseDigest), or "" when the
// engine gave none. asked is false for one that was not asked for; cost is the
// time in ms that the page has spent on reading it.
func (c *PeerConnection) TakeStats(digest string, asked bool, cost float64) {
	if !c.attached {
		return
	}
	if digest != "" {
		snap, err := stats.ParseDigest(digest)
		if err != nil {
			c.bridge.failed(err)
		} else {
			c.takeStats(snap, 0)
		}
	}
	c.pollNext(asked, cost)
}

// RefreshStats takes the numbers of a report in which nothing else has changed
// (see stats.Snapshot.Refresh). now is the time by performance.now: to ask for
// it would be all that allocates.
func (c *PeerConnection) RefreshStats(numbers *[stats.RefreshSize]float64, now float64, asked bool, cost float64) {
	if !c.attached {
		return
	}
	if snap := c.State().Snapshot; snap != nil && snap.Refresh(numbers) {
		c.takeStats(snap, hundredths(now))
	}
	c.pollNext(asked, cost)
}

func (c *PeerConnection) takeStats(snap *stats.Snapshot, now float64) {
	e := &c.poll.event
	*e = session.Event{Time: now, Kind: session.StatsTaken, Stats: snap}
	c.apply(e)
}

// pollNext sees to the report after this one.
func (c *PeerConnection) pollNext(asked bool, cost float64) {
	p := &c.poll
	if asked {
		p.waiting = false
	}
	if p.again && !p.waiting {
		p.again = false
		c.ask()
		return
	}
	interval := c.interval()
	if interval == 0 || p.stopped || p.Manual {
		return
	}
	if p.Budget > 0 {
		interval = max(interval, cost/p.Budget)
	}
	c.wake(&p.timer, interval, pollHook)
	p.timer.at = c.bridge.now() + interval
}

// interval is the time to the next report, 0 for none before the next event.
func (c *PeerConnection) interval() float64 {
	s := c.session.State()
	switch s.ICEConnectionState {
	case "checking", "disconnected":
		return fastInterval
	case "connected", "completed":
	default:
		return 0
	}
	if s.Path == nil {
		return fastInterval
	}
	connected := s.Generations[len(s.Generations)-1].Connected
	if s.Time-s.Path.Since > settleTime && (!connected.Known || s.Time-connected.At > settleTime) {
		return stableInterval
	}
	return freshInterval
}
