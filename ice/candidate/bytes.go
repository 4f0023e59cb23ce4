package candidate

import "strings"

// byteClass is a set of the classes that a byte is in.
type byteClass uint8

const (
	iceChar     byteClass = 1 << iota // RFC 8839 section 5.1
	tokenChar                         // token-char of RFC 8866 section 9
	visibleChar                       // VCHAR of RFC 5234
	nameChar                          // of a host name, and of a zone
	digitChar
	digitOrDot
)

// classes is looked up for every byte of every line.
var classes = classTable()

func classTable() (table [256]byteClass) {
	for i := range table {
		b := byte(i)
		isDigit := b >= '0' && b <= '9'
		isAlnum := isDigit || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z'
		for _, c := range [...]struct {
			class byteClass
			in    bool
		}{
			{iceChar, isAlnum || b == '+' || b == '/'},
			{tokenChar, isAlnum || strings.IndexByte("!#$%&'*+-.^_`{|}~", b) >= 0},
			{visibleChar, b > ' ' && b < 0x7f},
			{nameChar, isAlnum || b == '-' || b == '.' || b == '_'},
			{digitChar, isDigit},
			{digitOrDot, isDigit || b == '.'},
		} {
			if c.in {
				table[i] |= c.class
			}
		}
	}
	return table
}

// all reports whether every byte of s is of the class.
func all(s string, class byteClass) bool {
	set := class
	for i := 0; i < len(s); i++ {
		set &= classes[s[i]]
	}
	return set == class
}

func lower(b byte) byte {
	if b >= 'A' && b <= 'Z' {
		return b + 'a' - 'A'
	}
	return b
}
