package candidate_test

import (
	"errors"
	"strconv"
	"strings"
	"testing"

	"github.com/iceguard/iceguard/ice/candidate"
)

func TestMalformedLines(t *testing.T) {
	lines := entries(t, "malformed.tsv", 4)
	if len(lines) < 90 {
		t.Fatalf("malformed.tsv has %d lines, it had more", len(lines))
	}
	for _, e := range lines {
		offset, err := strconv.Atoi(e[0])
		if err != nil {
			t.Fatal(err)
		}
		checkSyntaxError(t, e[3], offset, e[1], e[2])
	}
}

// Line ends and control characters, which a text file cannot hold safely.
func TestControlCharacters(t *testing.T) {
	const head = "candidate:1 1 udp 2 192.0.2.1 3 typ host"
	checkSyntaxError(t, head+"\r", 36, "type", "host\r")
	checkSyntaxError(t, head+"\n", 36, "type", "host\n")
	checkSyntaxError(t, head+"\x00", 36, "type", "host\x00")
	checkSyntaxError(t, head+" x y\r\n", 43, "extension value", "y\r\n")
	checkSyntaxError(t, head+" x y\x7f", 43, "extension value", "y\x7f")
	checkSyntaxError(t, head+"\tgeneration 0", 36, "type", "host\tgeneration")
	checkSyntaxError(t, "candidate:1\t1 udp 2 192.0.2.1 3 typ host", 10, "foundation", "1\t1")
	checkSyntaxError(t, "candidate:1 1 udp 2 2001::\x11 3 typ host", 20, "address", "2001::\x11")
	checkSyntaxError(t, "candidate:1 1 udp 2 fe80::1%\x01 3 typ host", 20, "address", "fe80::1%\x01")
	checkSyntaxError(t, "candidate:1 1 udp 2 host\xff 3 typ host", 20, "address", "host\xff")
}

func checkSyntaxError(t *testing.T, line string, offset int, field, token string) {
	t.Helper()
	c, err := candidate.Parse(line)
	var syntax *candidate.SyntaxError
	if !errors.As(err, &syntax) {
		t.Errorf("%q gives %v, want a SyntaxError", line, err)
		return
	}
	if c != (candidate.Candidate{}) {
		t.Errorf("%q gives a candidate beside the error: %+v", line, c)
	}
	if syntax.Line != line || syntax.Offset != offset || syntax.Field.String() != field || syntax.Token != token {
		t.Errorf("%q\ngot  offset %d, field %s, token %q\nwant offset %d, field %s, token %q",
			line, syntax.Offset, syntax.Field, syntax.Token, offset, field, token)
	}
	if !strings.HasPrefix(line[syntax.Offset:], token) {
		t.Errorf("%q has no %q at offset %d", line, token, syntax.Offset)
	}
	found := "found nothing"
	switch {
	case token != "":
		found = "found " + strconv.Quote(token)
	case offset < len(line):
		found = "found a space"
	}
	for _, part := range []string{
		"candidate: " + field + " at offset " + strconv.Itoa(offset) + ": ", found, "expected " + syntax.Field.Want(), "RFC 8839",
	} {
		if message := err.Error(); !strings.Contains(message, part) {
			t.Errorf("%q: message %q lacks %q", line, message, part)
		}
	}
}

func TestFieldWords(t *testing.T) {
	names := []string{
		"foundation", "component", "transport", "priority", "address", "port", "typ", "type", "raddr", "rport",
		"tcptype", "extension name", "extension value",
	}
	for i, want := range names {
		f := candidate.Field(i + 1)
		if f.String() != want || f.Want() == "" {
			t.Errorf("field %d is %q and wants %q, want %q", i+1, f, f.Want(), want)
		}
	}
	for _, f := range []candidate.Field{0, candidate.Field(len(names) + 1), 255} {
		if f.String() != "unknown field" || f.Want() != "" {
			t.Errorf("field %d is %q and wants %q", uint8(f), f, f.Want())
		}
	}
}
