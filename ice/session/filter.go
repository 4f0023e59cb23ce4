package session

import (
	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/ice/sdp"
)

// Dropped is told of each candidate that a description loses.
type Dropped func(l *sdp.Line, d policy.Decision)

// FilterDescription appends desc to dst as p lets it pass in that direction,
// and reports whether it differs; if not, dst is returned as it was. limits
// and dropped may be nil.
func FilterDescription(dst []byte, p *policy.Policy, d policy.Direction, desc string, limits *policy.Limits, dropped Dropped) (out []byte, changed bool) {
	return sdp.Filter(dst, desc, func(l *sdp.Line) sdp.Verdict {
		in := policy.Input{Candidate: &l.Candidate, Direction: d, Mid: l.Mid}
		verdict, decision := JudgeLine(p, &in, l, limits)
		if verdict == sdp.Drop && dropped != nil && !l.Default {
			dropped(l, decision)
		}
		return verdict
	})
}

// JudgeLine is what a policy makes of a candidate line of a description, or of a default destination.
func JudgeLine(p *policy.Policy, in *policy.Input, l *sdp.Line, limits *policy.Limits) (sdp.Verdict, policy.Decision) {
	if l.Default {
		if p.KeepsDefault(in, limits) {
			return sdp.Keep, policy.Decision{}
		}
		return sdp.Drop, policy.Decision{}
	}
	decision, masked := p.Judge(in, l.Err, limits)
	switch {
	case !decision.Kept:
		return sdp.Drop, decision
	case masked:
		return sdp.KeepMasked, decision
	}
	return sdp.Keep, decision
}

// JudgeLine is what the session's policy makes of a candidate line of a
// description. Candidates that were seen by trickle are decided with what is
// known of them since.
func (s *Session) JudgeLine(d policy.Direction, l *sdp.Line) (sdp.Verdict, policy.Decision) {
	in := policy.Input{Candidate: &l.Candidate, Direction: d, Mid: l.Mid}
	if d == policy.Local {
		in.URL, in.RelayProtocol = s.origins(l)
	}
	return JudgeLine(s.state.Policy, &in, l, &s.limits)
}

// Filter is the description as the policy lets it pass in that direction, and
// whether it differs; see JudgeLine. It records nothing.
func (s *Session) Filter(d policy.Direction, desc string) (filtered string, changed bool) {
	out, changed := sdp.Filter(nil, desc, func(l *sdp.Line) sdp.Verdict {
		verdict, _ := s.JudgeLine(d, l)
		return verdict
	})
	if !changed {
		return desc, false
	}
	return string(out), true
}

// origins finds the server of a local candidate, which a description does not tell.
func (s *Session) origins(l *sdp.Line) (url, relayProtocol string) {
	if l.Err != nil {
		return "", ""
	}
	for i := s.index.first(place{policy.Local, l.Candidate.Port, l.Candidate.Address}); i >= 0; i = s.index.before[i] {
		r := &s.state.Candidates[i]
		if r.Err == nil && r.Candidate.Same(&l.Candidate) {
			return r.URL, r.RelayProtocol
		}
	}
	return "", ""
}
