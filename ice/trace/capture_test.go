package trace_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/ice/sdp"
	"github.com/iceguard/iceguard/ice/session"
	"github.com/iceguard/iceguard/ice/stats"
	"github.com/iceguard/iceguard/ice/trace"
)

var update = flag.Bool("update", false, "write the traces of testdata/captures anew from the captures")

// captured are the events of a trace in testdata/captures, by its name without ".jsonl".
func captured(t testing.TB, name string) []session.Event {
	t.Helper()
	events, err := readAll(bytes.NewReader(readFile(t, "captures/"+name+".jsonl")))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return events
}

// captureNames are the traces that there are.
func captureNames(t testing.TB) []string {
	t.Helper()
	files, err := filepath.Glob("testdata/captures/*.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	for i := range files {
		files[i] = strings.TrimSuffix(filepath.Base(files[i]), ".jsonl")
	}
	return files
}

// The traces are what the captures give, and nothing is between them and the
// session: a replay gives the report of the events themselves.
func TestCapturedTraces(t *testing.T) {
	made := capturesAsEvents(t)
	names := captureNames(t)
	if *update {
		for name, events := range made {
			if err := os.WriteFile("testdata/captures/"+name+".jsonl", []byte(record(t, trace.Options{}, events)), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		names = captureNames(t)
	}
	if len(names) != len(made) || len(made) != 70 {
		t.Fatalf("%d traces of %d connections, want 70 of each", len(names), len(made))
	}
	for _, name := range names {
		events, ok := made[name]
		if !ok {
			t.Errorf("%s is of no capture", name)
			continue
		}
		text := string(readFile(t, "captures/"+name+".jsonl"))
		if text != record(t, trace.Options{}, events) {
			t.Errorf("%s is not what the capture gives; go test -update makes it anew", name)
		}
		s, err := trace.Replay(strings.NewReader(text), nil)
		if err != nil || reportOf(s) != live(events) {
			t.Errorf("%s: another report than that of the events, %v", name, err)
		}
	}
}

// capturesAsEvents are the connections of all captures: both sides of a call
// in a browser, the side that has the statistics of one in Node or whose network was cut,
// each case of a gathering.
func capturesAsEvents(t testing.TB) map[string][]session.Event {
	t.Helper()
	all := map[string][]session.Event{}
	for _, name := range []string{"chromium-loopback", "chromium-loopback-gum", "chromium-loopback-nomdns", "firefox-loopback", "firefox-loopback-gum", "firefox-loopback-nomdns"} {
		var call struct {
			Events []capturedEvent
			Stats  map[string][]capturedStats
		}
		readCapture(t, name, &call)
		for side, entries := range call.Stats {
			all[name+"-"+side] = eventsOf(call.Events, side, entries)
		}
	}
	for _, name := range []string{
		"node-node-datachannel", "node-werift", "node-wrtc", "cut-chromium", "cut-firefox", "cut-restart-chromium", "cut-restart-firefox",
	} {
		var call struct {
			Events []capturedEvent
			Stats  []capturedStats
		}
		readCapture(t, name, &call)
		all[name] = eventsOf(call.Events, "a", call.Stats)
	}
	for _, name := range []string{"gather-chromium", "gather-firefox", "gather-firefox-turns-ca"} {
		var gathering struct {
			Cases map[string]struct {
				Events []capturedEvent
				Stats  []capturedStats
			}
		}
		readCapture(t, name, &gathering)
		for of, c := range gathering.Cases {
			if len(c.Events) > 0 { // none where the constructor threw
				all[name+"-"+of] = eventsOf(c.Events, c.Events[0].PC, c.Stats)
			}
		}
	}
	return all
}

func readCapture(t testing.TB, name string, into any) {
	t.Helper()
	text, err := os.ReadFile("../session/testdata/captures/" + name + ".json")
	if err == nil {
		err = json.Unmarshal(text, into)
	}
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

// capturedEvent is one event of a capture.
type capturedEvent struct {
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
	Cfg           struct {
		ICEServers         []struct{ URLs any }
		ICETransportPolicy string
	}
	Error struct {
		Address, URL, ErrorText, HostCandidate string
		Port                                   *int
		ErrorCode                              int
	}
}

// capturedStats is an entry of a stats report, by the names of the W3C.
type capturedStats struct {
	ID, Type, TransportID, LocalCandidateID, RemoteCandidateID, State string
	SelectedCandidatePairID, DTLSState, ICERole                       string
	CandidateType, Protocol, RelayProtocol, URL, UsernameFragment, IP string
	Address                                                           *string
	Nominated, Selected                                               *bool
	Timestamp                                                         float64
	Port, BytesSent, BytesReceived, RequestsSent, ResponsesReceived   *float64
	RequestsReceived, ResponsesSent                                   *float64
	TotalRoundTripTime, CurrentRoundTripTime                          *float64
	AvailableOutgoingBitrate                                          *float64
}

// eventsOf are the events of one side of a call. The other side's candidates
// and descriptions are the remote ones here, when they came up; the statistics
// were taken 1 ms after the last event, which also tells the time of day.
func eventsOf(all []capturedEvent, side string, entries []capturedStats) []session.Event {
	var events []session.Event
	taken := all[len(all)-1].T + 1
	snap := snapshotOf(entries)
	for _, r := range all {
		if len(events) == 0 {
			if r.PC != side {
				continue
			}
			e := session.Event{Time: r.T, Kind: session.Attached, WallTime: math.Round(snap.Timestamp - taken + r.T), ICETransportPolicy: r.Cfg.ICETransportPolicy}
			for _, server := range r.Cfg.ICEServers {
				switch urls := server.URLs.(type) {
				case string:
					e.ICEServers = append(e.ICEServers, urls)
				case []any:
					for _, url := range urls {
						e.ICEServers = append(e.ICEServers, url.(string))
					}
				}
			}
			events = append(events, e)
		}
		d := policy.Local
		if r.PC != side {
			d = policy.Remote
		}
		if e, ok := r.event(d); ok {
			events = append(events, e)
		}
	}
	return append(events, session.Event{Time: taken, Kind: session.StatsTaken, Stats: snap})
}

// event is what the captured one means; states and pairs of the other side mean nothing here.
func (r *capturedEvent) event(d policy.Direction) (session.Event, bool) {
	e := session.Event{Time: r.T, Direction: d}
	switch r.Type {
	case "icecandidate":
		if c := r.Candidate; c == nil || c.Candidate == "" {
			e.Kind = session.EndOfCandidates
		} else {
			e.Kind, e.Via, e.Line, e.Mid, e.MLineIndex = session.CandidateSeen, session.Trickle, c.Candidate, c.SDPMid, -1
			e.UsernameFragment = c.UsernameFragment
			if d == policy.Local { // toJSON has neither
				e.URL, e.RelayProtocol = c.URL, c.RelayProtocol
			}
			if c.SDPMLineIndex != nil {
				e.MLineIndex = *c.SDPMLineIndex
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
	e.Direction = 0
	switch r.Type {
	case "signalingstatechange":
		e.Kind, e.State = session.SignalingState, r.State
	case "icegatheringstatechange":
		e.Kind, e.State = session.ICEGatheringState, r.State
	case "iceconnectionstatechange":
		e.Kind, e.State = session.ICEConnectionState, r.State
	case "connectionstatechange":
		e.Kind, e.State = session.ConnectionState, r.State
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

func snapshotOf(entries []capturedStats) *stats.Snapshot {
	s := &stats.Snapshot{}
	number := func(v *float64) stats.Number {
		if v == nil {
			return stats.Number{}
		}
		return known(*v)
	}
	boolean := func(v *bool) stats.Bool { return stats.Bool{Value: v != nil && *v, Known: v != nil} }
	for _, e := range entries {
		s.Timestamp = max(s.Timestamp, e.Timestamp)
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
				RequestsReceived: number(e.RequestsReceived), ResponsesSent: number(e.ResponsesSent),
				TotalRoundTripTime: number(e.TotalRoundTripTime), CurrentRoundTripTime: number(e.CurrentRoundTripTime),
				AvailableOutgoingBitrate: number(e.AvailableOutgoingBitrate),
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
