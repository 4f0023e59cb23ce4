package candidate_test

import (
	"strings"
	"testing"

	"github.com/iceguard/iceguard/ice/candidate"
)

// Scopes at both edges of their blocks.
func TestScope(t *testing.T) {
	for want, addresses := range map[candidate.Scope]string{
		candidate.Private:   "10.0.0.0 10.255.255.255 172.16.0.0 172.31.255.255 192.168.0.0 192.168.255.255 ::ffff:10.1.2.3",
		candidate.Loopback:  "127.0.0.0 127.0.0.1 127.255.255.255 ::1 ::ffff:127.0.0.1",
		candidate.LinkLocal: "169.254.0.0 169.254.255.255 fe80:: fe80::1%eth0 febf:ffff::1",
		candidate.CGNAT:     "100.64.0.0 100.127.255.255 ::ffff:100.64.0.1",
		candidate.ULA:       "fc00:: fd09::1 fdff:ffff::",
		candidate.Public: "1.1.1.1 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.0 169.253.255.255 169.255.0.0 " +
			"172.15.255.255 172.32.0.0 192.167.255.255 192.169.0.0 223.255.255.255 203.0.113.10 2001:db8::1 fbff:ffff:: fe7f:ffff:: fec0:: ::2",
		candidate.UnknownScope: "0.0.0.0 :: 224.0.0.1 239.255.255.255 255.255.255.255 ff00:: ff02::fb a.local example.com redacted-ip.invalid 1.2.3",
	} {
		for _, address := range strings.Fields(addresses) {
			if got := candidate.IPOf(address).Scope(); got != want {
				t.Errorf("%s is %s, want %s", address, got, want)
			}
		}
	}
}

func TestFamilyOf(t *testing.T) {
	long := strings.Repeat("a.", 127) + "b" // 255 bytes, the most that RFC 1035 section 2.3.4 allows
	for want, addresses := range map[candidate.Family][]string{
		candidate.IPv4: {"10.0.0.1", "0.0.0.0", "::ffff:10.0.0.1", "::ffff:a00:1"},
		candidate.IPv6: {"::", "2001:db8::1", "fe80::1%eth0", "::1.2.3.4"},
		candidate.MDNS: {"ce3d854c-3607-4ff6-9159-eb842c33af6f.local", "a.LOCAL", "a.local.", "x.y.local"},
		candidate.FQDN: {
			"redacted-ip.invalid", "example.com", "local", "local.", "localhost", "mylocal", "a.local.example", "a.localx", "1a", "-", "_", long,
		},
		candidate.UnknownFamily: {
			"", ".", ".local", "..", "a..local", "a b", "1", "1.2", "999.1.1.1", "1.2.3.4.", "[::1]", "::1::", "a:b", "(redacted)", "ä.local", "a/b", long + "c",
		},
	} {
		for _, address := range addresses {
			if got := candidate.FamilyOf(address); got != want {
				t.Errorf("%q is %s, want %s", address, got, want)
			}
		}
	}
}

// The words of the policy language.
func TestWords(t *testing.T) {
	families := "unknown ipv4 ipv6 mdns fqdn unknown"
	for i, want := range strings.Fields(families) {
		if got := candidate.Family(i).String(); got != want {
			t.Errorf("family %d is %q, want %q", i, got, want)
		}
	}
	scopes := "unknown private public loopback linklocal cgnat ula unknown"
	for i, want := range strings.Fields(scopes) {
		if got := candidate.Scope(i).String(); got != want {
			t.Errorf("scope %d is %q, want %q", i, got, want)
		}
	}
}

func TestSame(t *testing.T) {
	const line = "candidate:1 1 UDP 100 192.0.2.1 5000 typ srflx raddr 10.0.0.1 rport 7 generation 0 ufrag abcd"
	same := []string{
		line,
		"candidate:1 1 udp 100 192.0.2.1 5000 typ srflx raddr 10.0.0.1 rport 7",
		"a=candidate:1 1 udp 100 192.0.2.1 5000 typ srflx raddr 0.0.0.0 rport 0 ufrag abcd",
		"candidate:1 1 udp 99 192.0.2.1 5000 typ srflx raddr 10.0.0.1 rport 7",
	}
	other := []string{
		strings.Replace(line, "candidate:1 1", "candidate:2 1", 1),
		strings.Replace(line, ":1 1 UDP", ":1 2 UDP", 1),
		strings.Replace(line, "UDP", "TCP", 1),
		strings.Replace(line, "192.0.2.1", "192.0.2.2", 1),
		strings.Replace(line, "5000", "5001", 1),
		strings.Replace(line, "srflx", "relay", 1),
		line + " tcptype so",
	}
	c := mustParse(t, line)
	for want, lines := range map[bool][]string{true: same, false: other} {
		for _, l := range lines {
			o := mustParse(t, l)
			if c.Same(&o) != want || o.Same(&c) != want {
				t.Errorf("Same is %t for\n%s\n%s", !want, line, l)
			}
		}
	}
}
