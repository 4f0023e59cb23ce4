package sdp_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/iceguard/iceguard/ice/sdp"
)

const own = "a=ice-ufrag:own1|a=ice-pwd:ownownownownownownown1|"

// credentials: a description, lines divided by '|', and its sections.
var credentials = []struct {
	name, desc string
	want       []sdp.Section
}{
	{"nothing", "", []sdp.Section{}},
	{"no sections", "v=0|a=ice-ufrag:sess|a=group:BUNDLE 0|", []sdp.Section{}},
	{"a section by itself", "v=0|m=audio 9 X|a=mid:0|" + own + "a=ice-options:trickle renomination|a=end-of-candidates|", []sdp.Section{
		{Mid: "0", UsernameFragment: "own1", Password: "ownownownownownownown1", Options: []string{"trickle", "renomination"}, EndOfCandidates: true},
	}},
	{"the session's, and the section's before it", "v=0|a=ice-ufrag:sess|a=ice-pwd:sesssesssesssesssesss1|a=ice-options:trickle|a=ice-lite|" +
		"m=audio 9 X|m=video 9 X|a=mid:v|" + own + "a=ice-options:ice2|", []sdp.Section{
		{UsernameFragment: "sess", Password: "sesssesssesssesssesss1", Options: []string{"trickle"}, Lite: true},
		{Mid: "v", MLineIndex: 1, Transport: 1, UsernameFragment: "own1", Password: "ownownownownownownown1", Options: []string{"ice2"}, Lite: true},
	}},
	{"the end of the session's candidates is the end of all", "a=end-of-candidates|m=audio 9 X|m=video 9 X|", []sdp.Section{
		{EndOfCandidates: true}, {MLineIndex: 1, Transport: 1, EndOfCandidates: true},
	}},
	{"the end of one section's is not of another's", "m=audio 9 X|a=end-of-candidates|m=video 9 X|", []sdp.Section{
		{EndOfCandidates: true}, {MLineIndex: 1, Transport: 1},
	}},
	{"ice-lite is of the session only", "m=audio 9 X|a=ice-lite|", []sdp.Section{{}}},
	{"a bundle: the tagged section's hold for all", "a=group:BUNDLE a v d|a=ice-ufrag:sess|m=audio 9 X|a=mid:a|" + own + "a=ice-options:trickle|a=end-of-candidates|" +
		"m=video 0 X|a=bundle-only|a=mid:v|m=application 9 X|a=mid:d|", []sdp.Section{
		{Mid: "a", UsernameFragment: "own1", Password: "ownownownownownownown1", Options: []string{"trickle"}, EndOfCandidates: true, Bundled: true},
		{Mid: "v", MLineIndex: 1, UsernameFragment: "own1", Password: "ownownownownownownown1", Options: []string{"trickle"}, EndOfCandidates: true, Bundled: true},
		{Mid: "d", MLineIndex: 2, UsernameFragment: "own1", Password: "ownownownownownownown1", Options: []string{"trickle"}, EndOfCandidates: true, Bundled: true},
	}},
	{"the tagged section is the first of the group, wherever it stands", "a=group:BUNDLE v a|m=audio 9 X|a=mid:a|m=video 9 X|a=mid:v|" + own, []sdp.Section{
		{Mid: "a", Transport: 1, UsernameFragment: "own1", Password: "ownownownownownownown1", Bundled: true},
		{Mid: "v", MLineIndex: 1, Transport: 1, UsernameFragment: "own1", Password: "ownownownownownownown1", Bundled: true},
	}},
	{"a bundled section that brings its own keeps it, and its candidates do not end with the tagged one's", "a=group:BUNDLE a v|m=audio 9 X|a=mid:a|a=ice-ufrag:aaaa|" +
		"a=end-of-candidates|m=video 9 X|a=mid:v|" + own, []sdp.Section{
		{Mid: "a", UsernameFragment: "aaaa", EndOfCandidates: true, Bundled: true},
		{Mid: "v", MLineIndex: 1, UsernameFragment: "own1", Password: "ownownownownownownown1", Bundled: true},
	}},
	{"all bundled sections say the same, as browsers do", "a=group:BUNDLE a v|m=audio 9 X|a=mid:a|" + own + "a=end-of-candidates|m=video 9 X|a=mid:v|" + own, []sdp.Section{
		{Mid: "a", UsernameFragment: "own1", Password: "ownownownownownownown1", EndOfCandidates: true, Bundled: true},
		{Mid: "v", MLineIndex: 1, UsernameFragment: "own1", Password: "ownownownownownownown1", EndOfCandidates: true, Bundled: true},
	}},
	{"the tagged section may take its own from the session", "a=ice-ufrag:sess|a=group:BUNDLE a v|m=audio 9 X|a=mid:a|m=video 9 X|a=mid:v|", []sdp.Section{
		{Mid: "a", UsernameFragment: "sess", Bundled: true}, {Mid: "v", MLineIndex: 1, UsernameFragment: "sess", Bundled: true},
	}},
	{"a rejected section is in no bundle and tags none", "a=group:BUNDLE a v d|m=audio 0 X|a=mid:a|m=video 9 X|a=mid:v|" + own + "m=application 9 X|a=mid:d|", []sdp.Section{
		{Mid: "a"},
		{Mid: "v", MLineIndex: 1, Transport: 1, UsernameFragment: "own1", Password: "ownownownownownownown1", Bundled: true},
		{Mid: "d", MLineIndex: 2, Transport: 1, UsernameFragment: "own1", Password: "ownownownownownownown1", Bundled: true},
	}},
	{"two groups, one that names no section, and one with what the first has", "a=group:BUNDLE x|a=group:BUNDLE a b|a=group:BUNDLE b c d|a=group:LS a d|" +
		"m=audio 9 X|a=mid:a|m=audio 9 X|a=mid:b|m=audio 9 X|a=mid:c|m=audio 9 X|a=mid:d|a=ice-ufrag:dddd|", []sdp.Section{
		{Mid: "a", Bundled: true},
		{Mid: "b", MLineIndex: 1, Bundled: true},
		{Mid: "c", MLineIndex: 2, Transport: 2, Bundled: true},
		{Mid: "d", MLineIndex: 3, Transport: 2, UsernameFragment: "dddd", Bundled: true},
	}},
	{"sections of one mid: the first is meant; a group in a section is none", "a=group:BUNDLE  a |m=audio 9 X|a=mid:a|m=audio 9 X|a=mid:a|a=group:BUNDLE a|", []sdp.Section{
		{Mid: "a", Bundled: true}, {Mid: "a", MLineIndex: 1, Transport: 1},
	}},
	{"doubles and empty ones", "m=audio 9 X|a=ice-ufrag:|a=ice-ufrag:aaaa|a=ice-ufrag:bbbb|a=ice-options:|a=ice-options:  x  y |a=ice-options:z|a=ice-ufragx:c| a=ice-pwd:x|", []sdp.Section{
		{UsernameFragment: "aaaa", Options: []string{"x", "y"}},
	}},
	{"a trickle fragment of WHIP", whipRestarted, []sdp.Section{{
		Mid: "0", UsernameFragment: "289b31b754eaa438", Password: "0b66f472495ef0ccac7bda653ab6be49ea13114472a5d10a",
		Options: []string{"trickle", "ice2"}, Lite: true, EndOfCandidates: true, Bundled: true,
	}}},
	{"a trickle fragment of SIP", sipFragment, []sdp.Section{
		{Mid: "1", UsernameFragment: "8hhY", Password: "asd88fgpdd777uzjYhagZg", EndOfCandidates: true},
		{Mid: "2", MLineIndex: 1, Transport: 1, UsernameFragment: "8hhY", Password: "asd88fgpdd777uzjYhagZg", EndOfCandidates: true},
	}},
}

func TestCredentials(t *testing.T) {
	for _, c := range credentials {
		for _, end := range []string{"\r\n", "\n"} {
			if got := sdp.Credentials(strings.ReplaceAll(c.desc, "|", end)); !reflect.DeepEqual(got, c.want) {
				t.Errorf("%s\ngot  %+v\nwant %+v", c.name, got, c.want)
			}
		}
	}
}

// What Chromium and Firefox wrote, read by eye.
func TestCapturedCredentials(t *testing.T) {
	all := captured(t)
	for place, want := range map[string]sdp.Section{
		"gather-chromium.json/cases/none/sdp": {Mid: "0", UsernameFragment: "Bp7H", Password: "pc/uYye6vzJGKnG2dPSab6xO", Options: []string{"trickle"}, Bundled: true},
		"gather-firefox.json/cases/none/sdp": {
			Mid: "0", UsernameFragment: "8500ae73", Password: "99abed3a51f9f7ab17f34ace47af9181", Options: []string{"trickle"}, EndOfCandidates: true, Bundled: true,
		},
	} {
		if got := sdp.Credentials(all[place]); !reflect.DeepEqual(got, []sdp.Section{want}) {
			t.Errorf("%s\ngot  %+v\nwant %+v", place, got, want)
		}
	}
	for place, desc := range all {
		for _, s := range sdp.Credentials(desc) {
			if s.UsernameFragment != sdp.UsernameFragment(desc) || len(s.Password) < 22 || len(s.Options) == 0 || !s.Bundled {
				t.Errorf("%s: %+v", place, s)
			}
		}
	}
}

// A bundle of thousands of sections is no work for minutes.
func TestCredentialsOfManySections(t *testing.T) {
	const n = 9000
	var b strings.Builder
	b.WriteString("a=group:BUNDLE")
	for i := range n {
		b.WriteString(" " + strings.Repeat("m", 20) + string(rune('a'+i%26)) + strings.Repeat("n", i/26%40) + string(rune('a'+i/26/40)))
	}
	mids := strings.Fields(b.String())[1:]
	b.WriteString("\n")
	for i := range mids {
		b.WriteString("m=audio 9 X\na=mid:" + mids[len(mids)-1-i] + "\n")
	}
	got := sdp.Credentials(b.String())
	for _, s := range got {
		if !s.Bundled || s.Transport != n-1 {
			t.Fatalf("%+v", s)
		}
	}
	if len(got) != n {
		t.Fatalf("%d sections", len(got))
	}
}

func FuzzCredentials(f *testing.F) {
	for _, c := range credentials {
		f.Add(strings.ReplaceAll(c.desc, "|", "\n"))
	}
	f.Fuzz(func(t *testing.T, desc string) {
		got := sdp.Credentials(desc)
		if want := strings.Count("\n"+desc, "\nm="); len(got) != want {
			t.Fatalf("%q has %d sections, got %d", desc, want, len(got))
		}
		for i, s := range got {
			if s.MLineIndex != i || s.Transport != i && (!s.Bundled || !got[s.Transport].Bundled || got[s.Transport].Transport != s.Transport) {
				t.Fatalf("%q: section %d is %+v", desc, i, s)
			}
		}
	})
}
