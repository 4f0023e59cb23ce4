package diagnosis_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/iceguard/iceguard/ice/diagnosis"
	"github.com/iceguard/iceguard/ice/policy"
)

// story is how a code comes to be raised and is cleared, and a call much like
// it in which it never is.
type story struct {
	code   diagnosis.Code
	before diagnosis.Status // when nothing has happened
	raised func(t *testing.T) *script
	want   string // confidence, since, evidence, summary
	clear  func(c *script)
	after  diagnosis.Status
	near   func(t *testing.T) *script
	then   diagnosis.Status // in that call
}

const (
	unknown   = diagnosis.Unknown
	notRaised = diagnosis.NotRaised

	stun    = "stun:stun.example:3478"
	turnUDP = "turn:turn.example:3478?transport=udp"
	turnTCP = "turn:turn.example:3478?transport=tcp"
	turnTLS = "turns:turn.example:443?transport=tcp"

	lookupFailed = "TURN host lookup received error."
	turnTimeout  = "TURN allocate request timed out."
	stunTimeout  = "STUN binding request timed out."
	notConnected = "Failed to establish connection"
	mask4        = "0.0.0.x"
	mask6        = "[0:0:0:x:x:x:x:x]"
)

// plain begins a call without any policy.
func plain(t *testing.T, servers ...string) *script { return begin(t, "all", "", servers...) }

// gathering begins a call that gathers from 0 ms on and has a host candidate.
func gathering(t *testing.T, servers ...string) *script {
	return plain(t, servers...).ufrag(policy.Local, "l1").gathering("gathering").local(host)
}

// talking is a call over a direct path since 100 ms.
func talking(t *testing.T) *script { return plain(t).at(100).connected() }

// over is a call over the path between such ends since 100 ms.
func over(t *testing.T, local, remote string) *script {
	return plain(t).at(100).ufrag(policy.Local, "l1").gathering("gathering").local(host, srflx).gathering("complete").
		ufrag(policy.Remote, "r1").signaling("stable").remote(peerHost, peerSrflx).ice("checking").ice("connected").conn("connected").pair(local, remote, -1)
}

const (
	hostEnd    = "host 192.168.1.10 50000"
	srflxEnd   = "srflx 203.0.113.10 50000"
	relayedUDP = "relay 192.0.2.50 60000 udp"
	relayedTCP = "relay 192.0.2.50 60001 tcp"
	relayedTLS = "relay 192.0.2.50 60002 tls"
	farHost    = "host 192.168.1.20 51000"
	far        = "srflx 198.51.100.20 51000"
	farRelay   = "relay 192.0.2.60 61000"
)

// restart ends a story whose code is about one generation.
func restart(c *script) {
	c.at(200000).signaling("have-local-offer").ufrag(policy.Local, "l2")
}

// reflexive is what a server saw of the first host candidate.
func reflexive(port int, server string) string {
	return fmt.Sprintf("candidate:2 1 udp 1677729535 203.0.113.10 %d typ srflx raddr 192.168.1.10 rport 50000 url %s", port, server)
}

func relayFrom(server string) string { return relay + " url " + server }

var stories = []story{{
	code:   diagnosis.NoLocalCandidates,
	raised: func(t *testing.T) *script { return plain(t).gathering("gathering").at(200).gathering("complete") },
	want:   "high 200 [state 1, generation 0] Gathering ended without a single local candidate.",
	clear:  func(c *script) { c.at(300).local(host) },
	after:  notRaised,
	near:   func(t *testing.T) *script { return gathering(t).at(200).gathering("complete") },
	then:   notRaised,
}, {
	code: diagnosis.OnlyMDNSCandidates,
	raised: func(t *testing.T) *script {
		return plain(t).gathering("gathering").local(hostMDNS).at(200).gathering("complete")
	},
	want:  "high 200 [local-candidate 0] All local candidates that pass the policy (1) are mDNS names, which only peers on the same network can resolve.",
	clear: func(c *script) { c.at(300).ice("connected") },
	after: notRaised,
	near: func(t *testing.T) *script {
		return plain(t).gathering("gathering").local(hostMDNS, srflx).at(200).gathering("complete")
	},
	then: notRaised,
}, {
	code: diagnosis.NoRemoteCandidates,
	raised: func(t *testing.T) *script {
		return gathering(t).at(100).ufrag(policy.Remote, "r1").signaling("stable").at(5099).idle().at(5100).idle()
	},
	want:  "high 5100 [state 0, generation 0] The peer's description is there, and no remote candidate came in 5 s.",
	clear: func(c *script) { c.at(6000).remote(peerHost) },
	after: notRaised,
	near: func(t *testing.T) *script {
		return gathering(t).at(100).ufrag(policy.Remote, "r1").signaling("stable").at(5099).remote(peerHost).at(9000).idle()
	},
	then: notRaised,
}, {
	code: diagnosis.CandidatesAfterEnd,
	raised: func(t *testing.T) *script {
		return gathering(t).at(100).ufrag(policy.Remote, "r1").remote(peerHost).remoteEnd().at(200).remote(peerSrflx)
	},
	want:  "high 200 [remote-candidate 2] Remote candidates (1) came after the end of candidates; an engine may ignore them or have failed already.",
	clear: restart,
	after: unknown,
	near: func(t *testing.T) *script {
		return gathering(t).at(100).ufrag(policy.Remote, "r1").remote(peerHost).at(200).remote(peerSrflx).remoteEnd()
	},
	then: notRaised,
}, {
	code: diagnosis.PolicyDroppedAll,
	raised: func(t *testing.T) *script {
		return begin(t, "all", "relay-only").gathering("gathering").local(host, srflx).at(200).gathering("complete")
	},
	want:  "high 200 [local-candidate 0, local-candidate 1] The policy relay-only dropped all local candidates (2).",
	clear: func(c *script) { c.at(300).local(relay).remote(peerRelay) },
	after: notRaised,
	near: func(t *testing.T) *script {
		return begin(t, "all", "relay-only").gathering("gathering").local(host, relay).remote(peerHost, peerRelay).gathering("complete")
	},
	then: notRaised,
}, {
	code: diagnosis.PolicyLockout,
	raised: func(t *testing.T) *script {
		return begin(t, "all", "local drop family ipv4; remote drop family ipv6").gathering("gathering").local(host, host6).gathering("complete").
			at(200).remote(peerHost, peerHost6).at(300).remoteEnd()
	},
	want: "high 300 [local-candidate 0, remote-candidate 3] What the policy in force keeps of both sides shares no transport and address family, " +
		"so no pair is possible; what it drops would allow one.",
	clear: func(c *script) { c.at(400).policy("").local(host) },
	after: notRaised,
	near: func(t *testing.T) *script { // each side has what the other lacks, but it is not the policy's doing
		return begin(t, "all", "drop port 1").gathering("gathering").local(host).gathering("complete").remote(peerHost6).remoteEnd()
	},
	then: unknown,
}, {
	code:   diagnosis.PolicyNotEnforceable,
	before: notRaised,
	raised: func(t *testing.T) *script { return plain(t).at(50).policy("relay-only") },
	want:   "high 50 [] The policy relay-only signals relay candidates only, but iceTransportPolicy is \"all\": connectivity checks can still show the peer other addresses.",
	clear:  func(c *script) { c.at(100).policy("no-host") },
	after:  notRaised,
	near:   func(t *testing.T) *script { return begin(t, "relay", "relay-only") },
	then:   notRaised,
}, {
	code: diagnosis.STUNUnreachable,
	raised: func(t *testing.T) *script {
		return gathering(t, stun).at(9900).fail(701, stun, stunTimeout, mask4)
	},
	want:  "high 9900 [candidate-error 0] The STUN server stun:stun.example:3478 did not answer.",
	clear: func(c *script) { c.at(9950).local(srflx + " url " + stun) },
	after: notRaised,
	near: func(t *testing.T) *script {
		return gathering(t, stun).at(20).local(srflx+" url "+stun).at(9900).fail(701, stun, stunTimeout, mask6)
	},
	then: notRaised,
}, {
	code: diagnosis.STUNDNSFailure,
	raised: func(t *testing.T) *script {
		return gathering(t, stun).at(10).fail(701, stun, "STUN host lookup received error.", mask4)
	},
	want:  "high 10 [candidate-error 0] The name of the STUN server stun:stun.example:3478 could not be looked up.",
	clear: func(c *script) { c.at(500).local(srflx + " url " + stun) },
	after: notRaised,
	near:  func(t *testing.T) *script { return gathering(t, stun).at(9900).fail(701, stun, stunTimeout, mask4) },
	then:  notRaised,
}, {
	code: diagnosis.TURNUnreachable,
	raised: func(t *testing.T) *script {
		return gathering(t, turnUDP).at(9900).fail(701, turnUDP, turnTimeout, mask4)
	},
	want:  "high 9900 [candidate-error 0] The TURN server turn:turn.example:3478?transport=udp did not answer.",
	clear: func(c *script) { c.at(9950).local(relayFrom(turnUDP)) },
	after: notRaised,
	near: func(t *testing.T) *script {
		return gathering(t, turnUDP).at(60).fail(401, turnUDP, "Unauthorized.", mask4)
	},
	then: notRaised,
}, {
	code: diagnosis.TURNDNSFailure,
	raised: func(t *testing.T) *script {
		return gathering(t, turnUDP).at(10).fail(701, turnUDP, lookupFailed, mask4)
	},
	want:  "high 10 [candidate-error 0] The name of the TURN server turn:turn.example:3478?transport=udp could not be looked up.",
	clear: func(c *script) { c.at(900).local(relayFrom(turnUDP)) },
	after: notRaised,
	near: func(t *testing.T) *script {
		return gathering(t, turnUDP).at(9900).fail(701, turnUDP, turnTimeout, mask4)
	},
	then: notRaised,
}, {
	code: diagnosis.TURNAuthFailed,
	raised: func(t *testing.T) *script {
		return gathering(t, turnUDP).at(60).fail(401, turnUDP, "Unauthorized.", mask4)
	},
	want:  "high 60 [candidate-error 0] The TURN server turn:turn.example:3478?transport=udp refused the credentials.",
	clear: func(c *script) { c.at(90).local(relayFrom(turnUDP)) },
	after: notRaised,
	near:  func(t *testing.T) *script { return gathering(t, turnUDP).at(60).fail(486, turnUDP, "", mask4) },
	then:  notRaised,
}, {
	code:   diagnosis.TURNQuota,
	raised: func(t *testing.T) *script { return gathering(t, turnUDP).at(60).fail(486, turnUDP, "", mask4) },
	want:   "high 60 [candidate-error 0] The TURN server turn:turn.example:3478?transport=udp refused because this user has too many allocations (486).",
	clear:  restart,
	after:  unknown,
	near:   func(t *testing.T) *script { return gathering(t, turnUDP).at(60).local(relayFrom(turnUDP)) },
	then:   notRaised,
}, {
	code: diagnosis.TURNTLSFailed,
	raised: func(t *testing.T) *script {
		return gathering(t, turnTLS, stun).at(40).local(srflx+" url "+stun).at(80).fail(701, turnTLS, notConnected, "")
	},
	want: "low 80 [candidate-error 0] The TURN server turns:turn.example:443?transport=tcp could not be connected to over TLS: " +
		"its name is unknown, the port closed or its certificate not accepted.",
	clear: func(c *script) { c.at(90).local(relayFrom(turnTLS)) },
	after: notRaised,
	near: func(t *testing.T) *script { // TCP without TLS
		return gathering(t, turnTCP).at(80).fail(701, turnTCP, notConnected, "")
	},
	then: unknown,
}, {
	code: diagnosis.UDPBlocked,
	raised: func(t *testing.T) *script {
		return gathering(t, turnUDP, turnTCP).at(100).local(relayFrom(turnTCP)).at(9900).fail(701, turnUDP, turnTimeout, mask4)
	},
	want:  "high 9900 [candidate-error 0] No STUN or TURN server answers over UDP, but the same server does over TCP.",
	clear: func(c *script) { c.at(9950).local(srflx + " url stun:turn.example:3478") },
	after: notRaised,
	near: func(t *testing.T) *script { // the server alone is dead
		return gathering(t, turnUDP, turnTCP).at(3100).fail(701, turnTCP, notConnected, "").at(9900).fail(701, turnUDP, turnTimeout, mask4)
	},
	then: unknown,
}, {
	code: diagnosis.IPv6Broken,
	raised: func(t *testing.T) *script {
		return gathering(t, stun).local(host6).at(30).local(srflx+" url "+stun).at(9900).fail(701, stun, stunTimeout, mask6)
	},
	want: "medium 9900 [candidate-error 0] This device has a public IPv6 address, but stun:stun.example:3478 did not answer over IPv6, " +
		"while a server did over IPv4.",
	clear: func(c *script) {
		c.at(9950).local("candidate:9 1 udp 1677732095 2001:db8::99 50006 typ srflx raddr 2001:db8::10 rport 50006 url " + stun)
	},
	after: notRaised,
	near: func(t *testing.T) *script { // a server without an IPv6 address
		return gathering(t, stun).local(host6).at(10).fail(701, stun, "STUN host lookup received error.", mask6).at(30).local(srflx + " url " + stun)
	},
	then: unknown,
}, {
	code: diagnosis.NATAddressDependentMapping,
	raised: func(t *testing.T) *script {
		return gathering(t, "stun:198.51.100.1:3478", "stun:198.51.100.2:3478").
			at(30).local(reflexive(50000, "stun:198.51.100.1:3478")).at(40).local(reflexive(50009, "stun:198.51.100.2:3478"))
	},
	want: "high 40 [local-candidate 1, local-candidate 2] The NAT gives this device another IPv4 address or port for each server (endpoint-dependent mapping), " +
		"so peers cannot use what STUN finds.",
	clear: restart,
	after: unknown,
	near: func(t *testing.T) *script {
		return gathering(t, "stun:198.51.100.1:3478", "stun:198.51.100.2:3478").
			at(30).local(reflexive(50000, "stun:198.51.100.1:3478"), reflexive(50000, "stun:198.51.100.2:3478")).gathering("complete")
	},
	then: notRaised,
}, {
	code:   diagnosis.RelayRequired,
	raised: func(t *testing.T) *script { return over(t, relayedUDP, far).at(5099).idle().at(5100).idle() },
	want:   "medium 5100 [path 0] Both sides have candidates for a direct path, but 5 s after connecting only the relayed one works.",
	clear:  func(c *script) { c.at(7000).pair(hostEnd, farHost, -1) },
	after:  notRaised,
	near: func(t *testing.T) *script {
		return over(t, relayedUDP, far).at(5099).pair(hostEnd, farHost, -1).at(9000).idle()
	},
	then: notRaised,
}, {
	code:   diagnosis.Relayed,
	raised: func(t *testing.T) *script { return over(t, relayedUDP, farRelay) },
	want:   "high 100 [path 0] The connection goes through a TURN server (relay candidate: both).",
	clear:  func(c *script) { c.at(200).pair(hostEnd, farHost, -1) },
	after:  notRaised,
	near:   func(t *testing.T) *script { return over(t, srflxEnd, far) },
	then:   notRaised,
}, {
	code:   diagnosis.RelayedOverTCP,
	raised: func(t *testing.T) *script { return over(t, relayedTCP, far) },
	want:   "high 100 [path 0] The connection goes through a TURN server that is reached over TCP, where one lost packet holds up all behind it.",
	clear:  func(c *script) { c.at(200).pair(relayedUDP, far, -1) },
	after:  notRaised,
	near:   func(t *testing.T) *script { return over(t, relayedTLS, far) },
	then:   notRaised,
}, {
	code:   diagnosis.RelayedOverTLS,
	raised: func(t *testing.T) *script { return over(t, relayedTLS, far) },
	want:   "high 100 [path 0] The connection goes through a TURN server that is reached over TLS, where one lost packet holds up all behind it.",
	clear:  func(c *script) { c.at(200).pair(hostEnd, farHost, -1) },
	after:  notRaised,
	near:   func(t *testing.T) *script { return over(t, relayedTCP, far) },
	then:   notRaised,
}, {
	code:   diagnosis.GatheringSlow,
	raised: func(t *testing.T) *script { return gathering(t, stun).at(4999).idle().at(5000).idle() },
	want:   "medium 5000 [generation 0] Gathering has been going on for 5 s.",
	clear:  restart,
	after:  unknown,
	near:   func(t *testing.T) *script { return gathering(t, stun).at(4999).gathering("complete").at(9000).idle() },
	then:   notRaised,
}, {
	code: diagnosis.ChecksAllFailed,
	raised: func(t *testing.T) *script {
		return gathering(t).at(100).ufrag(policy.Remote, "r1").remote(peerHost).ice("checking").at(20000).ice("failed")
	},
	want:  "high 20000 [state 2, generation 0] Candidates of both sides are there, but no pair of them passed its connectivity check.",
	clear: func(c *script) { restart(c); c.ice("checking").ice("connected") },
	after: notRaised,
	near:  func(t *testing.T) *script { return talking(t).at(20000).ice("disconnected").ice("failed") },
	then:  notRaised,
}, {
	code: diagnosis.OneWay,
	raised: func(t *testing.T) *script {
		c := gathering(t).at(100).ufrag(policy.Remote, "r1").remote(peerHost).ice("checking")
		return c.checks(100, 0, 0, 0).checks(1100, 3, 0, 2).checks(3000, 8, 0, 5).checks(3100, 9, 0, 6)
	},
	want:  "high 3100 [stats 0] The peer's connectivity checks arrive, but the latest 9 sent to it stayed without a response.",
	clear: func(c *script) { c.checks(4100, 12, 1, 9) },
	after: notRaised,
	near: func(t *testing.T) *script { // nobody hears anybody
		c := gathering(t).at(100).ufrag(policy.Remote, "r1").remote(peerHost).ice("checking")
		return c.checks(100, 0, 0, 0).checks(1100, 3, 0, 0).checks(9100, 30, 0, 0)
	},
	then: unknown,
}, {
	code: diagnosis.DTLSFailed,
	raised: func(t *testing.T) *script {
		return gathering(t).at(100).ufrag(policy.Remote, "r1").remote(peerHost).ice("checking").ice("connected").conn("connecting").at(900).conn("failed")
	},
	want:  "high 900 [state 3, state 2] ICE found a path, but the DTLS transport over it failed.",
	clear: func(c *script) { c.at(1000).conn("connected") },
	after: notRaised,
	near: func(t *testing.T) *script {
		return gathering(t).at(100).ufrag(policy.Remote, "r1").remote(peerHost).ice("checking").at(900).ice("failed").conn("failed")
	},
	then: unknown,
}, {
	code:   diagnosis.ConsentLost,
	raised: func(t *testing.T) *script { return talking(t).at(6000).ice("disconnected").at(27000).ice("failed") },
	want:   "medium 27000 [state 3, state 2] The peer stopped answering connectivity checks and the connection failed.",
	clear:  restart,
	after:  unknown,
	near:   func(t *testing.T) *script { return talking(t).at(6000).ice("disconnected").at(9000).ice("connected") },
	then:   notRaised,
}, {
	code:   diagnosis.Disconnected,
	raised: func(t *testing.T) *script { return talking(t).at(6000).ice("disconnected") },
	want:   "high 6000 [state 2] The peer does not answer connectivity checks at present.",
	clear:  func(c *script) { c.at(7000).ice("connected") },
	after:  notRaised,
	near: func(t *testing.T) *script { // it never was connected
		return gathering(t).at(100).remote(peerHost).ice("checking").at(6000).ice("disconnected")
	},
	then: unknown,
}, {
	code:   diagnosis.PathChanged,
	raised: func(t *testing.T) *script { return talking(t).at(9000).pair(relayedUDP, far, -1) },
	want:   "high 9000 [path 1] The path changed during the connection (number of times: 1), last from reflexive over udp and ipv4 to relayed over udp and ipv4.",
	near:   func(t *testing.T) *script { return talking(t).at(2099).pair(hostEnd, farHost, -1).at(9000).idle() }, // it settles
	then:   notRaised,
}, {
	code: diagnosis.PathFlapping,
	raised: func(t *testing.T) *script {
		return talking(t).at(9000).pair(relayedUDP, far, -1).at(20000).pair(srflxEnd, far, -1).at(60000).pair(relayedUDP, far, -1)
	},
	want: "high 60000 [path 1, path 2, path 3] The path changed 3 times within a minute.",
	clear: func(c *script) {
		c.at(68999).idle().wantStatus(diagnosis.PathFlapping, diagnosis.Raised).at(69000).idle()
	},
	after: notRaised,
	near: func(t *testing.T) *script { // the third comes a minute after the first
		return talking(t).at(9000).pair(relayedUDP, far, -1).at(20000).pair(srflxEnd, far, -1).at(69000).pair(relayedUDP, far, -1)
	},
	then: notRaised,
}, {
	code:   diagnosis.ICERestarted,
	before: notRaised,
	raised: func(t *testing.T) *script { return talking(t).at(9000).ufrag(policy.Local, "l2") },
	want:   "high 9000 [generation 1] ICE was restarted (number of times: 1).",
	near: func(t *testing.T) *script {
		return talking(t).at(9000).ufrag(policy.Local, "l1").ufrag(policy.Remote, "r1")
	},
	then: notRaised,
}, {
	code: diagnosis.RTTHigh,
	raised: func(t *testing.T) *script {
		return talking(t).at(1000).rtt(0.31).at(2000).rtt(0.31).at(3000).rtt(0.352)
	},
	want:  "high 3000 [stats 0] The round trip time stays above 300 ms (now 352 ms).",
	clear: func(c *script) { c.at(4000).rtt(0.24).at(5000).rtt(0.24).at(6000).rtt(0.24) },
	after: notRaised,
	near:  func(t *testing.T) *script { return talking(t).at(1000).rtt(0.31).at(2000).rtt(0.31).at(3000).rtt(0.3) },
	then:  notRaised,
}, {
	code: diagnosis.RTTRising,
	raised: func(t *testing.T) *script {
		return talking(t).at(1000).rtt(0.05).at(2000).rtt(0.151).at(3000).rtt(0.16).at(4000).rtt(0.17)
	},
	want:  "high 4000 [stats 0] The round trip time has grown to 170 ms, at least twice what this path had.",
	clear: func(c *script) { c.at(5000).rtt(0.06).at(6000).rtt(0.06).at(7000).rtt(0.06) },
	after: notRaised,
	near: func(t *testing.T) *script { // many times as much, of nothing
		return talking(t).at(1000).rtt(0.001).at(2000).rtt(0.09).at(3000).rtt(0.09).at(4000).rtt(0.09)
	},
	then: notRaised,
}, {
	code:   diagnosis.LossOnChecks,
	raised: func(t *testing.T) *script { return talking(t).loss(1000, 0, 0).loss(9000, 10, 7) },
	want:   "high 9000 [stats 0] 20 % of the latest connectivity checks stayed without a response.",
	clear:  func(c *script) { c.loss(19000, 20, 17).loss(29000, 30, 27) },
	after:  notRaised,
	near:   func(t *testing.T) *script { return talking(t).loss(1000, 0, 0).loss(9000, 10, 8) }, // one of the two is under way
	then:   notRaised,
}, {
	code: diagnosis.LocalNetworkAccessDenied,
	raised: func(t *testing.T) *script {
		return gathering(t).local(srflx).at(100).remote(peerHost, peerSrflx).ice("checking").at(1100).paired([]string{far, farRelay})
	},
	want: "low 1100 [remote-candidate 2, stats 0] The browser pairs other remote candidates but none of the peer's private addresses (1): " +
		"it may lack the permission to access the local network.",
	clear: func(c *script) { c.at(20000).paired([]string{far, farHost}) }, // the user allowed it
	after: notRaised,
	near: func(t *testing.T) *script {
		return gathering(t).local(srflx).at(100).remote(peerHost, peerSrflx).ice("checking").at(1100).paired([]string{far, farHost})
	},
	then: notRaised,
}, {
	code: diagnosis.ProxyOnly,
	raised: func(t *testing.T) *script {
		return plain(t, turnTCP).gathering("gathering").at(100).local(relayFrom(turnTCP)).gathering("complete")
	},
	want: "medium 100 [local-candidate 0] There are relay candidates over TCP or TLS only, no host candidate and no sign of UDP: " +
		"the browser seems to be held to a proxy (RFC 8828 mode 4).",
	clear: func(c *script) { c.at(200).local(host) },
	after: notRaised,
	near: func(t *testing.T) *script {
		return begin(t, "relay", "", turnTCP).gathering("gathering").at(100).local(relayFrom(turnTCP)).gathering("complete")
	},
	then: unknown,
}}

func TestStories(t *testing.T) {
	for _, s := range stories {
		t.Run(string(s.code), func(t *testing.T) {
			plain(t).wantStatus(s.code, s.before)
			c := s.raised(t).wantFinding(s.code, s.want)
			if s.clear != nil {
				s.clear(c)
				c.wantStatus(s.code, s.after)
			}
			c.wantChanges(s.code, s.clear != nil)
			s.near(t).wantStatus(s.code, s.then).wantNever(s.code)
		})
	}
}

// Every code has its story, in the order of the codes.
func TestEveryCodeHasAStory(t *testing.T) {
	var told []string
	for _, s := range stories {
		told = append(told, string(s.code))
	}
	var all []string
	for _, code := range diagnosis.Codes() {
		all = append(all, string(code))
	}
	if got, want := strings.Join(told, " "), strings.Join(all, " "); got != want {
		t.Errorf("stories of %s, codes are %s", got, want)
	}
}

// What DESIGN asks for, in its order; turn-dns-failure goes beyond it.
func TestCodes(t *testing.T) {
	const want = "no-local-candidates only-mdns-candidates no-remote-candidates candidates-after-end policy-dropped-all policy-lockout " +
		"policy-not-enforceable stun-unreachable stun-dns-failure turn-unreachable turn-dns-failure turn-auth-failed turn-quota turn-tls-failed " +
		"udp-blocked ipv6-broken nat-address-dependent-mapping relay-required relayed relayed-over-tcp relayed-over-tls gathering-slow " +
		"checks-all-failed one-way dtls-failed consent-lost disconnected path-changed path-flapping ice-restarted rtt-high rtt-rising " +
		"loss-on-checks local-network-access-denied proxy-only"
	var all []string
	for _, code := range diagnosis.Codes() {
		all = append(all, string(code))
	}
	if got := strings.Join(all, " "); got != want {
		t.Errorf("codes are %s, want %s", got, want)
	}
}
