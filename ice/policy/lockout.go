package policy

import "github.com/iceguard/iceguard/ice/candidate"

// Verdict is whether a call can connect. What cannot be known yet is unknown, never possible.
type Verdict string

// The verdicts.
const (
	VerdictUnknown    Verdict = "unknown"
	VerdictPossible   Verdict = "possible"
	VerdictImpossible Verdict = "impossible"
)

// Reason is why a Lockout has its verdict.
type Reason string

// The reasons: three of unknown, one of possible, five of impossible.
const (
	NoCandidates       Reason = "no-candidates"        // neither side has any yet
	NoLocalCandidates  Reason = "no-local-candidates"  // none gathered yet
	NoRemoteCandidates Reason = "no-remote-candidates" // none received yet
	PairSurvives       Reason = "pair-survives"        // the policy keeps both candidates of some pair
	NothingPairs       Reason = "nothing-pairs"        // no pair is there with any policy
	AllDropped         Reason = "all-dropped"          // the policy drops all of both sides
	AllLocalDropped    Reason = "all-local-dropped"    // the policy drops every local candidate
	AllRemoteDropped   Reason = "all-remote-dropped"   // the policy drops every remote candidate
	EveryPairDropped   Reason = "every-pair-dropped"   // both sides keep some, but of every pair one is dropped
)

// Lockout says whether a policy leaves a way to connect.
type Lockout struct {
	Verdict Verdict
	Reason  Reason
	// Rules are the numbers, from 1 and rising, of the rules that drop a
	// candidate of a pair that would be there without them; nil unless the
	// verdict is impossible and the policy is to blame.
	Rules []int
}

// Lockout says, before a call, whether any pair of a local and a remote
// candidate survives the policy, given the candidates seen so far on each side;
// more may follow. Direction of the inputs is not read. "limit N" counts them in
// their order.
//
// Candidates pair when component and transport are the same, the TCP types
// match (RFC 6544 section 6.2) and both addresses are of one family, a
// link-local IPv6 address with another one (RFC 8445 section 6.1.2.2). A name
// pairs with either family, for what it resolves to is not known here. Local
// relayed candidates are UDP whatever reaches their server.
//
// Impossible means that no pair of signalled candidates is left. A browser
// still sends checks from local candidates that were not signalled, so a peer
// can, with luck, come by a peer-reflexive one.
func (p *Policy) Lockout(local, remote []Input) Lockout {
	switch {
	case len(local) == 0 && len(remote) == 0:
		return Lockout{Verdict: VerdictUnknown, Reason: NoCandidates}
	case len(local) == 0:
		return Lockout{Verdict: VerdictUnknown, Reason: NoLocalCandidates}
	case len(remote) == 0:
		return Lockout{Verdict: VerdictUnknown, Reason: NoRemoteCandidates}
	}
	var limits Limits
	ours, theirs := p.ends(local, Local, &limits), p.ends(remote, Remote, &limits)
	paired := false
	blamed := make([]bool, len(p.rules)+1)
	for i := range ours {
		for j := range theirs {
			a, b := &ours[i], &theirs[j]
			if !a.pairs(b) {
				continue
			}
			if a.Kept && b.Kept {
				return Lockout{Verdict: VerdictPossible, Reason: PairSurvives}
			}
			paired = true
			blamed[a.Rule] = blamed[a.Rule] || !a.Kept
			blamed[b.Rule] = blamed[b.Rule] || !b.Kept
		}
	}
	l := Lockout{Verdict: VerdictImpossible, Reason: NothingPairs}
	if !paired {
		return l
	}
	for rule, isBlamed := range blamed {
		if isBlamed {
			l.Rules = append(l.Rules, rule)
		}
	}
	l.Reason = reasonOf(anyKept(ours), anyKept(theirs))
	return l
}

func reasonOf(keepsLocal, keepsRemote bool) Reason {
	switch {
	case keepsLocal && keepsRemote:
		return EveryPairDropped
	case keepsLocal:
		return AllRemoteDropped
	case keepsRemote:
		return AllLocalDropped
	}
	return AllDropped
}

// end is one candidate of a pair: what pairing asks for, read once, and the decision on it.
type end struct {
	Decision
	component uint16
	transport string
	tcpType   candidate.TCPType
	ip        candidate.IP // not valid for a name
}

func (p *Policy) ends(inputs []Input, d Direction, limits *Limits) []end {
	all := make([]end, len(inputs))
	for i, in := range inputs {
		in.Direction = d
		c := in.Candidate
		all[i] = end{p.Decide(in, limits), c.Component, c.Protocol(), c.TCPType, candidate.IPOf(c.Address)}
		if d == Local && c.Type == candidate.Relay {
			all[i].transport = "udp"
		}
	}
	return all
}

func anyKept(ends []end) bool {
	for i := range ends {
		if ends[i].Kept {
			return true
		}
	}
	return false
}

// pairs is the test of RFC 8445 section 6.1.2.2.
func (a *end) pairs(b *end) bool {
	if a.component != b.component || a.transport != b.transport || a.transport == "tcp" && !tcpTypesPair(a.tcpType, b.tcpType) {
		return false
	}
	if !a.ip.IsValid() || !b.ip.IsValid() {
		return true
	}
	return a.ip.Family() == b.ip.Family() && (a.ip.Family() == candidate.IPv4 || isLinkLocal(a.ip) == isLinkLocal(b.ip))
}

func isLinkLocal(ip candidate.IP) bool { return ip.Scope() == candidate.LinkLocal }

// tcpTypesPair says whether one end can open a connection to the other. A line
// without tcptype breaks RFC 6544, but libwebrtc takes it, so nothing is ruled out.
func tcpTypesPair(a, b candidate.TCPType) bool {
	switch a {
	case candidate.TCPActive:
		return b == candidate.TCPPassive || b == ""
	case candidate.TCPPassive:
		return b == candidate.TCPActive || b == ""
	case candidate.TCPSO:
		return b == candidate.TCPSO || b == ""
	}
	return a == ""
}
