package report_test

import (
	"testing"

	"github.com/iceguard/iceguard/ice/diagnosis"
	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/ice/session"
	"github.com/iceguard/iceguard/ice/stats"
)

// The candidates of the sessions here.
const (
	hostLine  = "candidate:1 1 udp 4294967295 192.168.1.10 50000 typ host generation 0 ufrag abcd"
	tcpLine   = "candidate:9 1 TCP 1518280447 fe80::1%eth0 9 typ host tcptype active"
	srflxLine = "candidate:2 1 udp 1677729535 203.0.113.10 50000 typ srflx raddr 192.168.1.10 rport 0"
	relayLine = "candidate:3 1 udp 41885439 192.0.2.50 60000 typ relay raddr 203.0.113.10 rport 50000"
	mdnsLine  = "candidate:4 1 udp 2113937151 ce3d854c-3607-4ff6-9159-eb842c33af6f.local 51000 typ host"
)

func play(t testing.TB, policyText string, events ...session.Event) *diagnosis.Observer {
	t.Helper()
	p, err := policy.Parse(policyText)
	if err != nil {
		t.Fatal(err)
	}
	s := diagnosis.NewObserver()
	s.Apply(&session.Event{Time: 100, Kind: session.Attached, WallTime: 1795341548000.04, ICEServers: []string{"stun:a", `turn:"b"`}, ICETransportPolicy: "all"})
	s.Apply(&session.Event{Time: 100, Kind: session.PolicyChanged, Policy: p})
	for i := range events {
		if events[i].Time == 0 {
			events[i].Time = 110 + 10*float64(i)
		}
		s.Apply(&events[i])
	}
	return s
}

func seen(d policy.Direction, line, url string) session.Event {
	return session.Event{Kind: session.CandidateSeen, Direction: d, Via: session.Trickle, Line: line, Mid: "0", URL: url}
}

func state(kind session.Kind, value string) session.Event {
	return session.Event{Kind: kind, State: value}
}

func known(v float64) stats.Number { return stats.Number{Value: v, Known: true} }

// selected are stats of one pair.
func selected(local, remote stats.Candidate, rtt float64) session.Event {
	local.ID, remote.ID, remote.Remote = "L", "R", true
	return session.Event{Kind: session.StatsTaken, Stats: &stats.Snapshot{
		Transports: []stats.Transport{{ID: "T", SelectedCandidatePairID: "P"}},
		Pairs: []stats.Pair{{
			ID: "P", TransportID: "T", LocalCandidateID: "L", RemoteCandidateID: "R", CurrentRoundTripTime: known(rtt),
			TotalRoundTripTime: known(4 * rtt), ResponsesReceived: known(4), BytesSent: known(1e21), BytesReceived: known(0),
		}},
		Candidates: []stats.Candidate{local, remote},
	}}
}

func udp(typ, address string, port float64) stats.Candidate {
	return stats.Candidate{Type: typ, Address: address, Port: stats.Number{Value: port, Known: port != 0}, Protocol: "udp"}
}

func relay(relayProtocol, url string) stats.Candidate {
	c := udp("relay", "192.0.2.50", 60000)
	c.RelayProtocol, c.URL = relayProtocol, url
	return c
}

// gathered are events of all sorts of candidates and errors.
func gathered() []session.Event {
	return []session.Event{
		seen(policy.Local, hostLine, ""), seen(policy.Local, srflxLine, "stun:stun.example:3478"), seen(policy.Local, tcpLine, ""),
		seen(policy.Local, relayLine, "turns:turn.example:443?transport=tcp"), seen(policy.Local, "candidate:what\x00", ""),
		seen(policy.Remote, mdnsLine, ""), {Kind: session.CandidateSeen, Direction: policy.Remote, Via: session.InDescription, Line: hostLine, MLineIndex: -1},
		{Kind: session.CandidateError, Error: session.ErrorEvent{URL: "turn:a", Code: 701, Text: `no "answer"`, Address: "10.0.0.x", Port: 9, HostCandidate: "10.0.0.x:9"}},
		{Kind: session.CandidateError, Error: session.ErrorEvent{Code: 401, Port: -1}},
		state(session.SignalingState, "stable"), state(session.ICEGatheringState, "gathering"), state(session.ICEGatheringState, "complete"),
		state(session.ICEConnectionState, "checking"), state(session.ICEConnectionState, "connected"), state(session.ConnectionState, "connected"),
		{Kind: session.EndOfCandidates, Direction: policy.Remote},
		{Kind: session.DescriptionSet, Direction: policy.Local, UsernameFragment: "abcd"}, {Kind: session.DescriptionSet, Direction: policy.Remote, UsernameFragment: "wxyz"},
	}
}

// sessions are of every sort, from a new one to closed ones.
func sessions(t testing.TB) map[string]*diagnosis.Observer {
	t.Helper()
	full := func(policyText string, more ...session.Event) *diagnosis.Observer {
		return play(t, policyText, append(gathered(), more...)...)
	}
	return map[string]*diagnosis.Observer{
		"untouched": diagnosis.NewObserver(),
		"new":       play(t, "all"),
		"gathered":  full("relay-only"),
		"direct":    full("", selected(udp("host", "192.168.1.10", 50000), udp("host", "192.168.1.20", 51000), 0.0234)),
		"reflexive": full("drop scope private", selected(udp("srflx", "203.0.113.10", 50000), udp("prflx", "", 51999), 0.0005)),
		"relayed":   full("relay-only", selected(relay("", "turn:turn.example:3478?transport=udp"), udp("prflx", "(redacted)", 51000), 0.023)),
		"remote":    full("no-mdns", selected(udp("host", "", 0), udp("relay", "2001:db8::1", 61000), 1)),
		"both":      full("limit 2", selected(relay("tls", ""), udp("relay", "192.0.2.60", 61000), 0)),
		"restarted": full("all", session.Event{Kind: session.DescriptionSet, Direction: policy.Local, UsernameFragment: "efgh"}),
		"closed":    full("all", session.Event{Kind: session.Closed}),
	}
}
