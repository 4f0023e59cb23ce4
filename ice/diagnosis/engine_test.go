package diagnosis_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/iceguard/iceguard/ice/diagnosis"
	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/ice/session"
)

func TestOrder(t *testing.T) {
	c := over(t, relayedTCP, far).fail(401, turnUDP, "", mask4).fail(701, stun, "host lookup", mask4).at(7000).idle()
	const want = "turn-auth-failed high, stun-dns-failure high, relayed-over-tcp high, relay-required medium, relayed high"
	if got := codes(c.e.Findings()); got != want {
		t.Errorf("%s, want the gravest first: %s", got, want)
	}
}

// What stays the same is not told again; what it rests on is, with the first Since.
func TestRaisedAgain(t *testing.T) {
	c := gathering(t, turnUDP, otherUDP).at(60).fail(401, turnUDP, "", mask4).idle().at(70).local(srflx)
	c.wantLog("+turn-auth-failed@60")
	c.at(80).fail(403, turnUDP, "", mask4).at(90).fail(401, otherUDP, "", mask4)
	c.wantLog("+turn-auth-failed@60", "+turn-auth-failed@80", "+turn-auth-failed@90")
	c.wantFinding(diagnosis.TURNAuthFailed, "high 60 [candidate-error 0, candidate-error 1, candidate-error 2] "+
		"The TURN server "+turnUDP+" (and 1 more) refused the credentials.")
}

// A measured number alone does not make it another finding.
func TestMeasuredNumbers(t *testing.T) {
	c := talking(t).at(1000).rtt(0.4).at(2000).rtt(0.4).at(3000).rtt(0.4).at(4000).rtt(0.5)
	c.wantLog("+rtt-high@3000").wantFinding(diagnosis.RTTHigh, "high 3000 [stats 0] The round trip time stays above 300 ms (now 400 ms).")
}

// What was cleared has a new Since when it is raised again.
func TestRaisedAnew(t *testing.T) {
	c := talking(t).at(6000).ice("disconnected").at(7000).ice("connected").at(9000).ice("disconnected")
	c.wantLog("+disconnected@6000", "-disconnected@7000", "+disconnected@9000")
	c.wantFinding(diagnosis.Disconnected, "high 9000 [state 2] The peer does not answer connectivity checks at present.")
}

// Closing is no failure, and leaves what was found.
func TestClosed(t *testing.T) {
	for name, end := range map[string]func(c *script){
		"closed":                      func(c *script) { c.apply(session.Event{Kind: session.Closed}) },
		"connection state closed":     func(c *script) { c.conn("closed") },
		"ICE connection state closed": func(c *script) { c.ice("closed") },
	} {
		c := gathering(t, turnUDP).at(60).fail(401, turnUDP, "", mask4).at(70).gathering("complete").at(100).signaling("stable")
		end(c)
		c.at(99000).idle().wantLog("+turn-auth-failed@60")
		if at, ok := c.e.Due(); ok {
			t.Errorf("%s: wants to be asked at %v", name, at)
		}
	}
}

func TestZeroEngine(t *testing.T) {
	var e diagnosis.Engine
	if found := e.Update(session.New().State()); len(found) > 0 || e.Findings() != nil {
		t.Errorf("%v, %v", found, e.Findings())
	}
	if at, ok := e.Due(); ok {
		t.Errorf("wants to be asked at %v", at)
	}
	for i, code := range diagnosis.Codes() {
		got, status, ok := e.At(i)
		if got != code || status != unknown || !ok || e.Status(code) != unknown {
			t.Errorf("%d is %s %v %t, want %s unknown", i, got, status, ok, code)
		}
	}
	for _, i := range []int{-1, len(diagnosis.Codes())} {
		if _, _, ok := e.At(i); ok {
			t.Errorf("there is a code %d", i)
		}
	}
	if got := e.Status("no-such-code"); got != unknown {
		t.Errorf("a code that there is not is %v", got)
	}
}

// Whoever asks again when Due says so finds what waits for time to pass at the moment it is so.
func TestDue(t *testing.T) {
	for _, c := range []struct {
		name string
		play func(t *testing.T) *script
		due  float64
		code diagnosis.Code
	}{
		{"no answer", func(t *testing.T) *script {
			return plain(t).at(100).gathering("gathering").local(host).gathering("complete")
		}, 5100, diagnosis.NoRemoteCandidates},
		{"gathering", func(t *testing.T) *script { return gathering(t).remote(peerHost) }, 5000, diagnosis.GatheringSlow},
		{"node-datachannel without candidates", func(t *testing.T) *script { return plain(t).at(50).gathering("complete") }, 1050, diagnosis.NoLocalCandidates},
		{"a relayed path", func(t *testing.T) *script { return over(t, relayedUDP, far) }, 5100, diagnosis.RelayRequired},
	} {
		s := c.play(t)
		due, ok := s.e.Due()
		if !ok || due != c.due {
			t.Errorf("%s: to be asked at %v %t, want %v", c.name, due, ok, c.due)
		}
		s.wantStatus(c.code, unknown).at(due).idle().wantStatus(c.code, diagnosis.Raised)
	}
	if at, ok := talking(t).e.Due(); ok {
		t.Errorf("a direct call wants to be asked at %v", at)
	}
}

// A source that asks at the very time that Due gave, by its own clock, is not
// told the same time again, whatever the clock's origin and fractions.
func TestDueByAnotherClock(t *testing.T) {
	for i := range 2000 {
		origin, begins := 3000.1+float64(i)/7, float64(i)*0.37
		s, e := session.New(), diagnosis.Engine{}
		for _, event := range []session.Event{
			{Time: origin, Kind: session.Attached},
			{Time: origin + begins, Kind: session.ICEGatheringState, State: "gathering"},
		} {
			s.Apply(&event)
			e.Update(s.State())
		}
		due, _ := e.Due()
		s.Apply(&session.Event{Time: origin + due, Kind: session.TimePassed})
		e.Update(s.State())
		if e.Status(diagnosis.GatheringSlow) != diagnosis.Raised {
			t.Fatalf("at %v of an origin of %v gathering is not slow yet", due, origin)
		}
	}
}

func TestStatusWords(t *testing.T) {
	for status, want := range map[diagnosis.Status]string{unknown: "unknown", notRaised: "not-raised", diagnosis.Raised: "raised"} {
		if got := status.String(); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

// A peer that signals thousands of candidates does not keep the engine busy:
// it looks at them ten times a second, and misses none in the end.
func TestCrowd(t *testing.T) {
	c := begin(t, "all", "remote drop").gathering("gathering").local(host)
	for i := range 600 {
		c.now = 100 + float64(i/150) // many at a time
		c.remote(fmt.Sprintf("candidate:%d 1 udp 1 198.51.100.%d %d typ host", i, i%250, 1000+i))
		if i == 0 {
			c.remoteEnd()
		}
		if at, ok := c.e.Due(); i > 510 && (!ok || at <= c.now || at > c.now+100) {
			t.Fatalf("at %v to be asked at %v %t, want within 100 ms", c.now, at, ok)
		}
	}
	before := len(c.finding(diagnosis.PolicyDroppedAll).Evidence)
	if before < 490 || before > 510 {
		t.Errorf("%d of 600 looked at within 4 ms, want about 500", before)
	}
	c.at(300).idle()
	if n := len(c.finding(diagnosis.PolicyDroppedAll).Evidence); n != 600 {
		t.Errorf("%d of 600 looked at in the end", n)
	}
}

// Times that no clock gives change nothing but the numbers.
func TestMadClock(t *testing.T) {
	for _, at := range []float64{math.Inf(1), math.Inf(-1), math.NaN(), 1e300, -1e300} {
		c := gathering(t, stun).at(at).idle().gathering("complete").remote(peerHost).ice("failed").ufrag(policy.Local, "l2").at(0).idle()
		c.wantStatus(diagnosis.ICERestarted, diagnosis.Raised)
		for _, f := range c.raised {
			if strings.Contains(f.Summary, "-9") {
				t.Errorf("at %v: %s", at, f.Summary)
			}
		}
	}
}

// More paths than a session remembers.
func TestForgottenPaths(t *testing.T) {
	c := talking(t).at(9000).pair(relayedUDP, far, -1)
	for i := range session.MaxPaths + 20 {
		c.at(10000+float64(i)*70000).pair(fmt.Sprint("host 192.168.1.10 ", 50010+i), farHost, -1)
	}
	latest := diagnosis.Ref{Kind: diagnosis.PathRef, Index: session.MaxPaths - 1}
	if f := c.finding(diagnosis.PathChanged); len(f.Evidence) != 1 || f.Evidence[0] != latest {
		t.Errorf("rests on %v, want the latest path", f.Evidence)
	}
	// A restart's own changes, which are none of these, push them out.
	c.ufrag(policy.Local, "l2")
	for i := range session.MaxPaths + 1 {
		c.now++
		c.pair(fmt.Sprint("host 192.168.1.10 ", 40010+i), farHost, -1)
	}
	if f := c.finding(diagnosis.PathChanged); len(f.Evidence) != 0 {
		t.Errorf("rests on %v of a path that is forgotten", f.Evidence)
	}
	c.wantStatus(diagnosis.PathFlapping, notRaised)
}

func TestObserver(t *testing.T) {
	o := diagnosis.NewObserver()
	if at, ok := o.Due(); ok {
		t.Errorf("wants to be asked at %v before it began", at)
	}
	at := func(ms float64, e session.Event) ([]session.Output, []diagnosis.Change) {
		e.Time = 70000 + ms
		return o.Apply(&e)
	}
	at(0, session.Event{Kind: session.Attached, ICEServers: []string{stun}, GatheringQuiet: 1000})
	at(0, session.Event{Kind: session.ICEGatheringState, State: "gathering"})
	told, _ := at(10, session.Event{Kind: session.CandidateSeen, Direction: policy.Local, Via: session.Trickle, Line: host})
	if len(told) != 1 || told[0].Kind != session.CandidateKept {
		t.Errorf("told %v of a candidate", told)
	}
	// The session waits for the end of quiet, the engine for remote candidates.
	if due, ok := o.Due(); !ok || due != 71010 {
		t.Errorf("to be asked at %v %t, want 71010", due, ok)
	}
	told, _ = at(1010, session.Event{Kind: session.TimePassed})
	if len(told) != 1 || told[0].Kind != session.GatheringEnough {
		t.Errorf("told %v after quiet", told)
	}
	if due, ok := o.Due(); !ok || due != 75000 {
		t.Errorf("to be asked at %v %t, want 75000", due, ok)
	}
	_, found := at(5000, session.Event{Kind: session.TimePassed})
	if len(found) != 2 || found[0].Code != diagnosis.NoRemoteCandidates || found[1].Code != diagnosis.GatheringSlow {
		t.Errorf("found %v", found)
	}
	at(6000, session.Event{Kind: session.Closed})
	if due, ok := o.Due(); ok {
		t.Errorf("closed, yet to be asked at %v", due)
	}
}
