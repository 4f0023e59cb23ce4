package inflate

import (
	"errors"
	"hash/crc32"
	"io"
)

// ErrFormat says that data are no gzip, or are damaged; io.ErrUnexpectedEOF
// says that they end too early.
var ErrFormat = errors.New("inflate: the gzip data are damaged")

// IsGzip reports whether data that begin so are gzip with DEFLATE.
func IsGzip(start []byte) bool {
	return len(start) >= 3 && start[0] == 0x1f && start[1] == 0x8b && start[2] == 8
}

// Reader gives what a gzip stream holds; several members one after the other
// are one text (RFC 1952 section 2.2). It checks size and checksum of each.
type Reader struct {
	in   bits
	flat decoder
	sum  uint32
	size uint32
	open bool // in a member
	err  error
}

// NewReader reads the gzip data of src.
func NewReader(src io.Reader) *Reader {
	r := &Reader{in: bits{src: src, buf: make([]byte, 16<<10)}}
	r.flat.in = &r.in
	return r
}

// Read implements io.Reader. What was readable before damage is given first.
func (r *Reader) Read(p []byte) (int, error) {
	for r.err == nil && len(p) > 0 {
		if !r.open {
			r.header()
			continue
		}
		n, done, err := r.flat.read(p)
		r.sum = crc32.Update(r.sum, crc32.IEEETable, p[:n])
		r.size += uint32(n)
		if r.err = err; err == nil && done {
			r.trailer()
		}
		if n > 0 {
			return n, nil
		}
	}
	if len(p) == 0 {
		return 0, nil
	}
	return 0, r.err
}

// The flags of RFC 1952 section 2.3.1.
const (
	flagHeaderSum = 1 << 1
	flagExtra     = 1 << 2
	flagName      = 1 << 3
	flagComment   = 1 << 4
	flagsReserved = 7 << 5
)

// header begins a member. Before the second one the data may end.
func (r *Reader) header() {
	first := r.flat.window == nil
	start := [3]byte{r.in.byte()}
	if r.in.err == io.ErrUnexpectedEOF && !first {
		r.err = io.EOF
		return
	}
	start[1], start[2] = r.in.byte(), r.in.byte()
	flags := r.in.byte()
	for range 6 { // time, extra flags, system
		r.in.byte()
	}
	if r.in.err == nil && (!IsGzip(start[:]) || flags&flagsReserved != 0) {
		r.err = ErrFormat
		return
	}
	if flags&flagExtra != 0 {
		for n := int(r.in.byte()) | int(r.in.byte())<<8; n > 0 && r.in.err == nil; n-- {
			r.in.byte()
		}
	}
	for _, flag := range [...]byte{flagName, flagComment} {
		for flags&flag != 0 && r.in.byte() != 0 && r.in.err == nil {
		}
	}
	if flags&flagHeaderSum != 0 {
		r.in.byte()
		r.in.byte()
	}
	r.err = r.in.err
	r.open, r.sum, r.size = true, 0, 0
	r.flat.reset()
}

func (r *Reader) trailer() {
	r.open = false
	r.in.align()
	sum, size := r.in.uint32(), r.in.uint32()
	if r.err = r.in.err; r.err == nil && (sum != r.sum || size != r.size) {
		r.err = ErrFormat
	}
}
