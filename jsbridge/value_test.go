//go:build js && wasm

package jsbridge

import (
	"errors"
	"syscall/js"
	"testing"

	"github.com/teamortix/golang-wasm/wasm"

	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/jsbridge/boot"
)

// eval makes a JavaScript value of an expression.
func eval(expression string) js.Value {
	return js.Global().Get("Function").New("return (" + expression + ")").Invoke()
}

// That this test runs at all under Go's plain wasm_exec.js says that boot is
// initialised before golang-wasm, which panics without its global.
func TestBootComesFirst(t *testing.T) {
	if js.Global().Get(boot.Name).Type() != js.TypeObject {
		t.Fatalf("%s is not set", boot.Name)
	}
}

func TestWrongTypesAreErrors(t *testing.T) {
	for expression, actual := range map[string]js.Type{
		"5": js.TypeNumber, "null": js.TypeNull, "undefined": js.TypeUndefined, "'x'": js.TypeString, "() => 1": js.TypeFunction,
	} {
		var r reader
		r.object("pc", eval(expression))
		var mismatch wasm.TypeMismatchError
		if !errors.As(r.err, &mismatch) || mismatch.Actual != actual {
			t.Errorf("%s: %v", expression, r.err)
		}
	}
	var r reader
	o := r.object("pc", eval("{close: 5, open: 6}"))
	r.member("pc", o, js.TypeFunction, "close")
	if v := r.member("pc", o, js.TypeNumber, "open"); !v.IsUndefined() {
		t.Errorf("what is read after an error is %v", v)
	}
	r.member("pc", o, js.TypeFunction, "open")
	var named *TypeError
	if !errors.As(r.err, &named) || named.Name != "pc.close" {
		t.Errorf("got %v, want the error to name pc.close", r.err)
	}
}

func TestRescueKeepsWhatIsThrown(t *testing.T) {
	attempt := func(f func()) (err error) {
		defer rescue(&err)
		f()
		return nil
	}
	for name, f := range map[string]func(){
		"a JavaScript error": func() { eval("() => { throw new TypeError('no') }").Invoke() },
		"a Go error":         func() { panic(errors.New("no")) },
		"a text":             func() { panic("no") },
		"anything":           func() { panic(7) },
	} {
		if attempt(f) == nil {
			t.Errorf("%s is lost", name)
		}
	}
	if err := attempt(func() {}); err != nil {
		t.Errorf("nothing was thrown: %v", err)
	}
}

func TestNumbersAreUsedAgain(t *testing.T) {
	var c Control
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
