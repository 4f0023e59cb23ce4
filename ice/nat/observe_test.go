package nat_test

import (
	"fmt"
	"testing"

	"github.com/iceguard/iceguard/ice/nat"
	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/ice/session"
)

// m1 to m3 are mappings that the servers see.
const (
	m1 = "203.0.113.10 50000"
	m2 = "203.0.113.10 50001"
	m3 = "203.0.113.11 50000"
)

// What follows for IPv4, by hand from RFC 4787 section 4.1: which behaviours
// show each server what it saw.
var ipv4 = []struct {
	name    string
	servers []string
	steps   []string
	want    string
}{
	// Mappings that servers told. Two candidates with one mapping are not of a browser, which drops the second.
	{"one mapping at two addresses", []string{a1, b1}, []string{host, srflx(m1, base, a1), srflxOf("8", m1, base, b1)}, "endpoint-independent high [1 2]"},
	{"one mapping at two ports", []string{a1, a2}, []string{host, srflx(m1, base, a1), srflxOf("8", m1, base, a2), "complete"}, "one-server-address [1 2]"},
	{"one mapping at two names", []string{name1, name2}, []string{host, srflx(m1, base, name1), srflxOf("8", m1, base, name2), "complete"}, "one-server-address [1 2]"},
	{"one mapping at two ports of two names", []string{name1, other}, []string{host, srflx(m1, base, name1), srflxOf("8", m1, base, other), "complete"}, "one-server-address [1 2]"},
	{"one mapping at a name and an address", []string{name1, a1}, []string{host, srflx(m1, base, name1), srflxOf("8", m1, base, a1), "complete"}, "one-server-address [1 2]"},
	{"other port at another address", []string{a1, b1}, []string{host, srflx(m1, base, a1), srflx(m2, base, b1)}, "endpoint-dependent high [1 2]"},
	{"other address at another address", []string{a1, b1}, []string{host, srflx(m1, base, a1), srflx(m3, base, b1)}, "endpoint-dependent high [1 2]"},
	{"other port at another port", []string{a1, a2}, []string{host, srflx(m1, base, a1), srflx(m2, base, a2)}, "address-and-port-dependent high [1 2]"},
	{"other port at another name", []string{name1, name2}, []string{host, srflx(m1, base, name1), srflx(m2, base, name2)}, "endpoint-dependent high [1 2]"},
	{"other port at another port of a name, which may have two addresses", []string{name2, other}, []string{host, srflx(m1, base, name2), srflx(m2, base, other)}, "endpoint-dependent high [1 2]"},
	{"by address", []string{a1, a2, b1}, []string{host, srflx(m1, base, a1), srflxOf("8", m1, base, a2), srflx(m2, base, b1)}, "address-dependent high [1 2 3]"},
	{"by port of an address of no known server", []string{a1, name1, other}, []string{host, srflx(m1, base, name1), srflxOf("8", m1, base, other), srflx(m2, base, a1)}, "address-dependent high [1 2 3]"},
	{"by address and port", []string{a1, a2, b1}, []string{host, srflx(m1, base, a1), srflx(m2, base, a2), srflx(m3, base, b1)}, "address-and-port-dependent high [1 2 3]"},
	{"neither by address nor by port", []string{a1, b1, "stun:198.51.100.3"}, []string{host, srflx(m1, base, a1), srflx(m2, base, b1), srflxOf("8", m1, base, "stun:198.51.100.3:3478")}, "endpoint-dependent high [1 2 3]"},
	{"servers that are not configured", nil, []string{host, srflx(m1, base, a1), srflx(m2, base, a2)}, "address-and-port-dependent high [1 2]"},
	{"a mapping told late", []string{a1, a2}, []string{host, srflx(m1, base, a1), "complete", srflx(m2, base, a2)}, "address-and-port-dependent high [1 2]"},
	{"TURN servers under the names that libwebrtc gives them", []string{"turn:198.51.100.1", "turn:198.51.100.2?transport=udp"}, []string{host, srflx(m1, base, a1), srflx(m2, base, b1)}, "endpoint-dependent high [1 2]"},
	{"no translation", []string{a1}, []string{srflx("203.0.113.20 50000", "203.0.113.20 50000", a1)}, "none high [0]"},
	{"no translation, in other spellings", []string{a1}, []string{srflx("::ffff:203.0.113.20 50000", "203.0.113.20 50000", a1)}, "none high [0]"},

	// The same server twice.
	{"a mapping that changed", []string{a1, b1}, []string{host, srflx(m1, base, a1), srflx(m2, base, a1), "complete"}, "mapping-changed [1 2]"},
	{"a mapping that changed, and another server", []string{a1, name1}, []string{host, srflx(m1, base, a1), srflx(m2, base, a1), srflx(m3, base, name1), "complete"}, "mapping-changed [1 2 3]"},
	{"one server with two URLs", []string{"turn:one.example?transport=udp", name1}, []string{host, srflx(m1, base, name1), "complete"}, "one-server-only [1]"},

	// Servers on this side of the NAT.
	{"a server in the local network", []string{"stun:192.168.1.1", a1}, []string{host, srflx(base, base, "stun:192.168.1.1:3478"), srflx(m1, base, a1), "complete"}, "one-server-only [2]"},
	{"a server in the carrier's network", []string{"stun:100.64.0.1", a1}, []string{host, srflx("100.64.9.9 50000", base, "stun:100.64.0.1:3478"), srflx(m1, base, a1), "complete"}, "one-server-only [2]"},
	{"a server that sees a public base as it is", []string{a1, b1}, []string{srflx(m1, m1, a1), srflx(m2, m1, b1), "complete"}, "one-server-only [1]"},
	{"servers in the local and in a middle network", []string{"stun:192.168.1.1", "stun:192.168.7.1"}, []string{host, srflx(base, base, "stun:192.168.1.1:3478"), srflx("192.168.7.9 50000", base, "stun:192.168.7.1:3478"), "complete"}, "one-server-only [2]"},
	{"servers within two networks", []string{"stun:192.168.7.1", "stun:100.64.0.1"}, []string{host, srflx("192.168.7.9 50000", base, "stun:192.168.7.1:3478"), srflx("100.64.9.9 50000", base, "stun:100.64.0.1:3478"), "complete"}, "one-server-only [2]"},
	{"servers in the carrier's network", []string{"stun:100.64.0.1", "stun:100.64.0.2"}, []string{host, srflx("100.64.9.9 1", base, "stun:100.64.0.1:3478"), srflx("100.64.9.9 2", base, "stun:100.64.0.2:3478")}, "endpoint-dependent high [1 2]"},

	// One mapping, and what the others' silence means.
	{"one server", []string{a1}, []string{host, srflx(m1, base, a1)}, "one-server-only [1]"},
	{"one server over UDP", []string{a1, "turn:198.51.100.2?transport=tcp", "turns:198.51.100.2?transport=udp", "stuns:198.51.100.2", "x"}, []string{host, srflx(m1, base, a1), "complete"}, "one-server-only [1]"},
	{"not yet complete", []string{a1, b1}, []string{host, srflx(m1, base, a1)}, "gathering-not-complete [1]"},
	{"silence of another address", []string{a1, b1}, []string{host, srflx(m1, base, a1), "complete"}, "endpoint-independent medium [1]"},
	{"silence when connecting ended gathering", []string{a1, b1}, []string{host, srflx(m1, base, a1), "connected", "complete"}, "same-mapping-or-failed-server [1]"},
	{"silence of another port", []string{a1, a2}, []string{host, srflx(m1, base, a1), "complete"}, "one-server-address [1]"},
	{"silence of another port, then of another address", []string{a1, a2, b1}, []string{host, srflx(m1, base, a1), "complete"}, "endpoint-independent medium [1]"},
	{"silence of a port when another address sees another mapping", []string{a1, a2, b1}, []string{host, srflx(m1, base, a1), srflx(m2, base, b1), "complete"}, "address-dependent medium [1 2]"},
	{"silence that says nothing new", []string{a1, a2, b1}, []string{host, srflx(m1, base, a1), srflx(m2, base, a2), "complete"}, "address-and-port-dependent high [1 2]"},
	{"silence of a third address is no behaviour of the RFC", []string{a1, b1, "stun:198.51.100.3"}, []string{host, srflx(m1, base, a1), srflx(m2, base, b1), "complete"}, "endpoint-dependent high [1 2]"},
	{"silence of a name", []string{a1, name1}, []string{host, srflx(m1, base, a1), "complete"}, "same-mapping-or-failed-server [1]"},
	{"silence where the answer has a name", []string{name1, a1}, []string{host, srflx(m1, base, name1), "complete"}, "same-mapping-or-failed-server [1]"},
	{"silence where the answer has a name and another port", []string{name1, a2}, []string{host, srflx(m1, base, name1), "complete"}, "one-server-address [1]"},
	{"silence of a local server", []string{a1, "stun:192.168.1.1"}, []string{host, srflx(m1, base, a1), "complete"}, "same-mapping-or-failed-server [1]"},
	{"silence of a server that is not asked over IPv4", []string{a1, "stun:[2001:db8::1]"}, []string{host, srflx(m1, base, a1), "complete"}, "one-server-only [1]"},
	{"silence on a bad port", []string{a1, "stun:198.51.100.2:53"}, []string{host, srflx(m1, base, a1), "complete"}, "same-mapping-or-failed-server [1]"},
	{"silence about an inner mapping", []string{"stun:100.64.0.1", b1}, []string{host, srflx("100.64.9.9 50000", base, "stun:100.64.0.1:3478"), "complete"}, "same-mapping-or-failed-server [1]"},
	{"silence about a public base", []string{a1, b1}, []string{public, srflx(m2, m1, a1), "complete"}, "same-mapping-or-failed-server [1]"},
	{"silence where the base is no host candidate (pion)", []string{a1, b1}, []string{host, srflx(m1, "192.168.1.10 50009", a1), "complete"}, "same-mapping-or-failed-server [1]"},
	{"silence of an engine that names no server", []string{a1, b1}, []string{host, srflx(m1, base, ""), "complete"}, "same-mapping-or-failed-server [1]"},
	{"another server failed", []string{a1, b1}, []string{host, srflx(m1, base, a1), "error 701 " + b1 + " 0.0.0.x", "complete"}, "one-server-only [1] [0]"},
	{"another server failed, of which the engine tells no socket", []string{a1, b1}, []string{host, srflx(m1, base, a1), "error 701 " + b1 + " ", "complete"}, "one-server-only [1] [0]"},
	{"another server failed over IPv6 only", []string{a1, name1}, []string{host, srflx(m1, base, a1), "error 701 " + name1 + " [0:0:0:x:x:x:x:x]", "complete"}, "same-mapping-or-failed-server [1]"},
	{"another server failed over TCP only", []string{a1, "turn:198.51.100.2"}, []string{host, srflx(m1, base, a1), "error 701 turn:198.51.100.2:3478?transport=tcp 0.0.0.x", "complete"}, "endpoint-independent medium [1]"},
	{"another server refused to relay", []string{a1, "turn:198.51.100.2"}, []string{host, srflx(m1, base, a1), "error 401 turn:198.51.100.2:3478?transport=udp 0.0.0.x", "complete"}, "endpoint-independent medium [1]"},
	{"the same server failed on another interface", []string{a1, b1}, []string{host, srflx(m1, base, a1), "error 701 " + a1 + " 0.0.0.x", "complete"}, "endpoint-independent medium [1]"},
	{"some server failed", []string{a1, b1}, []string{host, srflx(m1, base, a1), "error 701 ? 0.0.0.x", "complete"}, "same-mapping-or-failed-server [1]"},
	{"one of three failed", []string{a1, name1, name2}, []string{host, srflx(m1, base, a1), "error 701 " + name1 + " 0.0.0.x", "complete"}, "same-mapping-or-failed-server [1] [0]"},

	// Firefox names no servers.
	{"no names, one server", []string{a1}, []string{host, srflx(m1, base, ""), "complete"}, "one-server-only [1]"},
	{"no names, the other failed", []string{a1, b1}, []string{host, srflx(m1, base, ""), "error 701 " + b1 + " 192.168.1.10", "complete"}, "one-server-only [1] [0]"},
	{"no names, two mappings", []string{a1, b1}, []string{host, srflx(m1, base, ""), srflxOf("8", m2, base, "")}, "endpoint-dependent high [1 2]"},
	{"no names, one mapping twice", []string{a1, b1}, []string{host, srflx(m1, base, ""), srflxOf("8", m1, base, ""), "complete"}, "same-mapping-or-failed-server [1 2]"},
	{"no names, two mappings, one server", []string{a1}, []string{host, srflx(m1, base, ""), srflxOf("8", m2, base, ""), "complete"}, "mapping-changed [1 2]"},
	{"no names, servers not known", nil, []string{host, srflx(m1, base, ""), "complete"}, "same-mapping-or-failed-server [1]"},

	// Bases.
	{"two bases with a server each (pion)", []string{a1, b1}, []string{host, srflx(m1, "192.168.1.10 50007", ""), srflxOf("8", m2, "192.168.1.10 50008", ""), "complete"}, "different-bases [1 2]"},
	{"two bases with a server each, by name", []string{name1, name2}, []string{host, host2, srflx(m1, base, name1), srflx(m2, base2, name2), "complete"}, "different-bases [2 3]"},
	{"two bases, incomplete", []string{name1, name2}, []string{host, host2, srflx(m1, base, name1), srflx(m2, base2, name2)}, "gathering-not-complete [2 3]"},
	{"two bases with the same server", []string{name1, name2}, []string{host, host2, srflx(m1, base, name1), srflx(m2, base2, name1), "complete"}, "same-mapping-or-failed-server [2 3]"},
	{"two bases, one server", []string{name1}, []string{host, host2, srflx(m1, base, name1), srflx(m2, base2, name1), "complete"}, "one-server-only [2 3]"},
	{"two bases that agree", []string{a1, a2}, []string{host, host2, srflx(m1, base, a1), srflx(m3, base2, a1), srflx(m2, base, a2), srflx("203.0.113.11 50009", base2, a2)}, "address-and-port-dependent high [2 3 4 5]"},
	{"one base tells, one does not", []string{a1, a2}, []string{host, host2, srflx(m3, base2, a1), srflx(m1, base, a1), srflx(m2, base, a2)}, "address-and-port-dependent high [3 4]"},
	{"two bases, one tells more", []string{a1, a2, b1}, []string{host, host2, srflx(m1, base, a1), srflx(m2, base, a2), srflx(m3, base2, a1), srflx("203.0.113.11 50009", base2, b1)}, "endpoint-dependent high [2 3 4 5]"},
	{"two bases, one by address", []string{a1, a2, b1}, []string{host, host2, srflx(m1, base, a1), srflxOf("8", m1, base, a2), srflx(m2, base, b1), srflx(m3, base2, a1), srflx("203.0.113.11 50009", base2, b1)}, "endpoint-dependent high [2 3 4 5 6]"},
	{"two bases with the same server, and a local one", []string{name1, name2, "stun:192.168.1.1"}, []string{host, host2, srflx(base, base, "stun:192.168.1.1:3478"), srflx(m1, base, name1), srflx(m3, base2, name1), "complete"}, "same-mapping-or-failed-server [3 4]"},
	{"two bases that disagree", []string{a1, a2, b1}, []string{host, host2, srflx(m1, base, a1), srflx(m2, base, a2), srflx(m3, base2, a1), srflxOf("8", m3, base2, b1)}, "bases-disagree [2 3 4 5]"},
	{"silence of another server on each base", []string{a1, b1}, []string{host, host2, srflx(m1, base, a1), srflx(m3, base2, b1), "complete"}, "endpoint-independent medium [2 3]"},
	{"silence of a server in the local network", []string{a1, "stun:203.0.113.1"}, []string{host, srflx(m1, base, a1), srflx(base, base, "stun:203.0.113.1:3478"), "complete"}, "one-server-only [1]"},
	{"an answer on one base, silence on the other", []string{a1, b1}, []string{host, host2, srflx(m1, base, a1), srflxOf("8", m1, base, b1), srflx(m3, base2, a1), "complete"}, "endpoint-independent high [2 3 4]"},
	{"silence on one base, an answer on the other", []string{a1, b1}, []string{host, host2, srflx(m1, base, a1), srflx(m3, base2, a1), srflxOf("8", m3, base2, b1), "complete"}, "endpoint-independent high [2 3 4]"},

	// Bases that mDNS hides.
	{"hidden, one mapping", []string{name1, name2}, []string{mdns, srflx(m1, hidden, name1), "complete"}, "same-mapping-or-failed-server [1]"},
	{"hidden, one mapping for two addresses: perhaps it is none", []string{a1, b1}, []string{mdns, srflx(m1, hidden, a1), srflxOf("8", m1, hidden, b1), "complete"}, "base-unknown [1 2]"},
	{"hidden, silence", []string{a1, b1}, []string{mdns, srflx(m1, hidden, a1), "complete"}, "same-mapping-or-failed-server [1]"},
	{"hidden, two mappings with one foundation", []string{a1, b1}, []string{mdns, mdns2, srflx(m1, hidden, a1), srflx(m2, hidden, b1), "complete"}, "endpoint-dependent medium [2 3]"},
	{"hidden, two mappings with one host", []string{a1, a2}, []string{mdns, mdnsTCP, srflx(m1, hidden, a1), srflxOf("8", m2, hidden, a2), "complete"}, "address-and-port-dependent medium [2 3]"},
	{"hidden, two mappings with one host of the family", []string{a1, a2}, []string{mdns, public6, srflx(m1, hidden, a1), srflxOf("8", m2, hidden, a2), "complete"}, "address-and-port-dependent medium [2 3]"},
	{"hidden, two mappings with one host so far", []string{a1, a2}, []string{mdns, srflx(m1, hidden, a1), srflxOf("8", m2, hidden, a2)}, "gathering-not-complete [1 2]"},
	{"hidden, two mappings with two hosts", []string{a1, a2}, []string{mdns, mdns2, srflx(m1, hidden, a1), srflxOf("8", m2, hidden, a2), "complete"}, "base-unknown [2 3]"},
	{"hidden, two mappings without a host", []string{a1, a2}, []string{srflx(m1, hidden, a1), srflxOf("8", m2, hidden, a2), "complete"}, "base-unknown [0 1]"},
	{"hidden in one media section each", []string{name1, name2}, []string{mdns, "mid1 " + mdns2, srflx(m1, hidden, name1), "mid1 " + srflx(m2, hidden, name2), "complete"}, "base-unknown [2 3]"},
	{"hidden in one media section each, with the same server", []string{name1, name2}, []string{mdns, "mid1 " + mdns2, srflx(m1, hidden, name1), "mid1 " + srflx(m2, hidden, name1), "complete"}, "same-mapping-or-failed-server [2 3]"},
	{"hidden, two mappings with one host of the media section", []string{a1, a2}, []string{mdns, "mid1 " + mdns2, srflx(m1, hidden, a1), srflxOf("8", m2, hidden, a2), "complete"}, "address-and-port-dependent medium [2 3]"},
	{"hidden, two mappings with one host of the component", []string{a1, a2}, []string{mdns, mdnsRTCP, srflx(m1, hidden, a1), srflxOf("8", m2, hidden, a2), "complete"}, "address-and-port-dependent medium [2 3]"},
	{"hidden, two components", []string{name1, name2}, []string{mdns, mdnsRTCP, srflx(m1, hidden, name1), "candidate:7 2 udp 1677729534 203.0.113.10 50001 typ srflx raddr 0.0.0.0 rport 0 url " + name2, "complete"}, "base-unknown [2 3]"},
	{"hidden by the discard port", []string{a1, a2}, []string{mdns, mdns2, srflx(m1, "0.0.0.0 9", a1), srflxOf("8", m2, "0.0.0.0 9", a2), "complete"}, "base-unknown [2 3]"},
	{"hidden by a port 0 behind an address", []string{a1, a2}, []string{mdns, mdns2, srflx(m1, "192.168.1.10 0", a1), srflxOf("8", m2, "192.168.1.10 0", a2), "complete"}, "base-unknown [2 3]"},
	{"a mapped address that is redacted", []string{a1}, []string{"candidate:7 1 udp 1677729535 redacted-ip.invalid 50000 typ srflx raddr 0.0.0.0 rport 0 url " + a1, "complete"}, "base-unknown []"},

	// No mapping at all.
	{"no servers", nil, []string{host, "complete"}, "no-servers []"},
	{"no servers over UDP", []string{"turn:198.51.100.1?transport=tcp", "turns:198.51.100.1"}, []string{host, "complete"}, "no-servers []"},
	{"no servers of the family", []string{"stun:[2001:db8::1]"}, []string{host, "complete"}, "no-servers []"},
	{"nothing yet", []string{a1}, []string{host}, "gathering-not-complete []"},
	{"nothing", []string{a1}, []string{host, "complete"}, "no-reflexive-candidates []"},
	{"all failed", []string{a1, b1}, []string{host, "error 701 " + a1 + " 0.0.0.x", "error 701 " + b1 + " 0.0.0.x", "complete"}, "no-reflexive-candidates [] [0 1]"},
	{"refused (Firefox)", []string{"turn:198.51.100.1"}, []string{host, "error 401 turn:198.51.100.1:3478 192.168.1.10", "complete"}, "no-reflexive-candidates [] [0]"},

	// What does not count.
	{"the peer's candidates", []string{a1, a2}, []string{host, "remote " + srflx(m1, base, a1), "remote " + srflx(m2, base, a2), "complete"}, "no-reflexive-candidates []"},
	{"TCP", []string{a1, a2}, []string{host, "candidate:7 1 tcp 1677729535 203.0.113.10 50000 typ srflx raddr 192.168.1.10 rport 50000 tcptype passive url " + a1, "complete"}, "no-reflexive-candidates []"},
	{"a relay", []string{"turn:198.51.100.1"}, []string{host, relay, "complete"}, "no-reflexive-candidates []"},
	{"what cannot be read", []string{a1, a2}, []string{host, "candidate:what url " + a1, "complete"}, "no-reflexive-candidates []"},
	{"an earlier generation", []string{a1, a2}, []string{host, srflx(m1, base, a1), srflx(m2, base, a2), "complete", "restart"}, "gathering-not-complete []"},
	{"errors of an earlier generation", []string{a1, b1}, []string{"error 701 " + b1 + " 0.0.0.x", "restart", host, srflx(m1, base, a1), "complete"}, "endpoint-independent medium [1]"},
	{"a mapping of an earlier generation", []string{a1, b1}, []string{srflx(m2, base, b1), "restart", host, srflx(m1, base, a1), "complete"}, "endpoint-independent medium [2]"},
}

func TestIPv4(t *testing.T) {
	for _, c := range ipv4 {
		results := observe(t, "all", c.servers, c.steps...)
		if got := told(results[0]); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
		checkForm(t, c.name, results)
	}
}

// IPv6 normally has no NAT. libwebrtc then makes no reflexive candidate, except
// behind mDNS, where it tells no base either.
func TestIPv6(t *testing.T) {
	const (
		m4   = "2001:db8::10 50006"
		m5   = "2001:db8::11 50007"
		base = "fd00::10 50006"
		s1   = "stun:[2001:db8:5::1]:3478"
		s2   = "stun:[2001:db8:5::1]:3479"
	)
	v4 := srflx(m1, "192.168.1.10 50000", name1)
	for _, c := range []struct {
		name    string
		servers []string
		steps   []string
		want    string
	}{
		{"as told", []string{s1}, []string{srflx(m4, m4, s1)}, "none high [0]"},
		{"as libwebrtc names the server", []string{s1, s2}, []string{srflx(m4, base, "stun:2001:db8:5::1:3478"), srflx(m5, base, "stun:2001:db8:5::1:3479")}, "address-and-port-dependent high [0 1]"},
		{"silent, as the server is public over IPv4", []string{name1}, []string{host, public6, v4, "complete"}, "none medium [1]"},
		{"silent, not complete", []string{name1}, []string{host, public6, v4}, "gathering-not-complete []"},
		{"silent, but an error names no server", []string{name1}, []string{host, public6, v4, "error 701 ? [0:0:0:x:x:x:x:x]", "complete"}, "no-reflexive-candidates []"},
		{"silent, but failed over IPv6", []string{name1}, []string{host, public6, v4, "error 701 " + name1 + " [0:0:0:x:x:x:x:x]", "complete"}, "no-reflexive-candidates [] [0]"},
		{"silent, but failed on a socket that is not told", []string{name1}, []string{host, public6, v4, "error 701 " + name1 + " ", "complete"}, "no-reflexive-candidates [] [0]"},
		{"silent, and the host public over IPv4 only", []string{name1}, []string{public, srflx(m2, m1, name1), "complete"}, "no-reflexive-candidates []"},
		{"silent, while failed on an IPv4 interface", []string{name1}, []string{host, public6, v4, "error 701 " + name1 + " 0.0.0.x", "complete"}, "none medium [1]"},
		{"silent, and the host hidden", []string{name1}, []string{host, mdns2, v4, "complete"}, "no-reflexive-candidates []"},
		{"silent, and the host not public", []string{name1}, []string{host, "candidate:6 1 udp 2122262783 fd00::10 50006 typ host", v4, "complete"}, "no-reflexive-candidates []"},
		{"silent, and no server answered over IPv4", []string{name1}, []string{host, public6, "complete"}, "no-reflexive-candidates []"},
		{"silent, and the engine names no server", []string{name1}, []string{host, public6, srflx(m1, "192.168.1.10 50000", ""), "complete"}, "no-reflexive-candidates []"},
		{"silent, and another name answered", []string{name1, name2}, []string{host, public6, srflx(m1, "192.168.1.10 50000", name2), "error 701 " + name2 + " [0:0:0:x:x:x:x:x]", "complete"}, "no-reflexive-candidates [] [0]"},
		{"silent, and the server seen in the carrier's network", []string{name1}, []string{host, public6, srflx("100.64.0.9 1", "192.168.1.10 50000", name1), "complete"}, "no-reflexive-candidates []"},
		{"an IPv4 address is not asked", []string{a1}, []string{host, public6, srflx(m1, "192.168.1.10 50000", a1), "complete"}, "no-servers []"},
		{"behind mDNS", []string{name1, name2}, []string{mdns, srflx(m4, ":: 0", name1), "complete"}, "same-mapping-or-failed-server [1]"},
	} {
		results := observe(t, "all", c.servers, c.steps...)
		if got := told(results[1]); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
		checkForm(t, c.name, results)
	}
}

func TestRelayOnly(t *testing.T) {
	results := observe(t, "relay", []string{"turn:198.51.100.1"}, relay, "error 701 turn:198.51.100.1:3478?transport=udp 0.0.0.x", "complete")
	if got := told(results[0]) + ", " + told(results[1]); got != "relay-only [] [0], relay-only []" {
		t.Errorf("relays only: %s", got)
	}
	// What was seen counts, as when the policy is applied to what the engine gathers.
	results = observe(t, "relay", []string{a1, a2}, srflx(m1, base, a1), srflx(m2, base, a2))
	if got := told(results[0]); got != "address-and-port-dependent high [0 1]" {
		t.Errorf("relays only, with reflexive candidates: %s", got)
	}
}

// Candidates that the policy drops are seen all the same, and related addresses
// that it masks are known here.
func TestUnderPolicies(t *testing.T) {
	for _, text := range []string{"all", "relay-only", "no-host", "drop type srflx"} {
		p, err := policy.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		s := session.New()
		s.Apply(&session.Event{Kind: session.Attached, ICEServers: []string{a1, b1}})
		s.Apply(&session.Event{Kind: session.PolicyChanged, Policy: p})
		for line, url := range map[string]string{host: "", srflx(m1, base, ""): a1} {
			s.Apply(&session.Event{Kind: session.CandidateSeen, Direction: policy.Local, Line: line, URL: url})
		}
		s.Apply(&session.Event{Kind: session.ICEGatheringState, State: "complete"})
		if r := nat.Observe(s.State())[0]; r.Mapping != nat.EndpointIndependent {
			t.Errorf("%s: %s", text, told(r))
		}
	}
}

func TestBeforeTheFirstEvent(t *testing.T) {
	results := nat.Observe(session.New().State())
	checkForm(t, "no event", results)
	if got := told(results[0]) + ", " + told(results[1]); got != "no-servers [], no-servers []" {
		t.Errorf("no event: %s", got)
	}
}

// A sentence for a person, which names the servers as they are configured.
func TestSummaries(t *testing.T) {
	for _, c := range []struct {
		servers, steps []string
		want           string
	}{
		{[]string{"turn:198.51.100.1", b1}, []string{host, srflx(m1, base, a1), "complete"},
			"IPv4 mapping endpoint-independent: servers at different addresses see one mapping (turn:198.51.100.1, stun:198.51.100.2:3478)."},
		{[]string{a1, a2}, []string{host, srflx(m1, base, a1), srflx(m2, base, a2)},
			"IPv4 mapping address-and-port-dependent: each server address and port sees another mapping (stun:198.51.100.1:3478, stun:198.51.100.1:3479)."},
		{[]string{"STUN:one.example", name2}, []string{host, srflx(m1, base, name1), "error 701 " + name2 + " 0.0.0.x", "complete"},
			"IPv4 mapping undetermined: there are no two servers whose answers can be compared (STUN:one.example)."},
		{nil, []string{host, srflx(m1, base, "turn:198.51.100.1:3478?transport=udp"), "complete"},
			"IPv4 mapping undetermined: there are no two servers whose answers can be compared (turn:198.51.100.1:3478?transport=udp)."},
		{[]string{a1, b1}, []string{host, srflx(m1, base, ""), srflx(m2, base, "")},
			"IPv4 mapping endpoint-dependent: another server sees another mapping, by its address or by its port."},
		{[]string{name1}, []string{host, host2, srflx(m1, base, name1), srflx(m3, base2, name1)},
			"IPv4 mapping undetermined: there are no two servers whose answers can be compared (stun:one.example:3478)."},
		{[]string{a1}, []string{host, "complete"}, "IPv4 mapping undetermined: no server told a mapping."},
	} {
		if got := observe(t, "all", c.servers, c.steps...)[0].Summary; got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
	six := observe(t, "all", []string{name1}, host, public6, srflx(m1, base, name1), "complete")[1].Summary
	if want := "IPv6 mapping none: the mapped address is the local one (stun:one.example:3478)."; six != want {
		t.Errorf("got  %s\nwant %s", six, want)
	}
}

// A recording with any number of candidates and servers is answered at once.
func TestManyCandidates(t *testing.T) {
	var servers, steps []string
	for i := range 3000 {
		servers = append(servers, fmt.Sprintf("stun:198.51.100.9:%d", 1024+i))
		steps = append(steps,
			fmt.Sprintf("candidate:1 1 udp 1 192.168.1.10 %d typ host", 1024+i),
			srflx(fmt.Sprint("203.0.113.10 ", 1024+i), base, servers[i]),
			srflx(fmt.Sprint("203.0.113.10 ", 1024+i), fmt.Sprint("192.168.1.10 ", 1024+i), "stun:198.51.100.8:"+fmt.Sprint(1024+i)))
	}
	results := observe(t, "all", servers, append(steps, "complete")...)
	checkForm(t, "many", results)
	if got := results[0]; got.Mapping != nat.AddressAndPortDependent || len(got.Candidates) > 100 {
		t.Errorf("many: %s", told(got))
	}
}
