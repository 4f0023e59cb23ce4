package trace_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/iceguard/iceguard/ice/session"
	"github.com/iceguard/iceguard/ice/stats"
	"github.com/iceguard/iceguard/ice/trace"
)

// rtcstats imports a dump of rtcstats.
func rtcstats(r io.Reader) (map[string][]session.Event, error) {
	all := map[string][]session.Event{}
	err := trace.ImportRTCStats(r, func(id string) func(e *session.Event) {
		all[id] = []session.Event{}
		return func(e *session.Event) { all[id] = append(all[id], *e) }
	}, nil)
	return all, err
}

func snapshots(events []session.Event) []*stats.Snapshot {
	var all []*stats.Snapshot
	for _, e := range events {
		if e.Stats != nil {
			all = append(all, e.Stats)
		}
	}
	return all
}

// The call that rtcstats-js recorded: an offer whose sections are those that
// were made, members by number, and three statistics of which the second and the
// third tell what changed. The call begins on IPv4 and moves to IPv6.
func TestRTCStatsOfRTCStatsJS(t *testing.T) {
	all, err := rtcstats(bytes.NewReader(readFile(t, "rtcstats/rtcstats-js.jsonl")))
	if err != nil || len(all) != 1 {
		t.Fatalf("%d connections, %v", len(all), err)
	}
	events := all["PC_0"]
	check(t, "PC_0", events, `
		0 attached [stun:stun.example:3478 turn:turn.example:3478?transport=udp] all
		13 signaling have-local-offer
		14 local description t79b
		16 gathering gathering
		21 local trickle host 10.9.0.1:51914 of 0/0 t79b
		22 local trickle host fd09::1:44680 of 0/0 t79b
		23 remote description tlhV
		23 signaling stable
		28 remote trickle host 10.9.0.1:56380 of 0/0 tlhV
		31 ice checking
		35 remote trickle host fd09::1:39113 of 0/0 tlhV
		45 connection connecting
		45 remote end
		45 ice connected
		46 gathering complete
		46 local end
		51 connection connected
		68 stats 1 2 4
		271 stats 1 2 4
		1271 stats 1 1 2
		1352 closed`)
	checkMove(t, events, []string{"8", "0", "1", "4", "6"})
	if at := events[0].Time; at != 1795341575349 || events[0].WallTime != at {
		t.Errorf("attached at %v", at)
	}
}

// The same call as Chromium writes it: with the ids of the engine, and all statistics each time.
func TestRTCStatsOfChromium(t *testing.T) {
	all, err := rtcstats(bytes.NewReader(readFile(t, "rtcstats/chromium-156.jsonl")))
	if err != nil || len(all) != 1 {
		t.Fatalf("%d connections, %v", len(all), err)
	}
	events := all["12-1"]
	check(t, "12-1", events, `
		0 attached [stun:stun.example:3478 turn:turn.example:3478?transport=udp] all
		13.7 signaling have-local-offer
		13.8 local description t79b
		16.7 gathering gathering
		21.2 local trickle host 10.9.0.1:51914 of 0/0
		21.8 local trickle host fd09::1:44680 of 0/0
		23.6 remote description tlhV
		23.7 signaling stable
		27.8 remote trickle host 10.9.0.1:56380 of 0/0
		31.7 ice checking
		34.9 remote trickle host fd09::1:39113 of 0/0
		45.2 connection connecting
		45.5 ice connected
		46.4 gathering complete
		51.2 connection connected
		68.1 stats 1 2 4
		271.1 stats 1 2 4
		1271.1 stats 1 1 2
		1351.8 closed
		1353.3 closed`)
	checkMove(t, events, []string{"T01", "CPVjPDU6Lw_CcrOeKuB", "CPnho7jJAX_b8qFfY1f", "IVjPDU6Lw", "Inho7jJAX"})
}

// checkMove checks the statistics of the call that moves to IPv6, with the ids
// of its transport, the two pairs and their local candidates.
func checkMove(t *testing.T, events []session.Event, ids []string) {
	t.Helper()
	s := snapshots(events)
	if len(s) != 3 {
		t.Fatalf("%d snapshots", len(s))
	}
	transport, ipv4, ipv6 := ids[0], ids[1], ids[2]
	pairOf := func(s *stats.Snapshot, id string) stats.Pair {
		for _, p := range s.Pairs {
			if p.ID == id {
				return p
			}
		}
		return stats.Pair{}
	}
	for i, want := range []struct {
		timestamp, sent float64
		selected        string
		rtt             stats.Number
		state           string
		nominated       bool
	}{
		{1795341575417, 1691, ipv4, stats.Number{}, "in-progress", false},
		{1795341575619.634, 2291, ipv6, known(0.007), "succeeded", true},
		{1795341576619.634, 2391, ipv6, known(0.007), "succeeded", true},
	} {
		tr, p := s[i].Transports[0], pairOf(s[i], ipv6)
		if int(s[i].Timestamp) != int(want.timestamp) || tr.ID != transport || tr.BytesSent != known(want.sent) || tr.SelectedCandidatePairID != want.selected || tr.DTLSState != "connected" || tr.ICERole != "controlling" {
			t.Errorf("snapshot %d at %f: %+v", i, s[i].Timestamp, tr)
		}
		if p.CurrentRoundTripTime != want.rtt || p.State != want.state || p.Nominated != (stats.Bool{Value: want.nominated, Known: true}) || p.TransportID != transport || p.LocalCandidateID != ids[4] || p.RequestsSent != known(4) {
			t.Errorf("snapshot %d: %+v", i, p)
		}
		if first := pairOf(s[i], ipv4); (first.State == "succeeded") != (i < 2) {
			t.Errorf("snapshot %d: the first pair is %+v", i, first)
		}
	}
	local := map[string]bool{}
	for _, c := range s[0].Candidates {
		local[c.ID] = !c.Remote
		if c.Address == "" || c.Type != "host" || c.Protocol != "udp" || !c.Port.Known || c.UsernameFragment != map[bool]string{true: "tlhV", false: "t79b"}[c.Remote] {
			t.Errorf("%+v", c)
		}
	}
	if !local[ids[3]] || !local[ids[4]] {
		t.Errorf("local candidates %v", local)
	}
	state := run(events)
	if p := state.Path; p == nil || p.Kind != session.PathHost || p.Local.Address != "fd09::1" || p.Remote.Port != 39113 || state.PathChanges != 1 {
		t.Errorf("path %+v, %d changes", p, state.PathChanges)
	}
}

// Jitsi hides descriptions and remote candidates, and numbers its lines; a
// report that a getstats leaves out is gone.
func TestRTCStatsOfJitsi(t *testing.T) {
	all, err := rtcstats(bytes.NewReader(readFile(t, "rtcstats/jitsi.jsonl")))
	if err != nil || len(all) != 2 {
		t.Fatalf("%d connections, %v", len(all), err)
	}
	check(t, "PC_1", all["PC_1"], "0 attached []")
	events := all["PC_0"]
	check(t, "PC_0", events, `
		0 attached [turns:turn.example:443?transport=tcp]
		36 signaling have-remote-offer
		61 gathering gathering
		64 local trickle host x.x.x.x:65306 of 0/0 504d8bc2
		66 ice checking
		195 local trickle relay 192.0.2.50:53054 of 0/0 504d8bc2
		195 local end
		196 local end
		892 ice connected
		979 connection connected
		982 stats 0 2 3
		10982 stats 0 1 3
		11024 closed`)
	s := snapshots(events)
	if s[0].Timestamp != 1697705955957 || s[1].Timestamp != 1697705965957 {
		t.Errorf("timestamps %f, %f", s[0].Timestamp, s[1].Timestamp)
	}
	p := s[1].Pairs[0]
	if p.ID != "8295c0df" || p.BytesSent != known(1865) || p.BytesReceived != known(2718) || !p.Selected.Value || p.State != "succeeded" || p.LocalCandidateID != "a2ac4810" {
		t.Errorf("pair %+v", p)
	}
	if path := run(events).Path; path == nil || path.Kind != session.PathRelayed || path.RelayProtocol != "tls" || path.RelaySide != session.LocalSide {
		t.Errorf("path %+v", path)
	}
}

// In file format 2 a report that a getstats leaves out is as it was.
func TestRTCStatsOfFormat2(t *testing.T) {
	all, err := rtcstats(bytes.NewReader(readFile(t, "rtcstats/format-2.jsonl")))
	if err != nil || len(all) != 1 {
		t.Fatalf("%d connections, %v", len(all), err)
	}
	events := all["PC_0"]
	check(t, "PC_0", events, `
		0 attached [stun:stun.example:3478 turn:turn.example:3478]
		15 local description LoCa
		60 remote trickle srflx 198.51.100.x:51000 of audio/0
		901 stats 1 1 2
		1901 stats 1 1 2`)
	s := snapshots(events)
	if a, b := s[0].Transports[0].BytesSent, s[1].Transports[0].BytesSent; a != known(100) || b != known(250) || s[1].Pairs[0].State != "succeeded" || s[1].Candidates[0].Address != "192.168.1.x" || !s[1].Candidates[1].Remote {
		t.Errorf("%v, %v, %+v", a, b, s[1])
	}
}

func TestRTCStatsTimes(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"differences":      {magic + `["create","a",{},1000]` + "\n" + `["x",null,null,"corr",5.5]` + "\n" + `["close","a",null,"corr",2]`, "0 attached [], 7.5 closed"},
		"none":             {magic + `["create","a",{},1000]` + "\n" + `["close","a",null,null]` + "\n" + `["close","a",null,"x"]` + "\n" + `["close","a",null,3]`, "0 attached [], 0 closed, 0 closed, 3 closed"},
		"connected again":  {magic + `["create","a",{},1700000000000]` + "\n" + `["close","a",null,5]` + "\n" + `["close","a",null,1700000000100]` + "\n" + `["close","a",null,5]`, "0 attached [], 5 closed, 100 closed, 105 closed"},
		"times":            {`["create","a",{},1700000000000,1]` + "\n" + `["close","a",null,1700000000007,2]` + "\n" + `["close","a",null]`, "0 attached [], 7 closed, 7 closed"},
		"numbers as texts": {`["create","a",{},"1700000000000"]` + "\n" + `["close","a",null,"1700000000007"]`, "0 attached [], 7 closed"},
	} {
		all, err := rtcstats(strings.NewReader(c.text))
		if got := short(all["a"]); got != c.want || err != nil {
			t.Errorf("%s: %s, %v; want %s", name, got, err, c.want)
		}
	}
}

// Connections come in between each other, by ids that are texts or numbers;
// lines of none, and of those that are not asked for, are passed over.
func TestRTCStatsOfSeveral(t *testing.T) {
	text := magic + `["create","a",{},1000]
["create",7,{},1]
[36,"a",null,1]
[24,7,"checking",1]
["create","skip",{},1]
["getStats","skip",{"T":{"type":5}},1]
["navigator.mediaDevices.getUserMedia","18-0",{},1]
[999,"a",null,1]
[[],"a",null,1]
["close",null,1001,1]
["close","",1001,1]
`
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	z.Write([]byte(text))
	z.Close()
	var ids []string
	all := map[string][]session.Event{}
	told := int64(0)
	err := trace.ImportRTCStats(&packed, func(id string) func(e *session.Event) {
		ids = append(ids, id)
		if id == "skip" {
			return nil
		}
		return func(e *session.Event) { all[id] = append(all[id], *e) }
	}, func(n int64) { told = n })
	if err != nil || strings.Join(ids, " ") != "a 7 skip" || short(all["a"]) != "0 attached [], 2 closed" || short(all["7"]) != "0 attached [], 2 ice checking" || told < 100 {
		t.Errorf("%v, %v: %s; %s; %d bytes", ids, err, short(all["a"]), short(all["7"]), told)
	}
}

// Members that are null are unset, a report may change its type, and one that is null is gone.
func TestRTCStatsChanges(t *testing.T) {
	lines := []string{
		`{"1":{"type":7,"134":"10.0.0.1","139":"udp","135":"5000"},"2":{"type":"candidate-pair","nominated":true,"152":0.5},"t":100}`,
		`{}`,
		`{"1":{"139":null,"135":null},"2":{"150":null,"152":null,"118":"failed"},"t":200}`,
		`{"1":{"id":"x","type":"transport","80":7},"2":null,"9":null,"t":300}`,
		`{"1":{"80":8,"t":350},"3":{"80":1},"4":{"type":"local-candidate","ip":"10.0.0.2"},"5":{"type":"remote-candidate","address":"10.0.0.3","ip":"10.0.0.4"},"t":400}`,
	}
	text := magic
	for _, line := range lines {
		text += `["getStats","a",` + line + ",1]\n"
	}
	all, err := rtcstats(strings.NewReader(text))
	s := snapshots(all["a"])
	if err != nil || len(s) != 5 {
		t.Fatalf("%d snapshots, %v", len(s), err)
	}
	for i, want := range []string{
		"{100 [] [{2     {true true} {false false} {0 false} {0 false} {0 false} {0 false} {0 false} {0 false} {0 false} {0.5 true} {0 false}}] [{1 false  10.0.0.1 {5000 true}  udp  }]}",
		"{100 [] [{2     {true true} {false false} {0 false} {0 false} {0 false} {0 false} {0 false} {0 false} {0 false} {0.5 true} {0 false}}] [{1 false  10.0.0.1 {5000 true}  udp  }]}",
		"{200 [] [{2    failed {false false} {false false} {0 false} {0 false} {0 false} {0 false} {0 false} {0 false} {0 false} {0 false} {0 false}}] [{1 false  10.0.0.1 {0 false}    }]}",
		"{300 [{1    {7 true} {0 false}}] [] []}",
		"{400 [{1    {8 true} {0 false}}] [] [{4 false  10.0.0.2 {0 false}    } {5 true  10.0.0.3 {0 false}    }]}",
	} {
		if got := fmt.Sprint(*s[i]); got != want {
			t.Errorf("snapshot %d: %s\nwant %s", i, got, want)
		}
	}
}

// Descriptions leave out sections that are those of the one before: of the
// local one if there is one, else of the one that was made.
func TestRTCStatsDescriptions(t *testing.T) {
	desc := func(kind, ufrag string, sections ...string) string {
		text := "v=0\\r\\ns=-\\r\\na=ice-ufrag:" + ufrag + "\\r\\n"
		if ufrag == "" {
			text = "v=\\r\\n"
		}
		for _, s := range sections {
			text += s + "\\r\\n"
		}
		return `{"type":"` + kind + `","sdp":"` + text + `"}`
	}
	const first = `m=audio 9 x 0\r\na=mid:a\r\na=candidate:1 1 udp 1 10.0.0.1 9 typ host`
	text := magic
	for _, line := range []string{
		`["createOfferOnSuccess","a",` + desc("offer", "l1", first) + `,1]`,
		`["setLocalDescription","a",` + desc("offer", "", "m=") + `,1]`,
		`["setLocalDescriptionOnSuccess","a",null,1]`,
		`["setRemoteDescription","a",` + desc("answer", "r1", first) + `,1]`,
		`["setRemoteDescriptionOnSuccess","a",null,1]`,
		`["createOfferOnSuccess","a",` + desc("offer", "l2", "m=", `m=video 9 x 0\r\na=mid:v`) + `,1]`,
		`["setLocalDescription","a",` + desc("offer", "l2", "m=", `m=video 9 x 0\r\na=mid:v`) + `,1]`,
		`["setLocalDescriptionOnSuccess","a",null,1]`,
		`["setRemoteDescription","a",` + desc("answer", "r2", "m=", `m=video 9 x 0\r\na=mid:v\r\na=candidate:2 1 udp 1 10.0.0.2 9 typ host`) + `,1]`,
		`["setRemoteDescriptionOnSuccess","a",null,1]`,
		`["setLocalDescription","a",null,1]`,
		`["setLocalDescriptionOnSuccess","a",` + desc("offer", "", "m=", "m=", "m=") + `,1]`,
		`["createOfferOnSuccess","a",` + desc("offer", "l3", `m=audio 9 x 0\\r\\na=mid:other`) + `,1]`,
		`["setLocalDescription","a",` + desc("offer", "l4", "m=") + `,1]`, // the page changed it back
		`["setLocalDescriptionOnSuccess","a",null,1]`,
		`["setLocalDescription","a",` + desc("offer", "l9") + `,1]`,
		`["setLocalDescriptionOnFailure","a","no",1]`,
		`["setLocalDescriptionOnSuccess","a",null,1]`,
		`["setLocalDescription","a",` + desc("answer", "", "m=") + `,1]`, // of another type: not shortened
		`["setLocalDescriptionOnSuccess","a",null,1]`,
	} {
		text += line + "\n"
	}
	all, err := rtcstats(strings.NewReader(text))
	if err != nil {
		t.Error(err)
	}
	check(t, "a", all["a"], `
		0 attached []
		2 local description l1
		2 local description host 10.0.0.1:9 of a/0
		4 remote description r1
		4 remote description host 10.0.0.1:9 of a/0
		7 local description l2
		7 local description host 10.0.0.1:9 of a/0
		9 remote description r2
		9 remote description host 10.0.0.1:9 of a/0
		9 remote description host 10.0.0.2:9 of v/1
		11 local description l2
		11 local description host 10.0.0.1:9 of a/0
		14 local description l4
		14 local description host 10.0.0.1:9 of a/0
		19 local description`)
}

// A connection with more reports than anyone has keeps those that came first.
func TestRTCStatsOfTooManyReports(t *testing.T) {
	var b strings.Builder
	b.WriteString(magic + `["getStats","a",{`)
	for i := range 10_001 {
		fmt.Fprintf(&b, `"%d":{"type":7,"135":1},`, i)
	}
	b.WriteString(`"t":5},1]` + "\n" + `["close","a",null,1]`)
	all, err := rtcstats(strings.NewReader(b.String()))
	if err == nil || err.Error() != `trace: line 3, byte 46: found "more", expected at most 10000 ICE reports of a connection` {
		t.Error(err)
	}
	if got := short(all["a"]); got != "0 attached [], 0 stats 0 0 10000, 1 closed" {
		t.Error(got)
	}
}
