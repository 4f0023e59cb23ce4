package main

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"time"
)

// pageFiles is the demo page as it was when this binary was built, the built module in page/iceguard included.
//
//go:embed all:page
var pageFiles embed.FS

// wasmFile is what build.sh copies in; without it the page is a shell.
const wasmFile = "iceguard/iceguard.wasm"

// pagePolicy lets the page load its own files, compile the module and speak to this server, and nothing else:
// a demo that shows network addresses must not be able to send them anywhere.
const pagePolicy = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self' ws: wss:; " +
	"style-src 'self'; img-src 'self' data:"

// static serves a directory of files held in memory, without listing it.
type static struct{ files map[string]staticFile }

type staticFile struct {
	body     []byte
	mimeType string
	etag     string
}

// newStatic reads the directory page of fsys.
func newStatic(fsys fs.FS) (*static, error) {
	s := &static{files: map[string]staticFile{}}
	err := fs.WalkDir(fsys, "page", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(body)
		s.files[strings.TrimPrefix(name, "page/")] = staticFile{
			body: body, mimeType: mimeType(name),
			etag: `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`,
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("cannot read the embedded page: %w", err)
	}
	return s, nil
}

// has tells whether a file is there.
func (s *static) has(name string) bool {
	_, ok := s.files[name]
	return ok
}

// ServeHTTP serves one file; a directory is its index.html. Browsers ask again each time (no-cache) and are told
// 304 when nothing changed, so that a rebuilt module is never mixed with an old page.
func (s *static) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(path.Clean("/"+r.URL.Path), "/")
	if name == "" || strings.HasSuffix(r.URL.Path, "/") {
		name = path.Join(name, "index.html")
	}
	f, ok := s.files[name]
	if !ok {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", f.mimeType)
	h.Set("Cache-Control", "no-cache")
	h.Set("ETag", f.etag)
	h.Set("Content-Security-Policy", pagePolicy)
	h.Set("X-Content-Type-Options", "nosniff")
	http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(f.body))
}

// mimeType does not leave the types that matter to the machine's own tables: with a wrong one for WebAssembly
// browsers refuse to compile while loading, and module scripts need a JavaScript type.
func mimeType(name string) string {
	switch ext := path.Ext(name); ext {
	case ".html":
		return "text/html; charset=utf-8"
	case ".js", ".mjs":
		return "text/javascript; charset=utf-8"
	case ".wasm":
		return "application/wasm"
	case ".css":
		return "text/css; charset=utf-8"
	case ".json", ".map":
		return "application/json"
	case ".svg":
		return "image/svg+xml"
	default:
		if t := mime.TypeByExtension(ext); t != "" {
			return t
		}
		return "application/octet-stream"
	}
}
