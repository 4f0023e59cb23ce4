package sdp_test

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/iceguard/iceguard/ice/candidate"
	"github.com/iceguard/iceguard/ice/sdp"
)

const twoSections = `v=0
a=candidate:0 1 udp 1 192.0.2.1 1 typ host
m=audio 9 RTP/AVP 0
a=candidate:1 1 udp 1 192.0.2.1 1 typ host
a=mid:first
a=candidate:2 1 udp 1 192.0.2.1 2 typ host
m=video 9 RTP/AVP 96
m=video 9 RTP/AVP 97
a=candidate:broken
a=mid:third
m=application 0 X
a=candidate:4 1 udp 1 192.0.2.1 4 typ host
a=middle:x`

func TestCandidates(t *testing.T) {
	type place struct {
		raw, mid string
		m        int
		broken   bool
	}
	want := []place{
		{"candidate:0 1 udp 1 192.0.2.1 1 typ host", "", -1, false},
		{"candidate:1 1 udp 1 192.0.2.1 1 typ host", "first", 0, false},
		{"candidate:2 1 udp 1 192.0.2.1 2 typ host", "first", 0, false},
		{"candidate:broken", "third", 2, true},
		{"candidate:4 1 udp 1 192.0.2.1 4 typ host", "", 3, false},
	}
	for _, text := range []string{twoSections, strings.ReplaceAll(twoSections, "\n", "\r\n"), twoSections + "\n"} {
		var got []place
		for l := range sdp.Candidates(text) {
			var syntax *candidate.SyntaxError
			got = append(got, place{l.Raw, l.Mid, l.MLineIndex, errors.As(l.Err, &syntax)})
		}
		if !slices.Equal(got, want) {
			t.Errorf("got  %v\nwant %v", got, want)
		}
	}
}

// Filter tells decide the same places.
func TestFilterTellsThePlace(t *testing.T) {
	var want, got []sdp.Line
	for l := range sdp.Candidates(twoSections) {
		l.Err = nil
		want = append(want, l)
	}
	sdp.Filter(nil, twoSections, func(l *sdp.Line) sdp.Verdict {
		seen := *l
		seen.Err = nil
		got = append(got, seen)
		return sdp.Keep
	})
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

func TestCandidatesMayBeLeft(t *testing.T) {
	n := 0
	for range sdp.Candidates(twoSections) {
		if n++; n == 2 {
			break
		}
	}
	if n != 2 {
		t.Errorf("%d candidates before the loop was left", n)
	}
}

func TestMidOfTheSection(t *testing.T) {
	const line = "a=candidate:1 1 udp 1 192.0.2.1 1 typ host"
	for text, want := range map[string]string{
		"m=x\na=mid:0\n" + line:               "0",
		"m=x\n" + line + "\na=mid:0":          "0",
		"m=x\n" + line + "\r\na=mid:0\r\nm=y": "0",
		"m=x\n" + line + "\nm=y\na=mid:1":     "",
		"m=x\n" + line + "\na=mid:":           "",
		"m=x\n" + line + "\n a=mid:0":         "",
		"m=x\n" + line + "\na=x a=mid:0":      "",
		"a=mid:0\n" + line:                    "",
		"m=x\na=mid:a\na=mid:b\n" + line:      "a",
	} {
		for l := range sdp.Candidates(text) {
			if l.Mid != want {
				t.Errorf("%q: mid %q, want %q", text, l.Mid, want)
			}
		}
	}
}

// A trickle fragment (RFC 8840 section 9) is read like a description.
func TestFragment(t *testing.T) {
	const fragment = "a=ice-pwd:asd88fgpdd777uzjYhagZg\r\na=ice-ufrag:8hhY\r\nm=audio 9 RTP/AVP 0\r\na=mid:1\r\n" +
		"a=candidate:1 1 UDP 2130706432 2001:db8:a0b:12f0::1 5000 typ host\r\na=end-of-candidates\r\n"
	for l := range sdp.Candidates(fragment) {
		if l.Mid != "1" || l.MLineIndex != 0 || l.Err != nil {
			t.Errorf("line %+v", l)
		}
	}
	if !sdp.EndOfCandidates(fragment) || sdp.UsernameFragment(fragment) != "8hhY" {
		t.Errorf("end %t, ufrag %q", sdp.EndOfCandidates(fragment), sdp.UsernameFragment(fragment))
	}
}

func TestEndAndUfrag(t *testing.T) {
	for _, c := range []struct {
		text  string
		end   bool
		ufrag string
	}{
		{"", false, ""},
		{"a=end-of-candidates", true, ""},
		{"m=x\r\na=end-of-candidates\r\na=ice-ufrag:abc\r\nm=y\r\na=ice-ufrag:def", true, "abc"},
		{"a=end-of-candidates2\na=ice-ufragx:1", false, ""},
		{" a=end-of-candidates\n a=ice-ufrag:1", false, ""},
		{"a=x a=end-of-candidates a=ice-ufrag:1", false, ""},
		{"a=ice-ufrag:", false, ""},
		{"a=ice-ufrag:a+b/\n", false, "a+b/"},
	} {
		if end, ufrag := sdp.EndOfCandidates(c.text), sdp.UsernameFragment(c.text); end != c.end || ufrag != c.ufrag {
			t.Errorf("%q: end %t, ufrag %q", c.text, end, ufrag)
		}
	}
}
