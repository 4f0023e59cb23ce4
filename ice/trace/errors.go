package trace

import (
	"strconv"

	"github.com/iceguard/iceguard/ice/trace/internal/jsontext"
)

// Error says where a trace or a dump cannot be read. Everything before the
// place was given.
type Error struct {
	Line     int    // from 1
	Offset   int64  // in bytes from 0, of the text (of what gzip data hold)
	Found    string // the token, shortened; "" at the end of the text
	Expected string // what may stand there; "" when Err says it all
	Err      error  // io.ErrUnexpectedEOF for a text that ends too early; what the source said; nil for a mistake of syntax
}

// Error is one line with the place, what was found and what was expected.
func (e *Error) Error() string {
	inner := jsontext.Error(*e)
	return "trace: " + inner.Error()
}

// Unwrap is Err.
func (e *Error) Unwrap() error { return e.Err }

// placed makes an error of the text the package's own.
func placed(err error) error {
	if e, ok := err.(*jsontext.Error); ok {
		own := Error(*e)
		return &own
	}
	return err
}

// ValueError says that an event cannot be written: JSON has no such number.
type ValueError struct {
	Member string
	Value  float64
}

// Error names the member and the value.
func (e *ValueError) Error() string {
	return "trace: " + e.Member + " is " + strconv.FormatFloat(e.Value, 'g', -1, 64) + ", which JSON cannot hold"
}
