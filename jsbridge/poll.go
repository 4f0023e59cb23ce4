//go:build js && wasm

package jsbridge

import (
	"syscall/js"

	"github.com/iceguard/iceguard/ice/session"
	"github.com/iceguard/iceguard/ice/stats"
)

// Intervals in ms between stats reports: fast while a path is being looked for, slow
// once it has been stable for settleTime. A state or pair change asks at once.
const (
	fastInterval   = 250
	freshInterval  = 1000
	stableInterval = 3000
	settleTime     = 10_000
)

// poll asks for statistics, never twice at once.
type poll struct {
	timer   timer
	waiting bool // a getStats is under way
	again   bool // something changed meanwhile
	stopped bool
}

func (p *poll) stop() {
	p.stopped = true
	p.timer.cancel()
}

// ask asks for statistics now, or as soon as the answer that is under way is here.
func (c *PeerConnection) ask() {
	p := &c.poll
	if p.stopped {
		return
	}
	if p.waiting {
		p.again = true
		return
	}
	p.waiting = true
	if _, err := call(c.handle, "stats", c.functions[statsHook]); err != nil {
		p.waiting = false
		c.bridge.failed(err)
	}
}

// onStats takes a digest, or null when the engine gave no report.
func (c *PeerConnection) onStats(digest js.Value) {
	p := &c.poll
	p.waiting = false
	if digest.Type() == js.TypeString {
		snap, err := stats.ParseDigest(digest.String())
		if err != nil {
			c.bridge.failed(err)
			return
		}
		c.apply(&session.Event{Kind: session.StatsTaken, Stats: snap})
	}
	if p.again {
		p.again = false
		c.ask()
		return
	}
	if interval := c.interval(); interval > 0 && !p.stopped {
		c.wake(&p.timer, interval, pollHook)
	}
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
