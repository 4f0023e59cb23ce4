package candidate_test

import (
	"testing"

	"github.com/iceguard/iceguard/ice/candidate"
)

// Parsing and writing a candidate costs no allocation: both run for every
// line of every description, in a page's only thread.
func TestNoAllocations(t *testing.T) {
	buf := make([]byte, 0, 1024)
	for _, line := range validLines(t) {
		var c candidate.Candidate
		if n := testing.AllocsPerRun(10, func() { c, _ = candidate.Parse(line) }); n != 0 {
			t.Errorf("Parse allocates %v times for %q", n, line)
		}
		if n := testing.AllocsPerRun(10, func() { buf = c.Append(buf[:0]) }); n != 0 {
			t.Errorf("Append allocates %v times for %q", n, line)
		}
		c.Port++
		if n := testing.AllocsPerRun(10, func() { buf = c.Append(buf[:0]) }); n != 0 {
			t.Errorf("Append of a changed candidate allocates %v times for %q", n, line)
		}
	}
}

func TestParseIPAllocatesNothing(t *testing.T) {
	for _, s := range goodAddresses {
		if n := testing.AllocsPerRun(10, func() { candidate.IPOf(s).Scope() }); n != 0 {
			t.Errorf("reading %q allocates %v times", s, n)
		}
	}
}
