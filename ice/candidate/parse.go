package candidate

import "github.com/iceguard/iceguard/internal/ascii"

const (
	prefixAttribute = "a=candidate:"
	prefixCandidate = "candidate:"
)

func prefixOf(line string) string {
	switch {
	case word(line, 0) == candidatWord && word(line, 8)&twoBytes == colonWord:
		return prefixCandidate
	case word(line, 2) == candidatWord && len(line) >= len(prefixAttribute) && line[:len(prefixAttribute)] == prefixAttribute:
		return prefixAttribute
	}
	return ""
}

// Parse reads one candidate line: the candidate-attribute of RFC 8839 section
// 5.1, without a line end, with the prefix "a=candidate:" or "candidate:" or none.
//
// It returns a *SyntaxError that names the offending token and its place, or
// ErrEndOfCandidates for the empty string, which marks the end of candidates.
// The Candidate shares its strings with line; nothing is allocated.
func Parse(line string) (c Candidate, err error) {
	err = c.Parse(line)
	return c, err
}

// Parse is the function Parse into a Candidate that is there already, so that
// none is copied. After an error c is the zero value.
func (c *Candidate) Parse(line string) error {
	if line == "" {
		*c = Candidate{}
		return ErrEndOfCandidates
	}
	c.line = line
	if at, wrong := c.read(); wrong != 0 {
		*c = Candidate{}
		tok, _, _ := ascii.Cut(line[at:], ' ')
		return &SyntaxError{Line: line, Offset: at, Token: tok, Field: wrong}
	}
	return nil
}

// read fills the fields from the line. It gives the field that is wrong, if
// one is, and where its token begins. What engines write is known a word at a
// time, and here, for a call costs as much as what it does; readStart, number,
// address and readPort read all else, and say what is wrong with it.
func (c *Candidate) read() (at int, wrong Field) {
	line := c.line
	if w := word(line, 0); w == candidatWord && word(line, 8)&twoBytes == colonWord {
		at = len(prefixCandidate)
	} else if w == aCandidWord && word(line, 8)&fourBytes == ateWord {
		at = len(prefixAttribute)
	}
	end := at + digits(word(line, at))
	if end == at+8 {
		end += digits(word(line, end))
	}
	if w := word(line, end)&sevenBytes | lowerCase; end > at && (w == udpStart || w == tcpStart) {
		c.Foundation, c.Component, c.Transport = line[at:end], 1, line[end+3:end+6]
		at = end + 7
	} else if at, wrong = c.readStart(at); wrong != 0 {
		return at, wrong
	}
	w, more := word(line, at), word(line, at+8)
	if m := digits(more); digits(w) == 8 && m == 2 && more>>16&0xff == ' ' {
		n := decimal(w, 8)*100 + more&0xf*10 + more>>8&0xf
		if n > 1<<32-1 {
			return at, FieldPriority
		}
		c.Priority = uint32(n)
		at += 11
	} else {
		n, next := number(line, at, 10, 1<<32-1)
		if next < 0 {
			return missed(line, at), FieldPriority
		}
		c.Priority = uint32(n)
		at = next
	}
	v4, next := ipv4(line, at)
	if next > 0 {
		c.ip, next = IP{lo: uint64(v4), family: IPv4}, next+1
	} else if c.ip, next = otherAddress(line, at); next < 0 {
		return missed(line, at), FieldAddress
	}
	c.Address = line[at : next-1]
	c.ipOf = c.Address
	at = next
	w = word(line, at)
	n := digits(w)
	port := decimal(w, n)
	if w = word(line, at+n); uint(n-1) < 5 && port <= 65535 && w&fiveBytes == typStart {
		c.Port = uint16(port)
		at += n + 5
	} else if at, wrong = c.readPort(at); wrong != 0 {
		return at, wrong
	}
	switch w := word(line, at) & sixBytes; {
	case w == srflxWord || w == relayWord || w == prflxWord:
		next = at + 6
	case w&fiveBytes == hostWord:
		next = at + 5
	default:
		if next = token(line, at, tokenChar); next < 0 {
			return missed(line, at), FieldType
		}
	}
	c.Type = Type(line[at : next-1])
	if next == len(line) {
		return missed(line, next), FieldExtensionName
	}
	c.tail, c.RelatedAddress, c.RelatedPort, c.HasRelatedPort, c.TCPType, c.UsernameFragment = "", "", 0, false, "", ""
	c.relatedIP, c.relatedOf = IP{}, ""
	if next > len(line) {
		return next, 0
	}
	return c.readTail(next)
}

// readStart reads the foundation, the component and the transport.
func (c *Candidate) readStart(at int) (_ int, wrong Field) {
	line := c.line
	next := token(line, at, iceChar)
	if next < 0 || next-at > 33 {
		return at, FieldFoundation
	}
	c.Foundation = line[at : next-1]
	at = next
	n, next := number(line, at, 3, 256)
	if next < 0 || n == 0 {
		return missed(line, at), FieldComponent
	}
	c.Component = uint16(n)
	at = next
	if next = token(line, at, tokenChar); next < 0 {
		return missed(line, at), FieldTransport
	}
	c.Transport = line[at : next-1]
	return next, 0
}

// readPort reads the port and the word typ.
func (c *Candidate) readPort(at int) (_ int, wrong Field) {
	line := c.line
	n, next := number(line, at, 5, 65535)
	if next < 0 {
		return missed(line, at), FieldPort
	}
	c.Port = uint16(n)
	at = next
	if next = token(line, at, tokenChar); next < 0 || !ascii.EqualFold(line[at:next-1], typName) {
		return missed(line, at), FieldTypKeyword
	}
	return next, 0
}

// missed is the place of a token that should begin at at: at the end of the
// line it is missed where the one before it ended.
func missed(line string, at int) int {
	if at >= len(line) {
		return at - 1
	}
	return at
}

// readTail reads the name and value pairs that follow the candidate type. A
// second attribute of a known name is an extension like any other.
func (c *Candidate) readTail(at int) (_ int, wrong Field) {
	line := c.line
	c.tail = line[at:]
	for at <= len(line) {
		field, next := Field(0), at+6
		switch w := word(line, at); w & sixBytes {
		case raddrWord:
			field = FieldRelatedAddress
		case rportWord:
			field = FieldRelatedPort
		case ufragWord:
			field = fieldUsernameFragment
		default:
			if w == generatiWord && word(line, at+8)&threeBytes == onWord {
				next = at + 11
				break
			}
			if w == tcptypeWord {
				field = FieldTCPType
			}
			if next = extensionName(line, at, w); next < 0 {
				return at, FieldExtensionName
			}
		}
		if next > len(line) {
			return len(line), FieldExtensionValue
		}
		at = next
		switch {
		case field == 0:
			w := word(line, at)
			n := visible(w)
			if next = at + n + 1; w>>(8*n)&0xff != ' ' { // or it is longer
				next = value(line, at)
			}
		case field == FieldRelatedAddress && c.RelatedAddress == "":
			var v4 uint32
			if v4, next = ipv4(line, at); next > 0 {
				c.relatedIP, next = IP{lo: uint64(v4), family: IPv4}, next+1
			} else if c.relatedIP, next = otherAddress(line, at); next < 0 {
				return at, field
			}
			c.RelatedAddress = line[at : next-1]
			c.relatedOf = c.RelatedAddress
		case field == FieldRelatedPort && !c.HasRelatedPort:
			var n uint64
			n, next = number(line, at, 5, 65535)
			c.RelatedPort, c.HasRelatedPort = uint16(n), true
		case field == FieldTCPType && c.TCPType == "":
			if next = token(line, at, tokenChar); next > 0 {
				c.TCPType = TCPType(line[at : next-1])
			}
		default:
			next = value(line, at)
			if field == fieldUsernameFragment && c.UsernameFragment == "" && next > 0 {
				c.UsernameFragment = line[at : next-1]
			}
			field = 0
		}
		if next < 0 {
			if field == 0 {
				field = FieldExtensionValue
			}
			return at, field
		}
		at = next
	}
	return at, 0
}

// fieldUsernameFragment is no field of the grammar: its value is that of any extension.
const fieldUsernameFragment = FieldExtensionValue + 1

// extensionName is token for the name of an extension that begins with a word.
// Those that browsers write are known.
func extensionName(line string, at int, w uint64) (next int) {
	switch w {
	case tcptypeWord:
		return at + 8
	case networkWord:
		w = word(line, at+8)
		if w&threeBytes == idWord {
			return at + 11
		}
		if w&fiveBytes == costWord {
			return at + 13
		}
	}
	return token(line, at, tokenChar)
}

// token is where what follows a token and its space begins, behind the line's
// end if nothing does; -1 when there is no token at at whose bytes are all of
// the class. (All of it is done in one function, for in WebAssembly a call
// costs as much as the loop it holds.)
func token(line string, at int, class byteClass) (next int) {
	end := at
	for uint(end) < uint(len(line)) && classes[line[end]]&class != 0 {
		end++
	}
	if end == at || end < len(line) && line[end] != ' ' {
		return -1
	}
	return end + 1
}

// value is token for the value of an extension, which may be empty (*VCHAR).
func value(line string, at int) (next int) {
	w := word(line, at)
	n := visible(w)
	for n == 8 {
		at += 8
		w = word(line, at)
		n = visible(w)
	}
	if w>>(8*n)&0xff != ' ' {
		return -1
	}
	return at + n + 1
}

// number is token for digits, at most that many, which is at most 10, and up to highest.
func number(line string, at, most int, highest uint64) (n uint64, next int) {
	w := word(line, at)
	end := digits(w)
	n = decimal(w, end)
	more := end
	if end == 8 {
		w = word(line, at+8)
		more = digits(w)
		end += more
		if more == 1 {
			n *= 10
		} else if more == 2 {
			n *= 100
		}
		n += decimal(w, more)
	}
	if end == 0 || end > most || n > highest || w>>(8*more)&0xff != ' ' {
		return 0, -1
	}
	return n, at + end + 1
}

// otherAddress is token for the connection-address of RFC 8839 section 5.1, an
// IPv6 address or an FQDN, and the former; that it is no IPv4 address is known
// (see ipv4). A zone is not in the grammar but in the field.
func otherAddress(line string, at int) (ip IP, next int) {
	if at >= len(line) {
		return IP{}, -1
	}
	text, _, _ := ascii.Cut(line[at:], ' ')
	ip, ok := parseZoned(text)
	if !ok && !validName(text) {
		return IP{}, -1
	}
	return ip, at + len(text) + 1
}

// pairs is a cursor over the name and value pairs of a tail that readTail
// accepted. (Ranging over a function would triple the code of each loop.)
type pairs struct{ name, value, rest string }

// next moves to the next pair; false at the end.
func (p *pairs) next() bool {
	if p.rest == "" {
		return false
	}
	p.name, p.rest, _ = ascii.Cut(p.rest, ' ')
	p.value, p.rest, _ = ascii.Cut(p.rest, ' ')
	return true
}
