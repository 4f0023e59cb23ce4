package diagnosis_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/iceguard/iceguard/ice/diagnosis"
	"github.com/iceguard/iceguard/ice/session"
	"github.com/iceguard/iceguard/ice/stats"
)

// What a reader of the recorded calls says on the way: each is a call on one
// machine that connects in a moment and goes on, so nothing is wrong at the end.
var calls = map[string]string{
	// Connected before gathering is complete, in Chromium, so that mDNS names do not matter.
	"chromium-loopback a": "", "chromium-loopback b": "",
	"chromium-loopback-nomdns a": "", "chromium-loopback-nomdns b": "",
	// It moves from IPv4 to IPv6 0.2 s after connecting: it settles.
	"chromium-loopback-gum a": "", "chromium-loopback-gum b": "",
	// Firefox gathers in 6 ms and begins to check later. It ends with "" and null: nothing comes after the end.
	"firefox-loopback a": "+only-mdns-candidates -only-mdns-candidates", "firefox-loopback b": "+only-mdns-candidates -only-mdns-candidates",
	"firefox-loopback-nomdns a": "", "firefox-loopback-nomdns b": "",
	"firefox-loopback-gum a": "", "firefox-loopback-gum b": "",
	// node-datachannel is "complete" before its candidates, werift "completed" before it checks, wrtc ends before it begins.
	"node-node-datachannel a": "", "node-node-datachannel b": "",
	"node-werift a": "", "node-werift b": "",
	"node-wrtc a": "", "node-wrtc b": "",
}

func TestRecordedCalls(t *testing.T) {
	for name, want := range calls {
		file, side, _ := strings.Cut(name, " ")
		events := eventsOfCall(t, file, side)
		s, e := session.New(), &diagnosis.Engine{}
		changes := observe(t, s, e, events)
		var log []string
		for _, c := range changes {
			sign := "-"
			if c.Raised {
				sign = "+"
			}
			log = append(log, sign+string(c.Code))
		}
		if got := strings.Join(log, " "); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
		if path := s.State().Path; path == nil && side == "a" {
			t.Errorf("%s: no path", name)
		}
		for code, want := range map[diagnosis.Code]diagnosis.Status{
			diagnosis.NoLocalCandidates: notRaised, diagnosis.NoRemoteCandidates: notRaised, diagnosis.ChecksAllFailed: notRaised,
			diagnosis.ConsentLost: notRaised, diagnosis.DTLSFailed: notRaised, diagnosis.Disconnected: notRaised, diagnosis.LocalNetworkAccessDenied: localNetworks[file],
		} {
			if got := e.Status(code); got != want && (side == "a" || code != diagnosis.LocalNetworkAccessDenied) {
				t.Errorf("%s: %s is %v, want %v", name, code, got, want)
			}
		}
	}
}

// eventsOfCall are those of one side, with its statistics at the end.
func eventsOfCall(t *testing.T, file, side string) []session.Event {
	var call struct {
		Events []recorded
		Stats  json.RawMessage
	}
	readJSON(t, file, &call)
	return append(eventsOf(t, call.Events, side), session.Event{
		Time: call.Events[len(call.Events)-1].T + 1, Kind: session.StatsTaken, Stats: snapshotOf(t, call.Stats, side),
	})
}

// Pairs with the other side's private IPv4 addresses are there; mDNS names tell nothing.
var localNetworks = map[string]diagnosis.Status{
	"chromium-loopback-nomdns": notRaised, "chromium-loopback-gum": notRaised, "firefox-loopback-nomdns": notRaised, "firefox-loopback-gum": notRaised,
	"node-node-datachannel": notRaised, "node-werift": notRaised, "node-wrtc": notRaised,
}

// observe plays events and gives what they raise and clear; it asks of all of it what must be so of any.
func observe(t *testing.T, s *session.Session, e *diagnosis.Engine, events []session.Event) []diagnosis.Change {
	t.Helper()
	var all []diagnosis.Change
	raised := map[diagnosis.Code]diagnosis.Finding{}
	for i := range events {
		s.Apply(&events[i])
		for _, c := range e.Update(s.State()) {
			if c.Raised {
				raised[c.Code] = c.Finding
				checkFinding(t, s.State(), &c.Finding)
			} else {
				delete(raised, c.Code)
			}
			all = append(all, c)
		}
		checkReconciled(t, raised, e)
	}
	return all
}

// recordedStats is one entry of a recorded stats report.
type recordedStats struct {
	ID, Type, TransportID, LocalCandidateID, RemoteCandidateID, State string
	SelectedCandidatePairID, CandidateType, Protocol, Address, IP     string
	Port, RequestsSent, ResponsesReceived, RequestsReceived           *float64
	CurrentRoundTripTime                                              *float64
	Nominated, Selected                                               bool
}

// snapshotOf reads the statistics of one side; those of Node's packages are of side a.
func snapshotOf(t *testing.T, text json.RawMessage, side string) *stats.Snapshot {
	t.Helper()
	var entries []recordedStats
	if json.Unmarshal(text, &entries) != nil {
		var sides map[string][]recordedStats
		if err := json.Unmarshal(text, &sides); err != nil {
			t.Fatal(err)
		}
		entries = sides[side]
	} else if side == "b" {
		return nil
	}
	number := func(v *float64) stats.Number {
		if v == nil {
			return stats.Number{}
		}
		return stats.Number{Value: *v, Known: true}
	}
	snap := &stats.Snapshot{}
	for _, r := range entries {
		switch r.Type {
		case "transport":
			snap.Transports = append(snap.Transports, stats.Transport{ID: r.ID, SelectedCandidatePairID: r.SelectedCandidatePairID})
		case "candidate-pair":
			snap.Pairs = append(snap.Pairs, stats.Pair{
				ID: r.ID, TransportID: r.TransportID, LocalCandidateID: r.LocalCandidateID, RemoteCandidateID: r.RemoteCandidateID, State: r.State,
				Nominated: stats.Bool{Value: r.Nominated, Known: true}, Selected: stats.Bool{Value: r.Selected, Known: r.Selected},
				RequestsSent: number(r.RequestsSent), ResponsesReceived: number(r.ResponsesReceived), RequestsReceived: number(r.RequestsReceived),
				CurrentRoundTripTime: number(r.CurrentRoundTripTime),
			})
		case "local-candidate", "remote-candidate":
			if r.Address == "" {
				r.Address = r.IP
			}
			snap.Candidates = append(snap.Candidates, stats.Candidate{
				ID: r.ID, Remote: r.Type == "remote-candidate", Type: r.CandidateType, Address: r.Address, Port: number(r.Port), Protocol: r.Protocol,
			})
		}
	}
	return snap
}
