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

func TestMembersOfAnyType(t *testing.T) {
	var r reader
	o := r.object("pc", eval(`{s: "text", n: 7, o: {s: "inner", o: {}}, nothing: null, f() {}}`))
	if r.err != nil {
		t.Fatal(r.err)
	}
	for _, c := range []struct {
		member string
		text   string
		n      int
	}{
		{"s", "text", -1}, {"n", "", 7}, {"o", "", -1}, {"nothing", "", -1}, {"missing", "", -1}, {"f", "", -1},
	} {
		if got := text(o, c.member); got != c.text {
			t.Errorf("text %s: %q, want %q", c.member, got, c.text)
		}
		if got := integer(o, c.member); got != c.n {
			t.Errorf("integer %s: %d, want %d", c.member, got, c.n)
		}
	}
	for _, c := range []struct {
		path []string
		ok   bool
	}{
		{[]string{"o"}, true}, {[]string{"o", "o"}, true}, {[]string{"o", "s"}, false}, {[]string{"s"}, false}, {[]string{"nothing"}, false},
		{[]string{"missing"}, false}, {[]string{"missing", "deeper"}, false}, {[]string{"f"}, false},
	} {
		if _, ok := child(o, c.path...); ok != c.ok {
			t.Errorf("child %v: %v", c.path, ok)
		}
	}
	inner, _ := child(o, "o")
	if got := text(inner, "s"); got != "inner" {
		t.Errorf("text of a child: %q", got)
	}
	absent, _ := child(o, "nothing")
	if text(absent, "s") != "" || integer(absent, "n") != -1 {
		t.Error("a child that is not there has members")
	}
}

func TestElements(t *testing.T) {
	for expression, want := range map[string]int{"[1, 'a', null]": 3, "[]": 0, "{}": 0, "null": 0, "undefined": 0, "'text'": 0, "7": 0} {
		if got := elements(eval(expression)); len(got) != want {
			t.Errorf("%s has %d elements, want %d", expression, len(got), want)
		}
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

func TestCallsThatThrow(t *testing.T) {
	o := eval("{good() { return 7 }, bad() { throw new TypeError('no') }, value: 5}")
	if v, err := call(o, "good"); err != nil || v.Int() != 7 {
		t.Errorf("got %v, %v", v, err)
	}
	for _, method := range []string{"bad", "value", "missing"} {
		if v, err := call(o, method); err == nil || !v.IsUndefined() {
			t.Errorf("%s: %v, %v", method, v, err)
		}
	}
	if _, err := call(js.Undefined(), "good"); err == nil {
		t.Error("undefined has a method")
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
