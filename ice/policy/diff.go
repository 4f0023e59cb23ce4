package policy

// Change is a candidate that two policies decide differently.
type Change struct {
	Index int // of the candidate in the list
	A, B  Decision
}

// Diff lists the candidates that one of two policies keeps and the other drops,
// in the order of the list. Both see the candidates in that order, each with a
// memory of its own for "limit N". Candidates that both keep or both drop, by
// whatever rule, are no change.
func Diff(a, b *Policy, inputs []Input) []Change {
	var changes []Change
	var ofA, ofB Limits
	for i := range inputs {
		c := Change{Index: i, A: a.Decide(inputs[i], &ofA), B: b.Decide(inputs[i], &ofB)}
		if c.A.Kept != c.B.Kept {
			changes = append(changes, c)
		}
	}
	return changes
}
