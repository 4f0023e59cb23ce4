package session_test

import (
	"testing"

	"github.com/iceguard/iceguard/ice/session"
)

// Silence of a server says something only when gathering was not cut short by connecting.
func TestAskedAll(t *testing.T) {
	at := func(ms float64) session.Millis { return session.Millis{At: ms, Known: true} }
	for _, c := range []struct {
		name                string
		complete, connected session.Millis
		want                bool
	}{
		{"gathering goes on", session.Millis{}, session.Millis{}, false},
		{"connected while gathering", session.Millis{}, at(50), false},
		{"complete and not connected", at(100), session.Millis{}, true},
		{"connected, then complete", at(100), at(90), false},
		{"complete, then connected at once", at(100), at(140), false},
		{"connected long after", at(100), at(600), true},
	} {
		g := session.Generation{GatheringComplete: c.complete, Connected: c.connected}
		if g.AskedAll() != c.want {
			t.Errorf("%s: %t", c.name, !c.want)
		}
	}
}
