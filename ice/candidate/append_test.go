package candidate_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/iceguard/iceguard/ice/candidate"
)

func mustParse(t testing.TB, line string) candidate.Candidate {
	t.Helper()
	c, err := candidate.Parse(line)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestAppendKeepsWhatIsThere(t *testing.T) {
	c := mustParse(t, "candidate:1 1 udp 1 192.0.2.1 1 typ host")
	if got := string(c.Append([]byte("a="))); got != "a=candidate:1 1 udp 1 192.0.2.1 1 typ host" {
		t.Errorf("appended %q", got)
	}
}

// mutations change one member each.
var mutations = map[string]func(c *candidate.Candidate){
	"foundation":      func(c *candidate.Candidate) { c.Foundation = "Zz9+/" },
	"component":       func(c *candidate.Candidate) { c.Component = 257 - c.Component },
	"transport":       func(c *candidate.Candidate) { c.Transport = "dccp" },
	"priority":        func(c *candidate.Candidate) { c.Priority = ^c.Priority },
	"address":         func(c *candidate.Candidate) { c.Address = "2001:db8:1::9" },
	"port":            func(c *candidate.Candidate) { c.Port = ^c.Port },
	"type":            func(c *candidate.Candidate) { c.Type = "other" },
	"related address": func(c *candidate.Candidate) { c.RelatedAddress = "198.51.100.99" },
	"related port":    func(c *candidate.Candidate) { c.RelatedPort, c.HasRelatedPort = 4321, true },
	"no related port": func(c *candidate.Candidate) { c.RelatedPort, c.HasRelatedPort = 0, false },
	"tcptype":         func(c *candidate.Candidate) { c.TCPType = "other" },
	"ufrag":           func(c *candidate.Candidate) { c.UsernameFragment = "new+" },
}

// A changed member is written and read back, and everything else stays: the
// prefix, the other members, the extensions and their order.
func TestAppendAfterChange(t *testing.T) {
	for _, line := range validLines(t) {
		if strings.Count(line, " raddr ") > 1 || strings.Count(line, "rport ") > 1 {
			continue // a second one takes the place of the first
		}
		for name, mutate := range mutations {
			c := mustParse(t, line)
			before := c
			mutate(&c)
			if c == before {
				continue
			}
			text := string(c.Append(nil))
			again, err := candidate.Parse(text)
			if err != nil {
				t.Errorf("%s of %q: %v", name, line, err)
				continue
			}
			if got, want := fields(&again), fields(&c); !got.same(want) {
				t.Errorf("%s of %q\ngot  %+v\nwant %+v", name, line, got, want)
			}
			if got, want := prefix(text), prefix(line); got != want {
				t.Errorf("%s of %q: prefix %q, want %q", name, line, got, want)
			}
			if got, want := extensions(&again), changed(extensions(&before), &c); !slices.Equal(got, want) {
				t.Errorf("%s of %q: extensions %v, want %v", name, line, got, want)
			}
		}
	}
}

func prefix(line string) string {
	for _, p := range []string{"a=candidate:", "candidate:"} {
		if strings.HasPrefix(line, p) {
			return p
		}
	}
	return ""
}

func extensions(c *candidate.Candidate) [][2]string { return fields(c).extensions }

// changed is what the extensions of a line are after a change: the first
// tcptype and ufrag take the value of the member, or come last when they are new.
func changed(before [][2]string, c *candidate.Candidate) [][2]string {
	after := slices.Clone(before)
	for _, set := range [][2]string{{"tcptype", string(c.TCPType)}, {"ufrag", c.UsernameFragment}} {
		i := slices.IndexFunc(after, func(e [2]string) bool { return e[0] == set[0] && e[1] != "" })
		switch {
		case i >= 0:
			after[i] = set
		case set[1] != "":
			after = append(after, set)
		}
	}
	return after
}

func TestAppendAfterTakingAway(t *testing.T) {
	const line = "a=candidate:1 1 TCP 1 192.0.2.1 1 typ srflx raddr 10.0.0.1 rport 7 x 1 tcptype so y  ufrag abcd z 2"
	for want, change := range map[string]func(*candidate.Candidate){
		"a=candidate:1 1 TCP 1 192.0.2.1 1 typ srflx rport 7 x 1 tcptype so y  ufrag abcd z 2":                func(c *candidate.Candidate) { c.RelatedAddress = "" },
		"a=candidate:1 1 TCP 1 192.0.2.1 1 typ srflx raddr 10.0.0.1 x 1 tcptype so y  ufrag abcd z 2":         func(c *candidate.Candidate) { c.HasRelatedPort = false },
		"a=candidate:1 1 TCP 1 192.0.2.1 1 typ srflx raddr 10.0.0.1 rport 7 x 1 y  ufrag abcd z 2":            func(c *candidate.Candidate) { c.TCPType = "" },
		"a=candidate:1 1 TCP 1 192.0.2.1 1 typ srflx raddr 10.0.0.1 rport 7 x 1 tcptype so y  z 2":            func(c *candidate.Candidate) { c.UsernameFragment = "" },
		"a=candidate:1 1 TCP 1 192.0.2.1 1 typ srflx raddr 10.0.0.1 rport 8 x 1 tcptype so y  ufrag abcd z 2": func(c *candidate.Candidate) { c.RelatedPort = 8 },
		line: func(c *candidate.Candidate) { c.Port, c.Port = 9, 1 },
	} {
		c := mustParse(t, line)
		change(&c)
		if got := string(c.Append(nil)); got != want {
			t.Errorf("got  %q\nwant %q", got, want)
		}
	}
}

func TestAppendNormal(t *testing.T) {
	for line, want := range map[string]string{
		"a=candidate:1 001 UDP 0000000001 192.0.2.1 00080 TYP srflx x 1 rport 00009 y  raddr 10.0.0.1 ufrag abcd": "candidate:1 1 udp 1 192.0.2.1 80 typ srflx raddr 10.0.0.1 rport 9 x 1 y  ufrag abcd",
		"1 1 TCP 1 192.0.2.1 9 typ host generation 0 tcptype active tcptype so":                                   "candidate:1 1 tcp 1 192.0.2.1 9 typ host generation 0 tcptype active tcptype so",
		"candidate:1 1 UDP 1 192.0.2.1 1 typ host ufrag  ufrag abcd":                                              "candidate:1 1 udp 1 192.0.2.1 1 typ host ufrag  ufrag abcd",
		"candidate:1 1 UDP 1 192.0.2.1 1 typ host ufrag ":                                                         "candidate:1 1 udp 1 192.0.2.1 1 typ host ufrag ",
		"candidate:1 1 SCTP 1 FE80::1%Eth0 1 typ HOST x ":                                                         "candidate:1 1 sctp 1 FE80::1%Eth0 1 typ HOST x ",
	} {
		c := mustParse(t, line)
		if got := string(c.AppendNormal(nil)); got != want {
			t.Errorf("normal form of %q\ngot  %q\nwant %q", line, got, want)
		}
		if c.Line() != line || c.Transport == strings.ToLower(c.Transport) {
			t.Errorf("AppendNormal changed the candidate of %q", line)
		}
	}
}

func TestNormalFormSaysTheSame(t *testing.T) {
	for _, line := range validLines(t) {
		c := mustParse(t, line)
		normal := string(c.AppendNormal(nil))
		again := mustParse(t, normal)
		want := fields(&c)
		want.transport = want.protocol
		if got := fields(&again); !got.equal(want) {
			t.Errorf("%q\ngot  %+v\nwant %+v", line, got, want)
		}
		if twice := string(again.AppendNormal(nil)); twice != normal {
			t.Errorf("normal form of %q is %q", normal, twice)
		}
	}
}

func TestAppendWithoutLine(t *testing.T) {
	c := candidate.Candidate{
		Foundation: "f", Component: 2, Transport: "TCP", Priority: 4294967295, Address: "::1", Port: 65535,
		Type: candidate.Relay, RelatedAddress: "::", HasRelatedPort: true, TCPType: candidate.TCPSO, UsernameFragment: "abcd",
	}
	const want = "candidate:f 2 TCP 4294967295 ::1 65535 typ relay raddr :: rport 0 tcptype so ufrag abcd"
	if got := string(c.Append(nil)); got != want || c.Line() != "" || c.Tail() != "" {
		t.Errorf("got %q, line %q, tail %q; want %q", got, c.Line(), c.Tail(), want)
	}
}

func TestMaskRelated(t *testing.T) {
	const head = "candidate:1 1 udp 1 192.0.2.1 1 typ srflx"
	for line, want := range map[string]string{
		head + " raddr 10.0.0.1 rport 7 x 1":    head + " raddr 0.0.0.0 rport 0 x 1",
		head + " raddr fd09::1 rport 7 x 1":     head + " raddr :: rport 0 x 1",
		head + " raddr a.local rport 7":         head + " raddr 0.0.0.0 rport 0",
		head + " raddr 10.0.0.1":                head + " raddr 0.0.0.0 rport 0",
		head + " raddr 0.0.0.0 rport 0":         head + " raddr 0.0.0.0 rport 0",
		head + " raddr ::ffff:10.0.0.1":         head + " raddr :: rport 0",
		head + " x 1":                           head + " x 1",
		"a=" + head + " raddr 10.0.0.1 rport 7": "a=" + head + " raddr 0.0.0.0 rport 0",
	} {
		c := mustParse(t, line)
		c.MaskRelated()
		if got := string(c.Append(nil)); got != want {
			t.Errorf("masked %q\ngot  %q\nwant %q", line, got, want)
		}
	}
}
