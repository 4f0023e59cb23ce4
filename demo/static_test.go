package main

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/fstest"
)

func TestStatic(t *testing.T) {
	s, err := newStatic(fstest.MapFS{
		"page/index.html":             {Data: []byte("<p>hello")},
		"page/app.js":                 {Data: []byte("export {}")},
		"page/sub/index.html":         {Data: []byte("<p>sub")},
		"page/iceguard/iceguard.wasm": {Data: []byte("\x00asm")},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		path   string
		status int
		kind   string
	}{
		{"/", 200, "text/html; charset=utf-8"},
		{"/index.html", 200, "text/html; charset=utf-8"},
		{"/app.js?v=2", 200, "text/javascript; charset=utf-8"},
		{"/sub/", 200, "text/html; charset=utf-8"},
		{"/iceguard/iceguard.wasm?t=123", 200, "application/wasm"},
		{"/iceguard/", 404, ""},
		{"/iceguard", 404, ""},
		{"/../main.go", 404, ""},
		{"/nothing", 404, ""},
	} {
		w := httptest.NewRecorder()
		r := httptest.NewRequest(http.MethodGet, "http://localhost"+c.path, nil)
		s.ServeHTTP(w, r)
		h := w.Result().Header
		if w.Code != c.status || c.kind != "" && h.Get("Content-Type") != c.kind {
			t.Errorf("%s: %d %s", c.path, w.Code, h.Get("Content-Type"))
		}
		if c.status == 200 && (h.Get("Cache-Control") != "no-cache" || h.Get("Content-Security-Policy") != pagePolicy) {
			t.Errorf("%s: %v", c.path, h)
		}
		if c.status == 200 {
			r.Header.Set("If-None-Match", h.Get("ETag"))
			w = httptest.NewRecorder()
			if s.ServeHTTP(w, r); w.Code != http.StatusNotModified {
				t.Errorf("%s again: %d", c.path, w.Code)
			}
		}
	}
	if !s.has(wasmFile) || s.has("nothing") {
		t.Error("has is wrong")
	}
}

func TestStaticServed(t *testing.T) {
	s := startTest(t, nil)
	res, body := get(t, s.url()+"/")
	if res.StatusCode != 200 || len(body) == 0 {
		t.Errorf("%d, %q", res.StatusCode, body)
	}
	post, err := http.Post(s.url()+"/", "text/plain", nil)
	if err != nil {
		t.Fatal(err)
	}
	_ = post.Body.Close()
	if post.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("POST: %d", post.StatusCode)
	}
}
