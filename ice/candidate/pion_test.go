//go:build !js

package candidate_test

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	pion "github.com/pion/ice/v4"

	"github.com/iceguard/iceguard/ice/candidate"
)

// pion/ice is the oracle: another reader of the same grammar, written by
// others. It is made to use candidates and drops what it cannot use; this
// package carries them. Every difference is listed with who is right and why.
const (
	rejected = "rejected"
	accepted = "accepted"
)

// pionOnValid are the lines of valid.tsv that pion/ice 4.4 rejects, or the
// members that it loses.
var pionOnValid = map[string]string{
	// RFC 8839 section 5.1: connection-address may be an FQDN. pion takes names under .local and redacted-ip.invalid
	// of host candidates only.
	"candidate:1 1 udp 2122260223 example.com 5000 typ host":           rejected,
	"candidate:1 1 udp 2122260223 example.com. 5000 typ host":          rejected,
	"candidate:1 1 udp 2122260223 host_1.LOCAL 5000 typ host":          rejected,
	"candidate:1 1 udp 2122260223 localhost 5000 typ host":             rejected,
	"candidate:1 1 udp 2122260223 xn--bcher-kva.example 5000 typ host": rejected,
	"candidate:1 1 udp 2122260223 1a.2.3.4 5000 typ host":              rejected,
	"candidate:1 1 udp 2122260223 redacted-ip.invalid 9 typ prflx":     rejected,
	// RFC 8839 section 5.1: transport-extension and the candidate-types' token allow any token; what is not known is
	// to be ignored by who uses candidates, so who carries them must not lose it.
	"candidate:1 1 ssltcp 1 192.0.2.1 443 typ host tcptype passive":          rejected,
	"candidate:1 1 SCTP 1 192.0.2.1 1 typ host":                              rejected,
	"candidate:1 1 !#$%&'*+-.^_`{|}~ 1 192.0.2.1 1 typ !#$%&'*+-.^_`{|}~":    rejected,
	"candidate:1 1 udp 1 192.0.2.1 1 typ HOST":                               rejected,
	"candidate:1 1 udp 1 192.0.2.1 1 typ local-srflx raddr 10.0.0.1 rport 4": rejected,
	"candidate:1 1 tcp 1 192.0.2.1 9 typ host tcptype simultaneous":          rejected,
	// RFC 5234 section 2.3: "typ" is an ABNF string, without case.
	"candidate:1 1 udp 1 192.0.2.1 1 TYP host": rejected,
	// RFC 8839 section 5.1: rel-addr and rel-port are optional each; engines write both or none.
	"candidate:1 1 udp 1 192.0.2.1 1 typ srflx raddr 10.0.0.1": rejected,
	// In the grammar rel-addr and rel-port come first; the field has them anywhere, and here they are found there too.
	"candidate:1 1 udp 1 192.0.2.1 1 typ srflx rport 7":                                                     "extensions, related",
	"candidate:1 1 udp 1 192.0.2.1 1 typ srflx rport 7 raddr 10.0.0.1":                                      "extensions, related",
	"candidate:1 1 udp 1 192.0.2.1 1 typ srflx generation 0 raddr 10.0.0.1 network-id 1 rport 7 ufrag abcd": "extensions, related",
	// RFC 8839 section 5.1 forbids them for host candidates only by a MUST of what to write; pion forgets them.
	"candidate:1 1 udp 1 192.0.2.1 1 typ host raddr 10.0.0.1 rport 7": "related",
	// Priority 0 is outside the RFC's 1 to 2^31-1; pion computes one in its place.
	"candidate:1 1 udp 0 192.0.2.1 0 typ host": "priority",
	// RFC 4007 section 11: the zone is of this node only; pion leaves it out, a filter must not.
	"candidate:1 1 udp 2122260223 fe80::1%eth0 5000 typ host":        "address",
	"candidate:1 1 udp 2122260223 fe80::1%25en0.1_x-y 5000 typ host": "address",
	"candidate:1 1 udp 2122260223 fe80::1%3 5000 typ host":           "address",
	// RFC 6544 section 4.5 gives every TCP candidate a tcptype; pion keeps that of host candidates only.
	"a=candidate:4 1 TCP 1688207359 192.0.2.3 9 typ srflx raddr 10.0.1.1 rport 9 tcptype active":         "extensions, tcptype",
	"a=candidate:5 1 TCP 1684013055 192.0.2.3 45664 typ srflx raddr 10.0.1.1 rport 8998 tcptype passive": "extensions, tcptype",
	"a=candidate:6 1 TCP 1692401663 192.0.2.3 45687 typ srflx raddr 10.0.1.1 rport 8999 tcptype so":      "extensions, tcptype",
	// Firefox's TCP candidates with an mDNS name: pion holds every mDNS name for UDP.
	"candidate:2 1 TCP 2105458943 1bbd0bf5-d813-4371-a727-3f167da00c74.local 9 typ host tcptype active": "transport",
	"candidate:3 1 TCP 2105524479 1d224cd7-40eb-4db2-b724-ddbde7968927.local 9 typ host tcptype active": "transport",
	"candidate:2 1 TCP 2105458943 404a0a09-2dad-4662-a7cc-378c3e5f5984.local 9 typ host tcptype active": "transport",
	"candidate:3 1 TCP 2105524479 ed133db7-05d8-4f75-9cae-b49cfefa9d0f.local 9 typ host tcptype active": "transport",
	// Two of one name: RFC 6544 section 4.5 has one tcptype. Here the first one counts, as for all others; in pion the last.
	"candidate:1 1 tcp 1 192.0.2.1 9 typ host generation 0 tcptype active tcptype so": "extensions, tcptype",
}

// pionOnMalformed are the lines of malformed.tsv that pion/ice 4.4 takes.
var pionOnMalformed = map[string]string{
	// RFC 8839 section 5.1: foundation = 1*32ice-char. pion's comment says that an empty one is seen in the wild.
	"candidate: 1 udp 2 192.0.2.1 3 typ host": accepted,
	" 1 udp 500 127.0.0.1 80 typ host":        accepted,
	// Component: 1 to 256, 1*3DIGIT; pion reads five digits.
	"candidate:1 0 udp 2 192.0.2.1 3 typ host":    accepted,
	"candidate:1 257 udp 2 192.0.2.1 3 typ host":  accepted,
	"candidate:1 0001 udp 2 192.0.2.1 3 typ host": accepted,
	// Transport: pion takes what begins with udp or tcp.
	"candidate:1 1 udp, 2 192.0.2.1 3 typ host":    accepted,
	"candidate:1 1 udp/tcp 2 192.0.2.1 3 typ host": accepted,
	// Priority: 2^32 does not fit and becomes 0.
	"candidate:1 1 udp 4294967296 192.0.2.1 3 typ host": accepted,
	// Address: pion cuts at '%' before it looks, and a name needs only to end in .local.
	"candidate:1 1 udp 2 fe80::1% 3 typ host":          accepted,
	"candidate:1 1 udp 2 fe80::1%eth0%eth1 3 typ host": accepted,
	"candidate:1 1 udp 2 .local 3 typ host":            accepted,
	// raddr is a connection-address; pion takes any text, and an empty port as 0.
	"candidate:1 1 udp 2 192.0.2.1 3 typ srflx raddr 10.0.0.256 rport 4":           accepted,
	"candidate:1 1 udp 2 192.0.2.1 3 typ srflx raddr 192.168.0.274 rport 4":        accepted,
	"candidate:1 1 udp 2 192.0.2.1 3 typ srflx raddr  rport 4":                     accepted,
	"candidate:1 1 udp 2 192.0.2.1 3 typ srflx raddr 10.0.0.1 rport  generation 0": accepted,
	// tcptype and the extensions: names are tokens, values are VCHAR, and they come in pairs.
	"candidate:1 1 tcp 2 192.0.2.1 9 typ host tcptype  generation 0": accepted,
	"candidate:1 1 tcp 2 192.0.2.1 9 typ host tcptype ":              accepted,
	"candidate:1 1 tcp 2 192.0.2.1 9 typ host tcptype":               accepted,
	"candidate:1 1 udp 2 192.0.2.1 3 typ host ":                      accepted,
	"candidate:1 1 udp 2 192.0.2.1 3 typ host gen:eration 0":         accepted,
	`candidate:1 1 udp 2 192.0.2.1 3 typ host "x" y`:                 accepted,
	"candidate:1 1 udp 2 192.0.2.1 3 typ host x y ":                  accepted,
	"candidate:1 1 udp 2 192.0.2.1 3 typ host generation":            accepted,
	"candidate:1 1 udp 2 192.0.2.1 3 typ host x y z":                 accepted,
	"candidate:1 1 udp 2 192.0.2.1 3 typ host x é":                   accepted,
	"candidate:1 1 udp 2 192.0.2.1 3 typ host ufrag ünf":             accepted,
}

func TestAgainstPionOnValidLines(t *testing.T) {
	differing := map[string]string{}
	for _, line := range validLines(t) {
		// The "a=" of SDP is not part of the attribute; pion wants it taken off.
		c := mustParse(t, line)
		if diff := againstPion(&c, strings.TrimPrefix(line, "a=")); diff != "" {
			differing[line] = diff
		}
	}
	report(t, differing, pionOnValid)
}

func TestAgainstPionOnMalformedLines(t *testing.T) {
	differing := map[string]string{}
	for _, e := range entries(t, "malformed.tsv", 4) {
		if _, err := pion.UnmarshalCandidate(e[3]); err == nil {
			differing[e[3]] = accepted
		}
	}
	report(t, differing, pionOnMalformed)
}

func report(t *testing.T, got, want map[string]string) {
	t.Helper()
	if maps.Equal(got, want) {
		return
	}
	for line, diff := range got {
		if want[line] != diff {
			t.Errorf("%q: %q, listed is %q", line, diff, want[line])
		}
	}
	for line := range want {
		if got[line] == "" {
			t.Errorf("%q is listed, yet both agree", line)
		}
	}
}

// againstPion names the members in which pion differs.
func againstPion(c *candidate.Candidate, line string) string {
	p, err := pion.UnmarshalCandidate(line)
	if err != nil {
		return rejected
	}
	var diff []string
	theirs := pionView(p)
	for i, member := range viewOf(c) {
		if member != theirs[i] {
			diff = append(diff, viewed[i])
		}
	}
	return strings.Join(diff, ", ")
}

// view is a candidate as text, member by member, in the order of viewed.
type view [len(viewed)]string

var viewed = [...]string{"foundation", "component", "transport", "priority", "address", "port", "type", "extensions", "related", "tcptype"}

func viewOf(c *candidate.Candidate) view {
	related := ""
	if c.RelatedAddress != "" || c.HasRelatedPort {
		related = fmt.Sprint(c.RelatedAddress, " ", c.RelatedPort)
	}
	return view{
		c.Foundation, fmt.Sprint(c.Component), c.Protocol(), fmt.Sprint(c.Priority), c.Address, fmt.Sprint(c.Port), string(c.Type),
		fmt.Sprintf("%q", tcpTypeFirst(extensions(c))), related, string(c.TCPType),
	}
}

func pionView(p pion.Candidate) view {
	var extensions [][2]string
	for _, e := range p.Extensions() {
		extensions = append(extensions, [2]string{e.Key, e.Value})
	}
	related := ""
	if r := p.RelatedAddress(); r != nil {
		related = fmt.Sprint(r.Address, " ", r.Port)
	}
	return view{
		p.Foundation(), fmt.Sprint(p.Component()), p.NetworkType().NetworkShort(), fmt.Sprint(p.Priority()), p.Address(), fmt.Sprint(p.Port()),
		p.Type().String(), fmt.Sprintf("%q", extensions), related, p.TCPType().String(),
	}
}

// tcpTypeFirst orders extensions as pion's Extensions does.
func tcpTypeFirst(all [][2]string) [][2]string {
	var first, others [][2]string
	for _, e := range all {
		if e[0] == "tcptype" && first == nil {
			first = append(first, e)
		} else {
			others = append(others, e)
		}
	}
	return append(first, others...)
}
