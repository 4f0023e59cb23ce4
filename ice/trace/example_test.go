package trace_test

import (
	"fmt"
	"os"
	"strings"

	"github.com/iceguard/iceguard/ice/session"
	"github.com/iceguard/iceguard/ice/trace"
)

// A file of unknown origin becomes one session for each connection in it.
func ExampleImport() {
	file := strings.NewReader(`RTCStatsDump
{"fileFormat":3}
["create","PC_0",{"iceServers":[{"urls":"stun:stun.example:3478"}]},1795341575349]
["oniceconnectionstatechange","PC_0","checking",20]
["oniceconnectionstatechange","PC_0","failed",15000]
`)
	sessions := map[string]*session.Session{}
	format, err := trace.Import(file, func(id string) func(e *session.Event) {
		s := session.New()
		sessions[id] = s
		return func(e *session.Event) { s.Apply(e) }
	}, nil)
	fmt.Println(format, err)
	for id, s := range sessions {
		fmt.Println(id, s.State().ICEServers, s.State().ICEConnectionState, "after", s.State().Time, "ms")
	}
	// Output:
	// rtcstats <nil>
	// PC_0 [stun:stun.example:3478] failed after 15020 ms
}

// What is recorded is a line an event; a replay comes to what the live session did.
func ExampleWriter() {
	var recorded strings.Builder
	w := trace.NewWriter(&recorded, trace.Options{Redact: true})
	w.Write(&session.Event{Time: 5, Kind: session.Attached})
	w.Write(&session.Event{Time: 12.5, Kind: session.CandidateError, Error: session.ErrorEvent{URL: "stun:stun.example", Code: 701, Address: "192.168.1.5", Port: 50000}})
	fmt.Print(recorded.String())
	s, err := trace.Replay(strings.NewReader(recorded.String()), nil)
	fmt.Println(s.State().Errors[0].Code, s.State().Errors[0].Time, err)
	// Output:
	// {"trace":"iceguard.trace/1","redacted":true}
	// {"time":5,"kind":"attached"}
	// {"time":12.5,"kind":"candidate-error","error":{"url":"stun:stun.example","errorCode":701,"errorText":"","address":"10.0.0.1","port":50000}}
	// 701 7.5 <nil>
}

// A trace becomes a dump that viewers of chrome://webrtc-internals open.
func ExampleExportInternals() {
	recorded := trace.NewReader(strings.NewReader(`{"trace":"iceguard.trace/1"}
{"time":5,"kind":"attached","wallTime":1795341575349}
{"time":7,"kind":"ice-connection-state","state":"checking"}
`))
	trace.ExportInternals(os.Stdout, trace.Options{}, trace.Source{ID: "1-1", Next: recorded.Next})
	// Output:
	// {"UserAgent":"iceguard","UserAgentData":[],"getUserMedia":[],"PeerConnections":{"1-1":{"pid":0,"url":"","rtcConfiguration":"{\"iceServers\":[]}","constraints":"","stats":{},"updateLog":[
	// {"time":"2026-11-22T09:59:35.349Z","type":"iceguard.attached","value":"{\"time\":5,\"kind\":\"attached\",\"wallTime\":1795341575349}","timestamp":1795341575349},
	// {"time":"2026-11-22T09:59:35.351Z","type":"iceconnectionstatechange","value":"checking","timestamp":1795341575351}]}}}
}
