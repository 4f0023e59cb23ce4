package server_test

import (
	"errors"
	"strconv"
	"strings"
	"testing"

	"github.com/iceguard/iceguard/ice/server"
)

func mustParse(t testing.TB, text string) server.URL {
	t.Helper()
	u, err := server.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// What a URL means, and its normal form.
func TestParse(t *testing.T) {
	for _, c := range []struct {
		text   string
		want   server.URL
		normal string
	}{
		{"stun:stun.example.com", server.URL{Scheme: server.STUN, Host: "stun.example.com", Port: 3478, Transport: server.UDP}, "stun:stun.example.com:3478"},
		{"stuns:example.com", server.URL{Scheme: server.STUNS, Host: "example.com", Port: 5349, Transport: server.TCP}, "stuns:example.com:5349"},
		{"turn:example.com", server.URL{Scheme: server.TURN, Host: "example.com", Port: 3478, Transport: server.UDP}, "turn:example.com:3478?transport=udp"},
		{"turns:example.com", server.URL{Scheme: server.TURNS, Host: "example.com", Port: 5349, Transport: server.TCP}, "turns:example.com:5349?transport=tcp"},
		{"turn:203.0.113.1:443?transport=tcp", server.URL{Scheme: server.TURN, Host: "203.0.113.1", Port: 443, Transport: server.TCP}, "turn:203.0.113.1:443?transport=tcp"},
		{"turns:h:00443?transport=udp", server.URL{Scheme: server.TURNS, Host: "h", Port: 443, Transport: server.UDP}, "turns:h:443?transport=udp"},
		{"stun:[2001:DB8::A]", server.URL{Scheme: server.STUN, Host: "2001:db8::a", Port: 3478, Transport: server.UDP}, "stun:[2001:db8::a]:3478"},
		{"turn:[::1]:65535?transport=tcp", server.URL{Scheme: server.TURN, Host: "::1", Port: 65535, Transport: server.TCP}, "turn:[::1]:65535?transport=tcp"},
		{"STUN:Stun.Example.COM.", server.URL{Scheme: server.STUN, Host: "stun.example.com.", Port: 3478, Transport: server.UDP}, "stun:stun.example.com.:3478"},
		{" tu\trn:a_b-c.1a:1\r\n", server.URL{Scheme: server.TURN, Host: "a_b-c.1a", Port: 1, Transport: server.UDP}, "turn:a_b-c.1a:1?transport=udp"},
		{"stun:f.local", server.URL{Scheme: server.STUN, Host: "f.local", Port: 3478, Transport: server.UDP}, "stun:f.local:3478"},
		{"stun:0x7g.0y", server.URL{Scheme: server.STUN, Host: "0x7g.0y", Port: 3478, Transport: server.UDP}, "stun:0x7g.0y:3478"},
	} {
		u, err := server.Parse(c.text)
		if err != nil || u != c.want {
			t.Errorf("%q: %+v, %v; want %+v", c.text, u, err, c.want)
			continue
		}
		if got := u.String(); got != c.normal {
			t.Errorf("%q: normal form %q, want %q", c.text, got, c.normal)
		}
		if again := mustParse(t, c.normal); again != u {
			t.Errorf("%q parses back to %+v, want %+v", c.normal, again, u)
		}
		if got := string(u.Append([]byte("url="))); got != "url="+c.normal {
			t.Errorf("appended %q", got)
		}
	}
}

// What is wrong is named, with its place.
func TestSyntaxErrors(t *testing.T) {
	for _, c := range []struct {
		text, field string
		offset      int
		token       string
	}{
		{"", "scheme", 0, ""},
		{"stun", "scheme", 0, "stun"},
		{"example.com:3478", "scheme", 0, "example.com"},
		{"https://example.com", "scheme", 0, "https"},
		{":h", "scheme", 0, ""},
		{"stun :h", "scheme", 0, "stun "},
		{"stun:", "host", 5, ""},
		{"turn:?transport=udp", "host", 5, ""},
		{"turn::3478", "host", 5, ""},
		{"stun://example.com", "path", 5, "//example.com"},
		{"stun:example.com/", "path", 16, "/"},
		{`turn:a\b?transport=udp`, "path", 6, `\b`},
		{"turn:user@example.com", "user name", 5, "user@"},
		{"turn:u:p@h:1", "user name", 5, "u:p@"},
		{"stun:a..b:1", "host", 5, "a..b"},
		{"stun:.a", "host", 5, ".a"},
		{"stun:a b", "host", 5, "a b"},
		{"stun:a%41", "host", 5, "a%41"},
		{"turn:a.example,turn:b.example", "host", 5, "a.example,turn"},
		{"stun:h;transport=udp", "host", 5, "h;transport=udp"},
		{"stun:bücher.example", "host", 5, "bücher.example"},
		{"stun:" + strings.Repeat("a.", 128) + "b", "host", 5, strings.Repeat("a.", 128) + "b"},
		{"stun:1.2.3", "host", 5, "1.2.3"},
		{"stun:1.2.3.256:1", "host", 5, "1.2.3.256"},
		{"stun:example.1", "host", 5, "example.1"},
		{"stun:a.0xF.", "host", 5, "a.0xF."},
		{"stun:012.0.0.1", "host", 5, "012.0.0.1"},
		{"stun:2001:db8::1", "host", 5, "2001:db8::1"},
		{"turn:2001:db8::1:3478?transport=udp", "host", 5, "2001:db8::1:3478"},
		{"stun:[::1", "host", 5, "[::1"},
		{"stun:[]", "host", 5, "[]"},
		{"stun:[::g]:1", "host", 5, "[::g]:1"},
		{"stun:[1.2.3.4]", "host", 5, "[1.2.3.4]"},
		{"stun:[fe80::1%eth0]", "host", 5, "[fe80::1%eth0]"},
		{"stun:[fe80::1%25eth0]", "host", 5, "[fe80::1%25eth0]"},
		{"stun:[::1]3478", "host", 5, "[::1]3478"},
		{"stun:h:", "port", 7, ""},
		{"turn:[::1]:?transport=tcp", "port", 11, ""},
		{"stun:h:0", "port", 7, "0"},
		{"stun:h:65536", "port", 7, "65536"},
		{"stun:h:99999999999999999999", "port", 7, "99999999999999999999"},
		{"stun:h:-1", "port", 7, "-1"},
		{"stun:h:1:2", "port", 7, "1:2"},
		{"stun:[::1]:x", "port", 11, "x"},
		{"stun:h?transport=udp", "query", 6, "?transport=udp"},
		{"stuns:h?", "query", 7, "?"},
		{"turn:h?", "query", 7, ""},
		{"turn:h?transport=", "query", 7, "transport="},
		{"turn:h?transport=UDP", "query", 7, "transport=UDP"},
		{"turn:h?transport=tls", "query", 7, "transport=tls"},
		{"turn:h?transport=udp&a=b", "query", 7, "transport=udp&a=b"},
		{"turn:h?transport=udp#", "fragment", 20, "#"},
		{"stun:h#a?b", "fragment", 6, "#a?b"},
		{" stun: h", "host", 5, " h"},
	} {
		u, err := server.Parse(c.text)
		var syntax *server.SyntaxError
		if !errors.As(err, &syntax) {
			t.Errorf("%q gives %v, want a SyntaxError", c.text, err)
			continue
		}
		if u != (server.URL{}) {
			t.Errorf("%q gives a URL beside the error: %+v", c.text, u)
		}
		if syntax.Field.String() != c.field || syntax.Offset != c.offset || syntax.Token != c.token || !strings.HasPrefix(syntax.Text[syntax.Offset:], c.token) {
			t.Errorf("%q\ngot  offset %d, %s, token %q\nwant offset %d, %s, token %q", c.text, syntax.Offset, syntax.Field, syntax.Token, c.offset, c.field, c.token)
		}
		found := "found nothing"
		if c.token != "" {
			found = "found " + strconv.Quote(c.token)
		}
		for _, part := range []string{c.field + " at offset " + strconv.Itoa(c.offset) + ": ", found, "expected " + syntax.Field.Want(), "RFC 7064"} {
			if message := err.Error(); !strings.Contains(message, part) {
				t.Errorf("%q: message %q lacks %q", c.text, message, part)
			}
		}
	}
}

// The query of a STUN URL and that of a TURN URL want different things.
func TestFieldWords(t *testing.T) {
	want := []string{"scheme", "user name", "host", "port", "path", "query", "query", "fragment"}
	seen := map[string]bool{}
	for i, name := range want {
		f := server.Field(i + 1)
		if f.String() != name || f.Want() == "" || seen[name+f.Want()] {
			t.Errorf("field %d is %q and wants %q, want %q", i+1, f, f.Want(), name)
		}
		seen[name+f.Want()] = true
	}
	for _, f := range []server.Field{0, server.Field(len(want) + 1), 255} {
		if f.String() != "unknown field" || f.Want() != "" {
			t.Errorf("field %d is %q and wants %q", uint8(f), f, f.Want())
		}
	}
}
