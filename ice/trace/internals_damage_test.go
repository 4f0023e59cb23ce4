package trace_test

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/iceguard/iceguard/ice/session"
	"github.com/iceguard/iceguard/ice/trace"
)

// dump makes a dump of one connection.
func dump(members ...string) string {
	return `{"PeerConnections":{"1-2":{` + strings.Join(members, ",") + `}}}`
}

func logged(entries ...string) string { return `"updateLog":[` + strings.Join(entries, ",") + `]` }

func entry(at int, kind, value string) string {
	return fmt.Sprintf(`{"type":%q,"value":%q,"timestamp":%d}`, kind, value, at)
}

// sampled makes the series of a property of transport T.
func sampled(properties ...string) string {
	var all []string
	for i := 0; i < len(properties); i += 2 {
		all = append(all, fmt.Sprintf(`"T-%s":{"statsType":"transport","values":%q}`, properties[i], properties[i+1]))
	}
	return `"stats":{` + strings.Join(all, ",") + `}`
}

// marked takes the mark "§" out of a text, and writes its place into an error.
func marked(text, err string) (string, string) {
	before, after, ok := strings.Cut(text, "§")
	if !ok {
		return text, err
	}
	return before + after, fmt.Sprintf("line %d, byte %d: ", strings.Count(before, "\n")+1, len(before)) + err
}

// short are events in short, in one line.
func short(events []session.Event) string {
	var all []string
	for i := range events {
		all = append(all, strings.TrimSpace(brief(&events[i], events[0].Time)))
	}
	return strings.Join(all, ", ")
}

// What cannot be read in one place costs that place, and is told with it.
func TestInternalsDamaged(t *testing.T) {
	const unreadable = `found "a value", expected a value that can be read: `
	states := logged(entry(10, "oniceconnectionstatechange", `"checking"`), entry(30, "oniceconnectionstatechange", `"connected"`))
	for _, c := range []struct{ name, text, events, err string }{
		{
			"times that are cut off within their text", dump(strings.Replace(sampled("timestamp", "[20,21,2", "bytesSent", "[5,6,7]"), `"[2`, `§"[2`, 1), states),
			"0 attached [], 0 ice checking, 10 stats 1 0 0, 11 stats 1 0 0, 20 ice connected",
			unreadable + `line 1, byte 8: found the end, expected ',' or ']': unexpected EOF`,
		},
		{
			"a series that is cut off within its text", dump(strings.Replace(sampled("timestamp", "[20,21]", "bytesSent", "[5,6", "dtlsState", `["new"]`), `"[5`, `§"[5`, 1), states),
			"0 attached [], 0 ice checking, 10 stats 1 0 0, 11 stats 1 0 0, 20 ice connected",
			unreadable + `line 1, byte 4: found the end, expected ',' or ']': unexpected EOF`,
		},
		{
			"a value that is no JSON", dump(logged(strings.Replace(entry(10, "icecandidateerror", `{"url":"a",!}`), `"{`, `§"{`, 1), entry(30, "close", ""))),
			"0 attached [], 0 error 0 a :-1, 20 closed", unreadable + `line 1, byte 11: found "!", expected a name in '"'`,
		},
		{
			"a value and more", dump(logged(strings.Replace(entry(10, "icecandidateerror", `{"url":"a"} b`), `"{`, `§"{`, 1))),
			"0 attached [], 0 error 0 a :-1", unreadable + `line 1, byte 12: found "more", expected the end of the value`,
		},
		{
			"a configuration that is no JSON", dump(`"rtcConfiguration":§"{\"iceServers\":[}"`, states),
			"0 attached [], 0 ice checking, 20 ice connected", unreadable + `line 1, byte 15: found "}", expected a value`,
		},
		{
			"an event of this package that is none", dump(logged(strings.Replace(entry(10, "iceguard.weather", `{"kind":"weather"}`), `"{`, `§"{`, 1), entry(30, "close", ""))),
			"0 attached [], 0 closed", unreadable + `line 1, byte 0: found "weather", expected a kind of event that iceguard.trace/1 has, or "optional":true`,
		},
		{
			"values of other types", dump(`"stats":§[]`, `"updateLog":[5,{"type":"close","value":5,"timestamp":7},{"type":6,"value":"x"}]`),
			"0 attached [], 0 closed", `found "an array", expected an object`,
		},
		{"a log that is none", dump(`"updateLog":§{}`), "0 attached []", `found "an object", expected an array`},
		{"an entry that is none", dump(logged("§[]", "5", entry(30, "close", ""))), "0 attached [], 0 closed", `found "an array", expected an object`},
		{"a value that is no text", dump(logged(`{"type":"close","value":§{}}`)), "0 attached [], 0 closed", `found "an object", expected a string`},
		{"an entry without value", dump(logged(`{"type":"close"}`, `{"type":"close","value":null}`)), "0 attached [], 0 closed, 0 closed", ""},
		{"a connection that is none", `{"PeerConnections":{"1-1":§[],"1-2":{}}}`, "0 attached []", `found "an array", expected an object`},
		{
			"the file cut off within an entry", strings.TrimSuffix(dump(sampled("timestamp", "[20,21]"), states), `"timestamp":30}]}}}`) + "§",
			"0 attached [], 0 ice checking, 10 stats 1 0 0, 11 stats 1 0 0", `found the end, expected what follows ',': unexpected EOF`,
		},
		{
			"the file cut off within a series", `{"PeerConnections":{"1-2":{"updateLog":[{"type":"close","timestamp":9}],` + "\n" + `"stats":{"T-timestamp":{"statsType":"transport","values":"[20,21§`,
			"0 attached [], 0 closed, 11 stats 1 0 0", `found the end, expected the rest of a string, up to '"': unexpected EOF`,
		},
		{"a comma too many", `{"PeerConnections":{"1-2":{"updateLog":[` + entry(5, "close", "") + `,§]}}}`, "0 attached [], 0 closed", `found "]", expected a value`},
		{"more after the dump", dump(states) + "\n§{}", "0 attached [], 0 ice checking, 20 ice connected", `found "{", expected the end of the dump`},
	} {
		text, want := marked(c.text, c.err)
		for _, size := range []int{1, 1000} {
			var r io.Reader = strings.NewReader(text)
			if size == 1 {
				r = iotest.OneByteReader(r)
			}
			all, err := internals(r)
			got := ""
			if err != nil {
				got = strings.TrimPrefix(err.Error(), "trace: ")
			}
			var place *trace.Error
			if events := short(all["1-2"]); events != c.events || got != want || err != nil && !errors.As(err, &place) {
				t.Errorf("%s: %s\n%s\nwant %s\n%s", c.name, events, got, c.events, want)
			}
		}
	}
}

// Of series that are cut off, each sample stays with its time.
func TestInternalsCutSeries(t *testing.T) {
	for text, want := range map[string]string{
		sampled("timestamp", "[20,21,22]", "bytesSent", "[5,6,7"):                                                                                                 "{5 true} {6 true} {0 false}",
		sampled("timestamp", "[20,21,22", "bytesSent", "[5,6,7]"):                                                                                                 "{5 true} {6 true}",
		sampled("bytesSent", "[5,6,7]", "timestamp", "[20,21"):                                                                                                    "{5 true}",
		sampled("timestamp", "[20,21,22]", "bytesSent", "[6,7]"):                                                                                                  "{0 false} {6 true} {7 true}",
		strings.Replace(sampled("timestamp", "[20,21,22]", "bytesSent", "[5"), `"values":"[5"`, `"startTime":20,"values":"[5,6"`, 1):                              "{5 true} {0 false} {0 false}",
		strings.Replace(sampled("timestamp", "[20.5,21.5,22.5]", "bytesSent", "[5"), `"values":"[5"`, `"startTime":"1970-01-01T00:00:00.021Z","values":"[6]"`, 1): "{0 false} {6 true} {0 false}",
	} {
		all, _ := internals(strings.NewReader(dump(text)))
		var got []any
		for _, e := range all["1-2"] {
			if e.Stats != nil {
				got = append(got, e.Stats.Transports[0].BytesSent)
			}
		}
		if got := strings.TrimSpace(fmt.Sprintln(got...)); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

func TestInternalsOfOthers(t *testing.T) {
	for text, want := range map[string]string{
		"":                                `line 1, byte 0: found the end, expected a webrtc-internals dump, with "PeerConnections": unexpected EOF`,
		"RTCStatsDump\n{}\n":              `line 1, byte 0: found "R", expected a webrtc-internals dump, with "PeerConnections"`,
		`[{}]`:                            `line 1, byte 0: found the end, expected a webrtc-internals dump, with "PeerConnections"`,
		`{"trace":"iceguard.trace/1"}`:    `line 1, byte 0: found the end, expected a webrtc-internals dump, with "PeerConnections"`,
		`{"peerConnections":{"PC_0":[]}}`: `line 1, byte 0: found the end, expected a webrtc-internals dump, with "PeerConnections"`,
		`{"PeerConnections":[]}`:          `line 1, byte 19: found "an array", expected an object`,
		`{"PeerConnections":{`:            `line 1, byte 20: found the end, expected a name in '"' or '}': unexpected EOF`,
	} {
		all, err := internals(strings.NewReader(text))
		if len(all) != 0 || err == nil || err.Error() != "trace: "+want {
			t.Errorf("%s: %v\nwant %s", text, err, want)
		}
	}
	if all, err := internals(strings.NewReader(`{"PeerConnections":{}}`)); len(all) != 0 || err != nil {
		t.Errorf("no connections: %v, %v", all, err)
	}
}
