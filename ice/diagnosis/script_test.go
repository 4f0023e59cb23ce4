package diagnosis_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/iceguard/iceguard/ice/diagnosis"
	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/ice/session"
	"github.com/iceguard/iceguard/ice/stats"
)

// script drives a session and an engine with made-up events at given times.
type script struct {
	t   *testing.T
	s   *session.Session
	e   diagnosis.Engine
	now float64 // ms since attached
	// log is what was raised and cleared: "+code@ms -code@ms".
	log []string
	// raised are the findings as the changes tell them.
	raised map[diagnosis.Code]diagnosis.Finding
}

// begin attaches at time 1000, which is 0 of the session.
func begin(t *testing.T, transports, policyText string, servers ...string) *script {
	t.Helper()
	c := &script{t: t, s: session.New(), raised: map[diagnosis.Code]diagnosis.Finding{}}
	c.apply(session.Event{Kind: session.Attached, ICEServers: servers, ICETransportPolicy: transports})
	return c.policy(policyText)
}

func (c *script) policy(text string) *script {
	c.t.Helper()
	p, err := policy.Parse(text)
	if err != nil {
		c.t.Fatal(err)
	}
	c.apply(session.Event{Kind: session.PolicyChanged, Policy: p})
	return c
}

func (c *script) apply(e session.Event) {
	c.t.Helper()
	e.Time = 1000 + c.now
	c.s.Apply(&e)
	for _, change := range c.e.Update(c.s.State()) {
		sign := "-"
		if change.Raised {
			sign = "+"
			c.raised[change.Code] = change.Finding
			checkFinding(c.t, c.s.State(), &change.Finding)
		} else {
			delete(c.raised, change.Code)
		}
		c.log = append(c.log, fmt.Sprint(sign, change.Code, "@", int(c.now)))
	}
	checkReconciled(c.t, c.raised, &c.e)
}

// checkReconciled asks that who follows the changes knows what Findings and the statuses say.
func checkReconciled(t *testing.T, raised map[diagnosis.Code]diagnosis.Finding, e *diagnosis.Engine) {
	t.Helper()
	found := e.Findings()
	if len(found) != len(raised) {
		t.Errorf("by the changes %d are raised, by Findings %s", len(raised), codes(found))
	}
	for _, f := range found {
		if fmt.Sprint(raised[f.Code]) != fmt.Sprint(f) {
			t.Errorf("%s is %+v by the changes, %+v by Findings", f.Code, raised[f.Code], f)
		}
		if e.Status(f.Code) != diagnosis.Raised {
			t.Errorf("%s is found, but its status is %v", f.Code, e.Status(f.Code))
		}
	}
	n := 0
	for i := 0; ; i++ {
		code, status, ok := e.At(i)
		if !ok {
			break
		}
		if status != e.Status(code) {
			t.Errorf("%s is %v by At, %v by Status", code, status, e.Status(code))
		}
		if status == diagnosis.Raised {
			n++
		}
	}
	if n != len(found) {
		t.Errorf("%d statuses are raised, found are %s", n, codes(found))
	}
}

// checkFinding asks of a finding what must be so of any: its evidence is there,
// its summary shows no address of a candidate, its advice is one sentence.
func checkFinding(t *testing.T, s *session.State, f *diagnosis.Finding) {
	t.Helper()
	for _, r := range f.Evidence {
		ok := r.Index >= 0
		switch r.Kind {
		case diagnosis.LocalCandidateRef:
			ok = ok && r.Index < len(s.Candidates) && s.Candidates[r.Index].Direction == policy.Local
		case diagnosis.RemoteCandidateRef:
			ok = ok && r.Index < len(s.Candidates) && s.Candidates[r.Index].Direction == policy.Remote
		case diagnosis.ErrorRef:
			ok = ok && r.Index < len(s.Errors)
		case diagnosis.StateRef:
			states := []string{s.SignalingState, s.ICEGatheringState, s.ICEConnectionState, s.ConnectionState}
			ok = ok && r.Index < len(states)
		case diagnosis.PathRef:
			ok = ok && r.Index < len(s.Paths)
		case diagnosis.StatsRef:
			ok = r.Index == 0 && s.Snapshot != nil
		case diagnosis.GenerationRef:
			ok = ok && r.Index < len(s.Generations)
		default:
			ok = false
		}
		if !ok {
			t.Errorf("%s rests on %v, which is not there", f.Code, r)
		}
	}
	for i := range s.Candidates {
		for _, address := range []string{s.Candidates[i].Candidate.Address, s.Candidates[i].Candidate.RelatedAddress} {
			if address != "" && strings.Contains(f.Summary, address) && !isServer(s, address) {
				t.Errorf("%s shows the address of a candidate: %s", f.Code, f.Summary)
			}
		}
	}
	for _, sentence := range []string{f.Summary, f.Advice} {
		if len(sentence) < 15 || !strings.HasSuffix(sentence, ".") || strings.Contains(sentence, ". ") || strings.Contains(sentence, "$") {
			t.Errorf("%s: %q is not one sentence", f.Code, sentence)
		}
	}
}

// isServer reports whether an address is that of a server, whose URL may be shown.
func isServer(s *session.State, address string) bool {
	return strings.Contains(strings.Join(s.ICEServers, " "), address)
}

func (c *script) at(ms float64) *script {
	c.now = ms
	return c
}

func (c *script) local(lines ...string) *script  { return c.seen(policy.Local, lines) }
func (c *script) remote(lines ...string) *script { return c.seen(policy.Remote, lines) }

func (c *script) seen(d policy.Direction, lines []string) *script {
	for _, line := range lines {
		line, url, _ := strings.Cut(line, " url ")
		c.apply(session.Event{Kind: session.CandidateSeen, Direction: d, Via: session.Trickle, Line: line, Mid: "0", URL: url})
	}
	return c
}

func (c *script) trickled(d policy.Direction, mid, line string) *script {
	c.apply(session.Event{Kind: session.CandidateSeen, Direction: d, Via: session.Trickle, Line: line, Mid: mid})
	return c
}

// described is a candidate in a description.
func (c *script) described(d policy.Direction, ufrag, line string) *script {
	c.apply(session.Event{Kind: session.CandidateSeen, Direction: d, Via: session.InDescription, Line: line, Mid: "0", UsernameFragment: ufrag})
	return c
}

// relayed is a local relay candidate of which the leg is told but not the server.
func (c *script) relayed(protocol string) *script {
	c.apply(session.Event{Kind: session.CandidateSeen, Direction: policy.Local, Via: session.Trickle, Line: relay, Mid: "0", RelayProtocol: protocol})
	return c
}

func (c *script) gathering(state string) *script { return c.state(session.ICEGatheringState, state) }
func (c *script) ice(state string) *script       { return c.state(session.ICEConnectionState, state) }
func (c *script) conn(state string) *script      { return c.state(session.ConnectionState, state) }
func (c *script) signaling(state string) *script { return c.state(session.SignalingState, state) }

func (c *script) state(kind session.Kind, state string) *script {
	c.apply(session.Event{Kind: kind, State: state})
	return c
}

func (c *script) ufrag(d policy.Direction, ufrag string) *script {
	c.apply(session.Event{Kind: session.DescriptionSet, Direction: d, UsernameFragment: ufrag})
	return c
}

func (c *script) remoteEnd() *script {
	c.apply(session.Event{Kind: session.EndOfCandidates, Direction: policy.Remote})
	return c
}

func (c *script) fail(code int, url, text, address string) *script {
	c.apply(session.Event{Kind: session.CandidateError, Error: session.ErrorEvent{URL: url, Code: code, Text: text, Address: address, Port: -1}})
	return c
}

// pair is a stats report with one selected pair of UDP candidates, "type
// address port" each; a local relay candidate also has its protocol. A negative
// round trip time (seconds) is not known.
func (c *script) pair(local, remote string, rtt float64) *script {
	p := checked("P", -1, -1, -1)
	p.State, p.CurrentRoundTripTime = "succeeded", known(rtt)
	return c.stats("P", []string{local}, []string{remote}, p)
}

// checked is a pair under check with its counters; negative ones are not known.
func checked(id string, sent, responses, received float64) stats.Pair {
	return stats.Pair{
		ID: id, TransportID: "T", LocalCandidateID: "l0", RemoteCandidateID: "r0", State: "in-progress",
		RequestsSent: known(sent), ResponsesReceived: known(responses), RequestsReceived: known(received),
	}
}

func known(v float64) stats.Number { return stats.Number{Value: max(v, 0), Known: v >= 0} }

// stats is a stats report: the id of the selected pair, the candidates of each
// side ("type address port", with the relay protocol behind), the pairs.
func (c *script) stats(selected string, local, remote []string, pairs ...stats.Pair) *script {
	snap := &stats.Snapshot{Transports: []stats.Transport{{ID: "T", SelectedCandidatePairID: selected}}, Pairs: pairs}
	for i, text := range local {
		snap.Candidates = append(snap.Candidates, end(fmt.Sprint("l", i), text, false))
	}
	for i, text := range remote {
		snap.Candidates = append(snap.Candidates, end(fmt.Sprint("r", i), text, true))
	}
	c.apply(session.Event{Kind: session.StatsTaken, Stats: snap})
	return c
}

// end is a candidate of a stats report by its text.
func end(id, text string, remote bool) stats.Candidate {
	f := strings.Fields(text)
	var port float64
	fmt.Sscan(f[2], &port)
	c := stats.Candidate{ID: id, Remote: remote, Type: f[0], Address: f[1], Port: known(port), Protocol: "udp"}
	if len(f) > 3 {
		c.RelayProtocol = f[3]
	}
	return c
}

// rtt is a stats report of the direct path with this round trip time.
func (c *script) rtt(seconds float64) *script { return c.pair(srflxEnd, far, seconds) }

// checks is a stats report at that time with one pair that is not selected.
func (c *script) checks(ms, sent, responses, received float64) *script {
	return c.at(ms).stats("", []string{hostEnd}, []string{farHost}, checked("P", sent, responses, received))
}

// loss is a stats report at that time with the counters of the selected pair.
func (c *script) loss(ms, sent, responses float64) *script {
	return c.at(ms).stats("P", []string{srflxEnd}, []string{far}, checked("P", sent, responses, responses))
}

// paired is a stats report with a pair for each of these remote candidates, none of them selected.
func (c *script) paired(remote []string) *script {
	pairs := make([]stats.Pair, len(remote))
	for i := range pairs {
		pairs[i] = checked(fmt.Sprint("P", i), -1, -1, -1)
		pairs[i].RemoteCandidateID = fmt.Sprint("r", i)
	}
	return c.stats("", []string{hostEnd}, remote, pairs...)
}

// idle is an event that changes nothing but the time.
func (c *script) idle() *script {
	c.apply(session.Event{Kind: session.TimePassed})
	return c
}

// connected goes on until both sides have candidates and a direct path.
func (c *script) connected() *script {
	return c.ufrag(policy.Local, "l1").gathering("gathering").local(host, srflx).gathering("complete").
		ufrag(policy.Remote, "r1").signaling("stable").remote(peerHost, peerSrflx).ice("checking").ice("connected").conn("connected").
		pair("srflx 203.0.113.10 50000", "srflx 198.51.100.20 51000", -1)
}

// wantLog compares what was raised and cleared, in order.
func (c *script) wantLog(want ...string) *script {
	c.t.Helper()
	if got, want := strings.Join(c.log, " "), strings.Join(want, " "); got != want {
		c.t.Errorf("raised and cleared\n%s, want\n%s", got, want)
	}
	return c
}

// wantChanges asks that the code was raised once and, if so, cleared once.
func (c *script) wantChanges(code diagnosis.Code, cleared bool) {
	c.t.Helper()
	want := "+"
	if cleared {
		want = "+-"
	}
	got := ""
	for _, change := range c.log {
		if strings.HasPrefix(change[1:], string(code)+"@") {
			got += change[:1]
		}
	}
	if got != want {
		c.t.Errorf("%s was raised and cleared as %s, want %s, in %s", code, got, want, c.log)
	}
}

// wantNever asks that the code was not raised at any time.
func (c *script) wantNever(code diagnosis.Code) {
	c.t.Helper()
	if strings.Contains(strings.Join(c.log, " "), "+"+string(code)+"@") {
		c.t.Errorf("%s was raised in %s", code, c.log)
	}
}

// wantStatus compares the status of one code.
func (c *script) wantStatus(code diagnosis.Code, want diagnosis.Status) *script {
	c.t.Helper()
	if got := c.e.Status(code); got != want {
		c.t.Errorf("%s at %v is %v, want %v", code, c.now, got, want)
	}
	return c
}

// finding is the raised finding of a code.
func (c *script) finding(code diagnosis.Code) diagnosis.Finding {
	c.t.Helper()
	for _, f := range c.e.Findings() {
		if f.Code == code {
			return f
		}
	}
	c.t.Fatalf("%s is %v at %v; raised are %s", code, c.e.Status(code), c.now, codes(c.e.Findings()))
	return diagnosis.Finding{}
}

// wantFinding compares a raised finding: "confidence since evidence: summary".
func (c *script) wantFinding(code diagnosis.Code, want string) *script {
	c.t.Helper()
	f := c.finding(code)
	var refs []string
	for _, r := range f.Evidence {
		refs = append(refs, fmt.Sprint(r.Kind, " ", r.Index))
	}
	if got := fmt.Sprint(f.Confidence, " ", f.Since, " [", strings.Join(refs, ", "), "] ", f.Summary); got != want {
		c.t.Errorf("%s:\n%s, want\n%s", code, got, want)
	}
	return c
}

func codes(findings []diagnosis.Finding) string {
	var all []string
	for _, f := range findings {
		all = append(all, string(f.Code)+" "+string(f.Confidence))
	}
	return strings.Join(all, ", ")
}

// The candidates of the scripts.
const (
	host      = "candidate:1 1 udp 2122260223 192.168.1.10 50000 typ host"
	hostMDNS  = "candidate:1 1 udp 2122260223 ce3d854c-3607-4ff6-9159-eb842c33af6f.local 50000 typ host"
	host6     = "candidate:1 1 udp 2122260223 2001:db8::10 50006 typ host"
	srflx     = "candidate:2 1 udp 1677729535 203.0.113.10 50000 typ srflx raddr 192.168.1.10 rport 50000"
	relay     = "candidate:3 1 udp 41885439 192.0.2.50 60000 typ relay raddr 203.0.113.10 rport 50000"
	peerHost  = "candidate:4 1 udp 2122260223 192.168.1.20 51000 typ host"
	peerHost6 = "candidate:4 1 udp 2122260223 2001:db8::20 51006 typ host"
	peerSrflx = "candidate:5 1 udp 1677729535 198.51.100.20 51000 typ srflx raddr 0.0.0.0 rport 0"
	peerRelay = "candidate:6 1 udp 41885439 192.0.2.60 61000 typ relay raddr 0.0.0.0 rport 0"
)
