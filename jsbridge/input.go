//go:build js && wasm

package jsbridge

import "github.com/iceguard/iceguard/internal/jsonvalue"

// inputError says what is wrong with an object from JavaScript, and where.
type inputError struct {
	_     [0]func() // not compared by ==, which would be code
	code  string    // ErrorCode of ts/types.ts
	field string    // of ts/errors.ts
	text  string
}

func (e *inputError) Error() string { return e.text }

// mismatch is the error for a value of a wrong type, as typeMismatch of ts/errors.ts makes it.
func mismatch(at, expected string, got *jsonvalue.Value) error {
	return &inputError{code: "type-mismatch", field: at, text: at + ": expected " + expected + ", got " + got.Type}
}
