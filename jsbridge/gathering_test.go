//go:build js && wasm

package jsbridge

import (
	"testing"

	"github.com/iceguard/iceguard/ice/diagnosis"
	"github.com/iceguard/iceguard/ice/session"
)

// A connection that is attached late is told at once what there is to do.
func TestStandingIsTold(t *testing.T) {
	for name, c := range map[string]struct {
		states [4]string
		want   []session.Output
	}{
		"new":      {[4]string{}, nil},
		"gathered": {[4]string{1: "complete"}, []session.Output{{Kind: session.GatheringEnough, Reason: session.EnoughComplete}}},
		"lost": {[4]string{2: "disconnected", 3: "failed"}, []session.Output{
			{Kind: session.RestartAdvised, Restart: session.RestartDisconnected, Generation: 1},
		}},
	} {
		var told []session.Output
		pc := standingStill(&Standing{States: c.states}, func(_ *session.State, out []session.Output, _ []diagnosis.Change) {
			told = append(told, out...)
		})
		if len(told) != 0 {
			t.Errorf("%s: told before it begins: %+v", name, told)
		}
		pc.Begin(1)
		if len(told) != len(c.want) {
			t.Fatalf("%s: told %+v", name, told)
		}
		for i := range told {
			if told[i].Time = 0; told[i] != c.want[i] {
				t.Errorf("%s: told %+v", name, told[i])
			}
		}
	}
}
