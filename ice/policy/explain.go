package policy

// Outcome is what a rule did with one candidate.
type Outcome string

// The outcomes, in the order in which they can stand in an Explanation: the
// first rule that decides ends the search.
const (
	Skipped    Outcome = "skipped"     // the rule is for the other direction
	NotMatched Outcome = "not-matched" // one of its matches does not hold
	Decided    Outcome = "decided"     // the rule made the decision
	NotReached Outcome = "not-reached" // a rule above it made the decision
)

// Step is one rule's part in an Explanation.
type Step struct {
	Outcome Outcome
	// Clause is the first match of the rule that does not hold for the
	// candidate, in the words of String; "" unless NotMatched.
	Clause string
}

// Explanation says how the decision on one candidate came about.
type Explanation struct {
	// Steps has one entry for every rule of the policy, in their order.
	Steps    []Step
	Decision Decision
}

// Explain says for every candidate what each rule did with it. The candidates
// count as seen in their order, so that "limit N" admits the first N of them.
func (p *Policy) Explain(inputs []Input) []Explanation {
	all := make([]Explanation, len(inputs))
	var limits Limits
	for i := range inputs {
		d := p.Decide(inputs[i], &limits)
		all[i] = Explanation{p.steps(inputs[i], d.Rule), d}
	}
	return all
}

// steps says why each rule above the one that decided, by its number, was passed over.
func (p *Policy) steps(in Input, decided int) []Step {
	steps := make([]Step, len(p.rules))
	for i := range p.rules {
		r := &p.rules[i]
		switch {
		case i+1 == decided:
			steps[i].Outcome = Decided
		case decided > 0 && i+1 > decided:
			steps[i].Outcome = NotReached
		case r.direction != 0 && r.direction != in.Direction:
			steps[i].Outcome = Skipped
		default:
			steps[i] = Step{NotMatched, r.failed(&in)}
		}
	}
	return steps
}

// failed is the first match of the rule that does not hold.
func (r *rule) failed(in *Input) string {
	for i := range r.clauses {
		if c := &r.clauses[i]; c.holds(in) == c.negated {
			return string(c.append(nil))
		}
	}
	return ""
}
