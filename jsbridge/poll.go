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
	due     float64 // when to ask; 0 for not
	wanted  bool    // is to be asked for
	waiting bool    // a getStats is under way
	again   bool    // something changed meanwhile
	event   session.Event
}

// ask wants statistics, now or as soon as the answer that is under way is here.
func (c *PeerConnection) ask() {
	p := &c.poll
	if p.Manual {
		return
	}
	if p.waiting {
		p.again = true
		return
	}
	p.waiting, p.wanted, p.due = true, true, 0
}

// askWithin asks after so many ms, unless it asks before.
func (c *PeerConnection) askWithin(now, ms float64) {
	p := &c.poll
	if due := now + ms; !p.Manual && (p.due == 0 || due < p.due) {
		p.due = due
	}
}

// TakeStats takes a digest of a report (see stats.ParseDigest), or "" when the
// engine gave none. asked is false for one that was not asked for; cost is the
// time in ms that the page has spent on reading it. The error is that of ParseDigest.
func (c *PeerConnection) TakeStats(now float64, digest string, asked bool, cost float64) (err error) {
	if !c.begun {
		return nil
	}
	if digest != "" {
		var snap *stats.Snapshot
		if snap, err = stats.ParseDigest(digest); err == nil {
			c.takeStats(now, snap)
		}
	}
	c.pollNext(now, asked, cost)
	return err
}

// RefreshStats takes the numbers of a report in which nothing else has changed
// (see stats.Snapshot.Refresh).
func (c *PeerConnection) RefreshStats(now float64, numbers *[stats.RefreshSize]float64, asked bool, cost float64) {
	if !c.begun {
		return
	}
	if snap := c.State().Snapshot; snap != nil && snap.Refresh(numbers) {
		c.takeStats(now, snap)
	}
	c.pollNext(now, asked, cost)
}

func (c *PeerConnection) takeStats(now float64, snap *stats.Snapshot) {
	e := &c.poll.event
	*e = session.Event{Kind: session.StatsTaken, Stats: snap}
	c.apply(now, e)
}

// pollNext sees to the report after this one.
func (c *PeerConnection) pollNext(now float64, asked bool, cost float64) {
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
	if interval == 0 || p.Manual {
		return
	}
	if p.Budget > 0 {
		interval = max(interval, cost/p.Budget)
	}
	p.due = now + interval
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
