package policy_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/iceguard/iceguard/ice/candidate"
	"github.com/iceguard/iceguard/ice/policy"
)

// seen is a candidate and what is known of it beside its line.
type seen struct {
	name, line, url, relayProtocol, mid string
}

// candidates are one of every sort. 203.0.113.0/24, 198.51.100.0/24 and
// 192.0.2.0/24 are documentation blocks, which count as public.
var candidates = []seen{
	{"host4", "candidate:1 1 udp 2122260223 192.168.1.10 50000 typ host generation 0 ufrag abcd network-id 1", "", "", "0"},
	{"host6", "candidate:2 1 udp 2122262783 fd00::10 50001 typ host generation 0 ufrag abcd network-id 2", "", "", "0"},
	{"global6", "candidate:3 1 udp 2122262783 2001:db8::10 50002 typ host generation 0 network-id 2", "", "", "1"},
	{"link6", "candidate:4 1 UDP 2122262783 fe80::1%eth0 50003 typ host", "", "", "1"},
	{"loop4", "candidate:5 1 udp 2122129151 127.0.0.1 50004 typ host network-id 3", "", "", "audio"},
	{"loop6", "candidate:6 1 udp 2122129151 ::1 50004 typ host", "", "", "audio"},
	{"mapped", "candidate:7 1 udp 2122129151 ::ffff:169.254.7.7 50005 typ host", "", "", "0"},
	{"mdns", "candidate:8 1 udp 2113937151 ce3d854c-3607-4ff6-9159-eb842c33af6f.local 50006 typ host", "", "", "0"},
	{"fqdn", "candidate:9 1 udp 2113937151 host.example 50007 typ host", "", "", ""},
	{"active", "candidate:10 1 tcp 1518280447 10.0.0.1 9 typ host tcptype active", "", "", "0"},
	{"passive", "candidate:11 1 TCP 1518280447 100.64.0.9 4443 typ host tcptype passive", "", "", "0"},
	{"so", "candidate:12 1 TCP 1518280447 172.16.0.1 4444 typ srflx raddr 10.0.0.1 rport 9 tcptype so", "", "", "0"},
	{"srflx", "candidate:13 1 udp 1677729535 203.0.113.10 50000 typ srflx raddr 192.168.1.10 rport 50000 network-id 1", "stun:stun.example:3478", "", "0"},
	{"prflx", "candidate:14 1 udp 1862270975 198.51.100.7 61000 typ prflx raddr 10.0.0.1 rport 5", "", "", "0"},
	{"relay-udp", "candidate:15 1 udp 41885439 192.0.2.50 60000 typ relay raddr 203.0.113.10 rport 50000", "turn:turn.example:3478?transport=udp", "", "0"},
	{"relay-tcp", "candidate:16 1 udp 25108223 192.0.2.50 60001 typ relay raddr 203.0.113.10 rport 50000", "", "tcp", "0"},
	{"relay-tls", "candidate:17 1 udp 8331007 192.0.2.50 60002 typ relay raddr 203.0.113.10 rport 50000", "turns:TURN.example:443?transport=tcp", "", "0"},
	{"relay", "candidate:18 1 udp 41885439 192.0.2.51 60003 typ relay raddr 0.0.0.0 rport 0", "", "", "0"},
	{"odd", "candidate:19 2 sctp 1 224.0.0.1 0 typ other", "", "", ""},
}

func names(t *testing.T, list string) []string {
	t.Helper()
	all := strings.Fields(list)
	for _, name := range all {
		if !slices.ContainsFunc(candidates, func(c seen) bool { return c.name == name }) {
			t.Fatalf("there is no candidate %q", name)
		}
	}
	return all
}

func input(t testing.TB, s seen, d policy.Direction) policy.Input {
	t.Helper()
	c, err := candidate.Parse(s.line)
	if err != nil {
		t.Fatal(err)
	}
	return policy.Input{Candidate: &c, Direction: d, Mid: s.mid, URL: s.url, RelayProtocol: s.relayProtocol}
}

func named(t testing.TB, name string, d policy.Direction) policy.Input {
	t.Helper()
	i := slices.IndexFunc(candidates, func(c seen) bool { return c.name == name })
	return input(t, candidates[i], d)
}

func parse(t testing.TB, text string) *policy.Policy {
	t.Helper()
	p, err := policy.Parse(text)
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return p
}

// dropped are the names of the candidates that a policy drops, in order.
func dropped(t testing.TB, text string, d policy.Direction) []string {
	t.Helper()
	p := parse(t, text)
	var all []string
	for _, s := range candidates {
		if !p.Decide(input(t, s, d), nil).Kept {
			all = append(all, s.name)
		}
	}
	return all
}

func others(list []string) []string {
	var all []string
	for _, s := range candidates {
		if !slices.Contains(list, s.name) {
			all = append(all, s.name)
		}
	}
	return all
}
