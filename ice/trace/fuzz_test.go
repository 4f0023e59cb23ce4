package trace_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/iceguard/iceguard/ice/session"
	"github.com/iceguard/iceguard/ice/trace"
)

// checkImport imports a text of any format. What comes out begins with
// Attached, has times, can be recorded, and goes out as a dump that gives it
// back: the second time with nothing changed.
func checkImport(t *testing.T, text string) {
	all, err := imported(text)
	var place *trace.Error
	if err != nil && !errors.As(err, &place) {
		t.Fatal(err)
	}
	for id, events := range all {
		for i := range events {
			e := &events[i]
			if (e.Kind == session.Attached) != (i == 0) && !strings.Contains(text, "attached") || math.IsNaN(e.Time) || math.IsInf(e.Time, 0) {
				t.Fatalf("%q, event %d: %+v", id, i, e)
			}
		}
		record(t, trace.Options{}, events)
		run(events)
		first := again(t, events)
		second := again(t, first)
		if a, b := asJSON(t, first), asJSON(t, second); a != b {
			t.Fatalf("%q: twice exported\n%s", id, difference(b, a))
		}
	}
}

// again are the events after they went out as a dump and came back.
func again(t *testing.T, events []session.Event) []session.Event {
	t.Helper()
	text := export(t, trace.Options{}, source("1-1", events))
	all, err := imported(text)
	if err != nil || len(all) != 1 {
		t.Fatalf("an export cannot be read: %v\n%s", err, text)
	}
	return all["1-1"]
}

// The seeds are small: a large one is cut down by the fuzzer for minutes, again and again.

func FuzzInternals(f *testing.F) {
	f.Add(dump(sampled("timestamp", "[5,6]", "bytesSent", "[1,null]", "dtlsState", `["new","x"]`), logged(entry(5, "onIceCandidate", "sdpMid: , sdpMLineIndex: null, candidate: candidate:1 1 udp 1 10.0.0.1 9 typ host"), entry(6, "close", ""))))
	f.Add(dump(logged(`{"type":"close","time":"1/2/1970, 9:31:41 AM"}`, entry(5, "iceguard.pair", `{"time":1,"kind":"pair"}`)), sampled("timestamp", "[5]")))
	f.Add(dump(logged(entry(5, "setLocalDescription", "type: offer, sdp: v=0\r\nm=a\r\na=mid:0\r\na=ice-ufrag:u\r\na=candidate:1 1 udp 1 10.0.0.1 9 typ host\r\n"), entry(6, "setLocalDescriptionOnSuccess", ""))))
	f.Add(dump(logged(entry(5, "onicecandidateerror", `{"url":"stun:a","port":1,"error_code":701}`), entry(5, "icecandidateerror", "url: stun:a\nport: 1\nerror_code: 701"))))
	f.Add(`{"PeerConnections":{"1-2":{"stats":{"P-a-state":{"startTime":"2020-12-03T13:05:32.412Z","endTime":"2020-12-03T13:05:35.430Z","statsType":"candidate-pair","values":"[\"new\",\"x\"]"}},"updateLog":[]}}}`)
	f.Add(`{"PeerConnections":{"1-2":{"rtcConfiguration":"{ iceServers: [stun:a, turn:b], iceTransportPolicy: relay }","updateLog":[]}}}`)
	f.Add(export(f, trace.Options{}, source("1-1", []session.Event{{Kind: session.Attached, WallTime: 5}, {Kind: session.TimePassed, Time: 1}})))
	f.Fuzz(checkImport)
}

func FuzzRTCStats(f *testing.F) {
	f.Add(magic + `["getStats","a",{"1":{"type":7,"134":"10.0.0.1"},"2":{"type":"transport","80":1,"timestamp":5},"t":100},1]` + "\n" + `["g","a",{"1":null,"2":{"80":null}},1]`)
	f.Add(`["create","a",{},1]` + "\n[\n" + `["getstats","a",{"2":{"timestamp":0,"type":"candidate-pair"},"timestamp":7},3]`)
	f.Add(magic + `[39,"a",{"iceServers":[{"urls":["stun:a"]}]},1]` + "\n" + `[3,"a",{"type":"offer","sdp":"v=0\r\nm=x\r\n"},1]` + "\n" + `[6,"a",{"type":"offer","sdp":"v=\r\nm=\r\n"},1]` + "\n" + `[7,"a",null,1]`)
	f.Add(magic + `[20,"a",{"candidate":"candidate:1 1 udp 1 10.0.0.1 9 typ host","sdpMid":"0"},1]` + "\n" + `[10,"a",null,"x",1]` + "\n" + `[21,"a",{"url":"stun:a","errorCode":701},1]` + "\n" + `[24,"a","checking",1]`)
	f.Add(`{"fileFormat":2}` + "\n" + `["getstats","a",{"T":{"timestamp":0,"type":"transport"},"timestamp":7},3]`)
	f.Fuzz(checkImport)
}
