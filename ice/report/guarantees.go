package report

import "github.com/iceguard/iceguard/ice/policy"

// AppendGuarantees appends, as JSON, what a policy promises.
func AppendGuarantees(dst []byte, g *policy.Guarantees) []byte {
	w := writer{buf: dst}
	w.open('{')
	for _, p := range [...]struct {
		name string
		*policy.Promise
	}{{"notSignalled", &g.NotSignalled}, {"hiddenFromApp", &g.HiddenFromApp}, {"notLearnable", &g.NotLearnable}} {
		w.key(p.name)
		w.open('{')
		w.bools("holds", p.Holds)
		w.strings("why", p.Why)
		w.close('}')
	}
	w.close('}')
	return w.buf
}
