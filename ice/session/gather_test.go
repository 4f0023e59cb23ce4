package session_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/iceguard/iceguard/ice/candidate"
	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/ice/sdp"
	"github.com/iceguard/iceguard/ice/session"
)

// gathered is what came of a recorded gathering, read by hand: candidates by
// type, where relays came from and how, and the errors in their order.
type gathered struct {
	host, srflx, relay int
	relays             string // protocol and URL of each relay
	errors             string // code, URL and host candidate of each error
}

const (
	relayUDP = "udp turn:203.0.113.1:3478?transport=udp"
	relayTCP = "tcp turn:203.0.113.1:3478?transport=tcp"
)

var gatherings = map[string]map[string]gathered{
	"gather-chromium": {
		"none":                 {1, 0, 0, "", ""},
		"stun":                 {1, 1, 0, "", ""},
		"stun2":                {1, 1, 0, "", ""},
		"turn-udp":             {1, 1, 1, relayUDP, ""},
		"turn-tcp":             {1, 0, 1, relayTCP, ""},
		"turn-tcp-443":         {1, 0, 1, "tcp turn:203.0.113.1:443?transport=tcp", ""},
		"turns-ip":             {1, 0, 0, "", "701 turns:203.0.113.1:443?transport=tcp 0.0.0.x:0"},
		"turns-name":           {1, 0, 0, "", "701 turns:turn.lab.test:443?transport=tcp 0.0.0.x:0, 701 turns:turn.lab.test:443?transport=tcp [0:0:0:x:x:x:x:x]:0"},
		"turn-name":            {1, 1, 1, "udp turn:turn.lab.test:3478?transport=udp", "701 stun:turn.lab.test:3478 [0:0:0:x:x:x:x:x]:50157, 701 turn:turn.lab.test:3478?transport=udp [0:0:0:x:x:x:x:x]:50157"},
		"turn-udp-relayonly":   {0, 0, 1, relayUDP, ""},
		"turn-all":             {1, 1, 2, relayUDP + ", " + relayTCP, "701 turns:turn.lab.test:443?transport=tcp 0.0.0.x:0, 701 turns:turn.lab.test:443?transport=tcp [0:0:0:x:x:x:x:x]:0"},
		"bad-password":         {1, 1, 0, "", "401 turn:203.0.113.1:3478?transport=udp 0.0.0.x:41209"},
		"bad-password-tcp":     {1, 0, 0, "", "401 turn:203.0.113.1:3478?transport=tcp 10.0.1.x:38682"},
		"bad-user":             {1, 1, 0, "", "401 turn:203.0.113.1:3478?transport=udp 0.0.0.x:37752"},
		"unreachable-host-udp": {1, 0, 0, "", "701 stun:203.0.113.99:3478 0.0.0.x:51641, 701 turn:203.0.113.99:3478?transport=udp 0.0.0.x:51641"},
		"unreachable-host-tcp": {1, 0, 0, "", "701 turn:203.0.113.99:3478?transport=tcp 0.0.0.x:0"},
		"closed-port-udp":      {1, 0, 0, "", "701 stun:203.0.113.1:3999 0.0.0.x:44025, 701 turn:203.0.113.1:3999?transport=udp 0.0.0.x:44025"},
		"closed-port-tcp":      {1, 0, 0, "", "701 turn:203.0.113.1:3999?transport=tcp 0.0.0.x:0"},
		"stun-closed-port":     {1, 0, 0, "", "701 stun:203.0.113.1:3999 0.0.0.x:54298"},
		"stun-blackhole":       {1, 0, 0, "", "701 stun:203.0.113.99:3478 0.0.0.x:49371"},
		"dns-nxdomain-turn":    {1, 0, 0, "", "701 stun:nosuch.test:3478 [0:0:0:x:x:x:x:x]:43141, 701 stun:nosuch.test:3478 0.0.0.x:35543, 701 turn:nosuch.test:3478?transport=udp 0.0.0.x:35543, 701 turn:nosuch.test:3478?transport=udp [0:0:0:x:x:x:x:x]:43141"},
		"dns-nxdomain-stun":    {1, 0, 0, "", "701 stun:nosuch.test:3478 0.0.0.x:56690, 701 stun:nosuch.test:3478 [0:0:0:x:x:x:x:x]:58780"},
		"dns-nxdomain-turns":   {1, 0, 0, "", "701 turns:nosuch.test:443?transport=tcp 0.0.0.x:0, 701 turns:nosuch.test:443?transport=tcp [0:0:0:x:x:x:x:x]:0"},
		"port-81":              {1, 0, 0, "", ""},
	},
	// Firefox tells no server, so neither is the protocol of a relay known before a path is.
	"gather-firefox": {
		"none":                 {2, 0, 0, "", ""},
		"stun":                 {2, 1, 0, "", ""},
		"stun2":                {2, 1, 0, "", ""},
		"turn-udp":             {2, 1, 1, " ", ""},
		"turn-tcp":             {2, 0, 1, " ", ""},
		"turn-tcp-443":         {2, 0, 1, " ", ""},
		"turns-ip":             {2, 0, 0, "", ""},
		"turns-name":           {2, 0, 0, "", "701 turns:turn.lab.test:443?transport=tcp "},
		"turn-name":            {2, 1, 1, " ", ""},
		"turn-udp-relayonly":   {0, 0, 1, " ", ""},
		"turn-all":             {2, 1, 2, " ,  ", "701 turns:turn.lab.test:443?transport=tcp "},
		"bad-password":         {2, 0, 0, "", "401 turn:203.0.113.1:3478 "},
		"bad-password-tcp":     {2, 0, 0, "", "401 turn:203.0.113.1:3478?transport=tcp "},
		"bad-user":             {2, 0, 0, "", "401 turn:203.0.113.1:3478 "},
		"unreachable-host-udp": {2, 0, 0, "", "701 turn:203.0.113.99:3478 "},
		"unreachable-host-tcp": {2, 0, 0, "", "701 turn:203.0.113.99:3478?transport=tcp "},
		"closed-port-udp":      {2, 0, 0, "", "701 turn:203.0.113.1:3999 "},
		"closed-port-tcp":      {2, 0, 0, "", "701 turn:203.0.113.1:3999?transport=tcp "},
		"stun-closed-port":     {2, 0, 0, "", "701 stun:203.0.113.1:3999 "},
		"stun-blackhole":       {2, 0, 0, "", "701 stun:203.0.113.99:3478 "},
		"dns-nxdomain-turn":    {2, 0, 0, "", "701 turn:nosuch.test:3478 "},
		"dns-nxdomain-stun":    {2, 0, 0, "", "701 stun:nosuch.test:3478 "},
		"dns-nxdomain-turns":   {2, 0, 0, "", "701 turns:nosuch.test:443?transport=tcp "},
		"port-81":              {2, 0, 0, "", "701 turn:203.0.113.1:81?transport=tcp "},
	},
	"gather-firefox-turns-ca": {
		"turns-ip":   {2, 0, 0, "", ""},
		"turns-name": {2, 0, 1, " ", ""},
		"turn-all":   {2, 1, 3, " ,  ,  ", ""},
	},
}

// recordedCase is one recorded gathering.
type recordedCase struct {
	Events []recorded
	Stats  []recordedStats
	SDP    string
}

func TestRecordedGatherings(t *testing.T) {
	for file, cases := range gatherings {
		var recording struct{ Cases map[string]recordedCase }
		readJSON(t, file, &recording)
		if len(recording.Cases) != len(cases) {
			t.Errorf("%s has %d cases, want %d", file, len(recording.Cases), len(cases))
		}
		for name, want := range cases {
			c := recording.Cases[name]
			checkGathering(t, file+" "+name, &c, want)
		}
	}
}

func checkGathering(t *testing.T, name string, c *recordedCase, want gathered) {
	t.Helper()
	s := run(eventsOf(c.Events, c.Events[0].PC))
	state := s.State()
	if got := summary(state); got != want {
		t.Errorf("%s\ngot  %+v\nwant %+v", name, got, want)
	}
	g := &state.Generations[0]
	if !g.GatheringStarted.Known || !g.GatheringComplete.Known || g.GatheringComplete.At < g.FirstLocalCandidate.At ||
		g.FirstHost.Known != (want.host > 0) || g.FirstServerReflexive.Known != (want.srflx > 0) || g.FirstRelay.Known != (want.relay > 0) {
		t.Errorf("%s: times %s", name, times(g))
	}
	if g.FirstRemoteCandidate.Known || g.EndOfRemoteCandidates.Known || g.Checking.Known || state.SignalingState != "have-local-offer" {
		t.Errorf("%s: a peer appears: %s, %s", name, times(g), state.SignalingState)
	}
	// The description at the end has the same candidates, and no pair is selected.
	before := len(state.Candidates)
	for l := range sdp.Candidates(c.SDP) {
		outs := s.Apply(&session.Event{
			Time: 1e6, Kind: session.CandidateSeen, Direction: policy.Local, Via: session.InDescription, Line: l.Raw, Mid: l.Mid, MLineIndex: l.MLineIndex,
		})
		if len(outs) != 0 {
			t.Errorf("%s: %s is told again", name, l.Raw)
		}
	}
	outs := s.Apply(&session.Event{Time: 1e6, Kind: session.StatsTaken, Stats: snapshot(c.Stats)})
	if len(state.Candidates) != before || len(outs) != 0 || state.Path != nil || state.Stats != nil {
		t.Errorf("%s: %d candidates after the description, %d before; path %v", name, len(state.Candidates), before, state.Path)
	}
	if out, changed := s.Filter(policy.Local, c.SDP); changed || out != c.SDP {
		t.Errorf("%s: a policy that keeps all changes the description", name)
	}
}

func summary(s *session.State) gathered {
	var g gathered
	var relays, errors []string
	for _, r := range s.Candidates {
		switch r.Candidate.Type {
		case candidate.Host:
			g.host++
		case candidate.ServerReflexive:
			g.srflx++
		case candidate.Relay:
			g.relay++
			relays = append(relays, r.RelayProtocol+" "+r.URL)
		}
	}
	for _, e := range s.Errors {
		errors = append(errors, fmt.Sprint(e.Code, " ", e.URL, " ", e.HostCandidate))
	}
	g.relays, g.errors = strings.Join(relays, ", "), strings.Join(errors, ", ")
	return g
}

// The members of errors as the engines give them.
func TestRecordedErrors(t *testing.T) {
	for _, c := range []struct {
		file, name string
		want       session.ErrorRecord
	}{
		{"gather-chromium", "bad-password", session.ErrorRecord{
			Time: 5295.8, Generation: 1,
			ErrorEvent: session.ErrorEvent{URL: "turn:203.0.113.1:3478?transport=udp", Code: 401, Text: "Unauthorized.", Address: "0.0.0.x", Port: 41209, HostCandidate: "0.0.0.x:41209"},
		}},
		{"gather-chromium", "closed-port-tcp", session.ErrorRecord{
			Time: 90796.5, Generation: 1,
			ErrorEvent: session.ErrorEvent{URL: "turn:203.0.113.1:3999?transport=tcp", Code: 701, Text: "Failed to establish connection", Port: -1, HostCandidate: "0.0.0.x:0"},
		}},
		{"gather-firefox", "port-81", session.ErrorRecord{
			Time: 56122, Generation: 1,
			ErrorEvent: session.ErrorEvent{URL: "turn:203.0.113.1:81?transport=tcp", Code: 701, Address: "10.0.1.2", Port: -1},
		}},
	} {
		var recording struct{ Cases map[string]recordedCase }
		readJSON(t, c.file, &recording)
		all := recording.Cases[c.name].Events
		events := eventsOf(all, all[0].PC)
		errors := run(events).State().Errors
		if len(errors) != 1 {
			t.Fatalf("%s %s: %+v", c.file, c.name, errors)
		}
		got := errors[0]
		if got.Time = tenths(got.Time + events[0].Time); got != c.want {
			t.Errorf("%s %s\ngot  %+v\nwant %+v", c.file, c.name, got, c.want)
		}
	}
}

// A policy against the recorded gathering with all sorts of candidates.
func TestRecordedGatheringUnderPolicies(t *testing.T) {
	var recording struct{ Cases map[string]recordedCase }
	readJSON(t, "gather-chromium", &recording)
	c := recording.Cases["turn-all"]
	const host, srflx, udp, tcp = "1475740274", "3080465578", "2975916735", "2904671303"
	for text, want := range map[string]string{
		"all":                     "4 kept " + host + " " + srflx + " " + udp + " " + tcp,
		"relay-only":              "2 kept " + udp + " " + tcp,
		"no-host":                 "3 kept " + srflx + " " + udp + " " + tcp,
		"drop relay-protocol tcp": "3 kept " + host + " " + srflx + " " + udp,
		"keep server turn:*transport=tcp; default drop":   "1 kept " + tcp,
		"keep server stun:203.0.113.1:3478; default drop": "1 kept " + srflx,
		"limit 1 type relay; drop scope private":          "2 kept " + srflx + " " + udp,
		"drop port 50418":                                 "3 kept " + host + " " + srflx + " " + tcp,
	} {
		p, err := policy.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		events := eventsOf(c.Events, c.Events[0].PC)
		s := run(slices.Insert(events, 1, session.Event{Time: events[0].Time, Kind: session.PolicyChanged, Policy: p}))
		var kept []string
		for _, r := range s.State().Candidates {
			if r.Decision.Kept {
				kept = append(kept, r.Candidate.Foundation)
			}
		}
		if got := fmt.Sprint(len(kept), " kept ", strings.Join(kept, " ")); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
		// The description says the same, although it does not tell the servers.
		filtered, _ := s.Filter(policy.Local, c.SDP)
		var left []string
		for l := range sdp.Candidates(filtered) {
			left = append(left, l.Candidate.Foundation)
		}
		if !slices.Equal(left, kept) {
			t.Errorf("%q: the description has %v, kept are %v", text, left, kept)
		}
	}
}
