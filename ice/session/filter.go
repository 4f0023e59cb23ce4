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
	return filter(dst, p, d, desc, limits, dropped, nil)
}

// origins tells what is known of the candidate of a line beside the line.
type origins func(l *sdp.Line) (url, relayProtocol string)

func filter(dst []byte, p *policy.Policy, d policy.Direction, desc string, limits *policy.Limits, dropped Dropped, known origins) ([]byte, bool) {
	return sdp.Filter(dst, desc, func(l *sdp.Line) sdp.Verdict {
		in := policy.Input{Candidate: &l.Candidate, Direction: d, Mid: l.Mid}
		if known != nil {
			in.URL, in.RelayProtocol = known(l)
		}
		verdict, decision := JudgeLine(p, &in, l.Err, limits)
		if verdict == sdp.Drop && dropped != nil {
			dropped(l, decision)
		}
		return verdict
	})
}

// JudgeLine is what a policy makes of a candidate line of a description; err, if any, is why it cannot be read.
func JudgeLine(p *policy.Policy, in *policy.Input, err error, limits *policy.Limits) (sdp.Verdict, policy.Decision) {
	decision, masked := p.Judge(*in, err, limits)
	switch {
	case !decision.Kept:
		return sdp.Drop, decision
	case masked:
		return sdp.KeepMasked, decision
	}
	return sdp.Keep, decision
}

// Filter is the description as the policy lets it pass in that direction, and
// whether it differs. Candidates that were seen by trickle are decided with
// what is known of them since. It records nothing.
func (s *Session) Filter(d policy.Direction, desc string) (filtered string, changed bool) {
	var known origins
	if d == policy.Local {
		known = s.origins
	}
	out, changed := filter(nil, s.state.Policy, d, desc, &s.limits, nil, known)
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
