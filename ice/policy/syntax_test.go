package policy_test

import (
	"errors"
	"strconv"
	"strings"
	"testing"

	"github.com/iceguard/iceguard/ice/policy"
)

// syntaxErrors: text, line, column, token found, and words of what is expected.
var syntaxErrors = []struct {
	text         string
	line, column int
	found        string
	expected     string
}{
	{"x", 1, 1, "x", "local, remote, keep, drop, limit, default or the name of a preset"},
	{"Keep", 1, 1, "Keep", "keep"},
	{"no-hosts", 1, 1, "no-hosts", "the name of a preset alone"},
	{"type host", 1, 1, "type", "keep"},
	{"  \tx", 1, 4, "x", "local"},
	{"local", 1, 6, "", "keep, drop or limit"},
	{"local remote drop", 1, 7, "remote", "keep, drop or limit"},
	{"local default drop", 1, 7, "default", "keep, drop or limit"},
	{"remote type host", 1, 8, "type", "keep, drop or limit"},
	{"keep keep", 1, 6, "keep", "type, transport, tcptype, family"},
	{"drop host", 1, 6, "host", "mid or not"},
	{"drop type", 1, 10, "", "host, srflx, prflx or relay"},
	{"drop type  # host", 1, 10, "", "host, srflx, prflx or relay"},
	{"drop type Host", 1, 11, "Host", "host, srflx"},
	{"drop type host hosts", 1, 16, "hosts", "host, srflx, prflx or relay; or type, transport"},
	{"drop type host,srflx", 1, 11, "host,srflx", "srflx"},
	{"drop not", 1, 9, "", "type, transport"},
	{"drop not not type host", 1, 10, "not", "network-id, mid"},
	{"drop type not", 1, 11, "not", "host"},
	{"drop not host", 1, 10, "host", "type"},
	{"drop transport ssltcp", 1, 16, "ssltcp", "udp or tcp"},
	{"drop tcptype passiv", 1, 14, "passiv", "active, passive or so"},
	{"drop family ipv5", 1, 13, "ipv5", "ipv4, ipv6, mdns or fqdn"},
	{"drop family unknown", 1, 13, "unknown", "ipv4"},
	{"drop scope unknown", 1, 12, "unknown", "private, public, loopback, linklocal, cgnat or ula"},
	{"drop scope private internal", 1, 20, "internal", "private"},
	{"drop net", 1, 9, "", "an address block such as"},
	{"drop net 10.0.0.0/33", 1, 10, "10.0.0.0/33", "an address block"},
	{"drop net 10.0.0.0/", 1, 10, "10.0.0.0/", "an address block"},
	{"drop net 10.0.0.0/-1", 1, 10, "10.0.0.0/-1", "an address block"},
	{"drop net 10.0.0.0/8/8", 1, 10, "10.0.0.0/8/8", "an address block"},
	{"drop net 10.0.0/8", 1, 10, "10.0.0/8", "an address block"},
	{"drop net ::/129", 1, 10, "::/129", "an address block"},
	{"drop net ::ffff:10.0.0.0/95", 1, 10, "::ffff:10.0.0.0/95", "an address block"},
	{"drop net ::ffff:10.0.0.0/129", 1, 10, "::ffff:10.0.0.0/129", "an address block"},
	{"drop net fe80::1%eth0", 1, 10, "fe80::1%eth0", "an address block"},
	{"drop net example.com", 1, 10, "example.com", "an address block"},
	{"drop port", 1, 10, "", "a port or a range"},
	{"drop port 65536", 1, 11, "65536", "a port or a range"},
	{"drop port 2-1", 1, 11, "2-1", "a port or a range"},
	{"drop port 1-", 1, 11, "1-", "a port or a range"},
	{"drop port -1", 1, 11, "-1", "a port or a range"},
	{"drop port 1-65536", 1, 11, "1-65536", "a port or a range"},
	{"drop port +1", 1, 11, "+1", "a port or a range"},
	{"drop port 1_0", 1, 11, "1_0", "a port or a range"},
	{"drop port http", 1, 11, "http", "a port or a range"},
	{"drop relay-protocol sctp", 1, 21, "sctp", "udp, tcp or tls"},
	{"drop server", 1, 12, "", "a STUN or TURN URL"},
	{"drop network-id x", 1, 17, "x", "a number"},
	{"drop network-id 65536", 1, 17, "65536", "a number"},
	{"drop mid", 1, 9, "", "identification tag"},
	{"limit", 1, 6, "", "how many to keep"},
	{"limit x", 1, 7, "x", "a number from 0 to 1048576"},
	{"limit -1", 1, 7, "-1", "a number"},
	{"limit 1048577", 1, 7, "1048577", "a number"},
	{"limit 99999999999999999999", 1, 7, "99999999999999999999", "a number"},
	{"limit type host", 1, 7, "type", "a number"},
	{"limit 1 1", 1, 9, "1", "type"},
	{"default", 1, 8, "", "keep or drop"},
	{"default limit 1", 1, 9, "limit", "keep or drop"},
	{"default drop type host", 1, 14, "type", "the end of the rule"},
	{"default drop\nkeep", 2, 1, "keep", `nothing after "default"`},
	{"default keep; default drop", 1, 15, "default", `nothing after "default"`},
	{"default drop;;\n\n # x\n;  keep", 4, 4, "keep", `nothing after "default"`},
	// Places: lines by \n, columns by code points, rules behind each other on a line.
	{"keep\nkeep\n\n  drop tipe host", 4, 8, "tipe", "type"},
	{"keep\r\ndrop type host\r\ndrop typ host\r\n", 3, 6, "typ", "type"},
	{"keep; drop x", 1, 12, "x", "type"},
	{"keep;;;drop type", 1, 17, "", "host"},
	{"drop type ; keep", 1, 10, "", "host"},
	{"drop mid äöü type x", 1, 19, "x", "host"},
	{"\ufeffdrop\u00a0x", 1, 7, "x", "type"},
	{"drop type \u2003", 1, 11, "\u2003", "host"},
	{"drop type \xff", 1, 11, "\xff", "host"},
	{"drop type \x00", 1, 11, "\x00", "host"},
	{"drop \"type\" host", 1, 6, "\"type\"", "type"},
}

func TestSyntaxErrors(t *testing.T) {
	for _, c := range syntaxErrors {
		p, err := policy.Parse(c.text)
		var syntax *policy.SyntaxError
		if !errors.As(err, &syntax) || p != nil {
			t.Errorf("%q gives %v, %v", c.text, p, err)
			continue
		}
		if syntax.Line != c.line || syntax.Column != c.column || syntax.Found != c.found || !strings.Contains(syntax.Expected, c.expected) {
			t.Errorf("%q\ngot  line %d, column %d, found %q, expected %s\nwant line %d, column %d, found %q, expected ... %s",
				c.text, syntax.Line, syntax.Column, syntax.Found, syntax.Expected, c.line, c.column, c.found, c.expected)
		}
		found := "the end of the rule"
		if c.found != "" {
			found = strconv.Quote(c.found)
		}
		want := "policy: line " + strconv.Itoa(c.line) + ", column " + strconv.Itoa(c.column) + ": found " + found + ", expected " + syntax.Expected
		if err.Error() != want {
			t.Errorf("message %q, want %q", err, want)
		}
	}
}

func TestIsWord(t *testing.T) {
	for s, want := range map[string]bool{
		"hots": true, "not": true, "turn:*": true, "\"é": true, "5": true,
		"": false, " ": false, "a b": false, " a": false, "a ": false, "a\nkeep": false, "a;": false, ";": false, "#a": false, "a#": false, "a\u00a0b": false, "\ufeffa": false,
	} {
		if got := policy.IsWord(s); got != want {
			t.Errorf("%q is a word: %t", s, got)
		}
		_, err := policy.Parse("keep type " + s)
		var syntax *policy.SyntaxError
		if !errors.As(err, &syntax) || (syntax.Found == s && s != "") != want {
			t.Errorf("%q as a type: %v", s, err)
		}
	}
}
