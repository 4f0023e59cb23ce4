package inflate

const (
	maxBits  = 15 // of a code
	fastBits = 9  // of a code that is found in one step
)

// huffman decodes canonical codes (RFC 1951 section 3.2.2).
type huffman struct {
	fast    [1 << fastBits]uint16 // symbol<<4 | length; 0: a longer code
	counts  [maxBits + 1]uint16   // codes of each length
	symbols [288]uint16           // in the order of their codes
}

// build takes the length of each symbol's code, 0 for none. Lengths that no
// set of codes has are refused; an incomplete set is taken if it has one code
// at most, as RFC 1951 section 3.2.7 allows for distances.
func (h *huffman) build(lengths []uint8) bool {
	*h = huffman{}
	used := 0
	for _, n := range lengths {
		if n > 0 {
			h.counts[n]++
			used++
		}
	}
	left := 1
	var next [maxBits + 2]uint16
	for n := 1; n <= maxBits; n++ {
		left = left<<1 - int(h.counts[n])
		if left < 0 {
			return false
		}
		next[n+1] = next[n] + h.counts[n]
	}
	if left > 0 && used > 1 {
		return false
	}
	for symbol, n := range lengths {
		if n > 0 {
			h.symbols[next[n]] = uint16(symbol)
			next[n]++
		}
	}
	h.fill()
	return true
}

// fill makes the table for short codes: each stands at every index whose low
// bits are the code, the first bit of which is the lowest.
func (h *huffman) fill() {
	code, index := 0, 0
	for n := 1; n <= fastBits; n++ {
		for range h.counts[n] {
			reversed := 0
			for bit := range n {
				reversed |= code >> bit & 1 << (n - 1 - bit)
			}
			for at := reversed; at < 1<<fastBits; at += 1 << n {
				h.fast[at] = h.symbols[index]<<4 | uint16(n)
			}
			code++
			index++
		}
		code <<= 1
	}
}

// symbol decodes the next code, -1 when there is none like it.
func (h *huffman) symbol(in *bits) int {
	if in.n < maxBits && in.end-in.pos >= 2 {
		in.need(maxBits)
	}
	if f := h.fast[in.acc&(1<<fastBits-1)]; f != 0 && uint(f&15) <= in.n {
		in.drop(uint(f & 15))
		return int(f >> 4)
	}
	code, first, index := 0, 0, 0
	for n := 1; n <= maxBits; n++ {
		code |= in.take(1)
		count := int(h.counts[n])
		if code-first < count {
			return int(h.symbols[index+code-first])
		}
		index += count
		first = (first + count) << 1
		code <<= 1
	}
	return -1
}
