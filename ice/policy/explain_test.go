package policy_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/iceguard/iceguard/ice/policy"
)

// told is an explanation in one line: the outcome of each rule, with the match
// that failed, and the decision.
func told(e policy.Explanation) string {
	var words []string
	for _, s := range e.Steps {
		word := string(s.Outcome)
		if s.Clause != "" {
			word += " (" + s.Clause + ")"
		}
		words = append(words, word)
	}
	if e.Decision.Kept {
		return strings.Join(words, ", ") + ": kept"
	}
	return strings.Join(words, ", ") + ": dropped"
}

func TestExplain(t *testing.T) {
	p := parse(t, `remote keep type host            # 1
drop port 9-9 50000 type srflx not family mdns not mid 0 # 2
limit 1 type host family ipv4 scope private  # 3
drop net 10.9.8.7/8 192.0.2.0/24  # 4
default drop`)
	for _, c := range []struct {
		name string
		d    policy.Direction
		want string
	}{
		{"host4", policy.Remote, "decided, not-reached, not-reached, not-reached, not-reached: kept"},
		{"host4", policy.Local, "skipped, not-matched (type srflx), decided, not-reached, not-reached: kept"},
		{"host6", policy.Local, "skipped, not-matched (port 9 50000), not-matched (family ipv4), not-matched (net 10.0.0.0/8 192.0.2.0/24), decided: dropped"},
		{"mdns", policy.Local, "skipped, not-matched (port 9 50000), not-matched (family ipv4), not-matched (net 10.0.0.0/8 192.0.2.0/24), decided: dropped"},
		{"srflx", policy.Local, "skipped, not-matched (not mid 0), not-matched (type host), not-matched (net 10.0.0.0/8 192.0.2.0/24), decided: dropped"},
		{"loop4", policy.Local, "skipped, not-matched (port 9 50000), not-matched (scope private), not-matched (net 10.0.0.0/8 192.0.2.0/24), decided: dropped"},
		{"relay-udp", policy.Remote, "not-matched (type host), not-matched (port 9 50000), not-matched (type host), decided, not-reached: dropped"},
	} {
		got := p.Explain([]policy.Input{named(t, c.name, c.d)})
		if len(got) != 1 || told(got[0]) != c.want {
			t.Errorf("%s %s\ngot  %s\nwant %s", c.d, c.name, told(got[0]), c.want)
		}
	}
}

// A list is seen in its order: the second host of "limit 1" is dropped, the first, seen again, is kept.
func TestExplainRemembersTheLimit(t *testing.T) {
	p := parse(t, "limit 1 type host\nkeep")
	first, second := named(t, "host4", policy.Local), named(t, "host6", policy.Local)
	var got []string
	for _, e := range p.Explain([]policy.Input{first, second, first, named(t, "srflx", policy.Local)}) {
		got = append(got, told(e))
	}
	want := []string{"decided, not-reached: kept", "decided, not-reached: dropped", "decided, not-reached: kept", "not-matched (type host), decided: kept"}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if again := p.Explain([]policy.Input{second}); !again[0].Decision.Kept {
		t.Error("one list is remembered in the next")
	}
}

func TestExplainNoRule(t *testing.T) {
	in := named(t, "host4", policy.Local)
	if got := parse(t, "").Explain([]policy.Input{in}); len(got) != 1 || len(got[0].Steps) != 0 || got[0].Decision != (policy.Decision{Kept: true}) {
		t.Errorf("no rules: %+v", got)
	}
	if got := told(parse(t, "remote drop; drop type relay").Explain([]policy.Input{in})[0]); got != "skipped, not-matched (type relay): kept" {
		t.Errorf("no rule decides: %s", got)
	}
	if got := parse(t, "drop").Explain(nil); len(got) != 0 {
		t.Errorf("no candidates: %+v", got)
	}
}

// For every policy and list: the decision is the one of Decide, the rule that
// decided is marked, and a match that is said to fail fails by itself.
func TestExplainAgreesWithDecide(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 500 {
		p := parse(t, randomText(r))
		var inputs []policy.Input
		for range 10 {
			inputs = append(inputs, randomInput(t, r))
		}
		var limits policy.Limits
		for i, e := range p.Explain(inputs) {
			in := inputs[i]
			if want := p.Decide(in, &limits); e.Decision != want {
				t.Fatalf("%q: explained %+v, decided %+v", p.Text(), e.Decision, want)
			}
			for n, s := range e.Steps {
				checkStep(t, p, in, n+1, e.Decision.Rule, s)
			}
		}
	}
}

func checkStep(t *testing.T, p *policy.Policy, in policy.Input, number, decided int, s policy.Step) {
	t.Helper()
	text := p.Rules()[number-1]
	wrong := false
	switch s.Outcome {
	case policy.Decided:
		wrong = number != decided
	case policy.NotReached:
		wrong = decided == 0 || number < decided
	case policy.Skipped:
		wrong = strings.HasPrefix(text, in.Direction.String()) || number == decided
	case policy.NotMatched:
		// Kept by no rule: the match does not hold for this candidate.
		wrong = s.Clause == "" || parse(t, "drop "+s.Clause).Decide(in, nil).Rule != 0
	default:
		wrong = true
	}
	if wrong || s.Clause != "" && s.Outcome != policy.NotMatched {
		t.Fatalf("rule %d, %q, of %q on %s %s: %+v, decided by %d", number, text, p.Text(), in.Direction, in.Candidate.Line(), s, decided)
	}
}
