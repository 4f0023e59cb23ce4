package sdp

import "github.com/iceguard/iceguard/ice/candidate"

// exposures says of the addresses that are a default destination what of the
// candidates there is to be seen: by the address, and by address and port.
type exposures struct {
	seen  map[destination]exposure // a map, because a peer may send a description of any size
	one   destination              // the only address in it, as it is most often
	text  string                   // as it was last named
	noted exposure                 // of that one
	any   bool                     // one of them is hidden
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
	x.any, x.noted = false, 0
}

// ask names the address of a default destination.
func (x *exposures) ask(address string) {
	if address == "" || address == none || len(x.seen) == 1 && address == x.text {
		return // again
	}
	ip := candidate.IPOf(address)
	if ip.IsUnspecified() {
		return
	}
	x.text = address
	if x.seen == nil {
		x.seen = map[destination]exposure{}
	}
	if len(x.seen) == 1 && ip.IsValid() && ip == x.one.ip {
		return // again
	}
	x.one = destinationOf(address, ip, anyPort)
	x.seen[x.one] = 0
}

// note notes something of an address, and reports whether it was named. Most
// often one was, and the map, which hashes slowly in WebAssembly, is told once.
func (x *exposures) note(address string, ip candidate.IP, e exposure) (asked bool) {
	switch len(x.seen) {
	case 0:
		return false
	case 1:
		if ip != x.one.ip || !ip.IsValid() && address != x.one.name {
			return false
		}
		if x.noted&e != 0 {
			return true
		}
		x.noted |= e
	}
	at := destinationOf(address, ip, anyPort)
	seen, asked := x.seen[at]
	if asked {
		x.seen[at] = seen | e
	}
	return asked
}

// hide notes an address that is not to be seen.
func (x *exposures) hide(address string, ip candidate.IP) {
	if x.note(address, ip, hidden) {
		x.any = true
	}
}

// known notes the address of a candidate that is kept, and reports whether it
// is that of a default destination.
func (x *exposures) known(address string, ip candidate.IP) bool { return x.note(address, ip, kept) }

// of gives what is noted of the address of a default destination; not asked for those that name none.
func (x *exposures) of(address string) (seen exposure, asked bool) {
	switch {
	case address == none:
		return 0, false
	case len(x.seen) == 1 && address == x.text:
		return x.noted, true
	}
	seen, asked = x.seen[destinationOf(address, candidate.IPOf(address), anyPort)]
	return seen, asked
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
