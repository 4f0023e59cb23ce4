package session

import (
	"github.com/iceguard/iceguard/ice/candidate"
	"github.com/iceguard/iceguard/internal/ascii"
)

// Types is a set of the types of candidate that are gathered: host, srflx and relay.
type Types uint8

// gathered are the types in the order of their bits.
var gathered = [...]candidate.Type{candidate.Host, candidate.ServerReflexive, candidate.Relay}

// typeBit is the set of one type; empty for one that is not gathered.
func typeBit(t candidate.Type) Types {
	for i, g := range gathered {
		if g == t {
			return 1 << i
		}
	}
	return 0
}

// ParseTypes reads types joined by "+", such as "relay+srflx", in any order.
// ok is false for a word that is none of them, so also for "".
func ParseTypes(text string) (set Types, ok bool) {
	for more := true; more; {
		var word string
		word, text, more = ascii.Cut(text, '+')
		t := typeBit(candidate.Type(word))
		if t == 0 {
			return 0, false
		}
		set |= t
	}
	return set, true
}

// String is the form that ParseTypes reads; "" for the empty set.
func (s Types) String() string {
	text := ""
	for i, t := range gathered {
		if s&(1<<i) == 0 {
			continue
		}
		if text != "" {
			text += "+"
		}
		text += string(t)
	}
	return text
}
