package sdp

import (
	"strconv"
	"strings"

	"github.com/iceguard/iceguard/ice/candidate"
)

// exposures says of the addresses that are a default destination what of the
// candidates there is to be seen: by the address, and by address and port. It is
// a map, because a peer may send a description of any size.
type exposures map[string]exposure

type exposure uint8

const (
	hidden exposure = 1 << iota // the address of a dropped candidate, or one that was masked
	kept                        // a kept candidate's
)

// none is the default destination before there is one (RFC 8840 section 4.1.1).
const none = "0.0.0.0"

// ask names the address of a default destination.
func (x *exposures) ask(address string) {
	if address == "" || candidate.IPOf(address).IsUnspecified() {
		return
	}
	if *x == nil {
		*x = exposures{}
	}
	(*x)[keyOf(address)] = 0
}

// see notes a candidate's address. The port is that of a kept one, -1 for others.
func (x exposures) see(address string, port int, e exposure) {
	if len(x) == 0 {
		return
	}
	key := keyOf(address)
	seen, asked := x[key]
	if !asked {
		return
	}
	if seen|e != seen {
		x[key] = seen | e
	}
	if port < 0 {
		return
	}
	if at := withPort(key, port); x[string(at)] == 0 {
		x[string(at)] = e
	}
}

// exposed says whether a default destination is a dropped candidate's and no
// kept one's. A port below 0 stands for any.
func (x exposures) exposed(address string, port int) bool {
	if address == none || len(x) == 0 {
		return false
	}
	key := keyOf(address)
	seen := x[key]
	if seen&hidden != 0 && port >= 0 {
		seen = hidden | x[string(withPort(key, port))]
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

func withPort(key string, port int) []byte {
	b := append(make([]byte, 0, 64), key...)
	return strconv.AppendInt(append(b, ' '), int64(port), 10)
}
