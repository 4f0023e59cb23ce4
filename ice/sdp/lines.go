package sdp

import (
	"iter"
	"strconv"
	"strings"

	"github.com/iceguard/iceguard/ice/candidate"
)

// Line is one a=candidate line of a description.
type Line struct {
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
}

// Candidates yields the candidate lines of a description in their order.
func Candidates(desc string) iter.Seq[Line] {
	return func(yield func(Line) bool) {
		for l := range lines(desc) {
			if l.isCandidate() && !yield(l.candidate()) {
				return
			}
		}
	}
}

// EndOfCandidates reports whether the description has an a=end-of-candidates
// line (RFC 8840 section 4.1).
func EndOfCandidates(desc string) bool {
	for l := range lines(desc) {
		if l.text == "a=end-of-candidates" {
			return true
		}
	}
	return false
}

// UsernameFragment is the first a=ice-ufrag of a description (RFC 8839 section
// 5.4), "" when it has none. Under BUNDLE it is that of the bundled transport.
func UsernameFragment(desc string) string {
	for l := range lines(desc) {
		if ufrag, ok := strings.CutPrefix(l.text, "a=ice-ufrag:"); ok {
			return ufrag
		}
	}
	return ""
}

const candidateLine = "a=candidate:"

// line is one line of a description.
type line struct {
	text string // without its end
	end  string // "\r\n", "\n" or "" for the last one
	mid  string
	m    int // media section, -1 before the first
	port int // of the section's m= line, -1 when it has none
}

func (l *line) isCandidate() bool { return strings.HasPrefix(l.text, candidateLine) }

func (l *line) candidate() Line {
	raw := l.text[len("a="):]
	c, err := candidate.Parse(raw)
	return Line{Raw: raw, Candidate: c, Err: err, Mid: l.mid, MLineIndex: l.m}
}

func lines(desc string) iter.Seq[line] {
	return func(yield func(line) bool) {
		l := line{m: -1, port: -1}
		for rest := desc; rest != ""; {
			n := strings.IndexByte(rest, '\n') + 1
			if n == 0 {
				n = len(rest)
			}
			l.text = strings.TrimSuffix(strings.TrimSuffix(rest[:n], "\n"), "\r")
			l.end = rest[len(l.text):n]
			rest = rest[n:]
			if strings.HasPrefix(l.text, "m=") {
				l.m++
				l.mid = midOf(rest)
				l.port = mediaPort(l.text)
			}
			if !yield(l) {
				return
			}
		}
	}
}

// midOf looks ahead for the a=mid of the media section that begins; it may
// stand behind the candidates.
func midOf(section string) string {
	if end := strings.Index(section, "\nm="); end >= 0 {
		section = section[:end]
	}
	const mid = "a=mid:"
	at := strings.Index(section, "\n"+mid)
	switch {
	case strings.HasPrefix(section, mid):
		section = section[len(mid):]
	case at >= 0:
		section = section[at+1+len(mid):]
	default:
		return ""
	}
	if end := strings.IndexAny(section, "\r\n"); end >= 0 {
		section = section[:end]
	}
	return section
}

func mediaPort(text string) int {
	_, rest, _ := strings.Cut(text, " ")
	word, _, _ := strings.Cut(rest, " ")
	port, err := strconv.Atoi(word)
	if err != nil {
		return -1
	}
	return port
}
