//go:build js && wasm

package jsbridge

import (
	"errors"
	"syscall/js"
	"testing"

	"github.com/iceguard/iceguard/ice/diagnosis"
	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/ice/session"
)

func TestReadGathering(t *testing.T) {
	both, _ := session.ParseTypes("srflx+relay")
	for _, c := range []struct {
		maxWaitMs, enough string
		want              Gathering
		wrong             string // which of them
	}{
		{"undefined", "undefined", Gathering{}, ""},
		{"1", "undefined", Gathering{MaxWait: 1}, ""},
		{"2 ** 40", "'relay+srflx'", Gathering{MaxWait: 1 << 40, Enough: both}, ""},
		{"0", "undefined", Gathering{}, "maxWaitMs"}, {"-1", "undefined", Gathering{}, "maxWaitMs"}, {"0.5", "undefined", Gathering{}, "maxWaitMs"},
		{"NaN", "undefined", Gathering{}, "maxWaitMs"}, {"Infinity", "undefined", Gathering{}, "maxWaitMs"}, {"null", "undefined", Gathering{}, "maxWaitMs"},
		{"'5'", "undefined", Gathering{}, "maxWaitMs"}, {"5n", "undefined", Gathering{}, "maxWaitMs"}, {"{}", "undefined", Gathering{}, "maxWaitMs"},
		{"5", "''", Gathering{}, "enough"}, {"5", "null", Gathering{}, "enough"}, {"5", "['relay']", Gathering{}, "enough"}, {"5", "'prflx'", Gathering{}, "enough"},
		{"5", "'relay + srflx'", Gathering{}, "enough"}, {"5", "7", Gathering{}, "enough"}, {"5", "Symbol()", Gathering{}, "enough"},
	} {
		got, err := readGathering(eval(c.maxWaitMs), eval(c.enough))
		var wrong *TypeError
		switch {
		case c.wrong == "":
			if err != nil || got != c.want {
				t.Errorf("%s, %s: %+v, %v", c.maxWaitMs, c.enough, got, err)
			}
		case !errors.As(err, &wrong) || wrong.Name != "attach: gathering."+c.wrong:
			t.Errorf("%s, %s: %v", c.maxWaitMs, c.enough, err)
		}
	}
}

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
