package trace_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/iceguard/iceguard/ice/candidate"
	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/ice/session"
	"github.com/iceguard/iceguard/ice/stats"
	"github.com/iceguard/iceguard/ice/trace"
)

// source gives events as a Reader does.
func source(id string, events []session.Event) trace.Source {
	return trace.Source{ID: id, Next: func() (session.Event, error) {
		if len(events) == 0 {
			return session.Event{}, io.EOF
		}
		e := events[0]
		events = events[1:]
		return e, nil
	}}
}

func export(t testing.TB, o trace.Options, sources ...trace.Source) string {
	t.Helper()
	var b bytes.Buffer
	if err := trace.ExportInternals(&b, o, sources...); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// imported is what an import gives of each connection, and its error.
func imported(text string) (map[string][]session.Event, error) {
	all := map[string][]session.Event{}
	_, err := trace.Import(strings.NewReader(text), func(id string) func(e *session.Event) {
		all[id] = []session.Event{}
		return func(e *session.Event) { all[id] = append(all[id], *e) }
	}, nil)
	return all, err
}

// rounded is a report with its numbers to 0.01: a time that goes through
// ms since 1970 comes back with an error of 0.0002 ms.
func rounded(t testing.TB, report string) string {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(report), &v); err != nil {
		t.Fatal(err)
	}
	var round func(v any) any
	round = func(v any) any {
		switch v := v.(type) {
		case float64:
			return math.Round(v*100) / 100
		case []any:
			for i := range v {
				v[i] = round(v[i])
			}
		case map[string]any:
			for name := range v {
				v[name] = round(v[name])
			}
		}
		return v
	}
	return asJSON(t, round(v))
}

// difference are the lines that are not the same.
func difference(got, want string) string {
	var b strings.Builder
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range max(len(g), len(w)) {
		a, z := "", ""
		if i < len(g) {
			a = g[i]
		}
		if i < len(w) {
			z = w[i]
		}
		if a != z {
			b.WriteString("got " + a + "\nwant " + z + "\n")
		}
	}
	return b.String()
}

// onTime puts the engine's clock right, which is all that a dump loses of statistics.
func onTime(events []session.Event) []session.Event {
	for i := range events {
		if e := &events[i]; e.Stats != nil {
			snap := *e.Stats
			snap.Timestamp = events[0].WallTime + e.Time - events[0].Time
			e.Stats = &snap
		}
	}
	return events
}

// A trace that goes out as a dump and comes back gives the same report:
// candidates, states, path and all; so do several in one dump.
func TestExportAndBack(t *testing.T) {
	all := map[string][]session.Event{"a call": onTime(call(t))}
	for _, name := range captureNames(t) {
		all[name] = captured(t, name)
	}
	var sources []trace.Source
	for name, events := range all {
		sources = append(sources, source(name, events))
	}
	back, err := imported(export(t, trace.Options{}, sources...))
	if err != nil || len(back) != len(all) {
		t.Errorf("%d connections, %v", len(back), err)
	}
	for name, events := range all {
		want := rounded(t, strings.ReplaceAll(live(events), `host\xff`, "host\ufffd"))
		if got := rounded(t, live(back[name])); got != want {
			t.Errorf("%s: another report\n%s", name, difference(got, want))
		}
	}
}

// Events of every sort come back as they were, in their order.
func TestExportIsLossless(t *testing.T) {
	seen := func(line, mid string, index int) session.Event {
		return session.Event{Kind: session.CandidateSeen, Direction: policy.Remote, Via: session.InDescription, Line: line, Mid: mid, MLineIndex: index}
	}
	const line = "candidate:9 1 UDP 77 203.0.113.80 6000 typ srflx raddr 0.0.0.0 rport 0"
	events := []session.Event{
		{Kind: session.Attached, WallTime: 5000, ICEServers: []string{"stun:a", "turn:b?transport=tcp"}, ICETransportPolicy: "relay", GatheringQuiet: 70},
		{Kind: session.PolicyChanged, Policy: rules(t, "drop type host\nkeep # \"x\"")},
		{Kind: session.CandidateSeen, Direction: policy.Local, Via: session.Trickle, Line: line, MLineIndex: 0, URL: "turn:[2001:db8::1]:3478?transport=udp", RelayProtocol: "udp", UsernameFragment: "a+/B"},
		{Kind: session.CandidateSeen, Direction: policy.Remote, Via: session.Trickle, Line: "a=" + line, Mid: "audio", MLineIndex: -1},
		{Kind: session.CandidateSeen, Direction: policy.Remote, Via: session.Trickle, Line: "candidate:what", MLineIndex: 1},
		{Kind: session.CandidateSeen, Direction: policy.Remote, Via: session.Trickle, Line: "", MLineIndex: 1},
		{Kind: session.CandidateSeen, Direction: policy.Remote, Via: session.Trickle, Line: line, Mid: "a, candidate: b", MLineIndex: -5},
		{Kind: session.CandidateSeen, Via: "pigeon", Line: line},
		{Kind: session.EndOfCandidates, Direction: policy.Local},
		{Kind: session.EndOfCandidates, Direction: policy.Remote},
		{Kind: session.EndOfCandidates},
		{Kind: session.DescriptionSet, Direction: policy.Local, UsernameFragment: "uf"},
		{Kind: session.DescriptionSet, Direction: policy.Remote, UsernameFragment: "ru"},
		seen(line, "", -1), seen(line, "0", 0), seen(line+" a b", "0", 0), seen(line, "", 2), seen(line, "3", 3),
		seen(line, "0", 0), // not in order any more
		{Kind: session.DescriptionSet, Direction: policy.Remote, UsernameFragment: "ru2"},
		seen("a="+line, "0", 0), seen(line, "0", 0),
		{Kind: session.DescriptionSet, Direction: policy.Remote},
		seen(line, "0", 1000), // a section too many
		{Kind: session.DescriptionSet, Direction: policy.Remote, UsernameFragment: "two\r\nlines"},
		{Kind: session.DescriptionSet, UsernameFragment: "uf"},
		{Kind: session.CandidateError, Error: session.ErrorEvent{URL: "stun:a:1", Code: 701, Text: "two\nlines, {\"x\"}", Port: -1}},
		{Kind: session.CandidateError, Error: session.ErrorEvent{URL: "stun:a:1", Address: "10.0.0.x", Port: 0, HostCandidate: "10.0.0.x:0"}},
		{Kind: session.SignalingState, State: "have-remote-pranswer"},
		{Kind: session.ICEGatheringState, State: "gathering"},
		{Kind: session.ICEConnectionState, State: "strange: {state}"},
		{Kind: session.ConnectionState, State: ""},
		{Kind: session.PairSelected, Pair: session.PairEvent{Local: line, Remote: "candidate:what"}},
		{Kind: session.StatsTaken, Stats: &stats.Snapshot{Timestamp: 7}},
		{Kind: session.TimePassed},
		{Kind: session.Closed},
		{Kind: session.DescriptionSet, Direction: policy.Local, UsernameFragment: "last"},
	}
	for i := range events {
		events[i].Time = float64(i)
		if k := events[i].Kind; k != session.CandidateSeen {
			events[i].MLineIndex = 0
		}
		if events[i].Kind == session.CandidateSeen && events[i].Via == session.InDescription {
			events[i].Time = events[i-1].Time // with its description
		}
	}
	back, err := imported(export(t, trace.Options{}, source("1-1", events)))
	got := back["1-1"]
	if err != nil || len(got) != len(events) {
		t.Fatalf("%d events, want %d, %v\n%s", len(got), len(events), err, asJSON(t, got))
	}
	for i := range events {
		want := events[i]
		want.Time += 5000
		p, q := want.Policy, got[i].Policy
		if a, b := asJSON(t, want), asJSON(t, got[i]); a != b || (p == nil) != (q == nil) || p != nil && p.Text() != q.Text() {
			t.Errorf("event %d:\n%s\nwas\n%s", i, b, a)
		}
	}
}

// What the viewers take for granted: they stop at a value that is no text, at a
// candidate that cannot be parsed, and at a series without times.
func TestExportOpensInViewers(t *testing.T) {
	sources := []trace.Source{source("7-1", call(t))}
	for _, name := range captureNames(t) {
		sources = append(sources, source(name, captured(t, name)))
	}
	var dump struct {
		UserAgent       *string
		UserAgentData   *[]any
		GetUserMedia    *[]any `json:"getUserMedia"`
		PeerConnections map[string]struct {
			PID                                *int
			URL, Constraints, RTCConfiguration *string
			UpdateLog                          []struct {
				Time, Type, Value *string
				Timestamp         *float64
			}
			Stats map[string]struct{ StartTime, EndTime, StatsType, Values string }
		}
	}
	if err := json.Unmarshal([]byte(export(t, trace.Options{}, sources...)), &dump); err != nil {
		t.Fatal(err)
	}
	if dump.UserAgent == nil || dump.UserAgentData == nil || dump.GetUserMedia == nil || len(dump.PeerConnections) != len(sources) {
		t.Fatalf("%d connections of %d, %v, %v, %v", len(dump.PeerConnections), len(sources), dump.UserAgent, dump.UserAgentData, dump.GetUserMedia)
	}
	candidates := 0
	for id, pc := range dump.PeerConnections {
		var descriptions []string
		if pc.PID == nil || pc.URL == nil || pc.Constraints == nil || pc.RTCConfiguration == nil || !json.Valid([]byte(*pc.RTCConfiguration)) {
			t.Errorf("%s: %+v", id, pc)
		}
		for i, e := range pc.UpdateLog {
			if e.Time == nil || e.Type == nil || e.Value == nil || e.Timestamp == nil {
				t.Fatalf("%s: entry %d lacks a member", id, i)
			}
			at, err := time.Parse(time.RFC3339, *e.Time)
			if err != nil || math.Abs(float64(at.UnixMilli())-*e.Timestamp) > 1 {
				t.Errorf("%s: entry %d is of %s and %f", id, i, *e.Time, *e.Timestamp)
			}
			if strings.HasPrefix(*e.Value, "{") && !json.Valid([]byte(*e.Value)) {
				t.Errorf("%s: entry %d is no JSON: %s", id, i, *e.Value)
			}
			if kind, _, ok := strings.Cut(*e.Value, ", sdp: v=0\r\n"); ok {
				descriptions = append(descriptions, *e.Type+" "+kind)
			}
			if (*e.Type == "icecandidate" || *e.Type == "addIceCandidate") && *e.Value != "" {
				parts := strings.Split(*e.Value, ", ")
				line, ok := strings.CutPrefix(parts[2], "candidate: ")
				if _, err := candidate.Parse(line); !ok || err != nil || !strings.HasPrefix(parts[0], "sdpMid: ") || !strings.HasPrefix(parts[1], "sdpMLineIndex: ") {
					t.Errorf("%s: entry %d: %s", id, i, *e.Value)
				}
				candidates++
			}
		}
		want := map[string]string{
			"chromium-loopback-a": "setLocalDescription type: offer, setRemoteDescription type: answer",
			"chromium-loopback-b": "setRemoteDescription type: offer, setLocalDescription type: answer",
			"gather-firefox-stun": "setLocalDescription type: offer",
		}[id]
		if got := strings.Join(descriptions, ", "); got != want && want != "" {
			t.Errorf("%s: %s, want %s", id, got, want)
		}
		for key, s := range pc.Stats {
			var times, values []any
			report := key[:strings.LastIndex(key, "-")]
			if json.Unmarshal([]byte(s.Values), &values) != nil || json.Unmarshal([]byte(pc.Stats[report+"-timestamp"].Values), &times) != nil || len(times) != len(values) || s.StatsType == "" {
				t.Errorf("%s: %s has %d values, its report %d times", id, key, len(values), len(times))
			}
			for _, at := range []string{s.StartTime, s.EndTime} {
				if _, err := time.Parse(time.RFC3339, at); err != nil {
					t.Error(err)
				}
			}
		}
	}
	if candidates < 150 {
		t.Errorf("only %d candidates", candidates)
	}
}

// A member that is there for a while has a sample, if only null, for each time
// of its report; of two reports with one id the first counts.
func TestExportOfStatistics(t *testing.T) {
	snap := func(at float64, s stats.Snapshot) session.Event {
		return session.Event{Time: at, Kind: session.StatsTaken, Stats: &s}
	}
	text := export(t, trace.Options{}, source("1-1", []session.Event{
		snap(1, stats.Snapshot{Transports: []stats.Transport{{ID: "T", DTLSState: "new"}}, Pairs: []stats.Pair{{ID: "P", Nominated: stats.Bool{Value: true, Known: true}}}}),
		snap(2, stats.Snapshot{Transports: []stats.Transport{{ID: "T", BytesSent: known(5)}, {ID: "T", BytesSent: known(6)}}, Pairs: []stats.Pair{{ID: "T", State: "failed"}}}),
		snap(2.5, stats.Snapshot{Pairs: []stats.Pair{{ID: "T", State: "failed"}}}),
		snap(3, stats.Snapshot{Transports: []stats.Transport{{ID: "T", DTLSState: "closed"}}, Candidates: []stats.Candidate{{ID: "C", Remote: true}}}),
	}))
	for _, want := range []string{
		`"T-timestamp":{"startTime":"1970-01-01T00:00:00.001Z","endTime":"1970-01-01T00:00:00.003Z","statsType":"transport","values":"[1,2,3]"}`,
		`"values":"[\"new\",null,\"closed\"]"`, `"values":"[null,5,null]"`, `"P-nominated":{"startTime":"1970-01-01T00:00:00.001Z","endTime":"1970-01-01T00:00:00.001Z","statsType":"candidate-pair","values":"[true]"}`,
		`"C-isRemote":{"startTime":"1970-01-01T00:00:00.003Z","endTime":"1970-01-01T00:00:00.003Z","statsType":"remote-candidate","values":"[true]"}`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%s is not in\n%s", want, text)
		}
	}
	if strings.Contains(text, "failed") {
		t.Errorf("a pair with the id of a transport:\n%s", text)
	}
}

func TestExportRedacted(t *testing.T) {
	text := export(t, trace.Options{Redact: true}, source("1-1", call(t)), source("1-2", call(t)))
	if left := regexp.MustCompile(`192\.168|198\.51\.100|203\.0\.113\.80|2a00:|6b9e2c1f`).FindString(text); left != "" {
		t.Errorf("still there: %s", left)
	}
	if strings.Count(text, "10.0.0.1 47845 typ host") != 2 {
		t.Errorf("the same address has two stand-ins:\n%s", text)
	}
}

// What is wrong with a source or an event leaves the rest; what is wrong with the writer ends it.
func TestExportErrors(t *testing.T) {
	damaged := trace.NewReader(strings.NewReader(record(t, trace.Options{}, call(t)[:3]) + `{"time":`))
	var b bytes.Buffer
	err := trace.ExportInternals(&b, trace.Options{}, trace.Source{ID: "1-1", Next: damaged.Next},
		source("1-2", []session.Event{{Kind: session.Closed, Time: math.NaN()}, {Kind: 99}, {Kind: session.Closed}}))
	var place *trace.Error
	all, importErr := imported(b.String())
	if !errors.As(err, &place) || place.Line != 5 || importErr != nil || len(all["1-1"]) != 3 || short(all["1-2"]) != "0 attached [], 0 closed" {
		t.Errorf("%v, %v: %s; %s", err, importErr, short(all["1-1"]), short(all["1-2"]))
	}
	var wrong *trace.ValueError
	if err := trace.ExportInternals(io.Discard, trace.Options{}, source("1-2", []session.Event{{Kind: session.Closed, Time: math.NaN()}})); !errors.As(err, &wrong) || wrong.Member != "time" {
		t.Error(err)
	}
	full := errors.New("disk full")
	for most := range 4 {
		calls := 0
		failing := writer(func(p []byte) (int, error) {
			if calls++; calls > most {
				return 0, full
			}
			return len(p), nil
		})
		if err := trace.ExportInternals(failing, trace.Options{}, source("1-1", call(t))); err != full || calls != most+1 {
			t.Errorf("%v after %d calls, want one more than %d", err, calls, most)
		}
	}
	if err := trace.ExportInternals(writer(func(p []byte) (int, error) { return len(p) - 1, nil }), trace.Options{}); err != io.ErrShortWrite {
		t.Error(err)
	}
}
