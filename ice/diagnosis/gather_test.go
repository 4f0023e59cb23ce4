package diagnosis_test

import (
	"strings"
	"testing"

	"github.com/iceguard/iceguard/ice/diagnosis"
	"github.com/iceguard/iceguard/ice/session"
)

// What a reader of each recorded gathering says is wrong, by what the case set
// up and what the engine told of it. A 25th case, a TURN server without a
// credential, made no connection: both browsers refuse the configuration.
const (
	nothing = ""
	// Nobody answers in these recordings; the slow ones are long enough to say so.
	alone = "no-remote-candidates low, gathering-slow high"
)

var gatherVerdicts = map[string]map[string]string{
	"gather-chromium": {
		"none":               nothing,
		"stun":               nothing,
		"stun2":              nothing, // the second server's equal result is not told: no failure
		"turn-udp":           nothing,
		"turn-tcp":           nothing,
		"turn-tcp-443":       nothing,
		"turn-udp-relayonly": nothing,
		"turn-name":          nothing, // a 701 came for the IPv6 socket: the name has no IPv6 address
		// "Failed to establish connection" within 0.1 s: a certificate that is not trusted,
		// and, with the same events to the letter, a name that does not exist.
		"turns-ip":           "turn-tls-failed low",
		"turns-name":         "turn-tls-failed low",
		"turn-all":           "turn-tls-failed low",
		"dns-nxdomain-turns": "turn-tls-failed low",

		"bad-password":         "turn-auth-failed high",
		"bad-password-tcp":     "turn-auth-failed high",
		"bad-user":             "turn-auth-failed high",
		"unreachable-host-udp": "turn-unreachable high, " + alone,
		"closed-port-udp":      "turn-unreachable high, " + alone,
		"unreachable-host-tcp": "turn-unreachable medium", // after 3 s
		"closed-port-tcp":      "turn-unreachable medium", // at once
		"stun-closed-port":     "no-remote-candidates low, stun-unreachable high, gathering-slow high",
		"stun-blackhole":       "no-remote-candidates low, stun-unreachable high, gathering-slow high",
		"dns-nxdomain-turn":    "turn-dns-failure high",
		"dns-nxdomain-stun":    "stun-dns-failure high",
		"port-81":              "turn-unreachable low", // Chromium is silent: not even an error
	},
	"gather-firefox": {
		"none":               nothing,
		"stun":               nothing,
		"stun2":              nothing,
		"turn-udp":           nothing,
		"turn-tcp":           nothing,
		"turn-tcp-443":       nothing,
		"turn-udp-relayonly": nothing,
		"turn-name":          nothing,
		"turns-ip":           "turn-unreachable low", // Firefox is silent about TLS to an address
		"turns-name":         "turn-tls-failed low",
		"turn-all":           "turn-tls-failed low", // the other two servers work
		"dns-nxdomain-turns": "turn-tls-failed low",

		"bad-password":         "turn-auth-failed high",
		"bad-password-tcp":     "turn-auth-failed high",
		"bad-user":             "turn-auth-failed high",
		"unreachable-host-udp": "turn-unreachable medium, " + alone, // 701 after 11 s without a text
		"closed-port-udp":      "turn-unreachable medium, " + alone,
		"unreachable-host-tcp": "turn-unreachable medium",
		"closed-port-tcp":      "turn-unreachable medium",
		"stun-closed-port":     "no-remote-candidates low, stun-unreachable medium, gathering-slow high",
		"stun-blackhole":       "no-remote-candidates low, stun-unreachable medium, gathering-slow high",
		"dns-nxdomain-turn":    "turn-dns-failure medium", // 701 at once and no text, for a name over UDP
		"dns-nxdomain-stun":    "stun-dns-failure medium",
		"port-81":              "turn-unreachable medium",
	},
	"gather-firefox-turns-ca": { // the certificate is trusted here
		"turns-ip":   "turn-unreachable low",
		"turns-name": nothing,
		"turn-all":   nothing,
	},
}

func TestRecordedGatherings(t *testing.T) {
	for file, cases := range gatherVerdicts {
		var recording struct {
			Cases map[string]struct{ Events []recorded }
		}
		readJSON(t, file, &recording)
		if len(recording.Cases) != len(cases) {
			t.Errorf("%s has %d cases, want %d", file, len(recording.Cases), len(cases))
		}
		for name, want := range cases {
			all := recording.Cases[name].Events
			s, e := session.New(), &diagnosis.Engine{}
			for _, c := range observe(t, s, e, eventsOf(t, all, all[0].PC)) {
				if !c.Raised {
					t.Errorf("%s %s: %s was raised too early", file, name, c.Code)
				}
			}
			found := e.Findings()
			if got := codes(found); got != want {
				t.Errorf("%s %s: %s, want %s", file, name, got, want)
			}
			for _, f := range found {
				if strings.HasPrefix(string(f.Code), "turn-") || strings.HasPrefix(string(f.Code), "stun-") {
					checkServerNamed(t, file+" "+name, &f, s.State())
				}
			}
		}
	}
}

// checkServerNamed asks that the summary names the configured server that the
// errors are about, not the URL that the engine made of it.
func checkServerNamed(t *testing.T, name string, f *diagnosis.Finding, s *session.State) {
	t.Helper()
	faulty := s.ICEServers[len(s.ICEServers)-1] // in the recordings it is the last
	if !strings.Contains(f.Summary, " "+faulty+" ") {
		t.Errorf("%s: %s does not name %s", name, f.Summary, faulty)
	}
	for _, r := range f.Evidence {
		if r.Kind == diagnosis.ErrorRef && s.Errors[r.Index].Code == 0 {
			t.Errorf("%s: %s rests on no error", name, f.Code)
		}
	}
}

// The words in which the summaries tell it, for one case of each kind.
func TestRecordedSummaries(t *testing.T) {
	for _, c := range []struct{ file, name, want string }{
		{"gather-chromium", "bad-password", "The TURN server turn:203.0.113.1:3478?transport=udp refused the credentials."},
		{"gather-chromium", "closed-port-udp", "The TURN server turn:203.0.113.1:3999?transport=udp did not answer."},
		{"gather-chromium", "closed-port-tcp", "The TURN server turn:203.0.113.1:3999?transport=tcp refused the connection."},
		{"gather-chromium", "dns-nxdomain-turn", "The name of the TURN server turn:nosuch.test:3478 could not be looked up."},
		{"gather-firefox", "dns-nxdomain-stun", "The name of the STUN server stun:nosuch.test:3478 could not be looked up."},
		{"gather-firefox", "unreachable-host-tcp", "The TURN server turn:203.0.113.99:3478?transport=tcp did not answer."},
		{"gather-chromium", "turns-name", "The TURN server turns:turn.lab.test:443?transport=tcp could not be connected to over TLS: " +
			"its name is unknown, the port closed or its certificate not accepted."},
		{"gather-chromium", "turns-ip", "The TURN server turns:203.0.113.1:443?transport=tcp could not be connected to over TLS: " +
			"the port is closed or its certificate not accepted."},
		{"gather-chromium", "port-81", "The TURN server turn:203.0.113.1:81?transport=tcp gave neither a candidate nor an error: this browser may refuse its port or URL."},
	} {
		var recording struct {
			Cases map[string]struct{ Events []recorded }
		}
		readJSON(t, c.file, &recording)
		all := recording.Cases[c.name].Events
		e := &diagnosis.Engine{}
		observe(t, session.New(), e, eventsOf(t, all, all[0].PC))
		found := e.Findings()
		if len(found) == 0 || found[0].Summary != c.want {
			t.Errorf("%s %s: %+v, want %s", c.file, c.name, found, c.want)
		}
	}
}
