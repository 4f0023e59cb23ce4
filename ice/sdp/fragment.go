package sdp

import (
	"slices"
	"strconv"
	"strings"
)

// FragmentType is the media type of a Fragment (RFC 8840 section 9).
const FragmentType = "application/trickle-ice-sdpfrag"

// Fragment is a trickle fragment (RFC 8840 section 9), the body with which
// candidates and new credentials travel in SIP INFO and in the PATCH requests
// of WHIP (RFC 9725 section 4.3.2) and WHEP. The zero value is an empty one.
//
// A Fragment made by ParseFragment remembers its text: as long as no field is
// changed, Append writes that very text.
type Fragment struct {
	// Bundle is what the first a=group:BUNDLE names, the mids of a bundle; nil for none.
	Bundle []string
	// Lite says that the sender is an ICE lite agent.
	Lite bool
	// UsernameFragment and Password hold for every section that has none of its
	// own; "" when they stand in the sections only, as WHIP clients write them.
	UsernameFragment string
	Password         string
	// Options are the tokens of a=ice-options; nil for none.
	Options []string
	// EndOfCandidates says that no section has more candidates to come.
	EndOfCandidates bool
	// Extensions are all other lines before the first section, without line ends.
	Extensions []string
	// Media are the sections in their order.
	Media []FragmentMedia

	text string
}

// FragmentMedia is a pseudo media description: an m= line that is there for its
// a=mid only, and what follows it.
type FragmentMedia struct {
	// MLine is the text behind "m=".
	MLine string
	// Mid says which media section of the description is meant; "" when the
	// sender leaves it out, against RFC 8840 section 9.2.
	Mid string
	// MLineIndex is the number of the section in the fragment, from 0. It is not
	// that of the description, of which a fragment may have any sections. Append
	// does not read it.
	MLineIndex int
	// UsernameFragment and Password are the section's own, "" when it has none.
	UsernameFragment string
	Password         string
	// Candidates are the a=candidate lines, those that cannot be read included.
	Candidates []Line
	// EndOfCandidates says that the section has no more candidates to come.
	EndOfCandidates bool
	// Extensions are all other lines of the section, without line ends.
	Extensions []string
}

// FragmentError says where a text is no trickle fragment.
type FragmentError struct {
	Line     int    // from 1
	Token    string // what was found
	Expected string
}

// Error is one line that names place, token and what was expected.
func (e *FragmentError) Error() string {
	return "sdp: line " + strconv.Itoa(e.Line) + " of the fragment: found " + strconv.Quote(e.Token) +
		", expected " + e.Expected + " (RFC 8840 section 9.2)"
}

// ParseFragment reads a trickle fragment with line ends of either kind. The
// error is a *FragmentError.
//
// It takes what senders write beyond the grammar: attributes in any order,
// credentials in the sections only (RFC 9725 allows it), sections without
// a=mid, blank lines. Lines it does not know are carried, and so is a candidate
// that cannot be read, with Line.Err set: RFC 9725 section 4.3.2 wants the rest
// of the fragment to be used. Not taken are lines that are not "x=...", a
// candidate before the first m= line, a second a=mid, a=ice-ufrag or a=ice-pwd
// in one section, and credentials that browsers refuse.
func ParseFragment(text string) (Fragment, error) {
	f := Fragment{text: text}
	number := 0
	for l := firstLine(text); l.next(); {
		number++
		token, expected := f.read(&l)
		if expected != "" {
			return Fragment{}, &FragmentError{number, token, expected}
		}
	}
	return f, nil
}

// read takes one line, or says which token of it is wrong and what was expected.
func (f *Fragment) read(l *line) (token, expected string) {
	text := l.text
	switch {
	case strings.IndexByte(text, '\r') >= 0 || strings.IndexByte(text, 0) >= 0:
		return text, "a line without carriage return and NUL"
	case text != "" && (len(text) < 2 || text[0] < 'a' || text[0] > 'z' || text[1] != '='):
		return text, "a letter and \"=\""
	case text == "m=":
		return text, "a media description such as m=audio 9 RTP/AVP 0"
	case strings.HasPrefix(text, "m="):
		f.Media = append(f.Media, FragmentMedia{MLine: text[len("m="):], MLineIndex: l.m})
		return "", ""
	case l.m < 0:
		return f.readSession(text)
	}
	return f.Media[l.m].read(l)
}

func (f *Fragment) readSession(text string) (token, expected string) {
	switch {
	case text == liteLine:
		f.Lite = true
	case text == endLine:
		f.EndOfCandidates = true
	case strings.HasPrefix(text, ufragLine):
		return readOnce(&f.UsernameFragment, text, ufragLine)
	case strings.HasPrefix(text, pwdLine):
		return readOnce(&f.Password, text, pwdLine)
	case strings.HasPrefix(text, candidateLine):
		return text, "an m= line before the first candidate"
	case f.Bundle == nil && isList(text, bundleLine):
		f.Bundle = words(text[len(bundleLine):])
	case f.Options == nil && isList(text, optionsLine):
		f.Options = words(text[len(optionsLine):])
	default:
		f.Extensions = append(f.Extensions, text)
	}
	return "", ""
}

func (m *FragmentMedia) read(l *line) (token, expected string) {
	switch {
	case l.text == endLine:
		m.EndOfCandidates = true
	case strings.HasPrefix(l.text, midLine):
		return readOnce(&m.Mid, l.text, midLine)
	case strings.HasPrefix(l.text, ufragLine):
		return readOnce(&m.UsernameFragment, l.text, ufragLine)
	case strings.HasPrefix(l.text, pwdLine):
		return readOnce(&m.Password, l.text, pwdLine)
	case l.isCandidate():
		m.Candidates = append(m.Candidates, l.candidate())
	default:
		m.Extensions = append(m.Extensions, l.text)
	}
	return "", ""
}

// readOnce reads an attribute that a section has once.
func readOnce(value *string, text, name string) (token, expected string) {
	v := text[len(name):]
	switch {
	case *value != "":
		return text, "one " + name[:len(name)-1] + " in a section"
	case name == ufragLine && !isCredential(v, 4):
		return v, "4 to 256 letters, digits, '+' or '/'"
	case name == pwdLine && !isCredential(v, 22):
		return v, "22 to 256 letters, digits, '+' or '/'"
	case v == "" || strings.IndexByte(v, ' ') >= 0:
		return v, "a media stream identification tag"
	}
	*value = v
	return "", ""
}

// isCredential is the test of browsers: the ice-chars of RFC 8839 section 5.4,
// and four more that libwebrtc lets pass because they are in use.
func isCredential(s string, shortest int) bool {
	if len(s) < shortest || len(s) > 256 {
		return false
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		isAlnum := c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		if !isAlnum && strings.IndexByte("+/-=#_", c) < 0 {
			return false
		}
	}
	return true
}

// isList recognises an attribute with a list that can be written again as it
// was: one space between words, none elsewhere.
func isList(text, name string) bool {
	list, ok := strings.CutPrefix(text, name)
	return ok && list != "" && list[0] != ' ' && list[len(list)-1] != ' ' && !strings.Contains(list, "  ")
}

// Append appends the fragment to dst: the text it was parsed from if no field
// was changed, else its normal form: the attributes in the order of RFC 8840
// section 9.2, the candidates as they were, and behind them, in every section,
// the Extensions. Line ends are those of the first line of the text, CRLF for a
// Fragment made by hand.
func (f *Fragment) Append(dst []byte) []byte {
	if f.text != "" {
		if was, err := ParseFragment(f.text); err == nil && f.same(&was) {
			return append(dst, f.text...)
		}
	}
	w := fragmentWriter{dst, endOf(f.text)}
	w.attribute(bundleLine, strings.Join(f.Bundle, " "))
	w.flag(f.Lite, liteLine)
	w.attribute(pwdLine, f.Password)
	w.attribute(ufragLine, f.UsernameFragment)
	w.attribute(optionsLine, strings.Join(f.Options, " "))
	w.flag(f.EndOfCandidates, endLine)
	w.lines(f.Extensions)
	for i := range f.Media {
		w.media(&f.Media[i])
	}
	return w.dst
}

func endOf(text string) string {
	if at := strings.IndexByte(text, '\n'); at == 0 || at > 0 && text[at-1] != '\r' {
		return "\n"
	}
	return "\r\n"
}

type fragmentWriter struct {
	dst []byte
	end string
}

func (w *fragmentWriter) line(name, value string) {
	w.dst = append(append(append(w.dst, name...), value...), w.end...)
}

func (w *fragmentWriter) lines(all []string) {
	for _, text := range all {
		w.line(text, "")
	}
}

func (w *fragmentWriter) flag(set bool, text string) {
	if set {
		w.line(text, "")
	}
}

func (w *fragmentWriter) attribute(name, value string) {
	if value != "" {
		w.line(name, value)
	}
}

func (w *fragmentWriter) media(m *FragmentMedia) {
	w.line("m=", m.MLine)
	w.attribute(midLine, m.Mid)
	w.attribute(pwdLine, m.Password)
	w.attribute(ufragLine, m.UsernameFragment)
	for i := range m.Candidates {
		w.dst = append(m.Candidates[i].appendAttribute(append(w.dst, "a="...)), w.end...)
	}
	w.flag(m.EndOfCandidates, endLine)
	w.lines(m.Extensions)
}

// appendAttribute writes a candidate-attribute, whatever prefix the candidate was read with.
func (l *Line) appendAttribute(dst []byte) []byte {
	switch {
	case l.Err != nil:
		return append(dst, l.Raw...)
	case strings.HasPrefix(l.Candidate.Line(), candidateLine[len("a="):]):
		return l.Candidate.Append(dst)
	}
	return l.Candidate.AppendNormal(dst)
}

// same compares everything that Append writes.
func (f *Fragment) same(o *Fragment) bool {
	return f.Lite == o.Lite && f.UsernameFragment == o.UsernameFragment && f.Password == o.Password && f.EndOfCandidates == o.EndOfCandidates &&
		slices.Equal(f.Bundle, o.Bundle) && slices.Equal(f.Options, o.Options) && slices.Equal(f.Extensions, o.Extensions) &&
		slices.EqualFunc(f.Media, o.Media, sameMedia)
}

func sameMedia(a, b FragmentMedia) bool {
	return a.MLine == b.MLine && a.Mid == b.Mid && a.UsernameFragment == b.UsernameFragment && a.Password == b.Password &&
		a.EndOfCandidates == b.EndOfCandidates && slices.Equal(a.Extensions, b.Extensions) &&
		slices.EqualFunc(a.Candidates, b.Candidates, func(a, b Line) bool {
			return a.Raw == b.Raw && a.Candidate == b.Candidate && (a.Err == nil) == (b.Err == nil)
		})
}

// FilterFragment is Filter for a text that is to be a trickle fragment: it
// appends text to dst without the candidate lines that decide drops, all other
// lines as they were, and reports whether that changed anything; if not, dst is
// returned as it was. End markers stay. Line.MLineIndex counts the sections of
// the fragment; only Line.Mid says which section of the description one is. The
// error is a *FragmentError, and then nothing is appended.
func FilterFragment(dst []byte, text string, decide func(*Line) Verdict) (out []byte, changed bool, err error) {
	if _, err := ParseFragment(text); err != nil {
		return dst, false, err
	}
	out, changed = Filter(dst, text, decide)
	return out, changed, nil
}
