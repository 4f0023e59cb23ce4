package sdp

import "strings"

// Section is what a description says of the ICE transport of one media section.
type Section struct {
	// Mid is the a=mid of the section, "" when it has none.
	Mid string
	// MLineIndex is the number of the section from 0.
	MLineIndex int
	// UsernameFragment and Password are a=ice-ufrag and a=ice-pwd (RFC 8839
	// section 5.4), "" when nothing gives them to the section.
	UsernameFragment string
	Password         string
	// Options are the tokens of a=ice-options (RFC 8839 section 5.6), such as
	// "trickle" and "ice2"; nil for none.
	Options []string
	// Lite says that the description is of an ICE lite agent. The attribute is
	// one of the session (RFC 8839 section 5.3) and the same for every section.
	Lite bool
	// EndOfCandidates says that the section's transport has no more candidates
	// to come (RFC 8840 section 4.1): by its own marker, the session's, or that
	// of the section whose transport it shares.
	EndOfCandidates bool
	// Bundled says that a BUNDLE group names the section, which is not rejected.
	Bundled bool
	// Transport is the MLineIndex of the section whose ICE transport this one
	// uses, its own unless it is bundled with another. In an offer that is a
	// proposal: until it is answered, a section that brings credentials and
	// candidates of its own has a transport of its own.
	Transport int
}

// Credentials lists the media sections of a description, or of a trickle
// fragment, with the ICE attributes that hold for each.
//
// What a section says itself wins. A section that says nothing takes it from
// the tagged section of its BUNDLE group, the first of the group that is not
// rejected, because ICE attributes stand there for all of the group (RFC 9143
// section 7.1.3); else, like the tagged section, from the session level.
func Credentials(desc string) []Section {
	var session attributes
	var media []attributes
	var bundles []string
	for l := firstLine(desc); l.next(); {
		if strings.HasPrefix(l.text, "m=") {
			media = append(media, attributes{port: l.port})
		}
		if mids, ok := strings.CutPrefix(l.text, bundleLine); ok && l.m < 0 {
			bundles = append(bundles, mids)
		}
		if l.m < 0 {
			session.read(l.text)
		} else {
			media[l.m].read(l.text)
		}
	}
	sections := make([]Section, len(media))
	for i := range sections {
		sections[i] = Section{Mid: media[i].mid, MLineIndex: i, Lite: session.lite, Transport: i}
	}
	for _, mids := range bundles {
		bundle(sections, media, mids)
	}
	for i := range sections {
		if sections[i].Transport == i {
			sections[i].take(&media[i], session)
		}
	}
	for i := range sections {
		if s := &sections[i]; s.Transport != i {
			s.share(&media[i], &sections[s.Transport], session)
		}
	}
	return sections
}

const (
	bundleLine  = "a=group:BUNDLE "
	ufragLine   = "a=ice-ufrag:"
	pwdLine     = "a=ice-pwd:"
	optionsLine = "a=ice-options:"
	liteLine    = "a=ice-lite"
	midLine     = "a=mid:"
	endLine     = "a=end-of-candidates"
)

// attributes are the ICE attributes that stand in one section, or before the first.
type attributes struct {
	mid        string
	port       int
	bundleOnly bool
	ufrag      string
	pwd        string
	options    []string
	lite       bool
	end        bool
}

// read takes the first of each attribute, as UsernameFragment does.
func (a *attributes) read(text string) {
	switch {
	case text == liteLine:
		a.lite = true
	case text == endLine:
		a.end = true
	case text == "a=bundle-only":
		a.bundleOnly = true
	case a.mid == "" && strings.HasPrefix(text, midLine):
		a.mid = text[len(midLine):]
	case a.ufrag == "" && strings.HasPrefix(text, ufragLine):
		a.ufrag = text[len(ufragLine):]
	case a.pwd == "" && strings.HasPrefix(text, pwdLine):
		a.pwd = text[len(pwdLine):]
	case a.options == nil && strings.HasPrefix(text, optionsLine):
		a.options = words(text[len(optionsLine):])
	}
}

// rejected reports port 0, which in a bundle-only section means something else (RFC 9143 section 6).
func (a *attributes) rejected() bool { return a.port == 0 && !a.bundleOnly }

// words cuts at spaces; nil when there is no word.
func words(s string) []string {
	var all []string
	for s != "" {
		word, rest, _ := strings.Cut(s, " ")
		if word != "" {
			all = append(all, word)
		}
		s = rest
	}
	return all
}

// bundle marks the sections of one group. The first group that names a section has it.
func bundle(sections []Section, media []attributes, mids string) {
	index := make(map[string]int, len(sections)) // a description may be of any size
	for i := len(sections) - 1; i >= 0; i-- {
		index[sections[i].Mid] = i
	}
	tagged := -1
	for _, mid := range words(mids) {
		i, ok := index[mid]
		if !ok || media[i].rejected() || sections[i].Bundled {
			continue
		}
		if tagged < 0 {
			tagged = i
		}
		sections[i].Bundled, sections[i].Transport = true, tagged
	}
}

// take fills in what a section says, or else what the session says.
func (s *Section) take(own *attributes, session attributes) {
	s.UsernameFragment, s.Password, s.Options = own.ufrag, own.pwd, own.options
	s.inherit(session.ufrag, session.pwd, session.options)
	s.EndOfCandidates = own.end || session.end
}

// share fills in what a bundled section says, or else what holds for the tagged one.
func (s *Section) share(own *attributes, tagged *Section, session attributes) {
	s.UsernameFragment, s.Password, s.Options = own.ufrag, own.pwd, own.options
	s.inherit(tagged.UsernameFragment, tagged.Password, tagged.Options)
	sameTransport := s.UsernameFragment == tagged.UsernameFragment
	s.EndOfCandidates = own.end || session.end || sameTransport && tagged.EndOfCandidates
}

func (s *Section) inherit(ufrag, pwd string, options []string) {
	if s.UsernameFragment == "" {
		s.UsernameFragment = ufrag
	}
	if s.Password == "" {
		s.Password = pwd
	}
	if s.Options == nil {
		s.Options = options
	}
}
