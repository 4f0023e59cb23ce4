package report

import (
	"math"
	"strconv"
	"unicode/utf8"

	"github.com/iceguard/iceguard/ice/session"
	"github.com/iceguard/iceguard/ice/stats"
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

// Members of one kind are written by one call, with their names in one text:
// in WebAssembly a call costs more than the loop in it, in size too.

// names are words with a space between them.
type names string

func (n *names) next() string {
	for i := 0; i < len(*n); i++ {
		if (*n)[i] == ' ' {
			name := (*n)[:i]
			*n = (*n)[i+1:]
			return string(name)
		}
	}
	name := *n
	*n = ""
	return string(name)
}

// texts are strings that are null when empty.
func (w *writer) texts(n names, values ...string) {
	for _, v := range values {
		if name := n.next(); v == "" {
			w.null(name)
		} else {
			w.string(name, v)
		}
	}
}

func (w *writer) strings(n names, values ...string) {
	for _, v := range values {
		w.string(n.next(), v)
	}
}

func (w *writer) bools(n names, values ...bool) {
	for _, v := range values {
		w.key(n.next())
		text := "false"
		if v {
			text = "true"
		}
		w.buf = append(w.buf, text...)
	}
}

// numbers are null when not known.
func (w *writer) numbers(n names, values ...stats.Number) {
	for _, v := range values {
		if name := n.next(); v.Known {
			w.float(name, v.Value)
		} else {
			w.null(name)
		}
	}
}

// whens are times, null when not known.
func (w *writer) whens(n names, values ...session.Millis) {
	for _, v := range values {
		if name := n.next(); v.Known {
			w.millis(name, v.At)
		} else {
			w.null(name)
		}
	}
}

// whole is a number that is always known, index one that is null when negative.
func whole(v int) stats.Number { return stats.Number{Value: float64(v), Known: true} }

func index(v int) stats.Number { return stats.Number{Value: float64(v), Known: v >= 0} }

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
