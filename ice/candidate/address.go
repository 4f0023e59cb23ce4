package candidate

import "github.com/iceguard/iceguard/internal/ascii"

// Family says what kind of address a candidate carries.
type Family uint8

// The families; UnknownFamily is the zero value and never parsed.
const (
	UnknownFamily Family = iota
	IPv4                 // includes IPv4-mapped IPv6 addresses, which travel as IPv4
	IPv6
	MDNS // a name under .local, as browsers write to hide a host address
	FQDN // any other name, redacted-ip.invalid included
)

// String is the word the policy language uses.
func (f Family) String() string {
	if int(f) < len(familyWords) {
		return familyWords[f]
	}
	return familyWords[UnknownFamily]
}

var familyWords = [...]string{UnknownFamily: "unknown", IPv4: "ipv4", IPv6: "ipv6", MDNS: "mdns", FQDN: "fqdn"}

// Scope says how far an IP address reaches.
type Scope uint8

// The scopes. Names, and addresses that mean no host (0.0.0.0, ::, multicast, broadcast), have UnknownScope.
const (
	UnknownScope Scope = iota
	Private            // RFC 1918
	Public             // every other unicast address
	Loopback           // 127.0.0.0/8, ::1
	LinkLocal          // 169.254.0.0/16, fe80::/10
	CGNAT              // 100.64.0.0/10, RFC 6598
	ULA                // fc00::/7, RFC 4193
)

// String is the word the policy language uses.
func (s Scope) String() string {
	if int(s) < len(scopeWords) {
		return scopeWords[s]
	}
	return scopeWords[UnknownScope]
}

var scopeWords = [...]string{
	UnknownScope: "unknown", Private: "private", Public: "public", Loopback: "loopback", LinkLocal: "linklocal", CGNAT: "cgnat", ULA: "ula",
}

// IPOf is the address as an IP; the zero IP for a name.
func IPOf(address string) IP {
	ip, _ := ParseIP(address)
	return ip
}

// FamilyOf says what kind of address this is.
func FamilyOf(address string) Family {
	ip, ok := ParseIP(address)
	switch {
	case ok:
		return ip.Family()
	case !validName(address):
		return UnknownFamily
	case isMDNS(address):
		return MDNS
	}
	return FQDN
}

// isMDNS recognises names under .local (RFC 6762 section 3).
func isMDNS(name string) bool {
	const suffix = ".local"
	end := len(name)
	if end > 0 && name[end-1] == '.' {
		end--
	}
	start := end - len(suffix)
	return start > 0 && ascii.EqualFold(name[start:end], suffix)
}

// validName accepts host names; one of digits and dots only is a broken address.
func validName(s string) bool {
	numeric := digitOrDot
	last := byte('.') // an empty label
	for i := 0; i < len(s); i++ {
		class := classes[s[i]]
		if class&nameChar == 0 || s[i] == '.' && last == '.' {
			return false
		}
		numeric &= class
		last = s[i]
	}
	return s != "" && len(s) <= 255 && numeric == 0
}
