package candidate

import (
	"iter"
	"strings"
)

const (
	prefixAttribute = "a=candidate:"
	prefixCandidate = "candidate:"
)

func prefixOf(line string) string {
	switch {
	case strings.HasPrefix(line, prefixAttribute):
		return prefixAttribute
	case strings.HasPrefix(line, prefixCandidate):
		return prefixCandidate
	}
	return ""
}

// Parse reads one candidate line: the candidate-attribute of RFC 8839 section
// 5.1, without a line end, with the prefix "a=candidate:" or "candidate:" or none.
//
// It returns a *SyntaxError that names the offending token and its place, or
// ErrEndOfCandidates for the empty string, which marks the end of candidates.
// The Candidate shares its strings with line; nothing is allocated.
func Parse(line string) (Candidate, error) {
	if line == "" {
		return Candidate{}, ErrEndOfCandidates
	}
	c := Candidate{line: line}
	s := scanner{line: line, pos: len(prefixOf(line))}
	c.Foundation = s.text(FieldFoundation, validFoundation)
	c.Component = uint16(s.number(FieldComponent, 3, 1, 256))
	c.Transport = s.text(FieldTransport, validToken)
	c.Priority = uint32(s.number(FieldPriority, 10, 0, 1<<32-1))
	c.Address = s.text(FieldAddress, validAddress)
	c.Port = uint16(s.number(FieldPort, 5, 0, 65535))
	s.text(FieldTypKeyword, isTypKeyword)
	c.Type = Type(s.text(FieldType, validToken))
	if s.err != nil {
		return Candidate{}, s.err
	}
	if s.pos < len(line) {
		if err := c.readTail(line, s.pos); err != nil {
			return Candidate{}, err
		}
	}
	return c, nil
}

// readTail reads the name and value pairs that follow the candidate type, from offset on.
func (c *Candidate) readTail(line string, offset int) error {
	c.tail = line[offset:]
	for rest, more := c.tail, true; more; {
		name, after, hasValue := strings.Cut(rest, " ")
		if !validToken(name) {
			return &SyntaxError{Line: line, Offset: offset, Token: name, Field: FieldExtensionName}
		}
		offset += len(name)
		if !hasValue {
			return &SyntaxError{Line: line, Offset: offset, Field: FieldExtensionValue}
		}
		offset++
		var value string
		value, rest, more = strings.Cut(after, " ")
		if f := c.setAttribute(name, value); f != 0 {
			return &SyntaxError{Line: line, Offset: offset, Token: value, Field: f}
		}
		offset += len(value) + 1
	}
	return nil
}

// setAttribute takes one pair; it returns the field that a bad value violates, else 0.
// A second attribute of a known name is an extension like any other.
func (c *Candidate) setAttribute(name, value string) Field {
	switch {
	case name == raddrName && c.RelatedAddress == "":
		if !validAddress(value) {
			return FieldRelatedAddress
		}
		c.RelatedAddress = value
	case name == rportName && !c.HasRelatedPort:
		port, ok := number(value, 5, 65535)
		if !ok {
			return FieldRelatedPort
		}
		c.RelatedPort, c.HasRelatedPort = uint16(port), true
	case name == tcpTypeName && c.TCPType == "":
		if !validToken(value) {
			return FieldTCPType
		}
		c.TCPType = TCPType(value)
	case !all(value, isVChar):
		return FieldExtensionValue
	case name == ufragName && c.UsernameFragment == "":
		c.UsernameFragment = value
	}
	return 0
}

// scanner cuts the line at its single spaces and keeps the first error.
type scanner struct {
	line string
	pos  int
	err  error
}

// token is the next token and its offset; "" when there is none.
func (s *scanner) token() (tok string, offset int) {
	offset = s.pos
	tok, _, more := strings.Cut(s.line[offset:], " ")
	s.pos += len(tok)
	if more && s.pos < len(s.line)-1 {
		s.pos++ // a space that ends the line stays, so that what comes next finds it
	}
	return tok, offset
}

func (s *scanner) fail(f Field, tok string, offset int) {
	s.err = &SyntaxError{Line: s.line, Offset: offset, Token: tok, Field: f}
}

func (s *scanner) text(f Field, valid func(string) bool) string {
	if s.err != nil {
		return ""
	}
	tok, offset := s.token()
	if !valid(tok) {
		s.fail(f, tok, offset)
		return ""
	}
	return tok
}

func (s *scanner) number(f Field, digits int, lowest, highest uint64) uint64 {
	if s.err != nil {
		return 0
	}
	tok, offset := s.token()
	n, ok := number(tok, digits, highest)
	if !ok || n < lowest {
		s.fail(f, tok, offset)
		return 0
	}
	return n
}

func number(tok string, digits int, highest uint64) (uint64, bool) {
	if tok == "" || len(tok) > digits {
		return 0, false
	}
	var n uint64
	for i := 0; i < len(tok); i++ {
		d := tok[i] - '0'
		if d > 9 {
			return 0, false
		}
		n = n*10 + uint64(d)
	}
	return n, n <= highest
}

// pairs yields the name and value pairs of a tail that readTail accepted.
func pairs(tail string) iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		for rest := tail; rest != ""; {
			name, after, _ := strings.Cut(rest, " ")
			value, next, _ := strings.Cut(after, " ")
			if !yield(name, value) {
				return
			}
			rest = next
		}
	}
}

func all(s string, ok func(byte) bool) bool {
	for i := 0; i < len(s); i++ {
		if !ok(s[i]) {
			return false
		}
	}
	return true
}

func isAlnum(b byte) bool {
	return b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z'
}

func validFoundation(s string) bool { return s != "" && len(s) <= 32 && all(s, isICEChar) }

func validToken(s string) bool { return s != "" && all(s, isTokenChar) }

func isTypKeyword(s string) bool { return foldEqual(s, typName) }

func isICEChar(b byte) bool { return isAlnum(b) || b == '+' || b == '/' }

// isTokenChar is the token-char of RFC 8866 section 9.
func isTokenChar(b byte) bool {
	return isAlnum(b) || strings.IndexByte("!#$%&'*+-.^_`{|}~", b) >= 0
}

func isVChar(b byte) bool { return b > ' ' && b < 0x7f }

// foldEqual compares ASCII without case; want is in lower case. strings.EqualFold
// would bring in the Unicode tables.
func foldEqual(s, want string) bool {
	if len(s) != len(want) {
		return false
	}
	for i := 0; i < len(s); i++ {
		if lower(s[i]) != want[i] {
			return false
		}
	}
	return true
}

func lower(b byte) byte {
	if b >= 'A' && b <= 'Z' {
		return b + 'a' - 'A'
	}
	return b
}
