package candidate

import (
	"strings"

	"github.com/iceguard/iceguard/internal/ascii"
)

const (
	prefixAttribute = "a=candidate:"
	prefixCandidate = "candidate:"
)

func prefixOf(line string) string {
	const a, c = len(prefixAttribute), len(prefixCandidate)
	switch {
	case len(line) >= c && line[:c] == prefixCandidate:
		return prefixCandidate
	case len(line) >= a && line[:a] == prefixAttribute:
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
	if line == "" {
		return c, ErrEndOfCandidates
	}
	c.line = line
	if at, wrong := c.read(); wrong != 0 {
		tok, _, _ := ascii.Cut(line[at:], ' ')
		return Candidate{}, &SyntaxError{Line: line, Offset: at, Token: tok, Field: wrong}
	}
	return c, nil
}

// read fills the fields from the line. It gives the field that is wrong, if
// one is, and where its token begins.
func (c *Candidate) read() (at int, wrong Field) {
	line := c.line
	at = len(prefixOf(line))
	foundation, next := token(line, at, iceChar)
	if next < 0 || len(foundation) > 32 {
		return at, FieldFoundation
	}
	c.Foundation = foundation
	at = next
	n, next := number(line, at, 3, 256)
	if next < 0 || n == 0 {
		return missed(line, at), FieldComponent
	}
	c.Component = uint16(n)
	at = next
	if c.Transport, next = token(line, at, tokenChar); next < 0 {
		return missed(line, at), FieldTransport
	}
	at = next
	if n, next = number(line, at, 10, 1<<32-1); next < 0 {
		return missed(line, at), FieldPriority
	}
	c.Priority = uint32(n)
	at = next
	if c.Address, next = address(line, at); next < 0 {
		return missed(line, at), FieldAddress
	}
	at = next
	if n, next = number(line, at, 5, 65535); next < 0 {
		return missed(line, at), FieldPort
	}
	c.Port = uint16(n)
	at = next
	word, next := token(line, at, tokenChar)
	if word != typName && !ascii.EqualFold(word, typName) {
		return missed(line, at), FieldTypKeyword
	}
	at = next
	if word, next = token(line, at, tokenChar); next < 0 {
		return missed(line, at), FieldType
	}
	c.Type = Type(word)
	if next == len(line) {
		return missed(line, next), FieldExtensionName
	}
	if next > len(line) {
		return next, 0
	}
	return c.readTail(next)
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
	for {
		name, next := knownName(line, at)
		if next < 0 {
			name, next = token(line, at, tokenChar)
		}
		if next < 0 {
			return at, FieldExtensionName
		}
		if next > len(line) {
			return len(line), FieldExtensionValue
		}
		at = next
		switch {
		case name == raddrName && c.RelatedAddress == "":
			if c.RelatedAddress, next = address(line, at); next < 0 {
				return at, FieldRelatedAddress
			}
		case name == rportName && !c.HasRelatedPort:
			n, after := number(line, at, 5, 65535)
			if after < 0 {
				return at, FieldRelatedPort
			}
			c.RelatedPort, c.HasRelatedPort, next = uint16(n), true, after
		case name == tcpTypeName && c.TCPType == "":
			value, after := token(line, at, tokenChar)
			if after < 0 {
				return at, FieldTCPType
			}
			c.TCPType, next = TCPType(value), after
		default:
			for next < len(line) && classes[line[next]]&visibleChar != 0 { // *VCHAR may be empty
				next++
			}
			if next < len(line) && line[next] != ' ' {
				return at, FieldExtensionValue
			}
			if name == ufragName && c.UsernameFragment == "" {
				c.UsernameFragment = line[at:next]
			}
			next++
		}
		if next > len(line) {
			return next, 0
		}
		at = next
	}
}

// knownName is token for the extension names that browsers write, which are known at a glance.
func knownName(line string, at int) (name string, next int) {
	rest := line[at:]
	switch {
	case len(rest) > 10 && (rest[:11] == "generation " || rest[:11] == "network-id "):
		return rest[:10], at + 11
	case len(rest) > 12 && rest[:13] == "network-cost ":
		return rest[:12], at + 13
	}
	return "", -1
}

// token is the token at at, whose bytes are all of the class, and where what
// follows its space begins; without a space next is behind the line's end. It
// is -1 when there is no such token. (All of a token is done in one function,
// for in WebAssembly a call costs as much as the loop it holds.)
func token(line string, at int, class byteClass) (tok string, next int) {
	end := at
	for uint(end) < uint(len(line)) && classes[line[end]]&class != 0 {
		end++
	}
	if end == at || end < len(line) && line[end] != ' ' {
		return "", -1
	}
	return line[at:end], end + 1
}

// number is token for digits, at most that many and up to highest.
func number(line string, at, most int, highest uint64) (n uint64, next int) {
	end := at
	for uint(end) < uint(len(line)) {
		d := line[end] - '0'
		if d > 9 {
			break
		}
		n = n*5<<1 + uint64(d) // n*10, compiled to one step less
		end++
	}
	if end == at || end-at > most || n > highest || end < len(line) && line[end] != ' ' {
		return 0, -1
	}
	return n, end + 1
}

// address is token for an address.
func address(line string, at int) (tok string, next int) {
	if at >= len(line) {
		return "", -1
	}
	end := ipv4(line, at)
	if end < 0 {
		if end = strings.IndexByte(line[at:], ' '); end < 0 {
			end = len(line) - at
		}
		if end += at; !validAddress(line[at:end]) {
			return "", -1
		}
	}
	return line[at:end], end + 1
}

// ipv4 is the end of the token at at if that is an IPv4 address, as most are;
// -1 when it is not. ParseIP says the same and costs twice the time.
func ipv4(line string, at int) (end int) {
	for dots := 0; ; dots++ {
		rest := line[at:]
		if len(rest) == 0 || rest[0]-'0' > 9 {
			return -1
		}
		n := 1
		if len(rest) > 1 && rest[1]-'0' <= 9 {
			if rest[0] == '0' {
				return -1
			}
			n = 2
			if len(rest) > 2 && rest[2]-'0' <= 9 {
				if uint(rest[0]-'0')*100+uint(rest[1]-'0')*10+uint(rest[2]-'0') > 255 {
					return -1
				}
				n = 3
			}
		}
		at += n
		if dots == 3 {
			break
		}
		if at == len(line) || line[at] != '.' {
			return -1
		}
		at++
	}
	if at < len(line) && line[at] != ' ' {
		return -1
	}
	return at
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
