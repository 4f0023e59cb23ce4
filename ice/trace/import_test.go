package trace_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/iceguard/iceguard/ice/session"
	"github.com/iceguard/iceguard/ice/trace"
)

func packed(t testing.TB, text []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write(text); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// The content of a file says what it is, packed or not, and its connections
// are those that the import for that format gives.
func TestImport(t *testing.T) {
	own := record(t, trace.Options{}, call(t))
	for _, c := range []struct {
		name   string
		text   string
		format trace.Format
		ids    string
	}{
		{"a trace", own, trace.FormatTrace, ""},
		{"a redacted trace behind empty lines", "\n \n" + record(t, trace.Options{Redact: true}, call(t)), trace.FormatTrace, ""},
		{"a trace with a longer header", strings.Replace(own, `{"trace"`, `{"by":{"PeerConnections":[1]},"redacted":false,"trace"`, 1), trace.FormatTrace, ""},
		{"webrtc-internals", string(readFile(t, "internals/chromium-156.json")), trace.FormatInternals, "12-1 12-2"},
		{"webrtc-internals of old", string(readFile(t, "internals/chromium-87.json")), trace.FormatInternals, "15821-1"},
		{"an export", export(t, trace.Options{}, source("1-1", call(t)), source("1-2", nil)), trace.FormatInternals, "1-1 1-2"},
		{"rtcstats-js", string(readFile(t, "rtcstats/rtcstats-js.jsonl")), trace.FormatRTCStats, "PC_0"},
		{"Chromium's rtcstats", string(readFile(t, "rtcstats/chromium-156.jsonl")), trace.FormatRTCStats, "12-1"},
		{"jitsi's rtcstats", string(readFile(t, "rtcstats/jitsi.jsonl")), trace.FormatRTCStats, "PC_0 PC_1"},
		{"rtcstats of format 2", string(readFile(t, "rtcstats/format-2.jsonl")), trace.FormatRTCStats, "PC_0"},
		{"rtcstats with ends of line of Windows", "RTCStatsDump\r\n{\"fileFormat\":3}\r\n[\"create\",\"a\",{},1]\r\n", trace.FormatRTCStats, "a"},
	} {
		for how, r := range map[string]io.Reader{
			"plain": strings.NewReader(c.text), "packed": bytes.NewReader(packed(t, []byte(c.text))), "by bytes": iotest.OneByteReader(strings.NewReader(c.text)),
		} {
			var ids []string
			all := map[string][]session.Event{}
			format, err := trace.Import(r, func(id string) func(e *session.Event) {
				ids = append(ids, id)
				return func(e *session.Event) { all[id] = append(all[id], *e) }
			}, nil)
			if err != nil || format != c.format || strings.Join(ids, " ") != c.ids {
				t.Errorf("%s, %s: %v of %q, %v", c.name, how, format, ids, err)
			}
			for id, events := range all {
				if events[0].Kind != session.Attached || slices.ContainsFunc(events[1:], func(e session.Event) bool { return e.Kind == session.Attached }) {
					t.Errorf("%s, %s: connection %s does not begin with Attached, once", c.name, how, id)
				}
			}
			if c.format == trace.FormatTrace && !strings.Contains(c.name, "redacted") && live(all[""]) != strings.ReplaceAll(live(call(t)), `host\xff`, "host\ufffd") {
				t.Errorf("%s, %s: another report", c.name, how)
			}
		}
	}
	for f, want := range map[trace.Format]string{0: "unknown", trace.FormatTrace: "trace", trace.FormatInternals: "webrtc-internals", trace.FormatRTCStats: "rtcstats", 99: "unknown"} {
		if f.String() != want {
			t.Errorf("format %d is %q, want %q", f, f, want)
		}
	}
}

func TestImportOfNoneOfThem(t *testing.T) {
	const expected = "expected a trace, a webrtc-internals dump or an rtcstats dump"
	for text, want := range map[string]string{
		"":                    "line 1, byte 0: found the end, " + expected + ": unexpected EOF",
		"\n\n <html>":         `line 3, byte 3: found "<", ` + expected,
		"{}":                  "line 1, byte 0: found the end, " + expected,
		"{}\n{}":              "line 1, byte 0: found the end, " + expected,
		"5":                   `line 1, byte 0: found "5", ` + expected,
		`{"statsSessionId":1`: "line 1, byte 19: found the end, expected ',' or '}': unexpected EOF",
		`{"trace":7}`:         "line 1, byte 0: found the end, " + expected,
		`{"trace":"x/2"}`:     `line 1, byte 0: found "x/2", expected a header with "trace":"iceguard.trace/1"`,
	} {
		format, err := trace.Import(strings.NewReader(text), func(string) func(*session.Event) {
			t.Errorf("%q has a connection", text)
			return nil
		}, nil)
		var place *trace.Error
		if (format != 0) != strings.Contains(text, "x/2") || !errors.As(err, &place) || err.Error() != "trace: "+want {
			t.Errorf("%q: %v, %v\nwant %s", text, format, err, want)
		}
	}
	broken := errors.New("broken pipe")
	if _, err := trace.Import(iotest.ErrReader(broken), nil, nil); !errors.Is(err, broken) {
		t.Error(err)
	}
	if format, err := trace.Import(strings.NewReader(header+`{"kind":"closed"}`), func(string) func(*session.Event) { return nil }, nil); format != trace.FormatTrace || err != nil {
		t.Errorf("a trace that is skipped: %v, %v", format, err)
	}
	events := 0
	on := func(string) func(*session.Event) { return func(*session.Event) { events++ } }
	if format, err := trace.Import(strings.NewReader(header+`{"kind":"closed"}`+"\n{"), on, nil); format != trace.FormatTrace || !errors.Is(err, io.ErrUnexpectedEOF) || events != 1 {
		t.Errorf("a trace that is cut off: %v, %v, %d events", format, err, events)
	}
}

// A source that gives nothing, for ever, is given up.
func TestImportOfNothing(t *testing.T) {
	for _, start := range []string{"", "RT", "RTCStatsDump\n", `{"a"`, "\x1f\x8b", "\x1f\x8b\x08\x00"} {
		_, err := trace.Import(io.MultiReader(strings.NewReader(start), nothing{}), func(string) func(*session.Event) { return nil }, nil)
		if !errors.Is(err, io.ErrNoProgress) {
			t.Errorf("after %q: %v", start, err)
		}
	}
}

type nothing struct{}

func (nothing) Read([]byte) (int, error) { return 0, nil }
