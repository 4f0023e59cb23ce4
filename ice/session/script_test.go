package session_test

import (
	"testing"

	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/ice/session"
	"github.com/iceguard/iceguard/ice/stats"
)

// script drives a session with made-up events, each 10 ms after the one before.
type script struct {
	t *testing.T
	s *session.Session
	// now is the time of the latest event, in ms since the first one.
	now  float64
	outs []session.Output
}

// start attaches with a policy at time 1000, which is 0 of the session.
func start(t *testing.T, policyText string) *script {
	t.Helper()
	c := &script{t: t, s: session.New(), now: -10}
	c.apply(session.Event{Kind: session.Attached})
	c.now -= 10 // attach and policy are of one time
	c.policy(policyText)
	return c
}

func (c *script) apply(e session.Event) []session.Output {
	c.now += 10
	e.Time = 1000 + c.now
	c.outs = c.s.Apply(&e)
	for _, o := range c.outs {
		if o.Time != c.now {
			c.t.Errorf("output %+v at %v", o, c.now)
		}
	}
	return c.outs
}

func (c *script) policy(text string) {
	c.t.Helper()
	p, err := policy.Parse(text)
	if err != nil {
		c.t.Fatal(err)
	}
	c.apply(session.Event{Kind: session.PolicyChanged, Policy: p})
}

// seen is a candidate by trickle in media section 0.
func seen(d policy.Direction, line string) session.Event {
	return session.Event{Kind: session.CandidateSeen, Direction: d, Via: session.Trickle, Line: line, Mid: "0"}
}

func (c *script) local(lines ...string) {
	for _, line := range lines {
		c.apply(seen(policy.Local, line))
	}
}

func (c *script) remote(lines ...string) {
	for _, line := range lines {
		c.apply(seen(policy.Remote, line))
	}
}

func (c *script) ufrag(d policy.Direction, ufrag string) {
	c.apply(session.Event{Kind: session.DescriptionSet, Direction: d, UsernameFragment: ufrag})
}

func (c *script) iceState(state string) {
	c.apply(session.Event{Kind: session.ICEConnectionState, State: state})
}

func (c *script) stats(s *stats.Snapshot) { c.apply(session.Event{Kind: session.StatsTaken, Stats: s}) }

func (c *script) last() *session.CandidateRecord {
	all := c.s.State().Candidates
	return &all[len(all)-1]
}

func known(v float64) stats.Number { return stats.Number{Value: v, Known: true} }

// udp is a candidate in stats; port 0 is a hidden one.
func udp(typ, address string, port float64) stats.Candidate {
	return stats.Candidate{Type: typ, Address: address, Port: stats.Number{Value: port, Known: port != 0}, Protocol: "udp"}
}

// pairStats are the stats of one selected pair without counters of the transport.
func pairStats(id string, local, remote stats.Candidate, sent, total, responses float64) *stats.Snapshot {
	local.ID, remote.ID, remote.Remote = "L"+id, "R"+id, true
	return &stats.Snapshot{
		Transports: []stats.Transport{{ID: "T", SelectedCandidatePairID: id}},
		Pairs: []stats.Pair{{
			ID: id, TransportID: "T", LocalCandidateID: local.ID, RemoteCandidateID: remote.ID, State: "succeeded",
			BytesSent: known(sent), BytesReceived: known(2 * sent), TotalRoundTripTime: known(total), ResponsesReceived: known(responses),
			CurrentRoundTripTime: known(total / max(responses, 1)),
		}},
		Candidates: []stats.Candidate{local, remote},
	}
}

// kindOf says where a path runs, in short.
func kindOf(p *session.Path) string {
	if p == nil {
		return "none"
	}
	s := string(p.Kind)
	if p.RelaySide != session.NoSide {
		s += " " + string(p.RelaySide)
	}
	if p.RelayProtocol != "" {
		s += " " + p.RelayProtocol + " by " + p.RelayProtocolSource
	}
	return s
}

// The candidates of the scripts.
const (
	hostLine    = "candidate:1 1 udp 2122260223 192.168.1.10 50000 typ host"
	srflxLine   = "candidate:2 1 udp 1677729535 203.0.113.10 50000 typ srflx raddr 192.168.1.10 rport 50000"
	relayLine   = "candidate:3 1 udp 41885439 192.0.2.50 60000 typ relay raddr 203.0.113.10 rport 50000"
	peerHost    = "candidate:4 1 udp 2122260223 192.168.1.20 51000 typ host"
	peerSrflx   = "candidate:5 1 udp 1677729535 198.51.100.20 51000 typ srflx raddr 0.0.0.0 rport 0"
	peerRelay   = "candidate:6 1 udp 41885439 192.0.2.60 61000 typ relay raddr 0.0.0.0 rport 0"
	peerRelay6  = "candidate:7 1 udp 41885439 2001:DB8:0::60 61006 typ relay raddr :: rport 0"
	peerMDNS    = "candidate:8 1 udp 2113937151 ce3d854c-3607-4ff6-9159-eb842c33af6f.local 51008 typ host"
	peerMDNS2   = "candidate:9 1 udp 2113937150 0c29f45c-3607-4ff6-9159-eb842c33af6f.local 51008 typ host"
	peerSamePrt = "candidate:10 1 udp 1677729535 198.51.100.21 51008 typ srflx raddr 0.0.0.0 rport 0"
	peerTCP     = "candidate:11 1 tcp 1518280447 192.168.1.20 51011 typ host tcptype passive"
	broken      = "candidate:what"
)
