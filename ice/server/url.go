package server

import (
	"strconv"
	"strings"

	"github.com/iceguard/iceguard/ice/candidate"
)

// Scheme is the scheme of a URL in its wire spelling.
type Scheme string

// The schemes of RFC 7064 section 3.1 and RFC 7065 section 3.1.
const (
	STUN  Scheme = "stun"
	STUNS Scheme = "stuns"
	TURN  Scheme = "turn"
	TURNS Scheme = "turns"
)

// IsTURN is true of turn and turns.
func (s Scheme) IsTURN() bool { return s == TURN || s == TURNS }

// IsSecure is true of stuns and turns.
func (s Scheme) IsSecure() bool { return s == STUNS || s == TURNS }

// Transport is the transport protocol to the server in its wire spelling.
type Transport string

// The transports that RFC 7065 section 3.1 names.
const (
	UDP Transport = "udp"
	TCP Transport = "tcp"
)

// URL is the URL of a STUN or TURN server. The zero value is none.
type URL struct {
	Scheme Scheme
	// Host is a name in lower case, or an IPv4 or IPv6 address without brackets.
	Host string
	// Port is 1 to 65535: 3478 for stun and turn, 5349 for stuns and turns,
	// when the text names none (RFC 7064 section 3.2, RFC 7065 section 3.2).
	Port uint16
	// Transport is what a turn or turns URL asks for, by default UDP and TCP
	// (RFC 7065 section 3.2); for stun it is UDP, for stuns TCP.
	Transport Transport
}

func defaults(s Scheme) (port uint16, t Transport) {
	if s.IsSecure() {
		return 5349, TCP
	}
	return 3478, UDP
}

// IP is the host as an address; the zero IP for a name.
func (u URL) IP() candidate.IP { return candidate.IPOf(u.Host) }

// SameServer compares host and port. Nothing else of a URL survives in what
// engines report: libwebrtc calls the server of a reflexive candidate stun:
// whatever the URL was, and Firefox leaves out the transport.
func (u URL) SameServer(o URL) bool {
	if u.Port != o.Port {
		return false
	}
	if ip := u.IP(); ip.IsValid() {
		return ip == o.IP()
	}
	return lower(u.Host) == lower(o.Host)
}

// Append appends the normal form, which Parse reads back to the same URL:
// lower case, the port always named and, for turn and turns, the transport.
func (u URL) Append(dst []byte) []byte {
	dst = append(dst, u.Scheme...)
	dst = append(dst, ':')
	host := lower(u.Host)
	if strings.IndexByte(host, ':') >= 0 {
		dst = append(dst, '[')
		dst = append(dst, host...)
		dst = append(dst, ']')
	} else {
		dst = append(dst, host...)
	}
	dst = append(dst, ':')
	dst = strconv.AppendUint(dst, uint64(u.Port), 10)
	if u.Scheme.IsTURN() {
		dst = append(dst, transportKey...)
		dst = append(dst, u.Transport...)
	}
	return dst
}

const transportKey = "?transport="

// String is the normal form.
func (u URL) String() string { return string(u.Append(nil)) }

// lower folds ASCII letters; host names and schemes have no others.
func lower(s string) string {
	for i := 0; i < len(s); i++ {
		if s[i] >= 'A' && s[i] <= 'Z' {
			b := []byte(s)
			for ; i < len(b); i++ {
				if b[i] >= 'A' && b[i] <= 'Z' {
					b[i] += 'a' - 'A'
				}
			}
			return string(b)
		}
	}
	return s
}
