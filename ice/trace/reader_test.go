package trace_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/iceguard/iceguard/ice/session"
	"github.com/iceguard/iceguard/ice/trace"
)

const header = `{"trace":"iceguard.trace/1"}` + "\n"

// Later versions may add members and, when they say so, kinds.
func TestOfLaterVersions(t *testing.T) {
	events, err := readAll(strings.NewReader("\n " + `{"later":[{}],"trace":"iceguard.trace/1"}` + "\r\n\n" +
		`{"new":{"a":[1,"x",null]},"time":1,"kind":"closed","stats":{"new":1,"pairs":[{"new":[],"id":"P"}]},"error":{"new":1},"pair":{"new":1}}` + "\r\n" +
		`{"kind":"weather","optional":true,"time":"noon","stats":7,"direction":5,"policy":"?","error":[],"sdpMLineIndex":0.5}` + "\n" +
		"  \n" + `{"kind":"closed","time":2,"optional":true}`))
	if err != nil || len(events) != 2 || events[0].Time != 1 || events[1].Time != 2 || events[0].Stats.Pairs[0].ID != "P" {
		t.Errorf("%+v, %v", events, err)
	}
}

func TestErrors(t *testing.T) {
	event := func(members string) string { return header + `{"time":5,"kind":` + members + "}\n" }
	for _, c := range []struct{ text, want string }{
		{"", "line 1, byte 0: found the end, expected an object: unexpected EOF"},
		{"RTCStatsDump\n", `line 1, byte 0: found "R", expected an object`},
		{"{}\n", `line 1, byte 0: found the end, expected a header with "trace":"iceguard.trace/1"`},
		{`{"trace":"iceguard.trace/2"}`, `line 1, byte 0: found "iceguard.trace/2", expected a header with "trace":"iceguard.trace/1"`},
		{`{"trace":7}`, `line 1, byte 0: found the end, expected a header with "trace":"iceguard.trace/1"`},
		{header + "[]", `line 2, byte 29: found "[", expected an object`},
		{header + `{"kind":"closed"} {"kind":"closed"}`, `line 2, byte 47: found "{", expected the end of the line`},
		{event(`"weather"`), `line 2, byte 29: found "weather", expected a kind of event that iceguard.trace/1 has, or "optional":true`},
		{event(`5`), `line 2, byte 29: found the end, expected a kind of event that iceguard.trace/1 has, or "optional":true`},
		{event(`"policy"`), `line 2, byte 29: found "policy", expected an event with a "policy"`},
		{event(`"policy","policy":"keeep"`), `line 2, byte 64: found "keeep", expected a policy: policy: line 1, column 1: found "keeep", expected local, remote, keep, drop, limit, default or the name of a preset alone`},
		{event(`"policy","policy":null`), `line 2, byte 64: found "null", expected a string`},
		{event(`"stats"`), `line 2, byte 29: found "stats", expected an event with "stats"`},
		{event(`"stats","stats":{"pairs":[5]}`), `line 2, byte 72: found "a number", expected an object`},
		{event(`"stats","stats":{"pairs":[{"nominated":1}]}`), `line 2, byte 85: found "a number", expected a boolean`},
		{event(`"stats","stats":{"pairs":[{"id":1}]}`), `line 2, byte 78: found "a number", expected a string`},
		{event(`"closed","direction":"up"`), `line 2, byte 67: found "up", expected local or remote`},
		{event(`"closed","sdpMLineIndex":0.5`), `line 2, byte 71: found "a number", expected a whole number`},
		{event(`"attached","gatheringEnough":"relay+prflx"`), `line 2, byte 75: found "relay+prflx", expected host, srflx or relay, joined by +`},
		{event(`"closed","iceServers":"x"`), `line 2, byte 68: found "a string", expected an array`},
		{event(`"closed","time":`), `line 2, byte 62: found "}", expected a value`},
	} {
		events, err := readAll(strings.NewReader(c.text))
		var place *trace.Error
		if !errors.As(err, &place) || err.Error() != "trace: "+c.want || len(events) != 0 {
			t.Errorf("%s\n%v\nwant %s", c.text, err, c.want)
		}
	}
}

// A trace that is cut off anywhere gives all of its whole lines and the place;
// so does one with a line that is damaged.
func TestDamaged(t *testing.T) {
	events := call(t)
	text := record(t, trace.Options{}, events)
	for cut := range len(text) {
		got, err := readAll(strings.NewReader(text[:cut]))
		whole := max(strings.Count(text[:cut], "\n")-1, 0)
		atEnd := text[cut] == '\n' && cut > 30 // a last line without its end is whole
		if atEnd {
			whole++
		}
		var place *trace.Error
		switch {
		case len(got) != whole:
			t.Fatalf("cut at %d: %d events, want %d, %v", cut, len(got), whole, err)
		case cut > 0 && (text[cut-1] == '\n' || text[cut] == '\n'):
			if err != nil {
				t.Fatalf("cut at %d, between lines: %v", cut, err)
			}
		case !errors.As(err, &place) || !errors.Is(err, io.ErrUnexpectedEOF) || place.Line != strings.Count(text[:cut], "\n")+1 || place.Offset != int64(cut):
			t.Fatalf("cut at %d: %v", cut, err)
		}
	}
	lines := strings.SplitAfter(text, "\n")
	lines[5] = lines[5][:10] + "\x00" + lines[5][10:]
	s, err := trace.Replay(strings.NewReader(strings.Join(lines, "")), nil)
	var place *trace.Error
	if !errors.As(err, &place) || place.Line != 6 {
		t.Errorf("%v", err)
	}
	if got := reportOf(s); got != live(events[:4]) {
		t.Errorf("the session is not that of the first four events:\n%s", got)
	}
}

func TestPacked(t *testing.T) {
	text := record(t, trace.Options{}, call(t))
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	z.Write([]byte(text))
	z.Flush()
	whole := packed.Len()
	z.Write([]byte(strings.Repeat("x", 100)))
	z.Close()
	got, err := readAll(bytes.NewReader(packed.Bytes()[:whole]))
	if len(got) != len(call(t)) || !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("cut off: %d events, %v", len(got), err)
	}
	damaged := bytes.Clone(packed.Bytes())
	damaged[whole+2] ^= 0xff
	if got, err = readAll(bytes.NewReader(damaged)); len(got) != len(call(t)) || err == nil {
		t.Errorf("damaged: %d events, %v", len(got), err)
	}
	broken := errors.New("broken")
	for _, start := range []int{0, 1, 500} {
		r := trace.NewReader(io.MultiReader(strings.NewReader(text[:start]), iotest.ErrReader(broken)))
		for range 100 {
			if _, err = r.Next(); err != nil {
				break
			}
		}
		if _, again := r.Next(); !errors.Is(err, broken) || again != err {
			t.Errorf("a source that fails at %d: %v, then %v", start, err, again)
		}
	}
}

func FuzzReader(f *testing.F) {
	for _, e := range call(f) {
		f.Add(record(f, trace.Options{}, []session.Event{e}))
	}
	f.Add(header)
	f.Add(header + `{"kind":"candidate","candidate":"candidate:1 1 udp 1 ::1%lo 9 typ host","direction":"local"}`)
	f.Add(header + `{"kind":"candidate-error","error":{"address":"10.0.0.x","hostCandidate":"[2001:db8:1:x:x:x:x:x]:5","errorText":"a.local: fe80::"}}`)
	f.Fuzz(func(t *testing.T, text string) {
		events, err := readAll(strings.NewReader(text))
		var place *trace.Error
		if err != nil && !errors.As(err, &place) {
			t.Fatal(err)
		}
		trace.Replay(strings.NewReader(text), nil)
		if len(events) == 0 {
			return
		}
		first := record(t, trace.Options{}, events)
		again, err := readAll(strings.NewReader(first))
		if err != nil || record(t, trace.Options{}, again) != first {
			t.Fatalf("recorded again, %v:\n%s", err, first)
		}
		if live(events) != live(again) {
			t.Fatal("another report")
		}
		hidden := record(t, trace.Options{Redact: true}, events)
		if again, err = readAll(strings.NewReader(hidden)); err != nil || record(t, trace.Options{Redact: true}, again) != hidden {
			t.Fatalf("hidden twice, %v:\n%s", err, hidden)
		}
	})
}

func TestRedactedIsSaid(t *testing.T) {
	for _, redact := range []bool{false, true} {
		r := trace.NewReader(strings.NewReader(record(t, trace.Options{Redact: redact}, []session.Event{{Kind: session.Closed}})))
		if _, err := r.Next(); err != nil || r.Redacted() != redact {
			t.Errorf("%t: %t, %v", redact, r.Redacted(), err)
		}
	}
}
