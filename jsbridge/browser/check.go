//go:build js && wasm

package browser

import (
	"syscall/js"

	"github.com/teamortix/golang-wasm/wasm"
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

// required is what the hooks use of a connection, beside its events.
var required = [...]string{
	"addEventListener", "removeEventListener", "addIceCandidate", "setRemoteDescription", "close", "getStats",
}

// check looks whether pc has what the hooks use. The error is a *TypeError when it is no peer connection.
func check(pc js.Value) error {
	var r reader
	object := r.object("pc", pc)
	for _, name := range required {
		r.member("pc", object, js.TypeFunction, name)
	}
	return r.err
}
