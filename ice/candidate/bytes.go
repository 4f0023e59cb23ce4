package candidate

// byteClass is a set of the classes that a byte is in.
type byteClass uint8

const (
	iceChar     byteClass = 1 << iota // RFC 8839 section 5.1
	tokenChar                         // token-char of RFC 8866 section 9
	visibleChar                       // VCHAR of RFC 5234
	nameChar                          // of a host name, and of a zone
	digitOrDot
)

// classes is looked up for every byte of every line.
var classes = classTable()

func classTable() (table [256]byteClass) {
	const (
		digits = "0123456789"
		alnum  = digits + "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	)
	for _, c := range [...]struct {
		class byteClass
		bytes string
	}{
		{iceChar, alnum + "+/"},
		{tokenChar, alnum + "!#$%&'*+-.^_`{|}~"},
		{nameChar, alnum + "-._"},
		{digitOrDot, digits + "."},
	} {
		for i := 0; i < len(c.bytes); i++ {
			table[c.bytes[i]] |= c.class
		}
	}
	for b := '!'; b <= '~'; b++ {
		table[b] |= visibleChar
	}
	return table
}

// all reports whether every byte of s is of the class.
func all(s string, class byteClass) bool {
	for i := 0; i < len(s); i++ {
		if classes[s[i]]&class == 0 {
			return false
		}
	}
	return true
}
