package main

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"runtime/debug"
	"strconv"
)

// loopbackNote is what the page says on a machine that has nothing but loopback.
const loopbackNote = "This machine has no network interface but loopback. " +
	"Browsers then gather few ICE candidates or none, and Firefox refuses ICE servers on 127.0.0.1 (error 701)."

// iceServer has the shape of the browser's RTCIceServer.
type iceServer struct {
	URLs       []string `json:"urls"`
	Username   string   `json:"username,omitempty"`
	Credential string   `json:"credential,omitempty"`
}

// pageConfig is the body of GET /config.json.
type pageConfig struct {
	ICEServers []iceServer `json:"iceServers"`
	// TURNSServers is TURN over TLS, apart from the others because browsers refuse its self-signed certificate
	// unless told otherwise: whoever wants to see that chooses it.
	TURNSServers []iceServer `json:"turnsServers"`
	ICEAddress   *string     `json:"iceAddress"` // null: nothing but loopback
	TURNSSPKI    string      `json:"turnsSpki"`  // for Chromium's --ignore-certificate-errors-spki-list
	Note         *string     `json:"note"`       // for people; null when all is well
	Version      string      `json:"version"`
}

// pageConfig makes a fresh one, with credentials of its own.
func (s *server) pageConfig() (pageConfig, error) {
	username, password, err := s.turn.credential()
	if err != nil {
		return pageConfig{}, fmt.Errorf("cannot make a TURN credential: %w", err)
	}
	c := pageConfig{TURNSSPKI: s.turn.spki, Version: buildVersion()}
	if s.options.iceAddr.IsValid() {
		addr := s.options.iceAddr.String()
		c.ICEAddress = &addr
	} else {
		note := loopbackNote
		c.Note = &note
	}
	c.ICEServers = []iceServer{
		{URLs: s.stunURLs()},
		{URLs: s.turnURLs(), Username: username, Credential: password},
	}
	c.TURNSServers = []iceServer{{
		// By name, because Firefox makes neither a relay nor an error of turns: with an IP literal.
		URLs:     []string{"turns:" + hostPort("localhost", s.turn.tlsPort) + "?transport=tcp"},
		Username: username, Credential: password,
	}}
	return c, nil
}

// iceHost is the address of STUN and TURN that the page is told.
func (s *server) iceHost() string {
	if s.options.iceAddr.IsValid() {
		return s.options.iceAddr.String()
	}
	return "127.0.0.1"
}

func (s *server) stunURLs() []string {
	var urls []string
	for _, group := range s.stun {
		urls = append(urls, "stun:"+hostPort(s.iceHost(), group.port))
	}
	return urls
}

func (s *server) turnURLs() []string {
	at := "turn:" + hostPort(s.iceHost(), s.turn.port)
	return []string{at + "?transport=udp", at + "?transport=tcp"}
}

func (s *server) serveConfig(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	c, err := s.pageConfig()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(c) // fails only when the client is gone
}

func hostPort(host string, port uint16) string {
	return net.JoinHostPort(host, strconv.Itoa(int(port)))
}

// buildVersion is the module's version, or the commit it was built from, or "dev".
func buildVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "dev"
	}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		return v
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			return s.Value[:min(12, len(s.Value))]
		}
	}
	return "dev"
}
