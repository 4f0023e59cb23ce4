package policy

import (
	"strconv"
	"strings"

	"github.com/iceguard/iceguard/ice/candidate"
	"github.com/iceguard/iceguard/internal/ascii"
)

// SyntaxError says where a policy's text is wrong.
type SyntaxError struct {
	_        [0]func() // not compared by ==, which would be code
	Line     int       // from 1
	Column   int       // from 1, in Unicode code points
	Found    string    // the token found; "" at the end of a rule
	Expected string    // what the grammar allows there
}

// Error is one line that names place, token and what was expected.
func (e *SyntaxError) Error() string {
	found := "the end of the rule"
	if e.Found != "" {
		found = strconv.Quote(e.Found)
	}
	return "policy: line " + strconv.Itoa(e.Line) + ", column " + strconv.Itoa(e.Column) +
		": found " + found + ", expected " + e.Expected
}

// Parse compiles a policy: rules, or the name of a preset. The empty text
// keeps everything. The error is a *SyntaxError.
func Parse(text string) (*Policy, error) {
	p := &Policy{text: text}
	t := tokens{text: text}
	name := trimmed(text)
	for i := range presets {
		if presets[i].Name == name {
			p.name, t.text = name, presets[i].Text
		}
	}
	for ; ; t.nextRule() {
		if !t.done() {
			p.rules = append(p.rules, rule{})
			if !t.rule(&p.rules[len(p.rules)-1]) {
				return nil, t.err
			}
			p.asked |= ^p.rules[len(p.rules)-1].facts
		}
		if t.pos == len(t.text) {
			return p, nil
		}
	}
}

const startOfRule = "local, remote, keep, drop, limit, default or the name of a preset alone"

// rule reads one rule; false when it is wrong.
func (t *tokens) rule(r *rule) bool {
	if t.afterDefault {
		return t.expected("nothing after \"default\", which is the last rule")
	}
	start := t.pos
	highest, want := actionLimit, startOfRule
	for d := Local; d <= Remote; d++ {
		if t.accept(d.String()) {
			r.direction, want = d, "keep, drop or limit"
			break
		}
	}
	if r.direction == 0 && t.accept("default") {
		t.afterDefault, highest, want = true, actionDrop, "keep or drop"
	}
	for a := actionKeep; a <= highest; a++ {
		if t.accept(actionWords[a]) {
			r.action = a
			break
		}
	}
	switch {
	case r.action == 0:
		return t.expected(want)
	case t.afterDefault:
		if !t.done() {
			return t.expected("the end of the rule")
		}
	case r.action == actionLimit:
		n, ok := ascii.Number(t.peek(), 1<<20)
		if !ok {
			return t.expected("how many to keep, a number from 0 to 1048576")
		}
		r.limit = int(n)
		t.next()
	}
	ok := t.matches(r)
	r.settle()
	r.text = t.text[start:t.end]
	return ok
}

// matchKind is one kind of match: its word, what its values are, and the words
// that they can be where the grammar lists them.
type matchKind struct {
	kind    kind
	word    string
	want    string
	allowed []string
}

var matchKinds = [...]matchKind{
	{kindType, "type", "host, srflx, prflx or relay", []string{"host", "srflx", "prflx", "relay"}},
	{kindTransport, "transport", "udp or tcp", []string{"udp", "tcp"}},
	{kindTCPType, "tcptype", "active, passive or so", []string{"active", "passive", "so"}},
	{kindFamily, "family", "ipv4, ipv6, mdns or fqdn", []string{"ipv4", "ipv6", "mdns", "fqdn"}},
	{kindScope, "scope", "private, public, loopback, linklocal, cgnat or ula",
		[]string{"private", "public", "loopback", "linklocal", "cgnat", "ula"}},
	{kindNet, "net", "an address block such as 10.0.0.0/8 or fc00::/7, or an address", nil},
	{kindPort, "port", "a port or a range such as 49152-65535", nil},
	{kindRelayProtocol, "relay-protocol", "udp, tcp or tls", []string{"udp", "tcp", "tls"}},
	{kindServer, "server", "a STUN or TURN URL, * and ? allowed", nil},
	{kindNetworkID, "network-id", "a number", nil},
	{kindMid, "mid", "a media stream identification tag", nil},
}

func kindOf(tok string) *matchKind {
	for i := range matchKinds {
		if matchKinds[i].word == tok {
			return &matchKinds[i]
		}
	}
	return nil
}

const (
	kindWords    = "type, transport, tcptype, family, scope, net, port, relay-protocol, server, network-id, mid"
	startOfMatch = kindWords + " or not"
)

func (t *tokens) matches(r *rule) bool {
	for !t.done() {
		negated := t.accept("not")
		k := kindOf(t.peek())
		switch {
		case k == nil && negated:
			return t.expected(kindWords)
		case k == nil:
			return t.expected(startOfMatch)
		}
		t.next()
		if !t.values(r.clause(k.kind, negated), k) {
			return false
		}
	}
	return true
}

// clause is where values of a kind go: several positive matches of one kind
// are alternatives; every "not" stands for itself.
func (r *rule) clause(k kind, negated bool) *clause {
	if !negated {
		for i := range r.clauses {
			if c := &r.clauses[i]; c.kind == k && !c.negated {
				return c
			}
		}
	}
	r.clauses = append(r.clauses, clause{kind: k, negated: negated})
	return &r.clauses[len(r.clauses)-1]
}

// values reads at least one value; the first may look like a keyword (a mid
// named "type"), the following may not.
func (t *tokens) values(c *clause, k *matchKind) bool {
	want := k.want
	for first := true; ; first = false {
		tok := t.peek()
		switch {
		case !first && (tok == "" || tok == "not" || kindOf(tok) != nil):
			return true
		case tok == "" || !c.add(k, tok):
			return t.expected(want)
		}
		t.next()
		want = k.want + "; or " + startOfMatch
	}
}

// add takes one value; false when it is none of the kind's.
func (c *clause) add(k *matchKind, tok string) bool {
	switch k.kind {
	case kindNet:
		return c.addNet(tok)
	case kindPort:
		return c.addPorts(tok)
	case kindNetworkID:
		n, ok := ascii.Number(tok, 65535)
		if !ok {
			return false
		}
		tok = strconv.Itoa(int(n))
	default:
		if i := indexOf(k.allowed, tok); i >= 0 {
			c.set |= 1 << i
		} else if k.allowed != nil {
			return false
		}
	}
	c.words = append(c.words, tok)
	return true
}

// addNet reads an address or a block of addresses; bits behind the prefix are ignored.
func (c *clause) addNet(tok string) bool {
	address, length, isBlock := ascii.Cut(tok, '/')
	ip, ok := candidate.ParseIP(address)
	if !ok || strings.IndexByte(address, '%') >= 0 {
		return false
	}
	bits := ip.Bits()
	if isBlock {
		ignored := 0
		if bits == 32 && strings.IndexByte(address, ':') >= 0 {
			ignored = 96 // ::ffff:10.0.0.0/104 is 10.0.0.0/8
		}
		n, ok := ascii.Number(length, uint64(bits+ignored))
		if bits = int(n) - ignored; !ok || bits < 0 {
			return false
		}
	}
	c.nets = append(c.nets, network{ip, bits})
	return true
}

func (c *clause) addPorts(tok string) bool {
	low, high, isRange := ascii.Cut(tok, '-')
	if !isRange {
		high = low
	}
	from, ok := ascii.Number(low, 65535)
	to, also := ascii.Number(high, 65535)
	if !ok || !also || to < from {
		return false
	}
	c.ports = append(c.ports, portRange{uint16(from), uint16(to)})
	return true
}
