package policy_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/iceguard/iceguard/ice/policy"
)

// diff are the names of the candidates that change, with what they change from.
func diff(t *testing.T, a, b string, d policy.Direction) string {
	t.Helper()
	var inputs []policy.Input
	for _, s := range candidates {
		inputs = append(inputs, input(t, s, d))
	}
	p, q := parse(t, a), parse(t, b)
	var ofP, ofQ policy.Limits
	var before, after []policy.Decision
	for _, in := range inputs {
		before, after = append(before, p.Decide(in, &ofP)), append(after, q.Decide(in, &ofQ))
	}
	var all []string
	for _, c := range policy.Diff(p, q, inputs) {
		if c.A != before[c.Index] || c.B != after[c.Index] {
			t.Errorf("%q, %q: %+v, want %+v and %+v", a, b, c, before[c.Index], after[c.Index])
		}
		sign := "-"
		if c.B.Kept {
			sign = "+"
		}
		all = append(all, sign+candidates[c.Index].name)
	}
	return strings.Join(all, " ")
}

func TestDiff(t *testing.T) {
	for _, c := range []struct {
		a, b string
		d    policy.Direction
		want string
	}{
		{"all", "no-mdns", policy.Local, "-mdns"},
		{"no-mdns", "all", policy.Local, "+mdns"},
		{"no-loopback", "no-mdns", policy.Remote, "+loop4 +loop6 -mdns"},
		{"relay-only", "drop not type relay", policy.Local, ""},
		{"relay-only", "all", policy.Remote, ""},
		{"no-host", "drop type host srflx", policy.Local, "-so -srflx"},
		{"drop type srflx; drop", "drop", policy.Local, ""}, // other rules, same decisions
		{"limit 1 type host", "limit 2 type host", policy.Local, "+host6"},
		{"limit 2 type srflx", "drop type srflx", policy.Local, "-so -srflx"},
		{"", "", policy.Local, ""},
	} {
		if got := diff(t, c.a, c.b, c.d); got != c.want {
			t.Errorf("%q against %q, %s: %q, want %q", c.a, c.b, c.d, got, c.want)
		}
	}
}

func TestDiffNamesBothDecisions(t *testing.T) {
	inputs := []policy.Input{named(t, "relay", policy.Local), named(t, "host4", policy.Local)}
	got := policy.Diff(parse(t, "keep type relay\nkeep"), parse(t, "drop type host"), inputs)
	want := []policy.Change{{Index: 1, A: policy.Decision{Kept: true, Rule: 2, Text: "keep"}, B: policy.Decision{Rule: 1, Text: "drop type host"}}}
	if !slices.Equal(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}
