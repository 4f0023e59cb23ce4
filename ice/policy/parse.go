package policy

import (
	"strconv"
	"strings"

	"github.com/iceguard/iceguard/ice/candidate"
)

// SyntaxError says where a policy's text is wrong.
type SyntaxError struct {
	Line     int    // from 1
	Column   int    // from 1, in Unicode code points
	Found    string // the token found; "" at the end of a rule
	Expected string // what the grammar allows there
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
	rules := text
	if name := strings.Trim(text, blanks+"\n"); name != "" {
		if preset, ok := presetText(name); ok {
			p.name, rules = name, preset
		}
	}
	var afterDefault bool
	for line, number := rules, 1; ; number++ {
		this, next, more := strings.Cut(line, "\n")
		if err := p.parseLine(this, number, &afterDefault); err != nil {
			return nil, err
		}
		if !more {
			return p, nil
		}
		line = next
	}
}

func (p *Policy) parseLine(line string, number int, afterDefault *bool) error {
	code, _, _ := strings.Cut(line, "#")
	for start := 0; start <= len(code); {
		end := strings.IndexByte(code[start:], ';')
		if end < 0 {
			end = len(code)
		} else {
			end += start
		}
		t := tokens{line: line[:end], pos: start, number: number}
		if !t.done() {
			if *afterDefault {
				return t.expected("nothing after \"default\", which is the last rule")
			}
			r, err := parseRule(&t, afterDefault)
			if err != nil {
				return err
			}
			r.text = strings.Trim(code[start:end], blanks)
			p.rules = append(p.rules, r)
		}
		start = end + 1
	}
	return nil
}

const startOfRule = "local, remote, keep, drop, limit, default or the name of a preset alone"

func parseRule(t *tokens, isDefault *bool) (rule, error) {
	var r rule
	switch t.peek() {
	case "default":
		t.next()
		*isDefault = true
		return parseDefault(t)
	case "local":
		t.next()
		r.direction = Local
	case "remote":
		t.next()
		r.direction = Remote
	}
	switch t.peek() {
	case "keep":
		r.action = actionKeep
	case "drop":
		r.action = actionDrop
	case "limit":
		r.action = actionLimit
	default:
		if r.direction != 0 {
			return r, t.expected("keep, drop or limit")
		}
		return r, t.expected(startOfRule)
	}
	t.next()
	if r.action == actionLimit {
		n, ok := decimal(t.peek(), 1<<20)
		if !ok {
			return r, t.expected("how many to keep, a number from 0 to 1048576")
		}
		r.limit = n
		t.next()
	}
	return r, parseMatches(t, &r)
}

func parseDefault(t *tokens) (rule, error) {
	var r rule
	switch t.peek() {
	case "keep":
		r.action = actionKeep
	case "drop":
		r.action = actionDrop
	default:
		return r, t.expected("keep or drop")
	}
	t.next()
	if !t.done() {
		return r, t.expected("the end of the rule")
	}
	return r, nil
}

// matchKind is one kind of match: its word and how a value of it is read.
type matchKind struct {
	kind  kind
	word  string
	want  string
	value func(c *clause, tok string) bool
}

var matchKinds = [...]matchKind{
	{kindType, "type", "host, srflx, prflx or relay", word("host", "srflx", "prflx", "relay")},
	{kindTransport, "transport", "udp or tcp", word("udp", "tcp")},
	{kindTCPType, "tcptype", "active, passive or so", word("active", "passive", "so")},
	{kindFamily, "family", "ipv4, ipv6, mdns or fqdn", family},
	{kindScope, "scope", "private, public, loopback, linklocal, cgnat or ula", scope},
	{kindNet, "net", "an address block such as 10.0.0.0/8 or fc00::/7, or an address", block},
	{kindPort, "port", "a port or a range such as 49152-65535", ports},
	{kindRelayProtocol, "relay-protocol", "udp, tcp or tls", word("udp", "tcp", "tls")},
	{kindServer, "server", "a STUN or TURN URL, * and ? allowed", anyWord},
	{kindNetworkID, "network-id", "a number", networkID},
	{kindMid, "mid", "a media stream identification tag", anyWord},
}

func kindOf(tok string) *matchKind {
	for i := range matchKinds {
		if matchKinds[i].word == tok {
			return &matchKinds[i]
		}
	}
	return nil
}

const startOfMatch = "type, transport, tcptype, family, scope, net, port, relay-protocol, server, network-id, mid or not"

func parseMatches(t *tokens, r *rule) error {
	for !t.done() {
		negated := t.peek() == "not"
		if negated {
			t.next()
		}
		k := kindOf(t.peek())
		switch {
		case k == nil && negated:
			return t.expected(strings.TrimSuffix(startOfMatch, " or not"))
		case k == nil && len(r.clauses) > 0:
			last := r.clauses[len(r.clauses)-1]
			return t.expected(matchKinds[last.kind-1].want + "; or " + startOfMatch)
		case k == nil:
			return t.expected(startOfMatch)
		}
		t.next()
		if err := parseValues(t, r.clause(k.kind, negated), k); err != nil {
			return err
		}
	}
	return nil
}

// clause is where values of a kind go: several positive matches of one kind
// are alternatives; every "not" stands for itself.
func (r *rule) clause(k kind, negated bool) *clause {
	if !negated {
		for i := range r.clauses {
			if r.clauses[i].kind == k && !r.clauses[i].negated {
				return &r.clauses[i]
			}
		}
	}
	r.clauses = append(r.clauses, clause{kind: k, negated: negated})
	return &r.clauses[len(r.clauses)-1]
}

// parseValues reads at least one value; the first may look like a keyword
// (a mid named "type"), the following may not.
func parseValues(t *tokens, c *clause, k *matchKind) error {
	for first := true; !t.done(); first = false {
		tok := t.peek()
		if !first && (tok == "not" || kindOf(tok) != nil) {
			return nil
		}
		if !k.value(c, tok) {
			if first {
				return t.expected(k.want)
			}
			return t.expected(k.want + "; or " + startOfMatch)
		}
		t.next()
		if t.done() {
			return nil
		}
	}
	return t.expected(k.want)
}

func word(allowed ...string) func(*clause, string) bool {
	return func(c *clause, tok string) bool {
		for _, w := range allowed {
			if w == tok {
				c.words = append(c.words, w)
				return true
			}
		}
		return false
	}
}

func anyWord(c *clause, tok string) bool {
	c.words = append(c.words, tok)
	return true
}

func networkID(c *clause, tok string) bool {
	n, ok := decimal(tok, 65535)
	if ok {
		c.words = append(c.words, strconv.Itoa(n))
	}
	return ok
}

func family(c *clause, tok string) bool {
	for f := candidate.IPv4; f <= candidate.FQDN; f++ {
		if f.String() == tok {
			c.families |= 1 << f
			return true
		}
	}
	return false
}

func scope(c *clause, tok string) bool {
	for s := candidate.Private; s <= candidate.ULA; s++ {
		if s.String() == tok {
			c.scopes |= 1 << s
			return true
		}
	}
	return false
}

// block reads an address or a block of addresses; bits behind the prefix are ignored.
func block(c *clause, tok string) bool {
	address, length, isBlock := strings.Cut(tok, "/")
	ip, ok := candidate.ParseIP(address)
	if !ok || strings.IndexByte(address, '%') >= 0 {
		return false
	}
	bits := ip.Bits()
	if isBlock {
		mapped := bits == 32 && strings.IndexByte(address, ':') >= 0 // ::ffff:10.0.0.0/104 is 10.0.0.0/8
		if mapped {
			bits = 128
		}
		if bits, ok = decimal(length, bits); !ok || mapped && bits < 96 {
			return false
		}
		if mapped {
			bits -= 96
		}
	}
	c.nets = append(c.nets, network{ip, bits})
	return true
}

func ports(c *clause, tok string) bool {
	low, high, isRange := strings.Cut(tok, "-")
	from, ok := decimal(low, 65535)
	to := from
	if ok && isRange {
		to, ok = decimal(high, 65535)
	}
	if !ok || to < from {
		return false
	}
	c.ports = append(c.ports, portRange{uint16(from), uint16(to)})
	return true
}

func decimal(tok string, highest int) (int, bool) {
	n, err := strconv.ParseUint(tok, 10, 31)
	return int(n), err == nil && int(n) <= highest
}
