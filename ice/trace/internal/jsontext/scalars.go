package jsontext

import "strconv"

// Null takes a null.
func (r *Reader) Null() {
	if r.is(Null) {
		r.word("null")
	}
}

// Bool reads true or false.
func (r *Reader) Bool() bool {
	if !r.is(Bool) {
		return false
	}
	if r.buf[r.pos] == 't' {
		r.word("true")
		return r.err == nil
	}
	r.word("false")
	return false
}

func (r *Reader) word(word string) {
	line, at := r.line, r.Offset()
	for i := 0; i < len(word); i++ {
		if !r.more() {
			r.ended(word)
			return
		}
		if r.buf[r.pos] != word[i] {
			r.FailAt(line, at, word[:i]+string(rune(r.buf[r.pos])), word, nil)
			return
		}
		r.pos++
	}
}

// Float reads a number. One beyond the range of float64 is an error.
func (r *Reader) Float() float64 {
	if !r.is(Number) {
		return 0
	}
	line, at := r.line, r.Offset()
	text := r.number()
	if r.err != nil {
		return 0
	}
	v, err := strconv.ParseFloat(string(text), 64)
	if err != nil {
		r.FailAt(line, at, string(text), "a number below 1.8e308", nil)
		return 0
	}
	return v
}

// number takes the text of a number (RFC 8259 section 6).
func (r *Reader) number() []byte {
	line, at := r.line, r.Offset()
	r.scratch = r.scratch[:0]
	for r.more() && numberByte(r.buf[r.pos]) {
		if len(r.scratch) == MaxNumber {
			r.FailAt(line, at, string(r.scratch), "a number of at most "+strconv.Itoa(MaxNumber)+" characters", nil)
			return nil
		}
		r.scratch = append(r.scratch, r.buf[r.pos])
		r.pos++
	}
	if n := numberEnd(r.scratch); n < len(r.scratch) || n == 0 {
		if n == 0 && r.pos == r.end && r.last != nil {
			r.ended("the rest of a number")
			return nil
		}
		r.FailAt(line, at, string(r.scratch), "a number", nil)
		return nil
	}
	return r.scratch
}

func numberByte(b byte) bool {
	return b >= '0' && b <= '9' || b == '-' || b == '+' || b == '.' || b == 'e' || b == 'E'
}

// numberEnd is how much of the text is one number, 0 when it is none or cut off.
func numberEnd(s []byte) int {
	i := 0
	if i < len(s) && s[i] == '-' {
		i++
	}
	whole := digits(s[i:])
	if whole == 0 || whole > 1 && s[i] == '0' {
		return 0
	}
	i += whole
	if i < len(s) && s[i] == '.' {
		n := digits(s[i+1:])
		if n == 0 {
			return 0
		}
		i += 1 + n
	}
	if i < len(s) && (s[i] == 'e' || s[i] == 'E') {
		i++
		if i < len(s) && (s[i] == '-' || s[i] == '+') {
			i++
		}
		n := digits(s[i:])
		if n == 0 {
			return 0
		}
		i += n
	}
	return i
}

func digits(s []byte) int {
	for i, b := range s {
		if b < '0' || b > '9' {
			return i
		}
	}
	return len(s)
}
