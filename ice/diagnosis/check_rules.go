package diagnosis

import "github.com/iceguard/iceguard/ice/candidate"

// From when on requests without responses are no longer a matter of a long way.
const (
	oneWaySent     = 5
	oneWayHeard    = 3
	oneWayPatience = 3000 // ms
)

func (e *Engine) countChecks() {
	m, now := &e.memory, e.s.Snapshot.Checks()
	sent, received, responses := now.RequestsSent.Value, now.RequestsReceived.Value, now.ResponsesReceived.Value
	if !m.counted || responses != m.responses || sent < m.sent+m.unanswered || received < m.received+m.heard { // less: pairs are gone
		m.sent, m.received, m.responses = sent, received, responses
	}
	m.counted = now.RequestsSent.Known && now.RequestsReceived.Known && now.ResponsesReceived.Known
	m.unanswered, m.heard = sent-m.sent, received-m.received
	if m.unanswered == 0 || m.heard == 0 {
		m.bothSince = e.s.Time
	}
	m.oneWay = m.counted && m.unanswered >= oneWaySent && m.heard >= oneWayHeard && e.s.Time-m.bothSince >= oneWayPatience
}

// oneWay takes an engine that counts requests; Firefox does not.
func (e *Engine) oneWay() Status {
	m := &e.memory
	switch {
	case m.counted && m.oneWay:
		e.n = m.unanswered
		e.cite(StatsRef, 0)
		return Raised
	case m.counted && m.responses > 0:
		return NotRaised
	}
	return Unknown
}

func (e *Engine) lossOnChecks() Status {
	r := e.s.Stats
	switch {
	case r == nil || !r.CheckLoss.Known:
		return Unknown
	case !e.memory.lossy:
		return NotRaised
	}
	e.n = 100 * r.CheckLoss.Value
	e.cite(StatsRef, 0)
	return Raised
}

// A remote candidate that can be paired is in the statistics after at most
// listed ms, and for unlisted ms at least: libwebrtc keeps a pair without any
// response for 10 s.
const listed, unlisted = 1000, 8000

// theirNetwork is what a private address of the peer is that was added.
const theirNetwork = localNetwork | isRemote | isKept | isPresent

// lookForLocalNetwork looks in a new snapshot for the peer's private addresses.
// Chrome does not pair them while the user has not allowed access to the local
// network, and says so nowhere. Names are not asked for, for what cannot be
// resolved is not paired either; nor is IPv6, which this side may lack.
func (e *Engine) lookForLocalNetwork() {
	snap, missed := e.s.Snapshot, false
	for i, k := range e.classes {
		if k&theirNetwork != theirNetwork {
			continue
		}
		r, others := &e.s.Candidates[i], false
		for j := range snap.Candidates {
			if c := &snap.Candidates[j]; c.Remote {
				others = true
				if c.Port.Port() == int(r.Candidate.Port) && (c.Address == r.Candidate.Address || !candidate.IPOf(c.Address).IsValid()) {
					e.memory.localNetwork = NotRaised
					return
				}
			}
		}
		age := e.s.Time - r.Time
		missed = missed || others && age >= listed && age <= unlisted
	}
	// Some engines list the selected pair alone.
	if missed && len(snap.Pairs) > 1 && e.local.all&directIPv4 != 0 {
		e.memory.localNetwork = Raised
	}
}

func (e *Engine) localNetworkAccessDenied() Status {
	e.citeCandidates(theirNetwork)
	e.n = float64(len(e.refs))
	e.cite(StatsRef, 0)
	e.confidence = low
	return e.memory.localNetwork
}
