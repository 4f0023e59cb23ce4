package candidate

import (
	"math/bits"
	"unsafe"
)

// Lines are read eight bytes at a time where that says it all. In WebAssembly a
// loop over bytes costs a nanosecond a byte, and one over words little more a word.
const (
	ones     = 0x0101010101010101
	highBits = 0x80 * ones
)

// load is the eight bytes at at, the first in the lowest bits. The line must have them.
func load(s string, at int) uint64 {
	w := *(*uint64)(unsafe.Add(unsafe.Pointer(unsafe.StringData(s)), at))
	if bigEndian {
		w = bits.ReverseBytes64(w)
	}
	return w
}

// word is load of what may reach behind the end, where there are spaces then.
func word(s string, at int) uint64 {
	if at+8 > len(s) {
		return lastWord(s, at)
	}
	w := *(*uint64)(unsafe.Add(unsafe.Pointer(unsafe.StringData(s)), at))
	if bigEndian {
		w = bits.ReverseBytes64(w)
	}
	return w
}

//go:noinline
func lastWord(s string, at int) uint64 {
	if n := len(s) - at; len(s) >= 8 && n > 0 {
		return load(s, len(s)-8)>>(64-8*n) | uint64(' '*ones)<<(8*n)
	}
	w := uint64(' ' * ones)
	for i := len(s) - 1; i >= at; i-- {
		w = w<<8 | uint64(s[i])
	}
	return w
}

// digits is how many of a word's first bytes are digits.
func digits(w uint64) int {
	d := w ^ '0'*ones // a digit becomes 0 to 9
	return bits.TrailingZeros64((d+0x76*ones|d)&highBits) >> 3
}

// others has a bit for each of a word's bytes that is no digit, the first in the lowest.
func others(w uint64) uint64 {
	d := w ^ '0'*ones
	return ((d&^highBits + 0x76*ones | d) & highBits >> 7 * 0x0102040810204080) >> 56
}

// decimal is the number that a word's first n bytes, all digits, say.
func decimal(w uint64, n int) uint64 {
	d := (w ^ '0'*ones) << (64 - 8*uint(n)) // zeros before them
	d = d * (10<<8 + 1) >> 8 & 0x00ff00ff00ff00ff
	d = d * (100<<16 + 1) >> 16 & 0x0000ffff0000ffff
	return d * (10000<<32 + 1) >> 32
}

// visible is how many of a word's first bytes are visible (VCHAR of RFC 5234).
func visible(w uint64) int {
	return bits.TrailingZeros64((w|(w-'!'*ones)|(w+ones))&highBits) >> 3
}

// What engines write in nearly every line, as the start of a word. A space ends it.
const (
	twoBytes   = 1<<16 - 1
	threeBytes = 1<<24 - 1
	fourBytes  = 1<<32 - 1
	fiveBytes  = 1<<40 - 1
	sixBytes   = 1<<48 - 1
	sevenBytes = 1<<56 - 1

	candidatWord = 'c' | 'a'<<8 | 'n'<<16 | 'd'<<24 | 'i'<<32 | 'd'<<40 | 'a'<<48 | 't'<<56
	colonWord    = 'e' | ':'<<8
	aCandidWord  = 'a' | '='<<8 | 'c'<<16 | 'a'<<24 | 'n'<<32 | 'd'<<40 | 'i'<<48 | 'd'<<56
	ateWord      = 'a' | 't'<<8 | 'e'<<16 | ':'<<24
	udpStart     = ' ' | '1'<<8 | ' '<<16 | 'u'<<24 | 'd'<<32 | 'p'<<40 | ' '<<48 // of component 1
	tcpStart     = ' ' | '1'<<8 | ' '<<16 | 't'<<24 | 'c'<<32 | 'p'<<40 | ' '<<48
	lowerCase    = 0x20<<24 | 0x20<<32 | 0x20<<40 // of that
	typStart     = ' ' | 't'<<8 | 'y'<<16 | 'p'<<24 | ' '<<32
	hostWord     = 'h' | 'o'<<8 | 's'<<16 | 't'<<24 | ' '<<32
	srflxWord    = 's' | 'r'<<8 | 'f'<<16 | 'l'<<24 | 'x'<<32 | ' '<<40
	prflxWord    = 'p' | 'r'<<8 | 'f'<<16 | 'l'<<24 | 'x'<<32 | ' '<<40
	relayWord    = 'r' | 'e'<<8 | 'l'<<16 | 'a'<<24 | 'y'<<32 | ' '<<40
	raddrWord    = 'r' | 'a'<<8 | 'd'<<16 | 'd'<<24 | 'r'<<32 | ' '<<40
	rportWord    = 'r' | 'p'<<8 | 'o'<<16 | 'r'<<24 | 't'<<32 | ' '<<40
	ufragWord    = 'u' | 'f'<<8 | 'r'<<16 | 'a'<<24 | 'g'<<32 | ' '<<40
	tcptypeWord  = 't' | 'c'<<8 | 'p'<<16 | 't'<<24 | 'y'<<32 | 'p'<<40 | 'e'<<48 | ' '<<56
	generatiWord = 'g' | 'e'<<8 | 'n'<<16 | 'e'<<24 | 'r'<<32 | 'a'<<40 | 't'<<48 | 'i'<<56
	onWord       = 'o' | 'n'<<8 | ' '<<16
	networkWord  = 'n' | 'e'<<8 | 't'<<16 | 'w'<<24 | 'o'<<32 | 'r'<<40 | 'k'<<48 | '-'<<56
	idWord       = 'i' | 'd'<<8 | ' '<<16
	costWord     = 'c' | 'o'<<8 | 's'<<16 | 't'<<24 | ' '<<32
)
