package session_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/ice/session"
)

// moment is an event and when it comes, in ms since attached.
type moment struct {
	at    float64
	event session.Event
}

// timed drives a session with events at given times, and with TimePassed when
// the session asks for it.
type timed struct {
	t      *testing.T
	s      *session.Session
	origin float64
	last   float64  // of the events, since attached
	told   []string // reason and time of each time that gathering was enough
}

// attachAt begins a session at a time that is no whole number.
func attachAt(t *testing.T, origin float64, attached session.Event) *timed {
	c := &timed{t: t, s: session.New(), origin: origin}
	attached.Kind = session.Attached
	c.apply(0, attached)
	return c
}

// apply lets the time pass until then, and applies the event.
func (c *timed) apply(at float64, e session.Event) {
	c.t.Helper()
	c.pass(at)
	c.send(c.origin+at, e)
}

// send applies an event at a time of the source's clock.
func (c *timed) send(time float64, e session.Event) (enough bool) {
	e.Time = time
	for _, o := range c.s.Apply(&e) {
		if o.Kind == session.GatheringEnough {
			c.told = append(c.told, fmt.Sprint(o.Reason, " ", tenths(o.Time)))
			enough = true
		}
	}
	c.last = time - c.origin
	return enough
}

// pass sends TimePassed just before, which must change nothing, and when it is
// due, which must be enough then.
func (c *timed) pass(until float64) {
	c.t.Helper()
	due, ok := c.s.Due()
	if !ok || due > c.origin+until {
		return
	}
	if early := due - 0.5; early > c.origin+c.last {
		if c.send(early, session.Event{Kind: session.TimePassed}) {
			c.t.Errorf("enough before it is due: %q", c.told)
		}
		if again, ok := c.s.Due(); !ok || again != due {
			c.t.Errorf("due at %v, %t after an early TimePassed; it was %v", again, ok, due)
		}
	}
	if !c.send(due, session.Event{Kind: session.TimePassed}) {
		c.t.Errorf("not enough although it is due, %v after attaching", due-c.origin)
	}
	if at, ok := c.s.Due(); ok {
		c.t.Errorf("due again at %v", at)
	}
}

// Candidates and errors as engines give them. Those of Firefox have no URL.
func local(line, url string) session.Event { return withOrigin(seen(policy.Local, line), url, "") }

func failed(code int, url string) session.Event {
	return session.Event{Kind: session.CandidateError, Error: session.ErrorEvent{URL: url, Code: code, Port: -1}}
}

func inMid(mid string, e session.Event) session.Event {
	e.Mid = mid
	return e
}

func gatheringState(state string) session.Event {
	return session.Event{Kind: session.ICEGatheringState, State: state}
}

func policyEvent(t *testing.T, text string) session.Event {
	t.Helper()
	p, err := policy.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return session.Event{Kind: session.PolicyChanged, Policy: p}
}

const (
	hostVPN    = "candidate:21 1 udp 2122194687 10.8.0.2 50001 typ host"
	hostCGNAT  = "candidate:22 1 udp 2122194687 100.64.3.4 50001 typ host"
	hostPublic = "candidate:23 1 udp 2122194687 198.51.100.7 50001 typ host"
	host6      = "candidate:24 1 udp 2122262783 2001:db8::10 50002 typ host"
	hostULA    = "candidate:25 1 udp 2122262783 fd00::10 50002 typ host"
	hostLink   = "candidate:26 1 udp 2122262783 fe80::10 50002 typ host"
	hostLoop   = "candidate:27 1 udp 2122262783 127.0.0.1 50002 typ host"
	hostName   = "candidate:28 1 udp 2113937151 ce3d854c-3607-4ff6-9159-eb842c33af6f.local 50003 typ host"
	srflx6     = "candidate:29 1 udp 1677732095 2001:db8::99 50003 typ srflx raddr :: rport 0"
	relay2     = "candidate:30 1 udp 25108223 192.0.2.50 60001 typ relay raddr 203.0.113.10 rport 50010"
	relay3     = "candidate:31 1 udp 8331263 192.0.2.50 60002 typ relay raddr 203.0.113.10 rport 50011"
)

// The servers of the tables; ofTURN is what Chromium names for the reflexive
// candidates and errors of udpServer.
const (
	stun      = "stun:stun.example:3478"
	stun2     = "stun:stun2.example:3479"
	udpServer = "turn:turn.example:3478?transport=udp"
	tcpServer = "turn:turn.example:3478?transport=tcp"
	tlsServer = "turns:turn.example:5349?transport=tcp"
	ofTURN    = "stun:turn.example:3478"
)

// enough is when and why gathering was worth ending, which begins 5 ms after attaching.
func enough(t *testing.T, name string, attached session.Event, policyText string, events []moment) string {
	t.Helper()
	s := attachAt(t, 5000.25, attached)
	s.apply(0, policyEvent(t, policyText))
	s.apply(5, gatheringState("gathering"))
	for _, m := range events {
		s.apply(m.at, m.event)
	}
	s.pass(1e6)
	got := strings.Join(s.told, ", ")
	held := ""
	if g := s.s.State().Generations[0]; g.Enough.Known || g.EnoughReason != "" {
		held = fmt.Sprint(g.EnoughReason, " ", tenths(g.Enough.At))
	}
	if held != got {
		t.Errorf("%s: told %q, the generation has %q", name, got, held)
	}
	return got
}

type urls []string

// The latest good answer is enough after 500 ms, silence after 2000 ms.
func TestEnough(t *testing.T) {
	host := moment{10, local(hostLine, "")}
	for _, c := range []struct {
		name    string
		servers urls
		events  []moment
		want    string
	}{
		{"nothing comes", urls{stun}, nil, ""},
		{"the engine is done", urls{stun}, []moment{host, {120, gatheringState("complete")}}, "complete 120"},
		{"the engine is done with nothing", urls{stun}, []moment{{120, gatheringState("complete")}}, "complete 120"},
		{"the engine is done first", urls{stun}, []moment{host, {20, local(srflxLine, stun)}, {120, gatheringState("complete")}}, "complete 120"},
		{"the engine is done afterwards", urls{stun}, []moment{host, {20, local(srflxLine, stun)}, {900, gatheringState("complete")}}, "servers-answered 520"},

		// Servers that answer.
		{"one STUN server in Chromium", urls{stun}, []moment{host, {20, local(srflxLine, stun)}}, "servers-answered 520"},
		{"one STUN server in Firefox", urls{stun}, []moment{host, {20, local(srflxLine, "")}}, "servers-answered 520"},
		{"a STUN server that the engine names by its address", urls{stun}, []moment{host, {20, local(srflxLine, "stun:203.0.113.5:3478")}}, "servers-answered 520"},
		{"a STUN server at an IPv6 address, as Chromium writes it", urls{"stun:[2001:db8::5]:3478"}, []moment{{10, local(hostName, "")}, {20, local(srflx6, "stun:2001:db8::5:3478")}}, "servers-answered 520"},
		{"the other server does not count if it cannot be read", urls{stun, "stun:"}, []moment{host, {20, local(srflxLine, stun)}}, "servers-answered 520"},
		{"STUN and TURN at one place", urls{"stun:turn.example", udpServer}, []moment{host, {20, local(srflxLine, ofTURN)}, {700, local(relayLine, udpServer)}}, "servers-answered 1200"},
		{"STUN and TURN over TCP in Firefox", urls{stun, tcpServer}, []moment{host, {20, local(srflxLine, "")}, {30, local(relayLine, "")}}, "servers-answered 530"},
		{"TURN gives the reflexive candidate long before the relay", urls{udpServer}, []moment{host, {20, local(srflxLine, ofTURN)}, {900, local(relayLine, udpServer)}}, "servers-answered 1400"},
		{"the same in Firefox", urls{udpServer}, []moment{host, {20, local(srflxLine, "")}, {900, local(relayLine, "")}}, "servers-answered 1400"},
		{"the same from an engine that names the TURN server itself", urls{udpServer}, []moment{host, {20, local(srflxLine, udpServer)}, {900, local(relayLine, udpServer)}}, "servers-answered 1400"},
		{"TURN in all three ways", urls{udpServer, tcpServer, tlsServer}, []moment{host, {20, local(srflxLine, ofTURN)}, {80, local(relayLine, udpServer)}, {90, local(relay2, tcpServer)}, {150, local(relay3, tlsServer)}}, "servers-answered 650"},
		{"TURN without a transport in its URL", urls{"turn:turn.example"}, []moment{host, {80, local(relayLine, udpServer)}}, "servers-answered 580"},
		{"turns over UDP is TLS over TCP", urls{"turns:turn.example?transport=udp"}, []moment{host, {80, local(relayLine, tlsServer)}}, "servers-answered 580"},
		{"a wrong password in Chromium", urls{udpServer}, []moment{host, {20, local(srflxLine, ofTURN)}, {72, failed(401, udpServer)}}, "servers-answered 572"},
		{"a wrong password in Firefox", urls{udpServer}, []moment{host, {12, failed(401, "turn:turn.example:3478")}}, "servers-answered 512"},
		{"a quota in one of two ways", urls{udpServer, tcpServer}, []moment{host, {20, local(srflxLine, ofTURN)}, {72, failed(486, udpServer)}, {90, local(relayLine, tcpServer)}}, "servers-answered 590"},
		{"a STUN server that refuses", urls{stun}, []moment{host, {15, failed(400, stun)}}, "servers-answered 515"},
		{"one of two interfaces is answered", urls{stun}, []moment{host, {10, local(hostVPN, "")}, {20, local(srflxLine, stun)}}, "servers-answered 520"},
		{"the other family comes later", urls{stun}, []moment{{10, local(hostName, "")}, {20, local(srflx6, stun)}, {460, local(srflxLine, stun)}}, "servers-answered 960"},
		{"the other media section comes later", urls{udpServer}, []moment{host, {10, inMid("1", local(hostLine, ""))}, {80, local(relayLine, udpServer)}, {300, inMid("1", local(relay2, udpServer))}}, "servers-answered 800"},

		// 701 is about one interface and family.
		{"the IPv6 socket fails first, the relay takes long", urls{tlsServer}, []moment{host, {11, failed(701, tlsServer)}, {750, local(relayLine, tlsServer)}}, "servers-answered 1250"},
		{"the IPv6 socket fails afterwards", urls{udpServer}, []moment{host, {20, local(srflxLine, ofTURN)}, {21, failed(701, ofTURN)}, {59, local(relayLine, udpServer)}, {60, failed(701, udpServer)}}, "servers-answered 560"},
		{"all fail at once", urls{tlsServer}, []moment{host, {60, failed(701, tlsServer)}, {61, failed(701, tlsServer)}}, "quiet 2061"},
		{"TURN is blocked over UDP and STUN answers", urls{stun, udpServer}, []moment{host, {20, local(srflxLine, stun)}}, "quiet 2020"},

		// What the servers can give is there.
		{"two STUN servers in Chromium, which drops the second mapping", urls{stun, stun2}, []moment{host, {20, local(srflxLine, stun2)}}, "relay-and-reflexive 520"},
		{"two STUN servers in Firefox", urls{stun, stun2}, []moment{host, {20, local(srflxLine, "")}}, "relay-and-reflexive 520"},
		{"one of two STUN servers refuses, in Firefox", urls{stun, stun2}, []moment{host, {15, failed(400, stun)}, {20, local(srflxLine, "")}}, "relay-and-reflexive 520"},
		{"STUN and TURN over UDP in Firefox", urls{stun, udpServer}, []moment{host, {20, local(srflxLine, "")}, {30, local(relayLine, "")}}, "relay-and-reflexive 530"},
		{"a dead STUN server beside TURN", urls{stun, udpServer}, []moment{host, {20, local(srflxLine, ofTURN)}, {80, local(relayLine, udpServer)}}, "relay-and-reflexive 580"},
		{"a dead TURN server beside one", urls{udpServer, "turn:dead.example:3478?transport=udp"}, []moment{host, {20, local(srflxLine, ofTURN)}, {80, local(relayLine, udpServer)}}, "relay-and-reflexive 580"},
		{"only TLS passes", urls{udpServer, tlsServer}, []moment{host, {750, local(relayLine, tlsServer)}}, "quiet 2750"},
		{"no server over UDP", urls{tcpServer, tlsServer}, []moment{host, {80, local(relayLine, tcpServer)}}, "relay-and-reflexive 580"},
		{"no server over UDP, although one says so", urls{"turns:turn.example?transport=udp", tcpServer}, []moment{host, {80, local(relayLine, tlsServer)}}, "relay-and-reflexive 580"},
		{"turn: and turns: at one port", urls{"turn:turn.example:443?transport=tcp", "turns:turn.example:443?transport=tcp"}, []moment{host, {80, local(relayLine, "turn:turn.example:443?transport=tcp")}}, "relay-and-reflexive 580"},
		{"two TURN servers over TCP in Firefox", urls{tcpServer, tlsServer}, []moment{host, {80, local(relayLine, "")}, {90, local(relay2, "")}}, "relay-and-reflexive 590"},
		{"IPv6 beside IPv4, where a reflexive address is the host's own", urls{stun, stun2}, []moment{host, {10, local(host6, "")}, {20, local(srflxLine, stun)}}, "relay-and-reflexive 520"},
		{"IPv6 alone", urls{stun, stun2}, []moment{{10, local(host6, "")}}, "relay-and-reflexive 510"},
		{"a relay is IPv4 for IPv6 hosts too", urls{udpServer, tcpServer}, []moment{{10, local(host6, "")}, {80, local(relayLine, udpServer)}}, "relay-and-reflexive 580"},
		{"no NAT", urls{stun, stun2}, []moment{{10, local(hostPublic, "")}}, "relay-and-reflexive 510"},
		{"no NAT on one of the interfaces", urls{stun, stun2}, []moment{{10, local(hostPublic, "")}, host, {10, local(host6, "")}}, "relay-and-reflexive 510"},
		{"behind a carrier's NAT", urls{stun, stun2}, []moment{{10, local(hostCGNAT, "")}}, "quiet 2010"},
		{"behind a carrier's NAT beside IPv6", urls{stun, stun2}, []moment{{10, local(hostCGNAT, "")}, {10, local(host6, "")}}, "quiet 2010"},
		{"IPv6 is there and IPv4 is not answered", urls{stun, stun2}, []moment{host, {10, local(host6, "")}, {20, local(srflx6, stun)}}, "quiet 2020"},
		{"the answer is of a family that no host has", urls{stun, stun2}, []moment{host, {20, local(srflx6, stun)}}, "quiet 2020"},
		{"IPv4 and IPv6 are answered", urls{stun, stun2}, []moment{host, {20, local(srflxLine, stun)}, {30, local(srflx6, stun)}}, "relay-and-reflexive 530"},
		{"addresses that lead nowhere do not count", urls{stun, stun2}, []moment{host, {10, local(hostULA, "")}, {10, local(hostLink, "")}, {10, local(hostLoop, "")}, {20, local(srflxLine, stun)}}, "relay-and-reflexive 520"},
		{"nor beside IPv6", urls{stun, stun2}, []moment{{10, local(host6, "")}, {10, local(hostULA, "")}, {10, local(hostLink, "")}, {10, local(hostLoop, "")}}, "relay-and-reflexive 510"},
		{"there are only such", urls{stun, stun2}, []moment{{10, local(hostULA, "")}, {10, local(hostLink, "")}, {10, local(hostLoop, "")}}, "quiet 2010"},
		{"there are only such, and an answer", urls{stun, stun2}, []moment{{10, local(hostULA, "")}, {10, local(hostLink, "")}, {10, local(hostLoop, "")}, {20, local(srflx6, stun)}}, "relay-and-reflexive 520"},
		{"names hide the hosts", urls{stun, udpServer}, []moment{{10, local(hostName, "")}, {20, local(srflxLine, "")}, {30, local(relayLine, "")}}, "relay-and-reflexive 530"},
		{"names hide the hosts, and the other family comes later", urls{stun, stun2}, []moment{{10, local(hostName, "")}, {20, local(srflx6, "")}, {400, local(srflxLine, "")}}, "relay-and-reflexive 900"},
		{"names hide the hosts and nothing answers", urls{stun, udpServer}, []moment{{10, local(hostName, "")}}, "quiet 2010"},
		{"a name hides one host, and nothing answers", urls{stun, stun2}, []moment{{10, local(hostName, "")}, {10, local(host6, "")}}, "quiet 2010"},
		{"a name hides one host", urls{stun, stun2}, []moment{{10, local(hostName, "")}, {10, local(host6, "")}, {20, local(srflxLine, "")}}, "relay-and-reflexive 520"},
		{"the engine tells no host at all (RFC 8828 mode 3)", urls{stun, stun2}, []moment{{20, local(srflxLine, "")}}, "relay-and-reflexive 520"},
		{"several media sections", urls{stun, udpServer}, []moment{host, {10, inMid("1", local(hostLine, ""))}, {20, local(srflxLine, ofTURN)}, {80, local(relayLine, udpServer)}, {300, inMid("1", local(relay2, udpServer))}}, "relay-and-reflexive 800"},

		// Silence.
		{"no servers", nil, []moment{host}, "quiet 2010"},
		{"errors are news", urls{udpServer}, []moment{host, {1900, failed(701, ofTURN)}}, "quiet 3900"},
		{"candidates are news", urls{stun, udpServer}, []moment{host, {1900, local(hostVPN, "")}}, "quiet 3900"},
		{"the peer is no news", urls{stun, udpServer}, []moment{host, {1900, seen(policy.Remote, peerHost)}}, "quiet 2010"},
		{"states are no news", urls{stun, udpServer}, []moment{host, {1900, session.Event{Kind: session.ICEConnectionState, State: "checking"}}, {1950, gatheringState("gathering")}}, "quiet 2010"},
		{"the same candidate again is no news", urls{stun, udpServer}, []moment{host, {1900, local(hostLine, "")}}, "quiet 2010"},
		{"a candidate that cannot be read is none", urls{stun}, []moment{{10, local(broken, "")}}, ""},
	} {
		if got := enough(t, c.name, session.Event{ICEServers: c.servers}, "", c.events); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// The same with an iceTransportPolicy, another patience and a policy.
func TestEnoughUnderPolicies(t *testing.T) {
	host := moment{10, local(hostLine, "")}
	for _, c := range []struct {
		name      string
		servers   urls
		transport string
		quiet     float64
		policy    string
		events    []moment
		want      string
	}{
		// Only relays are wanted.
		{"relays only: STUN is not asked", urls{stun, udpServer}, "relay", 0, "", []moment{{80, local(relayLine, udpServer)}}, "servers-answered 580"},
		{"relays only in Firefox", urls{udpServer, tcpServer}, "relay", 0, "", []moment{{80, local(relayLine, "")}}, "relay-and-reflexive 580"},
		{"relays only without TURN", urls{stun}, "relay", 0, "", nil, ""},
		{"relays only, refused", urls{udpServer}, "relay", 0, "", []moment{{72, failed(401, udpServer)}}, ""},
		{"all are wanted", urls{stun, udpServer}, "all", 0, "", []moment{host, {80, local(relayLine, udpServer)}}, "quiet 2080"},

		// Silence.
		{"less patience", urls{udpServer}, "", 300, "", []moment{host}, "quiet 310"},
		{"less patience than for settling", urls{stun}, "", 300, "", []moment{host, {20, local(srflxLine, stun)}}, "servers-answered 320"},
		{"less patience than for what is enough", urls{stun, stun2}, "", 300, "", []moment{host, {20, local(srflxLine, stun)}}, "relay-and-reflexive 320"},
		{"more patience", urls{udpServer}, "", 10000, "", []moment{host}, "quiet 10010"},
		{"more patience does not delay an answer", urls{stun}, "", 10000, "", []moment{host, {20, local(srflxLine, stun)}}, "servers-answered 520"},
		{"negative patience is none", urls{udpServer}, "", -1, "", []moment{host}, "quiet 2010"},

		// The policy decides on what has been found.
		{"everything is dropped", urls{stun, udpServer}, "", 0, "drop", []moment{host, {20, local(srflxLine, stun)}, {80, local(relayLine, udpServer)}}, ""},
		{"everything is dropped, and the engine is done", urls{stun, udpServer}, "", 0, "drop", []moment{host, {20, local(srflxLine, stun)}, {9000, gatheringState("complete")}}, "complete 9000"},
		{"a server answers with what is dropped", urls{stun, udpServer}, "", 0, "drop type srflx", []moment{host, {20, local(srflxLine, stun)}, {80, local(relayLine, udpServer)}}, "servers-answered 580"},
		{"the relay that is dropped is not the one that is wanted", urls{udpServer, tcpServer}, "", 0, "drop relay-protocol udp", []moment{host, {20, local(srflxLine, ofTURN)}, {80, local(relayLine, udpServer)}, {1400, local(relay2, tcpServer)}}, "servers-answered 1900"},
		{"the reflexive candidate that is dropped neither", urls{stun, stun2, udpServer}, "", 0, "drop server stun:turn*", []moment{host, {20, local(srflxLine, ofTURN)}, {80, local(relayLine, udpServer)}}, "quiet 2080"},
		{"nor where names hide the hosts", urls{stun, stun2}, "", 0, "drop type srflx", []moment{{10, local(hostName, "")}, {20, local(srflxLine, "")}}, "quiet 2020"},
		{"another one is dropped", urls{stun, stun2}, "", 0, "drop family ipv6", []moment{{10, local(hostName, "")}, {20, local(srflxLine, "")}, {30, local(srflx6, "")}}, "relay-and-reflexive 530"},
		{"another relay is dropped", urls{stun, udpServer, tcpServer}, "", 0, "drop relay-protocol tcp", []moment{host, {20, local(srflxLine, ofTURN)}, {80, local(relayLine, udpServer)}, {90, local(relay2, tcpServer)}}, "relay-and-reflexive 590"},
		{"relays are kept only", urls{stun, udpServer}, "", 0, "relay-only", []moment{host, {20, local(srflxLine, stun)}, {900, local(relayLine, udpServer)}}, "servers-answered 1400"},
		{"no hosts", urls{stun, stun2}, "", 0, "no-host", []moment{host, {20, local(srflxLine, stun)}}, "relay-and-reflexive 520"},
		{"no hosts, and nothing else", urls{stun}, "", 0, "no-host", []moment{host}, ""},
		{"IPv4 only", urls{stun, stun2}, "", 0, "ipv4-only", []moment{host, {10, local(host6, "")}, {20, local(srflxLine, stun)}}, "relay-and-reflexive 520"},
		{"a new policy changes no decision", urls{stun}, "", 0, "drop", []moment{host, {20, local(srflxLine, stun)}, {1000, policyEvent(t, "all")}}, ""},
		{"candidates are decided on again", urls{stun}, "", 0, "drop", []moment{host, {20, local(srflxLine, stun)}, {1000, policyEvent(t, "all")}, {1010, local(hostLine, "")}}, "servers-answered 1010"},
		{"a policy that comes too late", urls{stun}, "", 0, "", []moment{host, {20, local(srflxLine, stun)}, {100, policyEvent(t, "drop")}}, "servers-answered 520"},
	} {
		attached := session.Event{ICEServers: c.servers, ICETransportPolicy: c.transport, GatheringQuiet: c.quiet}
		if got := enough(t, c.name, attached, c.policy, c.events); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
