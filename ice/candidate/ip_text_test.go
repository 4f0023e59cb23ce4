package candidate_test

import (
	"math/rand/v2"
	"net/netip"
	"testing"

	"github.com/iceguard/iceguard/ice/candidate"
)

func TestIPAppend(t *testing.T) {
	for text, want := range map[string]string{
		"192.0.2.1":               "192.0.2.1",
		"0.0.0.0":                 "0.0.0.0",
		"255.255.255.255":         "255.255.255.255",
		"::ffff:10.0.0.1":         "10.0.0.1",
		"::":                      "::",
		"::1":                     "::1",
		"1::":                     "1::",
		"2001:DB8:0:0:0:0:0:1":    "2001:db8::1",
		"2001:db8:0:1:1:1:1:1":    "2001:db8:0:1:1:1:1:1", // RFC 5952 section 4.2.2: a single group stays
		"2001:0:0:1:0:0:0:1":      "2001:0:0:1::1",        // section 4.2.3: the longest run
		"2001:db8:0:0:1:0:0:1":    "2001:db8::1:0:0:1",    // the first of two
		"0:0:1:0:0:0:0:0":         "0:0:1::",
		"fe80::0a:00b0%eth0":      "fe80::a:b0",
		"1:2:3:4:5:6:7:8":         "1:2:3:4:5:6:7:8",
		"::1.2.3.4":               "::102:304",
		"a.local":                 "",
		"0:2:3:4:5:6:7:0":         "0:2:3:4:5:6:7:0",
		"ffff:ffff::ffff:0:0:fff": "ffff:ffff::ffff:0:0:fff",
	} {
		ip, _ := candidate.ParseIP(text)
		if got := string(ip.Append([]byte("to "))); got != "to "+want {
			t.Errorf("%s is written %q, want %q", text, got, want)
		}
	}
}

// net/netip writes RFC 5952 and masks as we do.
func TestIPTextAgainstNetip(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 20_000 {
		var b [16]byte
		for i := range b {
			if r.IntN(3) == 0 { // many zeros
				b[i] = byte(r.Uint32())
			}
		}
		addr := netip.AddrFrom16(b)
		if r.IntN(4) == 0 {
			addr = netip.AddrFrom4([4]byte(b[:]))
		}
		ip, ok := candidate.ParseIP(addr.String())
		if !ok {
			t.Fatalf("%s is no address", addr)
		}
		if got, want := string(ip.Append(nil)), addr.Unmap().String(); got != want {
			t.Fatalf("written %q, want %q", got, want)
		}
		bits := r.IntN(addr.Unmap().BitLen() + 1)
		masked := ip.Masked(bits)
		if got, want := string(masked.Append(nil)), netip.PrefixFrom(addr.Unmap(), bits).Masked().Addr().String(); got != want {
			t.Fatalf("%s/%d is %q, want %q", addr, bits, got, want)
		}
	}
}

func TestMaskedOutOfRange(t *testing.T) {
	for _, text := range []string{"192.0.2.1", "2001:db8::1", "x"} {
		ip, _ := candidate.ParseIP(text)
		for _, bits := range []int{ip.Bits(), ip.Bits() + 1, 1 << 40} {
			if got := ip.Masked(bits); got != ip {
				t.Errorf("%s masked to %d bits is %s", text, bits, got.Append(nil))
			}
		}
		if got := ip.Masked(-1); ip.IsValid() && !got.IsUnspecified() {
			t.Errorf("%s masked to -1 bits is %s", text, got.Append(nil))
		}
	}
}
