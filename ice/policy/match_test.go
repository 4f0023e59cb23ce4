package policy_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/iceguard/iceguard/ice/policy"
)

// matches says of every kind of match which candidates it holds for.
var matches = map[string]string{
	"type host":                  "host4 host6 global6 link6 loop4 loop6 mapped mdns fqdn active passive",
	"type srflx":                 "so srflx",
	"type prflx":                 "prflx",
	"type relay":                 "relay-udp relay-tcp relay-tls relay",
	"type srflx prflx":           "so srflx prflx",
	"type srflx type prflx":      "so srflx prflx",
	"transport tcp":              "active passive so",
	"transport udp":              "host4 host6 global6 link6 loop4 loop6 mapped mdns fqdn srflx prflx relay-udp relay-tcp relay-tls relay",
	"transport udp tcp":          "host4 host6 global6 link6 loop4 loop6 mapped mdns fqdn active passive so srflx prflx relay-udp relay-tcp relay-tls relay",
	"tcptype active":             "active",
	"tcptype passive":            "passive",
	"tcptype so":                 "so",
	"tcptype active so":          "active so",
	"family ipv4":                "host4 loop4 mapped active passive so srflx prflx relay-udp relay-tcp relay-tls relay odd",
	"family ipv6":                "host6 global6 link6 loop6",
	"family mdns":                "mdns",
	"family fqdn":                "fqdn",
	"family mdns ipv6":           "host6 global6 link6 loop6 mdns",
	"scope private":              "host4 active so",
	"scope public":               "global6 srflx prflx relay-udp relay-tcp relay-tls relay",
	"scope loopback":             "loop4 loop6",
	"scope linklocal":            "link6 mapped",
	"scope cgnat":                "passive",
	"scope ula":                  "host6",
	"scope ula cgnat loopback":   "host6 loop4 loop6 passive",
	"net 192.168.0.0/16":         "host4",
	"net 192.168.1.10":           "host4",
	"net 192.168.1.11":           "",
	"net 192.168.1.255/24":       "host4",
	"net 0.0.0.0/0":              "host4 loop4 mapped active passive so srflx prflx relay-udp relay-tcp relay-tls relay odd",
	"net ::/0":                   "host6 global6 link6 loop6",
	"net fc00::/7":               "host6",
	"net 2001:db8::/32 ::1":      "global6 loop6",
	"net fe80::1/128":            "link6",
	"net ::ffff:169.254.0.0/112": "mapped",
	"net ::ffff:169.254.7.7":     "mapped",
	"net ::ffff:0.0.0.0/96":      "host4 loop4 mapped active passive so srflx prflx relay-udp relay-tcp relay-tls relay odd",
	"net 169.254.7.6/31":         "mapped",
	"net 169.254.7.6/32":         "",
	"net 192.0.2.50/31":          "relay-udp relay-tcp relay-tls relay",
	"port 9":                     "active",
	"port 0":                     "odd",
	"port 50000":                 "host4 srflx",
	"port 50000-50002":           "host4 host6 global6 srflx",
	"port 9 4443-4444":           "active passive so",
	"port 9 port 4443":           "active passive",
	"port 0-65535":               "host4 host6 global6 link6 loop4 loop6 mapped mdns fqdn active passive so srflx prflx relay-udp relay-tcp relay-tls relay odd",
	"relay-protocol udp":         "relay-udp",
	"relay-protocol tcp":         "relay-tcp",
	"relay-protocol tls":         "relay-tls",
	"relay-protocol tcp tls":     "relay-tcp relay-tls",
	"server *":                   "srflx relay-udp relay-tls",
	"server stun:*":              "srflx",
	"server turn:* turns:*":      "relay-udp relay-tls",
	"server *:turn.example:*":    "relay-udp relay-tls",
	"server turn:turn.example":   "",
	"network-id 1":               "host4 srflx",
	"network-id 2":               "host6 global6",
	"network-id 3":               "loop4",
	"network-id 03":              "loop4",
	"network-id 1 2":             "host4 host6 global6 srflx",
	"mid audio":                  "loop4 loop6",
	"mid 1 audio":                "global6 link6 loop4 loop6",
	"mid 2":                      "",

	// Kinds together must all hold.
	"type host family ipv6":                          "host6 global6 link6 loop6",
	"type host family ipv6 scope ula loopback":       "host6 loop6",
	"type host not family ipv4 mdns":                 "host6 global6 link6 loop6 fqdn",
	"type host not family ipv4 not family ipv6":      "mdns fqdn",
	"not type host not type relay not type srflx":    "prflx odd",
	"scope public not type host":                     "srflx prflx relay-udp relay-tcp relay-tls relay",
	"port 50000 type srflx":                          "srflx",
	"type relay not relay-protocol tls not server *": "relay-tcp relay",
	"": "host4 host6 global6 link6 loop4 loop6 mapped mdns fqdn active passive so srflx prflx relay-udp relay-tcp relay-tls relay odd",
}

func TestMatches(t *testing.T) {
	for match, list := range matches {
		want := names(t, list)
		for _, d := range []policy.Direction{policy.Local, policy.Remote} {
			if got := dropped(t, "drop "+match, d); !slices.Equal(got, want) {
				t.Errorf("drop %s drops %v candidates\n%v, want\n%v", match, d, got, want)
			}
			if got := dropped(t, "keep "+match+"; default drop", d); !slices.Equal(got, others(want)) {
				t.Errorf("keep %s keeps all %v candidates but\n%v, want\n%v", match, d, got, others(want))
			}
		}
	}
}

// What is not known of a candidate does not hold, so its negation does.
func TestNot(t *testing.T) {
	for match, list := range matches {
		kinds := 0
		for _, word := range strings.Fields(match) {
			if slices.Contains([]string{"type", "transport", "tcptype", "family", "scope", "net", "port", "relay-protocol", "server", "network-id", "mid", "not"}, word) {
				kinds++
			}
		}
		if kinds != 1 {
			continue
		}
		want := others(names(t, list))
		if got := dropped(t, "drop not "+match, policy.Local); !slices.Equal(got, want) {
			t.Errorf("drop not %s drops\n%v, want\n%v", match, got, want)
		}
	}
}

func TestDirection(t *testing.T) {
	want := names(t, "srflx so")
	slices.Sort(want)
	for text, directions := range map[string][]policy.Direction{
		"drop type srflx":        {policy.Local, policy.Remote},
		"local drop type srflx":  {policy.Local},
		"remote drop type srflx": {policy.Remote},
	} {
		for _, d := range []policy.Direction{policy.Local, policy.Remote} {
			got := dropped(t, text, d)
			slices.Sort(got)
			if slices.Contains(directions, d) && !slices.Equal(got, want) || !slices.Contains(directions, d) && len(got) != 0 {
				t.Errorf("%q drops %v as %s", text, got, d)
			}
		}
	}
	for i, want := range []string{"unknown", "local", "remote", "unknown"} {
		if got := policy.Direction(i).String(); got != want {
			t.Errorf("direction %d is %q, want %q", i, got, want)
		}
	}
}

func TestServerGlobs(t *testing.T) {
	const url = "turn:turn.example:3478?transport=udp"
	for glob, want := range map[string]bool{
		url: true, "*": true, "**": true, "turn:*": true, "TURN:*": true, "*udp": true, "*UDP": true, "t*n:*n.e*e:*p": true,
		"turn:turn.example:????*": true, "turn:turn.example:3478?transport=udp*": true, "turn:turn?example:3478?transport?udp": true,
		"*.example*": true, "turn:turn.example:3478*=udp": true, "*a*a*": true, "?*?": true,
		"turn:": false, "turn.example": false, "turns:*": false, "*tcp": false, "*x*": true, "*q*": false, "stun:*": false,
		"turn:turn.example:3478?transport=ud": false, "?turn:turn.example:3478?transport=udp": false, "turn:turn.example:3478?transport=udp?": false,
		"*udp*p": false, "*e*e*e*e*": false,
	} {
		in := policy.Input{Candidate: named(t, "relay", policy.Local).Candidate, Direction: policy.Local, URL: url}
		if got := !parse(t, "drop server "+glob).Decide(in, nil).Kept; got != want {
			t.Errorf("%q matches %q: %t, want %t", glob, url, got, want)
		}
	}
}

// Only a relay candidate has a relay protocol, whatever server another came from.
func TestRelayProtocolOfOthers(t *testing.T) {
	p := parse(t, "drop relay-protocol udp tcp tls")
	for _, name := range []string{"host4", "srflx", "prflx", "odd"} {
		in := named(t, name, policy.Local)
		in.URL, in.RelayProtocol = "turn:turn.example:3478", "udp"
		if !p.Decide(in, nil).Kept {
			t.Errorf("%s has a relay protocol", name)
		}
	}
}

func TestRelayProtocol(t *testing.T) {
	for _, c := range []struct{ stated, url, want string }{
		{"", "", ""},
		{"tls", "turn:a", "tls"},
		{"udp", "", "udp"},
		{"", "turn:a", "udp"},
		{"", "turn:a:3478", "udp"},
		{"", "turn:a?transport=udp", "udp"},
		{"", "turn:a?transport=tcp", "tcp"},
		{"", "TURN:a?TRANSPORT=TCP", "tcp"},
		{"", "turn:a?transport=tcpx", "udp"},
		{"", "turn:[2001:db8::1]:3478?transport=tcp", "tcp"},
		{"", "turns:a", "tls"},
		{"", "Turns:a?transport=udp", "tls"},
		{"", "stun:a", ""},
		{"", "stuns:a?transport=tcp", ""},
		{"", "turnx:a", ""},
		{"", "turn", ""},
		{"", "https://a", ""},
	} {
		if got := policy.RelayProtocol(c.stated, c.url); got != c.want {
			t.Errorf("stated %q, URL %q: %q, want %q", c.stated, c.url, got, c.want)
		}
	}
}
