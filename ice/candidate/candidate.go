package candidate

import (
	"iter"
	"unsafe"

	"github.com/iceguard/iceguard/internal/ascii"
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

	tail      string // all that follows the candidate type, without the leading space
	line      string // what Parse was given
	ip        IP     // what ipOf says
	ipOf      string // the address that Parse read
	relatedIP IP     // what relatedOf says
	relatedOf string // the related address that Parse read
}

// IP is the address as an IP; the zero IP for a name.
func (c *Candidate) IP() IP {
	if ip := c.known(c.Address); ip != nil {
		return *ip
	}
	return IPOf(c.Address)
}

// Scope says how far the address reaches.
func (c *Candidate) Scope() Scope {
	if ip := c.known(c.Address); ip != nil {
		return ip.Scope()
	}
	return IPOf(c.Address).Scope()
}

// RelatedIP is the related address as an IP; the zero IP for a name or none.
func (c *Candidate) RelatedIP() IP {
	if ip := c.known(c.RelatedAddress); ip != nil {
		return *ip
	}
	return IPOf(c.RelatedAddress)
}

// known is what Parse has read of an address; nil of one that is not the line's.
func (c *Candidate) known(address string) *IP {
	switch {
	case same(c.ipOf, address):
		return &c.ip
	case same(c.relatedOf, address):
		return &c.relatedIP
	}
	return nil
}

// same reports whether two strings are one and the same, as a field is that has
// not been changed since; to compare them would be two calls.
func same(a, b string) bool { return len(a) == len(b) && unsafe.StringData(a) == unsafe.StringData(b) }

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
	switch {
	case c.Transport == "udp" || ascii.EqualFold(c.Transport, "udp"):
		return "udp"
	case ascii.EqualFold(c.Transport, "tcp"):
		return "tcp"
	}
	return ascii.ToLower(c.Transport)
}

// Line is the text that Parse was given, "" for a Candidate made by hand.
func (c *Candidate) Line() string { return c.line }

// Tail is the text of all attributes behind the candidate type, raddr and rport included.
func (c *Candidate) Tail() string { return c.tail }

// Extensions yields the extension attributes in their order as name and value,
// without raddr and rport. It includes tcptype and ufrag, which stand among them.
func (c *Candidate) Extensions() iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		for x := c.extensions(); x.next(); {
			if !yield(x.name, x.value) {
				return
			}
		}
	}
}

// extensions is a cursor over the pairs of a tail without the first raddr and rport.
type extensions struct {
	pairs
	seenAddress, seenPort bool
}

func (c *Candidate) extensions() extensions { return extensions{pairs: pairs{rest: c.tail}} }

func (x *extensions) next() bool {
	for x.pairs.next() {
		switch {
		case x.name == raddrName && !x.seenAddress:
			x.seenAddress = true
		case x.name == rportName && !x.seenPort:
			x.seenPort = true
		default:
			return true
		}
	}
	return false
}

// Extension is the value of the first extension attribute of that name.
func (c *Candidate) Extension(name string) (value string, ok bool) {
	for x := c.extensions(); x.next(); {
		if x.name == name {
			return x.value, true
		}
	}
	return "", false
}

// Append appends the candidate to dst: the line it was parsed from if no field
// was changed, else its normal form.
func (c *Candidate) Append(dst []byte) []byte {
	b := ascii.Buffer(dst)
	orig, err := Parse(c.line)
	if err == nil && orig == *c {
		b.Text(c.line)
	} else {
		c.write(&b, prefixOf(c.line))
	}
	return b
}

// AppendNormal appends the normal form: prefix "candidate:", transport in lower
// case, numbers without leading zeros, raddr and rport first, then the other
// extensions in the order they had.
func (c *Candidate) AppendNormal(dst []byte) []byte {
	b := ascii.Buffer(dst)
	n := *c
	n.Transport = c.Protocol()
	n.write(&b, prefixCandidate)
	return b
}

func (c *Candidate) write(b *ascii.Buffer, prefix string) {
	if c.line == "" {
		prefix = prefixCandidate
	}
	b.Text(prefix)
	b.Text(c.Foundation)
	b.WordNumber(int64(c.Component))
	b.Word(c.Transport)
	b.WordNumber(int64(c.Priority))
	b.Word(c.Address)
	b.WordNumber(int64(c.Port))
	b.Word(typName)
	b.Word(string(c.Type))
	writeOptional(b, raddrName, c.RelatedAddress)
	if c.HasRelatedPort {
		b.Word(rportName)
		b.WordNumber(int64(c.RelatedPort))
	}
	// tcptype and ufrag keep their place but take the value of their field,
	// since that is what a caller can change.
	tcpType, ufrag := string(c.TCPType), c.UsernameFragment // "" once written
	tcpDone, ufragDone := false, false
	for x := c.extensions(); x.next(); {
		value, optional := x.value, false
		switch {
		case x.name == tcpTypeName && !tcpDone:
			tcpDone, optional, value, tcpType = true, true, tcpType, ""
		case x.name == ufragName && value != "" && !ufragDone: // an empty one is no ufrag to Parse either
			ufragDone, optional, value, ufrag = true, true, ufrag, ""
		}
		if value != "" || !optional {
			b.Word(x.name)
			b.Word(value)
		}
	}
	writeOptional(b, tcpTypeName, tcpType)
	writeOptional(b, ufragName, ufrag)
}

func writeOptional(b *ascii.Buffer, name, value string) {
	if value != "" {
		b.Word(name)
		b.Word(value)
	}
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
	c.RelatedAddress, c.RelatedPort, c.HasRelatedPort = unspecifiedLike(c.RelatedAddress), 0, true
}
