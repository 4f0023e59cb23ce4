package sdp_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/iceguard/iceguard/ice/candidate"
	"github.com/iceguard/iceguard/ice/sdp"
)

func parseCandidate(t testing.TB, line string) sdp.Line {
	t.Helper()
	c, err := candidate.Parse(line)
	if err != nil {
		t.Fatal(err)
	}
	return sdp.Line{Candidate: c}
}

// A fragment made by hand: the order of RFC 8840 section 9.2, CRLF.
func TestFragmentByHand(t *testing.T) {
	f := sdp.Fragment{
		Bundle: []string{"0", "1"}, Lite: true, UsernameFragment: "8hhY", Password: "asd88fgpdd777uzjYhagZg", Options: []string{"trickle", "ice2"},
		EndOfCandidates: true, Extensions: []string{"a=ice-pacing:50"},
		Media: []sdp.FragmentMedia{
			{MLine: "audio 9 UDP/TLS/RTP/SAVPF 111", Mid: "0", UsernameFragment: "EsAw", Password: "P2uYro0UCOQ4zxjKXaWCBui1", EndOfCandidates: true,
				Candidates: []sdp.Line{
					parseCandidate(t, "candidate:1 1 UDP 01 192.0.2.1 9 typ host x 1"),
					parseCandidate(t, "a=candidate:2 1 UDP 01 192.0.2.1 9 typ host"),
					parseCandidate(t, "3 1 UDP 01 192.0.2.1 9 typ host"),
					{Candidate: candidate.Candidate{Foundation: "4", Component: 1, Transport: "udp", Address: "a.local", Type: candidate.Host}},
				}, Extensions: []string{"a=rtcp-mux"}},
			{MLine: "video 9 UDP/TLS/RTP/SAVPF 96"},
		},
	}
	want := crlf("a=group:BUNDLE 0 1|a=ice-lite|a=ice-pwd:asd88fgpdd777uzjYhagZg|a=ice-ufrag:8hhY|a=ice-options:trickle ice2|a=end-of-candidates|a=ice-pacing:50|" +
		"m=audio 9 UDP/TLS/RTP/SAVPF 111|a=mid:0|a=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1|a=ice-ufrag:EsAw|a=candidate:1 1 UDP 01 192.0.2.1 9 typ host x 1|" +
		"a=candidate:2 1 udp 1 192.0.2.1 9 typ host|a=candidate:3 1 udp 1 192.0.2.1 9 typ host|a=candidate:4 1 udp 0 a.local 0 typ host|" +
		"a=end-of-candidates|a=rtcp-mux|m=video 9 UDP/TLS/RTP/SAVPF 96|")
	if got := string(f.Append(nil)); got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if got := (&sdp.Fragment{Bundle: []string{}, Options: []string{}}).Append(nil); len(got) != 0 {
		t.Errorf("empty lists are written as %q", got)
	}
}

// A change shows, everything else stays, and the line ends are those of the text.
func TestFragmentAfterChange(t *testing.T) {
	same := mustFragment(t, crlf(whipTrickle))
	same.Media[0].MLineIndex = 7 // not written
	if got := string(same.Append(nil)); got != crlf(whipTrickle) {
		t.Errorf("unchanged it is %q", got)
	}
	// whipTrickle has the ufrag first; changed, it is in the order of RFC 8840.
	normal := "a=group:BUNDLE 0 1|m=audio 9 UDP/TLS/RTP/SAVPF 111|a=mid:0|a=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1|a=ice-ufrag:EsAw|" +
		"a=candidate:1387637174 1 udp 2122260223 192.0.2.1 61764 typ host generation 0 ufrag EsAw network-id 1|" +
		"a=candidate:473322822 1 tcp 1518280447 192.0.2.1 9 typ host tcptype active generation 0 ufrag EsAw network-id 1|a=end-of-candidates|"
	udp := normal[strings.Index(normal, "a=candidate:1"):strings.Index(normal, "a=candidate:4")]
	for name, c := range map[string]struct {
		change   func(f *sdp.Fragment)
		old, new string
	}{
		"bundle":      {func(f *sdp.Fragment) { f.Bundle = nil }, "a=group:BUNDLE 0 1|", ""},
		"lite":        {func(f *sdp.Fragment) { f.Lite = true }, "m=", "a=ice-lite|m="},
		"ufrag":       {func(f *sdp.Fragment) { f.UsernameFragment = "abcd" }, "m=", "a=ice-ufrag:abcd|m="},
		"pwd":         {func(f *sdp.Fragment) { f.Password = "x" }, "m=", "a=ice-pwd:x|m="},
		"options":     {func(f *sdp.Fragment) { f.Options = []string{"ice2"} }, "m=", "a=ice-options:ice2|m="},
		"end":         {func(f *sdp.Fragment) { f.EndOfCandidates = true }, "m=", "a=end-of-candidates|m="},
		"extension":   {func(f *sdp.Fragment) { f.Extensions = []string{"a=x"} }, "m=", "a=x|m="},
		"m line":      {func(f *sdp.Fragment) { f.Media[0].MLine = "video 9 X" }, "m=audio 9 UDP/TLS/RTP/SAVPF 111", "m=video 9 X"},
		"mid":         {func(f *sdp.Fragment) { f.Media[0].Mid = "v" }, "a=mid:0", "a=mid:v"},
		"own ufrag":   {func(f *sdp.Fragment) { f.Media[0].UsernameFragment = "" }, "a=ice-ufrag:EsAw|", ""},
		"own pwd":     {func(f *sdp.Fragment) { f.Media[0].Password = "" }, "a=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1|", ""},
		"own end":     {func(f *sdp.Fragment) { f.Media[0].EndOfCandidates = false }, "a=end-of-candidates|", ""},
		"own others":  {func(f *sdp.Fragment) { f.Media[0].Extensions = []string{"a=y"} }, "a=end-of-candidates|", "a=end-of-candidates|a=y|"},
		"fewer":       {func(f *sdp.Fragment) { f.Media[0].Candidates = f.Media[0].Candidates[1:] }, udp, ""},
		"a candidate": {func(f *sdp.Fragment) { f.Media[0].Candidates[0].Candidate.Port = 7 }, "61764", "7"},
		"a section":   {func(f *sdp.Fragment) { f.Media = append(f.Media, sdp.FragmentMedia{MLine: "x"}) }, "-candidates|", "-candidates|m=x|"},
	} {
		for _, end := range []string{"\r\n", "\n"} {
			f := mustFragment(t, strings.ReplaceAll(whipTrickle, "|", end))
			c.change(&f)
			want := strings.ReplaceAll(strings.Replace(normal, c.old, c.new, 1), "|", end)
			if got := string(f.Append(nil)); got != want {
				t.Errorf("%s\ngot  %q\nwant %q", name, got, want)
			}
		}
	}
}

func TestFilterFragment(t *testing.T) {
	const odd = "a=ice-ufrag:EsAw|a=foo|m=audio 9 RTP/AVP 0|a=candidate:1 1 UDP 9 10.0.0.1 5000 typ host x drop|a=bar|a=mid:0|" +
		"a=candidate:2 1 udp 8 203.0.113.10 5001 typ srflx raddr 10.0.0.1 rport 5000 x mask|a=candidate:broken x drop|a=candidate:3 1 udp 7 192.0.2.50 5002 typ relay|" +
		"a=end-of-candidates|m=video 9 RTP/AVP 0|a=mid:1|a=candidate:4 1 udp 9 10.0.0.1 5000 typ host x drop|a=end-of-candidates|"
	const want = "a=ice-ufrag:EsAw|a=foo|m=audio 9 RTP/AVP 0|a=bar|a=mid:0|" +
		"a=candidate:2 1 udp 8 203.0.113.10 5001 typ srflx raddr 0.0.0.0 rport 0 x mask|a=candidate:3 1 udp 7 192.0.2.50 5002 typ relay|" +
		"a=end-of-candidates|m=video 9 RTP/AVP 0|a=mid:1|a=end-of-candidates|"
	for _, end := range []string{"\r\n", "\n"} {
		var places []string
		out, changed, err := sdp.FilterFragment([]byte("to "), strings.ReplaceAll(odd, "|", end), func(l *sdp.Line) sdp.Verdict {
			places = append(places, l.Mid)
			return marked(l)
		})
		if err != nil || !changed || string(out) != "to "+strings.ReplaceAll(want, "|", end) {
			t.Errorf("got  %q, %t, %v\nwant %q", out, changed, err, want)
		}
		if strings.Join(places, " ") != "0 0 0 0 1" {
			t.Errorf("the callback saw the sections %q", places)
		}
	}
	for _, text := range wild {
		if out, changed, err := sdp.FilterFragment([]byte("to"), crlf(text), keepAll); err != nil || changed || string(out) != "to" {
			t.Errorf("keeping all of %q: %q, %t, %v", text, out, changed, err)
		}
	}
	out, changed, err := sdp.FilterFragment([]byte("to"), "m=x\na=candidate:1 x drop\nnonsense\n", dropAll)
	var place *sdp.FragmentError
	if !errors.As(err, &place) || place.Line != 3 || changed || string(out) != "to" {
		t.Errorf("a broken fragment: %q, %t, %v", out, changed, err)
	}
}

func FuzzFragment(f *testing.F) {
	for _, text := range wild {
		f.Add(crlf(text))
		f.Add(strings.ReplaceAll(text, "|", "\n"))
	}
	f.Add("m=x\na=candidate:1 0 tcp 1 [2001:db8::1] 9 typ host\na=mid:0\n\nv=0\na=ice-options:a b\n")
	f.Add("a=group:BUNDLE a\na=group:BUNDLE b\na=ice-options:a  b\r\n\na=ice-options:c\na=mid:x\na=ice-lite")
	f.Fuzz(func(t *testing.T, text string) {
		fragment, err := sdp.ParseFragment(text)
		var place *sdp.FragmentError
		if errors.As(err, &place) {
			lines := strings.Split(text, "\n")
			if place.Line < 1 || place.Line > len(lines) || !strings.Contains(lines[place.Line-1], place.Token) || place.Expected == "" {
				t.Fatalf("%q gives %+v", text, place)
			}
			return
		}
		if err != nil {
			t.Fatalf("%q gives %v, which is no FragmentError", text, err)
		}
		if got := string(fragment.Append(nil)); got != text {
			t.Fatalf("%q is appended as %q", text, got)
		}
		checkNormalForm(t, fragment)
		out, changed, err := sdp.FilterFragment(nil, text, dropAll)
		if err != nil || changed != strings.Contains("\n"+text, "\na=candidate:") || strings.Contains("\n"+string(out), "\na=candidate:") {
			t.Fatalf("%q is filtered to %q, %t, %v", text, out, changed, err)
		}
	})
}

// checkNormalForm writes a copy that has forgotten its text and reads it back.
func checkNormalForm(t *testing.T, f sdp.Fragment) {
	t.Helper()
	byHand := sdp.Fragment{
		Bundle: f.Bundle, Lite: f.Lite, UsernameFragment: f.UsernameFragment, Password: f.Password, Options: f.Options,
		EndOfCandidates: f.EndOfCandidates, Extensions: f.Extensions, Media: f.Media,
	}
	normal := string(byHand.Append(nil))
	again := mustFragment(t, normal)
	if !reflect.DeepEqual(sections(&again), sections(&f)) || len(again.Media) != len(f.Media) {
		t.Fatalf("%q is read as %+v, want %+v", normal, again.Media, f.Media)
	}
	for i := range f.Media {
		for j, l := range f.Media[i].Candidates {
			if again.Media[i].Candidates[j].Raw != l.Raw {
				t.Fatalf("%q has not the candidate %q", normal, l.Raw)
			}
		}
	}
	again = sdp.Fragment{
		Bundle: again.Bundle, Lite: again.Lite, UsernameFragment: again.UsernameFragment, Password: again.Password, Options: again.Options,
		EndOfCandidates: again.EndOfCandidates, Extensions: again.Extensions,
	}
	byHand.Media = nil
	if !reflect.DeepEqual(again, byHand) {
		t.Fatalf("%q is read as\n%+v, want\n%+v", normal, again, byHand)
	}
}
