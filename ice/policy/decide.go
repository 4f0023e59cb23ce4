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
	f := facts{Input: in}
	f.ip = candidate.IPOf(in.Candidate.Address)
rules:
	for i := range p.rules {
		r := &p.rules[i]
		if r.direction != 0 && r.direction != in.Direction {
			continue
		}
		for j := range r.clauses {
			if c := &r.clauses[j]; c.holds(&f) == c.negated {
				continue rules
			}
		}
		kept := r.action == actionKeep
		if r.action == actionLimit {
			kept = limits.admit(i, r.limit, &in)
		}
		return Decision{Kept: kept, Rule: i + 1, Text: r.text}
	}
	return Decision{Kept: true}
}

// Judge is Decide for a candidate as it comes in: err, if any, is why its line
// cannot be read. Such a line goes through in the remote direction, where the
// browser says what it thinks of it, and is held back in the local one unless
// the policy drops nothing: what cannot be read cannot be shown to be allowed.
// masked says that the related address is to be hidden.
func (p *Policy) Judge(in Input, err error, limits *Limits) (d Decision, masked bool) {
	if err != nil {
		return Decision{Kept: in.Direction == Remote || p.DropsNothing()}, false
	}
	d = p.Decide(in, limits)
	return d, d.Kept && in.Direction == Local && !p.KeepsRelated(in, limits)
}

// KeepsRelated says whether the related address of a candidate may be shown.
// It is the address of another candidate, so the policy decides on it as on
// that one: the base of a reflexive candidate as a host candidate, the mapped
// address of a relayed one as a server-reflexive and, where no NAT is in
// between, also as a host candidate. A rule "limit N" keeps it once it has
// admitted that candidate, not before: others might take its place.
func (p *Policy) KeepsRelated(in Input, limits *Limits) bool {
	c := in.Candidate
	if c.RelatedAddress == "" || candidate.IPOf(c.RelatedAddress).IsUnspecified() || c.RelatedAddress == c.Address {
		return true
	}
	asked := limits
	if limits != nil {
		asked = &Limits{admitted: limits.admitted, readOnly: true}
	}
	related := *c
	related.Address, related.Port, related.Type = c.RelatedAddress, c.RelatedPort, candidate.Host
	isRelay := c.Type == candidate.Relay
	url := in.URL
	in.Candidate, in.URL, in.RelayProtocol = &related, "", "" // a host candidate comes from no server
	if !p.Decide(in, asked).Kept {
		return false
	}
	related.Type, in.URL = candidate.ServerReflexive, url
	return !isRelay || p.Decide(in, asked).Kept
}

// facts is an Input with its address parsed once.
type facts struct {
	Input
	ip candidate.IP
}

func (c *clause) holds(f *facts) bool {
	var word string // no value is empty
	switch c.kind {
	case kindType:
		word = string(f.Candidate.Type)
	case kindTransport:
		word = f.Candidate.Protocol()
	case kindTCPType:
		word = string(f.Candidate.TCPType)
	case kindFamily:
		family := f.ip.Family()
		if family == candidate.UnknownFamily {
			family = candidate.FamilyOf(f.Candidate.Address)
		}
		word = family.String()
	case kindScope:
		word = f.ip.Scope().String()
	case kindNet:
		for _, n := range c.nets {
			if f.ip.HasPrefix(n.block, n.bits) {
				return true
			}
		}
	case kindPort:
		for _, r := range c.ports {
			if port := f.Candidate.Port; port >= r.from && port <= r.to {
				return true
			}
		}
	case kindRelayProtocol:
		if f.Candidate.Type == candidate.Relay {
			word = RelayProtocol(f.RelayProtocol, f.URL)
		}
	case kindServer:
		for _, glob := range c.words {
			if f.URL != "" && matchGlob(glob, f.URL) {
				return true
			}
		}
	case kindNetworkID:
		word, _ = f.Candidate.Extension("network-id")
	case kindMid:
		word = f.Mid
	}
	return hasWord(c.words, word)
}

func hasWord(words []string, word string) bool {
	for _, w := range words {
		if w == word {
			return true
		}
	}
	return false
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
