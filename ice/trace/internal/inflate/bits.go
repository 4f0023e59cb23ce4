package inflate

import "io"

// bits takes bits from a source, the lowest of each byte first (RFC 1951 section 3.1.1).
type bits struct {
	src      io.Reader
	buf      []byte
	pos, end int
	last     error
	acc      uint32
	n        uint // bits in acc
	err      error
}

// byte is the next byte of the source, 0 after an error.
func (b *bits) byte() byte {
	for empty := 0; b.pos == b.end; empty++ {
		if b.last != nil || empty > 100 {
			b.fail()
			return 0
		}
		b.pos = 0
		b.end, b.last = b.src.Read(b.buf)
	}
	b.pos++
	return b.buf[b.pos-1]
}

func (b *bits) fail() {
	switch {
	case b.err != nil:
	case b.last == nil:
		b.err = io.ErrNoProgress
	case b.last == io.EOF:
		b.err = io.ErrUnexpectedEOF
	default:
		b.err = b.last
	}
}

// need makes sure of n bits, at most 24. Missing ones are 0, and an error.
func (b *bits) need(n uint) {
	for b.n < n {
		b.acc |= uint32(b.byte()) << b.n
		b.n += 8
	}
}

// take is the next n bits, at most 16.
func (b *bits) take(n uint) int {
	b.need(n)
	v := b.acc & (1<<n - 1)
	b.drop(n)
	return int(v)
}

func (b *bits) drop(n uint) {
	b.acc >>= n
	b.n -= n
}

// align drops what is left of a byte. Whole bytes in acc are given back.
func (b *bits) align() {
	b.drop(b.n % 8)
	b.pos -= int(b.n / 8)
	b.acc, b.n = 0, 0
}

func (b *bits) uint32() uint32 {
	return uint32(b.byte()) | uint32(b.byte())<<8 | uint32(b.byte())<<16 | uint32(b.byte())<<24
}
