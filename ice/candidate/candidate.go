package candidate

import (
	"iter"
	"strconv"
	"strings"
)

// Candidate is one ICE candidate. The zero value is not a valid candidate.
//
// A Candidate made by Parse remembers the line it came from: as long as no
// field is changed, Append writes that very line. After a change it writes the
// normal form, with the prefix and the unknown extensions of the line kept.
type Candidate struct {
	// Foundation is 1 to 32 ice-chars (RFC 8445 section 5.1.1.3).
	Foundation string
	// Component is 1 for RTP (and for everything under rtcp-mux), 2 for RTCP; 1 to 256.
	Component uint16
	// Transport is the transport protocol as written, "udp" or "UDP"; Protocol folds its case.
	Transport string
	// Priority is the priority of RFC 8445 section 5.1.2. The RFC allows 1 to
	// 2^31-1; engines accept and write all of 0 to 2^32-1, and so does Parse.
	Priority uint32
	// Address is an IPv4 or IPv6 address (a zone is kept), an mDNS name or an FQDN, as written.
	Address string
	// Port is 0 to 65535; 9 (discard) stands for "none" in active TCP candidates (RFC 6544 section 4.5).
	Port uint16
	// Type is the candidate type; types that no RFC names are kept as written.
	Type Type
	// RelatedAddress is the raddr attribute, "" when there is none.
	RelatedAddress string
	// RelatedPort is the rport attribute; it counts only when HasRelatedPort, for 0 is a port that engines write.
	RelatedPort    uint16
	HasRelatedPort bool
	// TCPType is the tcptype attribute of RFC 6544 section 4.5, "" when there is none.
	TCPType TCPType
	// UsernameFragment is the ufrag extension (RFC 8838 section 5 names it for trickling), "" when there is none.
	UsernameFragment string

	tail string // all that follows the candidate type, without the leading space
	line string // what Parse was given
}

// Type is a candidate type in its wire spelling, which is also the W3C one.
type Type string

// The candidate types of RFC 8839 section 5.1.
const (
	Host            Type = "host"
	ServerReflexive Type = "srflx"
	PeerReflexive   Type = "prflx"
	Relay           Type = "relay"
)

// TCPType is the role of a TCP candidate in its wire spelling (RFC 6544 section 4.5).
type TCPType string

// The TCP types of RFC 6544 section 4.5.
const (
	TCPActive   TCPType = "active"
	TCPPassive  TCPType = "passive"
	TCPSO       TCPType = "so"
	tcpTypeName         = "tcptype"
	raddrName           = "raddr"
	rportName           = "rport"
	ufragName           = "ufrag"
	typName             = "typ"
)

// Protocol is the transport protocol in lower case, "udp" or "tcp" as in RTCIceCandidate.protocol.
func (c *Candidate) Protocol() string {
	for i := 0; i < len(c.Transport); i++ {
		if c.Transport[i] != lower(c.Transport[i]) {
			return lowered(c.Transport)
		}
	}
	return c.Transport
}

func lowered(s string) string {
	switch {
	case foldEqual(s, "udp"):
		return "udp"
	case foldEqual(s, "tcp"):
		return "tcp"
	}
	b := []byte(s)
	for i := range b {
		b[i] = lower(b[i])
	}
	return string(b)
}

// Line is the text that Parse was given, "" for a Candidate made by hand.
func (c *Candidate) Line() string { return c.line }

// Tail is the text of all attributes behind the candidate type, raddr and rport included.
func (c *Candidate) Tail() string { return c.tail }

// Extensions yields the extension attributes in their order as name and value,
// without raddr and rport. It includes tcptype and ufrag, which stand among them.
func (c *Candidate) Extensions() iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		seenAddr, seenPort := false, false
		for name, value := range pairs(c.tail) {
			switch {
			case name == raddrName && !seenAddr:
				seenAddr = true
				continue
			case name == rportName && !seenPort:
				seenPort = true
				continue
			}
			if !yield(name, value) {
				return
			}
		}
	}
}

// Extension is the value of the first extension attribute of that name.
func (c *Candidate) Extension(name string) (value string, ok bool) {
	for n, v := range c.Extensions() {
		if n == name {
			return v, true
		}
	}
	return "", false
}

// Append appends the candidate to dst: the line it was parsed from if no field
// was changed, else its normal form.
func (c *Candidate) Append(dst []byte) []byte {
	if c.line != "" {
		if orig, err := Parse(c.line); err == nil && orig == *c {
			return append(dst, c.line...)
		}
	}
	return c.appendFields(dst, prefixOf(c.line))
}

// AppendNormal appends the normal form: prefix "candidate:", transport in lower
// case, numbers without leading zeros, raddr and rport first, then the other
// extensions in the order they had.
func (c *Candidate) AppendNormal(dst []byte) []byte {
	n := *c
	n.Transport = c.Protocol()
	return n.appendFields(dst, prefixCandidate)
}

func (c *Candidate) appendFields(dst []byte, prefix string) []byte {
	if c.line == "" {
		prefix = prefixCandidate
	}
	dst = append(dst, prefix...)
	dst = append(dst, c.Foundation...)
	dst = append(dst, ' ')
	dst = strconv.AppendUint(dst, uint64(c.Component), 10)
	dst = append(dst, ' ')
	dst = append(dst, c.Transport...)
	dst = append(dst, ' ')
	dst = strconv.AppendUint(dst, uint64(c.Priority), 10)
	dst = append(dst, ' ')
	dst = append(dst, c.Address...)
	dst = append(dst, ' ')
	dst = strconv.AppendUint(dst, uint64(c.Port), 10)
	dst = appendPair(dst, typName, string(c.Type))
	if c.RelatedAddress != "" {
		dst = appendPair(dst, raddrName, c.RelatedAddress)
	}
	if c.HasRelatedPort {
		dst = append(dst, " rport "...)
		dst = strconv.AppendUint(dst, uint64(c.RelatedPort), 10)
	}
	return c.appendExtensions(dst)
}

// appendExtensions writes the extensions; tcptype and ufrag keep their place
// but take the value of their field, since that is what a caller can change.
func (c *Candidate) appendExtensions(dst []byte) []byte {
	tcpDone, ufragDone := false, false
	for name, value := range c.Extensions() {
		switch {
		case name == tcpTypeName && !tcpDone:
			tcpDone, value = true, string(c.TCPType)
		case name == ufragName && value != "" && !ufragDone: // an empty one is no ufrag to Parse either
			ufragDone, value = true, c.UsernameFragment
		default:
			dst = appendPair(dst, name, value)
			continue
		}
		if value != "" {
			dst = appendPair(dst, name, value)
		}
	}
	if !tcpDone && c.TCPType != "" {
		dst = appendPair(dst, tcpTypeName, string(c.TCPType))
	}
	if !ufragDone && c.UsernameFragment != "" {
		dst = appendPair(dst, ufragName, c.UsernameFragment)
	}
	return dst
}

func appendPair(dst []byte, name, value string) []byte {
	dst = append(dst, ' ')
	dst = append(dst, name...)
	dst = append(dst, ' ')
	return append(dst, value...)
}

// Same compares what identifies a candidate within its generation and media
// section. The line of a description lacks extensions that the trickled one
// has, and a masked one lacks the related address.
func (c *Candidate) Same(o *Candidate) bool {
	return c.Component == o.Component && c.Port == o.Port && c.Type == o.Type && c.TCPType == o.TCPType &&
		c.Address == o.Address && c.Foundation == o.Foundation && c.Protocol() == o.Protocol()
}

// MaskRelated hides the related address and port, keeping both attributes as
// browsers do when they mask them (RFC 8828 section 5; Firefox refuses
// reflexive and relayed lines that lack them): 0.0.0.0 or :: and port 0.
func (c *Candidate) MaskRelated() {
	if c.RelatedAddress == "" {
		return
	}
	mask := "0.0.0.0"
	if strings.IndexByte(c.RelatedAddress, ':') >= 0 {
		mask = "::"
	}
	c.RelatedAddress, c.RelatedPort, c.HasRelatedPort = mask, 0, true
}
