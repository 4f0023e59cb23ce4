package policy

import "github.com/iceguard/iceguard/ice/candidate"

// facts are what most rules ask for, one bit for each value that there is: a
// candidate has one bit of every group, and a rule those of the values that it
// takes, all of a group that it does not name. So the bits that a candidate has
// and a rule has not say whether the rule takes it, all groups at once.
type facts uint32

// Where the groups begin, in the order of the words of the language; the value
// that is none of these comes last.
const (
	typeFacts      = 0  // host, srflx, prflx, relay, another
	transportFacts = 5  // udp, tcp, another
	familyFacts    = 8  // ipv4, ipv6, mdns, fqdn, none
	scopeFacts     = 13 // private to ula, none
	directionFacts = 20 // local, remote, unknown
	endOfFacts     = 23

	noFamily = uint(candidate.FQDN)
	noScope  = uint(candidate.ULA)
)

// factsOf are those of a candidate, of the groups of which some bit is asked for.
func factsOf(in *Input, asked facts) (f facts) {
	c := in.Candidate
	if asked&(1<<transportFacts-1<<typeFacts) != 0 {
		f = 1 << (typeFacts + typeIndex(c.Type))
	}
	if asked&(1<<familyFacts-1<<transportFacts) != 0 {
		f |= 1 << (transportFacts + transportIndex(c.Transport))
	}
	if asked&(1<<scopeFacts-1<<familyFacts) != 0 {
		f |= 1 << (familyFacts + familyIndex(c))
	}
	if asked&(1<<directionFacts-1<<scopeFacts) != 0 {
		f |= 1 << (scopeFacts + min(uint(c.Scope()-candidate.Private), noScope))
	}
	return f | in.Direction.fact()
}

// familyIndex is typeIndex for the family of the address.
func familyIndex(c *candidate.Candidate) uint {
	family := c.IP().Family()
	if family == candidate.UnknownFamily {
		family = candidate.FamilyOf(c.Address)
	}
	return min(uint(family-candidate.IPv4), noFamily)
}

// fact is the bit of a direction.
func (d Direction) fact() facts {
	switch d {
	case Local:
		return 1 << directionFacts
	case Remote:
		return 2 << directionFacts
	}
	return 4 << directionFacts
}

// settle notes what the rule takes, and which of its clauses that does not say.
func (r *rule) settle() {
	r.facts = 1<<endOfFacts - 1
	if r.direction != 0 {
		r.facts &^= 7 << directionFacts &^ r.direction.fact()
	}
	for _, c := range r.clauses {
		start, width := uint(0), uint(0)
		switch c.kind {
		case kindType:
			start, width = typeFacts, transportFacts-typeFacts
		case kindTransport:
			start, width = transportFacts, familyFacts-transportFacts
		case kindFamily:
			start, width = familyFacts, scopeFacts-familyFacts
		case kindScope:
			start, width = scopeFacts, directionFacts-scopeFacts
		default:
			r.others = append(r.others, c)
			continue
		}
		refused := ^facts(c.set) & (1<<width - 1)
		if c.negated {
			refused = facts(c.set)
		}
		r.facts &^= refused << start
	}
}

// alsoTakes says whether the clauses that facts do not say hold.
func (r *rule) alsoTakes(in *Input) bool {
	for i := range r.others {
		if c := &r.others[i]; c.holds(in) == c.negated {
			return false
		}
	}
	return true
}
