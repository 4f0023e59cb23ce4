package session_test

import (
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/ice/session"
	"github.com/iceguard/iceguard/ice/stats"
)

// tape turns bytes into events; when it is at its end it gives zeros.
type tape struct {
	bytes []byte
	now   float64
}

func (p *tape) next() int {
	if len(p.bytes) == 0 {
		return 0
	}
	b := p.bytes[0]
	p.bytes = p.bytes[1:]
	return int(b)
}

// pick is one of the texts.
func (p *tape) pick(texts []string) string { return texts[p.next()%len(texts)] }

var (
	// fuzzKinds has the more telling ones more often, and some that are none.
	fuzzKinds = []session.Kind{
		session.Attached, session.PolicyChanged, session.EndOfCandidates, session.CandidateError, session.SignalingState, session.ICEConnectionState,
		session.ConnectionState, session.DescriptionSet, session.PairSelected, session.TimePassed, 0, 200,
		session.CandidateSeen, session.CandidateSeen, session.CandidateSeen, session.CandidateSeen, session.CandidateSeen, session.CandidateSeen,
		session.CandidateSeen, session.CandidateSeen, session.CandidateSeen, session.CandidateSeen, session.ICEGatheringState, session.ICEGatheringState,
		session.StatsTaken, session.StatsTaken, session.StatsTaken, session.StatsTaken, session.StatsTaken, session.StatsTaken, session.StatsTaken, session.Closed,
	}
	fuzzLines = []string{
		hostLine, srflxLine, relayLine, peerHost, peerSrflx, peerRelay, peerRelay6, peerMDNS, peerSamePrt, peerTCP, broken, "", hostVPN, hostPublic, host6, hostULA,
		hostName, srflx6, relay2, relay3, "candidate:1 1 udp 1 redacted-ip.invalid 51000 typ prflx", hostLine + " ufrag L2",
	}
	fuzzURLs     = []string{"", stun, stun2, udpServer, tcpServer, tlsServer, ofTURN, "turn:turn.example", "stun:2001:db8::1:3478", "not a URL", "turns:a?transport=udp"}
	fuzzPolicies = []string{"all", "drop", "no-host", "relay-only", "limit 1; drop type relay", "drop server stun:*", "local drop transport udp", "no-mdns"}
	fuzzStates   = []string{"new", "gathering", "complete", "checking", "connected", "completed", "disconnected", "failed", "closed", "stable", "have-local-offer", ""}
	fuzzUfrags   = []string{"", "L1", "L2", "R1", "R2"}
	fuzzTypes    = []string{"host", "srflx", "prflx", "relay", ""}
	fuzzAddress  = []string{"192.168.1.10", "203.0.113.10", "192.0.2.60", "", "(redacted)", "2001:db8::60", "a.local"}
	fuzzIDs      = []string{"A", "B", "C", ""}
)

// events reads all of them. Time goes on, now and then by nothing or by minutes.
func (p *tape) events(t testing.TB) []session.Event {
	policies := make([]*policy.Policy, len(fuzzPolicies))
	for i, text := range fuzzPolicies {
		var err error
		if policies[i], err = policy.Parse(text); err != nil {
			t.Fatal(err)
		}
	}
	p.now = []float64{0, 0.1, 5000.25, 1795341548000.3}[p.next()%4]
	var events []session.Event
	for len(p.bytes) > 0 {
		step := p.next()
		p.now += float64(step%16) * []float64{0.1, 1, 37.7, 60000}[step/16%4]
		e := session.Event{Time: p.now, Kind: fuzzKinds[p.next()%len(fuzzKinds)], Policy: policies[p.next()%len(policies)]}
		p.fill(&e)
		events = append(events, e)
	}
	return events
}

// fill gives the event what its kind needs.
func (p *tape) fill(e *session.Event) {
	e.Direction = []policy.Direction{policy.Local, policy.Remote}[p.next()%2]
	switch e.Kind {
	case session.Attached:
		for range p.next() % 4 {
			e.ICEServers = append(e.ICEServers, p.pick(fuzzURLs))
		}
		e.ICETransportPolicy = p.pick([]string{"", "all", "relay"})
		e.GatheringQuiet, e.GatheringMaxWait = float64(p.next()*20-100), float64(p.next()*20-3000)
		e.GatheringEnough = session.Types(p.next() & 7)
	case session.CandidateSeen:
		e.Via, e.Line, e.Mid, e.URL = session.Trickle, p.pick(fuzzLines), p.pick([]string{"0", "1"}), p.pick(fuzzURLs)
		e.UsernameFragment, e.RelayProtocol = p.pick(fuzzUfrags), p.pick([]string{"", "udp", "tcp", "tls"})
	case session.CandidateError:
		e.Error = session.ErrorEvent{URL: p.pick(fuzzURLs), Code: []int{701, 401, 486, 0}[p.next()%4], Port: -1}
	case session.ICEGatheringState:
		e.State = p.pick([]string{"gathering", "gathering", "gathering", "complete", "new"})
	case session.SignalingState, session.ICEConnectionState, session.ConnectionState:
		e.State = p.pick(fuzzStates)
	case session.DescriptionSet:
		e.UsernameFragment = p.pick(fuzzUfrags)
	case session.PairSelected:
		e.Pair = session.PairEvent{Local: p.pick(fuzzLines), Remote: p.pick(fuzzLines)}
	case session.StatsTaken:
		e.Stats = p.snapshot()
	}
}

func (p *tape) number() stats.Number {
	n := p.next()
	return stats.Number{Value: float64(n-20) / 4, Known: n%7 != 0}
}

func (p *tape) snapshot() *stats.Snapshot {
	shape := p.next()
	if shape == 0 {
		return nil
	}
	s := &stats.Snapshot{Timestamp: float64(p.next()) * 100}
	if shape&1 != 0 {
		s.Transports = append(s.Transports, stats.Transport{ID: "T", SelectedCandidatePairID: p.pick(fuzzIDs), BytesSent: p.number(), BytesReceived: p.number()})
	}
	for range shape >> 1 & 3 {
		flags := p.next()
		s.Pairs = append(s.Pairs, stats.Pair{
			ID: p.pick(fuzzIDs), TransportID: "T", LocalCandidateID: "l" + p.pick(fuzzIDs), RemoteCandidateID: "r" + p.pick(fuzzIDs),
			State: p.pick([]string{"succeeded", "failed", "cancelled"}), Nominated: stats.Bool{Value: flags&1 != 0}, Selected: stats.Bool{Value: flags&2 != 0},
			BytesSent: p.number(), BytesReceived: p.number(), RequestsSent: p.number(), ResponsesReceived: p.number(), TotalRoundTripTime: p.number(),
		})
	}
	for range shape >> 3 & 3 {
		c := stats.Candidate{
			ID: "l" + p.pick(fuzzIDs), Type: p.pick(fuzzTypes), Address: p.pick(fuzzAddress), Port: p.number(), Protocol: p.pick([]string{"udp", "tcp", ""}),
			RelayProtocol: p.pick([]string{"", "tls"}), URL: p.pick(fuzzURLs),
		}
		far := c
		far.ID, far.Remote, far.Type, far.Port = "r"+c.ID[1:], true, p.pick(fuzzTypes), p.number()
		s.Candidates = append(s.Candidates, c, far)
	}
	return s
}

// Any events give the same twice, and what must not go back does not.
func FuzzSession(f *testing.F) {
	r := rand.New(rand.NewPCG(9, 10))
	for range 20 {
		f.Add(randomTape(r, 300))
	}
	f.Add([]byte("00 00000070020000000000")) // attached twice, with another patience
	f.Fuzz(func(t *testing.T, bytes []byte) {
		if len(bytes) <= 4000 {
			playTwice(t, bytes)
		}
	})
}

// The same with random events, which tell everything that there is to tell.
func TestRandomSessions(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	told := map[session.OutputKind]int{}
	reasons := map[session.EnoughReason]int{}
	for range 300 {
		for _, o := range playTwice(t, randomTape(r, 1000)) {
			told[o.Kind]++
			reasons[o.Reason]++
		}
	}
	for kind := session.CandidateKept; kind <= session.RestartAdvised; kind++ {
		if told[kind] < 20 {
			t.Errorf("output %d was told %d times", kind, told[kind])
		}
	}
	for _, reason := range []session.EnoughReason{
		session.EnoughComplete, session.EnoughServersAnswered, session.EnoughRelayAndReflexive, session.EnoughQuiet, session.EnoughWanted, session.EnoughMaxWait,
	} {
		if reasons[reason] == 0 {
			t.Errorf("it was never enough for %s", reason)
		}
	}
}

func randomTape(r *rand.Rand, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

// playTwice applies the events of a tape to two sessions, and returns what was told.
func playTwice(t *testing.T, bytes []byte) []session.Output {
	t.Helper()
	events := (&tape{bytes: bytes}).events(t)
	a, b := session.New(), session.New()
	var w watch
	var all []session.Output
	for i := range events {
		first, again := a.Apply(&events[i]), b.Apply(&events[i])
		if !reflect.DeepEqual(first, again) || !reflect.DeepEqual(a.State(), b.State()) {
			t.Fatalf("event %d %+v gives\n%+v\n%+v and then\n%+v\n%+v", i, events[i], first, a.State(), again, b.State())
		}
		w.look(t, a, &events[i], first)
		all = append(all, first...)
	}
	if due, ok := a.Due(); ok {
		outs := a.Apply(&session.Event{Time: due, Kind: session.TimePassed})
		if len(outs) != 1 || outs[0].Kind != session.GatheringEnough {
			t.Fatalf("due at %v tells %+v", due, outs)
		}
		all = append(all, outs...)
	}
	return all
}

// watch holds what a session said before.
type watch struct {
	generations []session.Generation
	sent, rcvd  stats.Number
	counts      [4]int
	told        int // times that gathering was enough
	advised     int // the generation whose restart was advised in this outage
}

func (w *watch) look(t *testing.T, s *session.Session, e *session.Event, outs []session.Output) {
	t.Helper()
	state := s.State()
	counts := [4]int{len(state.Candidates), len(state.Errors), len(state.Generations), state.PathChanges}
	for i := range counts {
		if counts[i] < w.counts[i] {
			t.Fatalf("candidates, errors, generations and path changes were %v and are %v", w.counts, counts)
		}
	}
	w.counts = counts
	for i, before := range w.generations {
		if g := state.Generations[i]; !keeps(before, g) {
			t.Fatalf("a generation was %+v and is %+v", before, g)
		}
	}
	w.generations = append(w.generations[:0], state.Generations...)
	if r := state.Stats; r != nil {
		if back(w.sent, r.BytesSent) || back(w.rcvd, r.BytesReceived) || r.CheckLoss.Value < 0 || r.CheckLoss.Value >= 1 ||
			r.RoundTripTime.Value < 0 || r.AverageRoundTripTime.Value < 0 || r.SendRate.Value < 0 || r.ReceiveRate.Value < 0 {
			t.Fatalf("%+v and %+v bytes before %+v", w.sent, w.rcvd, r)
		}
		w.sent, w.rcvd = r.BytesSent, r.BytesReceived
	}
	checkPaths(t, state)
	if due, ok := s.Due(); ok && due <= e.Time {
		t.Fatalf("due at %v, which was not told at %v", due, e.Time)
	}
	w.lookAtEnough(t, state, outs)
	w.lookAtRestarts(t, state, outs)
}

// lookAtRestarts holds that a restart is advised once an outage, in a connection that can be restarted.
func (w *watch) lookAtRestarts(t *testing.T, state *session.State, outs []session.Output) {
	t.Helper()
	up := state.ICEConnectionState == "connected" || state.ICEConnectionState == "completed"
	if up {
		w.advised = 0
	}
	for _, o := range outs {
		if o.Kind != session.RestartAdvised {
			continue
		}
		if up || w.advised == o.Generation || state.Closed || o.Generation != len(state.Generations) || o.Restart == "" {
			t.Fatalf("ICE is %s, a restart of generation %d was advised; told %+v", state.ICEConnectionState, w.advised, o)
		}
		w.advised = o.Generation
	}
	for _, g := range state.Generations {
		if g.RestartAdvised.Known != (g.RestartReason != "") {
			t.Fatalf("%+v", g)
		}
	}
}

func (w *watch) lookAtEnough(t *testing.T, state *session.State, outs []session.Output) {
	t.Helper()
	for _, o := range outs {
		if o.Time != state.Time {
			t.Fatalf("at %v told %+v", state.Time, o)
		}
		if o.Kind == session.GatheringEnough {
			w.told++
		}
	}
	known := 0
	for _, g := range state.Generations {
		if g.Enough.Known != (g.EnoughReason != "") {
			t.Fatalf("%+v", g)
		}
		if g.Enough.Known {
			known++
		}
	}
	if known != w.told {
		t.Fatalf("told %d times of %+v", w.told, state.Generations)
	}
}

// keeps reports whether what a generation knew it knows still.
func keeps(before, now session.Generation) bool {
	b, n := reflect.ValueOf(before), reflect.ValueOf(now)
	for i := range b.NumField() {
		if !b.Field(i).IsZero() && b.Field(i).Interface() != n.Field(i).Interface() {
			return false
		}
	}
	return true
}

func back(before, now stats.Number) bool {
	return before.Known && (!now.Known || now.Value < before.Value)
}

// checkPaths holds that every path begins when the one before it ends.
func checkPaths(t *testing.T, state *session.State) {
	t.Helper()
	n := len(state.Paths)
	if n != min(state.PathChanges+1, session.MaxPaths) && state.Path != nil || (n > 0) != (state.Path != nil) {
		t.Fatalf("%d paths, %d changes, now %+v", n, state.PathChanges, state.Path)
	}
	for i, p := range state.Paths {
		switch last := i == n-1; {
		case last && (p.Path != state.Path || p.Until.Known != state.Closed), !last && !p.Until.Known,
			p.Until.Known && p.Until.At < p.Path.Since, !last && !state.Closed && p.Until.At != state.Paths[i+1].Path.Since:
			t.Fatalf("path %d: %+v of %+v", i, p, p.Path)
		}
	}
}
