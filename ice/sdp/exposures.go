package sdp

import (
	"strings"

	"github.com/iceguard/iceguard/ice/candidate"
	"github.com/iceguard/iceguard/internal/ascii"
)

// exposures says of the addresses that are a default destination somewhere what
// of the candidates at them is to be seen: by the address, and by address and
// port. It is a map, because a peer may send a description of any size.
type exposures map[string]exposure

type exposure uint8

const (
	hidden exposure = 1 << iota // the address of a dropped candidate, or one that was masked
	kept                        // a kept candidate's
)

// none is the default destination before there is one (RFC 8840 section 4.1.1).
const none = "0.0.0.0"

// ask names an address that is a default destination.
func (x *exposures) ask(address string) {
	if address == "" || address == none || candidate.IPOf(address).IsUnspecified() {
		return
	}
	if *x == nil {
		*x = exposures{}
	}
	(*x)[keyOf(address)] = 0
}

// see notes a candidate's address. The port is that of a kept one, -1 for others.
func (x exposures) see(address string, port int64, e exposure) {
	if len(x) == 0 {
		return
	}
	key := keyOf(address)
	seen, asked := x[key]
	if !asked {
		return
	}
	x[key] = seen | e
	if port >= 0 {
		x[withPort(key, port)] = e
	}
}

// exposed says whether a default destination is a dropped candidate's and no
// kept one's. Ports below 0 stand for any.
func (x exposures) exposed(address string, port int64) bool {
	if address == none || len(x) == 0 {
		return false
	}
	key := keyOf(address)
	seen := x[key]
	if port >= 0 && seen&hidden != 0 {
		seen = hidden | x[withPort(key, port)]
	}
	return seen == hidden
}

// keyOf is the address in one spelling. Only IPv6 has several.
func keyOf(address string) string {
	if strings.IndexByte(address, ':') >= 0 {
		if ip := candidate.IPOf(address); ip.IsValid() {
			return string(ip.Append(nil))
		}
	}
	return address
}

func withPort(key string, port int64) string {
	b := make(ascii.Buffer, 0, 64)
	b.Text(key)
	b.WordNumber(port)
	return string(b)
}
