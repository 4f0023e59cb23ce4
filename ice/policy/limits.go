package policy

import (
	"strings"

	"github.com/iceguard/iceguard/ice/candidate"
)

// Limits remembers which candidates the "limit N" rules of one policy have
// admitted, so that a candidate that is seen again (by trickle, then in a
// description) gets the answer it got before. The zero value is ready.
type Limits struct {
	admitted []admission
}

type admission struct {
	rule      int
	direction Direction
	mid       string
	candidate candidate.Candidate
}

func (l *Limits) admit(rule, limit int, in Input) bool {
	if l == nil {
		return limit > 0
	}
	used := 0
	for i := range l.admitted {
		a := &l.admitted[i]
		if a.rule != rule || a.direction != in.Direction {
			continue
		}
		if a.candidate.Same(in.Candidate) && a.mid == in.Mid {
			return true
		}
		used++
	}
	if used >= limit {
		return false
	}
	// The copy of the tag keeps Input, and with it the candidate, from escaping to the heap in every decision.
	l.admitted = append(l.admitted, admission{rule, in.Direction, strings.Clone(in.Mid), *in.Candidate})
	return true
}
