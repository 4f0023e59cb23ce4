package policy_test

import (
	"testing"

	"github.com/iceguard/iceguard/ice/policy"
)

func TestForcesRelay(t *testing.T) {
	for text, want := range map[string]bool{
		"relay-only":                                            true,
		"drop not type relay":                                   true,
		"local drop not type relay":                             true,
		"drop type host srflx prflx":                            true,
		"drop type host; drop type srflx; drop type prflx":      true,
		"drop type host\ndrop not type host relay":              true,
		"keep type relay; drop":                                 true,
		"keep type relay; default drop":                         true,
		"keep type relay\nlocal drop":                           true,
		"default drop":                                          true,
		"drop":                                                  true,
		"remote keep; drop":                                     true,
		"remote keep type host; keep type relay; default drop":  true,
		"keep relay-protocol tls; default drop":                 true,
		"keep relay-protocol udp tcp type relay; default drop":  true,
		"limit 1 type relay; default drop":                      true,
		"drop type relay; drop not type relay":                  true,
		"drop port 1; drop not type relay":                      true,
		"drop not type relay; keep":                             true,
		"drop not relay-protocol udp":                           true,
		"keep type host type relay not type host; default drop": true,

		"":                                     false,
		"all":                                  false,
		"no-host":                              false,
		"default keep":                         false,
		"remote drop not type relay":           false,
		"remote drop":                          false,
		"drop type host srflx":                 false,
		"drop type host prflx":                 false,
		"drop type srflx prflx":                false,
		"drop not type relay srflx":            false,
		"drop not type relay scope public":     false,
		"drop not type relay not scope public": false,
		"drop type host srflx prflx port 1-65535":          false,
		"drop type host srflx prflx transport udp":         false,
		"drop not type relay not server stun:*":            false,
		"keep family mdns; drop not type relay":            false,
		"keep; drop not type relay":                        false,
		"local keep type host; drop not type relay":        false,
		"keep not type relay; drop":                        false,
		"keep not relay-protocol tls; default drop":        false,
		"limit 1 type host; drop not type relay":           false,
		"limit 1; drop not type relay":                     false,
		"keep mid audio; default drop":                     false,
		"keep type host relay; default drop":               false,
		"drop relay-protocol udp; drop type host":          false,
		"keep network-id 1; keep type relay; default drop": false,
	} {
		p := parse(t, text)
		if got := p.ForcesRelay(); got != want {
			t.Errorf("%q forces relay: %t, want %t", text, got, want)
		}
		if !want {
			continue
		}
		for _, s := range candidates {
			if in := input(t, s, policy.Local); in.Candidate.Type != "relay" && in.Candidate.Type != "other" && p.Decide(in, nil).Kept {
				t.Errorf("%q forces relay, yet it keeps %s", text, s.name)
			}
		}
	}
}

func TestDropsNothing(t *testing.T) {
	for text, want := range map[string]bool{
		"": true, "all": true, "keep": true, "keep type host\nlocal keep": true, "default keep": true, "# drop": true,
		"drop": false, "remote drop type host": false, "keep; drop": false, "limit 5": false, "default drop": false, "no-mdns": false,
	} {
		if got := parse(t, text).DropsNothing(); got != want {
			t.Errorf("%q drops nothing: %t, want %t", text, got, want)
		}
	}
}
