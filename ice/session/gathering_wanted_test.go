package session_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/ice/session"
)

// What the application wants makes it enough sooner, never later.
func TestEnoughAsWanted(t *testing.T) {
	host, both := moment{10, local(hostLine, "")}, urls{stun, udpServer}
	srflx, relay := moment{20, local(srflxLine, stun)}, moment{80, local(relayLine, udpServer)}
	for _, c := range []struct {
		name    string
		servers urls
		wanted  string
		maxWait float64
		policy  string
		events  []moment
		want    string
	}{
		// Types.
		{"both are there", both, "relay+srflx", 0, "", []moment{host, srflx, relay}, "wanted 80"},
		{"in Firefox, the relay first", both, "relay+srflx", 0, "", []moment{{10, local(relayLine, "")}, {30, local(srflxLine, "")}}, "wanted 30"},
		{"a silent server beside one that gives both", urls{stun2, udpServer}, "relay+srflx", 0, "", []moment{host, {20, local(srflxLine, ofTURN)}, relay}, "wanted 80"},
		{"a host", both, "host", 0, "", []moment{host, srflx, relay}, "wanted 10"},
		{"a host, which is the name that hides it", both, "host", 0, "", []moment{{12, local(hostName, "")}, srflx}, "wanted 12"},
		{"a reflexive candidate", both, "srflx", 0, "", []moment{host, srflx, relay}, "wanted 20"},
		{"a relay", both, "relay", 0, "", []moment{host, srflx, relay}, "wanted 80"},
		{"a relay alone", both, "relay", 0, "", []moment{relay}, "wanted 80"},
		{"all three", both, "host+srflx+relay", 0, "", []moment{srflx, relay, {90, local(hostLine, "")}}, "wanted 90"},
		{"the engine is done first", both, "relay", 0, "", []moment{host, {40, gatheringState("complete")}}, "complete 40"},
		{"in any media section", both, "relay+srflx", 0, "", []moment{srflx, {80, inMid("1", local(relayLine, udpServer))}}, "wanted 80"},

		// What never comes does not make it wait for ever.
		{"there is no TURN server", urls{stun}, "relay", 0, "", []moment{host, srflx}, "servers-answered 520"},
		{"there is no server at all", nil, "srflx", 0, "", []moment{host}, "quiet 2010"},
		{"the TURN server is silent", both, "relay", 0, "", []moment{host, srflx}, "quiet 2020"},
		{"the TURN server refuses", urls{udpServer}, "relay", 0, "", []moment{host, {72, failed(401, udpServer)}}, "servers-answered 572"},
		{"the policy drops the relay", both, "relay", 0, "drop type relay", []moment{host, srflx, relay}, "servers-answered 580"},
		{"the policy drops one of two relays", urls{udpServer, tcpServer}, "relay", 0, "drop relay-protocol udp", []moment{host, relay, {150, local(relay2, tcpServer)}}, "wanted 150"},
		{"there is no NAT, so no reflexive candidate", urls{stun, stun2}, "srflx", 0, "", []moment{{10, local(hostPublic, "")}}, "relay-and-reflexive 510"},
		{"nothing comes", both, "host", 0, "", nil, ""},

		// At the latest.
		{"with what is there", both, "relay+srflx", 300, "", []moment{host, srflx}, "max-wait 305"},
		{"with nothing", both, "", 300, "", nil, "max-wait 305"},
		{"with nothing kept", both, "", 300, "drop", []moment{host, srflx, relay}, "max-wait 305"},
		{"with what cannot be read", both, "", 300, "", []moment{{10, local(broken, "")}}, "max-wait 305"},
		{"while candidates still come", both, "", 300, "", []moment{host, {290, local(hostVPN, "")}, {299, local(srflxLine, stun)}}, "max-wait 305"},
		{"before the servers' answers are settled", urls{stun}, "", 300, "", []moment{host, srflx}, "max-wait 305"},
		{"what is wanted comes before", both, "relay+srflx", 300, "", []moment{host, srflx, relay}, "wanted 80"},
		{"what is wanted comes at the last moment", both, "relay", 75, "", []moment{host, {79.9, local(relayLine, udpServer)}}, "wanted 79.9"},
		{"what is wanted comes too late", both, "relay", 75, "", []moment{host, {80.1, local(relayLine, udpServer)}}, "max-wait 80"},
		{"all is told before", urls{stun}, "", 9000, "", []moment{host, srflx}, "servers-answered 520"},
		{"silence comes before", both, "", 9000, "", []moment{host}, "quiet 2010"},
		{"the engine is done before", both, "", 300, "", []moment{host, {120, gatheringState("complete")}}, "complete 120"},
		{"the engine is done with nothing", both, "relay", 300, "", []moment{{120, gatheringState("complete")}}, "complete 120"},
		{"not a limit", both, "", -5, "", []moment{host}, "quiet 2010"},
	} {
		wanted, _ := session.ParseTypes(c.wanted)
		attached := session.Event{ICEServers: c.servers, GatheringEnough: wanted, GatheringMaxWait: c.maxWait}
		if got := enough(t, c.name, attached, c.policy, c.events); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// The wait begins with gathering, which an application may begin long after attaching.
func TestMaxWaitBeginsWithGathering(t *testing.T) {
	s := attachAt(t, 5000.25, session.Event{GatheringMaxWait: 300})
	s.apply(4000, session.Event{Kind: session.ICEConnectionState, State: "new"})
	if at, ok := s.s.Due(); ok {
		t.Errorf("due at %v before gathering", at)
	}
	s.apply(5000, gatheringState("gathering"))
	if s.pass(1e6); strings.Join(s.told, ", ") != "max-wait 5300" {
		t.Errorf("told %q", s.told)
	}
}

// Every generation has its own wait and its own candidates.
func TestEnoughAsWantedAfterRestart(t *testing.T) {
	ufrag := func(u string) session.Event {
		return session.Event{Kind: session.DescriptionSet, Direction: policy.Local, UsernameFragment: u}
	}
	for _, c := range []struct {
		name   string
		second []moment
		want   string
	}{
		{"the relay comes again", []moment{{5010, gatheringState("gathering")}, {5020, local(relay2, udpServer)}}, "wanted 80, wanted 5020"},
		{"it does not", []moment{{5010, gatheringState("gathering")}, {5020, local(hostLine, "")}}, "wanted 80, max-wait 5310"},
		{"the engine was still at it", []moment{{5020, local(hostLine, "")}}, "wanted 80, max-wait 5300"},
	} {
		types, _ := session.ParseTypes("relay")
		s := attachAt(t, 5000.25, session.Event{ICEServers: urls{stun, udpServer}, GatheringEnough: types, GatheringMaxWait: 300})
		s.apply(1, ufrag("L1"))
		s.apply(5, gatheringState("gathering"))
		s.apply(80, local(relayLine, udpServer))
		s.apply(5000, ufrag("L2"))
		for _, m := range c.second {
			s.apply(m.at, m.event)
		}
		if s.pass(1e6); strings.Join(s.told, ", ") != c.want {
			t.Errorf("%s: %q, want %q", c.name, s.told, c.want)
		}
		var held []string
		for _, g := range s.s.State().Generations {
			held = append(held, fmt.Sprint(g.EnoughReason, " ", tenths(g.Enough.At)))
		}
		if strings.Join(held, ", ") != c.want {
			t.Errorf("%s: the generations have %q", c.name, held)
		}
	}
}
