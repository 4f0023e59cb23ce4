package policy_test

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/iceguard/iceguard/ice/policy"
)

// The reference: the policy language said a second time, over the rules as a
// tree and with other tools (netip, regexp), as plainly as can be.
type refRule struct {
	direction string // "", local, remote
	action    string // keep, drop, limit, default keep, default drop
	limit     int
	matches   []refMatch
}

type refMatch struct {
	not    bool
	kind   string
	values []string
}

func (r refRule) text() string {
	parts := []string{}
	if r.direction != "" {
		parts = append(parts, r.direction)
	}
	parts = append(parts, r.action)
	if r.action == "limit" {
		parts = append(parts, strconv.Itoa(r.limit))
	}
	for _, m := range r.matches {
		if m.not {
			parts = append(parts, "not")
		}
		parts = append(parts, m.kind)
		parts = append(parts, m.values...)
	}
	return strings.Join(parts, " ")
}

type reference struct {
	rules    []refRule
	admitted map[string][]string // of a rule and direction
}

// decide gives the answer and the number of the rule.
func (r *reference) decide(in policy.Input) (bool, int) {
	for i, rule := range r.rules {
		if rule.direction != "" && rule.direction != in.Direction.String() || !rule.holds(in) {
			continue
		}
		if rule.action != "limit" {
			return strings.HasSuffix(rule.action, "keep"), i + 1
		}
		c := in.Candidate
		held := fmt.Sprint(i, in.Direction)
		key := fmt.Sprint(c.Foundation, c.Component, c.Protocol(), c.Address, c.Port, c.Type, c.TCPType, in.Mid)
		if !slices.Contains(r.admitted[held], key) {
			if len(r.admitted[held]) >= rule.limit {
				return false, i + 1
			}
			r.admitted[held] = append(r.admitted[held], key)
		}
		return true, i + 1
	}
	return true, 0
}

func (r refRule) holds(in policy.Input) bool {
	wanted := map[string]bool{}
	for _, m := range r.matches {
		one := slices.ContainsFunc(m.values, func(v string) bool { return refHolds(m.kind, v, in) })
		if m.not {
			if one {
				return false
			}
			continue
		}
		wanted[m.kind] = wanted[m.kind] || one
	}
	for _, ok := range wanted {
		if !ok {
			return false
		}
	}
	return true
}

func refHolds(kind, value string, in policy.Input) bool {
	c := in.Candidate
	ip, err := netip.ParseAddr(c.Address)
	isIP := err == nil
	ip = ip.WithZone("").Unmap()
	switch kind {
	case "type":
		return string(c.Type) == value
	case "transport":
		return strings.ToLower(c.Transport) == value
	case "tcptype":
		return string(c.TCPType) == value
	case "family":
		mdns := !isIP && strings.HasSuffix(strings.ToLower(c.Address), ".local")
		return map[string]bool{"ipv4": isIP && ip.Is4(), "ipv6": isIP && ip.Is6(), "mdns": mdns, "fqdn": !isIP && !mdns}[value]
	case "scope":
		return isIP && refScope(ip) == value
	case "net":
		prefix, err := netip.ParsePrefix(value)
		if err != nil {
			a := netip.MustParseAddr(value)
			prefix = netip.PrefixFrom(a, a.BitLen())
		}
		return isIP && prefix.Contains(ip)
	case "port":
		from, to, isRange := strings.Cut(value, "-")
		if !isRange {
			to = from
		}
		low, _ := strconv.Atoi(from)
		high, _ := strconv.Atoi(to)
		return low <= int(c.Port) && int(c.Port) <= high
	case "relay-protocol":
		leg := in.RelayProtocol
		switch url := strings.ToLower(in.URL); {
		case leg != "":
		case strings.HasPrefix(url, "turns:"):
			leg = "tls"
		case strings.HasPrefix(url, "turn:") && strings.HasSuffix(url, "?transport=tcp"):
			leg = "tcp"
		case strings.HasPrefix(url, "turn:"):
			leg = "udp"
		}
		return c.Type == "relay" && leg == value
	case "server":
		pattern := strings.NewReplacer(`\*`, ".*", `\?`, ".").Replace(regexp.QuoteMeta(value))
		return in.URL != "" && regexp.MustCompile("(?i)^"+pattern+"$").MatchString(in.URL)
	case "network-id":
		id, ok := c.Extension("network-id")
		return ok && id == value
	case "mid":
		return in.Mid != "" && in.Mid == value
	}
	panic(kind)
}

func refScope(ip netip.Addr) string {
	switch {
	case ip.IsLoopback():
		return "loopback"
	case ip.IsLinkLocalUnicast():
		return "linklocal"
	case netip.MustParsePrefix("100.64.0.0/10").Contains(ip):
		return "cgnat"
	case ip.IsPrivate() && ip.Is6():
		return "ula"
	case ip.IsPrivate():
		return "private"
	case ip.IsGlobalUnicast():
		return "public"
	}
	return ""
}

// values that random policies choose from.
var values = map[string][]string{
	"type":           {"host", "srflx", "prflx", "relay"},
	"transport":      {"udp", "tcp"},
	"tcptype":        {"active", "passive", "so"},
	"family":         {"ipv4", "ipv6", "mdns", "fqdn"},
	"scope":          {"private", "public", "loopback", "linklocal", "cgnat", "ula"},
	"net":            {"10.0.0.0/8", "192.0.2.50", "0.0.0.0/0", "::/0", "fd00::/8", "192.168.0.0/23", "2001:db8::/33", "203.0.113.10/31", "::1"},
	"port":           {"9", "50000-50004", "0", "60001-65535", "50005"},
	"relay-protocol": {"udp", "tcp", "tls"},
	"server":         {"*", "stun:*", "turn*:443*", "*example:3478", "turn?:*"},
	"network-id":     {"1", "2", "3"},
	"mid":            {"0", "1", "audio"},
}

func randomPolicy(r *rand.Rand) []refRule {
	kinds := []string{"type", "transport", "tcptype", "family", "scope", "net", "port", "relay-protocol", "server", "network-id", "mid"}
	var rules []refRule
	for range r.IntN(5) {
		rule := refRule{direction: pick(r, "", "", "local", "remote"), action: pick(r, "keep", "drop", "drop", "limit"), limit: r.IntN(4)}
		for range r.IntN(4) {
			m := refMatch{not: r.IntN(3) == 0, kind: pick(r, kinds...)}
			for range 1 + r.IntN(3) {
				m.values = append(m.values, pick(r, values[m.kind]...))
			}
			rule.matches = append(rule.matches, m)
		}
		rules = append(rules, rule)
	}
	if r.IntN(3) == 0 {
		rules = append(rules, refRule{action: pick(r, "default drop", "default keep")})
	}
	return rules
}

func pick(r *rand.Rand, from ...string) string { return from[r.IntN(len(from))] }

func TestDecideAgainstReference(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 1500 {
		ref := reference{rules: randomPolicy(r), admitted: map[string][]string{}}
		var texts []string
		for _, rule := range ref.rules {
			texts = append(texts, rule.text())
		}
		p := parse(t, strings.Join(texts, pick(r, "\n", ";", "\r\n", " # x\n", " ; ")))
		if !slices.Equal(p.Rules(), texts) {
			t.Fatalf("rules %q, want %q", p.Rules(), texts)
		}
		checkSequence(t, r, p, &ref)
	}
}

// checkSequence decides on a row of candidates, some of them seen before.
func checkSequence(t *testing.T, r *rand.Rand, p *policy.Policy, ref *reference) {
	t.Helper()
	var limits policy.Limits
	for range 30 {
		in := input(t, candidates[r.IntN(len(candidates))], policy.Direction(1+r.IntN(2)))
		kept, rule := ref.decide(in)
		got := p.Decide(in, &limits)
		if got.Kept != kept || got.Rule != rule {
			t.Fatalf("%q\n%s %s\ngot  %+v\nwant kept %t by rule %d", p.Text(), in.Direction, in.Candidate.Line(), got, kept, rule)
		}
		typ := in.Candidate.Type
		if kept && in.Direction == policy.Local && p.ForcesRelay() && (typ == "host" || typ == "srflx" || typ == "prflx") {
			t.Fatalf("%q forces relay and keeps %s", p.Text(), in.Candidate.Line())
		}
		if !kept && p.DropsNothing() {
			t.Fatalf("%q drops nothing and drops %s", p.Text(), in.Candidate.Line())
		}
	}
}
