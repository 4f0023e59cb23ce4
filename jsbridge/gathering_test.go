//go:build js && wasm

package jsbridge

import (
	"syscall/js"
	"testing"

	"github.com/iceguard/iceguard/ice/diagnosis"
	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/ice/session"
)

// A connection that is attached late is told at once what there is to do.
func TestStandingIsTold(t *testing.T) {
	for name, c := range map[string]struct {
		states string
		want   []session.Output
	}{
		"new":      {"{}", nil},
		"gathered": {"{iceGatheringState: 'complete'}", []session.Output{{Kind: session.GatheringEnough, Reason: session.EnoughComplete}}},
		"lost": {"{iceConnectionState: 'disconnected', connectionState: 'failed'}", []session.Output{
			{Kind: session.RestartAdvised, Restart: session.RestartDisconnected, Generation: 1},
		}},
	} {
		_, pc := lend(t)
		js.Global().Get("Object").Call("assign", pc, eval(c.states))
		b, err := OpenBridge()
		if err != nil {
			t.Fatal(err)
		}
		var told []session.Output
		_, err = b.Attach(pc, &policy.Policy{}, js.Undefined(), Polling{}, Gathering{}, func(_ *session.State, out []session.Output, _ []diagnosis.Change) {
			told = append(told, out...)
		})
		if err != nil || len(told) != len(c.want) {
			t.Fatalf("%s: told %+v, %v", name, told, err)
		}
		for i := range told {
			if told[i].Time = 0; told[i] != c.want[i] {
				t.Errorf("%s: told %+v", name, told[i])
			}
		}
	}
}
