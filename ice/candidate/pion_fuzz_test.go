//go:build !js

package candidate_test

import (
	"fmt"
	"net/netip"
	"regexp"
	"strconv"
	"strings"
	"testing"

	pion "github.com/pion/ice/v4"

	"github.com/iceguard/iceguard/ice/candidate"
)

// FuzzAgainstPion holds both readers against each other on lines that no one
// wrote: what pion makes of a line must be what the differences that
// pion_test.go lists make of ours, and what is refused here must be outside the
// grammar.
func FuzzAgainstPion(f *testing.F) {
	for _, line := range validLines(f) {
		f.Add(line)
	}
	for _, e := range entries(f, "malformed.tsv", 4) {
		f.Add(e[3])
	}
	f.Fuzz(func(t *testing.T, line string) {
		c, err := candidate.Parse(line)
		if why := outsideGrammar(line); (err != nil) != (why != "") {
			t.Fatalf("%q: %v, but by the grammar: %q", line, err, why)
		}
		if err != nil {
			return
		}
		bare := line
		if strings.HasPrefix(line, "a=candidate:") {
			bare = line[len("a="):]
		}
		p, err := pion.UnmarshalCandidate(bare)
		if why := pionRefuses(&c); (err != nil) != (why != "") {
			t.Fatalf("%q: pion says %v; listed is: %q", line, err, why)
		}
		if err != nil {
			return
		}
		got, want := pionView(p), pionChanges(&c)
		if got != want {
			t.Fatalf("%q\npion  %q\nwants %q", line, got, want)
		}
	})
}

// pionRefuses says why pion/ice 4.4 does not take a candidate that is one.
func pionRefuses(c *candidate.Candidate) string {
	all := pairsOf(c)
	lastTCPType := ""
	for _, e := range all {
		if e[0] == "tcptype" {
			lastTCPType = e[1]
		}
	}
	switch {
	case strings.Split(c.Line(), " ")[6] != "typ":
		return "RFC 5234 section 2.3: ABNF strings are without case"
	case c.Type != candidate.Host && c.Type != candidate.ServerReflexive && c.Type != candidate.PeerReflexive && c.Type != candidate.Relay:
		return "RFC 8839 section 5.1: the candidate type is any token"
	case !candidate.IPOf(c.Address).IsValid() && !heldForMDNS(c):
		return "RFC 8839 section 5.1: the address may be an FQDN, and of any candidate"
	case !heldForMDNS(c) && !strings.HasPrefix(c.Protocol(), "udp") && !strings.HasPrefix(c.Protocol(), "tcp"):
		return "RFC 8839 section 5.1: the transport is any token"
	case pion.NewTCPType(lastTCPType) == pion.TCPTypeUnspecified && lastTCPType != "":
		return "RFC 6544 section 4.5: tcp-type-ext is any token"
	case len(all) > 0 && all[0][0] == "raddr" && (len(all) == 1 || all[1][0] != "rport"):
		return "RFC 8839 section 5.1: rel-addr and rel-port are optional each"
	}
	return ""
}

// heldForMDNS says whether pion takes the name for one that it will resolve.
func heldForMDNS(c *candidate.Candidate) bool {
	return c.Type == candidate.Host && (strings.HasSuffix(c.Address, ".local") || strings.HasSuffix(c.Address, ".invalid"))
}

// pionChanges is the candidate as pion has it, by the differences listed.
func pionChanges(c *candidate.Candidate) view {
	v := viewOf(c)
	set := func(member, text string) {
		for i, name := range viewed {
			if name == member {
				v[i] = text
			}
		}
	}
	// Only what begins with udp or tcp is looked at, and names are held for UDP.
	if transport := c.Protocol(); heldForMDNS(c) || strings.HasPrefix(transport, "udp") {
		set("transport", "udp")
	} else {
		set("transport", "tcp")
	}
	// A priority of 0 is computed anew (RFC 8445 section 5.1.2.1).
	if c.Priority == 0 {
		set("priority", pionPriority(c))
	}
	// The zone (RFC 4007 section 11) is cut off.
	address, _, _ := strings.Cut(c.Address, "%")
	set("address", address)
	// raddr and rport are found right behind the type and nowhere else; host candidates lose them there.
	all := pairsOf(c)
	related := " 0"
	if len(all) > 1 && all[0][0] == "raddr" && all[1][0] == "rport" {
		port, _ := strconv.Atoi(all[1][1])
		related = fmt.Sprint(all[0][1], " ", port)
		all = all[2:]
	}
	if c.Type == candidate.Host {
		related = ""
	}
	set("related", related)
	// Of several tcptypes (RFC 6544 section 4.5 has one) the last counts, in lower case, and of host candidates only.
	tcpType := pion.TCPTypeUnspecified
	var extensions [][2]string
	for _, e := range all {
		if e[0] != "tcptype" {
			extensions = append(extensions, e)
		} else if c.Type == candidate.Host {
			tcpType = pion.NewTCPType(e[1])
		}
	}
	if tcpType != pion.TCPTypeUnspecified {
		extensions = append([][2]string{{"tcptype", tcpType.String()}}, extensions...)
	}
	set("tcptype", tcpType.String())
	set("extensions", fmt.Sprintf("%q", extensions))
	return v
}

// pionPriority is the priority of the same candidate without one: how pion
// computes it is not the matter here.
func pionPriority(c *candidate.Candidate) string {
	p, err := pion.UnmarshalCandidate(strings.TrimPrefix(c.Line(), "a="))
	if err != nil {
		return ""
	}
	return fmt.Sprint(p.Priority())
}

// pairsOf are all names and values behind the type.
func pairsOf(c *candidate.Candidate) [][2]string {
	var all [][2]string
	words := strings.Split(c.Tail(), " ")
	for i := 0; i+1 < len(words); i += 2 {
		all = append(all, [2]string{words[i], words[i+1]})
	}
	return all
}

// The grammar of RFC 8839 section 5.1, with what engines write beyond it (see
// testdata/README.md), said a second time.
var (
	token       = "[!#$%&'*+\\-.^_`{|}~0-9A-Za-z]+"
	grammar     = regexp.MustCompile(`^(?:(?:a=)?candidate:)?[0-9A-Za-z+/]{1,32} ([0-9]{1,3}) ` + token + ` ([0-9]{1,10}) ([!-~]+) ([0-9]{1,5}) (?i:typ) ` + token + `((?: ` + token + ` [!-~]*)*)$`)
	name        = regexp.MustCompile(`^(?:[0-9A-Za-z_-]+\.)*[0-9A-Za-z_-]+\.?$`)
	numeric     = regexp.MustCompile(`^[0-9.]+$`)
	zone        = regexp.MustCompile(`^[0-9A-Za-z._-]+$`)
	justToken   = regexp.MustCompile(`^` + token + `$`)
	relatedPort = regexp.MustCompile(`^[0-9]{1,5}$`)
)

func outsideGrammar(line string) string {
	parts := grammar.FindStringSubmatch(line)
	if parts == nil {
		return "shape"
	}
	for i, highest := range map[int]int{1: 256, 2: 1<<32 - 1, 4: 65535} {
		if n, _ := strconv.Atoi(parts[i]); n > highest || i == 1 && n == 0 {
			return "number"
		}
	}
	if !isAddress(parts[3]) {
		return "address"
	}
	words := strings.Split(parts[5], " ")[1:]
	first := map[string]bool{}
	for i := 0; i < len(words); i += 2 {
		key, value := words[i], words[i+1]
		if first[key] {
			continue
		}
		first[key] = true
		port, _ := strconv.Atoi(value)
		switch {
		case key == "raddr" && !isAddress(value):
			return "raddr"
		case key == "rport" && (!relatedPort.MatchString(value) || port > 65535):
			return "rport"
		case key == "tcptype" && !justToken.MatchString(value):
			return "tcptype"
		}
	}
	return ""
}

func isAddress(s string) bool {
	address, scope, zoned := strings.Cut(s, "%")
	if ip, err := netip.ParseAddr(address); err == nil {
		return !zoned || strings.Contains(address, ":") && zone.MatchString(scope) && ip.IsValid()
	}
	return len(s) <= 255 && name.MatchString(s) && !numeric.MatchString(s)
}
