package candidate

import (
	"errors"
	"strconv"
)

// ErrEndOfCandidates is returned by Parse for the empty string. It is no
// candidate but the end-of-candidates indication of one transport and
// generation (RFC 8838 section 8.2, RTCIceCandidate.candidate === "").
var ErrEndOfCandidates = errors.New("candidate: the empty string marks the end of candidates and has no fields")

// Field names the part of a candidate line that a SyntaxError is about.
type Field uint8

// The fields in the order of the grammar in RFC 8839 section 5.1.
const (
	FieldFoundation Field = iota + 1
	FieldComponent
	FieldTransport
	FieldPriority
	FieldAddress
	FieldPort
	FieldTypKeyword
	FieldType
	FieldRelatedAddress
	FieldRelatedPort
	FieldTCPType
	FieldExtensionName
	FieldExtensionValue
)

var fields = [...]struct{ name, want string }{
	FieldFoundation:     {"foundation", "1 to 32 letters, digits, '+' or '/'"},
	FieldComponent:      {"component", "a number from 1 to 256"},
	FieldTransport:      {"transport", "a token such as udp or tcp"},
	FieldPriority:       {"priority", "a number from 0 to 4294967295"},
	FieldAddress:        {"address", "an IPv4 or IPv6 address or a host name"},
	FieldPort:           {"port", "a number from 0 to 65535"},
	FieldTypKeyword:     {"typ", "the word typ"},
	FieldType:           {"type", "host, srflx, prflx, relay or another token"},
	FieldRelatedAddress: {"raddr", "an IPv4 or IPv6 address or a host name"},
	FieldRelatedPort:    {"rport", "a number from 0 to 65535"},
	FieldTCPType:        {"tcptype", "active, passive, so or another token"},
	FieldExtensionName:  {"extension name", "a token"},
	FieldExtensionValue: {"extension value", "a value of visible ASCII characters"},
}

// String is the field's name as used in error messages.
func (f Field) String() string {
	if int(f) < len(fields) && f != 0 {
		return fields[f].name
	}
	return "unknown field"
}

// Want says what the grammar allows in the field.
func (f Field) Want() string {
	if int(f) < len(fields) && f != 0 {
		return fields[f].want
	}
	return ""
}

// SyntaxError says which token of a candidate line is wrong, and where.
type SyntaxError struct {
	_      [0]func() // not compared by ==, which would be 500 bytes of WebAssembly
	Line   string    // the whole line
	Offset int       // byte offset of the token in Line; len(Line) when something is missing at the end
	Token  string    // what was found; "" when nothing was
	Field  Field     // what was being read
}

// Error names the field, its place, what was found and what is allowed.
func (e *SyntaxError) Error() string {
	found := "nothing"
	switch {
	case e.Token != "":
		found = strconv.Quote(e.Token)
	case e.Offset < len(e.Line):
		found = "a space"
	}
	return "candidate: " + e.Field.String() + " at offset " + strconv.Itoa(e.Offset) +
		": found " + found + ", expected " + e.Field.Want() + " (RFC 8839 section 5.1)"
}
