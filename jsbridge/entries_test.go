//go:build js && wasm

package jsbridge

import (
	"errors"
	"syscall/js"
	"testing"

	"github.com/iceguard/iceguard/ice/policy"
)

func TestRescueKeepsWhatIsThrown(t *testing.T) {
	attempt := func(f func()) (err error) {
		defer func() { err = rescued(recover()) }()
		f()
		return nil
	}
	for name, f := range map[string]func(){
		"a JavaScript error": func() { js.Global().Get("Array").New(-1) },
		"a Go error":         func() { panic(errors.New("no")) },
		"a text":             func() { panic("no") },
		"anything":           func() { panic(7) },
	} {
		if attempt(f) == nil {
			t.Errorf("%s is lost", name)
		}
	}
}

func TestNumbersAreUsedAgain(t *testing.T) {
	var c entries
	for want := int32(1); want <= 3; want++ {
		if id := c.add(entry{policy: &policy.Policy{}}); id != want {
			t.Errorf("number %d, want %d", id, want)
		}
	}
	c.free(2)
	for id, there := range map[int32]bool{-1: false, 0: false, 1: true, 2: false, 3: true, 4: false} {
		if got := c.entry(id) != (entry{}); got != there {
			t.Errorf("%d names something: %v", id, got)
		}
	}
	if id := c.add(entry{session: &PeerConnection{}}); id != 2 || c.entry(2).session == nil || c.entry(2).policy != nil {
		t.Errorf("number %d, want the free one, 2", id)
	}
}
