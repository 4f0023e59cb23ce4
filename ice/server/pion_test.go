//go:build !js

package server_test

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/pion/stun/v4"

	"github.com/iceguard/iceguard/ice/server"
)

// pion/stun is the oracle: another reader of the same URLs, written by others.
// Every kind of difference has its reason; this package is right in all of
// them, by RFC 7064 and RFC 7065 section 3.1 or by what browsers do.
var pionDifferences = []struct {
	reason string
	urls   []string
}{
	// RFC 3986 section 3.1: schemes and hosts are without case. pion folds the scheme (net/url), not the host.
	{"other host", []string{"stun:EXAMPLE.com", "turn:EXAMPLE.com", "stun:[2001:DB8:0::1]", "turn:[2001:DB8:0::1]"}},
	// The URL standard leaves tabs, line ends and outer spaces out, and with it every browser; net/url does not.
	{"pion refuses", []string{
		"stun:\th", "turn:\th", "stun:h\n", "turn:h\n", "stun:h\x00", "turn:h\x00", " stun:h", "\nstun:h", "st\nun:h", "stun\t:h",
	}},
	// A space that ends a name is outer space to browsers, and a part of the name to pion.
	{"other host", []string{"stun:h ", "turn:h ", "stun:h "}},
	{"pion refuses", []string{"turn:h?transport=udp "}},
	// RFC 3986 section 3.2.2: host = IP-literal / IPv4address / reg-name. pion takes any text between the brackets, and
	// any without them, that net.SplitHostPort can split; names with empty labels, spaces or punctuation do not resolve.
	{"pion takes", []string{
		"stun:[fe80::1%25eth0]", "turn:[fe80::1%25eth0]", "stun:[fe80::1%eth0]", "turn:[fe80::1%eth0]", "stun:[1.2.3.4]", "turn:[1.2.3.4]",
		"stun:[v1.a]", "turn:[v1.a]", "stun:[::g]", "turn:[::g]",
		"stun:1.2.3", "turn:1.2.3", "stun:1", "turn:1", "stun:0x7f.1", "turn:0x7f.1", "stun:1.2.3.256", "turn:1.2.3.256", "stun:999", "turn:999",
		"stun:1.2.3.4.5", "turn:1.2.3.4.5", "stun:1.2.3.4.", "turn:1.2.3.4.",
		"stun:a..b", "turn:a..b", "stun:.a", "turn:.a", "stun:bücher.example", "turn:bücher.example", "stun:ä", "turn:ä", "stun:a\u00adb", "turn:a\u00adb",
		"stun:a%41", "turn:a%41", "stun:a%zz", "turn:a%zz", "stun:a%20b", "turn:a%20b", "stun:a b", "turn:a b", "stun: h", "turn: h",
		"stun:a~b", "turn:a~b", "stun:a!b", "turn:a!b", "stun:a$&'()*+,;=b", "turn:a$&'()*+,;=b", "stun:a|b", "turn:a|b", "stun:a<b", "turn:a<b",
		`stun:a"b`, `turn:a"b`, "stun:a^b", "turn:a^b", "stun:a`b", "turn:a`b", "stun:a{b}", "turn:a{b}", "stun:*", "turn:*", "stun:*.h", "turn:*.h",
		"stun:h,h", "turn:h,h", "stun:h;transport=udp", "turn:h&transport=udp",
		"stun:" + longName, "turn:" + longName,
	}},
	// '@' and '/' end no host (webrtc-pc), and a backslash is a slash to browsers.
	{"pion takes", []string{"stun:user@h", "turn:user@h", "stun:@h", "turn:@h", "turn:u@h?transport=udp", "stun:h/", "turn:h/", "stun:h/p", "turn:h/p", "turn:h/?transport=udp", `stun:a\b`, `turn:a\b`}},
	// webrtc-pc: a fragment is refused; net/url cuts it off.
	{"pion takes", []string{"stun:h#", "turn:h#", "stun:h#f", "turn:h#f", "turn:h?transport=udp#", "turn:h?transport=udp#x"}},
	// RFC 7064 section 3.1 has no query; webrtc-pc refuses even an empty one.
	{"pion takes", []string{"stun:h?", "turn:h?", "stuns:h?", "turns:h?"}},
	// The port is one of 16 bits and has digits only; strconv.Atoi takes signs and all that fits an int.
	{"pion takes", []string{"stun:h:0", "turn:h:0", "stun:h:65536", "turn:h:65536", "stun:h:99999999999", "turn:h:99999999999", "stun:h:-1", "turn:h:-1", "stun:h:+1", "turn:h:+1"}},
	// RFC 7065 section 3.1: transport = "udp" / "tcp"; webrtc-pc compares the query as it stands.
	{"pion takes", []string{"turn:h?transport=udp&transport=tcp", "turn:h?transport=%75dp"}},
}

var longName = strings.Repeat(strings.Repeat("a", 60)+".", 5) + "abc"

func TestAgainstPion(t *testing.T) {
	want := map[string]string{}
	for _, d := range pionDifferences {
		for _, url := range d.urls {
			want[url] = d.reason
		}
	}
	got := map[string]string{}
	for _, v := range verdicts(t) {
		if diff := againstPion(v.url); diff != "" {
			got[v.url] = diff
		}
	}
	if maps.Equal(got, want) {
		return
	}
	for url, diff := range got {
		if want[url] != diff {
			t.Errorf("%q: %q, listed is %q", url, diff, want[url])
		}
	}
	for url := range want {
		if got[url] == "" {
			t.Errorf("%q is listed, yet both agree", url)
		}
	}
}

func againstPion(text string) string {
	u, err := server.Parse(text)
	if strings.Contains(text, "]x") {
		// Text behind the bracket: net.SplitHostPort misses a port however often pion adds one, and ParseURI never returns.
		if err == nil {
			return "pion does not return"
		}
		return ""
	}
	p, pionErr := stun.ParseURI(text)
	switch {
	case err != nil && pionErr != nil:
		return ""
	case err != nil:
		return "pion takes"
	case pionErr != nil:
		return "pion refuses"
	case u.Host != p.Host:
		return "other host"
	case fmt.Sprintln(u.Scheme, u.Port, u.Transport) != fmt.Sprintln(p.Scheme, p.Port, p.Proto):
		return "other members"
	case u.String() != p.String():
		return "other normal form"
	}
	return ""
}
