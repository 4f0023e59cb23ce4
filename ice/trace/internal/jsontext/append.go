package jsontext

import (
	"strconv"
	"unicode/utf8"
)

const hex = "0123456789abcdef"

// AppendString appends a string in quotes; bytes that are not UTF-8 become
// U+FFFD. Line separators are escaped too, so that a line stays a line in every tool.
func AppendString(dst []byte, s string) []byte {
	dst = append(dst, '"')
	for _, c := range s {
		switch {
		case c == '"' || c == '\\':
			dst = append(dst, '\\', byte(c))
		case c == '\n':
			dst = append(dst, '\\', 'n')
		case c == '\r':
			dst = append(dst, '\\', 'r')
		case c < ' ' || c == 0x7f || c == 0x2028 || c == 0x2029:
			dst = append(dst, '\\', 'u', hex[c>>12], hex[c>>8&15], hex[c>>4&15], hex[c&15])
		default:
			dst = utf8.AppendRune(dst, c)
		}
	}
	return append(dst, '"')
}

// AppendFloat appends the shortest number that reads back as v, which must be finite.
func AppendFloat(dst []byte, v float64) []byte {
	form := byte('f')
	if size := max(v, -v); size != 0 && (size < 1e-6 || size >= 1e21) {
		form = 'e'
	}
	return strconv.AppendFloat(dst, v, form, -1, 64)
}

// Writer appends the members of objects and the elements of arrays to Buf,
// with the commas between.
type Writer struct {
	Buf   []byte
	comma bool
}

// Open begins an array or object.
func (w *Writer) Open(b byte) {
	w.Buf, w.comma = append(w.Buf, b), false
}

// Close ends it.
func (w *Writer) Close(b byte) {
	w.Buf, w.comma = append(w.Buf, b), true
}

// Item begins an element.
func (w *Writer) Item() {
	if w.comma {
		w.Buf = append(w.Buf, ',')
	}
	w.comma = true
}

// NewLine ends the line before the element or member that comes next.
func (w *Writer) NewLine() {
	if w.comma {
		w.Buf = append(w.Buf, ',')
	}
	w.Buf, w.comma = append(w.Buf, '\n'), false
}

// Key begins a member.
func (w *Writer) Key(name string) {
	w.Item()
	w.Buf = append(AppendString(w.Buf, name), ':')
}

// String writes a member that is a string.
func (w *Writer) String(name, value string) {
	w.Key(name)
	w.Buf = AppendString(w.Buf, value)
}

// Float writes a member that is a number.
func (w *Writer) Float(name string, value float64) {
	w.Key(name)
	w.Buf = AppendFloat(w.Buf, value)
}

// Int writes a member that is a whole number.
func (w *Writer) Int(name string, value int) {
	w.Key(name)
	w.Buf = strconv.AppendInt(w.Buf, int64(value), 10)
}

// Bool writes a member that is true or false.
func (w *Writer) Bool(name string, value bool) {
	w.Key(name)
	w.Buf = strconv.AppendBool(w.Buf, value)
}

// Null writes a member that is null.
func (w *Writer) Null(name string) {
	w.Key(name)
	w.Buf = append(w.Buf, "null"...)
}
