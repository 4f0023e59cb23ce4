package policy

import "strconv"

// String is the policy in canonical form, which parses back to a policy that
// decides the same by rules of the same numbers: one rule a line, without
// comments; a preset as its rules; in every rule the kinds of match in the
// order of the grammar and the "not" ones of a kind behind its others; values
// without doubles, in the order of the grammar where it has one, ports merged,
// blocks with the bits behind their prefix cleared. A last rule that holds for
// every candidate is written with "default". The empty policy is "".
func (p *Policy) String() string {
	var dst []byte
	for i := range p.rules {
		if i > 0 {
			dst = append(dst, '\n')
		}
		dst = p.rules[i].append(dst, i == len(p.rules)-1)
	}
	return string(dst)
}

func (r *rule) append(dst []byte, last bool) []byte {
	switch {
	case r.direction != 0:
		dst = append(append(dst, r.direction.String()...), ' ')
	case last && len(r.clauses) == 0 && r.action != actionLimit:
		dst = append(dst, "default "...)
	}
	dst = append(dst, actionWords[r.action]...)
	if r.action == actionLimit {
		dst = strconv.AppendInt(append(dst, ' '), int64(r.limit), 10)
	}
	for i := range matchKinds {
		for _, negated := range [...]bool{false, true} {
			for j := range r.clauses {
				if c := &r.clauses[j]; c.kind == matchKinds[i].kind && c.negated == negated {
					dst = c.append(append(dst, ' '))
				}
			}
		}
	}
	return dst
}

// word is the keyword of a clause's kind.
func (c *clause) word() string { return matchKinds[c.kind-1].word }

// append writes one match, such as "not type relay".
func (c *clause) append(dst []byte) []byte {
	if c.negated {
		dst = append(dst, "not "...)
	}
	dst = append(dst, c.word()...)
	switch c.kind {
	case kindNet:
		dst = c.appendNets(dst)
	case kindPort:
		dst = c.appendPorts(dst)
	case kindServer, kindNetworkID, kindMid:
		dst = c.appendFreeWords(dst)
	default:
		for _, w := range matchKinds[c.kind-1].allowed {
			if hasWord(c.words, w) {
				dst = append(append(dst, ' '), w...)
			}
		}
	}
	return dst
}

// appendFreeWords keeps the order of what a user chose. A value that looks like
// a keyword can only stand first, so the kind is named again before it; behind
// "not" the parser has never let one in elsewhere.
func (c *clause) appendFreeWords(dst []byte) []byte {
	for i, w := range c.words {
		if hasWord(c.words[:i], w) {
			continue
		}
		if i > 0 && (w == "not" || kindOf(w) != nil) {
			dst = append(append(dst, ' '), c.word()...)
		}
		dst = append(append(dst, ' '), w...)
	}
	return dst
}

func (c *clause) appendNets(dst []byte) []byte {
	for i, n := range c.nets {
		n = n.masked()
		if hasNet(c.nets[:i], n) {
			continue
		}
		dst = n.block.Append(append(dst, ' '))
		if n.bits < n.block.Bits() {
			dst = strconv.AppendInt(append(dst, '/'), int64(n.bits), 10)
		}
	}
	return dst
}

// hasNet says whether n, which is masked, stands among nets.
func hasNet(nets []network, n network) bool {
	for _, o := range nets {
		if o.masked() == n {
			return true
		}
	}
	return false
}

func (n network) masked() network { return network{n.block.Masked(n.bits), n.bits} }

// appendPorts writes ranges that rise and neither overlap nor touch.
func (c *clause) appendPorts(dst []byte) []byte {
	sorted := sortedPorts(c.ports)
	for i := 0; i < len(sorted); {
		r := sorted[i]
		for i++; i < len(sorted) && int(sorted[i].from) <= int(r.to)+1; i++ {
			r.to = max(r.to, sorted[i].to)
		}
		dst = strconv.AppendUint(append(dst, ' '), uint64(r.from), 10)
		if r.to > r.from {
			dst = strconv.AppendUint(append(dst, '-'), uint64(r.to), 10)
		}
	}
	return dst
}

// sortedPorts are the ranges by their lower ends, put in one by one: there are
// few, and package slices' sort would add 3 KB to the compressed module.
func sortedPorts(ports []portRange) []portRange {
	var sorted []portRange
	for _, p := range ports {
		sorted = append(sorted, p)
		for i := len(sorted) - 1; i > 0 && sorted[i-1].from > p.from; i-- {
			sorted[i], sorted[i-1] = sorted[i-1], sorted[i]
		}
	}
	return sorted
}
