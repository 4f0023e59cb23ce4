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
	f := filter{desc: desc, out: dst}
	f.read()
	if !f.judge(decide) {
		return dst, false
	}
	for i := range f.marks {
		f.rewrite(&f.marks[i])
	}
	f.out.Text(desc[f.done:])
	return f.out, true
}

const rtcpLine = "a=rtcp:"

// filter holds what the first pass over a description finds out, and what it becomes.
type filter struct {
	desc     string
	marks    []mark
	sections []section // the session's, then those of the media
	known    exposures
	latest   string // address that was asked of known
	out      ascii.Buffer
	done     int // bytes of desc that are in out, or left out
}

// mark is a line that may change. There are many, so it has no pointers.
type mark struct {
	start, end int   // of the line without its end
	m          int32 // media section, -1 before the first
	kind       byte  // of "m=" and "c=" the letter, 'a' of a candidate, 'r' of a=rtcp
	verdict    Verdict
}

// section is what is known of one section.
type section struct {
	_          [0]func() // not compared
	mid        string
	address    string // of its c= line
	hasAddress bool
	port       int32 // of its m= line, -1 when it has none
	rank       int32 // of its best kept candidate; 0: it has none
	best       int   // which mark that is
}

func (f *filter) section(m int32) *section { return &f.sections[m+1] }

// read marks the lines and notes the default destinations. It passes over most
// lines: they are attributes that two bytes tell from those looked for.
func (f *filter) read() {
	desc := f.desc
	f.marks, f.sections = make([]mark, 0, len(desc)/1024+8), make([]section, 1, len(desc)/2048+8)
	f.section(-1).port = -1
	m := int32(-1)
	for rest := desc; rest != ""; {
		line := rest
		if n := strings.IndexByte(rest, '\n'); n >= 0 {
			line = rest[:n+1]
		}
		rest = rest[len(line):]
		if len(line) < 2 || line[1] != '=' || line[0] != 'm' && line[0] != 'c' && !(line[0] == 'a' && mayMatter(line)) {
			continue
		}
		text := line[:textEnd(line)]
		k := mark{start: len(desc) - len(rest) - len(line), kind: line[0]}
		k.end = k.start + len(text)
		switch k.kind {
		case 'm':
			m++
			f.sections = append(f.sections, section{port: int32(mediaPort(text))})
		case 'c':
			f.connected(text, m)
		case 'a':
			if k.kind = f.attribute(text, m); k.kind == 0 {
				continue
			}
		}
		k.m = m
		f.marks = append(f.marks, k)
	}
}

func (f *filter) connected(text string, m int32) {
	address, ok := connectionAddress(text[len("c="):])
	if !ok {
		return
	}
	f.ask(address)
	if s := f.section(m); !s.hasAddress {
		s.address, s.hasAddress = address, true
	}
}

// ask has known tell of an address. Most often all sections have the same one.
func (f *filter) ask(address string) {
	if address != none && address != f.latest {
		f.latest = address
		f.known.ask(address)
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
func (f *filter) attribute(text string, m int32) byte {
	switch {
	case strings.HasPrefix(text, candidateLine):
		return 'a'
	case strings.HasPrefix(text, rtcpLine):
		_, rest, _ := ascii.Cut(text, ' ')
		address, _ := connectionAddress(rest)
		f.ask(address)
		return 'r'
	case strings.HasPrefix(text, midLine):
		if s := f.section(m); s.mid == "" && m >= 0 {
			s.mid = text[len(midLine):]
		}
	}
	return 0
}

// judge decides on all candidates and says whether one is not shown as it is.
func (f *filter) judge(decide func(*Line) Verdict) (changes bool) {
	l := new(Line)
	for i := range f.marks {
		k := &f.marks[i]
		if k.kind != 'a' {
			continue
		}
		l.Raw, l.Mid, l.MLineIndex = f.desc[k.start+len("a="):k.end], f.section(k.m).mid, int(k.m)
		l.Candidate, l.Err = candidate.Parse(l.Raw)
		k.verdict = decide(l)
		if l.Err == nil {
			f.note(&l.Candidate, i)
		} else if k.verdict == KeepMasked {
			k.verdict = Drop // what cannot be read cannot be masked
		}
		changes = changes || k.verdict != Keep
	}
	return changes
}

// note sorts a candidate by address and by section.
func (f *filter) note(c *candidate.Candidate, i int) {
	k := &f.marks[i]
	if k.verdict == Drop {
		f.known.see(c.Address, -1, hidden)
		return
	}
	if k.verdict == KeepMasked {
		f.known.see(c.RelatedAddress, -1, hidden)
	}
	f.known.see(c.Address, int(c.Port), kept)
	// RFC 8445 section 5.1.4 recommends the relayed one as default, then the reflexive.
	rank := int32(1)
	switch c.Type {
	case candidate.Relay:
		rank = 3
	case candidate.ServerReflexive:
		rank = 2
	}
	s := f.section(k.m)
	if rank > s.rank && c.Component == 1 && c.Protocol() == "udp" && candidate.IPOf(c.Address).IsValid() {
		s.rank, s.best = rank, i
	}
}

// rewrite writes the line if it changes, and all that is not written before it.
func (f *filter) rewrite(k *mark) {
	text := f.desc[k.start:k.end]
	switch {
	case k.kind != 'a':
		if f.known.exposed(f.stated(k)) {
			f.before(k)
			f.hide(k, text)
		}
	case k.verdict == Drop:
		f.before(k)
		if n := strings.IndexByte(f.desc[k.end:], '\n'); n >= 0 {
			f.done = k.end + n + 1
		} else {
			f.done = len(f.desc)
		}
	case k.verdict == KeepMasked:
		f.mask(k, text)
	}
}

// mask hides the related address and port of a candidate, as MaskRelated does,
// and leaves every other byte of its line.
func (f *filter) mask(k *mark, text string) {
	raddr, rport := -1, -1 // where their values begin
	for word, at := 0, 0; at < len(text); word++ {
		end := wordEnd(text, at)
		if word >= 8 && word%2 == 0 { // a name; the candidate type is the eighth word
			switch name := text[at:end]; {
			case raddr < 0 && name == "raddr":
				raddr = end + 1
			case rport < 0 && name == "rport":
				rport = end + 1
			}
		}
		at = end + 1
	}
	if raddr < 0 {
		return
	}
	f.before(k)
	done, address := 0, none
	if strings.IndexByte(text[raddr:wordEnd(text, raddr)], ':') >= 0 {
		address = "::"
	}
	if rport >= 0 && rport < raddr {
		done = f.replace(text, done, rport, "0")
	}
	done = f.replace(text, done, raddr, address)
	if rport < 0 {
		f.out.Text(" rport 0")
	} else if rport > raddr {
		done = f.replace(text, done, rport, "0")
	}
	f.out.Text(text[done:])
}

// replace writes text from done on with another word at at, and returns what is done then.
func (f *filter) replace(text string, done, at int, word string) int {
	f.out.Text(text[done:at])
	f.out.Text(word)
	return wordEnd(text, at)
}

func wordEnd(text string, at int) int {
	if n := strings.IndexByte(text[at:], ' '); n >= 0 {
		return at + n
	}
	return len(text)
}

// before writes what stands before the line, which is to be written anew.
func (f *filter) before(k *mark) {
	f.out.Text(f.desc[f.done:k.start])
	f.done = k.end
}

// stated is the default destination that a line states; "" for none. The port
// of an m= line that is 0 rejects the section.
func (f *filter) stated(k *mark) (address string, at int) {
	text, s := f.desc[k.start:k.end], f.section(k.m)
	at = int(s.port)
	switch k.kind {
	case 'c':
		address, _ = connectionAddress(text[len("c="):])
		return address, at
	case 'r':
		word, rest, _ := ascii.Cut(text[len(rtcpLine):], ' ')
		if at = port(word); rest != "" {
			address, _ = connectionAddress(rest)
		} else {
			address = f.connectionOf(s)
		}
		if at < 0 {
			return "", at
		}
		return address, at
	}
	if at <= 0 {
		return "", at
	}
	return f.connectionOf(s), at
}

// connectionOf is the address that holds for a section: its own or the session's.
func (f *filter) connectionOf(s *section) string {
	if s.hasAddress {
		return s.address
	}
	return f.section(-1).address
}

// destination is the default of a section when its own exposes a candidate.
func (f *filter) destination(m int32) (address string, port int64) {
	s := f.section(m)
	if s.rank == 0 {
		return none, 9
	}
	best := &f.marks[s.best]
	c, _ := candidate.Parse(f.desc[best.start:best.end])
	return c.Address, int64(c.Port)
}

// hide writes a line that states a default destination with another one.
func (f *filter) hide(k *mark, text string) {
	address, at := none, int64(9)
	if s := f.section(k.m); k.kind == 'c' && k.m >= 0 || k.kind == 'm' && s.hasAddress {
		address, at = f.destination(k.m)
	}
	switch k.kind {
	case 'm':
		media, rest, _ := ascii.Cut(text, ' ')
		_, tail, _ := ascii.Cut(rest, ' ')
		f.out.Text(media)
		f.out.WordNumber(at)
		f.out.Word(tail)
	case 'c': // RFC 8866 section 5.7
		start := "c=IN IP4 "
		if strings.IndexByte(address, ':') >= 0 {
			start = "c=IN IP6 "
		}
		f.out.Text(start)
		f.out.Text(address)
	case 'r': // RFC 3605
		f.out.Text(rtcpLine + "9 IN IP4 " + none)
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
