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
	c.Foundation = s.text(FieldFoundation, iceChar)
	if s.err == nil && len(c.Foundation) > 32 {
		s.fail(FieldFoundation, c.Foundation)
	}
	c.Component = uint16(s.number(FieldComponent, 3, 1, 256))
	c.Transport = s.text(FieldTransport, tokenChar)
	c.Priority = uint32(s.number(FieldPriority, 10, 0, 1<<32-1))
	c.Address = s.address(FieldAddress)
	c.Port = uint16(s.number(FieldPort, 5, 0, 65535))
	if typ := s.text(FieldTypKeyword, tokenChar); s.err == nil && !foldEqual(typ, typName) {
		s.fail(FieldTypKeyword, typ)
	}
	c.Type = Type(s.text(FieldType, tokenChar))
	if s.err == nil && s.pos < len(line) {
		c.tail, s.inTail = line[s.pos:], true
		c.readTail(&s)
	}
	if s.err != nil {
		return Candidate{}, s.err
	}
	return c, nil
}

// readTail reads the name and value pairs that follow the candidate type. A
// second attribute of a known name is an extension like any other.
func (c *Candidate) readTail(s *scanner) {
	for s.more = true; s.more && s.err == nil; {
		name := s.text(FieldExtensionName, tokenChar)
		switch {
		case s.err != nil:
		case !s.more:
			s.err = &SyntaxError{Line: s.line, Offset: s.pos, Field: FieldExtensionValue}
		case name == raddrName && c.RelatedAddress == "":
			c.RelatedAddress = s.address(FieldRelatedAddress)
		case name == rportName && !c.HasRelatedPort:
			c.RelatedPort, c.HasRelatedPort = uint16(s.number(FieldRelatedPort, 5, 0, 65535)), true
		case name == tcpTypeName && c.TCPType == "":
			c.TCPType = TCPType(s.text(FieldTCPType, tokenChar))
		default:
			value := s.value()
			if name == ufragName && c.UsernameFragment == "" {
				c.UsernameFragment = value
			}
		}
	}
}

// scanner cuts the line at its single spaces and keeps the first error. It is
// written for WebAssembly, where a call costs as much as the loop it holds.
type scanner struct {
	line  string
	pos   int  // where the next token begins
	start int  // where the latest token began
	more  bool // a space followed the latest token
	// inTail says that a space may end the line: it announces an empty value
	// there. Before, such a space stays, so that what comes next finds it.
	inTail bool
	err    error
}

// token is the next token; its bytes must all be of the class.
func (s *scanner) token(class byteClass) (tok string, ok bool) {
	line, i := s.line, s.pos
	all := class
	for i < len(line) && line[i] != ' ' {
		all &= classes[line[i]]
		i++
	}
	tok = line[s.pos:i]
	s.start, s.pos, s.more = s.pos, i, i < len(line)
	if s.more && (s.inTail || i < len(line)-1) {
		s.pos++
	}
	return tok, all == class
}

// fail notes an error at the latest token.
func (s *scanner) fail(f Field, tok string) {
	s.err = &SyntaxError{Line: s.line, Offset: s.start, Token: tok, Field: f}
}

// text is a token that is not empty.
func (s *scanner) text(f Field, class byteClass) string {
	if s.err != nil {
		return ""
	}
	tok, ok := s.token(class)
	if !ok || tok == "" {
		s.fail(f, tok)
	}
	return tok
}

// value is what may be empty: an extension-att-value (*VCHAR).
func (s *scanner) value() string {
	tok, ok := s.token(visibleChar)
	if !ok {
		s.fail(FieldExtensionValue, tok)
	}
	return tok
}

func (s *scanner) address(f Field) string {
	if s.err != nil {
		return ""
	}
	tok, _ := s.token(visibleChar)
	if !validAddress(tok) {
		s.fail(f, tok)
	}
	return tok
}

func (s *scanner) number(f Field, digits int, lowest, highest uint64) uint64 {
	if s.err != nil {
		return 0
	}
	tok, _ := s.token(digitChar)
	n, ok := number(tok, digits, highest)
	if !ok || n < lowest {
		s.fail(f, tok)
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
