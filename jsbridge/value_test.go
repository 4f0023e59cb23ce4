//go:build js && wasm

package jsbridge

import (
	"errors"
	"syscall/js"
	"testing"

	"github.com/teamortix/golang-wasm/wasm"

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

func TestMembersOfAnyType(t *testing.T) {
	o, err := object("pc", eval(`{s: "text", n: 7, o: {s: "inner"}, nothing: null, f() {}}`))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		path []string
		text string
		n    int
	}{
		{[]string{"s"}, "text", -1},
		{[]string{"n"}, "", 7},
		{[]string{"o", "s"}, "inner", -1},
		{[]string{"o"}, "", -1},
		{[]string{"nothing"}, "", -1},
		{[]string{"missing"}, "", -1},
		{[]string{"missing", "deeper"}, "", -1},
		{[]string{"f"}, "", -1},
	} {
		if got := text(o, c.path...); got != c.text {
			t.Errorf("text %v: %q, want %q", c.path, got, c.text)
		}
		if got := integer(o, c.path...); got != c.n {
			t.Errorf("integer %v: %d, want %d", c.path, got, c.n)
		}
	}
	if _, ok := child(o, "nothing"); ok {
		t.Error("null is taken for an object")
	}
}

func TestWrongTypesAreErrors(t *testing.T) {
	for expression, actual := range map[string]js.Type{
		"5": js.TypeNumber, "null": js.TypeNull, "undefined": js.TypeUndefined, "'x'": js.TypeString, "() => 1": js.TypeFunction,
	} {
		_, err := object("pc", eval(expression))
		var mismatch wasm.TypeMismatchError
		if !errors.As(err, &mismatch) || mismatch.Actual != actual {
			t.Errorf("%s: %v", expression, err)
		}
	}
	o, _ := object("pc", eval("{close: 5}"))
	_, err := member("pc", o, js.TypeFunction, "close")
	var named *TypeError
	if !errors.As(err, &named) || named.Name != "pc.close" {
		t.Errorf("got %v, want the error to name pc.close", err)
	}
}

func TestAttemptKeepsWhatIsThrown(t *testing.T) {
	for name, f := range map[string]func(){
		"a JavaScript error": func() { eval("() => { throw new TypeError('no') }").Invoke() },
		"a Go error":         func() { panic(errInput) },
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

func TestTableUsesNumbersAgain(t *testing.T) {
	var tab table[int]
	values := [3]int{1, 2, 3}
	for i := range values {
		if id := tab.put(&values[i]); id != int32(i+1) {
			t.Errorf("number %d, want %d", id, i+1)
		}
	}
	tab.free(2)
	if tab.get(2) != nil || tab.get(0) != nil || tab.get(4) != nil || tab.get(-1) != nil {
		t.Error("a number that names nothing gives something")
	}
	tab.free(99)
	if id := tab.put(&values[0]); id != 2 {
		t.Errorf("number %d, want the free one, 2", id)
	}
}
