package diagnosis

import (
	"github.com/iceguard/iceguard/ice/candidate"
	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/ice/session"
)

// class is a set of what the rules want to know of a candidate.
type class uint

// The ways to pair with a candidate of the other side: transport and TCP role
// by address family. A pair is possible when the ways of its two ends meet.
const (
	udp4    class = 1 << iota
	udp6          // the bit of a family, shifted by one, is that of the other
	active4       // local active with remote passive
	active6
	passive4 // local passive with remote active
	passive6
	mutual4 // simultaneous open
	mutual6

	allIPv4 = udp4 | active4 | passive4 | mutual4
	allWays = allIPv4 | allIPv4<<1
)

// What it is like.
const (
	isHost class = 1 << (8 + iota)
	isRelay
	isReflexive  // over UDP
	mappedIPv4   // a server told it, for an IPv4 socket
	mappedIPv6   // or for an IPv6 one
	relayUDP     // a relay that is reached over UDP, or over what is not told
	notMDNS      // its address is no mDNS name
	publicIPv6   // a host candidate
	directIPv4   // no relay, with an IPv4 address, over UDP
	localNetwork // a host candidate over UDP with an IPv4 address that the public network cannot reach

	// What may change.
	isRemote
	isKept
	isPresent // of the present generation
)

func classify(r *session.CandidateRecord) class {
	c, k := &r.Candidate, allWays
	local := r.Direction == policy.Local
	if !local {
		k |= isRemote
	}
	if r.Err != nil {
		return k | notMDNS // the engine may read what we cannot
	}
	ways := allWays
	switch c.Protocol() {
	case "udp":
		ways = udp4 | udp6
	case "tcp":
		switch c.TCPType {
		case candidate.TCPSO:
			ways = mutual4 | mutual6
		case candidate.TCPActive, candidate.TCPPassive:
			ways = passive4 | passive6
			if local == (c.TCPType == candidate.TCPActive) {
				ways = active4 | active6
			}
		}
	}
	family, scope := candidate.FamilyOf(c.Address), candidate.IPOf(c.Address).Scope()
	switch family {
	case candidate.IPv4:
		ways &= allIPv4
	case candidate.IPv6:
		ways &^= allIPv4
	}
	k = k&^allWays | ways
	if family != candidate.MDNS {
		k |= notMDNS
	}
	if ways == udp4 && c.Type != candidate.Relay {
		k |= directIPv4
	}
	switch c.Type {
	case candidate.Host:
		k |= isHost
		if family == candidate.IPv6 && scope == candidate.Public {
			k |= publicIPv6
		}
		if ways == udp4 && (scope == candidate.Private || scope == candidate.Loopback) {
			k |= localNetwork
		}
	case candidate.Relay:
		k |= isRelay
		if r.RelayProtocol == "udp" || r.RelayProtocol == "" {
			k |= relayUDP
		}
	case candidate.ServerReflexive:
		switch ways {
		case udp4:
			k |= mappedIPv4
		case udp6:
			k |= mappedIPv6
		}
		if ways&^(udp4|udp6) == 0 {
			k |= isReflexive
		}
	}
	return k
}

// side is what the candidates of one direction are like, in the present generation.
type side struct {
	seen, kept int
	all        class // of those seen, together
	held       class // of those kept
	direct     class // of those kept that are no relays
}

func (e *Engine) count() {
	e.local, e.remote = side{}, side{}
	for i := range e.s.Candidates {
		r := &e.s.Candidates[i]
		if i == len(e.classes) {
			e.classes = append(e.classes, classify(r))
		}
		k := e.classes[i] &^ (isKept | isPresent)
		if r.Decision.Kept {
			k |= isKept
		}
		// Candidates in the description that restarts ICE are seen before it
		// is in force; where they name their ufrag that tells.
		if r.Generation == e.g.Number || k&isRemote != 0 && r.UsernameFragment != "" && r.UsernameFragment == e.g.RemoteUsernameFragment {
			k |= isPresent
			s := &e.local
			if k&isRemote != 0 {
				s = &e.remote
			}
			s.add(k)
		}
		e.classes[i] = k
	}
}

func (s *side) add(k class) {
	s.seen++
	s.all |= k
	if k&isKept != 0 {
		s.kept++
		s.held |= k
		if k&isRelay == 0 {
			s.direct |= k
		}
	}
}

// meet reports whether a candidate of a and one of b can be a pair.
func meet(a, b class) bool { return a&b&allWays != 0 }

// citeCandidates adds those of the present generation that have all of these
// bits to the evidence, and neither isRemote nor isKept if it is not asked for.
func (e *Engine) citeCandidates(want class) {
	kind := LocalCandidateRef
	if want&isRemote != 0 {
		kind = RemoteCandidateRef
	}
	want |= isPresent
	for i, k := range e.classes {
		if k&(isRemote|isKept|want) == want {
			e.cite(kind, i)
		}
	}
}
