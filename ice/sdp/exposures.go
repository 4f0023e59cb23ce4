package sdp

import "github.com/iceguard/iceguard/ice/candidate"

// exposures says of the addresses that are a default destination what of the
// candidates there is to be seen: by the address, and by address and port.
type exposures struct {
	seen map[destination]exposure // a map, because a peer may send a description of any size
	one  destination              // the only address in it, as it is most often
	any  bool                     // one of them is hidden
}

type exposure uint8

const (
	hidden exposure = 1 << iota // the address of a dropped candidate, or one that was masked
	kept                        // a kept candidate's
)

// destination is an address in one of its spellings, of which IPv6 has several, and a port.
type destination struct {
	ip   candidate.IP
	name string // when it is no IP address
	port int    // anyPort where it does not matter
}

const anyPort = -1

// none is the default destination before there is one (RFC 8840 section 4.1.1).
const none = "0.0.0.0"

func destinationOf(address string, ip candidate.IP, port int) destination {
	if ip.IsValid() {
		address = ""
	}
	return destination{ip, address, port}
}

func (x *exposures) reset() {
	clear(x.seen)
	x.any = false
}

// ask names the address of a default destination.
func (x *exposures) ask(address string) {
	ip := candidate.IPOf(address)
	if address == "" || ip.IsUnspecified() {
		return
	}
	if x.seen == nil {
		x.seen = map[destination]exposure{}
	}
	x.one = destinationOf(address, ip, anyPort)
	x.seen[x.one] = 0
}

// asked reports whether an address was named.
func (x *exposures) asked(at destination) bool {
	if len(x.seen) < 2 {
		return len(x.seen) == 1 && at == x.one
	}
	_, asked := x.seen[at]
	return asked
}

// hide notes an address that is not to be seen.
func (x *exposures) hide(address string, ip candidate.IP) {
	if at := destinationOf(address, ip, anyPort); x.asked(at) {
		x.seen[at] |= hidden
		x.any = true
	}
}

// known notes the address of a candidate that is kept.
func (x *exposures) known(address string, ip candidate.IP) {
	if len(x.seen) == 0 {
		return
	}
	if at := destinationOf(address, ip, anyPort); x.asked(at) {
		x.seen[at] |= kept
	}
}

// unknown reports whether a default destination is the address of no candidate.
func (x *exposures) unknown(address string) bool {
	seen, asked := x.seen[destinationOf(address, candidate.IPOf(address), anyPort)]
	return asked && seen == 0
}

// keep notes the address of a kept candidate.
func (x *exposures) keep(address string, ip candidate.IP, port int) {
	at := destinationOf(address, ip, anyPort)
	if _, asked := x.seen[at]; asked {
		x.seen[at] |= kept
		at.port = port
		x.seen[at] |= kept
	}
}

// exposed says whether a default destination is a dropped candidate's and no
// kept one's. A port below 0 stands for any.
func (x *exposures) exposed(address string, port int) bool {
	if address == none {
		return false
	}
	at := destinationOf(address, candidate.IPOf(address), anyPort)
	seen := x.seen[at]
	if seen&hidden != 0 && port >= 0 {
		at.port = port
		seen = hidden | x.seen[at]
	}
	return seen == hidden
}
