package sdp

import (
	"strconv"
	"strings"

	"github.com/iceguard/iceguard/ice/candidate"
)

// Verdict is what Filter does with a candidate line.
type Verdict uint8

// The verdicts.
const (
	Keep Verdict = iota
	Drop
	KeepMasked // keep, with the related address masked
)

// Filter appends desc to dst without the candidate lines that decide drops,
// and reports whether that changed anything; if not, dst is returned as it was.
//
// The default destination of a section (its c= line, m= port and a=rtcp line,
// RFC 8839 section 4.2.1.2) is replaced when it is the address of a dropped
// candidate and of no kept one: by the best kept candidate of the section, or
// by 0.0.0.0 port 9, which RFC 8840 section 4.1.1 gives for "none yet".
func Filter(dst []byte, desc string, decide func(*Line) Verdict) (out []byte, changed bool) {
	f := filter{}
	for l := range lines(desc) {
		if l.isCandidate() {
			f.judge(l.candidate(), decide)
		} else if ip, ok := connectionAddress(l.text); ok {
			f.setConnection(l.m, ip)
		}
	}
	if !f.changes {
		return dst, false
	}
	next := 0
	for l := range lines(desc) {
		switch {
		case l.isCandidate():
			dst = f.judged[next].append(dst, l)
			next++
		case strings.HasPrefix(l.text, "m="):
			dst = f.appendMedia(dst, l)
		case strings.HasPrefix(l.text, "c="):
			dst = f.appendConnection(dst, l)
		case strings.HasPrefix(l.text, "a=rtcp:"):
			dst = f.appendRTCP(dst, l)
		default:
			dst = append(append(dst, l.text...), l.end...)
		}
	}
	return dst, true
}

// filter holds what the first pass over a description finds out.
type filter struct {
	judged      []judgement
	changes     bool
	connections []connection
}

type judgement struct {
	Line
	verdict Verdict
}

// connection is the c= line of one section; m is -1 for the session's.
type connection struct {
	m       int
	address string
}

func (f *filter) judge(l Line, decide func(*Line) Verdict) {
	v := decide(&l)
	f.changes = f.changes || v != Keep
	f.judged = append(f.judged, judgement{l, v})
}

func (j *judgement) append(dst []byte, l line) []byte {
	switch j.verdict {
	case Drop:
		return dst
	case KeepMasked:
		c := j.Candidate
		c.MaskRelated()
		dst = c.Append(append(dst, "a="...))
		return append(dst, l.end...)
	}
	return append(append(dst, l.text...), l.end...)
}

func (f *filter) setConnection(m int, address string) {
	f.connections = append(f.connections, connection{m, address})
}

// connectionOf is the address that holds for a section: its own or the session's.
func (f *filter) connectionOf(m int) (address string, own bool) {
	for _, c := range f.connections {
		if c.m == m {
			return c.address, true
		}
	}
	for _, c := range f.connections {
		if c.m == -1 {
			return c.address, false
		}
	}
	return "", false
}

// exposes says whether a default destination is a dropped candidate's. Ports
// below 0 stand for any.
func (f *filter) exposes(address string, port int) bool {
	ip := candidate.IPOf(address)
	if !ip.IsValid() || ip.IsUnspecified() {
		return false
	}
	exposes := false
	for i := range f.judged {
		j := &f.judged[i]
		same := j.Err == nil && candidate.IPOf(j.Candidate.Address) == ip
		switch {
		case j.verdict == KeepMasked && candidate.IPOf(j.Candidate.RelatedAddress) == ip:
			exposes = true
		case !same:
		case j.verdict == Drop:
			exposes = true
		case port < 0 || int(j.Candidate.Port) == port:
			return false
		}
	}
	return exposes
}

// destination is the default of a section when its own exposes a candidate:
// RFC 8445 section 5.1.4 recommends the relayed one, then the reflexive.
func (f *filter) destination(m int) (address string, port int) {
	best := -1
	address, port = "0.0.0.0", 9
	for i := range f.judged {
		j := &f.judged[i]
		c := &j.Candidate
		if j.verdict == Drop || j.Err != nil || j.MLineIndex != m || c.Component != 1 || c.Protocol() != "udp" {
			continue
		}
		if rank := rankOf(c.Type); rank > best && candidate.IPOf(c.Address).IsValid() {
			best, address, port = rank, c.Address, int(c.Port)
		}
	}
	return address, port
}

func rankOf(t candidate.Type) int {
	switch t {
	case candidate.Relay:
		return 2
	case candidate.ServerReflexive:
		return 1
	}
	return 0
}

// appendMedia writes an m= line, with another port when the default
// destination changes. Port 0 is a rejected section and stays.
func (f *filter) appendMedia(dst []byte, l line) []byte {
	address, own := f.connectionOf(l.m)
	if l.port <= 0 || !f.exposes(address, l.port) {
		return append(append(dst, l.text...), l.end...)
	}
	port := 9
	if own {
		_, port = f.destination(l.m)
	}
	media, rest, _ := strings.Cut(l.text, " ")
	_, tail, _ := strings.Cut(rest, " ")
	dst = append(append(dst, media...), ' ')
	dst = strconv.AppendInt(dst, int64(port), 10)
	dst = append(append(dst, ' '), tail...)
	return append(dst, l.end...)
}

// appendConnection writes a c= line (RFC 8866 section 5.7).
func (f *filter) appendConnection(dst []byte, l line) []byte {
	address, ok := connectionAddress(l.text)
	if !ok || !f.exposes(address, l.port) {
		return append(append(dst, l.text...), l.end...)
	}
	address = "0.0.0.0"
	if l.m >= 0 {
		address, _ = f.destination(l.m)
	}
	dst = appendNet(append(dst, "c="...), address)
	return append(dst, l.end...)
}

// appendRTCP writes an a=rtcp line (RFC 3605), whose address may be that of a dropped candidate.
func (f *filter) appendRTCP(dst []byte, l line) []byte {
	portText, rest, _ := strings.Cut(l.text[len("a=rtcp:"):], " ")
	port, err := strconv.Atoi(portText)
	address, _ := connectionAddress("c=" + rest)
	if rest == "" {
		address, _ = f.connectionOf(l.m)
	}
	if err != nil || !f.exposes(address, port) {
		return append(append(dst, l.text...), l.end...)
	}
	dst = appendNet(append(dst, "a=rtcp:9 "...), "0.0.0.0")
	return append(dst, l.end...)
}

func appendNet(dst []byte, address string) []byte {
	if strings.IndexByte(address, ':') >= 0 {
		dst = append(dst, "IN IP6 "...)
	} else {
		dst = append(dst, "IN IP4 "...)
	}
	return append(dst, address...)
}

// connectionAddress is the address of a line "c=IN IP4 address[/ttl]".
func connectionAddress(text string) (string, bool) {
	rest, ok := strings.CutPrefix(text, "c=IN IP")
	if !ok || len(rest) < 3 || rest[1] != ' ' {
		return "", false
	}
	address, _, _ := strings.Cut(rest[2:], "/")
	return address, true
}
