package trace

import (
	"io"

	"github.com/iceguard/iceguard/ice/trace/internal/inflate"
	"github.com/iceguard/iceguard/ice/trace/internal/jsontext"
)

const bufferSize = 32 << 10

// open is a reader of the text that r holds, as it is or as gzip. progress,
// when not nil, is told how many bytes of r were read.
func open(r io.Reader, progress func(bytesRead int64)) *jsontext.Reader {
	if progress != nil {
		r = &counted{r: r, progress: progress}
	}
	return jsontext.NewReader(&plain{r: r}, bufferSize)
}

type counted struct {
	r        io.Reader
	read     int64
	progress func(int64)
}

// Read implements io.Reader.
func (c *counted) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.read += int64(n)
	if n > 0 {
		c.progress(c.read)
	}
	return n, err
}

// plain gives the text of a source that may be gzip, which its first bytes tell.
type plain struct {
	r     io.Reader
	known bool
}

// Read implements io.Reader.
func (p *plain) Read(into []byte) (int, error) {
	if !p.known {
		p.known = true
		start := make([]byte, 3)
		n := 0
		for empty := 0; n < len(start); empty++ {
			more, err := p.r.Read(start[n:])
			n += more
			if err == io.EOF {
				break
			}
			if more == 0 && err == nil && empty > 100 {
				err = io.ErrNoProgress
			}
			if err != nil {
				return 0, err
			}
		}
		all := io.MultiReader(&prefix{start[:n]}, p.r)
		if p.r = all; inflate.IsGzip(start) {
			p.r = inflate.NewReader(all)
		}
	}
	return p.r.Read(into)
}

// prefix gives bytes that were read already.
type prefix struct{ rest []byte }

// Read implements io.Reader.
func (p *prefix) Read(into []byte) (int, error) {
	if len(p.rest) == 0 {
		return 0, io.EOF
	}
	n := copy(into, p.rest)
	p.rest = p.rest[n:]
	return n, nil
}
