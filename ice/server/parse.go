package server

import (
	"strings"

	"github.com/iceguard/iceguard/ice/candidate"
)

// Parse reads the URL of a STUN or TURN server by RFC 7064 and RFC 7065
// section 3.1 and by webrtc-pc, "validate an ICE server URL". It takes what
// every browser takes and can use, and gives a *SyntaxError for all else:
//
//   - Scheme and host may be in upper case, the transport may not.
//   - Tabs, line ends and the spaces around a URL are left out, as the URL
//     standard has it.
//   - The host is a name of letters, digits, '-', '_' and '.', an IPv4 address,
//     or an IPv6 address in brackets and without a zone. RFC 3986 allows more in
//     a name, none of which resolves in every browser: percent signs, letters
//     beyond ASCII (use the xn-- form), ';' or ','. A name whose last label
//     is a number must be an IPv4 address, written in full.
//   - An empty port, which the grammar allows, is refused as Chromium does.
func Parse(text string) (URL, error) {
	text = clean(text)
	s := splitter{text: text}
	colon := strings.IndexByte(text, ':')
	if colon < 0 {
		return URL{}, s.fail(FieldScheme, 0, len(text))
	}
	u := URL{Scheme: Scheme(lower(text[:colon]))}
	switch u.Scheme {
	case STUN, STUNS, TURN, TURNS:
	default:
		return URL{}, s.fail(FieldScheme, 0, colon)
	}
	if i := strings.IndexByte(text, '#'); i >= 0 {
		return URL{}, s.fail(FieldFragment, i, len(text))
	}
	end := len(text)
	if i := strings.IndexByte(text, '?'); i >= 0 {
		end = i
	}
	if err := s.authority(&u, colon+1, end); err != nil {
		return URL{}, err
	}
	if err := s.query(&u, end); err != nil {
		return URL{}, err
	}
	return u, nil
}

// splitter makes errors that tell the place within the text.
type splitter struct{ text string }

func (s splitter) fail(f Field, start, end int) error {
	return &SyntaxError{Text: s.text, Offset: start, Token: s.text[start:end], Field: f}
}

// authority reads host and port, which stand from start to end.
func (s splitter) authority(u *URL, start, end int) error {
	text := s.text[start:end]
	if i := strings.IndexByte(text, '@'); i >= 0 {
		return s.fail(FieldUserInfo, start, start+i+1)
	}
	// A backslash is a slash to browsers, which read host and port as those of an https URL.
	for i := 0; i < len(text); i++ {
		if text[i] == '/' || text[i] == '\\' {
			return s.fail(FieldPath, start+i, end)
		}
	}
	host, port := text, -1 // the port's place within text
	switch {
	case strings.HasPrefix(text, "["):
		i := strings.IndexByte(text, ']')
		if i < 0 || i+1 < len(text) && text[i+1] != ':' || !isIPv6(text[1:i]) {
			return s.fail(FieldHost, start, end)
		}
		host = text[1:i]
		if i+1 < len(text) {
			port = i + 2
		}
	case isIPv6(text): // without brackets its last group would be read as the port
		return s.fail(FieldHost, start, end)
	default:
		if i := strings.IndexByte(text, ':'); i >= 0 {
			host, port = text[:i], i+1
		}
		if !isName(host) {
			return s.fail(FieldHost, start, start+len(host))
		}
	}
	u.Host = lower(host)
	u.Port, u.Transport = defaults(u.Scheme)
	if port < 0 {
		return nil
	}
	var ok bool
	if u.Port, ok = parsePort(text[port:]); !ok {
		return s.fail(FieldPort, start+port, end)
	}
	return nil
}

// query reads what stands from the question mark at start on, if there is one.
func (s splitter) query(u *URL, start int) error {
	query := s.text[start:]
	switch {
	case query == "":
	case !u.Scheme.IsTURN():
		return s.fail(FieldQuery, start, len(s.text))
	case query == transportKey+string(UDP):
		u.Transport = UDP
	case query == transportKey+string(TCP):
		u.Transport = TCP
	default:
		return s.fail(FieldTransport, start+1, len(s.text))
	}
	return nil
}

// clean leaves out what the URL standard's parser leaves out.
func clean(text string) string {
	for text != "" && text[0] <= ' ' {
		text = text[1:]
	}
	for text != "" && text[len(text)-1] <= ' ' {
		text = text[:len(text)-1]
	}
	kept := make([]byte, 0, len(text))
	for i := 0; i < len(text); i++ {
		if c := text[i]; c != '\t' && c != '\n' && c != '\r' {
			kept = append(kept, c)
		}
	}
	if len(kept) == len(text) {
		return text
	}
	return string(kept)
}

func isIPv6(s string) bool {
	_, ok := candidate.ParseIP(s)
	return ok && strings.IndexByte(s, ':') >= 0 && strings.IndexByte(s, '%') < 0
}

// isName accepts IPv4 addresses and host names. A name that ends in a number
// is an address to browsers, and 1.2.3 another one than it seems.
func isName(s string) bool {
	switch candidate.FamilyOf(s) {
	case candidate.IPv4:
		return true
	case candidate.FQDN, candidate.MDNS:
		last := strings.TrimSuffix(s, ".")
		last = last[strings.LastIndexByte(last, '.')+1:]
		return !isNumber(last)
	}
	return false
}

// isNumber recognises what the URL standard's "ends in a number" checker
// takes for one: decimal digits, or hexadecimal ones after 0x.
func isNumber(s string) bool {
	digits := "0123456789"
	if strings.HasPrefix(s, "0x") || strings.HasPrefix(s, "0X") {
		s, digits = s[2:], "0123456789abcdefABCDEF"
	}
	for i := 0; i < len(s); i++ {
		if strings.IndexByte(digits, s[i]) < 0 {
			return false
		}
	}
	return true
}

func parsePort(s string) (uint16, bool) {
	port := uint32(0)
	for i := 0; i < len(s); i++ {
		d := uint32(s[i]) - '0'
		if d > 9 {
			return 0, false
		}
		if port = port*10 + d; port > 65535 {
			return 0, false
		}
	}
	return uint16(port), port != 0
}
