package session_test

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/ice/sdp"
	"github.com/iceguard/iceguard/ice/session"
	"github.com/iceguard/iceguard/ice/stats"
)

// recorded is one event of a recording.
type recorded struct {
	T         float64
	PC        string
	Type      string
	State     string
	Candidate *struct {
		Candidate        string
		SDPMid           string
		SDPMLineIndex    *int
		UsernameFragment string
		URL              string
		RelayProtocol    string
	}
	D             struct{ SDP string }
	Local, Remote string
	Cfg           json.RawMessage
	Error         struct {
		Address, URL, ErrorText, HostCandidate string
		Port                                   *int
		ErrorCode                              int
	}
}

// recordedStats is an entry of a stats report, by the names of the W3C.
type recordedStats struct {
	ID, Type, TransportID, LocalCandidateID, RemoteCandidateID, State string
	SelectedCandidatePairID, DTLSState, ICERole                       string
	CandidateType, Protocol, RelayProtocol, URL, UsernameFragment, IP string
	Address                                                           *string
	Nominated, Selected                                               *bool
	Timestamp                                                         float64
	Port, BytesSent, BytesReceived, RequestsSent, ResponsesReceived   *float64
	TotalRoundTripTime, CurrentRoundTripTime                          *float64
}

func readJSON(t testing.TB, file string, into any) {
	t.Helper()
	text, err := os.ReadFile("testdata/captures/" + file + ".json")
	if err == nil {
		err = json.Unmarshal(text, into)
	}
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
}

// loopback turns a recorded call into the events of one side. The other side's
// candidates and descriptions are the remote ones here, when they came up; the
// stats were taken 1 ms after the last event.
func loopback(t testing.TB, file, side string) []session.Event {
	t.Helper()
	var call struct {
		Events []recorded
		Stats  json.RawMessage
	}
	readJSON(t, file, &call)
	var entries []recordedStats
	if json.Unmarshal(call.Stats, &entries) != nil {
		var sides map[string][]recordedStats
		if err := json.Unmarshal(call.Stats, &sides); err != nil {
			t.Fatal(err)
		}
		entries = sides[side]
	}
	events := eventsOf(call.Events, side)
	last := call.Events[len(call.Events)-1].T
	return append(events, session.Event{Time: last + 1, Kind: session.StatsTaken, Stats: snapshot(entries)})
}

func eventsOf(all []recorded, side string) []session.Event {
	var events []session.Event
	for _, r := range all {
		if len(events) == 0 {
			if r.PC != side {
				continue
			}
			events = append(events, session.Event{Time: r.T, Kind: session.Attached, WallTime: 1795341548000})
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

// event is what the recorded one means; states and pairs of the other side mean nothing here.
func (r *recorded) event(d policy.Direction) (session.Event, bool) {
	e := session.Event{Time: r.T, Direction: d, State: r.State}
	switch r.Type {
	case "icecandidate":
		if c := r.Candidate; c == nil || c.Candidate == "" {
			e.Kind = session.EndOfCandidates
		} else {
			e.Kind, e.Via, e.Line, e.Mid, e.MLineIndex = session.CandidateSeen, session.Trickle, c.Candidate, c.SDPMid, -1
			e.UsernameFragment, e.URL, e.RelayProtocol = c.UsernameFragment, c.URL, c.RelayProtocol
			if c.SDPMLineIndex != nil {
				e.MLineIndex = *c.SDPMLineIndex
			}
			if d == policy.Remote {
				e.URL, e.RelayProtocol = "", "" // toJSON has neither
			}
		}
		return e, true
	case "localdescription":
		e.Kind, e.UsernameFragment = session.DescriptionSet, sdp.UsernameFragment(r.D.SDP)
		return e, true
	}
	if d == policy.Remote {
		return e, false
	}
	switch r.Type {
	case "signalingstatechange":
		e.Kind = session.SignalingState
	case "icegatheringstatechange":
		e.Kind = session.ICEGatheringState
	case "iceconnectionstatechange":
		e.Kind = session.ICEConnectionState
	case "connectionstatechange":
		e.Kind = session.ConnectionState
	case "icetransport.selectedcandidatepairchange":
		e.Kind, e.Pair = session.PairSelected, session.PairEvent{Local: r.Local, Remote: r.Remote}
	case "icecandidateerror":
		e.Kind, e.Error = session.CandidateError, session.ErrorEvent{
			URL: r.Error.URL, Code: r.Error.ErrorCode, Text: r.Error.ErrorText, Address: r.Error.Address, Port: -1, HostCandidate: r.Error.HostCandidate,
		}
		if r.Error.Port != nil {
			e.Error.Port = *r.Error.Port
		}
	default:
		return e, false
	}
	return e, true
}

func snapshot(entries []recordedStats) *stats.Snapshot {
	s := &stats.Snapshot{}
	number := func(v *float64) stats.Number {
		if v == nil {
			return stats.Number{}
		}
		return stats.Number{Value: *v, Known: true}
	}
	boolean := func(v *bool) stats.Bool { return stats.Bool{Value: v != nil && *v, Known: v != nil} }
	for _, e := range entries {
		s.Timestamp = e.Timestamp
		switch e.Type {
		case "transport":
			s.Transports = append(s.Transports, stats.Transport{
				ID: e.ID, SelectedCandidatePairID: e.SelectedCandidatePairID, DTLSState: e.DTLSState, ICERole: e.ICERole,
				BytesSent: number(e.BytesSent), BytesReceived: number(e.BytesReceived),
			})
		case "candidate-pair":
			s.Pairs = append(s.Pairs, stats.Pair{
				ID: e.ID, TransportID: e.TransportID, LocalCandidateID: e.LocalCandidateID, RemoteCandidateID: e.RemoteCandidateID, State: e.State,
				Nominated: boolean(e.Nominated), Selected: boolean(e.Selected), BytesSent: number(e.BytesSent), BytesReceived: number(e.BytesReceived),
				RequestsSent: number(e.RequestsSent), ResponsesReceived: number(e.ResponsesReceived),
				TotalRoundTripTime: number(e.TotalRoundTripTime), CurrentRoundTripTime: number(e.CurrentRoundTripTime),
			})
		case "local-candidate", "remote-candidate":
			address := e.IP
			if e.Address != nil {
				address = *e.Address
			}
			s.Candidates = append(s.Candidates, stats.Candidate{
				ID: e.ID, Remote: e.Type == "remote-candidate", Type: e.CandidateType, Address: address, Port: number(e.Port), Protocol: e.Protocol,
				RelayProtocol: e.RelayProtocol, URL: e.URL, UsernameFragment: e.UsernameFragment,
			})
		}
	}
	return s
}

// run applies events to a new session.
func run(events []session.Event) *session.Session {
	s := session.New()
	for i := range events {
		s.Apply(&events[i])
	}
	return s
}
