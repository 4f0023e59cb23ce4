package diagnosis

import (
	"github.com/iceguard/iceguard/ice/candidate"
	"github.com/iceguard/iceguard/ice/session"
)

// How a path settles and what counts as unsteady, in ms.
const (
	settling       = 2000  // engines move between pairs for a while after connecting
	flapWindow     = 60000 // within it so many changes are flapping:
	flaps          = 3
	directPatience = 5000 // how long a relayed path may last before direct ones are given up
)

// pathAfter is the index of the path after that many changes; negative if it is forgotten.
func (e *Engine) pathAfter(changes int) int { return len(e.s.Paths) - 1 - e.s.PathChanges + changes }

func (e *Engine) citePath(changes int) {
	if i := e.pathAfter(changes); i >= 0 {
		e.cite(PathRef, i)
	}
}

func (e *Engine) citeThisPath() { e.citePath(e.s.PathChanges) }

func (e *Engine) relayed() Status {
	p := e.s.Path
	switch {
	case p == nil:
		return Unknown
	case p.Kind != session.PathRelayed:
		return NotRaised
	}
	e.a = string(p.RelaySide)
	e.citeThisPath()
	return Raised
}

func (e *Engine) relayedOverTCP() Status { return e.relayedOver("tcp") }

func (e *Engine) relayedOverTLS() Status { return e.relayedOver("tls") }

// relayedOver knows only the leg to this side's own relay.
func (e *Engine) relayedOver(protocol string) Status {
	p := e.s.Path
	switch {
	case p == nil || p.RelaySide != session.NoSide && p.RelayProtocol == "":
		return Unknown
	case p.RelayProtocol != protocol:
		return NotRaised
	}
	e.citeThisPath()
	return Raised
}

// relayRequired is not tested where only relays may be used, nor before direct
// pairs have had their time.
func (e *Engine) relayRequired() Status {
	p := e.s.Path
	switch {
	case p == nil:
		return Unknown
	case p.Kind != session.PathRelayed:
		return NotRaised
	case e.s.ICETransportPolicy == "relay" || e.forcesRelay() || !meet(e.local.direct, e.remote.direct) ||
		!e.passed(p.Since+directPatience):
		return Unknown
	}
	e.n = (e.s.Time - p.Since) / 1000
	e.citeThisPath()
	e.confidence = medium
	return Raised
}

func (e *Engine) pathChanged() Status {
	m := &e.memory
	switch {
	case e.s.Path == nil:
		return Unknown
	case m.moves == 0:
		return NotRaised
	}
	e.n = float64(m.moves)
	last := m.latest[len(m.latest)-1]
	e.citePath(last)
	if i := e.pathAfter(last); i > 0 {
		e.a, e.b = words(e.s.Paths[i-1].Path), words(e.s.Paths[i].Path)
	}
	return Raised
}

// words says what a path is like, without its addresses.
func words(p *session.Path) string {
	text := string(p.Kind)
	if p.Transport != "" {
		text += " over " + p.Transport
	}
	if p.Family != candidate.UnknownFamily {
		text += " and " + p.Family.String()
	}
	return text
}

func (e *Engine) pathFlapping() Status {
	m := &e.memory
	switch {
	case e.s.Path == nil:
		return Unknown
	case len(m.latest) < flaps:
		return NotRaised
	}
	first := e.pathAfter(m.latest[0])
	if first < 0 || e.passed(e.s.Paths[first].Path.Since+flapWindow) {
		return NotRaised
	}
	e.n = flaps
	for _, changes := range m.latest {
		e.citePath(changes)
	}
	return Raised
}

func (e *Engine) rttHigh() Status { return e.rtt(e.memory.high) }

func (e *Engine) rttRising() Status { return e.rtt(e.memory.grown) }

func (e *Engine) rtt(l latch) Status {
	switch {
	case l.on():
		e.n = 1000 * e.memory.rtt
		e.cite(StatsRef, 0)
		return Raised
	case e.memory.samples < 3:
		return Unknown
	}
	return NotRaised
}
