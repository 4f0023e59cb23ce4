package session_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/iceguard/iceguard/ice/session"
)

// recordedEnough is when and why a recorded gathering was worth ending: as
// recorded, and as it would have been with one more interface, on which
// nothing answers and which keeps the engine waiting. Read by hand: a good answer
// counts 500 ms after the latest news, silence 2000 ms after it.
type recordedEnough struct{ asRecorded, waiting string }

var recordedGatherings = map[string]map[string]recordedEnough{
	"gather-chromium": {
		"none":                 {"complete 142.7", "quiet 2036.9"},
		"stun":                 {"complete 122", "servers-answered 514.8"},
		"stun2":                {"complete 118.5", "relay-and-reflexive 510.4"}, // the first server's mapping is the second's, and not told
		"turn-udp":             {"complete 121.4", "servers-answered 566.7"},
		"turn-tcp":             {"complete 121.1", "servers-answered 561.9"},
		"turn-tcp-443":         {"complete 124.7", "servers-answered 567.3"},
		"turns-ip":             {"complete 128.5", "quiet 2097.4"},
		"turns-name":           {"complete 132.3", "quiet 2078.5"},
		"turn-name":            {"complete 118.4", "servers-answered 559.3"}, // 701 for IPv6 before and after the relay
		"turn-udp-relayonly":   {"complete 128.4", "servers-answered 567.9"},
		"turn-all":             {"complete 130.8", "relay-and-reflexive 580.6"}, // turns fails
		"bad-password":         {"complete 132.3", "servers-answered 572.5"},
		"bad-password-tcp":     {"complete 132", "servers-answered 572.3"},
		"bad-user":             {"complete 132.1", "servers-answered 572.2"},
		"unreachable-host-udp": {"quiet 2007.7", "quiet 2007.7"}, // the engine waits 40 s
		"unreachable-host-tcp": {"quiet 2011.6", "quiet 2011.6"}, // 3.2 s
		"closed-port-udp":      {"quiet 2007.5", "quiet 2007.5"},
		"closed-port-tcp":      {"complete 128.2", "quiet 2068.4"},
		"stun-closed-port":     {"quiet 2008.6", "quiet 2008.6"},
		"stun-blackhole":       {"quiet 2007.4", "quiet 2007.4"},
		"dns-nxdomain-turn":    {"complete 134.1", "quiet 2073.1"},
		"dns-nxdomain-stun":    {"complete 121.6", "quiet 2011.1"},
		"dns-nxdomain-turns":   {"complete 125.5", "quiet 2069.2"},
		"port-81":              {"complete 129.4", "quiet 2005.6"},
	},
	// Candidates of Firefox do not tell the server; with one it is clear.
	"gather-firefox": {
		"none":                 {"complete 34", "quiet 2031"},
		"stun":                 {"complete 16", "servers-answered 513"},
		"stun2":                {"complete 32", "relay-and-reflexive 514"},
		"turn-udp":             {"complete 19", "servers-answered 516"},
		"turn-tcp":             {"complete 23", "servers-answered 523"},
		"turn-tcp-443":         {"complete 19", "servers-answered 518"},
		"turns-ip":             {"complete 13", "quiet 2012"},
		"turns-name":           {"complete 29", "quiet 2028"},
		"turn-name":            {"complete 20", "servers-answered 519"},
		"turn-udp-relayonly":   {"complete 11", "servers-answered 510"},
		"turn-all":             {"complete 57", "relay-and-reflexive 556"},
		"bad-password":         {"complete 11", "servers-answered 510"},
		"bad-password-tcp":     {"complete 22", "servers-answered 521"},
		"bad-user":             {"complete 17", "servers-answered 517"},
		"unreachable-host-udp": {"quiet 2006", "quiet 2006"}, // the engine waits 11 s
		"unreachable-host-tcp": {"quiet 2011", "quiet 2011"}, // 3.1 s
		"closed-port-udp":      {"quiet 2007", "quiet 2007"},
		"closed-port-tcp":      {"complete 15", "quiet 2014"},
		"stun-closed-port":     {"quiet 2014", "quiet 2014"},
		"stun-blackhole":       {"quiet 2009", "quiet 2009"},
		"dns-nxdomain-turn":    {"complete 16", "quiet 2015"},
		"dns-nxdomain-stun":    {"complete 10", "quiet 2009"},
		"dns-nxdomain-turns":   {"complete 15", "quiet 2014"},
		"port-81":              {"complete 12", "quiet 2011"},
	},
	"gather-firefox-turns-ca": {
		"turns-ip":   {"complete 35", "quiet 2034"},
		"turns-name": {"complete 45", "servers-answered 542"},
		"turn-all":   {"complete 73", "relay-and-reflexive 570"},
	},
}

func TestEnoughAsRecorded(t *testing.T) {
	for file, cases := range recordedGatherings {
		var recording struct{ Cases map[string]recordedCase }
		readJSON(t, file, &recording)
		if len(cases) != len(recording.Cases) {
			t.Errorf("%s has %d cases, want %d", file, len(recording.Cases), len(cases))
		}
		for name, want := range cases {
			events := recording.Cases[name].Events
			if got := enoughAsRecorded(t, events, true); got != want.asRecorded {
				t.Errorf("%s %s: %q, want %q", file, name, got, want.asRecorded)
			}
			if got := enoughAsRecorded(t, events, false); got != want.waiting {
				t.Errorf("%s %s while waiting: %q, want %q", file, name, got, want.waiting)
			}
		}
	}
}

func enoughAsRecorded(t *testing.T, all []recorded, ends bool) string {
	t.Helper()
	events := eventsOf(all, all[0].PC)
	events[0].ICEServers, events[0].ICETransportPolicy = configured(t, all[0].Cfg)
	s := attachAt(t, events[0].Time, events[0])
	for _, e := range events[1:] {
		if ends || e.Kind != session.ICEGatheringState || e.State != "complete" {
			s.apply(e.Time-s.origin, e)
		}
	}
	s.pass(1e6)
	return strings.Join(s.told, ", ")
}

// configured reads a recorded RTCConfiguration.
func configured(t *testing.T, text json.RawMessage) (servers []string, transportPolicy string) {
	t.Helper()
	var cfg struct {
		ICEServers         []struct{ URLs json.RawMessage }
		ICETransportPolicy string
	}
	if err := json.Unmarshal(text, &cfg); err != nil {
		t.Fatal(err)
	}
	for _, s := range cfg.ICEServers {
		var one string
		var several []string
		if json.Unmarshal(s.URLs, &one) == nil {
			several = []string{one}
		} else if err := json.Unmarshal(s.URLs, &several); err != nil {
			t.Fatal(err)
		}
		servers = append(servers, several...)
	}
	return servers, cfg.ICETransportPolicy
}
