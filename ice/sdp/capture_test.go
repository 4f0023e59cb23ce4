package sdp_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/iceguard/iceguard/ice/candidate"
	"github.com/iceguard/iceguard/ice/sdp"
)

func TestCapturedDescriptions(t *testing.T) {
	all := captured(t)
	withCandidates := 0
	for place, desc := range all {
		if !strings.HasSuffix(desc, "\r\n") {
			t.Errorf("%s: browsers end lines with CRLF", place)
		}
		if strings.Contains(desc, "a=candidate:") {
			withCandidates++
		}
		for _, text := range []string{desc, lf(desc)} {
			checkKeepAll(t, place, text)
			checkDropAll(t, place, text)
			checkDropHosts(t, place, text)
		}
	}
	if len(all) < 60 || withCandidates < 40 {
		t.Errorf("%d descriptions, %d with candidates: there were more", len(all), withCandidates)
	}
}

func checkKeepAll(t *testing.T, place, text string) {
	t.Helper()
	dst := []byte("before")
	out, changed := sdp.Filter(dst, text, keepAll)
	if changed || string(out) != "before" {
		t.Errorf("%s: keeping all changed it", place)
	}
}

// checkDropAll compares line by line: candidates go, c= and m= are those of
// "none yet", every other byte is as it was.
func checkDropAll(t *testing.T, place, text string) {
	t.Helper()
	out, changed := sdp.Filter([]byte("before"), text, dropAll)
	if !strings.Contains(text, "a=candidate:") {
		if changed {
			t.Errorf("%s: changed without a candidate", place)
		}
		return
	}
	var want []string
	exposing := !strings.Contains(text, "c=IN IP4 0.0.0.0")
	for _, line := range strings.SplitAfter(text, "\n") {
		end := line[len(strings.TrimRight(line, "\r\n")):]
		switch {
		case strings.HasPrefix(line, "a=candidate:"):
			continue
		case strings.HasPrefix(line, "c=") && exposing:
			line = "c=IN IP4 0.0.0.0" + end
		case strings.HasPrefix(line, "m=") && exposing:
			words := strings.SplitN(line, " ", 3)
			line = words[0] + " 9 " + words[2]
		}
		want = append(want, line)
	}
	if got := strings.SplitAfter(string(out), "\n"); !changed || !slices.Equal(got, append([]string{"before" + want[0]}, want[1:]...)) {
		t.Errorf("%s: dropping all gives\n%q\nwant\n%q", place, got, want)
	}
}

// checkDropHosts keeps the relay that a browser has as default, if there is one.
func checkDropHosts(t *testing.T, place, text string) {
	t.Helper()
	if !strings.Contains(text, "typ relay") {
		return
	}
	out, changed := sdp.Filter(nil, text, func(l *sdp.Line) sdp.Verdict {
		if l.Candidate.Type != candidate.Relay {
			return sdp.Drop
		}
		return sdp.Keep
	})
	var want strings.Builder
	for _, line := range strings.SplitAfter(text, "\n") {
		if !strings.HasPrefix(line, "a=candidate:") || strings.Contains(line, "typ relay") {
			want.WriteString(line)
		}
	}
	if only := want.String() == text; changed == only || changed && string(out) != want.String() {
		t.Errorf("%s: keeping the relays gives\n%q\nwant\n%q", place, out, want.String())
	}
}

func TestCapturedLines(t *testing.T) {
	all := captured(t)
	desc := all["gather-firefox.json/cases/turn-udp/sdp"]
	var got []string
	for l := range sdp.Candidates(desc) {
		if l.Err != nil || l.Mid != "0" || l.MLineIndex != 0 || l.Candidate.Line() != l.Raw {
			t.Errorf("line %+v", l)
		}
		got = append(got, l.Raw)
	}
	want := []string{
		"candidate:0 1 UDP 2122252543 10.0.1.2 50525 typ host",
		"candidate:3 1 TCP 2105524479 10.0.1.2 9 typ host tcptype active",
		"candidate:1 1 UDP 1686052863 203.0.113.10 50525 typ srflx raddr 10.0.1.2 rport 50525",
		"candidate:2 1 UDP 92217343 203.0.113.1 50831 typ relay raddr 203.0.113.1 rport 50831",
	}
	if !slices.Equal(got, want) {
		t.Errorf("candidates\n%q, want\n%q", got, want)
	}
	if !sdp.EndOfCandidates(desc) || sdp.UsernameFragment(desc) != "bd61e2bb" {
		t.Errorf("end %t, ufrag %q", sdp.EndOfCandidates(desc), sdp.UsernameFragment(desc))
	}
	chromium := all["gather-chromium.json/cases/turn-udp/sdp"]
	if sdp.EndOfCandidates(chromium) || sdp.UsernameFragment(chromium) != "i+rp" {
		t.Errorf("Chromium: end %t, ufrag %q", sdp.EndOfCandidates(chromium), sdp.UsernameFragment(chromium))
	}
}
