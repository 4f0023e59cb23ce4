package policy

import (
	"strings"
	"unicode/utf8"
)

// tokens cuts a policy at white space and at the ends of rules, and knows where it stands.
type tokens struct {
	text string
	pos  int // byte offset of what is not consumed
	end  int // where the latest token that was consumed ended
	err  *SyntaxError

	afterDefault bool // a rule "default" has been read
}

// blank is the length of the white space that s begins with, 0 for none.
func blank(s string) int {
	switch {
	case s == "":
		return 0
	case s[0] == ' ' || s[0] >= '\t' && s[0] <= '\r':
		return 1
	case strings.HasPrefix(s, "\u00a0"):
		return len("\u00a0")
	case strings.HasPrefix(s, "\ufeff"):
		return len("\ufeff")
	}
	return 0
}

// trimmed is s without the white space around it.
func trimmed(s string) string {
	start, end := len(s), 0
	for i := 0; i < len(s); {
		if n := blank(s[i:]); n > 0 {
			i += n
			continue
		}
		start = min(start, i)
		i++
		end = i
	}
	return s[min(start, end):end]
}

// done moves to the next token and reports whether the rule has none.
func (t *tokens) done() bool {
	for !t.atEnd(t.pos) {
		n := blank(t.text[t.pos:])
		if n == 0 {
			return false
		}
		t.pos += n
	}
	return true
}

// atEnd reports whether a rule ends there.
func (t *tokens) atEnd(at int) bool {
	return at == len(t.text) || t.text[at] == '\n' || t.text[at] == ';' || t.text[at] == '#'
}

// nextRule leaves the end of a rule, with its comment, behind.
func (t *tokens) nextRule() {
	if t.text[t.pos] == '#' {
		end := strings.IndexByte(t.text[t.pos:], '\n')
		if end < 0 {
			t.pos = len(t.text)
			return
		}
		t.pos += end
	}
	t.pos++
}

// peek is the next token, "" at the end of the rule.
func (t *tokens) peek() string {
	if t.done() {
		return ""
	}
	end := t.pos
	for !t.atEnd(end) && blank(t.text[end:]) == 0 {
		end++
	}
	return t.text[t.pos:end]
}

// IsWord reports whether s is one word of a policy wherever it stands.
func IsWord(s string) bool {
	t := tokens{text: s}
	return s != "" && t.peek() == s
}

func (t *tokens) next() {
	t.pos += len(t.peek())
	t.end = t.pos
}

// accept consumes the next token if it is that word.
func (t *tokens) accept(word string) bool {
	if t.peek() != word {
		return false
	}
	t.next()
	return true
}

// expected notes that the token that stands next is wrong. At the end of a rule
// the column is the one after its last token, where the missing one belongs.
func (t *tokens) expected(want string) bool {
	found, at := t.peek(), t.pos
	if found == "" {
		at = t.end
	}
	before := t.text[:at]
	line := 1
	for i := strings.IndexByte(before, '\n'); i >= 0; i = strings.IndexByte(before, '\n') {
		before = before[i+1:]
		line++
	}
	t.err = &SyntaxError{Line: line, Column: utf8.RuneCountInString(before) + 1, Found: found, Expected: want}
	return false
}
