package session_test

import (
	"testing"

	"github.com/iceguard/iceguard/ice/session"
)

func TestTypes(t *testing.T) {
	for text, want := range map[string]string{
		"host": "host", "srflx": "srflx", "relay": "relay",
		"relay+srflx": "srflx+relay", "srflx+relay": "srflx+relay", "relay+host": "host+relay", "relay+srflx+host": "host+srflx+relay",
		"relay+relay": "relay",
	} {
		set, ok := session.ParseTypes(text)
		if again, _ := session.ParseTypes(set.String()); !ok || set.String() != want || again != set {
			t.Errorf("%q: %q, %t; read again %q", text, set, ok, again)
		}
	}
	for _, text := range []string{"", "+", "relay+", "+relay", "relay srflx", "relay,srflx", "Relay", " relay", "prflx", "relay+prflx", "reflexive"} {
		if set, ok := session.ParseTypes(text); ok || set != 0 {
			t.Errorf("%q is read as %q", text, set)
		}
	}
	if text := session.Types(0).String(); text != "" {
		t.Errorf("the empty set is %q", text)
	}
}
