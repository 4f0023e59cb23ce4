package trace

import (
	"strconv"
	"strings"

	"github.com/iceguard/iceguard/ice/candidate"
)

// ipv4 is the n-th stand-in of a scope.
func ipv4(scope candidate.Scope, n int) string {
	block, size := ipv4Block(scope)
	if scope == candidate.Public && n < 255 {
		block = 203<<24 | 113<<8 // 203.0.113.0/24, documentation
	}
	return dotted(block | uint32(n)&(size-1))
}

// ipv4Block is where the stand-ins of a scope come from, and how many there are.
func ipv4Block(scope candidate.Scope) (block, size uint32) {
	switch scope {
	case candidate.Private:
		return 10 << 24, 1 << 24
	case candidate.LinkLocal:
		return 169<<24 | 254<<16, 1 << 16
	case candidate.CGNAT:
		return 100<<24 | 64<<16, 1 << 22
	}
	return 198<<24 | 18<<16, 1 << 17 // benchmarking
}

func dotted(ip uint32) string {
	s := strconv.Itoa(int(ip >> 24))
	for _, shift := range [...]int{16, 8, 0} {
		s += "." + strconv.Itoa(int(ip>>shift&255))
	}
	return s
}

func ipv6Prefix(scope candidate.Scope) string {
	switch scope {
	case candidate.ULA:
		return "fd00"
	case candidate.LinkLocal:
		return "fe80"
	}
	return "2001:db8"
}

// groups is n as the last groups of an IPv6 address.
func groups(n int) string {
	if n > 0xffff {
		return strconv.FormatInt(int64(n>>16&0xffff), 16) + ":" + strconv.FormatInt(int64(n&0xffff), 16)
	}
	return strconv.FormatInt(int64(n), 16)
}

// maskedIP reads an address of which the browser shows the beginning: 10.1.2.x
// or 2001:db8:1:x:x:x:x:x (libwebrtc's "sensitive" form).
func maskedIP(s string) (candidate.IP, bool) {
	for _, separator := range [...]string{".", ":"} {
		if !strings.HasSuffix(s, separator+"x") {
			continue
		}
		parts := strings.Split(s, separator)
		for i := range parts {
			if parts[i] == "x" {
				parts[i] = "0"
			}
		}
		return candidate.ParseIP(strings.Join(parts, separator))
	}
	return candidate.IP{}, false
}

// masked is the stand-in of an address that the browser masked, masked too.
func (r *Redactor) masked(ip candidate.IP, spelled string) string {
	scope := ip.Scope()
	switch {
	case scope == candidate.Loopback || scope == candidate.UnknownScope:
		return spelled
	case ip.Family() == candidate.IPv4:
		return r.standIn("masked ipv4 "+scope.String(), spelled, func(n int) string {
			block, size := ipv4Block(scope)
			return strings.TrimSuffix(dotted(block|uint32(n)<<8&(size-1)), "0") + "x"
		})
	}
	return r.standIn("masked ipv6 "+scope.String(), spelled, func(n int) string {
		prefix := ipv6Prefix(scope)
		if scope != candidate.Public {
			prefix += ":0"
		}
		return prefix + ":" + strconv.FormatInt(int64(n&0xffff), 16) + ":x:x:x:x:x"
	})
}
