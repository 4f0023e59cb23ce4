package main

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/coder/websocket"
)

func TestCheckOrigin(t *testing.T) {
	for _, c := range []struct {
		host, origin string
		want         bool
	}{
		{"localhost:8080", "", true},
		{"localhost:8080", "http://localhost:8080", true},
		{"192.0.2.2:8080", "http://192.0.2.2:8080", true},
		{"Demo.example", "https://demo.EXAMPLE", true},
		{"192.0.2.2:8080", "http://localhost:3000", true},
		{"192.0.2.2:8080", "http://127.0.0.1:3000", true},
		{"192.0.2.2:8080", "http://[::1]:3000", true},
		{"localhost:8080", "https://evil.example", false},
		{"localhost:8080", "https://localhost.evil.example", false},
		{"localhost:8080", "null", false},
		{"localhost:8080", "file://", false},
		{"192.0.2.2:8080", "http://192.0.2.2:8081", false},
	} {
		r := httptest.NewRequest(http.MethodGet, "http://"+c.host+"/ws/peer", nil)
		if c.origin != "" {
			r.Header.Set("Origin", c.origin)
		}
		err := checkOrigin(r)
		var oe *originError
		if (err == nil) != c.want || err != nil && !errors.As(err, &oe) {
			t.Errorf("%s asked from %q: %v", c.host, c.origin, err)
		}
	}
	s := startTest(t, nil)
	for _, path := range []string{"/ws/room?room=x", "/ws/peer"} {
		_, res, err := websocket.Dial(testContext(t), s.url()+path,
			&websocket.DialOptions{HTTPHeader: http.Header{"Origin": {"https://evil.example"}}})
		if err == nil || res == nil || res.StatusCode != http.StatusForbidden {
			t.Errorf("%s: %v, %v", path, res, err)
		}
	}
}

func TestGuardHost(t *testing.T) {
	for _, c := range []struct {
		listen, host string
		want         int
	}{
		{"localhost", "localhost:8080", 200},
		{"localhost", "LOCALHOST", 200},
		{"localhost", "demo.localhost:8080", 200},
		{"localhost", "127.0.0.1:8080", 200},
		{"localhost", "[::1]:8080", 200},
		{"localhost", "[::1]", 200},
		{"127.0.0.1", "10.0.0.5:8080", 200},
		{"127.0.0.1", "evil.example:8080", 421},
		{"::1", "localhost.evil.example", 421},
		{"localhost", "", 421},
		{"0.0.0.0", "demo.example:8080", 200},
		{"", "demo.example:8080", 200},
	} {
		r := httptest.NewRequest(http.MethodGet, "http://x/config.json", nil)
		r.Host = c.host
		w := httptest.NewRecorder()
		guardHost(c.listen, http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})).ServeHTTP(w, r)
		if w.Code != c.want {
			t.Errorf("listening on %q, asked as %q: %d", c.listen, c.host, w.Code)
		}
	}
}
