package server_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/iceguard/iceguard/ice/server"
)

func FuzzParse(f *testing.F) {
	for _, v := range verdicts(f) {
		f.Add(v.url)
	}
	for _, reported := range []string{"stun:fd09::2:3478", "stun:::1:3478", "stun:::ffff:10.9.0.2:3478", "turn:1:2:3:4:5:6:7:8:1", "stun:fe80::1%eth0:3478", "turn:0\r:::1"} {
		f.Add(reported)
	}
	f.Fuzz(func(t *testing.T, text string) {
		u, err := server.Parse(text)
		var syntax *server.SyntaxError
		switch {
		case errors.As(err, &syntax):
			if u != (server.URL{}) {
				t.Fatalf("%q gives %+v beside the error", text, u)
			}
			checkPlace(t, text, syntax)
		case err != nil:
			t.Fatalf("%q gives %v, which is no SyntaxError", text, err)
		default:
			checkRoundTrip(t, text, u)
		}
		checkReported(t, text, u, err)
		checkCheck(t, text, err)
	})
}

func checkPlace(t *testing.T, text string, e *server.SyntaxError) {
	end := e.Offset + len(e.Token)
	if e.Offset < 0 || end > len(e.Text) || e.Text[e.Offset:end] != e.Token || e.Field.Want() == "" || !strings.Contains(e.Error(), e.Field.Want()) {
		t.Fatalf("%q gives %+v", text, e)
	}
	// Nothing but what the URL standard leaves out is missing in Text.
	trimmed := strings.TrimFunc(text, func(r rune) bool { return r <= ' ' })
	if want := strings.NewReplacer("\t", "", "\n", "", "\r", "").Replace(trimmed); e.Text != want {
		t.Fatalf("%q gives the text %q, want %q", text, e.Text, want)
	}
}

func checkRoundTrip(t *testing.T, text string, u server.URL) {
	normal := u.String()
	again, err := server.Parse(normal)
	if err != nil || again != u || again.String() != normal {
		t.Fatalf("%q: the normal form %q gives %+v, %v; want %+v", text, normal, again, err, u)
	}
	if u.Port == 0 || u.Host == "" || u.Transport != server.UDP && u.Transport != server.TCP || !u.SameServer(again) {
		t.Fatalf("%q gives %+v", text, u)
	}
}

// checkReported asks that ParseReported takes what Parse takes and, beyond it,
// IPv6 addresses only.
func checkReported(t *testing.T, text string, u server.URL, err error) {
	r, reportedErr := server.ParseReported(text)
	switch {
	case err == nil:
		if reportedErr != nil || r != u {
			t.Fatalf("%q: reported %+v, %v; parsed %+v", text, r, reportedErr, u)
		}
	case reportedErr == nil:
		if !strings.Contains(r.Host, ":") || !strings.Contains(strings.ToLower(text), r.Host) {
			t.Fatalf("%q: reported %+v, but %v", text, r, err)
		}
		checkRoundTrip(t, text, r)
	case r != server.URL{} || reportedErr.Error() != err.Error():
		t.Fatalf("%q: reported %+v, %v; parsed %v", text, r, reportedErr, err)
	}
}

// checkCheck takes the text for a URL, a username and a credential at once.
func checkCheck(t *testing.T, text string, err error) {
	s := server.Server{URLs: []string{text, "turn:a.example"}, Username: text, HasUsername: true, Credential: text, HasCredential: true}
	bad := 0
	for _, p := range server.Check(server.Configuration{Servers: []server.Server{s}}, now) {
		if p.Server != 0 || p.URL < 0 || p.URL > 1 || p.Text == "" || p.Severity != server.Error && p.Severity != server.Warning {
			t.Fatalf("%q: %+v", text, p)
		}
		if p.Code == server.BadURL {
			bad++
		}
	}
	if (bad == 1) != (err != nil) || bad > 1 {
		t.Fatalf("%q is bad %d times; Parse says %v", text, bad, err)
	}
}
