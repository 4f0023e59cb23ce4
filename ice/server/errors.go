package server

import "strconv"

// Field names the part of a URL that a SyntaxError is about.
type Field uint8

// The fields in the order in which a URL has them.
const (
	FieldScheme Field = iota + 1
	FieldUserInfo
	FieldHost
	FieldPort
	FieldPath
	FieldQuery     // of a stun or stuns URL
	FieldTransport // the query of a turn or turns URL
	FieldFragment
)

var fields = [...]struct{ name, want string }{
	FieldScheme:    {"scheme", "stun:, stuns:, turn: or turns:"},
	FieldUserInfo:  {"user name", "none, it belongs beside the URL as username and credential"},
	FieldHost:      {"host", "a host name, an IPv4 address or an IPv6 address in brackets"},
	FieldPort:      {"port", "a number from 1 to 65535"},
	FieldPath:      {"path", "none, the host follows the colon and ends the URL but for port and transport"},
	FieldQuery:     {"query", "none, only turn: and turns: take one"},
	FieldTransport: {"query", "transport=udp or transport=tcp, in lower case"},
	FieldFragment:  {"fragment", "none"},
}

// String is the field's name as used in error messages.
func (f Field) String() string {
	if int(f) < len(fields) && f != 0 {
		return fields[f].name
	}
	return "unknown field"
}

// Want says what may stand in the field.
func (f Field) Want() string {
	if int(f) < len(fields) && f != 0 {
		return fields[f].want
	}
	return ""
}

// SyntaxError says which part of a URL is wrong, and where.
type SyntaxError struct {
	// Text is the URL as a browser reads it: without tabs, line ends and the
	// spaces around it.
	Text   string
	Offset int    // byte offset of the token in Text; len(Text) when something is missing at the end
	Token  string // what was found; "" when nothing was
	Field  Field  // what was being read
}

// Error names the field, its place, what was found and what may stand there.
func (e *SyntaxError) Error() string {
	found := "nothing"
	if e.Token != "" {
		found = strconv.Quote(e.Token)
	}
	return "server: " + e.Field.String() + " at offset " + strconv.Itoa(e.Offset) +
		": found " + found + ", expected " + e.Field.Want() + " (RFC 7064 and RFC 7065 section 3.1)"
}
