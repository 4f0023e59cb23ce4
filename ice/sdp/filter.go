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
	var f filter
	for l := range lines(desc) {
		if l.isCandidate() {
			f.judge(l.candidate(), decide)
		} else if address, ok := connectionAddress(l.text); ok {
			f.section(l.m).setConnection(address)
		}
	}
	if !f.changes {
		return dst, false
	}
	f.index()
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

// filter holds what the first pass over a description finds out. It is indexed,
// because a peer may send a description of any size.
type filter struct {
	judged   []judgement
	changes  bool
	sections []section         // the session's, then those of the media
	hidden   map[endpoint]bool // the addresses of dropped candidates and what was masked, at port -1
	kept     map[endpoint]bool // kept candidates, at their port and at -1
}

// section is what is known of one section.
type section struct {
	address     string // of its c= line
	hasAddress  bool
	best        int // rank of its best kept candidate; 0: it has none
	bestAddress string
	bestPort    int
}

func (f *filter) section(m int) *section {
	for len(f.sections) <= m+1 {
		f.sections = append(f.sections, section{})
	}
	return &f.sections[m+1]
}

type judgement struct {
	Line
	verdict Verdict
}

// place is an address: an IP, however it is spelled, or a name.
type place struct {
	ip   candidate.IP
	name string
}

func placeOf(address string) place {
	if ip := candidate.IPOf(address); ip.IsValid() {
		return place{ip: ip}
	}
	return place{name: address}
}

// endpoint is a place and a port; -1 stands for any.
type endpoint struct {
	place
	port int
}

func (f *filter) judge(l Line, decide func(*Line) Verdict) {
	v := decide(&l)
	if v == KeepMasked && l.Err != nil {
		v = Drop // what cannot be read cannot be masked
	}
	f.changes = f.changes || v != Keep
	f.judged = append(f.judged, judgement{l, v})
}

// index sorts what was judged by address and by section.
func (f *filter) index() {
	f.hidden, f.kept = map[endpoint]bool{}, map[endpoint]bool{}
	for i := range f.judged {
		j := &f.judged[i]
		c := &j.Candidate
		if j.Err != nil {
			continue
		}
		at := placeOf(c.Address)
		if j.verdict == Drop {
			f.hidden[endpoint{at, -1}] = true
			continue
		}
		if j.verdict == KeepMasked {
			f.hidden[endpoint{placeOf(c.RelatedAddress), -1}] = true
		}
		f.kept[endpoint{at, int(c.Port)}], f.kept[endpoint{at, -1}] = true, true
		// RFC 8445 section 5.1.4 recommends the relayed one as default, then the reflexive.
		s, rank := f.section(j.MLineIndex), rankOf(c.Type)
		if c.Component == 1 && c.Protocol() == "udp" && at.ip.IsValid() && rank > s.best {
			s.best, s.bestAddress, s.bestPort = rank, c.Address, int(c.Port)
		}
	}
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

func (s *section) setConnection(address string) {
	if !s.hasAddress {
		s.address, s.hasAddress = address, true
	}
}

// connectionOf is the address that holds for a section: its own or the session's.
func (f *filter) connectionOf(m int) (address string, own bool) {
	if s := f.section(m); s.hasAddress {
		return s.address, true
	}
	return f.section(-1).address, false
}

// exposes says whether a default destination is a dropped candidate's and no
// kept one's. Ports below 0 stand for any.
func (f *filter) exposes(address string, port int) bool {
	at := placeOf(address)
	if address == "" || at.ip.IsUnspecified() {
		return false
	}
	return f.hidden[endpoint{at, -1}] && !f.kept[endpoint{at, max(port, -1)}]
}

// destination is the default of a section when its own exposes a candidate.
func (f *filter) destination(m int) (address string, port int) {
	if s := f.section(m); s.best > 0 {
		return s.bestAddress, s.bestPort
	}
	return "0.0.0.0", 9
}

func rankOf(t candidate.Type) int {
	switch t {
	case candidate.Relay:
		return 3
	case candidate.ServerReflexive:
		return 2
	}
	return 1
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
