package diagnosis_test

import (
	"fmt"
	"math/rand"
	"testing"

	"github.com/iceguard/iceguard/ice/diagnosis"
	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/ice/session"
	"github.com/iceguard/iceguard/ice/stats"
)

// What made-up events are put together from.
var (
	madeServers = []string{turnUDP, turnTCP, turnTLS, stun, turnIP, turnTLSIP, "stun:[2001:db8:5::7]:3478", "turn:", stunOfTURN, "turn:turn.example:3478", ""}
	madeLines   = []string{
		host, hostMDNS, host6, srflx, relay, peerHost, peerHost6, peerSrflx, peerRelay, hostTCP, peerTCP, hostSO, peerActive, broken, "", "x",
		peerMDNS, peerLoopback, peerULA, peerPublic, otherRelay,
	}
	madeStates = []string{
		"new", "gathering", "complete", "checking", "connected", "completed", "disconnected", "failed", "connecting", "stable", "have-local-offer", "", "x", "closed",
	}
	madePolicies = []string{"", "relay-only", "no-host", "drop", "remote drop", "local drop family ipv4; remote drop family ipv6", "limit 1; drop"}
	madeTexts    = []string{"", lookupFailed, turnTimeout, stunTimeout, notConnected}
	madeSockets  = []string{"", mask4, mask6, "192.168.1.77", "2001:db8:7::1"}
	madeCodes    = []int{701, 701, 701, 400, 401, 403, 438, 486, 500, 508, 0, -1}
	madeEnds     = []string{hostEnd, srflxEnd, relayedUDP, relayedTCP, relayedTLS, "prflx (redacted) 50000", "host (redacted) 0", "x x -5"}
	madeFar      = []string{farHost, far, farRelay, "prflx (redacted) 51000", "relay 2001:db8:9::1 61000"}
)

// maker makes events of bytes.
type maker struct {
	data []byte
	now  float64
}

func (m *maker) n(below int) int {
	if len(m.data) == 0 {
		return 0
	}
	b := m.data[0]
	m.data = m.data[1:]
	return int(b) % below
}

func (m *maker) of(texts []string) string { return texts[m.n(len(texts))] }

func (m *maker) number() stats.Number {
	n := m.n(64)
	return stats.Number{Value: float64(n), Known: n < 60}
}

// event is the next one; none when the bytes are used up.
func (m *maker) event(t *testing.T) (session.Event, bool) {
	if len(m.data) == 0 {
		return session.Event{}, false
	}
	e := session.Event{Kind: session.Kind(m.n(int(session.TimePassed)+2) + 1), Direction: policy.Direction(m.n(2) + 1)}
	m.now += []float64{0, 1, 10, 100, 1000, 3000, 7000, 70000, -500}[m.n(9)]
	e.Time = m.now
	switch e.Kind {
	case session.Attached:
		for range m.n(4) {
			e.ICEServers = append(e.ICEServers, m.of(madeServers))
		}
		e.ICETransportPolicy = m.of([]string{"all", "relay", ""})
	case session.PolicyChanged:
		p, err := policy.Parse(m.of(madePolicies))
		if err != nil {
			t.Fatal(err)
		}
		e.Policy = p
	case session.CandidateSeen:
		e.Via, e.Line, e.Mid, e.URL = session.Trickle, m.of(madeLines), m.of([]string{"0", "1"}), m.of(madeServers)
		e.RelayProtocol, e.UsernameFragment = m.of([]string{"", "udp", "tcp", "tls"}), m.of([]string{"", "u1", "u2"})
	case session.CandidateError:
		e.Error = session.ErrorEvent{
			URL: m.of(madeServers), Code: madeCodes[m.n(len(madeCodes))], Text: m.of(madeTexts), Address: m.of(madeSockets), HostCandidate: m.of(madeSockets),
		}
	case session.SignalingState, session.ICEGatheringState, session.ICEConnectionState, session.ConnectionState:
		e.State = m.of(madeStates[:len(madeStates)-1+m.n(2)])
	case session.DescriptionSet:
		e.UsernameFragment = m.of([]string{"u1", "u2", "u3", ""})
	case session.PairSelected:
		e.Pair = session.PairEvent{Local: m.of(madeLines), Remote: m.of(madeLines)}
	case session.StatsTaken:
		e.Stats = m.snapshot()
	}
	return e, true
}

func (m *maker) snapshot() *stats.Snapshot {
	if m.n(16) == 15 {
		return nil
	}
	snap := &stats.Snapshot{Timestamp: m.now, Transports: []stats.Transport{{ID: "T", SelectedCandidatePairID: m.of([]string{"P0", "P1", ""})}}}
	for i := range m.n(4) {
		id := fmt.Sprint(i)
		p := checked("P"+id, 0, 0, 0)
		p.LocalCandidateID, p.RemoteCandidateID = "l"+id, "r"+id
		p.State = m.of([]string{"succeeded", "in-progress", "failed", "cancelled"})
		p.RequestsSent, p.ResponsesReceived, p.RequestsReceived = m.number(), m.number(), m.number()
		p.CurrentRoundTripTime = m.number()
		p.CurrentRoundTripTime.Value /= 100
		snap.Pairs = append(snap.Pairs, p)
		snap.Candidates = append(snap.Candidates, end("l"+id, m.of(madeEnds), false), end("r"+id, m.of(madeFar), true))
	}
	return snap
}

// checkAnyCall plays made-up events and asks what must be so of any call.
func checkAnyCall(t *testing.T, data []byte) {
	m := maker{data: data[:min(len(data), 3000)]}
	var events []session.Event
	for {
		e, ok := m.event(t)
		if !ok {
			break
		}
		events = append(events, e)
	}
	s, e := session.New(), &diagnosis.Engine{}
	log := fmt.Sprint(observe(t, s, e, events))
	found := e.Findings()
	if again := e.Update(s.State()); len(again) > 0 {
		t.Errorf("nothing happened, and %v changed", again)
	}
	checkSorted(t, found)
	if replayed := fmt.Sprint(observe(t, session.New(), &diagnosis.Engine{}, events)); replayed != log {
		t.Errorf("the same events gave\n%s, then\n%s", log, replayed)
	}
	o := diagnosis.NewObserver()
	var changes []diagnosis.Change
	for i := range events {
		_, c := o.Apply(&events[i])
		changes = append(changes, c...)
	}
	if got := fmt.Sprint(changes); got != log {
		t.Errorf("the engine gave\n%s, an observer\n%s", log, got)
	}
}

// checkSorted asks for the gravest first, then for the order of the codes.
func checkSorted(t *testing.T, found []diagnosis.Finding) {
	t.Helper()
	gravity := map[diagnosis.Severity]int{diagnosis.Error: 0, diagnosis.Warning: 1000, diagnosis.Info: 2000}
	last := -1
	for _, f := range found {
		for i, code := range diagnosis.Codes() {
			if code != f.Code {
				continue
			}
			if at := gravity[f.Severity] + i; at <= last {
				t.Errorf("%s is out of place in %s", code, codes(found))
			} else {
				last = at
			}
		}
	}
}

func TestAnyCall(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	raised := map[diagnosis.Code]bool{}
	for range 400 {
		data := make([]byte, r.Intn(1500))
		r.Read(data)
		checkAnyCall(t, data)
		if t.Failed() {
			t.Fatalf("of %x", data)
		}
		m := maker{data: data}
		o := diagnosis.NewObserver()
		for e, ok := m.event(t); ok; e, ok = m.event(t) {
			_, changes := o.Apply(&e)
			for _, c := range changes {
				raised[c.Code] = true
			}
		}
	}
	// Made-up calls that find little would test little.
	if len(raised) < 25 {
		t.Errorf("%d codes were raised", len(raised))
	}
}

func FuzzEngine(f *testing.F) {
	r := rand.New(rand.NewSource(2))
	for range 20 {
		data := make([]byte, 400)
		r.Read(data)
		f.Add(data)
	}
	f.Fuzz(checkAnyCall)
}
