package session_test

import (
	"testing"

	"github.com/iceguard/iceguard/ice/candidate"
	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/ice/session"
	"github.com/iceguard/iceguard/ice/stats"
)

func with(c stats.Candidate, relayProtocol, url string) stats.Candidate {
	c.RelayProtocol, c.URL = relayProtocol, url
	return c
}

// Which way a path takes, by its two ends and by the candidates seen.
func TestPathKind(t *testing.T) {
	host, srflx, relay := udp("host", "192.168.1.10", 50000), udp("srflx", "203.0.113.10", 50000), udp("relay", "192.0.2.50", 60000)
	far := udp("host", "192.168.1.20", 51000)
	for _, c := range []struct {
		name          string
		local, remote stats.Candidate
		want          string
		recognised    string
	}{
		{"hosts", host, far, "host", ""},
		{"reflexive here", srflx, far, "reflexive", ""},
		{"reflexive there", host, udp("srflx", "198.51.100.20", 51000), "reflexive", ""},
		{"an unknown prflx here", udp("prflx", "203.0.113.77", 7), far, "reflexive", ""},
		{"an unknown prflx there", host, udp("prflx", "203.0.113.77", 7), "reflexive", ""},

		{"relayed here", with(relay, "tls", "turns:a?transport=tcp"), far, "relayed local tls by stats", ""},
		{"relayed here, by the URL of stats", with(relay, "", "turn:a?transport=tcp"), far, "relayed local tcp by url", ""},
		{"relayed here, by the candidate's URL", udp("relay", "192.0.2.51", 60001), far, "relayed local udp by url", ""},
		{"relayed here, by the candidate's protocol", udp("relay", "192.0.2.52", 60002), far, "relayed local tls by candidate", ""},
		{"relayed here, over what is not known", relay, far, "relayed local", ""},
		{"relayed there", host, udp("relay", "192.0.2.60", 61000), "relayed remote", ""},
		{"relayed there, whatever the local end says", with(host, "", "stun:a"), udp("relay", "192.0.2.60", 61000), "relayed remote", ""},
		{"relayed on both sides", with(relay, "udp", ""), udp("relay", "192.0.2.60", 61000), "relayed both udp by stats", ""},

		// A prflx is another face of a candidate that was seen, or not.
		{"a local prflx with a relay protocol", with(udp("prflx", "203.0.113.77", 7), "tcp", ""), far, "relayed local tcp by stats", ""},
		{"a local prflx at a relay's address", udp("prflx", "192.0.2.52", 60002), far, "relayed local tls by candidate", ""},
		{"a local prflx at a host's address", udp("prflx", "192.168.1.10", 50000), far, "host", ""},
		{"a remote prflx at a relay's address", host, udp("prflx", "192.0.2.60", 61000), "relayed remote", peerRelay},
		{"a remote prflx at a relay's address, spelled otherwise", host, udp("prflx", "2001:db8::60", 61006), "relayed remote", peerRelay6},
		{"a remote prflx at a relay's address, another port", host, udp("prflx", "192.0.2.60", 61001), "reflexive", ""},
		{"a remote prflx at a host's address", host, udp("prflx", "192.168.1.20", 51000), "host", peerHost},
		{"a remote prflx at a reflexive address", host, udp("prflx", "198.51.100.20", 51000), "reflexive", peerSrflx},
		{"a hidden prflx at a relay's port", host, udp("prflx", "", 61000), "relayed remote", peerRelay},
		{"a hidden prflx, in Firefox's word", host, udp("prflx", "(redacted)", 61000), "relayed remote", peerRelay},
		{"a hidden prflx, in Chromium's word", host, udp("prflx", "redacted-ip.invalid", 61000), "relayed remote", peerRelay},
		{"a hidden prflx at no known port", host, udp("prflx", "", 61099), "reflexive", ""},
		{"a hidden prflx with a hidden port", host, udp("prflx", "", 0), "reflexive", ""},
		{"a hidden prflx at a port of two types", host, udp("prflx", "", 51000), "reflexive", ""},
		{"a hidden prflx over another transport", host, udp("prflx", "", 51011), "reflexive", ""},
		{"a private prflx at an mDNS name's port", host, udp("prflx", "192.168.1.30", 51028), "host", mdnsAt(51028)},
		{"a public prflx at an mDNS name's port", host, udp("prflx", "198.51.100.99", 51028), "reflexive", ""},
		{"a private prflx at a relay's port", host, udp("prflx", "192.168.1.30", 61000), "reflexive", ""},
	} {
		s := start(t, "all")
		s.local(hostLine, srflxLine)
		s.apply(withOrigin(seen(policy.Local, "candidate:30 1 udp 1 192.0.2.51 60001 typ relay"), "turn:b", ""))
		s.apply(withOrigin(seen(policy.Local, "candidate:31 1 udp 1 192.0.2.52 60002 typ relay"), "", "tls"))
		s.remote(peerHost, peerSrflx, peerRelay, peerRelay6, peerTCP, mdnsAt(51028))
		s.stats(pairStats("P", c.local, c.remote, 0, 0, 0))
		p := s.s.State().Path
		if got := kindOf(p); got != c.want || p.Recognised != c.recognised {
			t.Errorf("%s: %s, recognised %q; want %s, %q", c.name, got, p.Recognised, c.want, c.recognised)
		}
	}
}

func mdnsAt(port int) string {
	return "candidate:40 1 udp 2113937151 ce3d854c-3607-4ff6-9159-eb842c33af6f.local " + digits(port) + " typ host"
}

func digits(n int) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return digits(n/10) + digits(n%10)
}

func withOrigin(e session.Event, url, relayProtocol string) session.Event {
	e.URL, e.RelayProtocol = url, relayProtocol
	return e
}

// A port that is hidden behind several candidates tells only what they agree on.
func TestHiddenPortOfSeveral(t *testing.T) {
	for _, c := range []struct {
		lines            []string
		want, recognised string
	}{
		{[]string{peerMDNS}, "host", peerMDNS},
		{[]string{peerMDNS, peerMDNS2}, "host", peerMDNS2},
		{[]string{peerMDNS, peerSamePrt}, "reflexive", ""},
		{[]string{peerSamePrt, peerMDNS, peerMDNS2}, "reflexive", ""},
		{[]string{broken, peerMDNS}, "host", peerMDNS},
		{nil, "reflexive", ""},
	} {
		s := start(t, "all")
		s.remote(c.lines...)
		s.stats(pairStats("P", udp("host", "192.168.1.10", 50000), udp("prflx", "", 51008), 0, 0, 0))
		if p := s.s.State().Path; kindOf(p) != c.want || p.Recognised != c.recognised {
			t.Errorf("%q: %s, recognised %q", c.lines, kindOf(p), p.Recognised)
		}
	}
}

func TestPathMembers(t *testing.T) {
	s := start(t, "all")
	s.apply(withOrigin(seen(policy.Local, srflxLine), "stun:stun.example:3478", ""))
	local := udp("srflx", "203.0.113.10", 50000)
	s.stats(pairStats("P", local, udp("host", "fd00::1", 51000), 0, 0, 0))
	want := session.Path{
		Since: s.now, Kind: session.PathReflexive, Transport: "udp", Family: candidate.IPv6, Scope: candidate.ULA,
		Local:  session.PathEnd{Type: "srflx", Address: "203.0.113.10", Port: 50000, Protocol: "udp", URL: "stun:stun.example:3478"},
		Remote: session.PathEnd{Type: "host", Address: "fd00::1", Port: 51000, Protocol: "udp"}, Source: stats.SourceTransport,
	}
	if got := *s.s.State().Path; got != want {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if len(s.outs) != 2 || s.outs[0].Kind != session.PathChanged || *s.outs[0].Path != want || s.outs[1].Kind != session.StatsUpdated {
		t.Errorf("told %+v", s.outs)
	}

	// The remote address decides on family and scope, the local one where that is hidden.
	s.stats(pairStats("P", local, udp("host", "", 51000), 0, 0, 0))
	if p := s.s.State().Path; p.Family != candidate.IPv4 || p.Scope != candidate.Public || p.Remote.Address != "" {
		t.Errorf("hidden remote address: %+v", p)
	}
	s.stats(pairStats("P", udp("srflx", "(redacted)", 50000), udp("host", "a.local", 51000), 0, 0, 0))
	if p := s.s.State().Path; p.Family != candidate.UnknownFamily || p.Scope != candidate.UnknownScope || p.Local.Address != "" || p.Remote.Address != "a.local" {
		t.Errorf("hidden addresses: %+v", p)
	}
}

// Before stats come the ICE transport is believed; then the stats are.
func TestPathOfTheICETransport(t *testing.T) {
	s := start(t, "all")
	s.remote(peerRelay)
	for _, pair := range []session.PairEvent{{}, {Local: hostLine}, {Local: broken, Remote: peerHost}, {Local: hostLine, Remote: ""}} {
		if s.apply(session.Event{Kind: session.PairSelected, Pair: pair}); s.s.State().Path != nil || len(s.outs) != 0 {
			t.Errorf("%+v makes a path: %+v", pair, s.s.State().Path)
		}
	}
	s.apply(session.Event{Kind: session.PairSelected, Pair: session.PairEvent{
		Local: hostLine, Remote: "candidate:9 1 udp 1 redacted-ip.invalid 61000 typ prflx",
	}})
	since := s.now
	want := session.Path{
		Since: since, Kind: session.PathRelayed, RelaySide: session.RemoteSide, Transport: "udp", Family: candidate.IPv4, Scope: candidate.Private,
		Local: end("host", "192.168.1.10", 50000, "udp"), Remote: end("prflx", "", 61000, "udp"), Source: stats.SourceICETransport, Recognised: peerRelay,
	}
	if got := s.s.State().Path; got == nil || *got != want || len(s.outs) != 1 {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}

	// Stats that name no pair, or a pair without its candidates, change nothing.
	s.stats(&stats.Snapshot{})
	lacking := pairStats("P", udp("host", "192.168.1.10", 50000), udp("relay", "192.0.2.60", 61000), 0, 0, 0)
	lacking.Candidates = lacking.Candidates[:1]
	s.stats(lacking)
	if got := s.s.State().Path; *got != want {
		t.Errorf("stats without a pair: %+v", got)
	}

	// The same pair by stats: more is known, the path is no other.
	s.stats(pairStats("P", udp("host", "192.168.1.10", 50000), udp("relay", "192.0.2.60", 61000), 0, 0, 0))
	got := s.s.State().Path
	if got.Since != since || got.Source != stats.SourceTransport || got.Remote.Address != "192.0.2.60" || s.s.State().PathChanges != 0 {
		t.Errorf("by stats: %+v, %d changes", got, s.s.State().PathChanges)
	}
	// The ICE transport may lag behind: stats have the last word.
	s.apply(session.Event{Kind: session.PairSelected, Pair: session.PairEvent{Local: srflxLine, Remote: peerSrflx}})
	if *s.s.State().Path != *got || len(s.outs) != 0 {
		t.Errorf("by the ICE transport afterwards: %+v", s.s.State().Path)
	}
	if g := s.s.State().Generations[0]; g.SelectedPair.At != since {
		t.Errorf("first pair at %v, want %v", g.SelectedPair.At, since)
	}
}

// The ICE transport names the pair that stats do not.
func TestPathOfBoth(t *testing.T) {
	s := start(t, "all")
	s.apply(session.Event{Kind: session.PairSelected, Pair: session.PairEvent{Local: hostLine, Remote: peerHost}})
	snap := pairStats("P", udp("host", "192.168.1.10", 50000), udp("host", "192.168.1.20", 51000), 0, 0, 0)
	snap.Transports[0].SelectedCandidatePairID = ""
	s.stats(snap)
	if p := s.s.State().Path; p.Source != stats.SourceICETransport || p.Ambiguous || kindOf(p) != "host" || s.s.State().Stats == nil {
		t.Errorf("%+v", p)
	}
}
