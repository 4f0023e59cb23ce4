package session

import "github.com/iceguard/iceguard/ice/policy"

// index finds candidates by where they are. A peer may send a description with
// any number of them, so that looking through all would let it stall a page.
type index struct {
	latest map[place]int // the record of that place that came last
	before []int         // of each record, the one of the same place that came before it; -1 for none
}

// place is an address and a port; for a line that cannot be read the line stands for the address.
type place struct {
	direction policy.Direction
	port      uint16
	address   string
}

func placeOf(r *CandidateRecord) place {
	if r.Err != nil {
		return place{direction: r.Direction, address: r.Line}
	}
	return place{r.Direction, r.Candidate.Port, r.Candidate.Address}
}

// add notes the record that was appended last.
func (x *index) add(p place) {
	if x.latest == nil {
		x.latest = map[place]int{}
	}
	x.before = append(x.before, x.first(p))
	x.latest[p] = len(x.before) - 1
}

// first is the latest record of a place, -1 for none; before leads on from there.
func (x *index) first(p place) int {
	if i, ok := x.latest[p]; ok {
		return i
	}
	return -1
}
