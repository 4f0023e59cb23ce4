// Package jsonvalue reads a JSON text (RFC 8259) that JavaScript has written to
// hand a value over: a few lines of JSON.stringify's, held whole, numbers left as
// they are written. The reader of traces, ice/trace/internal/jsontext, streams and
// says where a text is wrong, and would add 16 KB to the compressed module.
package jsonvalue

import (
	"strings"
	"unicode/utf8"
)

// Value is a value of JavaScript.
type Value struct {
	// Type is what typeof says of it, but "null" and "array" for these two, and
	// "unusable function" and the like for what Other begins.
	Type string
	// Text is a string's content; for what is neither an array nor an object
	// the text it was read from, "undefined" for what is not there.
	Text string
	// Items are the elements of an array, or name and value of each member of an
	// object in turn. What lies deeper than MaxDepth has none.
	Items []*Value
}

// MaxDepth is how many arrays and objects may lie within each other.
const MaxDepth = 8

// Other begins a string that stands for a value of which nothing but the type
// matters, which follows: what JSON has not, such as a function, and booleans.
// False is thus free to stand for what is undefined (json in jsbridge/ts/border.ts).
const Other = 0x1f

// Member is the member of that name; one that is not there is undefined.
func (v *Value) Member(name string) *Value {
	for i := 0; i+1 < len(v.Items); i += 2 {
		if v.Items[i].Text == name {
			return v.Items[i+1]
		}
	}
	return literal("undefined")
}

func literal(text string) *Value { return &Value{Type: text, Text: text} }

// Parse reads a text without white space, as JSON.stringify writes it. What it
// makes of any other text means nothing.
func Parse(text string) *Value {
	r := reader{text: text}
	return r.value(MaxDepth)
}

type reader struct {
	text string
	at   int
}

// peek is the next byte, 0 at the end.
func (r *reader) peek() byte {
	if r.at < len(r.text) {
		return r.text[r.at]
	}
	return 0
}

func (r *reader) value(depth int) *Value {
	switch r.peek() {
	case '"':
		s := r.string()
		if s != "" && s[0] == Other {
			return &Value{Type: "unusable " + s[1:], Text: s[1:]}
		}
		return &Value{Type: "string", Text: s}
	case '[':
		return r.list("array", depth)
	case '{':
		return r.list("object", depth)
	}
	r.at = min(r.at, len(r.text)) // of a text that is cut off
	start := r.at
	for r.peek() > ' ' && r.peek() != ',' && r.peek() != ']' && r.peek() != '}' {
		r.at++
	}
	v := literal(r.text[start:r.at])
	switch v.Text {
	case "null":
	case "false":
		return literal("undefined")
	default:
		v.Type = "number"
	}
	return v
}

// list reads an array or an object.
func (r *reader) list(kind string, depth int) *Value {
	v := &Value{Type: kind}
	if depth == 0 {
		r.skip()
		return v
	}
	for end := byte(','); end == ',' || end == ':'; {
		r.at++                                        // behind the bracket, a comma or a colon
		if end = r.peek(); end != ']' && end != '}' { // something is in it
			v.Items = append(v.Items, r.value(depth-1))
			end = r.peek()
		}
	}
	r.at++
	return v
}

// skip leaves an array or object behind, however deep it is.
func (r *reader) skip() {
	for depth := 0; r.peek() != 0; {
		switch r.peek() {
		case '"':
			r.string()
			continue
		case '[', '{':
			depth++
		case ']', '}':
			depth--
		}
		r.at++
		if depth == 0 {
			return
		}
	}
}

// string reads a string from its opening quote to behind its closing one.
func (r *reader) string() string {
	var s []byte
	for r.at++; r.peek() != 0; r.at++ {
		c := r.peek()
		if c == '"' {
			r.at++
			break
		}
		if c == '\\' {
			r.at++
			c = r.peek()
			if c == 'u' {
				s = utf8.AppendRune(s, r.hex())
				continue
			}
			if i := strings.IndexByte("bfnrt", c); i >= 0 {
				c = "\b\f\n\r\t"[i]
			}
		}
		s = append(s, c)
	}
	return string(s)
}

// hex reads the digits behind \u up to the last. JSON.stringify writes control
// characters so, and halves of surrogate pairs that stand alone, which become U+FFFD.
func (r *reader) hex() (c rune) {
	for range 4 {
		r.at++
		d := rune(r.peek())
		if d >= 'a' {
			d -= 'a' - 10 - '0'
		}
		c = c<<4 | (d-'0')&15
	}
	return c
}
