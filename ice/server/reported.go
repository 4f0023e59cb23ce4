package server

import (
	"strings"

	"github.com/iceguard/iceguard/internal/ascii"
)

// ParseReported reads a URL that an engine wrote: the url of a candidate, of
// a candidate error, of a stats entry. It is Parse, and takes one form more:
// libwebrtc (p2p/base/stun_port.cc) names the server of a reflexive candidate
// with its port always and an IPv6 address without brackets, stun:2001:db8::1:3478.
func ParseReported(text string) (URL, error) {
	u, err := Parse(text)
	if err == nil {
		return u, nil
	}
	scheme, rest, _ := ascii.Cut(text, ':')
	colon := strings.LastIndexByte(rest, ':')
	if colon < 0 || !isIPv6(rest[:colon]) { // Parse would clean what stands between the brackets first
		return URL{}, err
	}
	if u, bracketed := Parse(scheme + ":[" + rest[:colon] + "]" + rest[colon:]); bracketed == nil {
		return u, nil
	}
	return URL{}, err
}
