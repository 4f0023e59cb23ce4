//go:build js && wasm

package browser

import (
	"errors"
	"syscall/js"
	"testing"

	"github.com/teamortix/golang-wasm/wasm"

	"github.com/iceguard/iceguard/jsbridge/boot"
)

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

func TestWhatIsNoConnectionIsNamed(t *testing.T) {
	for expression, name := range map[string]string{"7": "pc", "{}": "pc.addEventListener", "{addEventListener() {}}": "pc.removeEventListener"} {
		var named *TypeError
		if err := check(eval(expression)); !errors.As(err, &named) || named.Name != name {
			t.Errorf("%s: %v, want the error to name %s", expression, err, name)
		}
	}
}
