//go:build js && wasm

package jsbridge

import (
	"errors"
	"syscall/js"

	"github.com/teamortix/golang-wasm/wasm"

	_ "github.com/iceguard/iceguard/jsbridge/boot" // before golang-wasm's init
)

// TypeError says which value from JavaScript has a wrong type. It wraps
// golang-wasm's TypeMismatchError.
type TypeError struct {
	_    [0]func() // not compared by ==, which would be code
	Name string    // of the argument or member, such as "pc.addEventListener"
	Err  error
}

// Error names the value and what was expected of it.
func (e *TypeError) Error() string { return e.Name + ": " + e.Err.Error() }

// Unwrap gives the wasm.TypeMismatchError.
func (e *TypeError) Unwrap() error { return e.Err }

// reader reads what must be there. It keeps the first error, a *TypeError;
// what it reads after that is undefined.
type reader struct{ err error }

func (r *reader) object(name string, v js.Value) wasm.Object {
	o, err := wasm.NewObject(v)
	r.note(name, err)
	return o
}

func (r *reader) member(name string, o wasm.Object, t js.Type, member string) js.Value {
	if r.err != nil {
		return js.Undefined()
	}
	v, err := o.Expect(t, member)
	r.note(name+"."+member, err)
	return v
}

func (r *reader) note(name string, err error) {
	if err != nil && r.err == nil {
		r.err = &TypeError{Name: name, Err: err}
	}
}

// text is a member that should be a string, "" when it is anything else: what
// an engine leaves out is undefined in one, null in another.
func text(o wasm.Object, member string) string {
	v, err := o.Expect(js.TypeString, member)
	if err != nil {
		return ""
	}
	return v.String()
}

// integer is a member that should be a number, -1 when it is anything else.
func integer(o wasm.Object, member string) int {
	v, err := o.Expect(js.TypeNumber, member)
	if err != nil {
		return -1
	}
	return v.Int()
}

// child is a member that should be an object.
func child(o wasm.Object, path ...string) (wasm.Object, bool) {
	v, err := o.Get(path...)
	if err != nil {
		return wasm.Object{}, false
	}
	c, err := wasm.NewObject(v)
	return c, err == nil
}

// elements are those of an array, none of what is no object.
func elements(v js.Value) []js.Value {
	list, err := wasm.NewObject(v)
	if err != nil {
		return nil
	}
	all := make([]js.Value, list.Length())
	for i := range all {
		all[i] = list.Index(i)
	}
	return all
}

// call calls a method and returns what it throws, or that there is none, as an error.
func call(v js.Value, method string, args ...any) (answer js.Value, err error) {
	defer rescue(&err)
	if v.Get(method).Type() != js.TypeFunction { // Call would keep JavaScript's error for that for good
		return js.Undefined(), errors.New("no method " + method)
	}
	return v.Call(method, args...), nil
}

// rescue is deferred where no panic may pass: it becomes an error.
func rescue(err *error) {
	switch r := recover().(type) {
	case nil:
	case error:
		*err = r
	case string:
		*err = errors.New(r)
	default:
		*err = errors.New("panic")
	}
}
