package report_test

import (
	"encoding/json"
	"testing"

	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/ice/report"
	"github.com/iceguard/iceguard/ice/session"
)

// One line for a log, word for word.
func TestText(t *testing.T) {
	host, far := udp("host", "192.168.1.10", 50000), udp("host", "192.168.1.20", 51000)
	for _, c := range []struct {
		name, policy string
		events       []session.Event
		want         string
	}{
		{"new", "", nil, "new, local 0 of 0 kept, remote 0 of 0 kept"},
		{"with a preset", "relay-only", nil, "new, policy relay-only, local 0 of 0 kept, remote 0 of 0 kept, found policy-not-enforceable"},
		{"with a rule", "drop type host", nil, "new, policy of 1 rule, local 0 of 0 kept, remote 0 of 0 kept"},
		{"with rules", "keep type host\nlocal drop; default keep", nil, "new, policy of 3 rules, local 0 of 0 kept, remote 0 of 0 kept"},
		{
			"the ICE state before the connection has one", "all", []session.Event{state(session.ICEConnectionState, "checking")},
			"checking, policy all, local 0 of 0 kept, remote 0 of 0 kept",
		},
		{
			"the connection's state", "all", []session.Event{state(session.ICEConnectionState, "disconnected"), state(session.ConnectionState, "failed")},
			"failed, policy all, local 0 of 0 kept, remote 0 of 0 kept",
		},
		{
			"candidates and errors", "no-host", gathered(),
			"connected, policy no-host, local 2 of 5 kept, remote 2 of 2 kept, 2 candidate errors, found turn-dns-failure",
		},
		{
			"one error", "", []session.Event{{Kind: session.CandidateError}},
			"new, local 0 of 0 kept, remote 0 of 0 kept, 1 candidate error",
		},
		{
			"direct", "", []session.Event{state(session.ConnectionState, "connected"), seen(policy.Local, hostLine, ""), selected(host, far, 0.0234)},
			"connected, direct host to host over udp, rtt 23 ms, local 1 of 1 kept, remote 0 of 0 kept",
		},
		{
			"reflexive", "", []session.Event{selected(udp("srflx", "203.0.113.10", 50000), far, 0.0004)},
			"new, direct through NAT over udp, rtt 0 ms, local 0 of 0 kept, remote 0 of 0 kept",
		},
		{
			"relayed", "relay-only", []session.Event{
				state(session.ConnectionState, "connected"), seen(policy.Local, hostLine, ""), seen(policy.Local, relayLine, "turn:192.0.2.1:3478?transport=udp"),
				seen(policy.Remote, mdnsLine, ""), selected(relay("", ""), far, 0.0235),
			},
			"connected, relayed over udp via turn:192.0.2.1:3478, rtt 24 ms, policy relay-only, local 1 of 2 kept, remote 1 of 1 kept, found policy-not-enforceable",
		},
		{
			"relayed over TLS by what is not known", "", []session.Event{selected(relay("tls", ""), far, 1.5)},
			"new, relayed over tls, rtt 1500 ms, local 0 of 0 kept, remote 0 of 0 kept, found relayed-over-tls",
		},
		{
			"relayed over what is not known", "", []session.Event{selected(relay("", ""), far, 0.01)},
			"new, relayed over unknown, rtt 10 ms, local 0 of 0 kept, remote 0 of 0 kept",
		},
		{
			"relayed there", "", []session.Event{selected(host, udp("relay", "192.0.2.60", 61000), 0.01)},
			"new, relayed by the remote side, rtt 10 ms, local 0 of 0 kept, remote 0 of 0 kept",
		},
		{
			"relayed twice", "", []session.Event{selected(relay("tcp", "turn:a?transport=tcp"), udp("relay", "192.0.2.60", 61000), 0.01)},
			"new, relayed by both sides, here over tcp via turn:a, rtt 10 ms, local 0 of 0 kept, remote 0 of 0 kept, found relayed-over-tcp",
		},
		{
			"closed", "all", []session.Event{state(session.ConnectionState, "connected"), selected(host, far, 0.01), {Kind: session.Closed}},
			"closed, direct host to host over udp, rtt 10 ms, policy all, local 0 of 0 kept, remote 0 of 0 kept",
		},
	} {
		s := play(t, c.policy, c.events...)
		if got := report.Text(s.State(), &s.Engine); got != c.want {
			t.Errorf("%s\ngot  %s\nwant %s", c.name, got, c.want)
		}
		var r struct{ Summary string }
		if err := json.Unmarshal(report.AppendJSON(nil, s.State(), &s.Engine), &r); err != nil || r.Summary != c.want {
			t.Errorf("%s: summary %q, %v", c.name, r.Summary, err)
		}
	}
}

// Where nothing is known the text says so.
func TestPathText(t *testing.T) {
	for want, p := range map[string]session.Path{
		"direct host to host over unknown":                         {Kind: session.PathHost},
		"direct through NAT over tcp":                              {Kind: session.PathReflexive, Transport: "tcp"},
		"relayed over unknown":                                     {Kind: session.PathRelayed, RelaySide: session.LocalSide},
		"relayed by both sides, here over unknown via turns:[::1]": {Kind: session.PathRelayed, RelaySide: session.BothSides, Local: session.PathEnd{URL: "turns:[::1]"}},
	} {
		if got := report.PathText(&p); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
