package diagnosis

import "github.com/iceguard/iceguard/ice/session"

// How long, in ms, until what should have come is missed.
const (
	lateCandidate  = 1000 // local candidates of engines that tell them after they say "complete"
	remotePatience = 5000 // remote candidates, after the descriptions
	slowGathering  = 5000 // the end of gathering, after its start
)

func (e *Engine) noLocalCandidates() Status {
	g := e.g
	switch {
	case e.local.seen > 0:
		return NotRaised
	// node-datachannel is complete at once and tells its candidates afterwards.
	case !g.GatheringComplete.Known, !g.GatheringStarted.Known && !e.passed(g.GatheringComplete.At+lateCandidate):
		return Unknown
	}
	e.cite(StateRef, ICEGatheringState)
	e.citeGeneration()
	return Raised
}

// onlyMDNSCandidates is moot once there is a connection.
func (e *Engine) onlyMDNSCandidates() Status {
	switch {
	case e.memory.connected || e.local.held&notMDNS != 0:
		return NotRaised
	case !e.g.GatheringComplete.Known || e.local.kept == 0:
		return Unknown
	}
	e.citeCandidates(isKept)
	e.n = float64(e.local.kept)
	return Raised
}

func (e *Engine) noRemoteCandidates() Status {
	started, answered := &e.g.GatheringStarted, &e.memory.answered
	switch {
	case e.remote.seen > 0 || e.memory.connected:
		return NotRaised
	case !started.Known:
		return Unknown
	}
	since := started.At
	if answered.Known {
		since = max(since, answered.At)
		e.a = "The peer's description is there"
	} else {
		e.a, e.confidence = "The peer has not answered", low
	}
	if !e.passed(since+remotePatience) && !e.failed {
		return Unknown
	}
	e.n = (e.s.Time - since) / 1000
	e.cite(StateRef, SignalingState)
	e.citeGeneration()
	return Raised
}

// candidatesAfterEnd does not judge connections of several media sections,
// where each has an end of its own and the session knows the first.
func (e *Engine) candidatesAfterEnd() Status {
	end := &e.g.EndOfRemoteCandidates
	if !end.Known {
		return Unknown
	}
	first := -1
	for i, k := range e.classes {
		if k&(isRemote|isPresent) != isRemote|isPresent {
			continue
		}
		if first < 0 {
			first = i
		}
		r := &e.s.Candidates[i]
		if r.Mid != e.s.Candidates[first].Mid {
			return Unknown
		}
		if r.Via == session.Trickle && r.Time > end.At {
			e.cite(RemoteCandidateRef, i)
		}
	}
	if len(e.refs) == 0 {
		return NotRaised
	}
	e.n = float64(len(e.refs))
	return Raised
}

func (e *Engine) gatheringSlow() Status {
	started, complete := &e.g.GatheringStarted, &e.g.GatheringComplete
	end := e.s.Time
	switch {
	case !started.Known:
		return Unknown
	case complete.Known:
		end = complete.At
		e.a = "took"
		if end-started.At < slowGathering {
			return NotRaised
		}
	case !e.passed(started.At + slowGathering):
		return Unknown
	default:
		e.a, e.confidence = "has been going on for", medium
	}
	e.n = (end - started.At) / 1000
	e.citeGeneration()
	return Raised
}

// proxyOnly knows RFC 8828 section 5.2 mode 4 by what it leaves: TURN over TCP.
func (e *Engine) proxyOnly() Status {
	l := e.local.all
	switch {
	case l&(isHost|mappedIPv4|mappedIPv6) != 0:
		return NotRaised
	case !e.g.GatheringComplete.Known || e.s.ICETransportPolicy != "all" || l&(isRelay|relayUDP) != isRelay:
		return Unknown
	}
	e.citeCandidates(isKept)
	e.citeCandidates(0)
	e.confidence = medium
	return Raised
}
