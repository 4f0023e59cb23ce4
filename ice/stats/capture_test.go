package stats_test

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/iceguard/iceguard/ice/stats"
)

// entry is an entry of a recorded stats report.
type entry map[string]any

func (e entry) text(name string) string {
	s, _ := e[name].(string)
	return s
}

func (e entry) number(name string) stats.Number {
	v, ok := e[name].(float64)
	return stats.Number{Value: v, Known: ok}
}

func (e entry) bool(name string) stats.Bool {
	v, ok := e[name].(bool)
	return stats.Bool{Value: v, Known: ok}
}

// snapshot turns a recorded report into a Snapshot, as jsbridge/ts/digest.ts does.
func snapshot(entries []entry) *stats.Snapshot {
	s := &stats.Snapshot{}
	for _, e := range entries {
		switch kind := e.text("type"); kind {
		case "transport":
			s.Transports = append(s.Transports, stats.Transport{
				ID: e.text("id"), SelectedCandidatePairID: e.text("selectedCandidatePairId"), DTLSState: e.text("dtlsState"),
				ICERole: e.text("iceRole"), BytesSent: e.number("bytesSent"), BytesReceived: e.number("bytesReceived"),
			})
		case "candidate-pair":
			s.Pairs = append(s.Pairs, stats.Pair{
				ID: e.text("id"), TransportID: e.text("transportId"), LocalCandidateID: e.text("localCandidateId"),
				RemoteCandidateID: e.text("remoteCandidateId"), State: e.text("state"), Nominated: e.bool("nominated"), Selected: e.bool("selected"),
				BytesSent: e.number("bytesSent"), BytesReceived: e.number("bytesReceived"), RequestsSent: e.number("requestsSent"),
				ResponsesReceived: e.number("responsesReceived"),
				RequestsReceived:  e.number("requestsReceived"), ResponsesSent: e.number("responsesSent"), TotalRoundTripTime: e.number("totalRoundTripTime"),
				CurrentRoundTripTime: e.number("currentRoundTripTime"), AvailableOutgoingBitrate: e.number("availableOutgoingBitrate"),
			})
		case "local-candidate", "remote-candidate":
			address := e.text("address")
			if _, ok := e["address"]; !ok {
				address = e.text("ip")
			}
			s.Candidates = append(s.Candidates, stats.Candidate{
				ID: e.text("id"), Remote: kind == "remote-candidate", Type: e.text("candidateType"), Address: address, Port: e.number("port"),
				Protocol: e.text("protocol"), RelayProtocol: e.text("relayProtocol"), URL: e.text("url"), UsernameFragment: e.text("usernameFragment"),
			})
		default:
			continue
		}
		if s.Timestamp == 0 {
			s.Timestamp = e.number("timestamp").Value
		}
	}
	return s
}

// recorded reads the report of one side of a recording; the node recordings have one side.
func recorded(t testing.TB, file, side string) *stats.Snapshot {
	t.Helper()
	text, err := os.ReadFile("../session/testdata/captures/" + file + ".json")
	if err != nil {
		t.Fatal(err)
	}
	var recording struct{ Stats json.RawMessage }
	if err := json.Unmarshal(text, &recording); err != nil {
		t.Fatal(err)
	}
	var entries []entry
	if json.Unmarshal(recording.Stats, &entries) != nil {
		var sides map[string][]entry
		if err := json.Unmarshal(recording.Stats, &sides); err != nil {
			t.Fatal(err)
		}
		entries = sides[side]
	}
	return snapshot(entries)
}
