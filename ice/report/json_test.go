package report_test

import (
	"encoding/json"
	"math"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/iceguard/iceguard/ice/candidate"
	"github.com/iceguard/iceguard/ice/diagnosis"
	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/ice/report"
	"github.com/iceguard/iceguard/ice/session"
	"github.com/iceguard/iceguard/ice/stats"
)

// text sends a string through a report.
func text(t testing.TB, s string) (raw, back string) {
	t.Helper()
	b := report.AppendError(nil, &session.ErrorRecord{ErrorEvent: session.ErrorEvent{Text: s}})
	var record struct{ ErrorText string }
	if err := json.Unmarshal(b, &record); err != nil {
		t.Fatalf("%q: %v in %s", s, err, b)
	}
	_, raw, _ = strings.Cut(string(b), `"errorText":`)
	raw, _, _ = strings.Cut(raw, `,"address"`)
	return raw, record.ErrorText
}

func TestStrings(t *testing.T) {
	for s, want := range map[string]string{
		"":              `""`,
		"plain":         `"plain"`,
		`say "no"`:      `"say \"no\""`,
		`back\slash/`:   `"back\\slash/"`,
		"\x00\x01\x1f":  `"\u0000\u0001\u001f"`,
		"\b\f\n\r\t":    `"\u0008\u000c\u000a\u000d\u0009"`,
		"\x7f":          `"\u007f"`,
		"ä€😀":           `"ä€😀"`,
		"\u2028\u2029":  `"\u2028\u2029"`,
		"a\xffb":        "\"a\ufffdb\"",
		"\xc3(":         "\"\ufffd(\"",
		"\xed\xa0\x80":  "\"\ufffd\ufffd\ufffd\"",
		"\ufffd":        "\"\ufffd\"",
		"</script><!--": `"</script><!--"`,
		"(\U0010ffff)":  "\"(\U0010ffff)\"",
	} {
		raw, back := text(t, s)
		if raw != want {
			t.Errorf("%q is written as %s, want %s", s, raw, want)
		}
		if valid := strings.ToValidUTF8(s, "\ufffd"); utf8.ValidString(s) && back != valid {
			t.Errorf("%q is read back as %q", s, back)
		}
	}
}

func FuzzStrings(f *testing.F) {
	for _, s := range []string{"", "plain", "\"\\", "\x00\x1f\x7f", "ä\xff", "\u2028", "😀"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		want, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		var back string
		if err := json.Unmarshal(want, &back); err != nil {
			t.Fatal(err)
		}
		raw, got := text(t, s)
		if got != back || !utf8.ValidString(raw) {
			t.Fatalf("%q is written as %s and read as %q; encoding/json reads %q", s, raw, got, back)
		}
	})
}

func TestNumbers(t *testing.T) {
	for v, want := range map[float64]string{
		0: "0", 1: "1", -1: "-1", 0.1: "0.1", 1e21: "1000000000000000000000", 1.5e-7: "0.00000015", 0.004999272000000019: "0.004999272000000019",
		math.Inf(1): "null", math.Inf(-1): "null", math.MaxUint32: "4294967295",
	} {
		checkNumber(t, v, want)
	}
	checkNumber(t, math.NaN(), "null")
}

func checkNumber(t *testing.T, v float64, want string) {
	t.Helper()
	b := report.AppendStats(nil, &session.StatsRecord{BytesSent: stats.Number{Value: v, Known: true}})
	_, raw, _ := strings.Cut(string(b), `"bytesSent":`)
	if raw, _, _ = strings.Cut(raw, ","); raw != want || !json.Valid(b) {
		t.Errorf("%v is written as %s, want %s", v, raw, want)
	}
}

// Times are rounded to a tenth of a millisecond.
func TestTimes(t *testing.T) {
	for v, want := range map[float64]string{
		0: "0", 20.700000000000003: "20.7", 20.74: "20.7", 20.75: "20.8", 1795341548000.04: "1795341548000", -0.06: "-0.1", math.Inf(1): "null",
	} {
		b := report.AppendStats(nil, &session.StatsRecord{Time: v})
		if !strings.HasPrefix(string(b), `{"time":`+want+`,`) {
			t.Errorf("%v is written in %s, want %s", v, b, want)
		}
	}
}

// Records word for word.
func TestRecords(t *testing.T) {
	s := play(t, "no-host", gathered()...)
	all := s.State().Candidates
	for i, want := range map[int]string{
		0: `{"time":10,"direction":"local","via":"trickle","candidate":"candidate:1 1 udp 4294967295 192.168.1.10 50000 typ host generation 0 ufrag abcd",` +
			`"sdpMid":"0","sdpMLineIndex":0,"usernameFragment":"abcd","foundation":"1","component":1,"protocol":"udp","priority":4294967295,` +
			`"address":"192.168.1.10","port":50000,"type":"host","tcpType":null,"relatedAddress":null,"relatedPort":null,"url":null,"relayProtocol":null,` +
			`"family":"ipv4","scope":"private","kept":false,"rule":1,"text":"local drop type host","masked":false,"generation":1,"error":null}`,
		1: `{"time":20,"direction":"local","via":"trickle","candidate":"candidate:2 1 udp 1677729535 203.0.113.10 50000 typ srflx raddr 192.168.1.10 rport 0",` +
			`"sdpMid":"0","sdpMLineIndex":0,"usernameFragment":null,"foundation":"2","component":1,"protocol":"udp","priority":1677729535,` +
			`"address":"203.0.113.10","port":50000,"type":"srflx","tcpType":null,"relatedAddress":"192.168.1.10","relatedPort":0,"url":"stun:stun.example:3478",` +
			`"relayProtocol":null,"family":"ipv4","scope":"public","kept":true,"rule":null,"text":null,"masked":true,"generation":1,"error":null}`,
		2: `{"time":30,"direction":"local","via":"trickle","candidate":"candidate:9 1 TCP 1518280447 fe80::1%eth0 9 typ host tcptype active",` +
			`"sdpMid":"0","sdpMLineIndex":0,"usernameFragment":null,"foundation":"9","component":1,"protocol":"tcp","priority":1518280447,` +
			`"address":"fe80::1%eth0","port":9,"type":"host","tcpType":"active","relatedAddress":null,"relatedPort":null,"url":null,"relayProtocol":null,` +
			`"family":"ipv6","scope":"linklocal","kept":false,"rule":1,"text":"local drop type host","masked":false,"generation":1,"error":null}`,
		4: `{"time":50,"direction":"local","via":"trickle","candidate":"candidate:what\u0000","sdpMid":"0","sdpMLineIndex":0,"usernameFragment":null,` +
			`"foundation":null,"component":null,"protocol":null,"priority":null,"address":null,"port":null,"type":null,"tcpType":null,"relatedAddress":null,` +
			`"relatedPort":null,"url":null,"relayProtocol":null,"family":"unknown","scope":"unknown","kept":false,"rule":null,"text":null,"masked":false,` +
			`"generation":1,"error":"candidate: foundation at offset 10: found \"what\\x00\", expected 1 to 32 letters, digits, '+' or '/' (RFC 8839 section 5.1)"}`,
		6: `{"time":70,"direction":"remote","via":"description","candidate":"candidate:1 1 udp 4294967295 192.168.1.10 50000 typ host generation 0 ufrag abcd",` +
			`"sdpMid":null,"sdpMLineIndex":null,"usernameFragment":"abcd","foundation":"1","component":1,"protocol":"udp","priority":4294967295,` +
			`"address":"192.168.1.10","port":50000,"type":"host","tcpType":null,"relatedAddress":null,"relatedPort":null,"url":null,"relayProtocol":null,` +
			`"family":"ipv4","scope":"private","kept":true,"rule":null,"text":null,"masked":false,"generation":1,"error":null}`,
	} {
		if got := string(report.AppendCandidate([]byte("> "), &all[i])); !sameJSON(got, "> "+want) {
			t.Errorf("candidate %d\ngot  %s\nwant > %s", i, got, want)
		}
	}
	errors := s.State().Errors
	for i, want := range []string{
		`{"time":80,"url":"turn:a","errorCode":701,"errorText":"no \"answer\"","address":"10.0.0.x","port":9,"hostCandidate":"10.0.0.x:9","generation":1}`,
		`{"time":90,"url":"","errorCode":401,"errorText":"","address":null,"port":null,"hostCandidate":null,"generation":1}`,
	} {
		if got := string(report.AppendError([]byte("> "), &errors[i])); !sameJSON(got, "> "+want) {
			t.Errorf("error %d\ngot  %s\nwant > %s", i, got, want)
		}
	}
	o := session.Output{Time: 1.26, Name: "connectionState", Value: "connected"}
	if got := string(report.AppendState([]byte("> "), &o)); got != `> {"time":1.3,"name":"connectionState","value":"connected"}` {
		t.Errorf("state %s", got)
	}
}

func TestPathsAndStats(t *testing.T) {
	path := session.Path{
		Since: 49.54, Kind: session.PathRelayed, RelaySide: session.LocalSide, RelayProtocol: "tls", RelayProtocolSource: "url", Transport: "udp",
		Family: candidate.IPv6, Scope: candidate.ULA, Local: session.PathEnd{Type: "relay", Address: "fd00::1", Port: 0, Protocol: "udp", URL: "turns:a"},
		Remote: session.PathEnd{Type: "prflx", Port: -1}, Source: stats.SourceNominated, Ambiguous: true, Recognised: hostLine,
	}
	for _, c := range []struct{ got, want string }{
		{
			string(report.AppendPath(nil, &path)),
			`{"since":49.5,"kind":"relayed","relay":{"side":"local","protocol":"tls","protocolSource":"url"},"transport":"udp","family":"ipv6","scope":"ula",` +
				`"local":{"type":"relay","address":"fd00::1","port":0,"protocol":"udp","url":"turns:a"},` +
				`"remote":{"type":"prflx","address":null,"port":null,"protocol":null,"url":null},"source":"nominated","ambiguous":true,"recognised":"` + hostLine + `"}`,
		},
		{
			string(report.AppendPath(nil, &session.Path{Kind: session.PathRelayed, RelaySide: session.RemoteSide, Source: stats.SourceTransport})),
			`{"since":0,"kind":"relayed","relay":{"side":"remote","protocol":"unknown","protocolSource":null},"transport":"unknown","family":"unknown",` +
				`"scope":"unknown","local":{"type":"","address":null,"port":0,"protocol":null,"url":null},` +
				`"remote":{"type":"","address":null,"port":0,"protocol":null,"url":null},"source":"transport-stats","ambiguous":false,"recognised":null}`,
		},
		{string(report.AppendPath([]byte("> "), nil)), "> null"},
		{
			string(report.AppendStats(nil, &session.StatsRecord{Time: 7, CurrentRoundTripTime: known(0.0234), BytesReceived: known(0)})),
			`{"time":7,"currentRoundTripTime":0.0234,"roundTripTime":null,"averageRoundTripTime":null,"bytesSent":null,"bytesReceived":0,` +
				`"sendRate":null,"receiveRate":null,"availableOutgoingBitrate":null,"checkLoss":null,"clockSkew":null}`,
		},
		{string(report.AppendStats([]byte("> "), nil)), "> null"},
	} {
		if !sameJSON(c.got, c.want) {
			t.Errorf("got  %s\nwant %s", c.got, c.want)
		}
	}
}

// The whole report of a session, beside its lists.
func TestReport(t *testing.T) {
	got := string(report.AppendJSON([]byte("> "), play(t, "relay-only", session.Event{Time: 112.34, Kind: session.Closed}).State(), nil))
	want := `> {"schema":"iceguard.report/1","summary":"closed, policy relay-only, local 0 of 0 kept, remote 0 of 0 kept","attachedAt":1795341548000,` +
		`"time":12.3,"closed":true,"signalingState":null,"iceGatheringState":null,"iceConnectionState":null,"connectionState":null,` +
		`"policy":{"name":"relay-only","text":"relay-only","forcesRelay":true},"iceTransportPolicy":"all","iceServers":["stun:a","turn:\"b\""],` +
		`"generation":1,"generations":[{"number":1,"localUsernameFragment":null,"remoteUsernameFragment":null,"started":0,"gatheringStarted":null,` +
		`"firstLocalCandidate":null,"firstHost":null,"firstServerReflexive":null,"firstRelay":null,"gatheringComplete":null,"enough":null,"enoughReason":null,"firstRemoteCandidate":null,` +
		`"endOfRemoteCandidates":null,"checking":null,"connected":null,"selectedPair":null,"dtlsConnected":null,"restartAdvised":null,"restartReason":null}],"path":null,"pathChanges":0,"paths":[],"stats":null,"checks":null,` +
		`"findings":[],"diagnosis":{` + statuses() + `},"nat":{"ipv4":` + waiting("IPv4") + `,"ipv6":` + waiting("IPv6") + `},"localCandidates":[],"remoteCandidates":[],"candidateErrors":[]}`
	if !sameJSON(got, want) {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// sameJSON compares what was appended, to the same beginning: the same members
// with the same values, each once, in whatever order.
func sameJSON(got, want string) bool {
	var a, b any
	got, appended := strings.CutPrefix(got, "> ")
	want, wanted := strings.CutPrefix(want, "> ")
	return appended == wanted && len(got) == len(want) && json.Unmarshal([]byte(got), &a) == nil && json.Unmarshal([]byte(want), &b) == nil &&
		reflect.DeepEqual(a, b)
}

// waiting is what is known of a NAT before gathering is complete.
func waiting(family string) string {
	return `{"mapping":"undetermined","reason":"gathering-not-complete","confidence":null,` +
		`"summary":"` + family + ` mapping undetermined: gathering is not complete.","candidates":[],"errors":[]}`
}

// statuses are those of an engine that has seen nothing.
func statuses() string {
	var all []string
	for _, code := range diagnosis.Codes() {
		all = append(all, `"`+string(code)+`":"unknown"`)
	}
	return strings.Join(all, ",")
}

// Candidates stand under their side, in the order in which they were seen.
func TestReportSortsCandidates(t *testing.T) {
	s := play(t, "all", gathered()...)
	var r struct {
		LocalCandidates, RemoteCandidates []struct{ Direction, Candidate string }
		Generations                       []map[string]any
	}
	if err := json.Unmarshal(report.AppendJSON(nil, s.State(), &s.Engine), &r); err != nil {
		t.Fatal(err)
	}
	if len(r.LocalCandidates) != 5 || len(r.RemoteCandidates) != 2 || r.LocalCandidates[1].Candidate != srflxLine || r.RemoteCandidates[0].Candidate != mdnsLine {
		t.Errorf("local %v, remote %v", r.LocalCandidates, r.RemoteCandidates)
	}
	for _, c := range r.RemoteCandidates {
		if c.Direction != policy.Remote.String() {
			t.Errorf("a %s candidate among the remote ones", c.Direction)
		}
	}
	want := map[string]any{
		"number": 1.0, "localUsernameFragment": "abcd", "remoteUsernameFragment": "wxyz", "started": 0.0, "gatheringStarted": 110.0, "firstLocalCandidate": 10.0,
		"firstHost": 10.0, "firstServerReflexive": 20.0, "firstRelay": 40.0, "gatheringComplete": 120.0, "firstRemoteCandidate": 60.0,
		"endOfRemoteCandidates": 160.0, "checking": 130.0, "connected": 140.0, "selectedPair": nil, "dtlsConnected": 150.0,
	}
	for name, value := range want {
		if r.Generations[0][name] != value {
			t.Errorf("%s is %v, want %v", name, r.Generations[0][name], value)
		}
	}
}
