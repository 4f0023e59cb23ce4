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

// The fragments of the RFCs, lines divided by '|', read by hand.
const (
	// RFC 8840 section 9: credentials for all, two sections.
	sipFragment = "a=ice-pwd:asd88fgpdd777uzjYhagZg|a=ice-ufrag:8hhY|m=audio 9 RTP/AVP 0|a=mid:1|" +
		"a=candidate:1 1 UDP 2130706432 2001:db8:a0b:12f0::1 5000 typ host|a=candidate:1 2 UDP 2130706432 2001:db8:a0b:12f0::1 5001 typ host|" +
		"a=candidate:1 1 UDP 2130706431 192.0.2.1 5010 typ host|a=candidate:2 2 UDP 1694498815 192.0.2.3 5011 typ srflx raddr 192.0.2.1 rport 8998|" +
		"a=end-of-candidates|m=audio 9 RTP/AVP 0|a=mid:2|a=candidate:1 1 UDP 2130706432 2001:db8:a0b:12f0::1 6000 typ host|a=end-of-candidates|"
	// RFC 9725 section 4.3.2: trickling, credentials in the section of the bundle.
	whipTrickle = "a=group:BUNDLE 0 1|m=audio 9 UDP/TLS/RTP/SAVPF 111|a=mid:0|a=ice-ufrag:EsAw|a=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1|" +
		"a=candidate:1387637174 1 udp 2122260223 192.0.2.1 61764 typ host generation 0 ufrag EsAw network-id 1|" +
		"a=candidate:473322822 1 tcp 1518280447 192.0.2.1 9 typ host tcptype active generation 0 ufrag EsAw network-id 1|a=end-of-candidates|"
	// RFC 9725 section 4.3.3: an ICE restart and its answer.
	whipRestart = "a=ice-options:trickle ice2|a=group:BUNDLE 0 1|m=audio 9 UDP/TLS/RTP/SAVPF 111|a=mid:0|a=ice-ufrag:ysXw|" +
		"a=ice-pwd:vw5LmwG4y/e6dPP/zAP9Gp5k|a=candidate:1387637174 1 udp 2122260223 192.0.2.1 61764 typ host generation 0 ufrag EsAw network-id 1|"
	whipRestarted = "a=ice-lite|a=ice-options:trickle ice2|a=group:BUNDLE 0 1|m=audio 9 UDP/TLS/RTP/SAVPF 111|a=mid:0|a=ice-ufrag:289b31b754eaa438|" +
		"a=ice-pwd:0b66f472495ef0ccac7bda653ab6be49ea13114472a5d10a|a=candidate:1 1 udp 2130706431 198.51.100.1 39132 typ host|a=end-of-candidates|"
	// What early drafts of WHIP had: an m= line without a port, and a restart without sections.
	oldTrickle = "a=ice-ufrag:EsAw|a=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1|m=audio RTP/AVP 0|a=mid:0|a=candidate:3 1 udp 2 192.0.2.1 9 typ host|"
	oldRestart = "a=ice-lite|a=ice-ufrag:289b31b754eaa438|a=ice-pwd:0b66f472495ef0ccac7bda653ab6be49ea13114472a5d10a|"
)

var wild = []string{sipFragment, whipTrickle, whipRestart, whipRestarted, oldTrickle, oldRestart}

func crlf(bars string) string { return strings.ReplaceAll(bars, "|", "\r\n") }

func mustFragment(t testing.TB, text string) sdp.Fragment {
	t.Helper()
	f, err := sdp.ParseFragment(text)
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return f
}

// section is what a test says of a FragmentMedia: the candidates by port.
type section struct {
	mLine, mid, ufrag, pwd string
	ports                  []uint16
	end                    bool
	extensions             []string
}

func sections(f *sdp.Fragment) []section {
	var all []section
	for i, m := range f.Media {
		s := section{mLine: m.MLine, mid: m.Mid, ufrag: m.UsernameFragment, pwd: m.Password, end: m.EndOfCandidates, extensions: m.Extensions}
		for _, l := range m.Candidates {
			s.ports = append(s.ports, l.Candidate.Port)
			if l.Mid != m.Mid || l.MLineIndex != i || m.MLineIndex != i || l.Err == nil && l.Candidate.Line() != l.Raw {
				s.mid = "wrong place"
			}
		}
		all = append(all, s)
	}
	return all
}

func TestFragmentsOfTheRFCs(t *testing.T) {
	const webrtc = "audio 9 UDP/TLS/RTP/SAVPF 111"
	for _, c := range []struct {
		text   string
		bundle []string
		lite   bool
		ufrag  string
		opts   []string
		want   []section
	}{
		{sipFragment, nil, false, "8hhY", nil, []section{
			{"audio 9 RTP/AVP 0", "1", "", "", []uint16{5000, 5001, 5010, 5011}, true, nil},
			{"audio 9 RTP/AVP 0", "2", "", "", []uint16{6000}, true, nil},
		}},
		{whipTrickle, []string{"0", "1"}, false, "", nil, []section{{webrtc, "0", "EsAw", "P2uYro0UCOQ4zxjKXaWCBui1", []uint16{61764, 9}, true, nil}}},
		{whipRestart, []string{"0", "1"}, false, "", []string{"trickle", "ice2"}, []section{
			{webrtc, "0", "ysXw", "vw5LmwG4y/e6dPP/zAP9Gp5k", []uint16{61764}, false, nil},
		}},
		{whipRestarted, []string{"0", "1"}, true, "", []string{"trickle", "ice2"}, []section{
			{webrtc, "0", "289b31b754eaa438", "0b66f472495ef0ccac7bda653ab6be49ea13114472a5d10a", []uint16{39132}, true, nil},
		}},
		{oldTrickle, nil, false, "EsAw", nil, []section{{"audio RTP/AVP 0", "0", "", "", []uint16{9}, false, nil}}},
		{oldRestart, nil, true, "289b31b754eaa438", nil, nil},
	} {
		for _, text := range []string{crlf(c.text), strings.ReplaceAll(c.text, "|", "\n")} {
			f := mustFragment(t, text)
			if !slices.Equal(f.Bundle, c.bundle) || f.Lite != c.lite || f.UsernameFragment != c.ufrag || !slices.Equal(f.Options, c.opts) ||
				f.EndOfCandidates || f.Extensions != nil || (f.Password != "") != (c.ufrag != "") {
				t.Errorf("%q: %+v", text, f)
			}
			if got := sections(&f); !reflect.DeepEqual(got, c.want) {
				t.Errorf("%q\ngot  %+v\nwant %+v", text, got, c.want)
			}
			if got := string(f.Append([]byte("to "))); got != "to "+text {
				t.Errorf("%q is appended as %q", text, got)
			}
		}
	}
}

// Lines in any order, lines of any kind, blank lines, line ends mixed or missing.
func TestFragmentKeepsWhatItDoesNotKnow(t *testing.T) {
	const text = "v=0\na=ice-pacing:50\r\n\na=ice-options: x\na=group:LS 1 2\na=group:BUNDLE a b\na=group:BUNDLE c\na=ice-lite:no\na=mid:s\na=end-of-candidates\n" +
		"m=x\na=ice-lite\na=candidate:1 0 tcp 1 [2001:db8::1] 9 typ host\na=ice-options:y\na=rtcp-mux\nc=IN IP4 0.0.0.0\n\nm=y\na=end-of-candidates\na=ice-ufrag:a-=#_/+1"
	f := mustFragment(t, text)
	wantSession := []string{"v=0", "a=ice-pacing:50", "", "a=ice-options: x", "a=group:LS 1 2", "a=group:BUNDLE c", "a=ice-lite:no", "a=mid:s"}
	if !slices.Equal(f.Extensions, wantSession) || !slices.Equal(f.Bundle, []string{"a", "b"}) || !f.EndOfCandidates || f.Lite || f.Options != nil {
		t.Errorf("session %+v", f)
	}
	want := []section{
		{mLine: "x", ports: []uint16{0}, extensions: []string{"a=ice-lite", "a=ice-options:y", "a=rtcp-mux", "c=IN IP4 0.0.0.0", ""}},
		{mLine: "y", ufrag: "a-=#_/+1", end: true},
	}
	if got := sections(&f); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	var syntax *candidate.SyntaxError
	if l := f.Media[0].Candidates[0]; !errors.As(l.Err, &syntax) || syntax.Token != "0" {
		t.Errorf("the candidate that cannot be read: %+v", l)
	}
	if got := string(f.Append(nil)); got != text {
		t.Errorf("got  %q\nwant %q", got, text)
	}
	if f := mustFragment(t, ""); !reflect.DeepEqual(f, sdp.Fragment{}) || string(f.Append([]byte("to"))) != "to" {
		t.Errorf("the empty fragment: %+v", f)
	}
}

func TestFragmentErrors(t *testing.T) {
	long := strings.Repeat("a", 257)
	for _, c := range []struct {
		text     string
		line     int
		token    string
		expected string
	}{
		{`{"error":"no"}`, 1, `{"error":"no"}`, "a letter and \"=\""},
		{"a=x\r\n<html>\r\n", 2, "<html>", "a letter"},
		{"a", 1, "a", "a letter"},
		{"A=x", 1, "A=x", "a letter"},
		{" a=x", 1, " a=x", "a letter"},
		{"=", 1, "=", "a letter"},
		{"a=x\ry\n", 1, "a=x\ry", "carriage return"},
		{"a=x\n\na=\x00\n", 3, "a=\x00", "NUL"},
		{"a=x\r\r\n", 1, "a=x\r", "carriage return"},
		{"m=\n", 1, "m=", "a media description"},
		{"a=ice-ufrag:abc\n", 1, "abc", "4 to 256"},
		{"a=ice-ufrag:\n", 1, "", "4 to 256"},
		{"a=ice-ufrag:ab d\n", 1, "ab d", "4 to 256"},
		{"a=ice-ufrag:abc\u00e4\n", 1, "abc\u00e4", "4 to 256"},
		{"a=ice-ufrag:" + long, 1, long, "4 to 256"},
		{"a=ice-pwd:asd88fgpdd777uzjYhagZ\n", 1, "asd88fgpdd777uzjYhagZ", "22 to 256"},
		{"a=ice-pwd:" + long, 1, long, "22 to 256"},
		{"a=ice-ufrag:abcd\na=ice-ufrag:abcd\n", 2, "a=ice-ufrag:abcd", "one a=ice-ufrag in a section"},
		{"m=x\na=ice-pwd:asd88fgpdd777uzjYhagZg\na=ice-pwd:asd88fgpdd777uzjYhagZh\n", 3, "a=ice-pwd:asd88fgpdd777uzjYhagZh", "one a=ice-pwd"},
		{"m=x\na=mid:0\na=mid:1\n", 3, "a=mid:1", "one a=mid"},
		{"m=x\na=mid:\n", 2, "", "identification tag"},
		{"m=x\na=mid:a b\n", 2, "a b", "identification tag"},
		{"a=candidate:1 1 udp 2 192.0.2.1 9 typ host\n", 1, "a=candidate:1 1 udp 2 192.0.2.1 9 typ host", "an m= line before"},
	} {
		f, err := sdp.ParseFragment(c.text)
		var place *sdp.FragmentError
		if !errors.As(err, &place) || place.Line != c.line || place.Token != c.token || !strings.Contains(place.Expected, c.expected) {
			t.Errorf("%q\ngot  %v\nwant line %d, %q, ... %s", c.text, err, c.line, c.token, c.expected)
			continue
		}
		if message := err.Error(); !strings.Contains(message, "line ") || !strings.Contains(message, place.Expected) || !strings.Contains(message, "RFC 8840") {
			t.Errorf("message %q", message)
		}
		if !reflect.DeepEqual(f, sdp.Fragment{}) {
			t.Errorf("%q gives a fragment beside the error", c.text)
		}
	}
	// One letter more or less: what is just right.
	for _, text := range []string{"a=ice-ufrag:abcd", "a=ice-pwd:asd88fgpdd777uzjYhagZg", "a=ice-ufrag:" + long[1:], "a=ice-pwd:" + long[1:]} {
		mustFragment(t, text)
	}
}
