package policy

import "github.com/iceguard/iceguard/ice/candidate"

// Summary is what a policy does to a list of candidates.
type Summary struct {
	Kept    int
	Dropped int
	// Types are the counts for each direction and candidate type, in the order
	// in which the first of each was seen.
	Types []TypeCount
	// Rules are the counts for each rule, in their order.
	Rules []RuleCount
	// Undecided counts the candidates that no rule named; they are kept.
	Undecided int
	// Unused are the numbers, from 1, of the rules that decided on no
	// candidate: none matched, or a rule above them took all that do.
	Unused []int
}

// TypeCount counts the candidates of one direction and type.
type TypeCount struct {
	Direction Direction
	Type      candidate.Type
	Kept      int
	Dropped   int
}

// RuleCount counts the decisions of one rule. Only a "limit N" rule has both.
type RuleCount struct {
	Kept    int
	Dropped int
}

// Run decides on every candidate of a list, in its order and with a memory for
// "limit N", and counts. Nothing is remembered from one Run to the next.
func (p *Policy) Run(inputs []Input) Summary {
	s := Summary{Rules: make([]RuleCount, len(p.rules))}
	var limits Limits
	for i := range inputs {
		d := p.Decide(inputs[i], &limits)
		byType := s.typeCount(&inputs[i])
		count(d.Kept, &s.Kept, &s.Dropped)
		count(d.Kept, &byType.Kept, &byType.Dropped)
		if d.Rule == 0 {
			s.Undecided++
			continue
		}
		rule := &s.Rules[d.Rule-1]
		count(d.Kept, &rule.Kept, &rule.Dropped)
	}
	for i, r := range s.Rules {
		if r == (RuleCount{}) {
			s.Unused = append(s.Unused, i+1)
		}
	}
	return s
}

func count(kept bool, ifKept, ifDropped *int) {
	if kept {
		*ifKept++
	} else {
		*ifDropped++
	}
}

func (s *Summary) typeCount(in *Input) *TypeCount {
	for i := range s.Types {
		if t := &s.Types[i]; t.Direction == in.Direction && t.Type == in.Candidate.Type {
			return t
		}
	}
	s.Types = append(s.Types, TypeCount{Direction: in.Direction, Type: in.Candidate.Type})
	return &s.Types[len(s.Types)-1]
}
