package main

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
)

// originError refuses a WebSocket asked for by a page of another site, which the browser does not do by itself.
type originError struct{ Origin string }

func (e *originError) Error() string {
	return fmt.Sprintf("origin %q may not open a WebSocket here: open the page from this server or from localhost", e.Origin)
}

// checkOrigin lets through programs (no Origin), pages of the host that is asked, and pages on this machine.
func checkOrigin(r *http.Request) error {
	origin := r.Header.Get("Origin")
	if origin == "" {
		return nil
	}
	u, err := url.Parse(origin)
	if err != nil || u.Host == "" {
		return &originError{origin}
	}
	if strings.EqualFold(u.Host, r.Host) {
		return nil
	}
	switch strings.ToLower(u.Hostname()) {
	case "localhost", "127.0.0.1", "::1":
		return nil
	}
	return &originError{origin}
}

// guardHost refuses requests under a name that is not this machine's own, when the server listens on loopback only.
// A page of another site whose name is made to resolve to 127.0.0.1 would otherwise pass for ours (DNS rebinding),
// read the TURN credentials and make the pion peer send checks wherever it likes.
func guardHost(listen string, next http.Handler) http.Handler {
	if !isLoopbackName(listen) {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := r.Host
		if h, _, err := net.SplitHostPort(name); err == nil {
			name = h
		}
		_, err := netip.ParseAddr(strings.Trim(name, "[]"))
		if err != nil && !isLoopbackName(name) { // an address cannot be rebound
			http.Error(w, fmt.Sprintf("this server listens on loopback and does not answer to %q: open it as localhost", name),
				http.StatusMisdirectedRequest)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func isLoopbackName(name string) bool {
	name = strings.ToLower(strings.TrimSuffix(name, "."))
	if name == "localhost" || strings.HasSuffix(name, ".localhost") { // RFC 6761, 6.3
		return true
	}
	addr, err := netip.ParseAddr(strings.Trim(name, "[]"))
	return err == nil && addr.IsLoopback()
}
