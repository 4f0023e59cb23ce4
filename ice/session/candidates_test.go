package session_test

import (
	"errors"
	"testing"

	"github.com/iceguard/iceguard/ice/candidate"
	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/ice/session"
)

func TestCandidateRecord(t *testing.T) {
	s := start(t, "drop type relay not relay-protocol udp; keep type relay")
	s.apply(session.Event{
		Kind: session.CandidateSeen, Direction: policy.Local, Via: session.Trickle, Line: relayLine + " ufrag abcd", Mid: "audio", MLineIndex: 2,
		URL: "turn:turn.example:3478?transport=udp",
	})
	got := *s.last()
	if got.Candidate.Address != "192.0.2.50" || got.Candidate.Type != candidate.Relay {
		t.Errorf("candidate %+v", got.Candidate)
	}
	got.Candidate = candidate.Candidate{}
	want := session.CandidateRecord{
		Time: s.now, Direction: policy.Local, Via: session.Trickle, Line: relayLine + " ufrag abcd", Mid: "audio", MLineIndex: 2, UsernameFragment: "abcd",
		URL: "turn:turn.example:3478?transport=udp", RelayProtocol: "udp", Generation: 1,
		Decision: policy.Decision{Kept: true, Rule: 2, Text: "keep type relay"},
	}
	if got != want {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if len(s.outs) != 1 || s.outs[0].Kind != session.CandidateKept || s.outs[0].Candidate.Line != want.Line {
		t.Errorf("told %+v", s.outs)
	}

	// The remote side has no relay protocol, and what the signalling says of the ufrag comes first.
	e := seen(policy.Remote, relayLine+" ufrag abcd")
	e.UsernameFragment = "wxyz"
	s.apply(e)
	if r := s.last(); r.RelayProtocol != "" || r.UsernameFragment != "wxyz" || r.Decision.Rule != 1 || s.outs[0].Kind != session.CandidateDropped {
		t.Errorf("%+v, told %+v", r, s.outs)
	}
	e.Direction, e.Line, e.URL, e.RelayProtocol = policy.Local, hostLine, "turn:a", "tls"
	s.apply(e)
	if r := s.last(); r.RelayProtocol != "" {
		t.Errorf("a host candidate with relay protocol %q", r.RelayProtocol)
	}
}

// One candidate is one record, by whatever ways and in whatever spelling it comes.
func TestOneRecord(t *testing.T) {
	first := seen(policy.Local, srflxLine+" generation 0 ufrag abcd")
	change := func(f func(e *session.Event)) session.Event {
		e := first
		f(&e)
		return e
	}
	for name, c := range map[string]struct {
		again   session.Event
		records int
	}{
		"the same event":       {first, 1},
		"in a description":     {change(func(e *session.Event) { e.Via, e.Line = session.InDescription, "a="+srflxLine }), 1},
		"another line index":   {change(func(e *session.Event) { e.MLineIndex = -1 }), 1},
		"another ufrag":        {change(func(e *session.Event) { e.UsernameFragment = "wxyz" }), 2},
		"another section":      {change(func(e *session.Event) { e.Mid = "1" }), 2},
		"another direction":    {change(func(e *session.Event) { e.Direction = policy.Remote }), 2},
		"another port":         {change(func(e *session.Event) { e.Line = "candidate:2 1 udp 1677729535 203.0.113.10 50001 typ srflx" }), 2},
		"another component":    {change(func(e *session.Event) { e.Line = "candidate:2 2 udp 1677729535 203.0.113.10 50000 typ srflx" }), 2},
		"a line with an error": {change(func(e *session.Event) { e.Line = broken }), 2},
	} {
		s := start(t, "all")
		s.apply(first)
		s.apply(c.again)
		if n := len(s.s.State().Candidates); n != c.records || len(s.outs) != c.records-1 {
			t.Errorf("%s: %d records, told %+v", name, n, s.outs)
		}
		if r := s.s.State().Candidates[0]; r.Time != 10 || r.Via != session.Trickle || r.Line != first.Line {
			t.Errorf("%s: the first record changed: %+v", name, r)
		}
	}
}

func TestUnreadableCandidates(t *testing.T) {
	for _, c := range []struct {
		policy string
		d      policy.Direction
		kept   bool
	}{
		{"all", policy.Local, true},
		{"keep type host", policy.Local, true},
		{"no-mdns", policy.Local, false},
		{"remote drop", policy.Local, false},
		{"all", policy.Remote, true},
		{"drop", policy.Remote, true},
	} {
		s := start(t, c.policy)
		for range 2 {
			s.apply(seen(c.d, broken))
		}
		r := s.last()
		var syntax *candidate.SyntaxError
		if len(s.s.State().Candidates) != 1 || r.Decision.Kept != c.kept || r.Decision.Rule != 0 || r.Masked || !errors.As(r.Err, &syntax) || r.Line != broken {
			t.Errorf("%q, %s: %+v", c.policy, c.d, r)
		}
		if v := s.s.Verdict(ptr(seen(c.d, broken))); v.Kept != c.kept || v.Masked || v.Line != broken {
			t.Errorf("%q, %s: %+v", c.policy, c.d, v)
		}
	}
}

func ptr(e session.Event) *session.Event { return &e }

func TestMaskedRelated(t *testing.T) {
	const masked = "candidate:2 1 udp 1677729535 203.0.113.10 50000 typ srflx raddr 0.0.0.0 rport 0"
	for _, c := range []struct {
		policy, line, shown string
		d                   policy.Direction
	}{
		{"all", srflxLine, srflxLine, policy.Local},
		{"no-host", srflxLine, masked, policy.Local},
		{"no-private", srflxLine, masked, policy.Local},
		{"no-private", "a=" + srflxLine + " x 1", "a=" + masked + " x 1", policy.Local},
		{"no-host", srflxLine, srflxLine, policy.Remote},
		{"no-host", hostLine, hostLine, policy.Local},
		{"relay-only", relayLine, "candidate:3 1 udp 41885439 192.0.2.50 60000 typ relay raddr 0.0.0.0 rport 0", policy.Local},
		{"no-loopback", relayLine, relayLine, policy.Local},
	} {
		s := start(t, c.policy)
		e := seen(c.d, c.line)
		s.apply(e)
		v := s.s.Verdict(&e)
		if v.Masked != (c.shown != c.line) || v.Line != c.shown || s.last().Masked != (v.Masked) || s.last().Line != c.line || v.Kept != s.last().Decision.Kept {
			t.Errorf("%q, %s %s\nshows %+v, want %s; record %+v", c.policy, c.d, c.line, v, c.shown, s.last())
		}
	}
}

// A new policy makes new decisions only; a candidate that comes again is
// decided anew, and told if the answer is another one.
func TestPolicyChange(t *testing.T) {
	s := start(t, "no-host")
	s.local(hostLine, srflxLine)
	s.policy("all")
	if r := s.s.State().Candidates[0]; r.Decision.Kept || len(s.outs) != 0 {
		t.Errorf("an old decision changed: %+v", r)
	}
	s.local(hostLine)
	if r := s.s.State().Candidates[0]; !r.Decision.Kept || r.Time != 10 || len(s.s.State().Candidates) != 2 ||
		len(s.outs) != 1 || s.outs[0].Kind != session.CandidateKept || s.outs[0].Candidate.Line != hostLine {
		t.Errorf("seen again: %+v, told %+v", r, s.outs)
	}
	s.local(hostLine)
	if len(s.outs) != 0 {
		t.Errorf("the same answer is told again: %+v", s.outs)
	}
	s.policy("drop port 50000")
	s.local(hostLine)
	if r := s.s.State().Candidates[0]; r.Decision != (policy.Decision{Rule: 1, Text: "drop port 50000"}) || s.outs[0].Kind != session.CandidateDropped {
		t.Errorf("dropped after all: %+v, told %+v", r, s.outs)
	}
	if p := s.s.State().Policy; p.Text() != "drop port 50000" {
		t.Errorf("policy %q", p.Text())
	}
}

// What a policy says of a candidate that comes again is in its record, also
// when the answer to keep it is the same.
func TestRecordFollowsThePolicy(t *testing.T) {
	s := start(t, "keep type srflx")
	s.local(srflxLine)
	s.policy("keep port 50000 type srflx; drop type host")
	s.local(srflxLine)
	r := s.last()
	if r.Decision != (policy.Decision{Kept: true, Rule: 1, Text: "keep port 50000 type srflx"}) || !r.Masked || len(s.outs) != 0 {
		t.Errorf("%+v, told %+v", r, s.outs)
	}
}

// A description does not tell the server, which was known before.
func TestDescriptionAfterTrickle(t *testing.T) {
	s := start(t, "drop server stun:*; drop relay-protocol tls")
	s.apply(withOrigin(seen(policy.Local, srflxLine), "stun:a", ""))
	s.apply(withOrigin(seen(policy.Local, relayLine), "", "tls"))
	for i, line := range []string{srflxLine, relayLine} {
		e := seen(policy.Local, "a="+line)
		e.Via = session.InDescription
		s.apply(e)
		if r := s.s.State().Candidates[i]; r.Decision.Kept || len(s.outs) != 0 {
			t.Errorf("in the description: %+v, told %+v", r, s.outs)
		}
	}
}

// A new policy counts its limits anew.
func TestPolicyChangeForgetsLimits(t *testing.T) {
	s := start(t, "limit 1")
	s.local(hostLine, srflxLine)
	if s.s.State().Candidates[1].Decision.Kept {
		t.Error("the second is kept")
	}
	s.policy("limit 1")
	s.local(srflxLine)
	if !s.s.State().Candidates[1].Decision.Kept {
		t.Error("the first under the new policy is dropped")
	}
}

// Verdict answers as the record does, without recording.
func TestVerdict(t *testing.T) {
	s := start(t, "limit 1 type host; drop type srflx; drop relay-protocol tcp")
	for _, line := range []string{hostLine, srflxLine, "candidate:9 1 udp 1 192.168.1.11 9 typ host", relayLine} {
		e := withOrigin(seen(policy.Local, line), "turn:a?transport=tcp", "")
		s.apply(e)
		before := len(s.s.State().Candidates)
		if v := s.s.Verdict(&e); v.Kept != s.last().Decision.Kept || len(s.s.State().Candidates) != before {
			t.Errorf("%s: verdict %+v, record %+v", line, v, s.last())
		}
	}
	if r := s.last(); r.Decision.Rule != 3 {
		t.Errorf("the relay: %+v", r)
	}
}

// What came after the first one of its kind does not count as the first.
func TestTimesOfDroppedCandidates(t *testing.T) {
	s := start(t, "drop type host")
	s.remote(broken)
	s.local(hostLine, "candidate:9 1 udp 1 198.51.100.9 9 typ prflx", srflxLine)
	g := s.s.State().Generations[0]
	if got := times(&g); got != "started 0, firstRemoteCandidate 10, firstLocalCandidate 20, firstHost 20, firstServerReflexive 40" {
		t.Errorf("times %s", got)
	}
}
