package policy

import (
	"strings"
	"unicode/utf8"
)

// tokens cuts one rule at white space and knows where in the text it stands.
type tokens struct {
	line   string // the line up to the end of the rule
	pos    int    // byte offset of what is not consumed
	number int    // of the line, from 1
}

const blanks = " \t\r\v\f\u00a0\ufeff"

func (t *tokens) skip() {
	t.pos = len(t.line) - len(strings.TrimLeft(t.line[t.pos:], blanks))
}

func (t *tokens) done() bool {
	t.skip()
	return t.pos == len(t.line)
}

// peek is the next token, "" at the end.
func (t *tokens) peek() string {
	t.skip()
	rest := t.line[t.pos:]
	if end := strings.IndexAny(rest, blanks); end >= 0 {
		return rest[:end]
	}
	return rest
}

func (t *tokens) next() { t.pos += len(t.peek()) }

// expected is the error for the token that stands next. At the end of a rule
// the column is the one after its last token, where the missing one belongs.
func (t *tokens) expected(want string) error {
	found := t.peek()
	at := t.pos
	if found == "" {
		at = len(strings.TrimRight(t.line, blanks))
	}
	return &SyntaxError{
		Line:     t.number,
		Column:   utf8.RuneCountInString(t.line[:at]) + 1,
		Found:    found,
		Expected: want,
	}
}
