package inflate

const windowSize = 32 << 10

// decoder reads the blocks of DEFLATE (RFC 1951).
type decoder struct {
	in        *bits
	window    []byte // a ring of the latest output
	at        int    // where the next byte goes
	written   int    // bytes in the window, at most windowSize
	kind      int    // of the block that is read
	final     bool
	stored    int // bytes left of a stored block
	copyLeft  int // of a match
	copyFrom  int
	literals  huffman
	distances huffman
}

// The kinds of block (RFC 1951 section 3.2.3); noBlock stands before the first
// and between them.
const (
	storedBlock = iota
	fixedBlock
	dynamicBlock
	badBlock
	noBlock
)

func (d *decoder) reset() {
	if d.window == nil {
		d.window = make([]byte, windowSize)
	}
	d.at, d.written, d.kind, d.final, d.copyLeft = 0, 0, noBlock, false, 0
}

// read fills p as far as it can; done is the end of the last block.
func (d *decoder) read(p []byte) (n int, done bool, err error) {
	for n < len(p) {
		switch {
		case d.copyLeft > 0:
			p[n] = d.window[d.copyFrom]
			d.copyFrom = (d.copyFrom + 1) % windowSize
			d.copyLeft--
			d.put(p[n])
			n++
			continue
		case d.kind == noBlock && d.final:
			return n, true, nil
		case d.kind == noBlock:
			err = d.block()
		case d.kind == storedBlock:
			if d.stored == 0 {
				d.kind = noBlock
				continue
			}
			p[n] = d.in.byte()
			if d.in.err == nil {
				d.stored--
				d.put(p[n])
				n++
			}
		default:
			n, err = d.code(p, n)
		}
		if d.in.err != nil {
			err = d.in.err
		}
		if err != nil {
			return n, false, err
		}
	}
	return n, false, nil
}

func (d *decoder) put(b byte) {
	d.window[d.at] = b
	d.at = (d.at + 1) % windowSize
	d.written = min(d.written+1, windowSize)
}

// block reads the header of a block.
func (d *decoder) block() error {
	d.final = d.in.take(1) == 1
	switch d.kind = d.in.take(2); d.kind {
	case storedBlock:
		d.in.align()
		size := int(d.in.byte()) | int(d.in.byte())<<8
		check := int(d.in.byte()) | int(d.in.byte())<<8
		if size^check != 0xffff {
			return ErrFormat
		}
		d.stored = size
	case fixedBlock:
		return d.fixed()
	case dynamicBlock:
		return d.dynamic()
	default:
		return ErrFormat
	}
	return nil
}

// fixed sets up the codes of RFC 1951 section 3.2.6.
func (d *decoder) fixed() error {
	var lengths [288]uint8
	for i := range lengths {
		switch {
		case i < 144:
			lengths[i] = 8
		case i < 256:
			lengths[i] = 9
		case i < 280:
			lengths[i] = 7
		default:
			lengths[i] = 8
		}
	}
	var distances [32]uint8
	for i := range distances {
		distances[i] = 5
	}
	if !d.literals.build(lengths[:]) || !d.distances.build(distances[:]) {
		return ErrFormat
	}
	return nil
}

// lengthOrder is the order in which lengths of code length codes are written.
var lengthOrder = [...]uint8{16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15}

// dynamic reads the codes of a block (RFC 1951 section 3.2.7).
func (d *decoder) dynamic() error {
	literals, distances, codes := d.in.take(5)+257, d.in.take(5)+1, d.in.take(4)+4
	if literals > 286 || distances > 30 {
		return ErrFormat
	}
	var lengths [286 + 30]uint8
	for _, at := range lengthOrder[:codes] {
		lengths[at] = uint8(d.in.take(3))
	}
	if !d.literals.build(lengths[:len(lengthOrder)]) {
		return ErrFormat
	}
	all := lengths[:literals+distances]
	clear(lengths[:])
	for i := 0; i < len(all); {
		symbol := d.literals.symbol(d.in)
		repeat, of := 1, uint8(0)
		switch {
		case symbol < 0 || symbol == 16 && i == 0:
			return ErrFormat
		case symbol < 16:
			of = uint8(symbol)
		case symbol == 16:
			repeat, of = 3+d.in.take(2), all[i-1]
		case symbol == 17:
			repeat = 3 + d.in.take(3)
		default:
			repeat = 11 + d.in.take(7)
		}
		if i+repeat > len(all) || d.in.err != nil {
			return ErrFormat
		}
		for ; repeat > 0; repeat-- {
			all[i] = of
			i++
		}
	}
	if all[endOfBlock] == 0 || !d.literals.build(all[:literals]) || !d.distances.build(all[literals:]) {
		return ErrFormat
	}
	return nil
}

const endOfBlock = 256

// The lengths and distances of RFC 1951 section 3.2.5.
var (
	lengthBase    = [...]uint16{3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258}
	lengthExtra   = [...]uint8{0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0}
	distanceBase  = [...]uint16{1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577}
	distanceExtra = [...]uint8{0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13}
)

// code reads one symbol of a block: a byte into p, the start of a match, or the end.
func (d *decoder) code(p []byte, n int) (int, error) {
	symbol := d.literals.symbol(d.in)
	switch {
	case d.in.err != nil:
		return n, nil // which is the caller's to tell
	case symbol < 0 || symbol > endOfBlock+len(lengthBase):
		return n, ErrFormat
	case symbol < endOfBlock:
		p[n] = byte(symbol)
		d.put(p[n])
		return n + 1, nil
	case symbol == endOfBlock:
		d.kind = noBlock
		return n, nil
	}
	symbol -= endOfBlock + 1
	length := int(lengthBase[symbol]) + d.in.take(uint(lengthExtra[symbol]))
	symbol = d.distances.symbol(d.in)
	if symbol < 0 || symbol >= len(distanceBase) {
		return n, ErrFormat
	}
	distance := int(distanceBase[symbol]) + d.in.take(uint(distanceExtra[symbol]))
	if distance > d.written {
		return n, ErrFormat
	}
	if d.in.err == nil {
		d.copyLeft, d.copyFrom = length, (d.at-distance+windowSize)%windowSize
	}
	return n, nil
}
