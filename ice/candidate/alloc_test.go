package candidate_test

import (
	"testing"

	"github.com/iceguard/iceguard/ice/candidate"
)

// Parsing and writing a candidate costs no allocation: both run for every
// line of every description, in a page's only thread.
func TestNoAllocations(t *testing.T) {
	buf := make([]byte, 0, 1024)
	lines := validLines(t)
	all := make([]candidate.Candidate, len(lines))
	for name, run := range map[string]func(i int){
		"Parse":                         func(i int) { all[i], _ = candidate.Parse(lines[i]) },
		"Append":                        func(i int) { buf = all[i].Append(buf[:0]) },
		"Append of a changed candidate": func(i int) { c := all[i]; c.Port++; buf = c.Append(buf[:0]) },
	} {
		for i, line := range lines {
			all[i] = mustParse(t, line)
		}
		// All at once, for counting is slow; one by one only to find which.
		if testing.AllocsPerRun(10, func() {
			for i := range lines {
				run(i)
			}
		}) == 0 {
			continue
		}
		for i, line := range lines {
			if n := testing.AllocsPerRun(10, func() { run(i) }); n != 0 {
				t.Errorf("%s allocates %v times for %q", name, n, line)
			}
		}
	}
}

func TestParseIPAllocatesNothing(t *testing.T) {
	var scope candidate.Scope
	for _, s := range goodAddresses {
		if n := testing.AllocsPerRun(10, func() { scope = max(scope, candidate.IPOf(s).Scope()) }); n != 0 {
			t.Errorf("reading %q allocates %v times", s, n)
		}
	}
}
