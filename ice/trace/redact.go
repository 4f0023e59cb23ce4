package trace

import (
	"strconv"
	"strings"

	"github.com/iceguard/iceguard/ice/candidate"
	"github.com/iceguard/iceguard/ice/session"
	"github.com/iceguard/iceguard/ice/stats"
)

// Redactor hides addresses in the events of a connection, each behind a
// stand-in, always the same one for the same address. A stand-in is of the
// same family and scope, so lines stay valid, and what a reader of the trace
// concludes about the path stays true. The n-th address is shown as
//
//	IPv4  public 203.0.113.n, private 10.0.0.n, link-local 169.254.0.n, CGNAT 100.64.0.n
//	IPv6  public 2001:db8::n, ULA fd00::n, link-local fe80::n
//	names mdns-n.local, name-n.invalid
//
// (RFC 5737, RFC 3849, RFC 2606; from the 255th public IPv4 address on
// 198.18.0.0/15 of RFC 2544), and one that the browser masked, such as
// 192.168.1.x, as 10.0.n.x. Loopback, 0.0.0.0, :: and words such as
// "(redacted)" stay. Foundations are numbered, since libwebrtc computed
// them from the address. Hidden are candidate lines, error events with their
// text, pairs and statistics. Kept are ports, ufrags, ids, server URLs and the
// text of the policy, also where they hold an address: they are the
// application's, not the user's. A rule "net" may decide otherwise on a replay.
//
// The zero value is ready. Hiding what is hidden changes nothing.
type Redactor struct {
	ips    map[candidate.IP]string
	words  map[string]string // by class and word
	counts map[string]int    // by class
}

// Event is e without its addresses; e itself stays as it is.
func (r *Redactor) Event(e *session.Event) session.Event {
	c := *e
	c.Line = r.line(e.Line)
	c.Error.Address = r.address(e.Error.Address)
	c.Error.HostCandidate = r.text(e.Error.HostCandidate)
	c.Error.Text = r.text(e.Error.Text)
	c.Pair = session.PairEvent{Local: r.line(e.Pair.Local), Remote: r.line(e.Pair.Remote)}
	if e.Stats != nil {
		s := *e.Stats
		s.Candidates = append([]stats.Candidate(nil), s.Candidates...)
		for i := range s.Candidates {
			s.Candidates[i].Address = r.address(s.Candidates[i].Address)
		}
		c.Stats = &s
	}
	return c
}

// line hides the addresses of a candidate line and leaves every other byte.
func (r *Redactor) line(line string) string {
	c, err := candidate.Parse(line)
	if err != nil {
		return r.text(line)
	}
	var b strings.Builder
	last := ""
	for i, rest, more := 0, line, true; more; i++ {
		var token string
		token, rest, more = strings.Cut(rest, " ")
		switch {
		case i == 0:
			b.WriteString(strings.TrimSuffix(token, c.Foundation))
			b.WriteString(r.standIn("foundation", c.Foundation, func(n int) string { return strconv.Itoa(n) }))
		case i == 4 || last == "raddr":
			b.WriteString(r.address(token))
		default:
			b.WriteString(r.text(token))
		}
		if last = token; more {
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// address is the stand-in of what stands where an address belongs.
func (r *Redactor) address(s string) string {
	if _, masked := maskedIP(s); candidate.FamilyOf(s) == candidate.FQDN && s != "redacted-ip.invalid" && !masked {
		return r.standIn("name", s, func(n int) string { return "name-" + strconv.Itoa(n) + ".invalid" })
	}
	return r.text(s)
}

// text hides the IP addresses and mDNS names in a text, with or without a port.
func (r *Redactor) text(s string) string {
	var b strings.Builder
	for s != "" {
		n := 0
		for n < len(s) && isAddressByte(s[n]) {
			n++
		}
		b.WriteString(r.word(s[:n]))
		if s = s[n:]; s != "" {
			b.WriteByte(s[0])
			s = s[1:]
		}
	}
	return b.String()
}

func isAddressByte(b byte) bool {
	return b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || strings.IndexByte(".:%_-", b) >= 0
}

// word is the stand-in of a word that may be an address, or one and a port.
func (r *Redactor) word(s string) string {
	core := strings.TrimRight(s, ".:")
	if strings.HasSuffix(s, "::") {
		core = s // an address may end so
	}
	tail := s[len(core):]
	if ip, ok := candidate.ParseIP(core); ok {
		return r.ip(ip, core) + tail
	}
	if ip, ok := maskedIP(core); ok {
		return r.masked(ip, core) + tail
	}
	if candidate.FamilyOf(core) == candidate.MDNS {
		return r.standIn("mdns", core, func(n int) string { return "mdns-" + strconv.Itoa(n) + ".local" }) + tail
	}
	if host, port, ok := strings.Cut(core, ":"); ok && strings.IndexByte(port, ':') < 0 && strings.IndexByte(host, '.') >= 0 {
		return r.word(host) + ":" + port + tail
	}
	return s
}

// standIn is the stand-in of a value of that class; make gives the n-th one.
func (r *Redactor) standIn(class, value string, make func(n int) string) string {
	key := class + " " + value
	s, ok := r.words[key]
	if !ok {
		s = make(r.next(class))
		r.words[key] = s
	}
	return s
}

// next is the number of the next stand-in of a class, from 1.
func (r *Redactor) next(class string) int {
	if r.counts == nil {
		r.ips, r.words, r.counts = map[candidate.IP]string{}, map[string]string{}, map[string]int{}
	}
	r.counts[class]++
	return r.counts[class]
}

// ip is the stand-in of an address; the spellings of one address have one.
func (r *Redactor) ip(ip candidate.IP, spelled string) string {
	scope := ip.Scope()
	if scope == candidate.Loopback || scope == candidate.UnknownScope {
		return spelled
	}
	s, ok := r.ips[ip]
	if !ok {
		n := r.next(ip.Family().String() + " " + scope.String())
		if s = ipv6Prefix(scope) + "::" + groups(n); ip.Family() == candidate.IPv4 {
			s = ipv4(scope, n)
		}
		r.ips[ip] = s
	}
	return s
}
