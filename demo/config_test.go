package main

import (
	"encoding/json"
	"net/netip"
	"regexp"
	"strings"
	"testing"
)

func TestConfigOnLoopback(t *testing.T) {
	s := startTest(t, nil)
	res, body := get(t, s.url()+"/config.json")
	if res.Header.Get("Cache-Control") != "no-store" || res.Header.Get("Content-Type") != "application/json" {
		t.Errorf("headers %v", res.Header)
	}
	if res.Header.Get("Access-Control-Allow-Origin") != "" {
		t.Error("other sites may read the credentials")
	}
	var c pageConfig
	if err := json.Unmarshal(body, &c); err != nil {
		t.Fatal(err)
	}
	if c.ICEAddress != nil || c.Note == nil || !strings.Contains(*c.Note, "Firefox") || c.Version == "" || c.TURNSSPKI == "" {
		t.Errorf("got %s", body)
	}
	if len(c.ICEServers) != 2 || len(c.ICEServers[0].URLs) != 2 || len(c.ICEServers[1].URLs) != 2 || len(c.TURNSServers) != 1 {
		t.Fatalf("got %s", body)
	}
	if c.ICEServers[0].Username != "" || c.ICEServers[1].Username == "" || c.ICEServers[1].Credential == "" {
		t.Errorf("got %s", body)
	}
	for _, x := range []struct{ url, want string }{
		{c.ICEServers[0].URLs[0], `^stun:127\.0\.0\.1:[1-9]\d+$`},
		{c.ICEServers[1].URLs[0], `^turn:127\.0\.0\.1:[1-9]\d+\?transport=udp$`},
		{c.ICEServers[1].URLs[1], `^turn:127\.0\.0\.1:[1-9]\d+\?transport=tcp$`},
		{c.TURNSServers[0].URLs[0], `^turns:localhost:[1-9]\d+\?transport=tcp$`},
	} {
		if !regexp.MustCompile(x.want).MatchString(x.url) {
			t.Errorf("%s is not %s", x.url, x.want)
		}
	}
	for _, key := range []string{`"iceAddress":null`, `"turnsSpki":"`, `"turnsServers":[`} {
		if !strings.Contains(string(body), key) {
			t.Errorf("no %s in %s", key, body)
		}
	}
	if strings.Contains(string(body), s.options.secret) {
		t.Error("the secret is given away")
	}
	var next pageConfig
	_, body = get(t, s.url()+"/config.json")
	if err := json.Unmarshal(body, &next); err != nil || next.ICEServers[1].Username == c.ICEServers[1].Username {
		t.Errorf("every page gets a credential of its own: %v", err)
	}
}

func TestConfigOnOwnAddress(t *testing.T) {
	own := ownAddr(t)
	s := startTest(t, func(o *options) { o.iceAddr = own })
	c, err := s.pageConfig()
	if err != nil {
		t.Fatal(err)
	}
	if c.Note != nil || c.ICEAddress == nil || *c.ICEAddress != own.String() ||
		!strings.HasPrefix(c.ICEServers[0].URLs[0], "stun:"+own.String()+":") {
		t.Errorf("got %+v", c)
	}
}

func TestURLsBracketIPv6(t *testing.T) {
	s := &server{
		options: options{iceAddr: netip.MustParseAddr("2001:db8::1")},
		stun:    []*sockets{{port: 3478}}, turn: &turnServer{port: 3480},
	}
	if got := s.stunURLs()[0]; got != "stun:[2001:db8::1]:3478" {
		t.Error(got)
	}
	if got := s.turnURLs()[0]; got != "turn:[2001:db8::1]:3480?transport=udp" {
		t.Error(got)
	}
}
