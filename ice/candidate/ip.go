package candidate

import (
	"math/bits"
	"strings"

	"github.com/iceguard/iceguard/internal/ascii"
)

// IP is an IPv4 or IPv6 address without a zone; the zero value is no address.
// IPv4-mapped IPv6 addresses are held as IPv4. net/netip would do, and add
// 20 KB to the compressed module by interning zones; tests hold this against it.
type IP struct {
	hi, lo uint64 // IPv4 in the low 32 bits of lo
	family Family // IPv4, IPv6 or UnknownFamily
}

// ParseIP reads an address in the spellings of RFC 4291 section 2.2 and RFC
// 6943 section 3.1.1 (strict dotted decimal); ok is false for anything else.
// A zone (RFC 4007 section 11) is checked and left out.
func ParseIP(s string) (ip IP, ok bool) {
	if v4, ok := parseIPv4(s); ok {
		return IP{lo: uint64(v4), family: IPv4}, true
	}
	return parseZoned(s)
}

// parseZoned reads an IPv6 address with or without a zone.
func parseZoned(s string) (ip IP, ok bool) {
	if strings.IndexByte(s, ':') < 0 {
		return IP{}, false
	}
	address, zone, zoned := ascii.Cut(s, '%')
	if zoned && (zone == "" || !all(zone, nameChar)) {
		return IP{}, false
	}
	return parseIPv6(address)
}

// Family is IPv4, IPv6 or, for the zero value, UnknownFamily.
func (ip IP) Family() Family { return ip.family }

// IsValid is false for the zero value.
func (ip IP) IsValid() bool { return ip.family != UnknownFamily }

// IsUnspecified reports whether the address is 0.0.0.0 or ::.
func (ip IP) IsUnspecified() bool { return ip.IsValid() && ip.hi == 0 && ip.lo == 0 }

// Bits is the length of the address: 32, 128 or 0.
func (ip IP) Bits() int {
	switch ip.family {
	case IPv4:
		return 32
	case IPv6:
		return 128
	}
	return 0
}

// HasPrefix reports whether the first bits of ip are those of block, which
// must be of the same family.
func (ip IP) HasPrefix(block IP, bits int) bool {
	if ip.family != block.family || !ip.IsValid() {
		return false
	}
	if ip.family == IPv4 {
		bits += 96
	}
	if bits <= 64 {
		return (ip.hi^block.hi)>>(64-bits) == 0
	}
	return ip.hi == block.hi && (ip.lo^block.lo)>>(128-bits) == 0
}

// Scope says how far the address reaches; multicast and broadcast addresses are no one's.
func (ip IP) Scope() Scope {
	hi, lo := ip.hi, ip.lo
	switch {
	case hi|lo == 0:
		return UnknownScope // unspecified, or none
	case ip.family == IPv4:
		switch {
		case lo>>24 == 127:
			return Loopback
		case lo>>24 == 10, lo>>20 == 172<<4|1, lo>>16 == 192<<8|168:
			return Private
		case lo>>16 == 169<<8|254:
			return LinkLocal
		case lo>>22 == 100<<2|1:
			return CGNAT
		case lo>>28 == 224>>4, lo == 0xffffffff:
			return UnknownScope
		}
	case hi == 0 && lo == 1:
		return Loopback
	case hi>>54 == 0xfe80>>6:
		return LinkLocal
	case hi>>57 == 0xfc00>>9:
		return ULA
	case hi>>56 == 0xff:
		return UnknownScope
	}
	return Public
}

// parseIPv4 reads four decimal octets without leading zeros.
func parseIPv4(s string) (ip uint32, ok bool) {
	ip, end := ipv4(s, 0)
	return ip, end == len(s)
}

// ipv4 reads such an address from at on and gives where it ends, in front of a
// space or with the line; -1 when there is none. Where the octets end is known
// before any is read, so that none waits for the one before it.
func ipv4(line string, at int) (ip uint32, end int) {
	w := word(line, at)
	ends := others(w)
	first := bits.TrailingZeros64(ends)
	if w>>(uint(8*first)&63)&0xff != '.' { // as of names and of most IPv6 addresses
		return 0, -1
	}
	ends |= others(word(line, at+8)) << 8
	ends &= ends - 1
	second := bits.TrailingZeros64(ends)
	ends &= ends - 1
	third := bits.TrailingZeros64(ends)
	ends &= ends - 1
	end = bits.TrailingZeros64(ends)
	octet := octetOf(w, first)
	wrong := notOctet(w, first, octet, '.')
	ip = uint32(octet)
	w, n := w>>(uint(8*first+8)&63), second-first-1
	octet = octetOf(w, n)
	ip, wrong = ip<<8|uint32(octet), wrong|notOctet(w, n, octet, '.')
	w, n = word(line, at+second+1), third-second-1
	octet = octetOf(w, n)
	ip, wrong = ip<<8|uint32(octet), wrong|notOctet(w, n, octet, '.')
	w, n = word(line, at+third+1), end-third-1
	octet = octetOf(w, n)
	if wrong|notOctet(w, n, octet, ' ') < 0 {
		return 0, -1
	}
	return ip<<8 | uint32(octet), at + end
}

// octetOf is the number that the first digits of a word say, n, at most 3.
// (Neither this nor notOctet has a branch: one that is taken costs Go's WebAssembly as much as all of it.)
func octetOf(w uint64, n int) int {
	d := (w ^ '0'*ones) << (uint(64-8*n) & 63)
	return int(d>>40&0xff*100 + d>>48&0xff*10 + d>>56)
}

// notOctet is negative unless the number is from 0 to 255, without leading
// zeros, and ended by end.
func notOctet(w uint64, n, octet int, end byte) int {
	least := (10<<8 | 100<<16) >> (uint(8*n-8) & 63) & 0xff
	ended := int(w >> (uint(8*n) & 63) & 0xff)
	return (n - 1) | (3 - n) | (octet - least) | (255 - octet) | -(ended ^ int(end))
}

// parseIPv6 moves 16-bit groups in from the right. Those before "::" are put
// aside, moved to the left end.
func parseIPv6(s string) (IP, bool) {
	ip, head := IP{family: IPv6}, IP{}
	n, gap, i := 0, false, 0
	if strings.HasPrefix(s, "::") {
		gap, i = true, 2
	}
	for i < len(s) && n < 8 {
		group, first := uint32(0), i
		for i < len(s) && s[i] != ':' && s[i] != '.' {
			d := s[i] - '0'
			if d > 9 {
				if d = s[i] | 0x20 - 'a'; d > 5 {
					return IP{}, false
				}
				d += 10
			}
			group = group<<4 | uint32(d)
			i++
		}
		if i < len(s) && s[i] == '.' {
			v4, ok := parseIPv4(s[first:])
			if !ok || n > 6 {
				return IP{}, false
			}
			ip.push(v4 >> 16)
			ip.push(v4 & 0xffff)
			n, i = n+2, len(s)
			break
		}
		if i == first || i-first > 4 || i == len(s)-1 {
			return IP{}, false
		}
		ip.push(group)
		n++
		i++
		if i < len(s) && s[i] == ':' {
			if gap {
				return IP{}, false
			}
			for range 8 - n {
				ip.push(0)
			}
			gap, head, ip.hi, ip.lo = true, ip, 0, 0
			i++
		}
	}
	if i < len(s) || gap == (n == 8) {
		return IP{}, false
	}
	ip.hi |= head.hi
	ip.lo |= head.lo
	if ip.hi == 0 && ip.lo>>32 == 0xffff {
		return IP{lo: ip.lo & 0xffffffff, family: IPv4}, true
	}
	return ip, true
}

// push moves all groups to the left and the new one in.
func (ip *IP) push(group uint32) {
	ip.hi = ip.hi<<16 | ip.lo>>48
	ip.lo = ip.lo<<16 | uint64(group)
}
