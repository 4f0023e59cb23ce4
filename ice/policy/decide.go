package policy

import (
	"github.com/iceguard/iceguard/ice/candidate"
	"github.com/iceguard/iceguard/internal/ascii"
)

// Direction says which way a candidate travels.
type Direction uint8

// The directions. Local candidates are gathered here and signalled to the
// peer; remote ones are what the peer signalled.
const (
	Local Direction = iota + 1
	Remote
)

// String is the word the policy language uses.
func (d Direction) String() string {
	switch d {
	case Local:
		return "local"
	case Remote:
		return "remote"
	}
	return "unknown"
}

// Input is a candidate and what is known of it beside its line.
type Input struct {
	Candidate *candidate.Candidate
	Direction Direction
	// Mid is the media stream identification tag, "" when not known.
	Mid string
	// URL is the STUN or TURN server a local candidate came from, "" when the
	// engine does not say (Firefox never does).
	URL string
	// RelayProtocol is the client to server leg of a local relay candidate:
	// "udp", "tcp" or "tls", "" when not known; then it is read from URL.
	RelayProtocol string
}

// Decision is what a policy says of one candidate.
type Decision struct {
	Kept bool
	// Rule is the number of the rule that decided, from 1; 0 when none did.
	Rule int
	// Text is that rule as written, "" when none decided.
	Text string
}

// Decide applies the rules in order. It allocates nothing and cannot fail.
// limits remembers what "limit N" rules have admitted; with nil every candidate is their first.
func (p *Policy) Decide(in Input, limits *Limits) Decision {
	number, kept := p.Rule(&in, limits)
	return p.decision(number, kept)
}

func (p *Policy) decision(number int, kept bool) Decision {
	d := Decision{Kept: kept, Rule: number}
	if number > 0 {
		d.Text = p.rules[number-1].text
	}
	return d
}

// Rule is Decide without copies: the number of the rule that decides, 0 for
// none, and whether the candidate is kept. (Go's WebAssembly copies an Input by
// a call out of the module, which takes as long as a rule.)
func (p *Policy) Rule(in *Input, limits *Limits) (number int, kept bool) {
	f := factsOf(in, p.asked)
	for i := range p.rules {
		r := &p.rules[i]
		if f&^r.facts != 0 || len(r.others) > 0 && !r.alsoTakes(in) {
			continue
		}
		kept = r.action == actionKeep
		if r.action == actionLimit {
			kept = limits.admit(i, r.limit, in)
		}
		return i + 1, kept
	}
	return 0, true
}

// Judge is Decide for a candidate as it comes in: err, if any, is why its line
// cannot be read. Such a line goes through in the remote direction, where the
// browser says what it thinks of it, and is held back in the local one unless
// the policy drops nothing: what cannot be read cannot be shown to be allowed.
// masked says that the related address is to be hidden.
func (p *Policy) Judge(in *Input, err error, limits *Limits) (d Decision, masked bool) {
	if err != nil {
		return Decision{Kept: in.Direction == Remote || p.DropsNothing()}, false
	}
	number, kept := p.Rule(in, limits)
	d = p.decision(number, kept)
	return d, kept && in.Direction == Local && !p.KeepsRelated(in, limits)
}

// KeepsRelated says whether the related address of a candidate may be shown.
// It is the address of another candidate, so the policy decides on it as on
// that one: the base of a reflexive candidate as a host candidate, the mapped
// address of a relayed one as a server-reflexive and, where no NAT is in
// between, also as a host candidate. A rule "limit N" keeps it once it has
// admitted that candidate, not before: others might take its place. Firefox
// writes a relay candidate's own address, which hides nothing.
func (p *Policy) KeepsRelated(in *Input, limits *Limits) bool {
	c := in.Candidate
	if c.RelatedAddress == "" || c.RelatedIP().IsUnspecified() || c.RelatedAddress == c.Address && c.RelatedPort == c.Port {
		return true
	}
	asked := limits
	if limits != nil {
		asked = &Limits{admitted: limits.admitted, readOnly: true}
	}
	related := *c
	related.Address, related.Port, related.Type = c.RelatedAddress, c.RelatedPort, candidate.Host
	of := Input{Candidate: &related, Direction: in.Direction, Mid: in.Mid} // a host candidate comes from no server
	if _, kept := p.Rule(&of, asked); !kept || c.Type != candidate.Relay {
		return kept
	}
	related.Type, of.URL = candidate.ServerReflexive, in.URL
	_, kept := p.Rule(&of, asked)
	return kept
}

// KeepsDefault says whether the default destination of a section may be shown
// of which only the address and port of in.Candidate are known: whatever type of
// candidate it was, the policy must keep it.
func (p *Policy) KeepsDefault(in *Input, limits *Limits) bool {
	c, of := *in.Candidate, *in
	of.Candidate = &c
	if limits != nil {
		limits = &Limits{admitted: limits.admitted, readOnly: true}
	}
	for _, c.Type = range []candidate.Type{candidate.Host, candidate.ServerReflexive, candidate.Relay} {
		if _, kept := p.Rule(&of, limits); !kept {
			return false
		}
	}
	return true
}

// has reports whether the word at that place among those of the language is one of the clause's.
func (c *clause) has(index uint) bool { return c.set>>index&1 != 0 }

func (c *clause) holds(in *Input) bool {
	var word string // no value is empty
	switch c.kind {
	case kindType:
		return c.has(typeIndex(in.Candidate.Type))
	case kindTransport:
		return c.has(transportIndex(in.Candidate.Transport))
	case kindTCPType:
		word = string(in.Candidate.TCPType)
	case kindFamily:
		return c.has(familyIndex(in.Candidate))
	case kindScope:
		return c.has(uint(in.Candidate.IP().Scope() - candidate.Private))
	case kindNet:
		ip := in.Candidate.IP()
		for _, n := range c.nets {
			if ip.HasPrefix(n.block, n.bits) {
				return true
			}
		}
	case kindPort:
		for _, r := range c.ports {
			if port := in.Candidate.Port; port >= r.from && port <= r.to {
				return true
			}
		}
	case kindRelayProtocol:
		if in.Candidate.Type == candidate.Relay {
			word = RelayProtocol(in.RelayProtocol, in.URL)
		}
	case kindServer:
		for _, glob := range c.words {
			if in.URL != "" && matchGlob(glob, in.URL) {
				return true
			}
		}
	case kindNetworkID:
		word, _ = in.Candidate.Extension("network-id")
	case kindMid:
		word = in.Mid
	}
	return hasWord(c.words, word)
}

// typeIndex is the place of a type among the words of the language, behind them for any other.
func typeIndex(t candidate.Type) uint {
	switch t {
	case candidate.Host:
		return 0
	case candidate.ServerReflexive:
		return 1
	case candidate.PeerReflexive:
		return 2
	case candidate.Relay:
		return 3
	}
	return 4
}

// transportIndex is typeIndex for the transport protocol.
func transportIndex(t string) uint {
	if len(t) == 3 {
		switch 0x202020 | uint32(t[0]) | uint32(t[1])<<8 | uint32(t[2])<<16 { // in lower case, if letters
		case 'u' | 'd'<<8 | 'p'<<16:
			return 0
		case 't' | 'c'<<8 | 'p'<<16:
			return 1
		}
	}
	return 2
}

func hasWord(words []string, word string) bool { return indexOf(words, word) >= 0 }

func indexOf(words []string, word string) int {
	for i, w := range words {
		if w == word {
			return i
		}
	}
	return -1
}

// RelayProtocol is the client to server leg of a relay candidate: stated if
// the engine says it, else what the server's URL asks for (RFC 7065 section
// 3.1: turns is TLS, no transport parameter is UDP), else "". Chromium leaves
// RTCIceCandidate.relayProtocol null for UDP, but gives the URL.
func RelayProtocol(stated, url string) string {
	if stated != "" {
		return stated
	}
	scheme, rest, ok := ascii.Cut(url, ':')
	switch {
	case !ok:
		return ""
	case ascii.EqualFold(scheme, "turns"):
		return "tls"
	case !ascii.EqualFold(scheme, "turn"):
		return ""
	}
	if _, query, _ := ascii.Cut(rest, '?'); ascii.EqualFold(query, "transport=tcp") {
		return "tcp"
	}
	return "udp"
}

// matchGlob matches without case; '*' stands for any run, '?' for one byte.
func matchGlob(glob, s string) bool {
	g, i, star, mark := 0, 0, -1, 0
	for i < len(s) {
		switch {
		case g < len(glob) && glob[g] == '*':
			star, mark = g, i
			g++
		case g < len(glob) && (glob[g] == '?' || ascii.Lower(glob[g]) == ascii.Lower(s[i])):
			g++
			i++
		case star >= 0:
			mark++
			g, i = star+1, mark
		default:
			return false
		}
	}
	for g < len(glob) && glob[g] == '*' {
		g++
	}
	return g == len(glob)
}
