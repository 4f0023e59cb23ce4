package policy_test

import (
	"strings"
	"testing"

	"github.com/iceguard/iceguard/ice/policy"
)

func TestGuarantees(t *testing.T) {
	for _, c := range []struct {
		text, transport string
		notLearnable    bool
		signalledWhy    string
		learnableWhy    string
	}{
		{"relay-only", "relay", true, "taken out of icecandidate events", "the relay's address alone"},
		{"relay-only", "all", false, "taken out", `iceTransportPolicy is not "relay"`},
		{"relay-only", "", false, "taken out", `iceTransportPolicy is not "relay"`},
		{"relay-only", "Relay", false, "taken out", `iceTransportPolicy is not "relay"`},
		{"keep type relay; default drop", "relay", true, "taken out", "the relay's address alone"},
		{"no-host", "relay", false, "taken out", "does not drop every local candidate but relayed ones"},
		{"no-host", "all", false, "taken out", "does not drop every local candidate but relayed ones"},
		{"limit 1", "all", false, "taken out", "does not drop"},
		{"remote drop", "all", false, "drops no local candidate", "does not drop"},
		{"all", "relay", false, "drops no local candidate", "does not drop"},
		{"", "", false, "drops no local candidate", "does not drop"},
	} {
		p := parse(t, c.text)
		redacted := p.Guarantees(c.transport, true)
		g := p.Guarantees(c.transport, false)
		if !g.NotSignalled.Holds || g.HiddenFromApp.Holds || g.NotLearnable.Holds != c.notLearnable {
			t.Errorf("%q with %q: %+v", c.text, c.transport, g)
		}
		if !redacted.HiddenFromApp.Holds || redacted.NotSignalled != g.NotSignalled || redacted.NotLearnable != g.NotLearnable {
			t.Errorf("%q with %q, redacted: %+v", c.text, c.transport, redacted)
		}
		for why, want := range map[string]string{
			redacted.HiddenFromApp.Why: "without the addresses of dropped and of host candidates",
			g.NotSignalled.Why:         c.signalledWhy, g.HiddenFromApp.Why: "show the addresses of dropped candidates", g.NotLearnable.Why: c.learnableWhy,
		} {
			if !strings.Contains(why, want) || strings.Count(why, ".") != 1 || !strings.HasSuffix(why, ".") {
				t.Errorf("%q with %q says %q, want one sentence with %q", c.text, c.transport, why, want)
			}
		}
	}
}

// What is promised holds for the decisions themselves.
func TestGuaranteesAreKept(t *testing.T) {
	for _, preset := range policy.Presets() {
		p := parse(t, preset.Name)
		dropsLocal := false
		for _, s := range candidates {
			in := input(t, s, policy.Local)
			dropsLocal = dropsLocal || !p.Decide(in, nil).Kept
			if p.Guarantees("relay", false).NotLearnable.Holds && in.Candidate.Type != "relay" && p.Decide(in, nil).Kept {
				t.Errorf("%s promises that %s is not learnable, and signals it", preset.Name, s.name)
			}
		}
		if said := strings.Contains(p.Guarantees("", false).NotSignalled.Why, "taken out"); said != dropsLocal {
			t.Errorf("%s drops local candidates: %t, its guarantees say %t", preset.Name, dropsLocal, said)
		}
	}
}
