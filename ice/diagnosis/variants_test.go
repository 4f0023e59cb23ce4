package diagnosis_test

import (
	"testing"

	"github.com/iceguard/iceguard/ice/diagnosis"
	"github.com/iceguard/iceguard/ice/policy"
)

// variant is a call, and what is known of a code at its end: a finding
// ("confidence since [evidence] summary"), or a status in its spelling.
type variant struct {
	name string
	code diagnosis.Code
	play func(t *testing.T) *script
	want string
}

func playAll(t *testing.T, variants []variant) {
	for _, v := range variants {
		t.Run(string(v.code)+": "+v.name, func(t *testing.T) {
			c := v.play(t)
			switch v.want {
			case "unknown", "not-raised":
				if got := c.e.Status(v.code).String(); got != v.want {
					t.Errorf("%s, want %s: %+v", got, v.want, c.e.Findings())
				}
			case "raised":
				c.finding(v.code)
			default:
				c.wantFinding(v.code, v.want)
			}
		})
	}
}

const (
	otherRelay   = "candidate:3 1 udp 41885439 192.0.2.50 60009 typ relay raddr 0.0.0.0 rport 0"
	hostTCP      = "candidate:7 1 tcp 1518280447 192.168.1.10 9 typ host tcptype active"
	peerTCP      = "candidate:7 1 tcp 1518280447 192.168.1.20 443 typ host tcptype passive"
	peerActive   = "candidate:7 1 tcp 1518280447 192.168.1.20 9 typ host tcptype active"
	hostPassive  = "candidate:7 1 tcp 1518280447 192.168.1.10 443 typ host tcptype passive"
	hostSO       = "candidate:7 1 tcp 1518280447 192.168.1.10 9 typ host tcptype so"
	peerSO       = "candidate:7 1 tcp 1518280447 192.168.1.20 9 typ host tcptype so"
	broken       = "candidate:8 1 udp notanumber 192.168.1.20 51000 typ host"
	peerMDNS     = "candidate:4 1 udp 2122260223 0c29f45c-3607-4ff6-9159-eb842c33af6f.local 51000 typ host"
	peerLoopback = "candidate:4 1 udp 2122260223 127.0.0.1 51000 typ host"
	peerULA      = "candidate:4 1 udp 2122260223 fd09::1 51000 typ host"
	peerPublic   = "candidate:4 1 udp 2122260223 198.51.100.20 51000 typ host"
)

func TestCandidateVariants(t *testing.T) {
	playAll(t, []variant{
		{"node-datachannel is complete at once and tells its candidates afterwards", diagnosis.NoLocalCandidates, func(t *testing.T) *script {
			return plain(t).gathering("complete").at(3).idle()
		}, "unknown"},
		{"node-datachannel tells none", diagnosis.NoLocalCandidates, func(t *testing.T) *script {
			return plain(t).gathering("complete").at(999).idle().at(1000).idle()
		}, "high 1000 [state 1, generation 0] Gathering ended without a single local candidate."},
		{"a dropped one was gathered all the same", diagnosis.NoLocalCandidates, func(t *testing.T) *script {
			return begin(t, "all", "drop").gathering("gathering").local(host).gathering("complete")
		}, "not-raised"},
		{"one that cannot be read was gathered all the same", diagnosis.NoLocalCandidates, func(t *testing.T) *script {
			return plain(t).gathering("gathering").local(broken).gathering("complete")
		}, "not-raised"},
		{"before gathering ends", diagnosis.NoLocalCandidates, func(t *testing.T) *script { return plain(t).gathering("gathering").at(9000).idle() }, "unknown"},

		{"the policy keeps nothing else", diagnosis.OnlyMDNSCandidates, func(t *testing.T) *script {
			return begin(t, "all", "keep family mdns; drop").gathering("gathering").local(hostMDNS, srflx).at(90).gathering("complete")
		}, "high 90 [local-candidate 0] All local candidates that pass the policy (1) are mDNS names, which only peers on the same network can resolve."},
		{"a relay beside them", diagnosis.OnlyMDNSCandidates, func(t *testing.T) *script {
			return plain(t).gathering("gathering").local(hostMDNS, relay).gathering("complete")
		}, "not-raised"},
		{"more may come", diagnosis.OnlyMDNSCandidates, func(t *testing.T) *script { return plain(t).gathering("gathering").local(hostMDNS) }, "unknown"},
		{"none at all", diagnosis.OnlyMDNSCandidates, func(t *testing.T) *script { return plain(t).gathering("gathering").gathering("complete") }, "unknown"},

		{"the peer has not answered", diagnosis.NoRemoteCandidates, func(t *testing.T) *script {
			return plain(t).at(100).gathering("gathering").at(5100).idle()
		}, "low 5100 [state 0, generation 0] The peer has not answered, and no remote candidate came in 5 s."},
		{"the answer comes late and makes it wait anew", diagnosis.NoRemoteCandidates, func(t *testing.T) *script {
			return gathering(t).at(4000).ufrag(policy.Remote, "r1").at(8999).idle()
		}, "unknown"},
		{"the answer makes it certain", diagnosis.NoRemoteCandidates, func(t *testing.T) *script {
			return gathering(t).at(4000).ufrag(policy.Remote, "r1").at(9000).idle()
		}, "high 9000 [state 0, generation 0] The peer's description is there, and no remote candidate came in 5 s."},
		{"werift names no ufrag", diagnosis.NoRemoteCandidates, func(t *testing.T) *script {
			return plain(t).gathering("gathering").at(100).signaling("stable").at(5100).idle()
		}, "high 5100 [state 0, generation 0] The peer's description is there, and no remote candidate came in 5 s."},
		{"a failed connection waits for none", diagnosis.NoRemoteCandidates, func(t *testing.T) *script {
			return gathering(t).at(100).ufrag(policy.Remote, "r1").at(2600).ice("failed")
		}, "high 2600 [state 0, generation 0] The peer's description is there, and no remote candidate came in 3 s."},
		{"the peer's own checks connect", diagnosis.NoRemoteCandidates, func(t *testing.T) *script {
			return gathering(t).at(100).ufrag(policy.Remote, "r1").ice("checking").ice("connected").at(9000).idle()
		}, "not-raised"},
		{"nothing was begun", diagnosis.NoRemoteCandidates, func(t *testing.T) *script { return plain(t).signaling("stable").at(9000).idle() }, "unknown"},
		{"a dropped one came all the same", diagnosis.NoRemoteCandidates, func(t *testing.T) *script {
			return begin(t, "all", "remote drop").gathering("gathering").at(100).remote(peerHost).at(9000).idle()
		}, "not-raised"},

		{"no end was signalled", diagnosis.CandidatesAfterEnd, func(t *testing.T) *script { return gathering(t).remote(peerHost, peerSrflx) }, "unknown"},
		{"at the same time", diagnosis.CandidatesAfterEnd, func(t *testing.T) *script { return gathering(t).at(100).remoteEnd().remote(peerHost) }, "not-raised"},
		{"in a description, which repeats them", diagnosis.CandidatesAfterEnd, func(t *testing.T) *script {
			return gathering(t).at(100).remote(peerHost).remoteEnd().at(200).described(policy.Remote, "", peerSrflx)
		}, "not-raised"},
		{"of several media sections, where each has its end", diagnosis.CandidatesAfterEnd, func(t *testing.T) *script {
			return plain(t).gathering("gathering").at(100).remote(peerHost).remoteEnd().at(200).trickled(policy.Remote, "1", peerSrflx)
		}, "unknown"},
		{"of the generation before", diagnosis.CandidatesAfterEnd, func(t *testing.T) *script {
			return gathering(t).at(100).ufrag(policy.Remote, "r1").remote(peerHost).remoteEnd().
				at(200).ufrag(policy.Remote, "r2").remote(peerSrflx)
		}, "unknown"},

		{"it took long", diagnosis.GatheringSlow, func(t *testing.T) *script { return gathering(t).at(9600).gathering("complete").at(20000).idle() },
			"high 9600 [generation 0] Gathering took 10 s."},
		{"it ends after it was raised", diagnosis.GatheringSlow, func(t *testing.T) *script {
			return gathering(t).at(6000).idle().at(9600).gathering("complete")
		}, "high 6000 [generation 0] Gathering took 10 s."},
		{"it took just too long", diagnosis.GatheringSlow, func(t *testing.T) *script { return gathering(t).at(5000).gathering("complete") },
			"high 5000 [generation 0] Gathering took 5 s."},
		{"it never began", diagnosis.GatheringSlow, func(t *testing.T) *script { return plain(t).at(9000).idle() }, "unknown"},

		{"the policy drops what there is", diagnosis.ProxyOnly, func(t *testing.T) *script {
			return begin(t, "all", "drop port 60009").gathering("gathering").local(otherRelay+" url "+turnTLS, relayFrom(turnTCP)).gathering("complete")
		}, "medium 0 [local-candidate 1, local-candidate 0] There are relay candidates over TCP or TLS only, no host candidate and no sign of UDP: " +
			"the browser seems to be held to a proxy (RFC 8828 mode 4)."},
		{"a relay that may be reached over UDP", diagnosis.ProxyOnly, func(t *testing.T) *script {
			return plain(t).gathering("gathering").local(relay).gathering("complete")
		}, "unknown"},
		{"a relay over UDP beside one over TCP", diagnosis.ProxyOnly, func(t *testing.T) *script {
			return plain(t).gathering("gathering").local(relayFrom(turnTCP), otherRelay+" url "+turnUDP).gathering("complete")
		}, "unknown"},
		{"a mapped address", diagnosis.ProxyOnly, func(t *testing.T) *script {
			return plain(t).gathering("gathering").local(relayFrom(turnTLS), srflx).gathering("complete")
		}, "not-raised"},
		{"the transport policy is not told", diagnosis.ProxyOnly, func(t *testing.T) *script {
			return begin(t, "", "").gathering("gathering").local(relayFrom(turnTCP)).gathering("complete")
		}, "unknown"},
	})
}

func TestIPv6Variants(t *testing.T) {
	// with is a call with these host candidates, whose STUN server answers over IPv4 only.
	with := func(t *testing.T, text string, hosts ...string) *script {
		return plain(t, stun).gathering("gathering").local(hosts...).at(30).local(srflx+" url "+stun).at(9900).fail(701, stun, text, mask6)
	}
	playAll(t, []variant{
		{"an address of the local network", diagnosis.IPv6Broken, func(t *testing.T) *script {
			return with(t, stunTimeout, host, "candidate:1 1 udp 2122260223 fd09::10 50006 typ host")
		}, "unknown"},
		{"a public IPv4 address", diagnosis.IPv6Broken, func(t *testing.T) *script {
			return with(t, stunTimeout, "candidate:1 1 udp 2122260223 203.0.113.10 50000 typ host")
		}, "unknown"},
		{"addresses that mDNS hides", diagnosis.IPv6Broken, func(t *testing.T) *script { return with(t, stunTimeout, hostMDNS) }, "unknown"},
		{"a path over IPv6", diagnosis.IPv6Broken, func(t *testing.T) *script {
			return with(t, stunTimeout, host, host6).ice("connected").pair("host 2001:db8::10 50006", "host 2001:db8::20 51006", -1)
		}, "not-raised"},
		{"a path over IPv6 in the local network", diagnosis.IPv6Broken, func(t *testing.T) *script {
			return with(t, stunTimeout, host, host6).ice("connected").pair("host fd09::10 50006", "host fd09::20 51006", -1)
		}, "raised"},
		{"a path over IPv4", diagnosis.IPv6Broken, func(t *testing.T) *script {
			return with(t, stunTimeout, host, host6).ice("connected").pair(srflxEnd, far, -1)
		}, "raised"},
		{"no server answers over IPv4 either", diagnosis.IPv6Broken, func(t *testing.T) *script {
			return plain(t, stun).gathering("gathering").local(host, host6).at(9900).fail(701, stun, stunTimeout, mask6)
		}, "unknown"},
	})
}

func TestPolicyVariants(t *testing.T) {
	playAll(t, []variant{
		{"all remote ones, after their end", diagnosis.PolicyDroppedAll, func(t *testing.T) *script {
			return begin(t, "all", "remote drop").gathering("gathering").local(host).at(100).remote(peerHost, peerSrflx).at(200).remoteEnd()
		}, "high 200 [remote-candidate 1, remote-candidate 2] The policy in force dropped all remote candidates (2)."},
		{"all remote ones, and no more came", diagnosis.PolicyDroppedAll, func(t *testing.T) *script {
			return begin(t, "all", "remote drop").gathering("gathering").local(host).at(100).remote(peerHost).at(5099).idle().at(5100).idle()
		}, "high 5100 [remote-candidate 1] The policy in force dropped all remote candidates (1)."},
		{"all remote ones, and it failed", diagnosis.PolicyDroppedAll, func(t *testing.T) *script {
			return begin(t, "all", "remote drop").gathering("gathering").local(host).at(100).remote(peerHost).at(900).conn("failed")
		}, "high 900 [remote-candidate 1] The policy in force dropped all remote candidates (1)."},
		{"all remote ones so far", diagnosis.PolicyDroppedAll, func(t *testing.T) *script {
			return begin(t, "all", "remote drop").gathering("gathering").local(host).at(100).remote(peerHost).at(5099).idle()
		}, "unknown"},
		{"all local ones so far", diagnosis.PolicyDroppedAll, func(t *testing.T) *script {
			return begin(t, "all", "no-host").gathering("gathering").local(host)
		}, "unknown"},

		{"all local ones so far, while remote ones are kept", diagnosis.PolicyDroppedAll, func(t *testing.T) *script {
			return begin(t, "all", "no-host").gathering("gathering").local(host).remote(peerSrflx)
		}, "unknown"},

		{"one side has none, which is another finding", diagnosis.PolicyLockout, func(t *testing.T) *script {
			return begin(t, "all", "local drop").gathering("gathering").local(host).gathering("complete").remote(peerHost).remoteEnd()
		}, "unknown"},
		{"the end of candidates is not signalled", diagnosis.PolicyLockout, func(t *testing.T) *script {
			return begin(t, "all", "local drop family ipv4; remote drop family ipv6").gathering("gathering").local(host, host6).gathering("complete").
				at(100).remote(peerHost, peerHost6).at(5100).idle()
		}, "medium 5100 [local-candidate 0, remote-candidate 3] What the policy in force keeps of both sides shares no transport and address family, " +
			"so no pair is possible; what it drops would allow one."},
		{"over UDP here, over TCP there", diagnosis.PolicyLockout, func(t *testing.T) *script {
			return begin(t, "all", "local drop transport tcp; remote drop transport udp").gathering("gathering").local(host, hostTCP).gathering("complete").
				at(100).remote(peerHost, peerTCP).remoteEnd()
		}, "raised"},
		{"an active one here and a passive one there pair", diagnosis.PolicyLockout, func(t *testing.T) *script {
			return begin(t, "all", "tcp-only").gathering("gathering").local(host, hostTCP).gathering("complete").remote(peerHost, peerTCP).remoteEnd()
		}, "not-raised"},
		{"a passive one here and an active one there pair", diagnosis.PolicyLockout, func(t *testing.T) *script {
			return begin(t, "all", "tcp-only").gathering("gathering").local(host, hostPassive).gathering("complete").remote(peerHost, peerActive).remoteEnd()
		}, "not-raised"},
		{"two for a simultaneous open pair", diagnosis.PolicyLockout, func(t *testing.T) *script {
			return begin(t, "all", "tcp-only").gathering("gathering").local(host, hostSO).gathering("complete").remote(peerHost, peerSO).remoteEnd()
		}, "not-raised"},
		{"two active ones do not pair", diagnosis.PolicyLockout, func(t *testing.T) *script {
			return begin(t, "all", "tcp-only").gathering("gathering").local(host, hostTCP).gathering("complete").remote(peerHost, peerActive).remoteEnd()
		}, "raised"},
		{"a name may be of either family", diagnosis.PolicyLockout, func(t *testing.T) *script {
			return begin(t, "all", "drop family ipv4").gathering("gathering").local(host, hostMDNS).gathering("complete").remote(peerHost, peerHost6).remoteEnd()
		}, "not-raised"},
		{"what we cannot read may pair", diagnosis.PolicyLockout, func(t *testing.T) *script {
			return begin(t, "all", "no-host").gathering("gathering").local(host, srflx).gathering("complete").remote(broken).remoteEnd()
		}, "not-raised"},
		{"it connects by the peer's own checks", diagnosis.PolicyLockout, func(t *testing.T) *script {
			return begin(t, "all", "local drop family ipv4; remote drop family ipv6").gathering("gathering").local(host, host6).gathering("complete").
				at(100).remote(peerHost, peerHost6).ice("connected").remoteEnd()
		}, "unknown"},

		{"the transport policy is not told", diagnosis.PolicyNotEnforceable, func(t *testing.T) *script { return begin(t, "", "relay-only") }, "unknown"},
		{"rules instead of a preset", diagnosis.PolicyNotEnforceable, func(t *testing.T) *script {
			return begin(t, "all", "keep type relay; drop").gathering("gathering").local(host, relay)
		}, "high 0 [local-candidate 0] The policy in force signals relay candidates only, but iceTransportPolicy is \"all\": " +
			"connectivity checks can still show the peer other addresses."},
		{"it drops some only", diagnosis.PolicyNotEnforceable, func(t *testing.T) *script { return begin(t, "all", "no-host") }, "not-raised"},
	})
}

func TestPathVariants(t *testing.T) {
	playAll(t, []variant{
		{"before there is a path", diagnosis.Relayed, func(t *testing.T) *script { return gathering(t) }, "unknown"},
		{"the peer's relay", diagnosis.Relayed, func(t *testing.T) *script { return over(t, srflxEnd, farRelay) },
			"high 100 [path 0] The connection goes through a TURN server (relay candidate: remote)."},
		{"a prflx end is the peer's relay", diagnosis.Relayed, func(t *testing.T) *script {
			return talking(t).remote(peerRelay).at(200).pair(srflxEnd, "prflx 192.0.2.60 61000", -1)
		}, "high 200 [path 1] The connection goes through a TURN server (relay candidate: remote)."},

		{"the peer's own leg is not known here", diagnosis.RelayedOverTCP, func(t *testing.T) *script { return over(t, srflxEnd, farRelay) }, "unknown"},
		{"a leg that is not told", diagnosis.RelayedOverTLS, func(t *testing.T) *script { return over(t, "relay 192.0.2.50 60000", far) }, "unknown"},
		{"a direct path", diagnosis.RelayedOverTLS, func(t *testing.T) *script { return over(t, srflxEnd, far) }, "not-raised"},

		{"only relays are allowed", diagnosis.RelayRequired, func(t *testing.T) *script {
			return begin(t, "relay", "").at(100).connected().pair(relayedUDP, far, -1).at(9000).idle()
		}, "unknown"},
		{"the policy wants it so", diagnosis.RelayRequired, func(t *testing.T) *script {
			return begin(t, "all", "relay-only").at(100).connected().pair(relayedUDP, far, -1).at(9000).idle()
		}, "unknown"},
		{"no direct pair is possible", diagnosis.RelayRequired, func(t *testing.T) *script {
			return gathering(t).at(100).remote(peerHost6).ice("connected").pair(relayedUDP, far, -1).at(9000).idle()
		}, "unknown"},
		{"of the peer only a relay is signalled", diagnosis.RelayRequired, func(t *testing.T) *script {
			return gathering(t).at(100).remote(peerRelay).ice("connected").pair(srflxEnd, farRelay, -1).at(9000).idle()
		}, "unknown"},

		{"the same pair, better known", diagnosis.PathChanged, func(t *testing.T) *script {
			return gathering(t).at(100).remote(peerSrflx).ice("connected").pair(srflxEnd, "prflx (redacted) 51000", -1).at(9000).pair(srflxEnd, far, -1)
		}, "not-raised"},
		{"before there is a path", diagnosis.PathChanged, func(t *testing.T) *script { return gathering(t) }, "unknown"},
		{"a restart brings another path, which settles", diagnosis.PathChanged, func(t *testing.T) *script {
			return talking(t).at(60000).ufrag(policy.Local, "l2").at(60500).pair(relayedUDP, far, -1).at(61000).pair(hostEnd, farHost, -1)
		}, "not-raised"},
		{"several times", diagnosis.PathChanged, func(t *testing.T) *script {
			return talking(t).at(9000).pair(relayedTCP, far, -1).at(90000).pair(hostEnd, farHost, -1)
		}, "high 9000 [path 2] The path changed during the connection (number of times: 2), last from relayed over udp and ipv4 to host over udp and ipv4."},
		{"between ends that the engine hides", diagnosis.PathChanged, func(t *testing.T) *script {
			return talking(t).at(9000).pair("relay (redacted) 60009 udp", "prflx (redacted) 51009", -1)
		}, "high 9000 [path 1] The path changed during the connection (number of times: 1), last from reflexive over udp and ipv4 to relayed over udp."},

		{"when it has just settled", diagnosis.PathChanged, func(t *testing.T) *script { return talking(t).at(2100).pair(hostEnd, farHost, -1) }, "raised"},
		{"the latest three count", diagnosis.PathFlapping, func(t *testing.T) *script {
			return talking(t).at(9000).pair(relayedUDP, far, -1).at(90000).pair(srflxEnd, far, -1).
				at(100000).pair(relayedUDP, far, -1).at(110000).pair(srflxEnd, far, -1)
		}, "high 110000 [path 2, path 3, path 4] The path changed 3 times within a minute."},
		{"twice", diagnosis.PathFlapping, func(t *testing.T) *script {
			return talking(t).at(9000).pair(relayedUDP, far, -1).at(20000).pair(srflxEnd, far, -1)
		}, "not-raised"},
		{"before there is a path", diagnosis.PathFlapping, func(t *testing.T) *script { return gathering(t) }, "unknown"},

		{"samples that come at once count as one", diagnosis.RTTHigh, func(t *testing.T) *script {
			return talking(t).at(1000).rtt(0.4).at(1200).rtt(0.4).at(1499).rtt(0.4).at(1500).rtt(0.4)
		}, "unknown"},
		{"three samples, each as soon as it counts", diagnosis.RTTHigh, func(t *testing.T) *script {
			return talking(t).at(1000).rtt(0.4).at(1500).rtt(0.4).at(2000).rtt(0.4)
		}, "raised"},
		{"at the lower mark it stays", diagnosis.RTTHigh, func(t *testing.T) *script {
			return talking(t).at(1000).rtt(0.4).at(2000).rtt(0.4).at(3000).rtt(0.4).at(4000).rtt(0.25).at(5000).rtt(0.25).at(6000).rtt(0.25)
		}, "raised"},
		{"exactly twice", diagnosis.RTTRising, func(t *testing.T) *script {
			return talking(t).at(1000).rtt(0.25).at(2000).rtt(0.5).at(3000).rtt(0.5).at(4000).rtt(0.5)
		}, "raised"},
		{"half as much more keeps it", diagnosis.RTTRising, func(t *testing.T) *script {
			return talking(t).at(1000).rtt(0.25).at(2000).rtt(0.5).at(3000).rtt(0.5).at(4000).rtt(0.5).at(5000).rtt(0.375).at(6000).rtt(0.375).at(7000).rtt(0.375)
		}, "raised"},
		{"little more clears it, though it is nearly twice", diagnosis.RTTRising, func(t *testing.T) *script {
			return talking(t).at(1000).rtt(0.05).at(2000).rtt(0.2).at(3000).rtt(0.2).at(4000).rtt(0.2).at(5000).rtt(0.09).at(6000).rtt(0.09).at(7000).rtt(0.09)
		}, "not-raised"},
		{"a low one between", diagnosis.RTTHigh, func(t *testing.T) *script {
			return talking(t).at(1000).rtt(0.4).at(2000).rtt(0.4).at(3000).rtt(0.1).at(4000).rtt(0.4).at(5000).rtt(0.4)
		}, "not-raised"},
		{"between the marks it stays", diagnosis.RTTHigh, func(t *testing.T) *script {
			return talking(t).at(1000).rtt(0.4).at(2000).rtt(0.4).at(3000).rtt(0.4).at(4000).rtt(0.26).at(5000).rtt(0.26).at(6000).rtt(0.26)
		}, "high 3000 [stats 0] The round trip time stays above 300 ms (now 400 ms)."},
		{"one high one among low ones keeps it", diagnosis.RTTHigh, func(t *testing.T) *script {
			return talking(t).at(1000).rtt(0.4).at(2000).rtt(0.4).at(3000).rtt(0.4).at(4000).rtt(0.1).at(5000).rtt(0.1).at(6000).rtt(0.4).at(7000).rtt(0.1)
		}, "raised"},
		{"another path begins anew", diagnosis.RTTHigh, func(t *testing.T) *script {
			return talking(t).at(1000).rtt(0.4).at(2000).rtt(0.4).at(3000).rtt(0.4).at(4000).pair(hostEnd, farHost, 0.4)
		}, "unknown"},
		{"the engine does not measure", diagnosis.RTTHigh, func(t *testing.T) *script {
			return talking(t).at(1000).rtt(-1).at(2000).rtt(-1).at(3000).rtt(-1)
		}, "unknown"},
		{"twice of little more than nothing", diagnosis.RTTRising, func(t *testing.T) *script {
			return talking(t).at(1000).rtt(0.04).at(2000).rtt(0.12).at(3000).rtt(0.12).at(4000).rtt(0.12)
		}, "not-raised"},
		{"much more, but not twice", diagnosis.RTTRising, func(t *testing.T) *script {
			return talking(t).at(1000).rtt(0.2).at(2000).rtt(0.39).at(3000).rtt(0.39).at(4000).rtt(0.39)
		}, "not-raised"},
	})
}

func TestStateVariants(t *testing.T) {
	playAll(t, []variant{
		{"there was nothing to check", diagnosis.ChecksAllFailed, func(t *testing.T) *script { return gathering(t).at(9000).ice("failed") }, "unknown"},
		{"the policy left nothing to check", diagnosis.ChecksAllFailed, func(t *testing.T) *script {
			return begin(t, "all", "remote drop").gathering("gathering").local(host).remote(peerHost).at(9000).ice("failed")
		}, "unknown"},
		{"Chromium says it by the connection", diagnosis.ChecksAllFailed, func(t *testing.T) *script {
			return gathering(t).remote(peerHost).ice("checking").at(9000).ice("disconnected").conn("failed")
		}, "raised"},
		{"while checking", diagnosis.ChecksAllFailed, func(t *testing.T) *script { return gathering(t).remote(peerHost).ice("checking").at(9000).idle() }, "unknown"},
		{"werift says completed once when gathering is", diagnosis.ChecksAllFailed, func(t *testing.T) *script {
			return gathering(t).at(10).ice("completed").at(20).remote(peerHost).ice("checking").at(9000).ice("failed")
		}, "high 9000 [state 2, generation 0] Candidates of both sides are there, but no pair of them passed its connectivity check."},
		{"after a restart that does not connect", diagnosis.ChecksAllFailed, func(t *testing.T) *script {
			return talking(t).at(6000).ice("disconnected").at(9000).ufrag(policy.Local, "l2").local(host).ufrag(policy.Remote, "r2").remote(peerHost).
				ice("checking").at(30000).ice("failed")
		}, "high 30000 [state 2, generation 1] Candidates of both sides are there, but no pair of them passed its connectivity check."},

		{"ICE failed as well", diagnosis.DTLSFailed, func(t *testing.T) *script { return talking(t).at(9000).ice("failed").conn("failed") }, "unknown"},
		{"ICE is completed", diagnosis.DTLSFailed, func(t *testing.T) *script {
			return gathering(t).remote(peerHost).ice("checking").ice("completed").conn("connecting").at(900).conn("failed")
		}, "raised"},
		{"while connecting", diagnosis.DTLSFailed, func(t *testing.T) *script { return gathering(t).ice("connected").conn("connecting") }, "unknown"},

		{"Chromium: ICE stays disconnected while the connection fails", diagnosis.ConsentLost, func(t *testing.T) *script {
			return talking(t).at(6000).ice("disconnected").conn("disconnected").at(16000).conn("failed")
		}, "medium 16000 [state 3, state 2] The peer stopped answering connectivity checks and the connection failed."},
		{"Chromium: and is then disconnected no more", diagnosis.Disconnected, func(t *testing.T) *script {
			return talking(t).at(6000).ice("disconnected").conn("disconnected").at(16000).conn("failed")
		}, "not-raised"},
		{"Firefox: ICE fails", diagnosis.ConsentLost, func(t *testing.T) *script {
			return talking(t).at(7000).ice("disconnected").conn("disconnected").at(27000).ice("failed").conn("failed")
		}, "raised"},
		{"it never was there", diagnosis.ConsentLost, func(t *testing.T) *script {
			return gathering(t).remote(peerHost).ice("checking").at(9000).ice("failed")
		}, "unknown"},
		{"DTLS failed, not ICE", diagnosis.ConsentLost, func(t *testing.T) *script {
			return gathering(t).remote(peerHost).ice("checking").ice("connected").at(900).conn("failed")
		}, "not-raised"},
		{"a restart begun while it is up, and lost all the same", diagnosis.ConsentLost, func(t *testing.T) *script {
			return talking(t).at(6000).ufrag(policy.Local, "l2").at(9000).ice("disconnected").at(20000).ice("failed")
		}, "raised"},
		{"after a restart", diagnosis.Disconnected, func(t *testing.T) *script {
			return talking(t).at(6000).ice("disconnected").at(9000).ufrag(policy.Local, "l2")
		}, "high 6000 [state 2] The peer does not answer connectivity checks at present."},

		{"by the peer", diagnosis.ICERestarted, func(t *testing.T) *script {
			return talking(t).at(9000).ufrag(policy.Remote, "r2").ufrag(policy.Local, "l2").at(20000).ufrag(policy.Local, "l3").ufrag(policy.Remote, "r3")
		}, "high 9000 [generation 1, generation 2] ICE was restarted (number of times: 2)."},
	})
}
