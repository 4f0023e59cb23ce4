package diagnosis

import (
	"strconv"
	"strings"

	"github.com/iceguard/iceguard/ice/candidate"
	"github.com/iceguard/iceguard/ice/nat"
	"github.com/iceguard/iceguard/ice/server"
	"github.com/iceguard/iceguard/ice/session"
	"github.com/iceguard/iceguard/internal/ascii"
)

func (e *Engine) stunUnreachable() Status { return e.endedAt(reach, server.STUN) }

func (e *Engine) stunDNSFailure() Status { return e.endedAt(lookup, server.STUN) }

func (e *Engine) turnUnreachable() Status { return e.endedAt(reach, server.TURN) }

func (e *Engine) turnDNSFailure() Status { return e.endedAt(lookup, server.TURN) }

func (e *Engine) turnAuthFailed() Status { return e.endedAt(auth, server.TURN) }

func (e *Engine) turnQuota() Status { return e.endedAt(quota, server.TURN) }

func (e *Engine) turnTLSFailed() Status { return e.endedAt(secure, server.TURNS) }

// endedAt is the status for the servers of a scheme, secure or not: raised when
// it ended at that stage with one of them, not raised when it went further with
// all of them.
func (e *Engine) endedAt(at stage, scheme server.Scheme) Status {
	all, passed, failed := 0, 0, 0
	var clearest *attempt
	for i := range e.servers.attempts {
		a := &e.servers.attempts[i]
		a.cited = false
		if !strings.HasPrefix(string(a.url.Scheme), string(scheme)) {
			continue
		}
		all++
		switch {
		case a.stage == at:
			failed++
			a.cited = true
			if clearest == nil || a.confidence > clearest.confidence {
				clearest = a
			}
		case a.stage > at && a.sure:
			passed++
		}
	}
	switch {
	case failed > 0:
		e.a, e.b, e.confidence = clearest.name, clearest.words, clearest.confidence
		if failed > 1 {
			e.a += " (and " + strconv.Itoa(failed-1) + " more)"
		}
		e.citeErrors()
		return Raised
	case all > 0 && passed == all:
		return NotRaised
	}
	return Unknown
}

// citeErrors adds to the evidence the errors that tell how far it went with the
// servers that the finding is about; without any it was their silence.
func (e *Engine) citeErrors() {
	for i := range e.servers.attempts {
		if a := &e.servers.attempts[i]; a.cited {
			for _, index := range a.errors {
				e.cite(ErrorRef, index)
			}
		}
	}
	if len(e.refs) == 0 {
		e.citeGeneration()
	}
}

// udpBlocked takes a server that works over TCP to tell a blocked network from
// a dead server.
func (e *Engine) udpBlocked() Status {
	p, all := e.s.Path, e.servers.attempts
	if e.local.all&(mappedIPv4|mappedIPv6) != 0 || p != nil && p.RelaySide == session.NoSide && p.Transport == "udp" && p.Scope == candidate.Public {
		return NotRaised
	}
	var mute *attempt
	several, works, fails, both := false, false, false, false
	for i := range all {
		a := &all[i]
		a.cited = a.udp && a.stage == reach && a.timeout
		switch {
		case a.cited:
			if mute == nil {
				mute = a
			}
			several = several || a.url.Host != mute.url.Host
			both = both || a.overTCP
		case !a.udp:
			works = works || a.stage > secure
			fails = fails || a.stage != untried
		case a.stage > secure || a.stun:
			return NotRaised
		}
	}
	switch {
	case mute == nil:
		return Unknown
	case both:
		e.b = "but the same server does over TCP"
	case works:
		e.b, e.confidence = "but another does over TCP", medium
	case several && !fails && e.g.GatheringComplete.Known:
		e.b, e.confidence = "although several are configured: the network may also be down", low
	default:
		return Unknown
	}
	e.citeErrors()
	return Raised
}

// ipv6Broken needs an IPv6 address that should work and a server that was
// asked from it in vain, as another was not over IPv4.
func (e *Engine) ipv6Broken() Status {
	p, l := e.s.Path, e.local.all
	switch {
	case l&mappedIPv6 != 0 || p != nil && p.Family == candidate.IPv6 && p.Scope == candidate.Public:
		return NotRaised
	case l&publicIPv6 == 0 || l&mappedIPv4 == 0:
		return Unknown
	}
	for i := range e.s.Errors {
		r := &e.s.Errors[i]
		if r.Generation == e.g.Number && r.Code == 701 && onIPv6(r) && ascii.Contains(r.Text, textTimedOut) {
			e.a = r.URL
			e.cite(ErrorRef, i)
		}
	}
	if len(e.refs) == 0 {
		return Unknown
	}
	e.confidence = medium
	return Raised
}

// natAddressDependentMapping is about either address family.
func (e *Engine) natAddressDependentMapping() Status {
	status := Unknown
	for i := range e.servers.mapping {
		r := &e.servers.mapping[i]
		switch r.Mapping {
		case nat.Undetermined, "":
		case nat.EndpointIndependent, nat.None:
			status = max(status, NotRaised)
		default:
			status = Raised
			e.a, e.b = "IPv4", string(r.Mapping)
			if r.Family == candidate.IPv6 {
				e.a = "IPv6"
			}
			for _, index := range r.Candidates {
				e.cite(LocalCandidateRef, index)
			}
			if r.Confidence != nat.High {
				e.confidence = medium
			}
		}
	}
	return status
}
