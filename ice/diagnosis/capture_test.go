package diagnosis_test

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/ice/sdp"
	"github.com/iceguard/iceguard/ice/session"
)

// recorded is one event of a recording of ice/session.
type recorded struct {
	T         float64
	PC        string
	Type      string
	State     string
	Candidate *struct {
		Candidate, SDPMid, UsernameFragment, URL, RelayProtocol string
	}
	D             struct{ SDP string }
	Local, Remote string
	Error         struct {
		Address, URL, ErrorText, HostCandidate string
		ErrorCode                              int
	}
	Cfg configuration
}

type configuration struct {
	ICETransportPolicy string
	ICEServers         []struct{ URLs json.RawMessage }
}

func (c *configuration) urls(t *testing.T) (urls []string) {
	for _, server := range c.ICEServers {
		var one string
		var several []string
		if json.Unmarshal(server.URLs, &one) == nil {
			several = []string{one}
		} else if err := json.Unmarshal(server.URLs, &several); err != nil {
			t.Fatal(err)
		}
		urls = append(urls, several...)
	}
	return urls
}

func readJSON(t *testing.T, file string, into any) {
	t.Helper()
	text, err := os.ReadFile("../session/testdata/captures/" + file + ".json")
	if err == nil {
		err = json.Unmarshal(text, into)
	}
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
}

// eventsOf are the events of one side; the other side's candidates and
// descriptions are the remote ones here, when they came up.
func eventsOf(t *testing.T, all []recorded, side string) []session.Event {
	var events []session.Event
	for i := range all {
		r := &all[i]
		if len(events) == 0 {
			if r.PC != side {
				continue
			}
			transports := r.Cfg.ICETransportPolicy
			if transports == "" {
				transports = "all"
			}
			events = append(events, session.Event{Time: r.T, Kind: session.Attached, ICEServers: r.Cfg.urls(t), ICETransportPolicy: transports})
		}
		d := policy.Local
		if r.PC != side {
			d = policy.Remote
		}
		if e, ok := r.event(d); ok {
			events = append(events, e)
		}
	}
	return events
}

var stateKinds = map[string]session.Kind{
	"signalingstatechange":     session.SignalingState,
	"icegatheringstatechange":  session.ICEGatheringState,
	"iceconnectionstatechange": session.ICEConnectionState,
	"connectionstatechange":    session.ConnectionState,
}

func (r *recorded) event(d policy.Direction) (session.Event, bool) {
	e := session.Event{Time: r.T, Direction: d, State: r.State, Kind: stateKinds[r.Type]}
	switch {
	case r.Type == "icecandidate" && (r.Candidate == nil || r.Candidate.Candidate == ""):
		e.Kind = session.EndOfCandidates
		return e, true
	case r.Type == "icecandidate":
		c := r.Candidate
		e.Kind, e.Via, e.Line, e.Mid, e.MLineIndex, e.UsernameFragment = session.CandidateSeen, session.Trickle, c.Candidate, c.SDPMid, -1, c.UsernameFragment
		if d == policy.Local {
			e.URL, e.RelayProtocol = c.URL, c.RelayProtocol
		}
		return e, true
	case r.Type == "localdescription":
		e.Kind, e.UsernameFragment = session.DescriptionSet, sdp.UsernameFragment(r.D.SDP)
		return e, true
	case d == policy.Remote:
		return e, false
	case r.Type == "icetransport.selectedcandidatepairchange":
		e.Kind, e.Pair = session.PairSelected, session.PairEvent{Local: r.Local, Remote: r.Remote}
	case r.Type == "icecandidateerror":
		e.Kind, e.Error = session.CandidateError, session.ErrorEvent{
			URL: r.Error.URL, Code: r.Error.ErrorCode, Text: r.Error.ErrorText, Address: r.Error.Address, Port: -1, HostCandidate: r.Error.HostCandidate,
		}
	}
	return e, e.Kind != 0
}
