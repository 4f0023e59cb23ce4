package candidate_test

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/iceguard/iceguard/ice/candidate"
)

var goodAddresses = []string{
	"0.0.0.0", "1.2.3.4", "10.0.0.1", "127.0.0.1", "255.255.255.255", "192.168.0.255", "100.64.0.1", "169.254.1.1", "224.0.0.1",
	"::", "::1", "1::", "2001:db8::1", "2001:DB8::A", "2001:dB8:0:0:0:0:0:1", "0:0:0:0:0:0:0:0", "1:2:3:4:5:6:7:8",
	"1:2:3:4:5:6:7::", "::2:3:4:5:6:7:8", "1::8", "1::7:8", "1:2:3:4::8", "0001:0002:0003:0004:0005:0006:0007:0008",
	"::ffff:1.2.3.4", "::FFFF:102:304", "0:0:0:0:0:ffff:10.0.0.1", "::1.2.3.4", "64:ff9b::192.0.2.33", "1:2:3:4:5:6:1.2.3.4",
	"1::1.2.3.4", "::ffff:0:1.2.3.4", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "fe80::1", "fec0::1", "fc00::1", "fd09::1", "ff02::fb",
}

var badAddresses = []string{
	"", ".", ":", "%", "1", "1.2.3", "1.2.3.4.5", "1.2.3.", ".1.2.3", "1..2.3", "256.1.1.1", "1.2.3.999", "01.2.3.4", "1.2.3.04", "1.2.3.00",
	"1.2.3.0x4", "+1.2.3.4", "1.2.3.-4", " 1.2.3.4", "1.2.3.4 ", "1.2.3.4%eth0", "1.2.3.4:80", "[::1]",
	":1", "1:", "::1:", ":1::", ":::", "1:::2", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::", "::1:2:3:4:5:6:7:8",
	"1:2:3:4::5:6:7:8", "12345::", "g::", "::-1", "::+1", "0x1::", "1.2.3.4::", "::1.2.3", "::1.2.3.256", "::01.2.3.4", "1:2:3:4:5:6:7:1.2.3.4",
	"::1.2.3.4:5", "1:2:3:4:5:6:7:8%", "::1%", "::\x11", "::\x19", "::1\x00",
}

// The address as netip reads it, without its zone and IPv4 where it is mapped:
// that is what an IP holds.
func oracle(s string) (netip.Addr, bool) {
	a, err := netip.ParseAddr(s)
	if err != nil {
		return netip.Addr{}, false
	}
	return a.WithZone("").Unmap(), true
}

// differs lists where ParseIP goes its own way: a zone is a name of the field
// (RFC 4007 section 11), so that a candidate line stays a line of tokens, while
// netip takes any text; and it may stand behind an IPv4-mapped address.
func differs(s string) bool {
	address, zone, zoned := strings.Cut(s, "%")
	if !zoned {
		return false
	}
	for i := 0; i < len(zone); i++ {
		if !strings.ContainsRune("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-._", rune(zone[i])) {
			return true
		}
	}
	a, err := netip.ParseAddr(address)
	return err == nil && a.Is4In6()
}

func TestParseIPAgainstNetip(t *testing.T) {
	for _, s := range goodAddresses {
		checkIP(t, s)
		if _, ok := candidate.ParseIP(s); !ok {
			t.Errorf("%q is refused", s)
		}
	}
	for _, s := range badAddresses {
		checkIP(t, s)
		if ip, ok := candidate.ParseIP(s); ok || ip != (candidate.IP{}) {
			t.Errorf("%q is taken as %v", s, ip)
		}
	}
}

func checkIP(t *testing.T, s string) {
	t.Helper()
	ip, ok := candidate.ParseIP(s)
	a, want := oracle(s)
	if differs(s) {
		return
	}
	if ok != want {
		t.Fatalf("%q: ok is %t, netip says %t", s, ok, want)
	}
	if !ok {
		if ip.IsValid() || ip.IsUnspecified() || ip.Family() != candidate.UnknownFamily || ip.Bits() != 0 || ip.Scope() != candidate.UnknownScope {
			t.Errorf("%q: not valid, yet %v", s, ip)
		}
		return
	}
	family := candidate.IPv6
	if a.Is4() {
		family = candidate.IPv4
	}
	if ip.Family() != family || ip.Bits() != a.BitLen() || !ip.IsValid() || ip.IsUnspecified() != a.IsUnspecified() {
		t.Errorf("%q: family %s, %d bits, unspecified %t; netip says %v", s, ip.Family(), ip.Bits(), ip.IsUnspecified(), a)
	}
	if got, want := ip.Scope(), scopeOf(a); got != want {
		t.Errorf("%q: scope %s, want %s", s, got, want)
	}
	if again, _ := candidate.ParseIP(a.String()); again != ip {
		t.Errorf("%q is not the same as %q", s, a)
	}
}

// scopeOf says it with netip's predicates; shared addresses (RFC 6598) are the
// one block that netip has none for.
func scopeOf(a netip.Addr) candidate.Scope {
	switch {
	case a.IsLoopback():
		return candidate.Loopback
	case a.IsLinkLocalUnicast():
		return candidate.LinkLocal
	case a.IsPrivate() && a.Is4():
		return candidate.Private
	case a.IsPrivate():
		return candidate.ULA
	case netip.MustParsePrefix("100.64.0.0/10").Contains(a):
		return candidate.CGNAT
	case a.IsGlobalUnicast():
		return candidate.Public
	}
	return candidate.UnknownScope // unspecified, multicast, broadcast
}

func TestZones(t *testing.T) {
	for s, want := range map[string]bool{
		"fe80::1%eth0": true, "fe80::1%25eth0": true, "fe80::1%1": true, "::1%a-b_c.9": true, "::ffff:10.0.0.1%eth0": true,
		"fe80::1%": false, "fe80::1%a%b": false, "fe80::1%ä": false, "fe80::1%a/b": false, "%eth0": false, "10.0.0.1%eth0": false,
	} {
		ip, ok := candidate.ParseIP(s)
		plain, _, _ := strings.Cut(s, "%")
		if bare, _ := candidate.ParseIP(plain); ok != want || ok && ip != bare {
			t.Errorf("%q: %v, %t; want %v, %t", s, ip, ok, bare, want)
		}
	}
}

func TestHasPrefixAgainstNetip(t *testing.T) {
	for _, s := range goodAddresses {
		ip, _ := candidate.ParseIP(s)
		a, _ := oracle(s)
		for _, block := range goodAddresses {
			b, _ := candidate.ParseIP(block)
			netipBlock, _ := oracle(block)
			for bits := 0; bits <= b.Bits(); bits++ {
				prefix, err := netipBlock.Prefix(bits)
				if err != nil {
					t.Fatal(err)
				}
				if got, want := ip.HasPrefix(b, bits), prefix.Contains(a); got != want {
					t.Fatalf("%s in %s/%d: %t, netip says %t", s, block, bits, got, want)
				}
			}
		}
	}
	var none candidate.IP
	if none.HasPrefix(none, 0) || candidate.IPOf("::1").HasPrefix(none, 0) || none.HasPrefix(candidate.IPOf("::"), 0) {
		t.Error("no address is within a prefix")
	}
}

func FuzzParseIP(f *testing.F) {
	for _, s := range append(append([]string{"fe80::1%eth0", "::ffff:1.2.3.4%x", "fe80::%é"}, goodAddresses...), badAddresses...) {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { checkIP(t, s) })
}
