package policy_test

import (
	"testing"

	"github.com/iceguard/iceguard/ice/candidate"
	"github.com/iceguard/iceguard/ice/policy"
)

// What a limit drops is not shown by a candidate that came from it.
func TestMaskingKnowsWhatALimitAdmitted(t *testing.T) {
	p, err := policy.Parse("local limit 1 type host\nkeep")
	if err != nil {
		t.Fatal(err)
	}
	var limits policy.Limits
	judge := func(line string) (kept, masked bool) {
		c, err := candidate.Parse(line)
		d, masked := p.Judge(&policy.Input{Candidate: &c, Direction: policy.Local}, err, &limits)
		return d.Kept, masked
	}
	for _, c := range []struct {
		line         string
		kept, masked bool
	}{
		{"candidate:9 1 udp 1 203.0.113.9 7 typ srflx raddr 10.0.0.9 rport 7", true, true}, // others may yet take its place
		{"candidate:1 1 udp 1 10.0.0.1 5 typ host", true, false},
		{"candidate:2 1 udp 1 10.0.0.2 6 typ host", false, false},
		{"candidate:3 1 udp 1 203.0.113.1 5 typ srflx raddr 10.0.0.1 rport 5", true, false},
		{"candidate:4 1 udp 1 203.0.113.2 6 typ srflx raddr 10.0.0.2 rport 6", true, true},
		{"candidate:1 1 udp 1 10.0.0.1 5 typ host", true, false},
		{"candidate:9 1 udp 1 203.0.113.9 7 typ srflx raddr 10.0.0.9 rport 7", true, true},
	} {
		if kept, masked := judge(c.line); kept != c.kept || masked != c.masked {
			t.Errorf("%s: kept %t masked %t, want %t %t", c.line, kept, masked, c.kept, c.masked)
		}
	}
}
