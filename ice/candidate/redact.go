package candidate

import (
	"strings"

	"github.com/iceguard/iceguard/internal/ascii"
)

// redactedName is what Chromium writes for an address it hides; the top-level
// domain "invalid" never resolves (RFC 6761 section 6.4).
const redactedName = "redacted-ip.invalid"

// Redact is a copy that shows no IP address and no host name, for logs, traces
// and dumps. Its line is a valid candidate: the address becomes
// redacted-ip.invalid in every family, and raddr and rport stay, as 0.0.0.0 or
// :: and 0, because Firefox refuses reflexive and relayed lines that lack them.
// An mDNS name hides its address already and stays, so that candidates can
// still be told apart; so do foundation, port, priority and ufrag. Extensions
// whose value is an IP address are masked like raddr.
//
// Redacting twice changes nothing more. Line of the copy is the redacted line.
func (c *Candidate) Redact() Candidate {
	r := *c
	if FamilyOf(r.Address) != MDNS {
		r.Address = redactedName
	}
	r.MaskRelated()
	r.RelatedPort = 0 // also of a line with rport but no raddr
	r.tail = maskedTail(c.tail)
	var b ascii.Buffer
	r.write(&b, prefixOf(c.line))
	again, err := Parse(string(b))
	if err != nil { // made by hand, of parts that make no line
		r.line = ""
		return r
	}
	return again
}

// maskedTail hides the addresses in a tail, a second raddr among them, which is
// an extension like any other.
func maskedTail(tail string) string {
	if tail == "" {
		return ""
	}
	var b ascii.Buffer
	for p := (pairs{rest: tail}); p.next(); {
		if _, isIP := ParseIP(p.value); isIP {
			p.value = unspecifiedLike(p.value)
		}
		b.Word(p.name)
		b.Word(p.value)
	}
	return string(b[1:])
}

// unspecifiedLike is the address of no host in the spelling of the address given.
func unspecifiedLike(address string) string {
	if strings.IndexByte(address, ':') >= 0 {
		return "::"
	}
	return "0.0.0.0"
}
