package policy

import "github.com/iceguard/iceguard/ice/candidate"

// Policy is a compiled policy; it does not change after Parse and may be
// shared. The zero value keeps everything.
type Policy struct {
	name  string
	text  string
	rules []rule
	asked facts // what some rule does not take
}

// Name is the preset's name, "" for a policy given as rules.
func (p *Policy) Name() string { return p.name }

// Text is what Parse was given.
func (p *Policy) Text() string { return p.text }

// Rules are the rules as written, without comments; Decision.Rule - 1 is an index.
func (p *Policy) Rules() []string {
	texts := make([]string, len(p.rules))
	for i := range p.rules {
		texts[i] = p.rules[i].text
	}
	return texts
}

// DropsNothing reports whether no rule can drop a candidate.
func (p *Policy) DropsNothing() bool {
	for i := range p.rules {
		if p.rules[i].action != actionKeep {
			return false
		}
	}
	return true
}

// ForcesRelay reports whether the policy signals no local candidate but relay
// ones, whatever their address: the case in which a browser can be told the
// same with iceTransportPolicy "relay", so that connectivity checks reveal
// nothing either.
func (p *Policy) ForcesRelay() bool {
	for _, t := range [...]string{"host", "srflx", "prflx"} {
		if !p.alwaysDrops(t) {
			return false
		}
	}
	return true
}

// alwaysDrops looks for the rule that drops every local candidate of the type
// before any rule that might keep one.
func (p *Policy) alwaysDrops(candidateType string) bool {
	for i := range p.rules {
		r := &p.rules[i]
		if r.direction == Remote {
			continue
		}
		may, always := r.onType(candidateType)
		switch {
		case !may:
		case r.action != actionDrop:
			return false
		case always:
			return true
		}
	}
	return false
}

// onType says whether the rule may match, and always matches, candidates of a type.
func (r *rule) onType(candidateType string) (may, always bool) {
	may, always = true, true
	for i := range r.clauses {
		c := &r.clauses[i]
		switch {
		case c.kind == kindType && hasWord(c.words, candidateType) == c.negated:
			return false, false
		case c.kind == kindRelayProtocol && candidateType != "relay":
			if !c.negated {
				return false, false
			}
		case c.kind != kindType:
			always = false
		}
	}
	return may, always
}

type action uint8

const (
	actionKeep action = iota + 1
	actionDrop
	actionLimit
)

var actionWords = [...]string{actionKeep: "keep", actionDrop: "drop", actionLimit: "limit"}

type rule struct {
	direction Direction // 0: both
	action    action
	limit     int
	clauses   []clause
	facts     facts    // that it takes
	others    []clause // which facts do not say
	text      string
}

type kind uint8

const (
	kindType kind = iota + 1
	kindTransport
	kindTCPType
	kindFamily
	kindScope
	kindNet
	kindPort
	kindRelayProtocol
	kindServer
	kindNetworkID
	kindMid
)

// clause is one match: alternatives of one kind.
type clause struct {
	kind    kind
	negated bool
	words   []string
	set     uint16 // the words by their place in matchKind.allowed
	nets    []network
	ports   []portRange
}

type network struct {
	block candidate.IP
	bits  int
}

type portRange struct{ from, to uint16 }
