package diagnosis_test

import (
	"strings"
	"testing"

	"github.com/iceguard/iceguard/ice/diagnosis"
	"github.com/iceguard/iceguard/ice/policy"
)

const (
	turnIP     = "turn:192.0.2.7:3478?transport=udp"
	turnTCPIP  = "turn:192.0.2.7:3478?transport=tcp"
	turnTLSIP  = "turns:192.0.2.7:443?transport=tcp"
	otherUDP   = "turn:other.example:3478?transport=udp"
	otherTCP   = "turn:other.example:3478?transport=tcp"
	stunOfTURN = "stun:turn.example:3478" // what Chromium calls the STUN request to a TURN server
)

// What engines tell of servers, and which of them is faulty.
var serverCases = []struct {
	name    string
	servers []string
	play    func(c *script)
	want    string // codes and confidences
	summary string // of the first
}{
	{"Chromium: a name without an IPv6 address, while gathering", []string{turnUDP}, func(c *script) {
		c.at(11).fail(701, stunOfTURN, "STUN host lookup received error.", mask6).at(59).fail(701, turnUDP, lookupFailed, mask6)
	}, "", ""},
	{"Chromium: a name without an IPv6 address, which works", []string{turnUDP}, func(c *script) {
		c.at(11).fail(701, stunOfTURN, "STUN host lookup received error.", mask6).at(59).fail(701, turnUDP, lookupFailed, mask6).
			at(80).local(relayFrom(turnUDP)).gathering("complete")
	}, "", ""},
	{"Chromium: an IPv6 socket alone, which nothing contradicts", []string{turnUDP}, func(c *script) {
		c.at(59).fail(701, turnUDP, lookupFailed, mask6).at(80).gathering("complete")
	}, "turn-dns-failure high", "The name of the TURN server turn:turn.example:3478?transport=udp could not be looked up."},
	{"an IPv6 server is asked from IPv6 sockets only", []string{"stun:[2001:db8::7]:3478"}, func(c *script) {
		c.at(900).fail(701, "stun:2001:db8::7:3478", stunTimeout, mask6)
	}, "stun-unreachable high", "The STUN server stun:[2001:db8::7]:3478 did not answer."},
	{"Chromium: coturn and a wrong password", []string{turnUDP}, func(c *script) {
		c.at(40).local(srflx+" url "+stunOfTURN).at(73).fail(401, turnUDP, "Unauthorized.", mask4).at(80).gathering("complete")
	}, "turn-auth-failed high", "The TURN server turn:turn.example:3478?transport=udp refused the credentials."},
	{"Firefox: coturn and a wrong password, without the transport", []string{turnUDP}, func(c *script) {
		c.at(10).fail(401, "turn:turn.example:3478", "", "192.168.1.10").at(20).gathering("complete")
	}, "turn-auth-failed high", "The TURN server turn:turn.example:3478?transport=udp refused the credentials."},
	{"Chromium: pion/turn and a wrong password", []string{turnUDP}, func(c *script) {
		c.at(73).fail(400, turnUDP, "", mask4).at(80).gathering("complete")
	}, "turn-auth-failed low", "The TURN server turn:turn.example:3478?transport=udp refused the request (400), which some servers do for wrong credentials."},
	{"Firefox: pion/turn and a wrong password", []string{turnUDP}, func(c *script) {
		c.ice("connected").at(11100).fail(701, "turn:turn.example:3478", "", "192.168.1.10").gathering("complete")
	}, "turn-unreachable medium, gathering-slow high", "The TURN server turn:turn.example:3478?transport=udp did not answer."},
	{"forbidden", []string{turnUDP}, func(c *script) { c.fail(403, turnUDP, "", mask4) }, "turn-auth-failed high", ""},
	{"a stale nonce", []string{turnUDP}, func(c *script) { c.fail(438, turnUDP, "", mask4) }, "turn-auth-failed high", ""},
	{"wrong credentials for an allocation", []string{turnUDP}, func(c *script) { c.fail(441, turnUDP, "", mask4) }, "turn-auth-failed high", ""},
	{"no capacity", []string{turnUDP}, func(c *script) { c.fail(508, turnUDP, "", mask4) },
		"turn-quota high", "The TURN server turn:turn.example:3478?transport=udp has no capacity left (508)."},
	{"an error without a code of its own", []string{turnUDP}, func(c *script) {
		c.fail(500, turnUDP, "", mask4).gathering("complete").wantStatus(diagnosis.TURNUnreachable, notRaised).wantStatus(diagnosis.TURNAuthFailed, unknown)
	}, "", ""},
	{"credentials count more than an IPv6 socket", []string{turnUDP}, func(c *script) {
		c.at(50).fail(701, turnUDP, lookupFailed, mask6).at(73).fail(401, turnUDP, "Unauthorized.", mask4)
	}, "turn-auth-failed high", ""},
	{"Chromium: a port that it does not use", []string{"turn:turn.example:81?transport=tcp"}, func(c *script) {
		c.at(80).gathering("complete")
	}, "turn-unreachable low", "The TURN server turn:turn.example:81?transport=tcp gave neither a candidate nor an error: this browser may refuse its port or URL."},
	{"Firefox: TLS to an address", []string{turnTLSIP}, func(c *script) { c.at(80).gathering("complete") },
		"turn-unreachable low", "The TURN server turns:192.0.2.7:443?transport=tcp gave neither a candidate nor an error: this browser may refuse its port or URL."},
	{"silence before the end means nothing", []string{turnUDP, turnTLS}, func(c *script) { c.at(80).idle() }, "", ""},
	{"Chromium: silence of a STUN server means the same mapping", []string{stun, "stun:other.example:3478"}, func(c *script) {
		c.at(30).local(srflx + " url " + stun).at(80).gathering("complete")
	}, "", ""},
	{"Firefox: which of two gave the relay is not told, so neither is silent", []string{turnUDP, otherUDP}, func(c *script) {
		c.at(80).local(relay).gathering("complete")
	}, "", ""},
	{"Firefox: one failed, so the other gave the relay", []string{turnUDP, otherUDP}, func(c *script) {
		c.at(30).fail(401, "turn:turn.example:3478", "", "192.168.1.10").at(80).local(relay).gathering("complete")
	}, "turn-auth-failed high", "The TURN server turn:turn.example:3478?transport=udp refused the credentials."},
	{"Firefox: the relay of the only one contradicts its error", []string{turnUDP}, func(c *script) {
		c.at(30).fail(701, "turn:turn.example:3478", "", "192.168.1.10").at(80).local(relay).gathering("complete")
	}, "", ""},
	{"the protocol tells which of two gave the relay", []string{turnUDP, turnTCP}, func(c *script) {
		c.at(60).relayed("tcp").at(80).gathering("complete").wantStatus(diagnosis.TURNUnreachable, diagnosis.Raised)
	}, "turn-unreachable low", "The TURN server turn:turn.example:3478?transport=udp gave neither a candidate nor an error: this browser may refuse its port or URL."},
	{"connecting ends gathering: silence is no fault", []string{turnUDP, turnTCP}, func(c *script) {
		c.at(60).relayed("udp").at(70).ice("connected").at(80).gathering("complete").wantStatus(diagnosis.TURNUnreachable, diagnosis.Unknown)
	}, "", ""},
	{"connecting ends gathering, whose end is told first", []string{turnUDP, turnTCP}, func(c *script) {
		c.at(60).relayed("udp").at(80).gathering("complete").at(120).ice("connected").wantStatus(diagnosis.TURNUnreachable, diagnosis.Unknown)
	}, "", ""},
	{"connecting long after gathering ended by itself", []string{turnUDP, turnTCP}, func(c *script) {
		c.at(60).relayed("udp").at(80).gathering("complete").at(900).ice("connected")
	}, "turn-unreachable low", "The TURN server turn:turn.example:3478?transport=tcp gave neither a candidate nor an error: this browser may refuse its port or URL."},
	{"the protocol tells that the first gave the relay", []string{turnTCP, turnUDP}, func(c *script) {
		c.at(60).relayed("tcp").at(80).gathering("complete")
	}, "turn-unreachable low", "The TURN server turn:turn.example:3478?transport=udp gave neither a candidate nor an error: this browser may refuse its port or URL."},
	{"a mapped address is no relay, whatever its server is called", []string{turnUDP}, func(c *script) {
		c.at(40).local(srflx+" url "+turnUDP).at(73).fail(401, turnUDP, "Unauthorized.", mask4).gathering("complete")
	}, "turn-auth-failed high", ""},
	{"Firefox: a mapped address, which contradicts the error of the only STUN server", []string{turnTCP, stun}, func(c *script) {
		c.at(30).fail(701, stun, "", "192.168.1.10").at(40).local(srflx).relayed("tcp").gathering("complete")
	}, "", ""},
	{"the protocol tells that TLS gave the relay", []string{turnUDP, turnTLS}, func(c *script) {
		c.at(60).relayed("tls").at(80).gathering("complete")
	}, "turn-unreachable low", "The TURN server turn:turn.example:3478?transport=udp gave neither a candidate nor an error: this browser may refuse its port or URL."},
	{"only relays are allowed and none comes", []string{turnUDP}, nil, "no-local-candidates high, turn-unreachable low", ""},
	{"nothing is gathered, which need not be the server's doing", []string{turnUDP}, nil, "no-local-candidates high", ""},
	{"it answers STUN but no TURN request", []string{turnUDP}, func(c *script) {
		c.ice("connected").at(40).local(srflx+" url "+stunOfTURN).at(9900).fail(701, turnUDP, turnTimeout, mask4)
	}, "turn-unreachable high, gathering-slow medium", "The TURN server turn:turn.example:3478?transport=udp answers STUN but no TURN request."},
	{"two are dead, the clearer one is named", []string{otherTCP, turnUDP}, func(c *script) {
		c.ice("connected").at(3100).fail(701, otherTCP, notConnected, "").at(9900).fail(701, turnUDP, turnTimeout, mask4).gathering("complete")
	}, "turn-unreachable high, gathering-slow high", "The TURN server turn:turn.example:3478?transport=udp (and 1 more) did not answer."},
	{"TCP to an address, refused at once", []string{turnTCPIP}, func(c *script) { c.at(68).fail(701, turnTCPIP, notConnected, "") },
		"turn-unreachable medium", "The TURN server turn:192.0.2.7:3478?transport=tcp refused the connection."},
	{"TCP to an address, given up at 3 s", []string{turnTCPIP}, func(c *script) { c.at(3100).fail(701, turnTCPIP, notConnected, "") },
		"turn-unreachable medium", "The TURN server turn:192.0.2.7:3478?transport=tcp did not answer."},
	{"TCP to a name, failed at once", []string{turnTCP}, func(c *script) { c.at(68).fail(701, turnTCP, notConnected, "") },
		"turn-unreachable low", "The TURN server turn:turn.example:3478?transport=tcp could not be connected to: its name is unknown or the port closed."},
	{"TLS to an address, failed at once", []string{turnTLSIP}, func(c *script) { c.at(68).fail(701, turnTLSIP, notConnected, "") },
		"turn-tls-failed low", "The TURN server turns:192.0.2.7:443?transport=tcp could not be connected to over TLS: the port is closed or its certificate not accepted."},
	{"TLS alone fails", []string{turnUDP, turnTLS}, func(c *script) {
		c.at(60).local(relayFrom(turnUDP)).at(75).fail(701, turnTLS, notConnected, "").gathering("complete")
	}, "turn-tls-failed medium", "The TURN server turns:turn.example:443?transport=tcp works otherwise, but could not be connected to over TLS."},
	{"TLS fails, and the host answers STUN", []string{"stun:turn.example:3478", turnTLS}, func(c *script) {
		c.at(40).local(srflx+" url "+stunOfTURN).at(75).fail(701, turnTLS, notConnected, "").gathering("complete")
	}, "turn-tls-failed medium", ""},
	{"TLS fails where TCP works", []string{turnTCP, turnTLS}, func(c *script) {
		c.at(60).local(relayFrom(turnTCP)).at(75).fail(701, turnTLS, notConnected, "")
	}, "turn-tls-failed medium", ""},
	{"TLS fails where STUN works so far", []string{turnUDP, turnTLS}, func(c *script) {
		c.at(60).local(srflx+" url "+stunOfTURN).at(75).fail(701, turnTLS, notConnected, "")
	}, "turn-tls-failed medium", ""},
	{"the name is unknown, as UDP tells", []string{turnUDP, turnTLS}, func(c *script) {
		c.at(14).fail(701, turnUDP, lookupFailed, mask4).at(69).fail(701, turnTLS, notConnected, "").gathering("complete")
	}, "turn-dns-failure high", "The name of the TURN server turn:turn.example:3478?transport=udp (and 1 more) could not be looked up."},
	{"the name has no IPv6 address, which says nothing of TLS", []string{turnUDP, turnTLS}, func(c *script) {
		c.at(14).fail(701, turnUDP, lookupFailed, mask6).at(60).local(relayFrom(turnUDP)).at(69).fail(701, turnTLS, notConnected, "").gathering("complete")
	}, "turn-tls-failed medium", ""},
	{"Firefox: an unknown name, at once", []string{stun}, func(c *script) { c.at(9).fail(701, stun, "", "192.168.1.10") },
		"stun-dns-failure medium", ""},
	{"Firefox: an address that nothing can be sent to", []string{turnIP}, func(c *script) { c.at(9).fail(701, "turn:192.0.2.7:3478", "", "192.168.1.10") },
		"turn-unreachable medium", "The TURN server turn:192.0.2.7:3478?transport=udp could not be sent to."},
	{"Firefox: a loopback address", []string{"turn:127.0.0.1:3478?transport=udp"}, func(c *script) {
		c.at(9).fail(701, "turn:127.0.0.1:3478", "", "192.168.1.10")
	}, "turn-unreachable medium", "The TURN server turn:127.0.0.1:3478?transport=udp has a loopback address, which Firefox does not use."},
	{"an error before gathering is said to have begun", []string{turnIP}, nil, "turn-unreachable medium", "The TURN server turn:192.0.2.7:3478?transport=udp did not answer."},
	{"a server that only the error names", nil, func(c *script) { c.at(73).fail(401, turnTCP, "", mask4) },
		"turn-auth-failed high", "The TURN server turn:turn.example:3478?transport=tcp refused the credentials."},
	{"a server that only the error names, on the port of another", []string{turnUDP}, func(c *script) { c.at(73).fail(401, turnTCP, "", mask4) },
		"turn-auth-failed high", "The TURN server turn:turn.example:3478?transport=tcp refused the credentials."},
	{"an error without a URL, and one server", []string{turnUDP}, func(c *script) { c.at(73).fail(401, "", "", "") }, "turn-auth-failed high", ""},
	{"an error without a URL, and two servers", []string{turnUDP, turnTCP}, func(c *script) { c.at(73).fail(401, "", "", "") }, "", ""},
	{"a URL that no engine takes is not asked", []string{"turn:", "stun:stun.example?x=1"}, func(c *script) { c.at(80).gathering("complete") }, "", ""},
	{"the same host over UDP and TCP", []string{turnUDP, turnTCP}, func(c *script) {
		c.at(60).local(relayFrom(turnUDP)).at(68).fail(701, turnTCP, notConnected, "").gathering("complete")
	}, "turn-unreachable low", "The TURN server turn:turn.example:3478?transport=tcp could not be connected to: its name is unknown or the port closed."},
}

func TestServers(t *testing.T) {
	for _, s := range serverCases {
		t.Run(s.name, func(t *testing.T) {
			var c *script
			switch s.name {
			case "only relays are allowed and none comes":
				c = begin(t, "relay", "", s.servers...).gathering("gathering").at(80).gathering("complete")
			case "nothing is gathered, which need not be the server's doing":
				c = plain(t, s.servers...).gathering("gathering").at(80).gathering("complete")
			case "an error before gathering is said to have begun":
				c = plain(t, s.servers...).local(host).at(9).fail(701, turnIP, "", "")
			default:
				c = gathering(t, s.servers...)
				s.play(c)
			}
			found := c.e.Findings()
			if got := codes(found); got != s.want {
				t.Errorf("%s, want %s", got, s.want)
			}
			if s.summary != "" && (len(found) == 0 || found[0].Summary != s.summary) {
				t.Errorf("%+v, want %s", found, s.summary)
			}
		})
	}
}

// How far it went says what of it worked, too.
func TestStages(t *testing.T) {
	for _, c := range []struct {
		what   string
		server string
		play   func(c *script)
		want   string // lookup, reach, auth, quota
	}{
		{"unknown name", turnUDP, func(c *script) { c.fail(701, turnUDP, lookupFailed, mask4) }, "raised unknown unknown unknown"},
		{"unknown name, by the time", turnUDP, func(c *script) { c.fail(701, turnUDP, "", "") }, "raised unknown unknown unknown"},
		{"timed out", turnUDP, func(c *script) { c.fail(701, turnUDP, turnTimeout, mask4) }, "not-raised raised unknown unknown"},
		{"timed out, by the time", turnUDP, func(c *script) { c.at(11000).fail(701, turnUDP, "", "") }, "unknown raised unknown unknown"},
		{"refused connection", turnTCPIP, func(c *script) { c.fail(701, turnTCPIP, notConnected, "") }, "not-raised raised unknown unknown"},
		{"refused connection, or unknown name", turnTCP, func(c *script) { c.fail(701, turnTCP, notConnected, "") }, "unknown raised unknown unknown"},
		{"not sent", turnIP, func(c *script) { c.fail(701, turnIP, "", "") }, "not-raised raised unknown unknown"},
		{"loopback", "turn:127.0.0.1", func(c *script) { c.fail(701, "turn:127.0.0.1", "", "") }, "not-raised raised unknown unknown"},
		{"silent", turnUDP, func(c *script) { c.gathering("complete") }, "unknown raised unknown unknown"},
		{"no TLS", turnTLS, func(c *script) { c.fail(701, turnTLS, notConnected, "") }, "unknown unknown unknown unknown"},
		{"server error", turnUDP, func(c *script) { c.fail(500, turnUDP, "", "") }, "not-raised not-raised unknown unknown"},
		{"unauthorized", turnUDP, func(c *script) { c.fail(401, turnUDP, "", "") }, "not-raised not-raised raised unknown"},
		{"bad request", turnUDP, func(c *script) { c.fail(400, turnUDP, "", "") }, "not-raised not-raised raised unknown"},
		{"quota", turnUDP, func(c *script) { c.fail(486, turnUDP, "", "") }, "not-raised not-raised not-raised raised"},
		{"capacity", turnUDP, func(c *script) { c.fail(508, turnUDP, "", "") }, "not-raised not-raised not-raised raised"},
		{"a relay", turnUDP, func(c *script) { c.local(relayFrom(turnUDP)) }, "not-raised not-raised not-raised not-raised"},
		{"nothing yet", turnUDP, func(c *script) {}, "unknown unknown unknown unknown"},
	} {
		s := gathering(t, c.server).at(60)
		c.play(s)
		var got []string
		for _, code := range []diagnosis.Code{diagnosis.TURNDNSFailure, diagnosis.TURNUnreachable, diagnosis.TURNAuthFailed, diagnosis.TURNQuota} {
			got = append(got, s.e.Status(code).String())
		}
		if got := strings.Join(got, " "); got != c.want {
			t.Errorf("%s: %s, want %s", c.what, got, c.want)
		}
	}
	// One of two that went further says nothing of the other.
	gathering(t, turnUDP, otherUDP).local(relayFrom(turnUDP)).wantStatus(diagnosis.TURNAuthFailed, unknown).wantStatus(diagnosis.STUNUnreachable, unknown)
}

// The evidence is what tells how far it went, not all errors of the server.
func TestEvidenceOfServers(t *testing.T) {
	gathering(t, turnUDP).at(50).fail(701, turnUDP, lookupFailed, mask6).at(73).fail(401, turnUDP, "", mask4).at(74).fail(401, turnUDP, "", mask6).
		wantFinding(diagnosis.TURNAuthFailed, "high 73 [candidate-error 1, candidate-error 2] The TURN server "+turnUDP+" refused the credentials.")
	gathering(t, turnUDP, otherUDP).at(10).fail(701, otherUDP, lookupFailed, mask4).at(11).fail(701, turnUDP, lookupFailed, mask4).
		wantFinding(diagnosis.TURNDNSFailure, "high 10 [candidate-error 1, candidate-error 0] The name of the TURN server "+turnUDP+" (and 1 more) could not be looked up.")
	// Each finding has its own.
	c := gathering(t, otherTCP, turnTLS, turnUDP).at(68).fail(701, otherTCP, notConnected, "").fail(701, turnTLS, notConnected, "").at(73).fail(401, turnUDP, "", mask4)
	c.wantFinding(diagnosis.TURNAuthFailed, "high 73 [candidate-error 2] The TURN server "+turnUDP+" refused the credentials.")
	c.wantFinding(diagnosis.TURNTLSFailed, "medium 68 [candidate-error 1] The TURN server "+turnTLS+" works otherwise, but could not be connected to over TLS.")
	// Silence has no record but the generation.
	gathering(t, turnUDP).at(80).gathering("complete").
		wantFinding(diagnosis.TURNUnreachable, "low 80 [generation 0] The TURN server "+turnUDP+
			" gave neither a candidate nor an error: this browser may refuse its port or URL.")
}

// A restart begins with servers of which nothing is known.
func TestServersAfterRestart(t *testing.T) {
	c := gathering(t, turnUDP).at(73).fail(401, turnUDP, "", mask4).wantStatus(diagnosis.TURNAuthFailed, diagnosis.Raised)
	c.at(900).ufrag(policy.Local, "l2").wantStatus(diagnosis.TURNAuthFailed, unknown).wantStatus(diagnosis.TURNDNSFailure, unknown)
	begin(t, "relay", "", turnUDP).ufrag(policy.Local, "l1").gathering("gathering").fail(401, turnUDP, "", mask4).
		wantStatus(diagnosis.TURNAuthFailed, diagnosis.Raised).ufrag(policy.Local, "l2").wantStatus(diagnosis.TURNAuthFailed, unknown)
	c.at(990).local("candidate:3 1 udp 41885439 192.0.2.50 60003 typ relay raddr 203.0.113.10 rport 50000 url "+turnUDP).wantStatus(diagnosis.TURNAuthFailed, notRaised)
}

func TestUDPBlocked(t *testing.T) {
	mute := func(c *script, urls ...string) *script {
		for _, url := range urls {
			c.fail(701, url, turnTimeout, mask4)
		}
		return c
	}
	for name, c := range map[string]struct {
		play   func(t *testing.T) *script
		want   diagnosis.Status
		detail string
	}{
		"the same server over TCP": {func(t *testing.T) *script {
			return mute(gathering(t, turnUDP, turnTCP).at(60).local(relayFrom(turnTCP)).at(9900), turnUDP)
		}, diagnosis.Raised,
			"high 9900 [candidate-error 0] No STUN or TURN server answers over UDP, but the same server does over TCP."},
		"the same server refuses over TCP": {func(t *testing.T) *script {
			return mute(gathering(t, turnUDP, turnTCP).at(60).fail(401, turnTCP, "", mask4).at(9900), turnUDP)
		}, diagnosis.Raised,
			"high 9900 [candidate-error 1] No STUN or TURN server answers over UDP, but the same server does over TCP."},
		"another server over TLS": {func(t *testing.T) *script {
			return mute(gathering(t, otherUDP, turnTLS).at(60).local(relayFrom(turnTLS)).at(9900), otherUDP)
		}, diagnosis.Raised,
			"medium 9900 [candidate-error 0] No STUN or TURN server answers over UDP, but another does over TCP."},
		"several, and TCP was not tried": {func(t *testing.T) *script {
			return mute(gathering(t, turnUDP, otherUDP).at(9900), turnUDP, otherUDP).gathering("complete")
		}, diagnosis.Raised,
			"low 9900 [candidate-error 0, candidate-error 1] No STUN or TURN server answers over UDP, although several are configured: the network may also be down."},
		"nothing could be sent": {func(t *testing.T) *script {
			return gathering(t, turnIP, turnTCPIP).at(9).fail(701, turnIP, "", "").local(relayFrom(turnTCPIP)).gathering("complete")
		}, unknown, ""},
		"the browser may refuse the URL": {func(t *testing.T) *script { return gathering(t, turnUDP, turnTCP).relayed("tcp").gathering("complete") }, unknown, ""},
		"TLS fails as well": {func(t *testing.T) *script {
			return mute(gathering(t, otherUDP, turnTLS).at(80).fail(701, turnTLS, notConnected, "").at(9900), otherUDP).gathering("complete")
		}, unknown, ""},
		"several, while gathering": {func(t *testing.T) *script { return mute(gathering(t, turnUDP, otherUDP).at(9900), turnUDP, otherUDP) }, unknown, ""},
		"one, which may be dead":   {func(t *testing.T) *script { return mute(gathering(t, turnUDP).at(9900), turnUDP).gathering("complete") }, unknown, ""},
		"one under two URLs, which may be so": {func(t *testing.T) *script {
			return mute(gathering(t, turnUDP, "stun:turn.example:3479").at(9900), turnUDP, "stun:turn.example:3479").gathering("complete")
		}, unknown, ""},
		"several, and TCP fails as well": {func(t *testing.T) *script {
			return mute(gathering(t, turnUDP, otherUDP, turnTCP).at(68).fail(701, turnTCP, notConnected, "").at(9900), turnUDP, otherUDP).
				gathering("complete")
		}, unknown, ""},
		"another answers over UDP": {func(t *testing.T) *script {
			return mute(gathering(t, turnUDP, turnTCP, stun).at(60).local(relayFrom(turnTCP), srflx+" url "+stun).at(9900), turnUDP)
		}, notRaised, ""},
		"another refuses over UDP": {func(t *testing.T) *script {
			return mute(gathering(t, turnUDP, turnTCP, otherUDP).at(60).local(relayFrom(turnTCP)).fail(401, otherUDP, "", mask4).at(9900), turnUDP)
		}, notRaised, ""},
		"a public path over UDP": {func(t *testing.T) *script {
			return mute(gathering(t, turnUDP, turnTCP).at(60).local(relayFrom(turnTCP)).ice("connected").pair(hostEnd, far, -1).at(9900), turnUDP)
		}, notRaised, ""},
		"a private path over UDP": {func(t *testing.T) *script {
			return mute(gathering(t, turnUDP, turnTCP).at(60).local(relayFrom(turnTCP)).ice("connected").pair(hostEnd, farHost, -1).at(9900), turnUDP)
		}, diagnosis.Raised, ""},
		"Firefox: no answer for 11 s": {func(t *testing.T) *script {
			return gathering(t, turnUDP, turnTCP).at(60).local(relay).at(11100).fail(701, "turn:turn.example:3478", "", "192.168.1.10").gathering("complete")
		}, diagnosis.Raised,
			"high 11100 [candidate-error 0] No STUN or TURN server answers over UDP, but the same server does over TCP."},
		"the name could not be looked up": {func(t *testing.T) *script {
			return gathering(t, turnUDP, turnTCP).at(60).local(relayFrom(turnTCP)).fail(701, turnUDP, lookupFailed, mask4)
		}, unknown, ""},
		"a mapped address answers as well": {func(t *testing.T) *script {
			return mute(gathering(t, turnUDP, turnTCP).at(60).local(relayFrom(turnTCP), srflx).at(9900), turnUDP)
		}, notRaised, ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := c.play(t).wantStatus(diagnosis.UDPBlocked, c.want)
			if c.detail != "" {
				s.wantFinding(diagnosis.UDPBlocked, c.detail)
			}
		})
	}
}
