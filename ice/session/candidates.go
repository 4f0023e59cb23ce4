package session

import (
	"github.com/iceguard/iceguard/ice/candidate"
	"github.com/iceguard/iceguard/ice/policy"
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
	held := s.find(&r)
	if held != nil && r.URL == "" && r.RelayProtocol == "" {
		r.URL, r.RelayProtocol = held.URL, held.RelayProtocol // a description does not tell them
	}
	r.Decision, r.Masked = s.decide(&r.Candidate, r.Err, e, r.URL, r.RelayProtocol)
	if held == nil {
		s.state.Candidates = append(s.state.Candidates, r)
		s.index.add(placeOf(&r))
		s.noteTimes(&r, now)
		if r.Direction == policy.Local {
			s.gatheringNews(now)
		}
	} else {
		same := held.Decision.Kept == r.Decision.Kept
		held.Decision, held.Masked = r.Decision, r.Masked
		if same {
			return
		}
		s.gathering.changed = s.gathering.changed || r.Direction == policy.Local
	}
	kind := CandidateDropped
	if r.Decision.Kept {
		kind = CandidateKept
	}
	s.emit(Output{Kind: kind, Candidate: &r})
}

// decide is the answer for a candidate of this session.
func (s *Session) decide(c *candidate.Candidate, err error, e *Event, url, relayProtocol string) (policy.Decision, bool) {
	in := policy.Input{Candidate: c, Direction: e.Direction, Mid: e.Mid, URL: url, RelayProtocol: relayProtocol}
	return s.state.Policy.Judge(&in, err, &s.limits)
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
	d, masked := s.decide(&c, err, e, e.URL, e.RelayProtocol)
	v := Verdict{Kept: d.Kept, Masked: masked, Line: e.Line}
	if masked {
		c.MaskRelated()
		v.Line = string(c.Append(nil))
	}
	return v
}

// find looks for the record of the same candidate in the present generation.
func (s *Session) find(r *CandidateRecord) *CandidateRecord {
	for i := s.index.first(placeOf(r)); i >= 0; i = s.index.before[i] {
		h := &s.state.Candidates[i]
		if h.Generation != r.Generation || h.Mid != r.Mid ||
			h.UsernameFragment != "" && r.UsernameFragment != "" && h.UsernameFragment != r.UsernameFragment {
			continue
		}
		if r.Err != nil && h.Err != nil || r.Err == nil && h.Err == nil && r.Candidate.Same(&h.Candidate) {
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
