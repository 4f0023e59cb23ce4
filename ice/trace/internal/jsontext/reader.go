package jsontext

import (
	"io"
)

// Kind says what a value is.
type Kind uint8

// The kinds; NoValue is the zero value: the end of the text, or no JSON.
const (
	NoValue Kind = iota
	Null
	Bool
	Number
	String
	Array
	Object
)

// String is the word of error messages.
func (k Kind) String() string {
	switch k {
	case Null:
		return "null"
	case Bool:
		return "a boolean"
	case Number:
		return "a number"
	case String:
		return "a string"
	case Array:
		return "an array"
	case Object:
		return "an object"
	}
	return "no value"
}

// Limits of what a Reader takes; a text beyond them is an error.
const (
	MaxDepth  = 200     // arrays and objects within each other
	MaxNumber = 400     // characters of a number
	MaxName   = 4 << 10 // bytes of a member's name; the rest of a longer one is cut off, which is no error
	MaxString = 8 << 20 // bytes of a string that is to be held
)

// Reader reads values one after the other. The first error ends it: every
// method then does nothing and returns the zero value, and Err tells why.
type Reader struct {
	src      io.Reader
	buf      []byte
	pos, end int
	base     int64 // offset of buf[0]
	line     int
	depth    int
	last     error // what src ended with
	err      error
	lines    bool // no value goes over the end of a line
	half     rune // first half of a surrogate pair, 0: none
	scratch  []byte
	name     []byte
}

// NewReader reads from src through a buffer of that many bytes.
func NewReader(src io.Reader, size int) *Reader {
	return &Reader{src: src, buf: make([]byte, size), line: 1}
}

// Reset begins anew with another source, keeping the buffers.
func (r *Reader) Reset(src io.Reader) {
	*r = Reader{src: src, buf: r.buf, line: 1, scratch: r.scratch, name: r.name}
}

// Err is the *Error that ended the reader, nil while there is none.
func (r *Reader) Err() error { return r.err }

// Offset is where the next byte stands.
func (r *Reader) Offset() int64 { return r.base + int64(r.pos) }

// Line is the line of the next byte, from 1.
func (r *Reader) Line() int { return r.line }

// FailAt ends the reader with an error of its user's at a place, unless it has ended.
func (r *Reader) FailAt(line int, offset int64, found, expected string, err error) {
	if r.err == nil {
		if len(found) > 40 {
			found = found[:40] + "..."
		}
		r.err = &Error{Line: line, Offset: offset, Found: found, Expected: expected, Err: err}
	}
}

// more makes sure that a byte stands at pos; false at the end of the text or
// after an error of the source, which more does not make the reader's.
func (r *Reader) more() bool {
	for empty := 0; r.pos == r.end; empty++ {
		if r.err != nil || r.last != nil {
			return false
		}
		r.base += int64(r.end)
		r.pos, r.end = 0, 0
		n, err := r.src.Read(r.buf)
		r.end, r.last = n, err
		if n == 0 && err == nil && empty > 100 {
			r.last = io.ErrNoProgress
		}
	}
	return r.err == nil
}

// ended is the error for a text that ends here, or whose source failed.
func (r *Reader) ended(expected string) {
	switch r.last {
	case nil, io.EOF:
		r.FailAt(r.line, r.Offset(), "", expected, io.ErrUnexpectedEOF)
	default:
		if e, ok := r.last.(*Error); ok && r.err == nil {
			r.err = e // the text around this one has ended, and says where
			return
		}
		r.FailAt(r.line, r.Offset(), "", "", r.last)
	}
}

// Unexpected ends the reader with an error for what stands next, unless it has ended.
func (r *Reader) Unexpected(expected string) {
	if !r.more() {
		r.ended(expected)
		return
	}
	r.FailAt(r.line, r.Offset(), string(rune(r.buf[r.pos])), expected, nil)
}

// space skips white space.
func (r *Reader) space() bool {
	for r.more() {
		switch r.buf[r.pos] {
		case '\n':
			if r.lines && r.depth > 0 {
				return true // which is no token
			}
			r.line++
		case ' ', '\t', '\r':
		default:
			return true
		}
		r.pos++
	}
	return false
}

// AtEnd skips white space and reports whether the text ends there. An error of
// the source is the reader's error.
func (r *Reader) AtEnd() bool {
	if r.space() {
		return false
	}
	if r.err == nil && r.last != io.EOF {
		r.ended("")
	}
	return r.err == nil
}

// LineEnd skips to the end of the line, where nothing but white space may
// stand, and past it. The end of the text also ends a line.
func (r *Reader) LineEnd() {
	for r.more() {
		switch r.buf[r.pos] {
		case '\n':
			r.line++
			r.pos++
			return
		case ' ', '\t', '\r':
			r.pos++
		default:
			r.Unexpected("the end of the line")
			return
		}
	}
	if r.err == nil && r.last != io.EOF {
		r.ended("")
	}
}

// Lines says that the text is one of JSON Lines: a value ends with its line,
// so that one which is cut off does not take the next one with it.
func (r *Reader) Lines() { r.lines = true }

// NextLine leaves an error of syntax, and the rest of its line, behind. It
// reports whether another line follows; if not, AtEnd tells whether the source failed.
func (r *Reader) NextLine() bool {
	r.err, r.depth, r.half = nil, 0, 0
	for r.more() {
		r.pos++
		if r.buf[r.pos-1] == '\n' {
			r.line++
			return true
		}
	}
	return false
}

// Literal takes exactly this text if it stands next; it must fit the buffer
// and begin the source. It is for magic lines.
func (r *Reader) Literal(text string) bool {
	for empty := 0; r.end-r.pos < len(text) && r.last == nil; empty++ {
		n, err := r.src.Read(r.buf[r.end:])
		r.end += n
		if r.last = err; n == 0 && err == nil && empty > 100 {
			r.last = io.ErrNoProgress
		}
	}
	if r.end-r.pos < len(text) && r.last != io.EOF {
		r.ended("")
	}
	if r.end-r.pos < len(text) || string(r.buf[r.pos:r.pos+len(text)]) != text {
		return false
	}
	r.pos += len(text)
	return true
}

// Peek is the kind of the value that begins next. NoValue is not yet an error.
func (r *Reader) Peek() Kind {
	if !r.space() {
		return NoValue
	}
	switch b := r.buf[r.pos]; {
	case b == '"':
		return String
	case b == '{':
		return Object
	case b == '[':
		return Array
	case b == 'n':
		return Null
	case b == 't' || b == 'f':
		return Bool
	case b == '-' || b >= '0' && b <= '9':
		return Number
	}
	return NoValue
}

// is reports whether a value of the kind stands next; if not, that is an error.
func (r *Reader) is(k Kind) bool {
	if r.Peek() == k {
		return true
	}
	r.Unexpected(k.String())
	return false
}

// Object reads an object and calls member with the name of each; member must
// read or skip its value. The name is valid until then.
func (r *Reader) Object(member func(name []byte)) {
	if !r.is(Object) || !r.enter("an object") {
		return
	}
	for first := true; r.next(first, '}', `a name in '"' or '}'`); first = false {
		if r.buf[r.pos] != '"' {
			r.Unexpected(`a name in '"'`)
			return
		}
		r.pos++
		r.name = r.content(r.name[:0], MaxName)
		if !r.space() || r.buf[r.pos] != ':' {
			r.Unexpected("':'")
			return
		}
		r.pos++
		member(r.name)
	}
}

// Array reads an array and calls element for each; element must read or skip its value.
func (r *Reader) Array(element func()) {
	if !r.is(Array) || !r.enter("an array") {
		return
	}
	for first := true; r.next(first, ']', "a value or ']'"); first = false {
		element()
	}
}

func (r *Reader) enter(what string) bool {
	if r.depth == MaxDepth {
		r.Unexpected(what + " within fewer others")
		return false
	}
	r.depth++
	r.pos++
	return true
}

// next moves to what follows in an array or object; false at its end.
func (r *Reader) next(first bool, end byte, expected string) bool {
	if !first {
		expected = "',' or '" + string(rune(end)) + "'"
	}
	if !r.space() {
		r.ended(expected)
		return false
	}
	switch b := r.buf[r.pos]; {
	case b == end:
		r.pos++
		r.depth--
		return false
	case first:
		return true
	case b != ',':
		r.Unexpected(expected)
		return false
	}
	r.pos++
	if !r.space() {
		r.ended("what follows ','")
		return false
	}
	return true
}

// Skip passes over the next value without holding it; its syntax is checked.
func (r *Reader) Skip() {
	switch r.Peek() {
	case Object:
		r.Object(func([]byte) { r.Skip() })
	case Array:
		r.Array(r.Skip)
	case String:
		r.pos++
		r.skipContent()
	case Number:
		r.number()
	case Bool:
		r.Bool()
	case Null:
		r.Null()
	default:
		r.Unexpected("a value")
	}
}
