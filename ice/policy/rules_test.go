package policy_test

import (
	"slices"
	"testing"

	"github.com/iceguard/iceguard/ice/policy"
)

func TestDecisionNamesTheRule(t *testing.T) {
	const text = `# comment, then an empty line

  keep type srflx   # behind the rule
drop type host family ipv6 ; local keep type host
	remote drop type host;;
; drop port 60000-60003
default drop # the end`
	p := parse(t, text)
	wantRules := []string{
		"keep type srflx", "drop type host family ipv6", "local keep type host", "remote drop type host", "drop port 60000-60003", "default drop",
	}
	if got := p.Rules(); !slices.Equal(got, wantRules) {
		t.Fatalf("rules\n%q, want\n%q", got, wantRules)
	}
	if p.Text() != text || p.Name() != "" {
		t.Errorf("text %q, name %q", p.Text(), p.Name())
	}
	for _, c := range []struct {
		name string
		d    policy.Direction
		kept bool
		rule int
	}{
		{"srflx", policy.Local, true, 1},
		{"srflx", policy.Remote, true, 1},
		{"host6", policy.Local, false, 2},
		{"host6", policy.Remote, false, 2},
		{"host4", policy.Local, true, 3},
		{"host4", policy.Remote, false, 4},
		{"relay", policy.Local, false, 5},
		{"prflx", policy.Local, false, 6},
		{"odd", policy.Remote, false, 6},
	} {
		want := policy.Decision{Kept: c.kept, Rule: c.rule, Text: wantRules[c.rule-1]}
		if got := p.Decide(named(t, c.name, c.d), nil); got != want {
			t.Errorf("%s %s: %+v, want %+v", c.d, c.name, got, want)
		}
	}
}

func TestNoRuleKeeps(t *testing.T) {
	for _, text := range []string{"", "\n\n", "# nothing", " ; ;", "drop type relay", "remote drop", "\ufeff"} {
		got := parse(t, text).Decide(named(t, "host4", policy.Local), nil)
		if got != (policy.Decision{Kept: true}) {
			t.Errorf("%q: %+v", text, got)
		}
	}
	var zero policy.Policy
	if got := zero.Decide(named(t, "host4", policy.Local), nil); got != (policy.Decision{Kept: true}) || !zero.DropsNothing() || len(zero.Rules()) != 0 {
		t.Errorf("the zero policy: %+v", got)
	}
}

func TestFirstMatchWins(t *testing.T) {
	for text, want := range map[string]bool{
		"keep; drop": true, "drop; keep": false, "keep type host\ndrop": true, "keep type relay\ndrop": false,
		"remote drop; keep": true, "local drop; keep": false, "remote keep; drop": false, "drop port 1; keep; default drop": true,
		"default drop": false, "default keep": true, "keep mid 0 1\ndefault drop": true, "limit 1; drop": true, "limit 0; keep": false,
	} {
		var limits policy.Limits
		if got := parse(t, text).Decide(named(t, "host4", policy.Local), &limits).Kept; got != want {
			t.Errorf("%q keeps: %t, want %t", text, got, want)
		}
	}
}

// Line ends, blanks and separators do not change what a policy says.
func TestSpellings(t *testing.T) {
	want := []string{"drop type host", "keep type relay", "default drop"}
	for _, text := range []string{
		"drop type host\nkeep type relay\ndefault drop",
		"drop type host\r\nkeep type relay\r\ndefault drop\r\n",
		"drop type host;keep type relay;default drop",
		"drop type host;keep type relay;default drop;",
		"\ufeffdrop type host\n\n\n;keep type relay\n#x\ndefault drop\n\n",
		"\tdrop type host \t# a;b\n\u00a0keep type relay\u00a0;\v\fdefault drop",
		"drop type host\r\r\n\rkeep type relay\r;default drop",
	} {
		p := parse(t, text)
		if got := p.Rules(); !slices.Equal(got, want) {
			t.Errorf("%q has the rules %q", text, got)
		}
		for _, s := range candidates {
			in := input(t, s, policy.Local)
			if got := p.Decide(in, nil).Kept; got != (in.Candidate.Type == "relay") {
				t.Errorf("%q: %s kept is %t", text, s.name, got)
			}
		}
	}
}

// A value may look like a keyword where only a value can stand.
func TestKeywordsAsValues(t *testing.T) {
	for text, mid := range map[string]string{
		"drop mid type":             "type",
		"drop mid mid":              "mid",
		"drop mid not":              "not",
		"drop mid port type host":   "port",
		"drop mid 0 not type relay": "0",
		"drop mid x y":              "y",
		"drop mid drop":             "drop",
		"drop server * mid audio":   "audio",
		"drop mid \u2003":           "\u2003",
	} {
		in := named(t, "host4", policy.Local)
		in.Mid, in.URL = mid, "stun:a"
		p := parse(t, text)
		if p.Decide(in, nil).Kept {
			t.Errorf("%q keeps mid %q", text, mid)
		}
		if again := parse(t, p.Rules()[0]); again.Decide(in, nil).Kept {
			t.Errorf("%q keeps mid %q, %q does not", again.Text(), mid, text)
		}
		in.Mid = "another"
		if !p.Decide(in, nil).Kept {
			t.Errorf("%q drops mid %q", text, in.Mid)
		}
	}
}

func TestDecideAllocatesNothing(t *testing.T) {
	texts := []string{"keep type host network-id 7; drop server turn:*x*; default drop", "limit 2 type relay; default drop"}
	for _, preset := range policy.Presets() {
		texts = append(texts, preset.Name)
	}
	for match := range matches {
		texts = append(texts, "drop "+match)
	}
	var inputs []policy.Input
	for _, s := range candidates {
		inputs = append(inputs, input(t, s, policy.Local))
	}
	for _, text := range texts {
		p := parse(t, text)
		if n := testing.AllocsPerRun(5, func() {
			for _, in := range inputs {
				p.Decide(in, nil)
			}
		}); n != 0 {
			t.Errorf("%q allocates %v times for all candidates", text, n)
		}
	}
}
