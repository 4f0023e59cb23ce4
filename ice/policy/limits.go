package policy

import "github.com/iceguard/iceguard/ice/candidate"

// Limits remembers which candidates the "limit N" rules of one policy have
// admitted, so that a candidate that is seen again (by trickle, then in a
// description) gets the answer it got before. The zero value is ready.
type Limits struct {
	admitted []admission
	readOnly bool // admits no more, and asks by address: a related address tells no foundation
}

type admission struct {
	_         [0]func() // not compared by ==, which would be code
	rule      int
	direction Direction
	mid       string
	candidate candidate.Candidate
}

func (l *Limits) admit(rule, limit int, in *Input) bool {
	if l == nil {
		return limit > 0
	}
	used := 0
	for i := range l.admitted {
		a := &l.admitted[i]
		if a.rule != rule || a.direction != in.Direction {
			continue
		}
		same := a.candidate.Same(in.Candidate)
		if l.readOnly {
			c, d := &a.candidate, in.Candidate
			same = c.Address == d.Address && c.Port == d.Port && c.Type == d.Type && c.Component == d.Component
		}
		if same && a.mid == in.Mid {
			return true
		}
		used++
	}
	if l.readOnly || used >= limit {
		return false
	}
	// The copy of the tag keeps Input, and with it the candidate, from escaping to the heap in every decision.
	l.admitted = append(l.admitted, admission{
		rule: rule, direction: in.Direction, mid: string([]byte(in.Mid)), candidate: *in.Candidate,
	})
	return true
}
