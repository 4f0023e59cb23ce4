package session

import (
	"github.com/iceguard/iceguard/ice/candidate"
	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/ice/sdp"
)

// candidateSeen decides on a candidate and records it. One that was seen
// before, by trickle and then in a description, keeps its one record.
func (s *Session) candidateSeen(e *Event, now float64) {
	r := CandidateRecord{
		Time: now, Direction: e.Direction, Via: e.Via, Line: e.Line, Mid: e.Mid, MLineIndex: e.MLineIndex,
		UsernameFragment: e.UsernameFragment, URL: e.URL, Generation: s.generation().Number,
	}
	r.Candidate, r.Err = candidate.Parse(e.Line)
	if r.UsernameFragment == "" {
		r.UsernameFragment = r.Candidate.UsernameFragment
	}
	if r.Candidate.Type == candidate.Relay && e.Direction == policy.Local {
		r.RelayProtocol = policy.RelayProtocol(e.RelayProtocol, e.URL)
	}
	r.Decision, r.Masked = s.decide(&r.Candidate, r.Err, e.Direction, e.Mid, e.URL, r.RelayProtocol)

	held := s.find(&r)
	switch {
	case held == nil:
		s.state.Candidates = append(s.state.Candidates, r)
		s.noteTimes(&r, now)
	case held.Decision.Kept == r.Decision.Kept:
		return
	default:
		held.Decision, held.Masked = r.Decision, r.Masked
	}
	kind := CandidateDropped
	if r.Decision.Kept {
		kind = CandidateKept
	}
	s.emit(Output{Kind: kind, Candidate: &r})
}

// decide is the answer for a candidate of this session. A line that cannot be
// read goes through in the remote direction, where the browser says what it
// thinks of it, and is held back in the local one unless the policy drops
// nothing: what cannot be read cannot be shown to be allowed.
func (s *Session) decide(c *candidate.Candidate, err error, d policy.Direction, mid, url, relayProtocol string) (decision policy.Decision, masked bool) {
	if err != nil {
		return policy.Decision{Kept: d == policy.Remote || s.state.Policy.DropsNothing()}, false
	}
	in := policy.Input{Candidate: c, Direction: d, Mid: mid, URL: url, RelayProtocol: relayProtocol}
	decision = s.state.Policy.Decide(in, &s.limits)
	masked = decision.Kept && d == policy.Local && !s.state.Policy.KeepsRelated(in)
	return decision, masked
}

// Verdict is what is to be done with a candidate.
type Verdict struct {
	Kept bool
	// Masked says that Line is to be shown in place of the candidate's own.
	Masked bool
	Line   string
}

// Verdict is the answer for a CandidateSeen event, also one that was applied
// before: the present policy decides. It records nothing.
func (s *Session) Verdict(e *Event) Verdict {
	c, err := candidate.Parse(e.Line)
	d, masked := s.decide(&c, err, e.Direction, e.Mid, e.URL, e.RelayProtocol)
	v := Verdict{Kept: d.Kept, Masked: masked, Line: e.Line}
	if masked {
		c.MaskRelated()
		v.Line = string(c.Append(nil))
	}
	return v
}

// find looks for the record of the same candidate in the present generation.
func (s *Session) find(r *CandidateRecord) *CandidateRecord {
	for i := range s.state.Candidates {
		h := &s.state.Candidates[i]
		if h.Direction != r.Direction || h.Generation != r.Generation || h.Mid != r.Mid ||
			h.UsernameFragment != "" && r.UsernameFragment != "" && h.UsernameFragment != r.UsernameFragment {
			continue
		}
		if r.Err != nil && h.Line == r.Line || r.Err == nil && h.Err == nil && r.Candidate.Same(&h.Candidate) {
			return h
		}
	}
	return nil
}

func (s *Session) noteTimes(r *CandidateRecord, now float64) {
	g := s.generation()
	if r.Direction == policy.Remote {
		g.FirstRemoteCandidate.set(now)
		return
	}
	g.FirstLocalCandidate.set(now)
	switch r.Candidate.Type {
	case candidate.Host:
		g.FirstHost.set(now)
	case candidate.ServerReflexive:
		g.FirstServerReflexive.set(now)
	case candidate.Relay:
		g.FirstRelay.set(now)
	}
}

// Filter is the description as the policy lets it pass in that direction, and
// whether it differs. Candidates that were seen by trickle are decided with
// what is known of them since. It records nothing.
func (s *Session) Filter(d policy.Direction, desc string) (filtered string, changed bool) {
	out, changed := sdp.Filter(nil, desc, func(l *sdp.Line) sdp.Verdict {
		url, relayProtocol := s.origins(l, d)
		decision, masked := s.decide(&l.Candidate, l.Err, d, l.Mid, url, relayProtocol)
		switch {
		case !decision.Kept:
			return sdp.Drop
		case masked:
			return sdp.KeepMasked
		}
		return sdp.Keep
	})
	if !changed {
		return desc, false
	}
	return string(out), true
}

// origins finds the server of a local candidate, which a description does not tell.
func (s *Session) origins(l *sdp.Line, d policy.Direction) (url, relayProtocol string) {
	if d != policy.Local || l.Err != nil {
		return "", ""
	}
	for i := range s.state.Candidates {
		h := &s.state.Candidates[i]
		if h.Direction == d && h.Err == nil && h.Candidate.Same(&l.Candidate) {
			return h.URL, h.RelayProtocol
		}
	}
	return "", ""
}
