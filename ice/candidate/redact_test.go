package candidate_test

import (
	"slices"
	"testing"

	"github.com/iceguard/iceguard/ice/candidate"
)

func TestRedact(t *testing.T) {
	const uuid = "ce3d854c-3607-4ff6-9159-eb842c33af6f.local"
	for line, want := range map[string]string{
		"candidate:1 1 udp 2122260223 192.168.1.10 50000 typ host generation 0 ufrag abcd network-id 1"://
		"candidate:1 1 udp 2122260223 redacted-ip.invalid 50000 typ host generation 0 ufrag abcd network-id 1",
		"candidate:2 1 udp 1677729535 203.0.113.10 50000 typ srflx raddr 192.168.1.10 rport 50000 generation 0 ufrag a+/b"://
		"candidate:2 1 udp 1677729535 redacted-ip.invalid 50000 typ srflx raddr 0.0.0.0 rport 0 generation 0 ufrag a+/b",
		"a=candidate:3 1 UDP 92217343 2001:db8::1 50831 TYP relay raddr 2001:db8::1 rport 50831"://
		"a=candidate:3 1 UDP 92217343 redacted-ip.invalid 50831 typ relay raddr :: rport 0",
		"candidate:4 1 tcp 1518280447 fe80::1%eth0 9 typ host tcptype active"://
		"candidate:4 1 tcp 1518280447 redacted-ip.invalid 9 typ host tcptype active",
		"candidate:5 1 udp 2113937151 host.example 50007 typ host"://
		"candidate:5 1 udp 2113937151 redacted-ip.invalid 50007 typ host",
		"candidate:6 1 udp 2113937151 " + uuid + " 50006 typ host ufrag abcd"://
		"candidate:6 1 udp 2113937151 " + uuid + " 50006 typ host ufrag abcd",
		"candidate:7 1 udp 1 192.0.2.1 1 typ srflx raddr " + uuid + " rport 9"://
		"candidate:7 1 udp 1 redacted-ip.invalid 1 typ srflx raddr 0.0.0.0 rport 0",
		"candidate:8 1 udp 1 192.0.2.1 1 typ srflx rport 5000"://
		"candidate:8 1 udp 1 redacted-ip.invalid 1 typ srflx rport 0",
		"candidate:9 1 udp 1 192.0.2.1 1 typ relay raddr 10.0.0.1 rport 7 raddr 10.0.0.2 rport 8 x fd00::1%en0 y 10.0.0.1.5 z  v "://
		"candidate:9 1 udp 1 redacted-ip.invalid 1 typ relay raddr 0.0.0.0 rport 0 raddr 0.0.0.0 rport 8 x :: y 10.0.0.1.5 z  v ",
		"10 1 udp 1 192.0.2.1 1 typ prflx raddr :: rport 0"://
		"10 1 udp 1 redacted-ip.invalid 1 typ prflx raddr :: rport 0",
	} {
		c := mustParse(t, line)
		before := c
		r := c.Redact()
		if got := string(r.Append(nil)); got != want || r.Line() != want {
			t.Errorf("redacted %q\ngot  %q\nline %q\nwant %q", line, got, r.Line(), want)
		}
		if c != before {
			t.Errorf("Redact changed the candidate of %q", line)
		}
	}
}

// A candidate made by hand has no line; one that makes no line at all is redacted just the same.
func TestRedactByHand(t *testing.T) {
	c := candidate.Candidate{Foundation: "1", Component: 1, Transport: "udp", Address: "192.0.2.1", Port: 7, Type: candidate.Host}
	r := c.Redact()
	if got, want := string(r.Append(nil)), "candidate:1 1 udp 0 redacted-ip.invalid 7 typ host"; got != want || r.Line() != want {
		t.Errorf("got %q, line %q", got, r.Line())
	}
	c = mustParse(t, "candidate:1 1 udp 1 192.0.2.1 7 typ srflx raddr 10.0.0.1 rport 8 x 10.0.0.1")
	c.Foundation = "no foundation"
	r = c.Redact()
	want := "candidate:no foundation 1 udp 1 redacted-ip.invalid 7 typ srflx raddr 0.0.0.0 rport 0 x 0.0.0.0"
	if got := string(r.Append(nil)); got != want || r.Line() != "" {
		t.Errorf("got  %q, line %q\nwant %q", got, r.Line(), want)
	}
}

func TestRedactTheCorpus(t *testing.T) {
	for _, line := range validLines(t) {
		checkRedacted(t, mustParse(t, line))
	}
}

// checkRedacted holds for every candidate: the copy parses, shows no address,
// keeps all else, and redacting it again changes nothing.
func checkRedacted(t *testing.T, c candidate.Candidate) {
	t.Helper()
	r := c.Redact()
	again, err := candidate.Parse(r.Line())
	if err != nil || again != r || string(r.Append(nil)) != r.Line() {
		t.Fatalf("%q is redacted to %q: %v", c.Line(), r.Line(), err)
	}
	if twice := r.Redact(); twice != r {
		t.Fatalf("%q is redacted twice to %q", r.Line(), twice.Line())
	}
	shown := []string{r.Address, r.RelatedAddress}
	for _, e := range extensions(&r) {
		if e[1] != r.UsernameFragment && e[1] != string(r.TCPType) {
			shown = append(shown, e[1])
		}
	}
	for _, word := range shown {
		if ip := candidate.IPOf(word); ip.IsValid() && !ip.IsUnspecified() {
			t.Fatalf("%q still shows %q of %q", r.Line(), word, c.Line())
		}
	}
	if r.Foundation != c.Foundation || r.Component != c.Component || r.Transport != c.Transport || r.Priority != c.Priority || r.Port != c.Port ||
		r.Type != c.Type || r.TCPType != c.TCPType || r.UsernameFragment != c.UsernameFragment || r.HasRelatedPort != (c.HasRelatedPort || c.RelatedAddress != "") {
		t.Fatalf("%q lost more than addresses: %q", c.Line(), r.Line())
	}
	was, is := extensions(&c), extensions(&r)
	if !slices.EqualFunc(was, is, func(a, b [2]string) bool { return a[0] == b[0] }) {
		t.Fatalf("%q has the extensions %q, want the names of %q", r.Line(), is, was)
	}
}

func FuzzRedact(f *testing.F) {
	for _, line := range validLines(f) {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, line string) {
		if c, err := candidate.Parse(line); err == nil {
			checkRedacted(t, c)
		}
	})
}
