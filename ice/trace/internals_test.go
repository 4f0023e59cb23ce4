package trace_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/iceguard/iceguard/ice/session"
	"github.com/iceguard/iceguard/ice/trace"
)

// internals imports a dump of webrtc-internals.
func internals(r io.Reader) (map[string][]session.Event, error) {
	all := map[string][]session.Event{}
	err := trace.ImportInternals(r, func(id string) func(e *session.Event) {
		all[id] = []session.Event{}
		return func(e *session.Event) { all[id] = append(all[id], *e) }
	}, nil)
	return all, err
}

// Both ends of a call in one dump, in the present form.
func TestInternalsOfChromium156(t *testing.T) {
	all, err := internals(bytes.NewReader(readFile(t, "internals/chromium-156.json")))
	if err != nil || len(all) != 2 {
		t.Fatalf("%d connections, %v", len(all), err)
	}
	a, b := all["12-1"], all["12-2"]
	check(t, "12-1", a, `
		0 attached [] all
		13.6 signaling have-local-offer
		13.7 local description t79b
		16.6 gathering gathering
		21.1 local trickle host 10.9.0.1:51914 of 0/0
		21.7 local trickle host fd09::1:44680 of 0/0
		23.5 remote description tlhV
		23.6 signaling stable
		27.7 remote trickle host 10.9.0.1:56380 of 0/0
		31.6 ice checking
		34.8 remote trickle host fd09::1:39113 of 0/0
		45.1 connection connecting
		45.4 ice connected
		46.3 gathering complete
		51.1 connection connected
		66.9 stats 1 2 4
		270.5 stats 1 2 4`)
	check(t, "12-2", b, `
		0 attached [] all
		1.1 remote description t79b
		2.3 signaling have-remote-offer
		7.6 remote trickle host 10.9.0.1:51914 of 0/0
		8.2 remote trickle host fd09::1:44680 of 0/0
		8.2 signaling stable
		8.3 local description tlhV
		12.5 gathering gathering
		13.4 local trickle host 10.9.0.1:56380 of 0/0
		16.4 ice checking
		20.5 local trickle host fd09::1:39113 of 0/0
		28.4 ice connected
		31.1 connection connecting
		31.1 gathering complete
		32.5 connection connected
		53 stats 1 2 4
		258.3 stats 1 2 4`)
	if a[0].WallTime != 1795341575349.1 || a[0].Time != a[0].WallTime {
		t.Errorf("attached at %v, %v", a[0].Time, a[0].WallTime)
	}
	for what, want := range map[string]string{
		"the first pair of the first snapshot":  "{CPVjPDU6Lw_CcrOeKuB T01 IVjPDU6Lw ICcrOeKuB succeeded {true true} {false false} {2241 true} {2404 true}",
		"the second pair of the first snapshot": "{CPnho7jJAX_b8qFfY1f T01 Inho7jJAX Ib8qFfY1f in-progress {false true} {false false} {0 true} {0 true}",
		"its transport":                         "{T01 CPVjPDU6Lw_CcrOeKuB connected controlling {1691 true} {1904 true}}",
	} {
		s := a[len(a)-2].Stats
		got := map[string]any{
			"the first pair of the first snapshot": s.Pairs[0], "the second pair of the first snapshot": s.Pairs[1], "its transport": s.Transports[0],
		}[what]
		if !strings.HasPrefix(fmt.Sprint(got), want) {
			t.Errorf("%s: %v, want %s...", what, got, want)
		}
	}
	if second := a[len(a)-2].Stats.Pairs[1]; second.CurrentRoundTripTime.Known || second.AvailableOutgoingBitrate.Known || second.ResponsesReceived != known(0) {
		t.Errorf("members that came later are there too early: %+v", second)
	}
	if second := a[len(a)-1].Stats.Pairs[1]; second.CurrentRoundTripTime != known(0.007) || second.State != "succeeded" || !second.Nominated.Value {
		t.Errorf("at the end: %+v", second)
	}
	// The call began on IPv4 and moved to IPv6.
	state := run(a)
	if p := state.Path; p == nil || p.Kind != session.PathHost || p.Local.Address != "fd09::1" || p.Local.Port != 44680 || p.Remote.Port != 39113 || state.PathChanges != 1 {
		t.Errorf("path %+v, %d changes", p, state.PathChanges)
	}
}

// Texts in place of JSON, and times of day at UTC-5.
func TestInternalsOfChromium130(t *testing.T) {
	all, err := internals(bytes.NewReader(readFile(t, "internals/chromium-130.json")))
	if err != nil || len(all) != 1 {
		t.Fatalf("%d connections, %v", len(all), err)
	}
	// The log tells whole seconds, and its first one is 387.5 ms after the first statistics.
	check(t, "31-5", all["31-5"], `
		0 attached [turn:turn.lab.test:3478] all
		0 stats 1 0 6
		387.5 signaling have-local-offer
		387.5 local description 55i+
		387.5 gathering gathering
		387.5 local trickle host 10.0.1.2:35024 of 0/0
		387.5 local trickle srflx 203.0.113.10:35024 of 0/0 stun:turn.lab.test:3478
		387.5 error 701 stun:turn.lab.test:3478 [0:0:0:x:x:x:x:x]:50157 [0:0:0:x:x:x:x:x]:50157 STUN host lookup received error.
		387.5 local trickle relay 203.0.113.1:50821 of 0/0 turn:turn.lab.test:3478?transport=udp
		387.5 error 701 turn:turn.lab.test:3478?transport=udp [0:0:0:x:x:x:x:x]:50157 [0:0:0:x:x:x:x:x]:50157 TURN host lookup received error.
		387.5 gathering complete
		1000 stats 1 0 6`)
	if at := all["31-5"][2].Time; at != 1795341892000 { // 10:04:52 UTC
		t.Errorf("the log begins at %v", at)
	}
}

// The names and states of 2020, statistics without times, times of day at UTC+1.
func TestInternalsOfChromium87(t *testing.T) {
	all, err := internals(bytes.NewReader(readFile(t, "internals/chromium-87.json")))
	if err != nil || len(all) != 1 {
		t.Fatalf("%d connections, %v", len(all), err)
	}
	events := all["15821-1"]
	check(t, "15821-1", events, `
		0 attached [stun:stun.example:3478 turn:turn.example:3478?transport=udp] relay
		0 signaling have-remote-offer
		0 remote description ReMo
		0 remote description srflx 198.51.100.20:51000 of data/0
		0 remote end
		0 signaling stable
		0 local description LoCa
		0 gathering gathering
		0 ice checking
		1000 local trickle relay 192.0.2.50:60000 of data/0
		1000 error 701 stun:stun.example:3478 192.168.1.x:50000 192.168.1.x:50000 STUN server address is incompatible.
		1000 remote trickle host 198.51.100.20:51001 of data/0
		1412 stats 1 1 2
		2418 stats 1 1 2
		3000 ice connected
		3000 connection connected
		3424 stats 1 1 2
		4430 stats 1 1 2
		5000 closed`)
	if events[0].Time != 1607000731000 { // 2020-12-03, 13:05:31 UTC
		t.Errorf("attached at %v", events[0].Time)
	}
	var rtt []any
	for _, e := range events {
		if e.Stats != nil {
			p := e.Stats.Pairs[0]
			rtt = append(rtt, p.State, p.Nominated.Value, p.CurrentRoundTripTime, e.Stats.Transports[0].BytesSent.Value)
			if c := e.Stats.Candidates[1]; c.Address != "198.51.100.20" || c.Port.Value != 51000 || !c.Remote || e.Stats.Candidates[0].Remote {
				t.Errorf("candidates %+v", e.Stats.Candidates)
			}
		}
	}
	if got := strings.TrimSpace(fmt.Sprintln(rtt...)); got != "in-progress false {0 false} 120 succeeded true {0.021 true} 340 succeeded true {0.02 true} 560 succeeded true {0.023 true} 800" {
		t.Error(got)
	}
	state := run(events)
	if p := state.Path; p == nil || p.Kind != session.PathRelayed || p.RelaySide != session.LocalSide || p.RelayProtocol != "udp" || state.Generations[0].LocalUsernameFragment != "LoCa" {
		t.Errorf("path %+v", p)
	}
}

// A browser keeps the latest 1,000 samples; the log goes back further.
func TestInternalsKeepsThousandSamples(t *testing.T) {
	times, sent, late := []string{}, []string{}, []string{}
	for i := range 1000 {
		times, sent = append(times, fmt.Sprint(500_000+1000*i)), append(sent, fmt.Sprint(i*i))
		if i >= 400 {
			late = append(late, `"P"`)
		}
	}
	list := func(all []string) string { return "[" + strings.Join(all, ",") + "]" }
	text := dump(sampled("timestamp", list(times), "bytesSent", list(sent), "selectedCandidatePairId", list(late)),
		logged(entry(7, "oniceconnectionstatechange", "connected"), entry(1_000_500, "oniceconnectionstatechange", "failed")))
	for _, text := range []string{text, strings.Replace(text, `"values":"[\"P\"`, `"startTime":"1970-01-01T00:15:00.000Z","values":"[\"P\"`, 1)} {
		all, err := internals(strings.NewReader(text))
		events := all["1-2"]
		if err != nil || len(events) != 1003 || events[1].State != "connected" || events[503].State != "failed" {
			t.Fatalf("%d events, %v", len(events), err)
		}
		var snapshots []session.Event
		for _, e := range events {
			if e.Stats != nil {
				snapshots = append(snapshots, e)
			}
		}
		for i, e := range snapshots {
			if s := e.Stats.Transports[0]; e.Time != float64(500_000+1000*i) || s.BytesSent != known(float64(i*i)) || (s.SelectedCandidatePairID == "P") != (i >= 400) {
				t.Fatalf("snapshot %d at %v: %+v", i, e.Time, s)
			}
		}
	}
}

// The log may come before the statistics, as in files that were written anew by a tool.
func TestInternalsInAnotherOrder(t *testing.T) {
	all, err := internals(strings.NewReader(dump(
		logged(entry(1, "createOffer", ""), entry(10, "onicecandidate", "sdpMid: 0, sdpMLineIndex: 0, candidate: candidate:1 1 udp 1 10.0.0.1 9 typ host"), entry(30, "close", "")),
		sampled("timestamp", "[20,21]"), `"rtcConfiguration":{"iceServers":[{"urls":["stun:a","stun:b"]},{"url":"stun:c","credential":"x"},{"urls":""},5]}`, sampled("timestamp", "[1]"))))
	if err != nil {
		t.Error(err)
	}
	check(t, "log first", all["1-2"], `
		0 attached [stun:a stun:b stun:c]
		9 local trickle host 10.0.0.1:9 of 0/0
		19 stats 1 0 0
		20 stats 1 0 0
		29 closed`)
}

func TestInternalsTimes(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"none", dump(logged(`{"type":"close","time":"now"}`)), "0 attached [], 0 closed"},
		{"none, with statistics", dump(sampled("timestamp", "[50,60]"), logged(`{"type":"close"}`)), "0 attached [], 0 closed, 0 stats 1 0 0, 10 stats 1 0 0"},
		{"that of the entry before", dump(logged(entry(5, "close", ""), entry(9, "close", ""), `{"type":"close"}`)), "0 attached [], 0 closed, 4 closed, 4 closed"},
		{"that goes back", dump(sampled("timestamp", "[7]"), logged(entry(5, "close", ""), entry(9, "close", ""), entry(6, "close", ""))), "0 attached [], 0 closed, 2 stats 1 0 0, 4 closed, 1 closed"},
		{"a zone with three quarters of an hour", dump(sampled("timestamp", "[100000000]"), logged(`{"type":"close","time":"1/2/1970, 9:31:41 AM"}`)), "0 attached [], 0 stats 1 0 0, 1000 closed"},
		{"both", dump(logged(`{"type":"close","timestamp":5,"time":"1/2/1970, 9:31:41 AM"}`, `{"type":"close","time":"1970-01-01T00:00:00.009Z","timestamp":7}`, `{"type":"close","time":"1970-01-01T00:00:00.009Z","timestamp":null}`)), "0 attached [], 0 closed, 2 closed, 4 closed"},
		{"samples without a time that can be read", dump(sampled("timestamp", `[5,null,"x",8]`, "bytesSent", "[1,2,3,4]")), "0 attached [], 0 stats 1 0 0, 3 stats 1 0 0"},
		{"statistics only", dump(sampled("timestamp", "[5]")), "0 attached [], 0 stats 1 0 0"},
		{"nothing", dump(), "0 attached []"},
	} {
		all, err := internals(strings.NewReader(c.text))
		if got := short(all["1-2"]); got != c.want || err != nil {
			t.Errorf("%s: %s, %v\nwant %s", c.name, got, err, c.want)
		}
	}
}

// An entry may bear the configuration; more of a log than anyone has does not wait for statistics.
func TestInternalsLog(t *testing.T) {
	all, err := internals(strings.NewReader(dump(sampled("timestamp", "[50]"), logged(
		entry(5, "create", `{"iceServers":[{"urls":"stun:a"}],"iceTransportPolicy":"relay"}`),
		entry(6, "onicecandidate", `{"candidate":"candidate:1 1 udp 1 10.0.0.1 9 typ host","sdpMid":null,"sdpMLineIndex":null,"usernameFragment":"uf"}`),
		entry(7, "setRemoteDescription", `{"type":"offer","sdp":"v=0\r\na=ice-ufrag:x\r\n"}`), entry(8, "setRemoteDescriptionOnFailure", "no"), entry(9, "setRemoteDescriptionOnSuccess", ""),
	))))
	check(t, "with a configuration", all["1-2"], "0 attached [stun:a] relay\n1 local trickle host 10.0.0.1:9 of /-1 uf\n45 stats 1 0 0")
	if err != nil {
		t.Error(err)
	}

	long, sampled := logged(entry(5, "close", "")+strings.Repeat(`,{"type":"close"}`, 100_010)), sampled("timestamp", "[50]")
	for text, want := range map[string]int{dump(long, sampled): 100_001, dump(sampled, long): 100_013} {
		events := 0
		err := trace.ImportInternals(strings.NewReader(text), func(string) func(e *session.Event) {
			return func(*session.Event) { events++ }
		}, nil)
		if tooMany := err != nil && strings.HasSuffix(err.Error(), `found "more", expected statistics, after 100000 events of the log`); events != want || tooMany != (want == 100_001) {
			t.Errorf("%d events, want %d, %v", events, want, err)
		}
	}
}

// Samples of other types than the member's.
func TestInternalsOddSamples(t *testing.T) {
	series := func(of string, properties ...string) string {
		var all []string
		for i := 0; i < len(properties); i += 2 {
			all = append(all, fmt.Sprintf(`"C-%s":{"values":%q,"statsType":%q,"startTime":-1,"endTime":"x","more":[]}`, properties[i], properties[i+1], of))
		}
		return `"stats":{` + strings.Join(all, ",") + `,"-":5,"x":{},"C-port":[],"D-port":{"values":"[1]","statsType":"codec"}}`
	}
	all, err := internals(strings.NewReader(dump(series("local-candidate", "timestamp", "[1,2,3]", "ip", `["a","b","c"]`, "address", `["10.0.0.1",5,null]`, "port", `["9",true,1e3]`))))
	if err != nil {
		t.Error(err)
	}
	var got []string
	for _, s := range snapshots(all["1-2"]) {
		got = append(got, fmt.Sprint(s.Candidates[0].Address, s.Candidates[0].Port))
	}
	if strings.Join(got, " ") != "10.0.0.1{9 true} 5{0 false} {1000 true}" {
		t.Errorf("%q", got)
	}
	all, err = internals(strings.NewReader(dump(series("candidate-pair", "timestamp", "[1,2,3]", "nominated", `[true,"x",false]`))))
	got = nil
	for _, s := range snapshots(all["1-2"]) {
		got = append(got, fmt.Sprint(s.Pairs[0].Nominated))
	}
	if strings.Join(got, " ") != "{true true} {false false} {false true}" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
}

// What is not asked for is not read; what was read of r is told.
func TestInternalsSkipAndProgress(t *testing.T) {
	text := readFile(t, "internals/chromium-156.json")
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	z.Write(text)
	z.Close()
	for name, data := range map[string][]byte{"plain": text, "packed": packed.Bytes()} {
		var told []int64
		var ids []string
		events := 0
		err := trace.ImportInternals(bytes.NewReader(data), func(id string) func(e *session.Event) {
			ids = append(ids, id)
			if id == "12-1" {
				return nil
			}
			return func(e *session.Event) { events++ }
		}, func(n int64) { told = append(told, n) })
		if err != nil || strings.Join(ids, " ") != "12-1 12-2" || events != 17 || told[len(told)-1] != int64(len(data)) {
			t.Errorf("%s: %v, connections %v, %d events, progress %v of %d", name, err, ids, events, told, len(data))
		}
	}
}
