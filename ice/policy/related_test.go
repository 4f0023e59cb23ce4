package policy_test

import (
	"errors"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/iceguard/iceguard/ice/policy"
)

const (
	srflxLine = "candidate:1 1 udp 1 203.0.113.10 50000 typ srflx raddr 192.168.1.10 rport 50000"
	relayLine = "candidate:1 1 udp 1 192.0.2.50 60000 typ relay raddr 203.0.113.10 rport 50000"
)

func TestKeepsRelated(t *testing.T) {
	for _, c := range []struct {
		text, line string
		want       bool
	}{
		{"", srflxLine, true},
		{"keep", srflxLine, true},
		// The base of a reflexive candidate is a host candidate.
		{"drop type host", srflxLine, false},
		{"drop scope private", srflxLine, false},
		{"drop net 192.168.0.0/16", srflxLine, false},
		{"drop port 50000 scope private", srflxLine, false},
		{"drop type host port 50001", srflxLine, true},
		{"drop type srflx", srflxLine, true},
		{"drop type relay", srflxLine, true},
		{"remote drop type host", srflxLine, true},
		{"keep type srflx; default drop", srflxLine, false},
		{"limit 0 type host", srflxLine, false},
		{"limit 1 type host", srflxLine, true},
		{"drop type host not server *", srflxLine, false}, // a host candidate comes from no server
		{"drop type host server *", srflxLine, true},
		{"drop type srflx server turn:*", relayLine, false},
		// The mapped address of a relayed one is a server-reflexive candidate's, or a host's where no NAT is in between.
		{"drop type srflx", relayLine, false},
		{"drop type host", relayLine, false},
		{"drop type prflx", relayLine, true},
		{"drop scope private", relayLine, true},
		{"drop scope public type srflx", relayLine, false},
		{"drop not type relay", relayLine, false},
		{"drop type host relay-protocol udp", relayLine, true},
		// An address that says nothing may stay.
		{"default drop", "candidate:1 1 udp 1 203.0.113.10 50000 typ srflx", true},
		{"default drop", "candidate:1 1 udp 1 203.0.113.10 50000 typ srflx raddr 0.0.0.0 rport 0", true},
		{"default drop", "candidate:1 1 udp 1 2001:db8::1 50000 typ srflx raddr :: rport 9", true},
		{"default drop", "candidate:1 1 udp 1 203.0.113.10 50000 typ srflx raddr :: rport 9", true},
		// Firefox writes a relay's own address.
		{"drop not type relay", "candidate:2 1 UDP 8331263 203.0.113.1 50681 typ relay raddr 203.0.113.1 rport 50681", true},
		// An mDNS name hides the base already; it goes when the policy drops such names.
		{"drop scope private", "candidate:1 1 udp 1 203.0.113.10 5 typ srflx raddr a.local rport 5", true},
		{"drop family mdns", "candidate:1 1 udp 1 203.0.113.10 5 typ srflx raddr a.local rport 5", false},
	} {
		in := input(t, seen{line: c.line, url: "turn:a", relayProtocol: "udp"}, policy.Local)
		before := *in.Candidate
		if got := parse(t, c.text).KeepsRelated(&in, nil); got != c.want {
			t.Errorf("%q keeps the related address of %s: %t, want %t", c.text, c.line, got, c.want)
		}
		if *in.Candidate != before {
			t.Errorf("KeepsRelated changed %s", c.line)
		}
	}
}

// Whatever the policy, the related address of a kept candidate shows no host
// candidate that the policy drops.
func TestRelatedShowsNothingDropped(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	base := input(t, seen{line: "candidate:1 1 udp 1 192.168.1.10 50000 typ host network-id 1", mid: "0"}, policy.Local)
	reflexive := input(t, seen{line: srflxLine + " network-id 1", mid: "0", url: "stun:stun.example:3478"}, policy.Local)
	masked := 0
	for range 2000 {
		var texts []string
		for _, rule := range randomPolicy(r) {
			texts = append(texts, rule.text())
		}
		p := parse(t, strings.Join(texts, "\n"))
		if p.KeepsRelated(&reflexive, nil) != p.Decide(base, nil).Kept {
			t.Fatalf("%q keeps the base: %t, shows its address: %t", p.Text(), p.Decide(base, nil).Kept, p.KeepsRelated(&reflexive, nil))
		}
		if !p.KeepsRelated(&reflexive, nil) {
			masked++
		}
	}
	if masked < 200 {
		t.Errorf("only %d policies drop the base", masked)
	}
}

func TestJudge(t *testing.T) {
	broken := errors.New("cannot be read")
	for _, c := range []struct {
		text         string
		d            policy.Direction
		err          error
		kept, masked bool
		rule         int
	}{
		{"", policy.Local, nil, true, false, 0},
		{"drop type host", policy.Local, nil, true, true, 0},
		{"keep type srflx; drop", policy.Local, nil, true, true, 1},
		{"drop type host", policy.Remote, nil, true, false, 0},
		{"drop", policy.Local, nil, false, false, 1},
		{"drop", policy.Remote, nil, false, false, 1},
		{"", policy.Local, broken, true, false, 0},
		{"keep type relay", policy.Local, broken, true, false, 0},
		{"drop type relay", policy.Local, broken, false, false, 0},
		{"remote drop", policy.Local, broken, false, false, 0},
		{"limit 9", policy.Local, broken, false, false, 0},
		{"drop", policy.Remote, broken, true, false, 0},
	} {
		in := input(t, seen{line: srflxLine}, c.d)
		d, masked := parse(t, c.text).Judge(&in, c.err, nil)
		if d.Kept != c.kept || masked != c.masked || d.Rule != c.rule {
			t.Errorf("%q, %s, %v: %+v, masked %t; want kept %t, masked %t", c.text, c.d, c.err, d, masked, c.kept, c.masked)
		}
	}
}
