package policy_test

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/iceguard/iceguard/ice/policy"
)

func FuzzParse(f *testing.F) {
	for _, c := range syntaxErrors {
		f.Add(c.text)
	}
	for match := range matches {
		f.Add("drop " + match + "\nlocal limit 2 not " + match + ";default drop # x")
	}
	for _, preset := range policy.Presets() {
		f.Add(preset.Name)
		f.Add(preset.Text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := policy.Parse(text)
		var syntax *policy.SyntaxError
		if errors.As(err, &syntax) {
			checkPlace(t, text, syntax)
			return
		}
		if err != nil {
			t.Fatalf("%q gives %v, which is no SyntaxError", text, err)
		}
		checkRules(t, p)
	})
}

func checkPlace(t *testing.T, text string, e *policy.SyntaxError) {
	lines := strings.Split(text, "\n")
	if e.Line < 1 || e.Line > len(lines) || e.Expected == "" || e.Error() == "" {
		t.Fatalf("%q gives %+v", text, e)
	}
	line := lines[e.Line-1]
	if e.Column < 1 || e.Column > utf8.RuneCountInString(line)+1 {
		t.Fatalf("%q gives %+v", text, e)
	}
	rest := line
	for range e.Column - 1 {
		_, n := utf8.DecodeRuneInString(rest)
		rest = rest[n:]
	}
	if !strings.HasPrefix(rest, e.Found) {
		t.Fatalf("%q gives %+v, but there stands %q", text, e, rest)
	}
}

// checkRules parses the rules of a policy anew: one by one as text of their
// own, and together as a policy that decides the same.
func checkRules(t *testing.T, p *policy.Policy) {
	rules := p.Rules()
	for _, rule := range rules {
		one, err := policy.Parse(rule)
		if err != nil || len(one.Rules()) != 1 || one.Rules()[0] != rule {
			t.Fatalf("rule %q of %q by itself: %v", rule, p.Text(), err)
		}
	}
	again, err := policy.Parse(strings.Join(rules, "\n"))
	if err != nil {
		t.Fatalf("the rules %q of %q: %v", rules, p.Text(), err)
	}
	if again.ForcesRelay() != p.ForcesRelay() || again.DropsNothing() != p.DropsNothing() {
		t.Fatalf("the rules %q promise something else than %q", rules, p.Text())
	}
	var limits, limitsAgain policy.Limits
	for _, s := range candidates {
		for _, d := range []policy.Direction{policy.Local, policy.Remote} {
			in := input(t, s, d)
			got, want := again.Decide(in, &limitsAgain), p.Decide(in, &limits)
			if got != want || want.Rule > len(rules) || want.Rule > 0 && want.Text != rules[want.Rule-1] {
				t.Fatalf("%q: %+v, its rules by themselves: %+v", p.Text(), want, got)
			}
			if again.KeepsRelated(&in, nil) != p.KeepsRelated(&in, nil) {
				t.Fatalf("%q: KeepsRelated differs", p.Text())
			}
		}
	}
}
