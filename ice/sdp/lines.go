package sdp

import (
	"iter"
	"math"
	"strings"

	"github.com/iceguard/iceguard/ice/candidate"
	"github.com/iceguard/iceguard/internal/ascii"
)

// Line is one a=candidate line of a description.
type Line struct {
	_ [0]func() // lines are not compared by ==, which would be 700 bytes of WebAssembly
	// Raw is the candidate-attribute as written, without "a=" and line end.
	Raw string
	// Candidate is what Raw says; not valid when Err is set.
	Candidate candidate.Candidate
	// Err is the *candidate.SyntaxError of a line that cannot be read.
	Err error
	// Mid is the a=mid of its media section, "" when it has none.
	Mid string
	// MLineIndex is the number of its media section from 0, -1 at session level.
	MLineIndex int
	// Default says that this is no line but the default destination of a section
	// which is the address of no candidate in the description. Raw is empty, and
	// Candidate has the address and port alone. Only Filter asks about such.
	Default bool
}

// Candidates yields the candidate lines of a description in their order.
func Candidates(desc string) iter.Seq[Line] {
	return func(yield func(Line) bool) {
		for l := firstLine(desc); l.next(); {
			if l.isCandidate() && !yield(l.candidate()) {
				return
			}
		}
	}
}

// EndOfCandidates reports whether the description has an a=end-of-candidates
// line (RFC 8840 section 4.1).
func EndOfCandidates(desc string) bool {
	for l := firstLine(desc); l.split(); {
		if l.text == endLine {
			return true
		}
	}
	return false
}

// UsernameFragment is the first a=ice-ufrag of a description (RFC 8839 section
// 5.4), "" when it has none. Under BUNDLE it is that of the bundled transport.
func UsernameFragment(desc string) string {
	for l := firstLine(desc); l.split(); {
		if strings.HasPrefix(l.text, ufragLine) {
			return l.text[len(ufragLine):]
		}
	}
	return ""
}

const candidateLine = "a=candidate:"

// line is a cursor over the lines of a description; it stands before the first
// one until next is called. (An iterator would cost a call of a closure a line,
// which is what WebAssembly is slow at.)
type line struct {
	text string // without its end
	end  string // "\r\n", "\n" or "" for the last one
	kind byte   // the letter before '='; 0 when text is nothing of the kind
	mid  string
	m    int // media section, -1 before the first
	port int // of the section's m= line, -1 when it has none
	rest string
}

func firstLine(desc string) line { return line{m: -1, port: -1, rest: desc} }

// next moves to the next line; false at the end.
func (l *line) next() bool {
	if !l.split() {
		return false
	}
	if l.kind == 'm' {
		l.m++
		l.mid = midOf(l.rest)
		l.port = mediaPort(l.text)
	}
	return true
}

// split moves to the next line and leaves the section as it is.
func (l *line) split() bool {
	if l.rest == "" {
		return false
	}
	n := len(l.rest)
	if i := strings.IndexByte(l.rest, '\n'); i >= 0 {
		n = i + 1
	}
	end := textEnd(l.rest[:n])
	l.text, l.end, l.rest, l.kind = l.rest[:end], l.rest[end:n], l.rest[n:], 0
	if end > 1 && l.text[1] == '=' {
		l.kind = l.text[0]
	}
	return true
}

// textEnd is where the text of a line ends and its "\r\n" or "\n" begins.
func textEnd(line string) int {
	end := len(line)
	if end > 0 && line[end-1] == '\n' {
		end--
	}
	if end > 0 && line[end-1] == '\r' {
		end--
	}
	return end
}

func (l *line) isCandidate() bool { return l.kind == 'a' && strings.HasPrefix(l.text, candidateLine) }

func (l *line) candidate() Line {
	raw := l.text[len("a="):]
	c, err := candidate.Parse(raw)
	return Line{Raw: raw, Candidate: c, Err: err, Mid: l.mid, MLineIndex: l.m}
}

// midOf looks ahead for the a=mid of the media section that begins; it may
// stand behind the candidates.
func midOf(section string) string {
	for l := (line{rest: section}); l.split() && l.kind != 'm'; {
		if len(l.text) > len(midLine) && strings.HasPrefix(l.text, midLine) {
			return l.text[len(midLine):]
		}
	}
	return ""
}

func mediaPort(text string) int {
	_, rest, _ := ascii.Cut(text, ' ')
	word, _, _ := ascii.Cut(rest, ' ')
	return port(word)
}

// port is -1 for what is no number.
func port(word string) int {
	n, ok := ascii.Number(word, math.MaxInt32)
	if !ok {
		return -1
	}
	return int(n)
}
