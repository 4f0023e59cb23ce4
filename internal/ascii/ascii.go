// Package ascii has what the packages of the module need of strings, strconv
// and append, written for size: strings.Cut, Trim, Join and IndexAny and
// strconv.ParseUint bring in searching by hash, Unicode and errors that none
// of them needs, 8 KB of the compressed module together.
package ascii

import (
	"strconv"
	"strings"
)

// Cut is strings.Cut at a single byte.
func Cut(s string, sep byte) (before, after string, found bool) {
	if i := strings.IndexByte(s, sep); i >= 0 {
		return s[:i], s[i+1:], true
	}
	return s, "", false
}

// Contains is strings.Contains, for texts of which neither is long.
func Contains(s, part string) bool {
	for i := 0; i+len(part) <= len(s); i++ {
		if s[i:i+len(part)] == part {
			return true
		}
	}
	return false
}

// Number reads decimal digits, and nothing else, up to the highest number, which
// is less than 1<<60.
func Number(s string, highest uint64) (n uint64, ok bool) {
	for i := 0; i < len(s); i++ {
		d := uint64(s[i] - '0')
		if n = n*10 + d; d > 9 || n > highest {
			return 0, false
		}
	}
	return n, s != ""
}

// Lower is the lower case of a letter and every other byte as it is.
func Lower(b byte) byte {
	if b >= 'A' && b <= 'Z' {
		b += 'a' - 'A'
	}
	return b
}

// ToLower is s in lower case, s itself when it is.
func ToLower(s string) string {
	for i := 0; i < len(s); i++ {
		if s[i] == Lower(s[i]) {
			continue
		}
		var b Buffer
		b.Text(s)
		for ; i < len(b); i++ {
			b[i] = Lower(b[i])
		}
		return string(b)
	}
	return s
}

// EqualFold compares without case; want is in lower case.
func EqualFold(s, want string) bool {
	if len(s) != len(want) {
		return false
	}
	for i := 0; i < len(s); i++ {
		if Lower(s[i]) != want[i] {
			return false
		}
	}
	return true
}

// Buffer is a slice to append to. In WebAssembly a call of a method of its
// pointer is a quarter of the 250 bytes that an append is where it stands, so
// none is inlined, not even in packages that are compiled for speed.
type Buffer []byte

// Text appends a text.
//
//go:noinline
func (b *Buffer) Text(s string) { *b = append(*b, s...) }

// Word appends a space and a text.
//
//go:noinline
func (b *Buffer) Word(s string) {
	b.Text(" ")
	b.Text(s)
}

// Number appends a number in decimal.
//
//go:noinline
func (b *Buffer) Number(n int64) { *b = strconv.AppendInt(*b, n, 10) }

// WordNumber appends a space and a number.
//
//go:noinline
func (b *Buffer) WordNumber(n int64) {
	b.Text(" ")
	b.Number(n)
}
