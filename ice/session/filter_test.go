package session_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/ice/sdp"
	"github.com/iceguard/iceguard/ice/session"
)

const description = "v=0\r\nm=application 60000 UDP/DTLS/SCTP webrtc-datachannel\r\nc=IN IP4 192.0.2.50\r\na=" + hostLine + "\r\na=" + srflxLine + "\r\na=" +
	relayLine + "\r\na=" + broken + "\r\na=mid:0\r\na=end-of-candidates\r\n"

func TestFilterDescriptions(t *testing.T) {
	const (
		head        = "v=0\r\nm=application 60000 UDP/DTLS/SCTP webrtc-datachannel\r\nc=IN IP4 192.0.2.50\r\n"
		tail        = "a=mid:0\r\na=end-of-candidates\r\n"
		maskedSrflx = "a=candidate:2 1 udp 1677729535 203.0.113.10 50000 typ srflx raddr 0.0.0.0 rport 0\r\n"
		maskedRelay = "a=candidate:3 1 udp 41885439 192.0.2.50 60000 typ relay raddr 0.0.0.0 rport 0\r\n"
	)
	for _, c := range []struct {
		policy string
		d      policy.Direction
		want   string
	}{
		{"all", policy.Local, description},
		{"all", policy.Remote, description},
		{"remote drop type relay", policy.Local, strings.Replace(description, "a="+broken+"\r\n", "", 1)},
		{"no-host", policy.Local, head + maskedSrflx + maskedRelay + tail},
		{"no-host", policy.Remote, description},
		{"relay-only", policy.Local, head + maskedRelay + tail},
		{"drop scope private", policy.Remote, strings.Replace(description, "a="+hostLine+"\r\n", "", 1)},
		{"drop type relay", policy.Remote, strings.NewReplacer("a="+relayLine+"\r\n", "", "m=application 60000", "m=application 50000", "c=IN IP4 192.0.2.50", "c=IN IP4 203.0.113.10").Replace(description)},
		{"drop", policy.Remote, "v=0\r\nm=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\nc=IN IP4 0.0.0.0\r\na=" + broken + "\r\n" + tail},
		{"drop", policy.Local, "v=0\r\nm=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\nc=IN IP4 0.0.0.0\r\n" + tail},
	} {
		s := start(t, c.policy)
		got, changed := s.s.Filter(c.d, description)
		if got != c.want || changed != (c.want != description) {
			t.Errorf("%q, %s: changed %t\ngot  %q\nwant %q", c.policy, c.d, changed, got, c.want)
		}
		if again, _ := s.s.Filter(c.d, got); again != got {
			t.Errorf("%q, %s: filtered twice\n%q", c.policy, c.d, again)
		}
		if len(s.s.State().Candidates) != 0 {
			t.Errorf("%q: Filter records %v", c.policy, s.s.State().Candidates)
		}
	}
}

// The decisions in a description are those of the same candidates by trickle,
// also those that rest on what a description does not tell, and on limits.
func TestFilterAgreesWithTrickle(t *testing.T) {
	lines := []string{hostLine, srflxLine, relayLine, peerHost, peerRelay, peerMDNS, broken}
	for _, text := range []string{
		"drop server stun:*", "keep relay-protocol tcp; default drop", "drop relay-protocol udp", "limit 1", "limit 2 type host", "limit 1 type relay; drop mid 0",
		"keep server turn:*; limit 1", "no-private", "no-mdns", "drop port 50000-60000", "drop network-id 1",
	} {
		s := start(t, text)
		var events []session.Event
		for i, line := range lines {
			events = append(events, withOrigin(seen(policy.Local, line), []string{"", "stun:a", "turn:a?transport=tcp"}[i%3], ""))
			s.apply(events[i])
		}
		var kept []string
		for i, r := range s.s.State().Candidates {
			if v := s.s.Verdict(&events[i]); v.Kept != r.Decision.Kept || v.Masked != r.Masked {
				t.Errorf("%q: verdict %+v, record %+v", text, v, r)
			}
			if r.Decision.Kept {
				kept = append(kept, s.s.Verdict(&events[i]).Line)
			}
		}
		// In another order than they came.
		desc := "m=x\r\na=mid:0\r\na=" + strings.Join(reversed(lines), "\r\na=") + "\r\n"
		filtered, _ := s.s.Filter(policy.Local, desc)
		var left []string
		for l := range sdp.Candidates(filtered) {
			left = append(left, l.Raw)
		}
		if !slices.Equal(left, reversed(kept)) {
			t.Errorf("%q: the description has\n%q, by trickle passed\n%q", text, left, reversed(kept))
		}
	}
}

func reversed(s []string) []string {
	r := slices.Clone(s)
	slices.Reverse(r)
	return r
}

func TestFilterDescriptionTellsWhatIsDropped(t *testing.T) {
	p, err := policy.Parse("drop type srflx\ndrop type relay")
	if err != nil {
		t.Fatal(err)
	}
	type drop struct {
		raw, mid string
		rule     int
	}
	var dropped []drop
	out, changed := session.FilterDescription([]byte("> "), p, policy.Local, description, nil, func(l *sdp.Line, d policy.Decision) {
		dropped = append(dropped, drop{l.Raw, l.Mid, d.Rule})
	})
	want := []drop{{srflxLine, "0", 1}, {relayLine, "0", 2}, {broken, "0", 0}}
	if !changed || !slices.Equal(dropped, want) || !strings.HasPrefix(string(out), "> v=0\r\n") {
		t.Errorf("%q, dropped %v, want %v", out, dropped, want)
	}
	var limits policy.Limits
	p, err = policy.Parse("limit 1")
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		out, _ := session.FilterDescription(nil, p, policy.Remote, description, &limits, nil)
		if n := strings.Count(string(out), " typ "); n != 1 {
			t.Errorf("%d candidates are left: %q", n, out)
		}
	}
}

// A default destination may outlive its candidates: Firefox offers it again
// after an ICE restart, when no candidate line has it any more.
func TestFilterHidesDefaultsOfNoCandidate(t *testing.T) {
	const (
		desc   = "v=0\r\nm=audio 50000 RTP/AVP 0\r\nc=IN IP4 10.0.0.1\r\na=rtcp:50001 IN IP4 10.0.0.1\r\na=mid:0\r\nm=video 9 RTP/AVP 0\r\nc=IN IP4 0.0.0.0\r\na=mid:1\r\n"
		hidden = "v=0\r\nm=audio 9 RTP/AVP 0\r\nc=IN IP4 0.0.0.0\r\na=rtcp:9 IN IP4 0.0.0.0\r\na=mid:0\r\nm=video 9 RTP/AVP 0\r\nc=IN IP4 0.0.0.0\r\na=mid:1\r\n"
	)
	for _, c := range []struct {
		policy string
		d      policy.Direction
		want   string
	}{
		{"all", policy.Local, desc},
		{"no-host", policy.Local, hidden}, // it may be a host candidate's
		{"no-host", policy.Remote, desc},
		{"drop type srflx", policy.Remote, hidden},
		{"relay-only", policy.Local, hidden},
		{"no-private", policy.Local, hidden},
		{"ipv4-only", policy.Local, desc},
		{"local drop mid 0", policy.Local, hidden},
		{"local drop mid 1", policy.Local, desc},
		{"limit 5", policy.Local, hidden}, // it has admitted none
	} {
		s := start(t, c.policy)
		if got, changed := s.s.Filter(c.d, desc); got != c.want || changed != (c.want != desc) {
			t.Errorf("%q, %s: changed %t\ngot  %q\nwant %q", c.policy, c.d, changed, got, c.want)
		}
		p := s.s.State().Policy
		if out, _ := session.FilterDescription(nil, p, c.d, desc, &policy.Limits{}, func(l *sdp.Line, _ policy.Decision) {
			t.Errorf("%q: told of a candidate %q", c.policy, l.Raw)
		}); out != nil && string(out) != c.want {
			t.Errorf("%q, %s: without a session %q", c.policy, c.d, out)
		}
	}
}

// Its address may be one that a candidate of another port still has: after a
// rollback Firefox lists those of TCP first.
func TestFilterHidesDefaultsOfAnotherPort(t *testing.T) {
	const (
		tcp   = "a=candidate:3 1 TCP 1 10.0.0.1 9 typ host tcptype active\r\n"
		relay = "a=candidate:1 1 udp 1 10.0.0.1 50000 typ relay raddr 0.0.0.0 rport 0\r\n"
		rtcp  = "a=candidate:1 2 udp 1 10.0.0.1 50001 typ relay raddr 0.0.0.0 rport 0\r\n"
		other = "m=video 6000 RTP/AVP 0\r\nc=IN IP6 fd00::1\r\na=candidate:4 1 udp 1 FD00:0::1 6000 typ relay raddr 0.0.0.0 rport 0\r\n"
		named = "m=video 6000 RTP/AVP 0\r\nc=IN IP4 a.local\r\na=candidate:4 1 udp 1 a.local 6000 typ relay raddr 0.0.0.0 rport 0\r\n"
	)
	lines := func(port, ip, rtcp string) string {
		return "m=audio " + port + " RTP/AVP 0\r\nc=IN IP4 " + ip + "\r\na=rtcp:" + rtcp + " IN IP4 " + ip + "\r\n"
	}
	shown, hidden := lines("50000", "10.0.0.1", "50001"), lines("9", "0.0.0.0", "9")
	for _, c := range []struct{ policy, desc, want string }{
		{"all", shown + tcp, shown + tcp},
		{"local keep transport tcp; drop type host", shown + tcp, hidden + tcp},
		{"local keep transport tcp; drop type host", shown + tcp + other, hidden + tcp + other},
		{"local keep transport tcp; drop type host", shown + tcp + named, hidden + tcp + named},
		{"no-host", shown + relay + rtcp, shown + relay + rtcp},
		{"no-host", other + shown + relay + rtcp, other + shown + relay + rtcp},
		{"no-host", named + shown + relay + rtcp, named + shown + relay + rtcp},
		{"no-host", shown + relay, strings.Replace(shown, "50001 IN IP4 10.0.0.1", "9 IN IP4 0.0.0.0", 1) + relay},
	} {
		s := start(t, c.policy)
		if got, changed := s.s.Filter(policy.Local, c.desc); got != c.want || changed != (c.want != c.desc) {
			t.Errorf("%q: changed %t\ngot  %q\nwant %q", c.policy, changed, got, c.want)
		}
	}
}
