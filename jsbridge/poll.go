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
	done    js.Func  // the function that takes a digest
	due     js.Func  // asks again; made with the session, so that no timer leaks a function
	cancel  js.Value // of the timer that is running
	waiting bool     // a getStats is under way
	again   bool     // something changed meanwhile
	stopped bool
}

// soon asks now, or as soon as the answer that is under way is here.
func (p *poll) soon(c *PeerConnection) {
	switch {
	case p.stopped:
	case p.waiting:
		p.again = true
	default:
		p.waiting = true
		if err := attempt(func() { c.handle.Call("stats", p.done) }); err != nil {
			p.waiting = false
			c.bridge.failed(err)
		}
	}
}

func (p *poll) stop() {
	p.stopped = true
	p.cancelTimer()
}

func (p *poll) cancelTimer() {
	if p.cancel.Type() == js.TypeFunction {
		p.cancel.Invoke()
		p.cancel = js.Undefined()
	}
}

// onDue is what the timer calls.
func (c *PeerConnection) onDue([]js.Value) any {
	c.poll.soon(c)
	return nil
}

// onStats takes a digest, or null when the engine gave no report.
func (c *PeerConnection) onStats(args []js.Value) any {
	c.poll.waiting = false
	if len(args) > 0 && args[0].Type() == js.TypeString {
		snap, err := stats.ParseDigest(args[0].String())
		if err != nil {
			c.bridge.failed(err)
			return nil
		}
		c.apply(&session.Event{Kind: session.StatsTaken, Stats: snap})
	}
	if c.poll.stopped {
		return nil
	}
	if c.poll.again {
		c.poll.again = false
		c.poll.soon(c)
		return nil
	}
	if interval := c.interval(); interval > 0 {
		c.poll.cancelTimer()
		c.poll.cancel = c.handle.Call("wake", interval, c.poll.due)
	}
	return nil
}

// interval is the time to the next report, 0 for none before the next event.
func (c *PeerConnection) interval() int {
	s := c.session.State()
	g := &s.Generations[len(s.Generations)-1]
	switch s.ICEConnectionState {
	case "checking", "disconnected":
		return fastInterval
	case "connected", "completed":
		if s.Path != nil && s.Time-s.Path.Since > settleTime && (!g.Connected.Known || s.Time-g.Connected.At > settleTime) {
			return stableInterval
		}
		if s.Path == nil {
			return fastInterval
		}
		return freshInterval
	}
	return 0
}
