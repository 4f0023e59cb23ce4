//go:build js && wasm

package browser

import "syscall/js"

// then is promise.then of two functions that are released when one of them is
// called. What is no promise is given back as it is.
func (h *hooks) then(promise js.Value, fulfilled, rejected func(js.Value) any) js.Value {
	if member(promise, "then").Type() != js.TypeFunction {
		return promise
	}
	f, r := h.either(fulfilled, rejected)
	return promise.Call("then", f, r)
}

// either makes two functions that are released when one of them is called.
func (h *hooks) either(a, b func(js.Value) any) (first, second js.Func) {
	once := func(f func(js.Value) any) js.Func {
		return h.guarded(func(_ js.Value, args []js.Value) any {
			first.Release()
			second.Release()
			return f(argument(args, 0))
		})
	}
	first, second = once(a), once(b)
	return first, second
}

// rejection is a rejected promise: a Go function cannot throw.
func rejection(reason js.Value) js.Value { return js.Global().Get("Promise").Call("reject", reason) }

// thrown is what JavaScript threw, for an error that attempt returned.
func thrown(err error) js.Value {
	if e, ok := err.(js.Error); ok {
		return e.Value
	}
	return js.Global().Get("Error").New(err.Error())
}

// soon calls a function of the application's after this call: what it throws
// is reported by the browser, as it would be otherwise.
func soon(f js.Value, args ...any) {
	js.Global().Call("queueMicrotask", f.Call("bind", append([]any{js.Undefined()}, args...)...))
}
