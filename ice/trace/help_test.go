package trace_test

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"testing"

	"github.com/iceguard/iceguard/ice/diagnosis"
	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/ice/report"
	"github.com/iceguard/iceguard/ice/session"
	"github.com/iceguard/iceguard/ice/stats"
	"github.com/iceguard/iceguard/ice/trace"
)

// record writes a trace of the events.
func record(t testing.TB, o trace.Options, events []session.Event) string {
	t.Helper()
	var b bytes.Buffer
	w := trace.NewWriter(&b, o)
	for i := range events {
		if err := w.Write(&events[i]); err != nil {
			t.Fatalf("event %d: %v", i, err)
		}
	}
	return b.String()
}

// readAll gives what is readable of a trace, and the error that ended it, nil for its end.
func readAll(r io.Reader) ([]session.Event, error) {
	var events []session.Event
	t := trace.NewReader(r)
	for {
		e, err := t.Next()
		if err == io.EOF {
			return events, nil
		}
		if err != nil {
			return events, err
		}
		events = append(events, e)
	}
}

// live is the report of a session that these events make.
func live(events []session.Event) string {
	o := diagnosis.NewObserver()
	for i := range events {
		o.Apply(&events[i])
	}
	return reportOf(o)
}

// reportOf is what a session knows, and what is found of it.
func reportOf(o *diagnosis.Observer) string {
	return string(report.AppendJSON(nil, o.State(), &o.Engine))
}

func rules(t testing.TB, text string) *policy.Policy {
	t.Helper()
	p, err := policy.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func known(v float64) stats.Number { return stats.Number{Value: v, Known: true} }

// call is a made-up call that has every kind of event.
func call(t testing.TB) []session.Event {
	seen := func(at float64, d policy.Direction, line, url string) session.Event {
		return session.Event{Time: at, Kind: session.CandidateSeen, Direction: d, Via: session.Trickle, Line: line, Mid: "0", UsernameFragment: "uf" + d.String(), URL: url}
	}
	snapshot := func(sent float64) *stats.Snapshot {
		return &stats.Snapshot{
			Timestamp:  1795349440226.488 + sent,
			Transports: []stats.Transport{{ID: "T", SelectedCandidatePairID: "P1", DTLSState: "connected", ICERole: "controlling", BytesSent: known(sent)}},
			Pairs: []stats.Pair{{
				ID: "P1", TransportID: "T", LocalCandidateID: "L", RemoteCandidateID: "R", State: "succeeded",
				Nominated: stats.Bool{Value: true, Known: true}, Selected: stats.Bool{Known: true}, CurrentRoundTripTime: known(0.0015), ResponsesReceived: known(3), TotalRoundTripTime: known(0.1),
			}},
			Candidates: []stats.Candidate{
				{ID: "L", Type: "relay", Address: "198.51.100.7", Port: known(50000), Protocol: "udp", RelayProtocol: "tcp", URL: "turn:turn.example:3478?transport=tcp"},
				{ID: "R", Remote: true, Type: "srflx", Address: "203.0.113.80", Port: known(6000), Protocol: "udp", UsernameFragment: "ufremote"},
			},
		}
	}
	types, _ := session.ParseTypes("relay+srflx")
	return []session.Event{
		{Time: 100.25, Kind: session.Attached, WallTime: 1795349439213.664, ICEServers: []string{"stun:stun.example:3478", "turn:turn.example:3478?transport=tcp"}, ICETransportPolicy: "all", GatheringQuiet: 2000, GatheringEnough: types, GatheringMaxWait: 5000.5},
		{Time: 100.25, Kind: session.PolicyChanged, Policy: rules(t, "local drop type host family ipv6 # \"no v6\"\nkeep")},
		{Time: 101, Kind: session.SignalingState, State: "have-local-offer"},
		{Time: 101.5, Kind: session.DescriptionSet, Direction: policy.Local, UsernameFragment: "uflocal"},
		{Time: 102, Kind: session.ICEGatheringState, State: "gathering"},
		seen(103, policy.Local, "candidate:1 1 udp 2122194687 192.168.1.5 47845 typ host generation 0 ufrag uflocal network-id 1", ""),
		seen(104, policy.Local, "candidate:2 1 udp 2122265343 2a00:1450:4001::200e 51992 typ host generation 0 ufrag uflocal", ""),
		seen(104.5, policy.Local, "candidate:5 1 udp 2122265342 6b9e2c1f-0c0e-4f0e-a8f1-1d1f6e8a9b10.local 51993 typ host", ""),
		seen(110, policy.Local, "candidate:3 1 udp 8331263 198.51.100.7 50000 typ relay raddr 192.168.1.5 rport 47845 generation 0", "turn:turn.example:3478?transport=tcp"),
		{Time: 111, Kind: session.CandidateError, Error: session.ErrorEvent{URL: "stun:stun.example:3478", Code: 701, Text: "STUN from 192.168.1.5:47845 timed out.", Address: "192.168.1.x", Port: 47845, HostCandidate: "192.168.1.x:47845"}},
		{Time: 112, Kind: session.CandidateError, Error: session.ErrorEvent{URL: "turn:turn.example:3478", Code: 401, Text: "Unauthorized.", Port: -1}},
		{Time: 113, Kind: session.ICEGatheringState, State: "complete"},
		{Time: 113, Kind: session.EndOfCandidates, Direction: policy.Local},
		{Time: 120, Kind: session.DescriptionSet, Direction: policy.Remote, UsernameFragment: "ufremote"},
		{Time: 120, Kind: session.CandidateSeen, Direction: policy.Remote, Via: session.InDescription, Line: "a=candidate:9 1 UDP 77 203.0.113.80 6000 typ srflx raddr 0.0.0.0 rport 0", Mid: "0"},
		{Time: 121, Kind: session.CandidateSeen, Direction: policy.Remote, Via: session.Trickle, Line: "candidate:4 1 udp 1 broken typ host\xff", MLineIndex: -1},
		{Time: 122, Kind: session.EndOfCandidates, Direction: policy.Remote},
		{Time: 130, Kind: session.ICEConnectionState, State: "checking"},
		{Time: 180.125, Kind: session.PairSelected, Pair: session.PairEvent{
			Local:  "candidate:3 1 udp 8331263 198.51.100.7 50000 typ relay raddr 0.0.0.0 rport 0",
			Remote: "candidate:9 1 udp 77 203.0.113.80 6000 typ prflx",
		}},
		{Time: 181, Kind: session.ICEConnectionState, State: "connected"},
		{Time: 190, Kind: session.ConnectionState, State: "connected"},
		{Time: 1000, Kind: session.StatsTaken, Stats: snapshot(1000)},
		{Time: 2000, Kind: session.StatsTaken, Stats: snapshot(2500)},
		{Time: 2100, Kind: session.StatsTaken, Stats: &stats.Snapshot{}},
		{Time: 2500, Kind: session.TimePassed},
		{Time: 3000, Kind: session.Closed},
	}
}

func readFile(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func asJSON(t testing.TB, v any) string {
	t.Helper()
	b, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
