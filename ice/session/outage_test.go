package session_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/ice/session"
)

// advice is what a session says of restarts while it goes through the steps: a
// state of ICE by its name, one of the connection behind "dtls ", a ufrag of ours
// behind "ufrag ", "remote ufrag " of the peer's, or "close". Each takes 10 ms.
func advice(t *testing.T, steps string) string {
	t.Helper()
	s := start(t, "all")
	var told []string
	for _, step := range strings.Split(steps, ", ") {
		event := session.Event{Kind: session.ICEConnectionState, State: step}
		for prefix, e := range map[string]session.Event{
			"dtls ":         {Kind: session.ConnectionState},
			"ufrag ":        {Kind: session.DescriptionSet, Direction: policy.Local},
			"remote ufrag ": {Kind: session.DescriptionSet, Direction: policy.Remote},
		} {
			if value, ok := strings.CutPrefix(step, prefix); ok {
				event = e
				event.State, event.UsernameFragment = value, value
			}
		}
		if step == "close" {
			event = session.Event{Kind: session.Closed}
		}
		for _, o := range s.apply(event) {
			if o.Kind == session.RestartAdvised {
				told = append(told, fmt.Sprint(o.Restart, " of ", o.Generation, " at ", step))
			}
		}
	}
	var first []string
	for _, g := range s.s.State().Generations {
		first = append(first, string(g.RestartReason))
		if g.RestartAdvised.Known != (g.RestartReason != "") {
			t.Errorf("%s: %+v", steps, g)
		}
	}
	return strings.Join(told, "; ") + " | " + strings.Join(first, ", ")
}

func TestRestartAdvised(t *testing.T) {
	const up = "ufrag L1, checking, connected, dtls connected, "
	for _, c := range []struct{ name, steps, want string }{
		{"all is well", up + "completed", " | "},
		{"as Firefox tells it", up + "disconnected, dtls disconnected, failed, dtls failed", "disconnected of 1 at disconnected | disconnected"},
		{"as Chromium tells it", up + "disconnected, dtls disconnected, dtls failed", "disconnected of 1 at disconnected | disconnected"},
		{"failed at once", up + "failed, dtls failed", "failed of 1 at failed | failed"},
		{"the connection says so first", up + "checking, dtls failed, failed", "failed of 1 at dtls failed | failed"},
		{"checks in vain", "ufrag L1, checking, failed, dtls failed", "failed of 1 at failed | failed"},
		{"attached too late", "disconnected, dtls failed", "disconnected of 1 at disconnected | disconnected"},
		{"attached later still", "failed, dtls failed", "failed of 1 at failed | failed"},
		{"only the connection's state is known", "dtls connected, dtls disconnected, dtls failed", "failed of 1 at dtls failed | failed"},

		// Not for what a restart does not mend.
		{"DTLS fails while ICE is up", "ufrag L1, checking, connected, dtls failed", " | "},
		{"it fails while ICE is complete", "ufrag L1, checking, completed, dtls failed", " | "},
		{"the connection is closed", up + "close, disconnected, failed, dtls failed", " | "},
		{"it is closed by the peer", up + "closed, dtls closed", " | "},

		// Once an outage.
		{"it comes back and goes again", up + "disconnected, connected, disconnected", "disconnected of 1 at disconnected; disconnected of 1 at disconnected | disconnected"},
		{"it comes back and fails", up + "disconnected, completed, failed", "disconnected of 1 at disconnected; failed of 1 at failed | disconnected"},
		{"it is looked for and not found", up + "disconnected, checking, disconnected", "disconnected of 1 at disconnected | disconnected"},
		{"the connection comes back alone", up + "disconnected, dtls connected, failed", "disconnected of 1 at disconnected | disconnected"},

		// A restart.
		{"it mends", up + "disconnected, ufrag L2, checking, connected", "disconnected of 1 at disconnected | disconnected, "},
		{"by the peer", up + "disconnected, remote ufrag R1, remote ufrag R2, ufrag L2, checking, connected", "disconnected of 1 at disconnected | disconnected, "},
		{"the states are the old ones at first", up + "disconnected, dtls failed, ufrag L2, checking, dtls connecting, connected", "disconnected of 1 at disconnected | disconnected, "},
		{"it fails too", up + "disconnected, ufrag L2, checking, failed, dtls failed", "disconnected of 1 at disconnected; failed of 2 at failed | disconnected, failed"},
		{"it fails too, by the connection's word", up + "disconnected, dtls disconnected, ufrag L2, checking, dtls connecting, disconnected, dtls failed", "disconnected of 1 at disconnected; failed of 2 at dtls failed | disconnected, failed"},
		{"the second fails too", up + "disconnected, ufrag L2, checking, ufrag L3, checking, disconnected, failed", "disconnected of 1 at disconnected; failed of 3 at failed | disconnected, , failed"},
		{"one after a failed one", up + "failed, ufrag L2, checking, failed, ufrag L3, checking, connected", "failed of 1 at failed; failed of 2 at failed | failed, failed, "},
		{"it mends and goes again", up + "disconnected, ufrag L2, checking, connected, disconnected", "disconnected of 1 at disconnected; disconnected of 2 at disconnected | disconnected, disconnected"},
		{"a restart without an outage, then one", up + "ufrag L2, disconnected", "disconnected of 2 at disconnected | , disconnected"},
		{"a rollback is no restart", up + "disconnected, ufrag L1, failed", "disconnected of 1 at disconnected | disconnected"},
	} {
		if got := advice(t, c.steps); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// The state that calls for it is told before, so that a listener finds it in the report.
func TestRestartIsAdvisedAfterTheState(t *testing.T) {
	s := start(t, "all")
	s.iceState("disconnected")
	if len(s.outs) != 2 || s.outs[0].Kind != session.StateChanged || s.outs[1].Kind != session.RestartAdvised {
		t.Fatalf("told %+v", s.outs)
	}
	if g := s.s.State().Generations[0]; g.RestartAdvised != (session.Millis{At: s.now, Known: true}) {
		t.Errorf("%+v, now %v", g, s.now)
	}
	if s.iceState("disconnected"); len(s.outs) != 0 {
		t.Errorf("the same state again: %+v", s.outs)
	}
}
