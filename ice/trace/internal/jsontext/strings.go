package jsontext

import (
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Text reads a string of at most MaxString bytes. What is not UTF-8 in it, and
// half a surrogate pair, becomes U+FFFD.
func (r *Reader) Text() string {
	if !r.is(String) {
		return ""
	}
	line, at := r.line, r.Offset()
	r.pos++
	r.scratch = r.content(r.scratch[:0], MaxString+1)
	if len(r.scratch) > MaxString {
		r.FailAt(line, at, string(r.scratch[:40]), "a string of at most "+strconv.Itoa(MaxString)+" bytes", nil)
	}
	if r.err != nil {
		return ""
	}
	return string(r.scratch)
}

// content appends what stands up to the closing '"', which it takes. What is
// beyond limit bytes is left out.
func (r *Reader) content(dst []byte, limit int) []byte {
	for done := false; !done && r.err == nil; {
		if dst, done = r.part(dst, limit); len(dst) > limit {
			dst = dst[:limit]
		}
	}
	return valid(dst)
}

// skipContent is content for a string that is not wanted.
func (r *Reader) skipContent() {
	for done := false; !done && r.err == nil; {
		r.scratch, done = r.part(r.scratch[:0], 0)
	}
}

// part appends the next part of a string's content: a run of bytes that stand
// for themselves, of which it takes what fits the limit, or one escape.
func (r *Reader) part(dst []byte, limit int) (out []byte, done bool) {
	if !r.more() {
		r.ended(`the rest of a string, up to '"'`)
		return dst, true
	}
	b := r.buf[r.pos]
	if b == '\\' {
		return r.escape(dst), false
	}
	if r.half != 0 {
		r.half = 0
		return utf8.AppendRune(dst, utf8.RuneError), false
	}
	switch {
	case b == '"':
		r.pos++
		return dst, true
	case b < ' ':
		r.Unexpected("no control character in a string")
		return dst, true
	}
	plain := r.buf[r.pos:r.end]
	for i, b := range plain {
		if !plainBytes[b] {
			plain = plain[:i]
			break
		}
	}
	r.pos += len(plain)
	return append(dst, plain[:min(len(plain), max(0, limit-len(dst)))]...), false
}

// plainBytes are those that stand for themselves in a string.
var plainBytes = plainTable()

func plainTable() (table [256]bool) {
	for i := range table {
		table[i] = i >= ' ' && i != '"' && i != '\\'
	}
	return table
}

// escape appends what an escape sequence stands for. The first half of a
// surrogate pair waits in r.half for the other one.
func (r *Reader) escape(dst []byte) []byte {
	c := r.unit()
	if r.half != 0 {
		high := r.half
		r.half = 0
		if c >= 0xdc00 && c <= 0xdfff {
			return utf8.AppendRune(dst, (high-0xd800)<<10|(c-0xdc00)+0x10000)
		}
		dst = utf8.AppendRune(dst, utf8.RuneError)
	}
	if c >= 0xd800 && c <= 0xdbff {
		r.half = c
		return dst
	}
	return utf8.AppendRune(dst, c) // the second half alone is no rune, and U+FFFD
}

const unescaped = "\"\\/\b\f\n\r\t"

// unit reads an escape sequence as one UTF-16 code unit.
func (r *Reader) unit() rune {
	line, at := r.line, r.Offset()
	r.pos++
	if !r.more() {
		r.ended("the rest of an escape")
		return 0
	}
	b := r.buf[r.pos]
	r.pos++
	if i := strings.IndexByte("\"\\/bfnrt", b); i >= 0 {
		return rune(unescaped[i])
	}
	if b != 'u' {
		r.FailAt(line, at, "\\"+string(rune(b)), `an escape of JSON such as \n or \u0041`, nil)
		return 0
	}
	var c rune
	for range 4 {
		if !r.more() {
			r.ended("the rest of an escape")
			return 0
		}
		d := strings.IndexByte("0123456789abcdef", lower(r.buf[r.pos]))
		if d < 0 {
			r.Unexpected("a hexadecimal digit")
			return 0
		}
		c = c<<4 | rune(d)
		r.pos++
	}
	return c
}

func lower(b byte) byte {
	if b >= 'A' && b <= 'F' {
		return b + 'a' - 'A'
	}
	return b
}

// valid puts U+FFFD in place of each byte that is not UTF-8.
func valid(s []byte) []byte {
	if utf8.Valid(s) {
		return s
	}
	fixed := make([]byte, 0, len(s)+utf8.UTFMax)
	for _, c := range string(s) {
		fixed = utf8.AppendRune(fixed, c)
	}
	return fixed
}

// Content gives what a string holds as a text of its own, without holding it.
// It must be read to its end, or given to SkipContent, before the reader goes
// on. An error of the text around it is its error.
func (r *Reader) Content() io.Reader {
	if !r.is(String) {
		return ended{}
	}
	r.pos++
	return &content{r: r}
}

// SkipContent passes over what was not read of a Content.
func SkipContent(c io.Reader) {
	if c, ok := c.(*content); ok && !c.done {
		c.r.skipContent()
		c.done = true
	}
}

type content struct {
	r    *Reader
	rest []byte // read, not yet given
	done bool
}

// Read implements io.Reader.
func (c *content) Read(p []byte) (int, error) {
	for len(c.rest) == 0 {
		switch {
		case c.r.err != nil:
			return 0, c.r.err
		case c.done:
			return 0, io.EOF
		}
		c.r.scratch, c.done = c.r.part(c.r.scratch[:0], max(len(p), len(c.r.buf)))
		c.rest = c.r.scratch
	}
	n := copy(p, c.rest)
	c.rest = c.rest[n:]
	return n, nil
}

// ended is the content of what is no string.
type ended struct{}

// Read implements io.Reader.
func (ended) Read([]byte) (int, error) { return 0, io.EOF }
