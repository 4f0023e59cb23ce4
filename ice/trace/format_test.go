package trace_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"math"
	"os"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/iceguard/iceguard/ice/diagnosis"
	"github.com/iceguard/iceguard/ice/session"
	"github.com/iceguard/iceguard/ice/stats"
	"github.com/iceguard/iceguard/ice/trace"
)

// A replay gives the report of the live session, to the byte, plain and packed;
// recording what was read gives the same file.
func TestReplay(t *testing.T) {
	events := call(t)
	text := record(t, trace.Options{}, events)
	want := strings.ReplaceAll(live(events), `host\xff`, "host\ufffd") // the one thing that JSON cannot hold
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	z.Write([]byte(text))
	z.Close()
	for name, r := range map[string]io.Reader{
		"plain": strings.NewReader(text), "packed": &packed, "by bytes": iotest.OneByteReader(strings.NewReader(text)),
	} {
		told := 0
		s, err := trace.Replay(r, func(o *diagnosis.Observer, outs []session.Output, _ []diagnosis.Change) {
			if o.State() == nil {
				t.Error("no session")
			}
			told += len(outs)
		})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got := reportOf(s); got != want {
			t.Errorf("%s: the report is another one\n%s\nlive:\n%s", name, got, want)
		}
		if told < 15 {
			t.Errorf("%s: only %d outputs", name, told)
		}
	}
	again, err := readAll(strings.NewReader(text))
	if err != nil || len(again) != len(events) {
		t.Fatalf("%d events, %v", len(again), err)
	}
	if second := record(t, trace.Options{}, again); second != text {
		t.Errorf("recorded again:\n%s\nfirst:\n%s", second, text)
	}
}

// The lines are what other programs read: JSON, with the names of the format.
func TestLines(t *testing.T) {
	lines := strings.Split(strings.TrimSuffix(record(t, trace.Options{}, call(t)), "\n"), "\n")
	if lines[0] != `{"trace":"iceguard.trace/1"}` {
		t.Errorf("header %s", lines[0])
	}
	for i, want := range map[int]string{
		1:  `{"time":100.25,"kind":"attached","wallTime":1795349439213.664,"iceServers":["stun:stun.example:3478","turn:turn.example:3478?transport=tcp"],"iceTransportPolicy":"all","gatheringQuiet":2000,"gatheringEnough":"srflx+relay","gatheringMaxWait":5000.5}`,
		2:  `{"time":100.25,"kind":"policy","policy":"local drop type host family ipv6 # \"no v6\"\nkeep"}`,
		6:  `{"time":103,"kind":"candidate","direction":"local","via":"trickle","candidate":"candidate:1 1 udp 2122194687 192.168.1.5 47845 typ host generation 0 ufrag uflocal network-id 1","sdpMid":"0","sdpMLineIndex":0,"usernameFragment":"uflocal"}`,
		11: `{"time":112,"kind":"candidate-error","error":{"url":"turn:turn.example:3478","errorCode":401,"errorText":"Unauthorized.","port":null}}`,
		24: `{"time":2100,"kind":"stats","stats":{"timestamp":0}}`,
		25: `{"time":2500,"kind":"time"}`,
		26: `{"time":3000,"kind":"closed"}`,
	} {
		if lines[i] != want {
			t.Errorf("line %d: %s\nwant %s", i, lines[i], want)
		}
	}
	for _, line := range lines {
		if !json.Valid([]byte(line)) {
			t.Errorf("no JSON: %s", line)
		}
	}
}

// fill sets every member, however deep, to a value of its own.
func fill(t *testing.T, v reflect.Value, n *int) {
	*n++
	switch v.Kind() {
	case reflect.String:
		v.SetString("text " + strings.Repeat("x", *n))
	case reflect.Float64:
		v.SetFloat(float64(*n) + 0.25)
	case reflect.Int:
		v.SetInt(int64(*n))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range v.Len() {
			fill(t, v.Index(i), n)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			fill(t, v.Field(i), n)
		}
	case reflect.Pointer:
		if v.Type() == reflect.TypeFor[*stats.Snapshot]() {
			v.Set(reflect.New(v.Type().Elem()))
			fill(t, v.Elem(), n)
		}
	case reflect.Uint8:
		v.SetUint(1)
	default:
		t.Fatalf("a member of kind %s is new to this test", v.Kind())
	}
}

// kindNames are the constants of type session.Kind, the first of which is 1.
func kindNames(t *testing.T) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "../session/event.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, decl := range file.Decls {
		block, ok := decl.(*ast.GenDecl)
		if !ok || block.Tok != token.CONST {
			continue
		}
		first := block.Specs[0].(*ast.ValueSpec)
		if kind, ok := first.Type.(*ast.Ident); !ok || kind.Name != "Kind" {
			continue
		}
		for _, spec := range block.Specs {
			names = append(names, spec.(*ast.ValueSpec).Names[0].Name)
		}
	}
	if len(names) < int(session.Closed) {
		t.Fatalf("only %d kinds were found", len(names))
	}
	return names
}

// Every kind of event has a word of its own, which reads back and is documented.
func TestEveryKind(t *testing.T) {
	doc, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	words := map[string]bool{}
	for i, name := range kindNames(t) {
		e := session.Event{Kind: session.Kind(i + 1), Policy: rules(t, ""), Stats: &stats.Snapshot{}}
		var b bytes.Buffer
		if err := trace.NewWriter(&b, trace.Options{}).Write(&e); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var line struct{ Kind string }
		if err := json.Unmarshal(b.Bytes()[strings.IndexByte(b.String(), '\n'):], &line); err != nil || line.Kind == "" || words[line.Kind] {
			t.Errorf("%s has the word %q, %v", name, line.Kind, err)
		}
		words[line.Kind] = true
		if !strings.Contains(string(doc), "\n//\t"+line.Kind) {
			t.Errorf("%s is not in the documentation of the format", line.Kind)
		}
		if got, err := readAll(&b); err != nil || len(got) != 1 || got[0].Kind != e.Kind {
			t.Errorf("%s reads back as %v, %v", name, got, err)
		}
	}
}

// Whatever member an event has, of whatever kind it is, comes back.
func TestLossless(t *testing.T) {
	for kind := session.Kind(1); int(kind) <= len(kindNames(t)); kind++ {
		full := session.Event{}
		n := 0
		fill(t, reflect.ValueOf(&full).Elem(), &n)
		full.Kind = kind
		full.Policy = rules(t, "relay-only")
		empty := session.Event{Kind: kind, MLineIndex: -1}
		switch kind {
		case session.PolicyChanged:
			empty.Policy = rules(t, "")
		case session.StatsTaken:
			empty.Stats = &stats.Snapshot{}
		}
		noIndex := full
		noIndex.MLineIndex, noIndex.Error.Port = 0, 0
		odd := session.Event{Kind: kind, Time: -0.1, MLineIndex: -7, Error: session.ErrorEvent{Port: -1}, Policy: empty.Policy, Stats: empty.Stats}
		events := []session.Event{full, empty, noIndex, odd}
		got, err := readAll(strings.NewReader(record(t, trace.Options{}, events)))
		if err != nil || len(got) != len(events) {
			t.Fatalf("kind %d: %d events, %v", kind, len(got), err)
		}
		for i := range events {
			if a, b := asJSON(t, events[i]), asJSON(t, got[i]); a != b {
				t.Errorf("kind %d, event %d:\n%s\nwas\n%s", kind, i, b, a)
			}
			if p, q := events[i].Policy, got[i].Policy; (p == nil) != (q == nil) || p != nil && (p.Text() != q.Text() || p.Name() != q.Name()) {
				t.Errorf("kind %d: the policy is another one", kind)
			}
		}
	}
	if last := session.Kind(len(kindNames(t)) + 1); trace.NewWriter(io.Discard, trace.Options{}).Write(&session.Event{Kind: last}) == nil {
		t.Error("a kind past the last one was written")
	}
}

func TestCannotBeWritten(t *testing.T) {
	var b bytes.Buffer
	w := trace.NewWriter(&b, trace.Options{})
	number := func(s stats.Snapshot) session.Event { return session.Event{Kind: session.StatsTaken, Stats: &s} }
	for member, e := range map[string]session.Event{
		"time":                 {Kind: session.Closed, Time: math.NaN()},
		"wallTime":             {Kind: session.Attached, WallTime: math.Inf(1)},
		"gatheringQuiet":       {Kind: session.Attached, GatheringQuiet: math.NaN()},
		"gatheringMaxWait":     {Kind: session.Attached, GatheringMaxWait: math.Inf(1)},
		"timestamp":            number(stats.Snapshot{Timestamp: math.Inf(-1)}),
		"bytesSent":            number(stats.Snapshot{Transports: []stats.Transport{{BytesSent: known(math.NaN())}}}),
		"currentRoundTripTime": number(stats.Snapshot{Pairs: []stats.Pair{{CurrentRoundTripTime: known(math.NaN())}}}),
		"port":                 number(stats.Snapshot{Candidates: []stats.Candidate{{Port: known(math.NaN())}}}),
	} {
		var wrong *trace.ValueError
		if err := w.Write(&e); !errors.As(err, &wrong) || wrong.Member != member || !strings.Contains(err.Error(), member) {
			t.Errorf("%s: %v", member, err)
		}
	}
	var wrong *trace.KindError
	if err := w.Write(&session.Event{}); !errors.As(err, &wrong) || wrong.Error() != "trace: the kind of event 0 cannot be written" {
		t.Errorf("no kind: %v", err)
	}
	if b.Len() != 0 {
		t.Errorf("written: %s", b.String())
	}
	if err := w.Write(&session.Event{Kind: session.Closed}); err != nil || strings.Count(b.String(), "\n") != 2 {
		t.Errorf("%v, %q", err, b.String())
	}

	full := errors.New("disk full")
	failing := trace.NewWriter(writer(func(p []byte) (int, error) { return 0, full }), trace.Options{})
	short := trace.NewWriter(writer(func(p []byte) (int, error) { return len(p) - 1, nil }), trace.Options{})
	for range 2 {
		if err := failing.Write(&session.Event{Kind: session.Closed}); err != full {
			t.Error(err)
		}
		if err := short.Write(&session.Event{Kind: session.Closed}); err != io.ErrShortWrite {
			t.Error(err)
		}
	}
}

type writer func([]byte) (int, error)

func (w writer) Write(p []byte) (int, error) { return w(p) }
