package trace_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/iceguard/iceguard/ice/diagnosis"
	"github.com/iceguard/iceguard/ice/trace"
)

// verdict is what a reader of a recording says of it. The verdicts here were
// written from what was set up (which servers, what was wrong with them), not
// from what comes out.
type verdict struct {
	path   string // kind, transport, family and scope
	found  string // the codes of errors and warnings, in their order
	server string // the faulty one, which findings about servers name
}

const (
	hostPath = "host udp ipv4 private"
	hidden   = "host udp unknown unknown" // mDNS names at both ends, and no addresses in statistics
	goodTURN = "203.0.113.1:3478"
	turns    = "turns:turn.lab.test:443"
)

var nothingWrong = verdict{}

// verdicts are by the name of the trace without the browser, unless it matters.
var verdicts = map[string]verdict{
	"chromium-loopback-a": {path: hidden}, "chromium-loopback-b": {path: hidden},
	"chromium-loopback-nomdns-a": {path: hostPath}, "chromium-loopback-nomdns-b": {path: hostPath},
	"chromium-loopback-gum-a": {path: "host udp ipv6 ula"}, "chromium-loopback-gum-b": {path: "host udp ipv6 ula"}, // moved there after connecting
	"firefox-loopback-a": {path: hidden}, "firefox-loopback-b": {path: hidden},
	"firefox-loopback-nomdns-a": {path: hostPath}, "firefox-loopback-nomdns-b": {path: hostPath},
	"firefox-loopback-gum-a": {path: hostPath}, "firefox-loopback-gum-b": {path: hostPath},
	"node-node-datachannel": {path: hostPath}, "node-werift": {path: hostPath}, "node-wrtc": {path: hostPath},

	// The network was cut; in the end it is back and ICE restarted.
	"cut-chromium": {path: "host udp ipv6 ula"}, "cut-restart-chromium": {path: "host udp ipv6 ula"},
	"cut-firefox": {path: hostPath}, "cut-restart-firefox": {path: hostPath},

	// Servers that work, by every way of asking them.
	"gather-none": nothingWrong, "gather-stun": nothingWrong, "gather-stun2": nothingWrong, "gather-turn-udp": nothingWrong,
	"gather-turn-tcp": nothingWrong, "gather-turn-tcp-443": nothingWrong, "gather-turn-udp-relayonly": nothingWrong,
	"gather-turn-name":                   nothingWrong, // Chromium's errors are of the IPv6 lookup of a name that has an IPv4 address only
	"gather-firefox-turns-ca-turns-name": nothingWrong,
	"gather-firefox-turns-ca-turn-all":   nothingWrong,
	"gather-bad-password":                {found: "turn-auth-failed", server: goodTURN},
	"gather-bad-password-tcp":            {found: "turn-auth-failed", server: goodTURN},
	"gather-bad-user":                    {found: "turn-auth-failed", server: goodTURN},
	"gather-turns-name":                  {found: "turn-tls-failed", server: turns}, // a certificate that nobody trusts
	"gather-chromium-turns-ip":           {found: "turn-tls-failed", server: "turns:203.0.113.1:443"},
	"gather-turn-all":                    {found: "turn-tls-failed", server: turns}, // the other two URLs work
	// Requests in vain take so long that the peer, which these recordings lack, is missed too.
	"gather-unreachable-host-udp":      {found: "turn-unreachable no-remote-candidates gathering-slow", server: "203.0.113.99:3478"},
	"gather-unreachable-host-tcp":      {found: "turn-unreachable", server: "203.0.113.99:3478"},
	"gather-closed-port-udp":           {found: "turn-unreachable no-remote-candidates gathering-slow", server: "203.0.113.1:3999"},
	"gather-closed-port-tcp":           {found: "turn-unreachable", server: "203.0.113.1:3999"},
	"gather-stun-closed-port":          {found: "no-remote-candidates stun-unreachable gathering-slow", server: "203.0.113.1:3999"},
	"gather-stun-blackhole":            {found: "no-remote-candidates stun-unreachable gathering-slow", server: "203.0.113.99:3478"},
	"gather-dns-nxdomain-stun":         {found: "stun-dns-failure", server: "nosuch.test:3478"},
	"gather-dns-nxdomain-turn":         {found: "turn-dns-failure", server: "nosuch.test:3478"},
	"gather-dns-nxdomain-turns":        {found: "turn-tls-failed", server: "nosuch.test:443"},  // no engine tells the name from the certificate
	"gather-port-81":                   {found: "turn-unreachable", server: "203.0.113.1:81"},  // Chromium says nothing at all
	"gather-firefox-turns-ip":          {found: "turn-unreachable", server: "203.0.113.1:443"}, // nor does Firefox here
	"gather-firefox-turns-ca-turns-ip": {found: "turn-unreachable", server: "203.0.113.1:443"},
}

func verdictOn(name string) (verdict, bool) {
	if v, ok := verdicts[name]; ok {
		return v, true
	}
	v, ok := verdicts[strings.NewReplacer("chromium-", "", "firefox-", "").Replace(name)]
	return v, ok
}

func TestVerdictsOnRecordings(t *testing.T) {
	names := captureNames(t)
	if len(names) < 60 {
		t.Fatalf("%d traces", len(names))
	}
	for _, name := range names {
		want, ok := verdictOn(name)
		if !ok {
			t.Errorf("%s: no verdict", name)
			continue
		}
		o, err := trace.Replay(bytes.NewReader(readFile(t, "captures/"+name+".jsonl")), nil)
		if err != nil {
			t.Fatal(err)
		}
		path := ""
		if p := o.State().Path; p != nil {
			path = strings.Join([]string{string(p.Kind), p.Transport, p.Family.String(), p.Scope.String()}, " ")
		}
		if path != want.path {
			t.Errorf("%s: path %q, want %q", name, path, want.path)
		}
		checkFindings(t, name, o.Findings(), want)
	}
}

func checkFindings(t *testing.T, name string, all []diagnosis.Finding, want verdict) {
	t.Helper()
	var codes []string
	for _, f := range all {
		if f.Severity == diagnosis.Info {
			continue
		}
		codes = append(codes, string(f.Code))
		ofServer := strings.HasPrefix(string(f.Code), "stun-") || strings.HasPrefix(string(f.Code), "turn-")
		if ofServer && (want.server == "" || !strings.Contains(f.Summary, want.server)) {
			t.Errorf("%s: %q does not name %q", name, f.Summary, want.server)
		}
	}
	if !slices.Equal(codes, strings.Fields(want.found)) {
		t.Errorf("%s: found %q, want %q", name, codes, want.found)
	}
}
