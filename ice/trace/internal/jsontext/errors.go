package jsontext

import "strconv"

// Error says where a text cannot be read.
type Error struct {
	Line     int    // from 1
	Offset   int64  // in bytes from 0: where the token that is wrong begins, or where the text ends too early
	Found    string // the token, shortened; "" at the end of the text
	Expected string // what may stand there
	Err      error  // what the source or the reader of the value said; nil for a mistake of syntax
}

// Error is one line with the place, what was found and what was expected.
func (e *Error) Error() string {
	text := "line " + strconv.Itoa(e.Line) + ", byte " + strconv.FormatInt(e.Offset, 10) + ": "
	if e.Expected == "" && e.Err != nil {
		return text + e.Err.Error()
	}
	found := "the end"
	if e.Found != "" {
		found = strconv.Quote(e.Found)
	}
	text += "found " + found + ", expected " + e.Expected
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text
}

// Unwrap is Err.
func (e *Error) Unwrap() error { return e.Err }
