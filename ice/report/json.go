package report

import (
	"math"
	"strconv"
	"unicode/utf8"
)

// writer appends JSON (RFC 8259) to a buffer.
type writer struct {
	buf   []byte
	comma bool
}

func (w *writer) open(b byte) {
	w.buf, w.comma = append(w.buf, b), false
}

func (w *writer) close(b byte) {
	w.buf, w.comma = append(w.buf, b), true
}

// item begins an element of an array.
func (w *writer) item() {
	if w.comma {
		w.buf = append(w.buf, ',')
	}
	w.comma = true
}

// key begins a member; names need no escape.
func (w *writer) key(name string) {
	w.item()
	w.buf = append(append(append(w.buf, '"'), name...), '"', ':')
}

func (w *writer) null(name string) {
	w.key(name)
	w.buf = append(w.buf, "null"...)
}

func (w *writer) string(name, value string) {
	w.key(name)
	w.buf = appendString(w.buf, value)
}

// text is a string that is null when empty.
func (w *writer) text(name, value string) {
	if value == "" {
		w.null(name)
		return
	}
	w.string(name, value)
}

func (w *writer) bool(name string, value bool) {
	w.key(name)
	w.buf = strconv.AppendBool(w.buf, value)
}

func (w *writer) int(name string, value int) {
	w.key(name)
	w.buf = strconv.AppendInt(w.buf, int64(value), 10)
}

// index is a number that is null when negative.
func (w *writer) index(name string, value int) {
	if value < 0 {
		w.null(name)
		return
	}
	w.int(name, value)
}

// float is null when the value is no JSON number.
func (w *writer) float(name string, value float64) {
	if math.IsNaN(value) || math.IsInf(value, 0) {
		w.null(name)
		return
	}
	w.key(name)
	w.buf = strconv.AppendFloat(w.buf, value, 'f', -1, 64)
}

// millis rounds to a tenth: clocks in browsers are no finer.
func (w *writer) millis(name string, ms float64) {
	w.float(name, math.Round(ms*10)/10)
}

const hex = "0123456789abcdef"

// appendString quotes a string; bytes that are not UTF-8 become U+FFFD.
func appendString(dst []byte, s string) []byte {
	dst = append(dst, '"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			dst = append(dst, '\\', byte(r))
		case r < 0x20 || r == 0x7f || r == 0x2028 || r == 0x2029:
			dst = append(dst, '\\', 'u', hex[r>>12], hex[r>>8&15], hex[r>>4&15], hex[r&15])
		default:
			dst = utf8.AppendRune(dst, r)
		}
	}
	return append(dst, '"')
}
