package diagnosis_test

import (
	"testing"

	"github.com/iceguard/iceguard/ice/diagnosis"
	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/ice/session"
)

// checking is a call whose checks are under way since 100 ms.
func checking(t *testing.T) *script {
	return gathering(t).at(100).ufrag(policy.Remote, "r1").remote(peerHost).ice("checking").checks(100, 0, 0, 0)
}

func TestOneWayVariants(t *testing.T) {
	playAll(t, []variant{
		{"a long way: nothing for less than 3 s", diagnosis.OneWay, func(t *testing.T) *script {
			return checking(t).checks(200, 2, 0, 1).checks(3000, 20, 0, 20).checks(3099, 20, 0, 20)
		}, "unknown"},
		{"pairs come long after the first statistics", diagnosis.OneWay, func(t *testing.T) *script {
			return checking(t).checks(30000, 0, 0, 0).checks(30400, 6, 0, 4)
		}, "unknown"},
		{"the peer is heard long after we began to ask", diagnosis.OneWay, func(t *testing.T) *script {
			return checking(t).checks(1000, 10, 0, 0).checks(9000, 90, 0, 0).checks(9500, 92, 0, 4)
		}, "unknown"},
		{"few requests", diagnosis.OneWay, func(t *testing.T) *script { return checking(t).checks(200, 1, 0, 1).checks(9000, 4, 0, 9) }, "unknown"},
		{"few of the peer", diagnosis.OneWay, func(t *testing.T) *script { return checking(t).checks(200, 1, 0, 1).checks(9000, 9, 0, 2) }, "unknown"},
		{"responses", diagnosis.OneWay, func(t *testing.T) *script {
			return checking(t).checks(200, 1, 0, 1).checks(3200, 9, 1, 9).checks(6200, 18, 2, 18)
		}, "not-raised"},
		{"after connecting", diagnosis.OneWay, func(t *testing.T) *script {
			return checking(t).checks(1100, 5, 5, 5).ice("connected").checks(11000, 9, 9, 9).checks(12000, 10, 9, 10).checks(13999, 15, 9, 12).checks(14000, 16, 9, 13)
		}, "high 14000 [stats 0] The peer's connectivity checks arrive, but the latest 7 sent to it stayed without a response."},
		{"the peer is gone as well", diagnosis.OneWay, func(t *testing.T) *script {
			return checking(t).checks(1100, 5, 5, 5).ice("connected").checks(11000, 9, 9, 9).checks(12000, 10, 9, 10).checks(20000, 25, 9, 11)
		}, "not-raised"},
		{"pairs are gone and with them their requests", diagnosis.OneWay, func(t *testing.T) *script {
			return checking(t).checks(1100, 50, 0, 50).checks(2000, 3, 0, 2).checks(5200, 6, 0, 4)
		}, "unknown"},
		{"pairs are gone that had sent most", diagnosis.OneWay, func(t *testing.T) *script {
			return checking(t).checks(1100, 50, 0, 2).checks(2000, 3, 0, 3).checks(3200, 9, 0, 7)
		}, "unknown"},
		{"pairs are gone that had heard most", diagnosis.OneWay, func(t *testing.T) *script {
			return checking(t).checks(1100, 2, 0, 50).checks(2000, 3, 0, 3).checks(3200, 9, 0, 7)
		}, "unknown"},
		{"just enough, after a while without any", diagnosis.OneWay, func(t *testing.T) *script {
			return checking(t).checks(1100, 3, 0, 2).checks(2000, 3, 0, 2).checks(3100, 5, 0, 3)
		}, "high 3100 [stats 0] The peer's connectivity checks arrive, but the latest 5 sent to it stayed without a response."},
		{"a restart begins anew", diagnosis.OneWay, func(t *testing.T) *script {
			return checking(t).checks(200, 2, 0, 2).checks(5000, 9, 0, 9).ufrag(policy.Local, "l2").checks(5100, 10, 0, 10).checks(6000, 19, 0, 19)
		}, "unknown"},
		{"Firefox counts responses only", diagnosis.OneWay, func(t *testing.T) *script { return checking(t).checks(200, -1, 0, -1).checks(9000, -1, 0, -1) }, "unknown"},
		{"Firefox counts responses only, which come", diagnosis.OneWay, func(t *testing.T) *script { return checking(t).checks(200, -1, 3, -1) }, "unknown"},
		{"an engine that does not count responses", diagnosis.OneWay, func(t *testing.T) *script {
			return checking(t).checks(200, 1, -1, 1).checks(9000, 30, -1, 30).checks(13000, 40, -1, 40)
		}, "unknown"},
	})
}

func TestLossVariants(t *testing.T) {
	playAll(t, []variant{
		{"too few checks to tell", diagnosis.LossOnChecks, func(t *testing.T) *script { return talking(t).loss(1000, 0, 0).loss(9000, 9, 0) }, "unknown"},
		{"the engine does not count", diagnosis.LossOnChecks, func(t *testing.T) *script { return talking(t).loss(1000, -1, 3).loss(9000, -1, 9) }, "unknown"},
		{"no path", diagnosis.LossOnChecks, func(t *testing.T) *script { return checking(t).checks(9000, 50, 0, 0) }, "unknown"},
		{"all", diagnosis.LossOnChecks, func(t *testing.T) *script { return talking(t).loss(1000, 0, 0).loss(9000, 20, 0) },
			"high 9000 [stats 0] 95 % of the latest connectivity checks stayed without a response."},
		// 1 to 2 of 10 lost: between the marks.
		{"some, which do not raise it", diagnosis.LossOnChecks, func(t *testing.T) *script {
			return talking(t).loss(1000, 0, 0).loss(9000, 20, 16)
		}, "not-raised"},
		{"some, which do not clear it", diagnosis.LossOnChecks, func(t *testing.T) *script {
			return talking(t).loss(1000, 0, 0).loss(9000, 10, 7).loss(19000, 20, 15)
		}, "raised"},
		{"another pair begins anew", diagnosis.LossOnChecks, func(t *testing.T) *script {
			p := checked("Q", 0, 0, 0)
			return talking(t).loss(1000, 0, 0).loss(9000, 10, 0).at(9500).stats("Q", []string{hostEnd}, []string{farHost}, p)
		}, "unknown"},
	})
}

func TestLocalNetworkVariants(t *testing.T) {
	// with is a call with these remote candidates, whose statistics a second later have pairs with these.
	with := func(t *testing.T, line string, paired ...string) *script {
		return gathering(t).local(srflx).at(100).remote(line, peerSrflx).ice("checking").at(1100).paired(paired)
	}
	playAll(t, []variant{
		{"a name, which may not have been resolved", diagnosis.LocalNetworkAccessDenied, func(t *testing.T) *script { return with(t, peerMDNS, far, farRelay) }, "unknown"},
		{"a public address", diagnosis.LocalNetworkAccessDenied, func(t *testing.T) *script { return with(t, peerPublic, farRelay, farRelay) }, "unknown"},
		{"an IPv6 address, which this side may lack", diagnosis.LocalNetworkAccessDenied, func(t *testing.T) *script { return with(t, peerULA, far, farRelay) }, "unknown"},
		{"TCP, which engines need not pair", diagnosis.LocalNetworkAccessDenied, func(t *testing.T) *script { return with(t, peerTCP, far, farRelay) }, "unknown"},
		{"the machine itself", diagnosis.LocalNetworkAccessDenied, func(t *testing.T) *script { return with(t, peerLoopback, far, farRelay) }, "raised"},
		{"a pair of which the engine hides the address", diagnosis.LocalNetworkAccessDenied, func(t *testing.T) *script { return with(t, peerHost, farRelay, "prflx (redacted) 51000") }, "not-raised"},
		{"an engine that lists the selected pair alone", diagnosis.LocalNetworkAccessDenied, func(t *testing.T) *script { return with(t, peerHost, far) }, "unknown"},
		{"an engine that lists no remote candidates", diagnosis.LocalNetworkAccessDenied, func(t *testing.T) *script {
			return with(t, peerHost).stats("", []string{hostEnd}, nil, checked("P", 1, 1, 1), checked("Q", 1, 1, 1))
		}, "unknown"},
		{"statistics that come at once", diagnosis.LocalNetworkAccessDenied, func(t *testing.T) *script {
			return gathering(t).at(100).remote(peerHost, peerSrflx).at(1099).paired([]string{far, farRelay}).at(5000).idle()
		}, "unknown"},
		{"statistics that come just in time", diagnosis.LocalNetworkAccessDenied, func(t *testing.T) *script {
			return gathering(t).at(100).remote(peerHost, peerSrflx).at(8100).paired([]string{far, farRelay})
		}, "raised"},
		{"statistics that come so late that pairs may be gone", diagnosis.LocalNetworkAccessDenied, func(t *testing.T) *script {
			return gathering(t).at(100).remote(peerHost, peerSrflx).at(8101).paired([]string{far, farRelay})
		}, "unknown"},
		{"the policy dropped it", diagnosis.LocalNetworkAccessDenied, func(t *testing.T) *script {
			return begin(t, "all", "no-private").gathering("gathering").local(srflx).at(100).remote(peerHost, peerSrflx).at(1100).paired([]string{far, farRelay})
		}, "unknown"},
		{"only relays are allowed here", diagnosis.LocalNetworkAccessDenied, func(t *testing.T) *script {
			return begin(t, "relay", "").gathering("gathering").local(relay).at(100).remote(peerHost, peerSrflx).at(1100).paired([]string{far, farRelay})
		}, "unknown"},
		{"of the generation before", diagnosis.LocalNetworkAccessDenied, func(t *testing.T) *script {
			return with(t, peerHost, far, farRelay).at(2000).ufrag(policy.Remote, "r1").ufrag(policy.Remote, "r2").at(3000).paired([]string{far, farRelay})
		}, "unknown"},
	})
}

func TestMappingVariants(t *testing.T) {
	const a1, a2, b1 = "stun:198.51.100.1:3478", "stun:198.51.100.1:3479", "stun:198.51.100.2:3478"
	playAll(t, []variant{
		{"by the port too", diagnosis.NATAddressDependentMapping, func(t *testing.T) *script {
			return gathering(t, a1, a2).at(30).local(reflexive(50000, a1), reflexive(50009, a2))
		}, "high 30 [local-candidate 1, local-candidate 2] The NAT gives this device another IPv4 address or port for each server " +
			"(address-and-port-dependent mapping), so peers cannot use what STUN finds."},
		{"of IPv6 addresses", diagnosis.NATAddressDependentMapping, func(t *testing.T) *script {
			mapped := func(port, url string) string {
				return "candidate:2 1 udp 1677729535 2001:db8:1::1 " + port + " typ srflx raddr 2001:db8::10 rport 50006 url " + url
			}
			return plain(t, "stun:[2001:db8:2::1]:3478", "stun:[2001:db8:2::1]:3479").gathering("gathering").local(host6).
				at(30).local(mapped("50006", "stun:2001:db8:2::1:3478"), mapped("50009", "stun:2001:db8:2::1:3479"))
		}, "high 30 [local-candidate 1, local-candidate 2] The NAT gives this device another IPv6 address or port for each server " +
			"(address-and-port-dependent mapping), so peers cannot use what STUN finds."},
		{"behind mDNS", diagnosis.NATAddressDependentMapping, func(t *testing.T) *script {
			mapped := func(port, url string) string {
				return "candidate:2 1 udp 1677729535 203.0.113.10 " + port + " typ srflx raddr 0.0.0.0 rport 0 url " + url
			}
			return plain(t, a1, b1).gathering("gathering").local(hostMDNS).at(30).local(mapped("50000", a1), mapped("50009", b1)).gathering("complete")
		}, "medium 30 [local-candidate 1, local-candidate 2] The NAT gives this device another IPv4 address or port for each server " +
			"(endpoint-dependent mapping), so peers cannot use what STUN finds."},
		{"no NAT", diagnosis.NATAddressDependentMapping, func(t *testing.T) *script {
			return plain(t, a1).gathering("gathering").local("candidate:1 1 udp 2122260223 203.0.113.10 50000 typ host").
				local("candidate:2 1 udp 1677729535 203.0.113.10 50000 typ srflx raddr 203.0.113.10 rport 50000 url " + a1)
		}, "not-raised"},
		{"one server", diagnosis.NATAddressDependentMapping, func(t *testing.T) *script {
			return gathering(t, a1).at(30).local(reflexive(50000, a1)).gathering("complete")
		}, "unknown"},
		{"no server", diagnosis.NATAddressDependentMapping, func(t *testing.T) *script { return gathering(t).gathering("complete") }, "unknown"},
	})
}

// A description that restarts ICE is seen before it is in force, and a
// candidate of before the restart is none of after it.
func TestCandidatesOfTheNextGeneration(t *testing.T) {
	restarted := func(ufrag string) *script {
		return talking(t).at(9000).described(policy.Remote, ufrag, peerPublic).ufrag(policy.Remote, "r2").ufrag(policy.Local, "l2").
			ice("checking").gathering("gathering").at(20000).idle()
	}
	restarted("r2").wantStatus(diagnosis.NoRemoteCandidates, notRaised)
	restarted("r1").wantStatus(diagnosis.NoRemoteCandidates, diagnosis.Raised)
	restarted("").wantStatus(diagnosis.NoRemoteCandidates, diagnosis.Raised)
	// Without ufrags in the descriptions none is known to be the same.
	c := plain(t).described(policy.Remote, "", peerPublic).ufrag(policy.Local, "l1").ufrag(policy.Local, "l2").gathering("gathering").at(9000).idle()
	c.wantStatus(diagnosis.NoRemoteCandidates, diagnosis.Raised)
}

func TestStatsWithoutASnapshot(t *testing.T) {
	c := talking(t).at(900)
	c.apply(session.Event{Kind: session.StatsTaken})
	c.wantStatus(diagnosis.OneWay, unknown).rtt(0.1).wantStatus(diagnosis.Relayed, notRaised)
}
