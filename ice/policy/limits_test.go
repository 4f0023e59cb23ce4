package policy_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/iceguard/iceguard/ice/policy"
)

func TestLimitKeepsTheFirst(t *testing.T) {
	p := parse(t, "drop type relay; limit 2 type host family ipv4; limit 1 type srflx prflx; limit 0 family fqdn")
	var limits policy.Limits
	var kept []string
	for _, s := range candidates {
		if p.Decide(input(t, s, policy.Local), &limits).Kept {
			kept = append(kept, s.name)
		}
	}
	// loop4 is the second host with IPv4; so is reflexive too and comes before srflx.
	want := strings.Fields("host4 host6 global6 link6 loop4 loop6 mdns so odd")
	if !slices.Equal(kept, want) {
		t.Errorf("kept\n%v, want\n%v", kept, want)
	}
}

func TestLimitRemembers(t *testing.T) {
	p := parse(t, "limit 1 type host")
	var limits policy.Limits
	first, second := named(t, "host4", policy.Local), named(t, "host6", policy.Local)
	for range 3 {
		if !p.Decide(first, &limits).Kept {
			t.Error("the candidate that was admitted is dropped when seen again")
		}
		if d := p.Decide(second, &limits); d.Kept || d.Rule != 1 || d.Text != "limit 1 type host" {
			t.Errorf("the one behind the limit: %+v", d)
		}
	}
	// The line of a description lacks the extensions.
	again := input(t, seen{line: "candidate:1 1 UDP 2122260223 192.168.1.10 50000 typ host", mid: "0"}, policy.Local)
	if !p.Decide(again, &limits).Kept {
		t.Error("the same candidate in a description is dropped")
	}
	again.Mid = "1"
	if p.Decide(again, &limits).Kept {
		t.Error("a candidate of another media section passes as the same")
	}
}

func TestLimitsArePerDirectionAndRule(t *testing.T) {
	p := parse(t, "limit 1 type host; limit 1")
	var limits policy.Limits
	for _, d := range []policy.Direction{policy.Local, policy.Remote} {
		for name, want := range map[string]bool{"host4": true, "relay": true} {
			if got := p.Decide(named(t, name, d), &limits).Kept; got != want {
				t.Errorf("first %s %s: %t", d, name, got)
			}
		}
		for _, name := range []string{"host6", "srflx"} {
			if p.Decide(named(t, name, d), &limits).Kept {
				t.Errorf("%s %s is kept beyond the limit", d, name)
			}
		}
	}
	var others policy.Limits
	if !p.Decide(named(t, "host6", policy.Local), &others).Kept {
		t.Error("limits of another connection count")
	}
}

// Without a memory every candidate is the first; but none passes "limit 0".
func TestLimitWithoutMemory(t *testing.T) {
	for text, want := range map[string]bool{"limit 1": true, "limit 1048576": true, "limit 0": false} {
		p := parse(t, text)
		for _, name := range []string{"host4", "host6", "host4"} {
			if got := p.Decide(named(t, name, policy.Local), nil).Kept; got != want {
				t.Errorf("%q keeps %s: %t, want %t", text, name, got, want)
			}
		}
	}
}
