package candidate_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/iceguard/iceguard/ice/candidate"
)

func TestValidLinesAreLossless(t *testing.T) {
	lines := entries(t, "valid.tsv", 2)
	if len(lines) < 250 {
		t.Fatalf("valid.tsv has %d lines, it had more", len(lines))
	}
	for _, e := range lines {
		who, line := e[0], e[1]
		c, err := candidate.Parse(line)
		if err != nil {
			t.Errorf("%s: %v", who, err)
			continue
		}
		if got := string(c.Append(nil)); got != line {
			t.Errorf("%s: appended\n%q, parsed\n%q", who, got, line)
		}
		if c.Line() != line {
			t.Errorf("%s: Line() is %q, parsed %q", who, c.Line(), line)
		}
	}
}

// fieldsOf are all public members of a candidate, and what its methods make of them.
type fieldsOf struct {
	foundation  string
	component   uint16
	transport   string
	protocol    string
	priority    uint32
	address     string
	port        uint16
	typ         candidate.Type
	raddr       string
	rport       int // -1: none
	tcpType     candidate.TCPType
	ufrag       string
	extensions  [][2]string
	tail        string
	family      candidate.Family
	addressKind candidate.Scope
}

func fields(c *candidate.Candidate) fieldsOf {
	f := fieldsOf{
		foundation: c.Foundation, component: c.Component, transport: c.Transport, protocol: c.Protocol(),
		priority: c.Priority, address: c.Address, port: c.Port, typ: c.Type,
		raddr: c.RelatedAddress, rport: -1, tcpType: c.TCPType, ufrag: c.UsernameFragment, tail: c.Tail(),
		family: candidate.FamilyOf(c.Address), addressKind: candidate.IPOf(c.Address).Scope(),
	}
	if c.HasRelatedPort {
		f.rport = int(c.RelatedPort)
	}
	for name, value := range c.Extensions() {
		f.extensions = append(f.extensions, [2]string{name, value})
	}
	return f
}

func (f fieldsOf) equal(o fieldsOf) bool {
	sameExtensions := slices.Equal(f.extensions, o.extensions)
	f.extensions, o.extensions = nil, nil
	return sameExtensions && f.same(o)
}

// same leaves the extensions and their text out.
func (f fieldsOf) same(o fieldsOf) bool {
	return f.foundation == o.foundation && f.component == o.component && f.transport == o.transport &&
		f.protocol == o.protocol && f.priority == o.priority && f.address == o.address && f.port == o.port &&
		f.typ == o.typ && f.raddr == o.raddr && f.rport == o.rport && f.tcpType == o.tcpType && f.ufrag == o.ufrag &&
		f.family == o.family && f.addressKind == o.addressKind
}

var parsed = map[string]fieldsOf{
	"candidate:2571821920 1 udp 2113937151 ce3d854c-3607-4ff6-9159-eb842c33af6f.local 51160 typ host generation 0 ufrag sonH network-cost 999": {
		"2571821920", 1, "udp", "udp", 2113937151, "ce3d854c-3607-4ff6-9159-eb842c33af6f.local", 51160, candidate.Host,
		"", -1, "", "sonH", [][2]string{{"generation", "0"}, {"ufrag", "sonH"}, {"network-cost", "999"}},
		"generation 0 ufrag sonH network-cost 999", candidate.MDNS, candidate.UnknownScope,
	},
	"candidate:2 1 TCP 2105458943 10.9.0.1 9 typ host tcptype active": {
		"2", 1, "TCP", "tcp", 2105458943, "10.9.0.1", 9, candidate.Host,
		"", -1, candidate.TCPActive, "", [][2]string{{"tcptype", "active"}},
		"tcptype active", candidate.IPv4, candidate.Private,
	},
	"candidate:2943321167 1 udp 1677729535 203.0.113.10 37238 typ srflx raddr 10.0.1.2 rport 37238 generation 0 ufrag i+rp network-cost 999": {
		"2943321167", 1, "udp", "udp", 1677729535, "203.0.113.10", 37238, candidate.ServerReflexive,
		"10.0.1.2", 37238, "", "i+rp", [][2]string{{"generation", "0"}, {"ufrag", "i+rp"}, {"network-cost", "999"}},
		"raddr 10.0.1.2 rport 37238 generation 0 ufrag i+rp network-cost 999", candidate.IPv4, candidate.Public,
	},
	"candidate:4135000863 1 udp 50339839 203.0.113.1 50099 typ relay raddr 0.0.0.0 rport 0 generation 0 ufrag Zsux network-cost 999": {
		"4135000863", 1, "udp", "udp", 50339839, "203.0.113.1", 50099, candidate.Relay,
		"0.0.0.0", 0, "", "Zsux", [][2]string{{"generation", "0"}, {"ufrag", "Zsux"}, {"network-cost", "999"}},
		"raddr 0.0.0.0 rport 0 generation 0 ufrag Zsux network-cost 999", candidate.IPv4, candidate.Public,
	},
	"candidate:1343373673 1 udp 2122265343 fd09::1 39113 typ host generation 0 ufrag tlhV network-id 2": {
		"1343373673", 1, "udp", "udp", 2122265343, "fd09::1", 39113, candidate.Host,
		"", -1, "", "tlhV", [][2]string{{"generation", "0"}, {"ufrag", "tlhV"}, {"network-id", "2"}},
		"generation 0 ufrag tlhV network-id 2", candidate.IPv6, candidate.ULA,
	},
	"a=candidate:1 1 UDP 2114977791 10.0.1.2 53520 typ host": {
		"1", 1, "UDP", "udp", 2114977791, "10.0.1.2", 53520, candidate.Host,
		"", -1, "", "", nil, "", candidate.IPv4, candidate.Private,
	},
	"a=candidate:5 1 TCP 1684013055 192.0.2.3 45664 typ srflx raddr 10.0.1.1 rport 8998 tcptype passive": {
		"5", 1, "TCP", "tcp", 1684013055, "192.0.2.3", 45664, candidate.ServerReflexive,
		"10.0.1.1", 8998, candidate.TCPPassive, "", [][2]string{{"tcptype", "passive"}},
		"raddr 10.0.1.1 rport 8998 tcptype passive", candidate.IPv4, candidate.Public,
	},
	"a=candidate:3 1 TCP 2120220671 10.0.1.1 8999 typ host tcptype so": {
		"3", 1, "TCP", "tcp", 2120220671, "10.0.1.1", 8999, candidate.Host,
		"", -1, candidate.TCPSO, "", [][2]string{{"tcptype", "so"}}, "tcptype so", candidate.IPv4, candidate.Private,
	},
	"4207374052 1 tcp 1685790463 192.0.2.15 50000 typ prflx raddr 10.0.0.1 rport 12345 generation 0 network-id 2 network-cost 10": {
		"4207374052", 1, "tcp", "tcp", 1685790463, "192.0.2.15", 50000, candidate.PeerReflexive,
		"10.0.0.1", 12345, "", "", [][2]string{{"generation", "0"}, {"network-id", "2"}, {"network-cost", "10"}},
		"raddr 10.0.0.1 rport 12345 generation 0 network-id 2 network-cost 10", candidate.IPv4, candidate.Public,
	},
	"candidate:1 1 udp 1 192.0.2.1 1 typ srflx generation 0 raddr 10.0.0.1 network-id 1 rport 7 ufrag abcd": {
		"1", 1, "udp", "udp", 1, "192.0.2.1", 1, candidate.ServerReflexive,
		"10.0.0.1", 7, "", "abcd", [][2]string{{"generation", "0"}, {"network-id", "1"}, {"ufrag", "abcd"}},
		"generation 0 raddr 10.0.0.1 network-id 1 rport 7 ufrag abcd", candidate.IPv4, candidate.Public,
	},
	"candidate:1 1 udp 1 192.0.2.1 1 typ srflx raddr 10.0.0.1 rport 7 raddr 10.0.0.2 rport 8": {
		"1", 1, "udp", "udp", 1, "192.0.2.1", 1, candidate.ServerReflexive,
		"10.0.0.1", 7, "", "", [][2]string{{"raddr", "10.0.0.2"}, {"rport", "8"}},
		"raddr 10.0.0.1 rport 7 raddr 10.0.0.2 rport 8", candidate.IPv4, candidate.Public,
	},
	"candidate:1 256 udp 4294967295 192.0.2.1 65535 typ host": {
		"1", 256, "udp", "udp", 4294967295, "192.0.2.1", 65535, candidate.Host,
		"", -1, "", "", nil, "", candidate.IPv4, candidate.Public,
	},
	"candidate:1 001 udp 0000000001 192.0.2.1 00080 typ srflx raddr 10.0.0.1 rport 00009": {
		"1", 1, "udp", "udp", 1, "192.0.2.1", 80, candidate.ServerReflexive,
		"10.0.0.1", 9, "", "", nil, "raddr 10.0.0.1 rport 00009", candidate.IPv4, candidate.Public,
	},
	"candidate:1 1 udp 1 192.0.2.1 1 typ host x  y  z 1": {
		"1", 1, "udp", "udp", 1, "192.0.2.1", 1, candidate.Host,
		"", -1, "", "", [][2]string{{"x", ""}, {"y", ""}, {"z", "1"}}, "x  y  z 1", candidate.IPv4, candidate.Public,
	},
	"candidate:1 1 ssltcp 1 192.0.2.1 443 typ host tcptype passive": {
		"1", 1, "ssltcp", "ssltcp", 1, "192.0.2.1", 443, candidate.Host,
		"", -1, candidate.TCPPassive, "", [][2]string{{"tcptype", "passive"}}, "tcptype passive", candidate.IPv4, candidate.Public,
	},
	"candidate:1 1 SCTP 1 192.0.2.1 1 typ host": {
		"1", 1, "SCTP", "sctp", 1, "192.0.2.1", 1, candidate.Host,
		"", -1, "", "", nil, "", candidate.IPv4, candidate.Public,
	},
	"candidate:1 1 udp 1 192.0.2.1 1 typ local-srflx raddr 10.0.0.1 rport 4": {
		"1", 1, "udp", "udp", 1, "192.0.2.1", 1, "local-srflx",
		"10.0.0.1", 4, "", "", nil, "raddr 10.0.0.1 rport 4", candidate.IPv4, candidate.Public,
	},
	"candidate:1 1 udp 2122260223 fe80::1%eth0 5000 typ host": {
		"1", 1, "udp", "udp", 2122260223, "fe80::1%eth0", 5000, candidate.Host,
		"", -1, "", "", nil, "", candidate.IPv6, candidate.LinkLocal,
	},
	"candidate:1 1 udp 2122260223 ::ffff:192.0.2.1 5000 typ host": {
		"1", 1, "udp", "udp", 2122260223, "::ffff:192.0.2.1", 5000, candidate.Host,
		"", -1, "", "", nil, "", candidate.IPv4, candidate.Public,
	},
	"candidate:1 1 udp 2122260223 redacted-ip.invalid 9 typ prflx": {
		"1", 1, "udp", "udp", 2122260223, "redacted-ip.invalid", 9, candidate.PeerReflexive,
		"", -1, "", "", nil, "", candidate.FQDN, candidate.UnknownScope,
	},
	"candidate:1 1 udp 1 192.0.2.1 1 typ host ufrag abcd ufrag efgh": {
		"1", 1, "udp", "udp", 1, "192.0.2.1", 1, candidate.Host,
		"", -1, "", "abcd", [][2]string{{"ufrag", "abcd"}, {"ufrag", "efgh"}}, "ufrag abcd ufrag efgh", candidate.IPv4, candidate.Public,
	},
}

func TestParseFields(t *testing.T) {
	corpus := validLines(t)
	for line, want := range parsed {
		if !slices.Contains(corpus, line) {
			t.Errorf("%s is not in valid.tsv", line)
		}
		c, err := candidate.Parse(line)
		if err != nil {
			t.Error(err)
			continue
		}
		if got := fields(&c); !got.equal(want) || got.tail != want.tail {
			t.Errorf("%s\ngot  %+v\nwant %+v", line, got, want)
		}
	}
}

func TestPrefixesMeanTheSame(t *testing.T) {
	const rest = "842163049 1 udp 1677729535 198.51.100.7 46154 typ srflx raddr 10.0.0.17 rport 46154 ufrag EEtu"
	bare, err := candidate.Parse(rest)
	if err != nil {
		t.Fatal(err)
	}
	for _, prefix := range []string{"candidate:", "a=candidate:"} {
		c, err := candidate.Parse(prefix + rest)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := fields(&c), fields(&bare); !got.equal(want) {
			t.Errorf("%q gives %+v, without it %+v", prefix, got, want)
		}
	}
}

func TestExtension(t *testing.T) {
	c, err := candidate.Parse("candidate:1 1 udp 1 192.0.2.1 1 typ srflx raddr 10.0.0.1 rport 7 network-id 3 network-id 4 ufrag abcd x ")
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"network-id": "3", "ufrag": "abcd", "x": ""} {
		if got, ok := c.Extension(name); got != want || !ok {
			t.Errorf("%s is %q, %t; want %q", name, got, ok, want)
		}
	}
	for _, name := range []string{"raddr", "rport", "generation", ""} {
		if got, ok := c.Extension(name); ok {
			t.Errorf("%q is an extension: %q", name, got)
		}
	}
}

func TestEndOfCandidatesIsNoSyntaxError(t *testing.T) {
	_, err := candidate.Parse("")
	var syntax *candidate.SyntaxError
	if !errors.Is(err, candidate.ErrEndOfCandidates) || errors.As(err, &syntax) {
		t.Errorf("Parse of the empty string gives %v", err)
	}
}
