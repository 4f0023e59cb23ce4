package nat

import "github.com/iceguard/iceguard/ice/candidate"

// behaviours is a set of mapping behaviours.
type behaviours uint8

const (
	canBeIndependent behaviours = 1 << iota
	canBeByAddress
	canBeByAddressAndPort
	contradiction // one server saw two mappings
	dependent     = canBeByAddress | canBeByAddressAndPort
	all           = canBeIndependent | dependent
)

// verdict is what follows from one base.
type verdict struct {
	code    code
	medium  bool
	servers set
}

func (o *observer) conclude(group int) verdict {
	hidden := !o.seen[group].base.ip.IsValid()
	told, servers, translated := o.beyond(group)
	left := o.explain(group, nil, -1)
	silent := o.heedSilence(group, told, &left)
	v := verdict{undecided, hidden || silent != 0, servers | silent}
	switch {
	case !translated:
		v.code = none
	case left&contradiction != 0:
		v.code = mappingChanged
	case left == canBeIndependent && hidden:
		v.code = baseUnknown
	case left == canBeIndependent:
		v.code = independent
	case left == canBeByAddress:
		v.code = byAddress
	case left == canBeByAddressAndPort:
		v.code = byAddressAndPort
	case left&canBeIndependent == 0: // also none at all, as with two uplinks that servers are divided over
		v.code = byEndpoint
	case v.servers&(v.servers-1) != 0:
		v.code = oneAddress
	}
	return v
}

// beyond marks servers on this side of the NAT: those that see the base as it
// is, or an inner mapping, while others see an outer one. It returns who saw
// anything, who is left, and whether they see a translation.
func (o *observer) beyond(group int) (told, left set, translated bool) {
	best := uint8(0)
	for pass := range 2 {
		for i := range o.seen {
			s := &o.seen[i]
			if s.group != group {
				continue
			}
			rank := uint8(1)
			switch scope := s.mapped.ip.Scope(); {
			case s.mapped == s.base.endpoint:
				rank = 0
			case scope == candidate.Public:
				rank = 3
			case scope == candidate.CGNAT:
				rank = 2
			}
			told |= of(s.server)
			best = max(best, rank)
			if pass == 1 && rank == best {
				left |= of(s.server)
			}
			s.inner = pass == 1 && rank < best
		}
	}
	return told, left, best > 0
}

// explain is the set of behaviours that show each server what it saw of a base,
// if one more server sees a mapping that may be nil.
func (o *observer) explain(group int, mapped *endpoint, server int) behaviours {
	left := all
	for i := range o.seen {
		a := &o.seen[i]
		if a.group != group || a.inner {
			continue
		}
		if mapped != nil {
			left &= o.explainTwo(a, mapped, server)
		}
		for j := range o.seen[:i] {
			if b := &o.seen[j]; b.group == group && !b.inner {
				e := o.explainTwo(a, &b.mapped, b.server)
				left = left&e | (left|e)&contradiction
			}
		}
	}
	return left
}

func (o *observer) explainTwo(a *sighting, mapped *endpoint, server int) behaviours {
	same := a.mapped == *mapped
	if a.server == server || a.server < 0 || server < 0 {
		switch {
		case same:
			return all
		case a.server >= 0 || len(o.servers) == 1:
			return contradiction
		}
		return dependent // they are two servers, though it is not told which
	}
	x, y := &o.servers[a.server], &o.servers[server]
	addresses := x.ip.IsValid() && y.ip.IsValid()
	switch {
	case same && addresses && x.ip != y.ip:
		return canBeIndependent
	case same && x.url.Port != y.url.Port:
		return canBeIndependent | canBeByAddress
	case same:
		return all
	case addresses && x.ip == y.ip:
		return canBeByAddressAndPort
	}
	return dependent
}

// heedSilence narrows a set by the servers that gave neither a candidate nor an
// error: they saw a mapping that is there (see the package's documentation).
// That is asked of public addresses only. They cannot have seen a private base
// itself; others may need the permission to access the local network, and
// libwebrtc raises no error without.
func (o *observer) heedSilence(group int, told set, left *behaviours) (silent set) {
	first := &o.seen[group]
	if !o.askedAll || o.blind || first.base.ip.Scope() == candidate.Public || !o.isHost(first.base.endpoint) {
		return 0
	}
	for i := range o.servers {
		a := &o.servers[i]
		if (told|o.failed)&of(i) != 0 || a.url.HasBadPort() || a.ip.Scope() != candidate.Public {
			continue
		}
		var could behaviours
		for j := range o.seen {
			if s := &o.seen[j]; s.group == group && !s.inner && s.mapped.ip.Scope() == candidate.Public {
				could |= o.explain(group, &s.mapped, i)
			}
		}
		if could &= *left; could != 0 && could != *left {
			*left, silent = could, silent|of(i)
		}
	}
	return silent
}

func (o *observer) isHost(e endpoint) bool {
	for _, i := range o.hosts {
		if h := &o.s.Candidates[i].Candidate; h.Port == e.port && candidate.IPOf(h.Address) == e.ip {
			return true
		}
	}
	return false
}
