package nat_test

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/iceguard/iceguard/ice/nat"
	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/ice/session"
)

// What a reader of each recorded gathering says of IPv4 and IPv6. All were
// behind a NAT with endpoint-independent mapping, without IPv6; host addresses are shown.
const (
	noServers  = "no-servers [], no-servers []" // over UDP
	oneAddress = "one-server-only [1], no-servers []"
	deaf       = "no-reflexive-candidates [] [0], no-servers []"
	deafTwice  = "no-reflexive-candidates [] [0 1], no-servers []" // by STUN and by TURN
)

var gatherings = map[string]map[string]string{
	"gather-chromium": {
		"none": noServers,
		"stun": oneAddress,
		// The server that is silent is another public address: it saw the same.
		"stun2":    "endpoint-independent medium [1], no-servers []",
		"turn-udp": oneAddress,
		"turn-tcp": noServers, "turn-tcp-443": noServers, "turns-ip": noServers, "turns-name": noServers,
		// The name has no IPv6 address: STUN and TURN fail on the IPv6 socket.
		"turn-name":            "one-server-only [1], no-reflexive-candidates [] [0 1]",
		"turn-udp-relayonly":   "relay-only [], relay-only []",
		"turn-all":             oneAddress,
		"bad-password":         oneAddress, // 401, but an answer to STUN
		"bad-password-tcp":     noServers,
		"bad-user":             oneAddress,
		"unreachable-host-udp": deafTwice,
		"unreachable-host-tcp": noServers,
		"closed-port-udp":      deafTwice,
		"closed-port-tcp":      noServers,
		"stun-closed-port":     deaf,
		"stun-blackhole":       deaf,
		"dns-nxdomain-turn":    "no-reflexive-candidates [] [1 2], no-reflexive-candidates [] [0 3]",
		"dns-nxdomain-stun":    "no-reflexive-candidates [] [0], no-reflexive-candidates [] [1]",
		"dns-nxdomain-turns":   noServers,
		"port-81":              noServers,
	},
	// Firefox tells no server, and has a TCP candidate between the others.
	"gather-firefox": {
		"none":     noServers,
		"stun":     "one-server-only [2], no-servers []",
		"stun2":    "same-mapping-or-failed-server [2], no-servers []",
		"turn-udp": "one-server-only [2], no-servers []",
		"turn-tcp": noServers, "turn-tcp-443": noServers, "turns-ip": noServers, "turns-name": noServers,
		"turn-name":            "one-server-only [2], no-reflexive-candidates []",
		"turn-udp-relayonly":   "relay-only [], relay-only []",
		"turn-all":             "one-server-only [2], no-servers []",
		"bad-password":         deaf,
		"bad-password-tcp":     noServers,
		"bad-user":             deaf,
		"unreachable-host-udp": deaf,
		"unreachable-host-tcp": noServers,
		"closed-port-udp":      deaf,
		"closed-port-tcp":      noServers,
		"stun-closed-port":     deaf,
		"stun-blackhole":       deaf,
		"dns-nxdomain-turn":    "no-reflexive-candidates [] [0], no-reflexive-candidates []",
		"dns-nxdomain-stun":    "no-reflexive-candidates [] [0], no-reflexive-candidates []",
		"dns-nxdomain-turns":   noServers,
		"port-81":              noServers,
	},
	"gather-firefox-turns-ca": {
		"turns-ip":   noServers,
		"turns-name": noServers,
		"turn-all":   "one-server-only [2], no-servers []",
	},
}

// recorded is one event of a recording of ice/session.
type recorded struct {
	Type, State string
	Candidate   *struct{ Candidate, SDPMid, URL, RelayProtocol string }
	Error       struct {
		Address, URL, HostCandidate string
		ErrorCode                   int
	}
}

type recordedCase struct {
	Cfg struct {
		ICETransportPolicy string
		ICEServers         []struct{ URLs json.RawMessage }
	}
	Events []recorded
}

func TestRecordedGatherings(t *testing.T) {
	for file, cases := range gatherings {
		text, err := os.ReadFile("../session/testdata/captures/" + file + ".json")
		if err != nil {
			t.Fatal(err)
		}
		var recording struct{ Cases map[string]recordedCase }
		if err := json.Unmarshal(text, &recording); err != nil {
			t.Fatal(err)
		}
		if len(recording.Cases) != len(cases) {
			t.Errorf("%s has %d cases, want %d", file, len(recording.Cases), len(cases))
		}
		for name, want := range cases {
			c := recording.Cases[name]
			results := c.replay(t)
			if got := told(results[0]) + ", " + told(results[1]); got != want {
				t.Errorf("%s %s: %s, want %s", file, name, got, want)
			}
			checkForm(t, file+" "+name, results)
		}
	}
}

// replay plays a recording; a behaviour that is known stays so.
func (c *recordedCase) replay(t *testing.T) (results [2]nat.Result) {
	s := session.New()
	attached := session.Event{Kind: session.Attached, ICETransportPolicy: c.Cfg.ICETransportPolicy}
	for _, server := range c.Cfg.ICEServers {
		var one string
		var several []string
		if json.Unmarshal(server.URLs, &one) == nil {
			several = []string{one}
		} else if err := json.Unmarshal(server.URLs, &several); err != nil {
			t.Fatal(err)
		}
		attached.ICEServers = append(attached.ICEServers, several...)
	}
	s.Apply(&attached)
	for i := range c.Events {
		r := &c.Events[i]
		e := session.Event{Direction: policy.Local, State: r.State}
		switch {
		case r.Type == "icegatheringstatechange":
			e.Kind = session.ICEGatheringState
		case r.Type == "icecandidate" && r.Candidate != nil && r.Candidate.Candidate != "":
			e.Kind, e.Line, e.Mid, e.URL, e.RelayProtocol = session.CandidateSeen, r.Candidate.Candidate, r.Candidate.SDPMid, r.Candidate.URL, r.Candidate.RelayProtocol
		case r.Type == "icecandidateerror":
			e.Kind, e.Error = session.CandidateError, session.ErrorEvent{URL: r.Error.URL, Code: r.Error.ErrorCode, Address: r.Error.Address, HostCandidate: r.Error.HostCandidate}
		default:
			continue
		}
		s.Apply(&e)
		before := results
		results = nat.Observe(s.State())
		for i := range results {
			if before[i].Mapping != "" && before[i].Mapping != nat.Undetermined && results[i].Mapping != before[i].Mapping {
				t.Errorf("%+v after %+v", results[i], before[i])
			}
		}
	}
	return results
}
