package nat

import (
	"math/bits"

	"github.com/iceguard/iceguard/ice/candidate"
)

// result puts the bases together.
func (o *observer) result() {
	r := o.r
	c, medium := undecided, true
	var heard, telling set // by the servers of all bases, and of those that show a behaviour
	var reason code        // of a base by itself
	for i := range o.seen {
		if o.seen[i].group != i {
			continue
		}
		v := o.conclude(i)
		o.seen[i].code = v.code
		heard |= v.servers
		if !v.code.isMapping() {
			if reason == undecided {
				reason = v.code
			}
			continue
		}
		switch {
		case c == undecided:
			c = v.code
		case c == v.code:
		case c.isDependent() && v.code.isDependent():
			c = byEndpoint
		default:
			c = basesDisagree
		}
		telling |= v.servers
		medium = medium && v.medium
	}
	if len(o.seen) == 0 {
		c, telling = o.untranslated()
	}
	if c == undecided {
		c = o.why(reason, heard)
	}
	if !c.isMapping() {
		telling = heard
		for i := range o.s.Errors {
			if at := o.failure(i); at >= 0 && o.told&of(at) == 0 {
				r.Errors = append(r.Errors, i)
			}
		}
	}
	for i := range o.seen {
		if s := &o.seen[i]; !s.inner && (!c.isMapping() || o.seen[s.group].code.isMapping()) {
			r.Candidates = append(r.Candidates, s.candidate)
		}
	}
	o.tell(c, medium, telling)
}

// untranslated finds public host candidates for which libwebrtc made no
// reflexive candidate although a server answered, which saw the host's own
// address. It is asked of servers that are known to be public and to answer,
// from the other family, and returns them.
func (o *observer) untranslated() (c code, servers set) {
	servers = o.public &^ o.failed
	if !o.askedAll || o.blind || servers == 0 {
		return undecided, 0
	}
	for _, i := range o.hosts {
		if ip := candidate.IPOf(o.s.Candidates[i].Candidate.Address); ip.Family() == o.family && ip.Scope() == candidate.Public {
			c = none
			o.r.Candidates = append(o.r.Candidates, i)
		}
	}
	return c, servers
}

// why is the reason when no base shows a behaviour, given that of one base.
func (o *observer) why(reason code, heard set) code {
	all := set(1)<<len(o.servers) - 1
	switch {
	case len(o.seen) > 0:
	case o.s.ICETransportPolicy == "relay":
		return relayOnly
	case o.hidden:
		return baseUnknown
	case all == 0:
		return noServers
	case o.complete:
		return noReflexive
	default:
		return notComplete
	}
	// Mappings of these servers can be compared, or may yet be.
	comparable := heard | all&^(o.told|o.failed)
	switch {
	case reason == mappingChanged:
		return reason
	case all != 0 && bits.OnesCount64(uint64(comparable)) < 2:
		return oneServerOnly
	case !o.complete:
		return notComplete
	case reason != undecided:
		return reason
	}
	return o.acrossBases()
}

// acrossBases tells mappings of several servers that cannot be compared from
// one mapping that is all there is.
func (o *observer) acrossBases() code {
	r := sameOrFailed
	for i := range o.seen {
		for j := range o.seen[:i] {
			a, b := &o.seen[i], &o.seen[j]
			if a.group == b.group || a.inner || b.inner || a.server >= 0 && a.server == b.server {
				continue
			}
			if !a.base.ip.IsValid() || !b.base.ip.IsValid() {
				return baseUnknown
			}
			r = differentBases
		}
	}
	return r
}
