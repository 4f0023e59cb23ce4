//go:build js && wasm

package jsbridge

import (
	"syscall/js"

	"github.com/teamortix/golang-wasm/wasm"

	_ "github.com/iceguard/iceguard/jsbridge/boot" // before golang-wasm's init
)

// TypeError says which value from JavaScript has a wrong type. It wraps
// golang-wasm's TypeMismatchError.
type TypeError struct {
	Name string // of the argument or member, such as "pc.addEventListener"
	Err  error
}

// Error names the value and what was expected of it.
func (e *TypeError) Error() string { return e.Name + ": " + e.Err.Error() }

// Unwrap gives the wasm.TypeMismatchError.
func (e *TypeError) Unwrap() error { return e.Err }

// object wraps a value that must be an object.
func object(name string, v js.Value) (wasm.Object, error) {
	o, err := wasm.NewObject(v)
	if err != nil {
		return o, &TypeError{name, err}
	}
	return o, nil
}

// member reads a member that must have the type.
func member(name string, o wasm.Object, t js.Type, path ...string) (js.Value, error) {
	v, err := o.Expect(t, path...)
	if err != nil {
		for _, p := range path {
			name += "." + p
		}
		return v, &TypeError{name, err}
	}
	return v, nil
}

// text is a member that should be a string, "" when it is anything else: what
// an engine leaves out is undefined in one, null in another.
func text(o wasm.Object, path ...string) string {
	v, err := o.Expect(js.TypeString, path...)
	if err != nil {
		return ""
	}
	return v.String()
}

// integer is a member that should be a number, -1 when it is anything else.
func integer(o wasm.Object, path ...string) int {
	v, err := o.Expect(js.TypeNumber, path...)
	if err != nil {
		return -1
	}
	return v.Int()
}

// child is a member that should be an object.
func child(o wasm.Object, path ...string) (wasm.Object, bool) {
	v, err := o.Expect(js.TypeObject, path...)
	if err != nil {
		return wasm.Object{}, false
	}
	c, err := wasm.NewObject(v)
	return c, err == nil
}

// thrown is what JavaScript threw, or the text of a panic.
type thrown string

// Error is the text.
func (t thrown) Error() string { return string(t) }

// attempt runs f, which calls into JavaScript, and returns what it threw as an error.
func attempt(f func()) (err error) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case error:
			err = r
		case string:
			err = thrown(r)
		default:
			err = thrown("panic")
		}
	}()
	f()
	return nil
}
