package server_test

import (
	"testing"

	"github.com/iceguard/iceguard/ice/candidate"
	"github.com/iceguard/iceguard/ice/server"
)

func TestSameServer(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"stun:example.com", "stun:example.com", true},
		{"turn:example.com?transport=tcp", "stun:EXAMPLE.com:3478", true}, // as libwebrtc names the server of a reflexive candidate
		{"turn:example.com:3478?transport=udp", "turn:example.com:3478", true},
		{"turns:example.com?transport=udp", "turns:example.com:5349?transport=tcp", true},
		{"turn:[2001:db8::1]", "stun:[2001:DB8:0:0::1]:3478", true},
		{"stun:[::ffff:203.0.113.1]", "stun:203.0.113.1", true},
		{"stun:example.com", "stun:example.com:3479", false},
		{"stun:example.com", "stuns:example.com", false},
		{"stun:example.com", "stun:www.example.com", false},
		{"stun:203.0.113.1", "stun:203.0.113.2", false},
		{"stun:203.0.113.1", "stun:example.com", false},
		{"stun:[2001:db8::1]", "stun:[2001:db8::2]", false},
	} {
		a, b := mustParse(t, c.a), mustParse(t, c.b)
		if a.SameServer(b) != c.want || b.SameServer(a) != c.want {
			t.Errorf("%s and %s are the same server: %t", c.a, c.b, !c.want)
		}
	}
	hand := server.URL{Scheme: server.TURN, Host: "Example.COM", Port: 3478, Transport: server.UDP}
	if !hand.SameServer(mustParse(t, "stun:example.com")) || hand.String() != "turn:example.com:3478?transport=udp" {
		t.Errorf("a URL made by hand in upper case: %s", hand)
	}
}

func TestIP(t *testing.T) {
	for text, want := range map[string]string{
		"stun:203.0.113.1": "203.0.113.1", "turn:[2001:db8::1]:1": "2001:db8::1", "turn:[::ffff:10.0.0.1]": "10.0.0.1", "stun:example.com": "", "stun:a.local": "",
	} {
		if got := mustParse(t, text).IP(); got != candidate.IPOf(want) {
			t.Errorf("%s has the address %v, want %q", text, got, want)
		}
	}
}

func TestSchemes(t *testing.T) {
	for scheme, want := range map[server.Scheme][2]bool{
		server.STUN: {false, false}, server.STUNS: {false, true}, server.TURN: {true, false}, server.TURNS: {true, true}, "": {false, false}, "http": {false, false},
	} {
		if got := [2]bool{scheme.IsTURN(), scheme.IsSecure()}; got != want {
			t.Errorf("%q is TURN %t, secure %t", scheme, got[0], got[1])
		}
	}
}

// URLs as Chromium 156 and Firefox 153 wrote them in candidates and errors,
// beside the ones in the configuration.
func TestParseReported(t *testing.T) {
	for _, c := range []struct{ reported, configured string }{
		{"stun:fd09::2:3478", "stun:[fd09::2]"},
		{"stun:fd09::2:3479", "stun:[fd09::2]:3479"},
		{"stun:::1:3478", "stun:[::1]"},
		{"stun:::ffff:10.9.0.2:3478", "stun:[::ffff:10.9.0.2]"},
		{"stun:localhost:3478", "stun:localhost"},
		{"stun:10.9.0.2:81", "turn:10.9.0.2:81?transport=udp"},
		{"stun:10.9.0.2:3478", "STUN:10.9.0.2:3478"},
		{"stun:turn.lab.test:3478", "turn:turn.lab.test:3478"},
		{"turn:[fd09::2]:3999?transport=tcp", "turn:[fd09::2]:3999?transport=tcp"},
		{"turns:10.9.0.2:5349?transport=tcp", "turns:10.9.0.2"},
		{"turns:10.9.0.2:3478?transport=tcp", "turns:10.9.0.2:3478?transport=udp"},
		{"turn:203.0.113.1:3478", "turn:203.0.113.1:3478?transport=udp"},
		{"stun:[::1]:3478", "stun:[::1]"},
	} {
		u, err := server.ParseReported(c.reported)
		if err != nil || !u.SameServer(mustParse(t, c.configured)) {
			t.Errorf("%q is %v, %v; want the server of %q", c.reported, u, err, c.configured)
		}
	}
	for _, text := range []string{
		"", "stun", "stun:", "stun:fd09::2", "fd09::2:3478", "stun:fd09::2:", "stun:fd09::2:0", "stun:fd09::2:x", "stun:fe80::1%25eth0:3478", "stun:::g:3478", "stun:a:b:1",
		"stun:1:2:3:4:5:6:7:8:99999", "http:::1:80", "turn:0\r:::1",
	} {
		if u, err := server.ParseReported(text); err == nil && text != "stun:fd09::2" || u != (server.URL{}) && err != nil {
			t.Errorf("%q is taken as %v", text, u)
		}
	}
	// Without the port that libwebrtc always writes, the last group would be taken for it.
	if u, err := server.ParseReported("stun:1:2:3:4:5:6:7:8"); err == nil {
		t.Errorf("an address of eight groups is taken as %v", u)
	}
}
