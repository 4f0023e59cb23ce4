//go:build !js

package sdp_test

import (
	"slices"
	"strings"
	"testing"

	pion "github.com/pion/sdp/v3"

	"github.com/iceguard/iceguard/ice/sdp"
)

// pion/sdp is the oracle: another reader of descriptions, into a tree, written
// by others. The rules of inheritance are said a second time over that tree.
func TestAgainstPion(t *testing.T) {
	all := captured(t)
	for _, c := range credentials {
		if strings.Contains(c.desc, "m=") && !strings.Contains(c.name, "doubles") { // " a=..." is no line to pion
			all[c.name] = wrapped(c.desc)
		}
	}
	// Of several a=mid the first that names something counts, and none before the first section.
	all["mids"] = wrapped("a=mid:s|a=candidate:1 1 udp 1 192.0.2.1 1 typ host|m=audio 9 RTP/AVP 0|a=mid:|" +
		"a=candidate:2 1 udp 1 192.0.2.1 2 typ host|a=mid:0|a=mid:1|a=candidate:what|m=audio 9 RTP/AVP 0|a=candidate:3 1 udp 1 192.0.2.1 3 typ host|")
	compared := 0
	for place, desc := range all {
		var tree pion.SessionDescription
		if err := tree.UnmarshalString(desc); err != nil {
			t.Errorf("%s: pion/sdp: %v", place, err)
			continue
		}
		if diff := againstPion(desc, &tree); diff != "" {
			t.Errorf("%s: %s", place, diff)
		}
		compared += len(tree.MediaDescriptions)
	}
	if compared < 60 {
		t.Errorf("only %d sections compared", compared)
	}
}

// pionDifferences are descriptions that pion/sdp 3.0 reads otherwise, behind a
// session of its own where there is none. This package is right in all of them.
var pionDifferences = []struct {
	why   string
	descs []string
}{
	{
		// This package leaves what it does not know as it is; to say what of it is wrong is for the peer's engine.
		"pion refuses", []string{
			"m=image 9 RTP/AVP 0|a=mid:0|",                      // RFC 8866 section 5.14: media may be registered later
			"m=audio 9 QUIC 0|a=mid:0|",                         // and so may protocols
			"m=audio 9 RTP/AVP 0|a=mid:0|b=X:1|",                // RFC 8866 section 5.8: unknown bandwidth types are ignored
			"m=audio 9 RTP/AVP 0|c=IN IP5 x|a=mid:0|",           // RFC 8866 section 5.7: address types may be registered later
			"m=audio 9 RTP/AVP 0|a=mid:0|x=y|",                  // RFC 8866 section 5: unknown types
			"m=audio 9 RTP/AVP 0|a=mid:0| a=x|",                 // and what is no line
			"m=audio 9 RTP/AVP 0|a=mid:0",                       // the last line of a text that was cut or trimmed
			"m=audio 70000 RTP/AVP 0|a=mid:0|",                  // no port
			"a=group:BUNDLE 0|v=0|m=audio 9 RTP/AVP 0|a=mid:0|", // another order
		},
	},
	{
		// RFC 8866 section 9: a line ends with CRLF or LF, and byte-string has no CR. pion takes a CR for the end of a
		// field and takes as many bytes from the end of an attribute as it has CRs.
		"other sections", []string{"m=audio 9 RTP/AVP 0|a=ice-ufrag:a\rb|a=mid:0|", "m=audio 9 RTP/AVP 0|a=mid:\r0|"},
	},
	{
		// RFC 8866 section 5.13: "a=x" is a property, "a=x:" an attribute whose value is empty. pion has one for both.
		"other sections", []string{"m=audio 9 RTP/AVP 0|a=candidate:|", "a=ice-lite:|m=audio 9 RTP/AVP 0|", "a=group:BUNDLE 0|m=audio 0 RTP/AVP 0|a=mid:0|a=bundle-only:|"},
	},
	{
		// RFC 8866 section 9: c= has three fields; what follows them begins no line.
		"other sections", []string{"m=audio 9 RTP/AVP 0|c=IN IP4 0.0.0.0 a=mid:x|", "m=audio 9 RTP/AVP 0|c=IN IP4 0.0.0.0 m=audio 9 RTP/AVP 0|"},
	},
	{
		// RFC 8866 section 9: fields are divided by spaces, and a port is digits only; a port of 0 rejects the section
		// (RFC 3264 section 6), and a number of ports behind it is none that browsers know.
		"other sections", []string{
			"a=group:BUNDLE 0|m=audio\t0 RTP/AVP 0|a=mid:0|", "a=group:BUNDLE 0|m=audio  0 RTP/AVP 0|a=mid:0|",
			"a=group:BUNDLE 0|m=audio +0 RTP/AVP 0|a=mid:0|", "a=group:BUNDLE 0|m=audio 0/2 RTP/AVP 0|a=mid:0|",
		},
	},
}

func TestPionDiffers(t *testing.T) {
	for _, d := range pionDifferences {
		for _, desc := range d.descs {
			desc = crlf("v=0|o=- 1 1 IN IP4 192.0.2.1|s=-|t=0 0|" + desc)
			var tree pion.SessionDescription
			got := "none"
			if tree.UnmarshalString(desc) != nil {
				got = "pion refuses"
			} else if againstPion(desc, &tree) != "" {
				got = "other sections"
			}
			if got != d.why {
				t.Errorf("%q: %s, listed is %q", desc, got, d.why)
			}
			if readAlike(desc) && got == "other sections" {
				t.Errorf("%q is left to the fuzzer", desc)
			}
		}
	}
}

// readAlike leaves out what pionDifferences lists and pion does not refuse.
func readAlike(desc string) bool {
	for line := range strings.SplitSeq(desc, "\n") {
		line = strings.TrimSuffix(line, "\r")
		kind, rest, _ := strings.Cut(line, "=")
		fields := strings.FieldsFunc(rest, func(r rune) bool { return r == ' ' || r == '\t' })
		most := map[string]int{"v": 1, "o": 6, "t": 2, "c": 3}[kind]
		if strings.Contains(line, "\r") || most > 0 && len(fields) > most {
			return false
		}
		if line == "a=candidate:" || line == "a=ice-lite:" || line == "a=bundle-only:" {
			return false
		}
		if kind == "m" && (len(fields) < 2 || strings.Contains(rest, "\t") || strings.Contains(rest, "  ") || strings.Trim(fields[1], "0123456789") != "") {
			return false
		}
	}
	return true
}

// againstPion says what of the ICE lines pion has otherwise.
func againstPion(desc string, tree *pion.SessionDescription) string {
	got := sdp.Credentials(desc)
	if len(got) != len(tree.MediaDescriptions) {
		return "the number of sections"
	}
	for i, s := range got {
		want := treeSection(tree, i)
		if s.Mid != want.Mid || s.UsernameFragment != want.UsernameFragment || s.Password != want.Password || s.Lite != want.Lite ||
			s.Bundled != want.Bundled || s.Transport != want.Transport || !slices.Equal(s.Options, want.Options) {
			return "credentials"
		}
	}
	want := treeCandidates(tree)
	if got := candidatesOf(desc); !slices.Equal(got, want) {
		return "candidates"
	}
	var decided []place
	sdp.Filter(nil, desc, func(l *sdp.Line) sdp.Verdict {
		if !l.Default {
			decided = append(decided, place{l.Raw, l.Mid, l.MLineIndex})
		}
		return sdp.Keep
	})
	if !slices.Equal(decided, want) {
		return "candidates to decide on"
	}
	return ""
}

// place is a candidate line and where it stands.
type place struct {
	raw, mid string
	m        int
}

func candidatesOf(desc string) []place {
	var all []place
	for l := range sdp.Candidates(desc) {
		all = append(all, place{l.Raw, l.Mid, l.MLineIndex})
	}
	return all
}

func treeCandidates(tree *pion.SessionDescription) []place {
	var all []place
	for _, a := range tree.Attributes {
		if isCandidate(a) {
			all = append(all, place{"candidate:" + a.Value, "", -1})
		}
	}
	for i, m := range tree.MediaDescriptions {
		for _, a := range m.Attributes {
			if isCandidate(a) {
				all = append(all, place{"candidate:" + a.Value, value(m.Attributes, "mid"), i})
			}
		}
	}
	return all
}

func isCandidate(a pion.Attribute) bool { return a.Key == "candidate" && a.Value != "" }

// wrapped makes a fragment a description and its m= lines complete.
func wrapped(bars string) string {
	bars = strings.NewReplacer("v=0|", "", " X|", " RTP/AVP 0|", "|a=bundle-only", "|a=bundle-only").Replace(bars)
	return crlf("v=0|o=- 1 1 IN IP4 192.0.2.1|s=-|t=0 0|" + bars)
}

// treeSection is the section by its definition, over pion's tree.
func treeSection(tree *pion.SessionDescription, i int) sdp.Section {
	m := tree.MediaDescriptions[i]
	s := sdp.Section{Mid: value(m.Attributes, "mid"), MLineIndex: i, Transport: i, Lite: slices.Contains(tree.Attributes, pion.Attribute{Key: "ice-lite"})}
	named := func(mid string) int {
		return slices.IndexFunc(tree.MediaDescriptions, func(m *pion.MediaDescription) bool { return value(m.Attributes, "mid") == mid })
	}
	grouped := map[int]bool{}
	for _, a := range tree.Attributes {
		mids, ok := strings.CutPrefix(a.Value, "BUNDLE ")
		if a.Key != "group" || !ok {
			continue
		}
		var members []int
		for _, mid := range spaced(mids) {
			if n := named(mid); n >= 0 && !grouped[n] && !rejected(tree.MediaDescriptions[n]) {
				members, grouped[n] = append(members, n), true
			}
		}
		if slices.Contains(members, i) {
			s.Bundled, s.Transport = true, members[0]
		}
	}
	for _, attributes := range [][]pion.Attribute{m.Attributes, tree.MediaDescriptions[s.Transport].Attributes, tree.Attributes} {
		if s.UsernameFragment == "" {
			s.UsernameFragment = value(attributes, "ice-ufrag")
		}
		if s.Password == "" {
			s.Password = value(attributes, "ice-pwd")
		}
		for _, a := range attributes {
			if a.Key == "ice-options" && len(s.Options) == 0 {
				s.Options = spaced(a.Value)
			}
		}
	}
	return s
}

// value is the first value of an attribute that is not empty.
func value(attributes []pion.Attribute, name string) string {
	for _, a := range attributes {
		if a.Key == name && a.Value != "" {
			return a.Value
		}
	}
	return ""
}

func spaced(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ' ' })
}

func rejected(m *pion.MediaDescription) bool {
	return m.MediaName.Port.Value == 0 && !slices.Contains(m.Attributes, pion.Attribute{Key: "bundle-only"})
}
