//go:build js && wasm

package browser

import (
	"fmt"
	"syscall/js"

	"github.com/teamortix/golang-wasm/wasm"

	_ "github.com/iceguard/iceguard/jsbridge/boot" // before golang-wasm's init
)

// attempt runs f; a panic, which is how Go gets JavaScript's exceptions, becomes an error.
func attempt(f func() any) (answer any, err error) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case error:
			err = r
		default:
			err = fmt.Errorf("browser: panic: %v", r)
		}
	}()
	return f(), nil
}

// member is what an optional chain gives: undefined when v is no object.
func member(v js.Value, name string) js.Value {
	o, err := wasm.NewObject(v)
	if err != nil {
		return js.Undefined()
	}
	m, _ := o.Get(name) // of an object: no error
	return m
}

// argument is one of a call, undefined when there are fewer.
func argument(args []js.Value, i int) js.Value {
	if i < len(args) {
		return args[i]
	}
	return js.Undefined()
}

// descriptor is that of an object's own property, undefined when it has none.
func descriptor(o js.Value, name string) js.Value {
	return js.Global().Get("Object").Call("getOwnPropertyDescriptor", o, name)
}

func define(o js.Value, name string, property any) {
	js.Global().Get("Object").Call("defineProperty", o, name, property)
}

// accessor is the getter of an attribute, wherever on the prototype chain it stands; undefined when there is none.
func accessor(o js.Value, name string) js.Value {
	for ; o.Type() == js.TypeObject; o = js.Global().Get("Object").Call("getPrototypeOf", o) {
		if property := descriptor(o, name); property.Type() == js.TypeObject {
			return property.Get("get")
		}
	}
	return js.Undefined()
}
