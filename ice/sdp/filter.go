package sdp

import (
	"strings"

	"github.com/iceguard/iceguard/ice/candidate"
	"github.com/iceguard/iceguard/internal/ascii"
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
// The Line that decide gets is valid until it returns.
//
// The default destination of a section (its c= line, m= port and a=rtcp line,
// RFC 8839 section 4.2.1.2) is replaced when it is the address of a dropped
// candidate and of no kept one: by the best kept candidate of the section, or
// by 0.0.0.0 port 9, which RFC 8840 section 4.1.1 gives for "none yet".
func Filter(dst []byte, desc string, decide func(*Line) Verdict) (out []byte, changed bool) {
	var f Filterer
	return f.Filter(dst, desc, decide)
}

// Filterer filters one description after another without allocation, once it
// has room for the largest. The zero value is ready; it is for one at a time.
type Filterer struct {
	desc     string
	marks    []mark
	sections []section // the session's, then those of the media
	known    exposures
	latest   string // c= line, and the address it has
	address  string
	lines    int32  // read so far
	line     Line   // for decide
	change   Change // for change
	out      ascii.Buffer
	done     int // bytes of desc that are in out, or left out
}

// Filter is the function Filter.
func (f *Filterer) Filter(dst []byte, desc string, decide func(*Line) Verdict) (out []byte, changed bool) {
	f.begin(desc)
	for at := 0; at < len(desc); {
		end := len(desc)
		if n := strings.IndexByte(desc[at:], '\n'); n >= 0 {
			end = at + n + 1
		}
		f.read(at, end)
		at = end
	}
	if !f.judge(decide) {
		return dst, false
	}
	f.out, f.done = dst, 0
	for i := range f.marks {
		f.rewrite(&f.marks[i])
	}
	f.out.Text(desc[f.done:])
	out, f.out = f.out, nil
	return out, true
}

// Change is a line that Filter would write in another way.
type Change struct {
	_       [0]func() // not compared
	Line    int       // its number, from 0
	Dropped bool      // it goes, with its line end
	Mid     int       // the number of the a=mid line of its section, -1 when it has none
	Text    []byte    // what it becomes, without its line end
}

// Changes tells of each line that Filter would change, in their order, for who
// holds the description elsewhere and knows its lines: line i is
// desc[bounds[2*i]:bounds[2*i+1]], with or without its line end. They are those
// of the description that begin with m=, c=, a=candidate:, a=mid: and a=rtcp:
// (others do no harm), in their order. The Change is valid until change returns.
func (f *Filterer) Changes(desc string, bounds []int32, decide func(*Line) Verdict, change func(*Change)) {
	f.begin(desc)
	for i := 0; i+1 < len(bounds); i += 2 {
		f.read(int(bounds[i]), int(bounds[i+1]))
	}
	if !f.judge(decide) {
		return
	}
	c := &f.change
	for i := range f.marks {
		k := &f.marks[i]
		if k.verdict == Keep && !f.known.any {
			continue
		}
		f.out, f.done = f.out[:0], k.start
		if f.rewrite(k); f.done > k.start {
			c.Line, c.Dropped, c.Mid, c.Text = int(k.line), k.verdict == Drop, int(f.section(k.m).midLine), f.out
			change(c)
		}
	}
}

const rtcpLine = "a=rtcp:"

// mark is a line that may change. There are many, so it has no pointers.
type mark struct {
	start, end int   // of the line without its end
	line       int32 // its number
	m          int32 // media section, -1 before the first
	kind       byte  // of "m=" and "c=" the letter, 'a' of a candidate, 'r' of a=rtcp
	verdict    Verdict
	port       uint16 // of a candidate that is kept, if a default destination has its address
	tail       int32  // of a masked candidate: what follows its type is so long
}

// section is what is known of one section.
type section struct {
	_          [0]func() // not compared
	mid        string
	midLine    int32  // -1 when it has none
	address    string // of its c= line
	hasAddress bool
	media      mark  // its m= line; none has no bytes
	rank       int32 // of its best kept candidate; 0: it has none
	best       int   // which mark that is
}

func (f *Filterer) section(m int32) *section { return &f.sections[m+1] }

// begin forgets the description before.
func (f *Filterer) begin(desc string) {
	if f.marks == nil {
		f.marks, f.sections = make([]mark, 0, len(desc)/1024+8), make([]section, 0, len(desc)/2048+8)
	}
	f.desc, f.marks, f.lines, f.latest = desc, f.marks[:0], 0, ""
	f.sections = append(f.sections[:0], section{midLine: -1})
	f.known.reset()
}

// read marks the line if it may change, and notes the default destinations. It
// passes over most lines: they are attributes that two bytes tell from those looked for.
func (f *Filterer) read(start, end int) {
	line := f.desc[start:end]
	n := f.lines
	f.lines++
	if len(line) < 2 || line[1] != '=' || line[0] != 'm' && line[0] != 'c' && !(line[0] == 'a' && mayMatter(line)) {
		return
	}
	text := line[:textEnd(line)]
	kind := line[0]
	switch kind {
	case 'm':
		f.sections = append(f.sections, section{media: mark{start: start, end: start + len(text)}, midLine: -1})
	case 'c':
		f.connected(text)
	case 'a':
		if kind = f.attribute(text); kind == 0 {
			return
		}
	}
	if len(f.marks) == cap(f.marks) {
		f.marks = append(f.marks, mark{})[:len(f.marks)]
	}
	f.marks = f.marks[:len(f.marks)+1]
	k := &f.marks[len(f.marks)-1] // none is copied
	k.start, k.end, k.line, k.m, k.kind, k.verdict, k.port, k.tail = start, start+len(text), n, f.latestSection(), kind, Keep, 0, 0
}

// latestSection is the one that is being read, -1 before the first of the media.
func (f *Filterer) latestSection() int32 { return int32(len(f.sections)) - 2 }

// connected notes the address of a c= line. Most often all sections have the same.
func (f *Filterer) connected(text string) {
	if text != f.latest {
		address, ok := connectionAddress(text[len("c="):])
		if !ok {
			return
		}
		f.latest, f.address = text, address
		f.known.ask(address)
	}
	if s := f.section(f.latestSection()); !s.hasAddress {
		s.address, s.hasAddress = f.address, true
	}
}

// mayMatter tells most attributes from those that attribute looks for, by the
// third letter and the place of the colon.
func mayMatter(text string) bool {
	colon := 0
	if len(text) > 2 {
		switch text[2] {
		case 'c':
			colon = len(candidateLine)
		case 'm':
			colon = len(midLine)
		case 'r':
			colon = len(rtcpLine)
		}
	}
	return colon > 0 && len(text) >= colon && text[colon-1] == ':'
}

// attribute is the kind of an a= line, 0 for one that stays.
func (f *Filterer) attribute(text string) byte {
	switch {
	case strings.HasPrefix(text, candidateLine):
		return 'a'
	case strings.HasPrefix(text, rtcpLine):
		_, rest, _ := ascii.Cut(text, ' ')
		address, _ := connectionAddress(rest)
		f.known.ask(address)
		return 'r'
	case strings.HasPrefix(text, midLine):
		if s := f.section(f.latestSection()); s.mid == "" && len(f.sections) > 1 {
			s.mid, s.midLine = text[len(midLine):], f.lines-1
		}
	}
	return 0
}

// judge decides on all candidates and says whether one is not shown as it is.
func (f *Filterer) judge(decide func(*Line) Verdict) (changes bool) {
	l := &f.line
	for i := range f.marks {
		k := &f.marks[i]
		if k.kind != 'a' {
			continue
		}
		l.Raw, l.Mid, l.MLineIndex, l.Default = f.desc[k.start+len("a="):k.end], f.section(k.m).mid, int(k.m), false
		l.Err = l.Candidate.Parse(l.Raw)
		k.verdict = decide(l)
		if k.verdict != Drop && f.known.known(l.Candidate.Address, l.Candidate.IP()) {
			k.port = l.Candidate.Port
		}
		if k.verdict == Keep {
			continue
		}
		changes = true
		switch c := &l.Candidate; {
		case l.Err != nil:
			k.verdict = Drop // what cannot be read cannot be masked
		case k.verdict == Drop:
			f.known.hide(c.Address, c.IP())
		default:
			f.known.hide(c.RelatedAddress, c.RelatedIP())
			k.tail = int32(len(c.Tail()))
		}
	}
	f.judgeDefaults(decide)
	if f.known.any {
		f.sortKept()
	}
	return changes || f.known.any
}

// judgeDefaults decides on default destinations that are no candidate's in the
// description: those that Firefox offers after an ICE restart or a rollback are
// of candidates that it had before, maybe at an address that it still has.
func (f *Filterer) judgeDefaults(decide func(*Line) Verdict) {
	if len(f.known.seen) == 0 {
		return
	}
	l := &f.line
	for i := range f.marks {
		k := &f.marks[i]
		if k.kind != 'r' && (k.kind != 'm' || f.connectionOf(f.section(k.m)) == none) {
			continue
		}
		address, at := f.stated(k)
		seen, asked := f.known.of(address)
		if !asked || seen&hidden != 0 || seen == kept && f.lists(i, address, at) { // of a hidden address what is kept is shown anyway
			continue
		}
		*l = Line{Mid: f.section(k.m).mid, MLineIndex: int(k.m), Default: true}
		l.Candidate.Component, l.Candidate.Transport = 1, "udp"
		l.Candidate.Address, l.Candidate.Port = address, uint16(at)
		if decide(l) == Drop {
			f.known.hide(address, l.Candidate.IP())
		}
	}
}

// lists reports whether a candidate that is kept, in the section of that mark, has that address and port.
func (f *Filterer) lists(mark int, address string, port int) bool {
	m := f.marks[mark].m
	for mark > 0 && f.marks[mark-1].m == m {
		mark--
	}
	for ; mark < len(f.marks) && f.marks[mark].m == m; mark++ {
		k := &f.marks[mark]
		if k.kind != 'a' || int(k.port) != port {
			continue
		}
		if len(f.known.seen) == 1 { // the only one that a port was noted for
			return true
		}
		c := &f.line.Candidate
		if ip := candidate.IPOf(address); c.Parse(f.desc[k.start:k.end]) == nil && c.IP() == ip && (ip.IsValid() || c.Address == address) {
			return true
		}
	}
	return false
}

// sortKept sorts the kept candidates by address and by section. Only a default
// destination that may be exposed asks for it.
func (f *Filterer) sortKept() {
	c := &f.line.Candidate
	for i := range f.marks {
		k := &f.marks[i]
		if k.kind != 'a' || k.verdict == Drop || c.Parse(f.desc[k.start:k.end]) != nil {
			continue
		}
		f.known.keep(c.Address, c.IP(), int(c.Port))
		// RFC 8445 section 5.1.4 recommends the relayed one as default, then the reflexive.
		rank := int32(1)
		switch c.Type {
		case candidate.Relay:
			rank = 3
		case candidate.ServerReflexive:
			rank = 2
		}
		s := f.section(k.m)
		if rank > s.rank && c.Component == 1 && c.Protocol() == "udp" && c.IP().IsValid() && c.Port > 0 { // port 0 rejects the section
			s.rank, s.best = rank, i
		}
	}
}

// connectionAddress is the address in "IN IP4 address[/ttl]".
func connectionAddress(text string) (string, bool) {
	const start = "IN IP4 "
	if len(text) <= len(start) || text[:5] != start[:5] || text[len(start)-1] != ' ' {
		return "", false
	}
	address, _, _ := ascii.Cut(text[len(start):], '/')
	return address, true
}
