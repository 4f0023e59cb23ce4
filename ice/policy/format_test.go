package policy_test

import (
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/iceguard/iceguard/ice/policy"
)

// canonical: what was written and what String makes of it.
var canonical = []struct{ text, want string }{
	{"", ""},
	{" # nothing\n;;", ""},
	{"keep", "default keep"},
	{"default drop # the end", "default drop"},
	{"drop;drop", "drop\ndefault drop"},
	{"local drop", "local drop"},
	{"limit 3", "limit 3"},
	{"limit 007 type host", "limit 7 type host"},
	{"relay-only", "local drop not type relay"},
	{"public-only", "keep scope public\ndefault drop"},
	{"drop\ttype relay  srflx type host relay", "drop type host srflx relay"},
	{"drop not type relay not type host", "drop not type relay not type host"},
	{"drop mid 0 not type relay host port 1 type srflx", "drop type srflx not type host relay port 1 mid 0"},
	{"remote keep tcptype so active transport tcp udp", "remote keep transport udp tcp tcptype active so"},
	{"keep relay-protocol tls udp tcp", "keep relay-protocol udp tcp tls"},
	{"keep scope ula public family fqdn ipv4", "keep family ipv4 fqdn scope public ula"},
	{"drop net 10.1.2.3/8 10.0.0.0/8 192.0.2.1/32", "drop net 10.0.0.0/8 192.0.2.1"},
	{"drop net 192.0.2.77/25 0.0.0.0/0 255.255.255.255/31", "drop net 192.0.2.0/25 0.0.0.0/0 255.255.255.254/31"},
	{"drop net 2001:DB8:0:0::1/33 ::1/128 ::ffff:10.0.0.0/104 fe80::1/10 ::/0", "drop net 2001:db8::/33 ::1 10.0.0.0/8 fe80::/10 ::/0"},
	{"drop port 80-80 9 10-12 11-20 65535 21", "drop port 9-21 80 65535"},
	{"drop port 5-6 1-10 2 port 11", "drop port 1-11"},
	{"drop port 0-65535 65535", "drop port 0-65535"},
	{"drop network-id 02 1 2", "drop network-id 2 1"},
	{"drop server TURN:* stun:* TURN:*", "drop server TURN:* stun:*"},
	{"drop mid a b mid type mid not c", "drop mid a b mid type mid not c"},
	{"drop not mid not x not mid mid x", "drop not mid not x not mid mid x"},
	{"keep mid host type host", "keep type host mid host"},
	{"drop type host\r\n\u00a0remote limit 2 type srflx;default keep", "drop type host\nremote limit 2 type srflx\ndefault keep"},
}

func TestString(t *testing.T) {
	for _, c := range canonical {
		p := parse(t, c.text)
		if got := p.String(); got != c.want {
			t.Errorf("%q\ngot  %q\nwant %q", c.text, got, c.want)
		}
		checkString(t, p)
	}
	var zero policy.Policy
	if zero.String() != "" {
		t.Errorf("the zero policy is %q", zero.String())
	}
}

func TestStringOfPresets(t *testing.T) {
	for _, preset := range policy.Presets() {
		p := parse(t, preset.Name)
		if strings.Contains(p.String(), preset.Name) {
			t.Errorf("%s is written as %q, its name", preset.Name, p.String())
		}
		checkString(t, p)
	}
}

// checkString holds the canonical form against the policy: it parses, is its
// own canonical form, promises the same and decides the same by the same rules.
func checkString(t *testing.T, p *policy.Policy) {
	t.Helper()
	text := p.String()
	again, err := policy.Parse(text)
	if err != nil {
		t.Fatalf("%q is written as %q: %v", p.Text(), text, err)
	}
	if twice := again.String(); twice != text {
		t.Fatalf("%q is written as %q, and that as %q", p.Text(), text, twice)
	}
	if len(again.Rules()) != len(p.Rules()) || again.ForcesRelay() != p.ForcesRelay() || again.DropsNothing() != p.DropsNothing() {
		t.Fatalf("%q is written as %q, which is another policy", p.Text(), text)
	}
	r := rand.New(rand.NewPCG(uint64(len(text)), 7))
	var limits, limitsAgain policy.Limits
	for range 60 {
		in := randomInput(t, r)
		got, want := again.Decide(in, &limitsAgain), p.Decide(in, &limits)
		if got.Kept != want.Kept || got.Rule != want.Rule {
			t.Fatalf("%q is written as %q\n%s %s\ngot  %+v\nwant %+v", p.Text(), text, in.Direction, in.Candidate.Line(), got, want)
		}
		if again.KeepsRelated(&in, nil) != p.KeepsRelated(&in, nil) {
			t.Fatalf("%q is written as %q: KeepsRelated differs for %s", p.Text(), text, in.Candidate.Line())
		}
	}
}

// written are values as people write them, beside those of the reference: with
// bits behind the prefix, doubled, overlapping, and words that look like keywords.
var written = map[string][]string{
	"type":           {"host", "srflx", "prflx", "relay"},
	"transport":      {"udp", "tcp"},
	"tcptype":        {"active", "passive", "so"},
	"family":         {"ipv4", "ipv6", "mdns", "fqdn"},
	"scope":          {"private", "public", "loopback", "linklocal", "cgnat", "ula"},
	"net":            {"10.1.2.3/8", "192.168.1.77/25", "::ffff:192.0.2.7/120", "fd12::9/7", "2001:db8:8000::/33", "fe80::/10", "0.0.0.0/0", "::1", "192.0.2.50/32"},
	"port":           {"9", "9-9", "50000-50004", "50003-50010", "50005", "0", "60000-65535", "1-8"},
	"relay-protocol": {"udp", "tcp", "tls"},
	"server":         {"*", "STUN:*", "turn*:443*", "type", "not", "mid"},
	"network-id":     {"1", "01", "2", "3"},
	"mid":            {"0", "1", "audio", "not", "type", "mid", "server", "keep"},
}

// randomText is a policy written by the grammar of the package comment.
func randomText(r *rand.Rand) string {
	var rules []string
	for range r.IntN(5) {
		words := []string{pick(r, "keep", "drop", "limit "+strconv.Itoa(r.IntN(4)))}
		if d := pick(r, "local", "remote", "", ""); d != "" {
			words = append([]string{d}, words...)
		}
		for range r.IntN(5) {
			if r.IntN(3) == 0 {
				words = append(words, "not")
			}
			kind := pick(r, "type", "transport", "tcptype", "family", "scope", "net", "port", "relay-protocol", "server", "network-id", "mid")
			words = append(words, kind, pick(r, written[kind]...))
			for range r.IntN(3) {
				if more := pick(r, written[kind]...); more != "not" && written[more] == nil { // a keyword stands first only
					words = append(words, more)
				}
			}
		}
		rules = append(rules, strings.Join(words, pick(r, " ", "  ", "\t")))
	}
	if r.IntN(3) == 0 {
		rules = append(rules, pick(r, "default drop", "default keep"))
	}
	return strings.Join(rules, pick(r, "\n", " ; ", " # x\r\n", "\n\n"))
}

// randomInput is one of the candidates with what is known of it changed.
func randomInput(t testing.TB, r *rand.Rand) policy.Input {
	in := input(t, candidates[r.IntN(len(candidates))], policy.Direction(1+r.IntN(2)))
	switch r.IntN(4) {
	case 0:
		in.Mid = pick(r, written["mid"]...)
	case 1:
		in.URL = pick(r, "type", "not", "stun:a", "turns:b:443")
	case 2:
		in.Candidate.Port = uint16(pickInt(r, 8, 9, 10, 50000, 50003, 50010, 50011, 59999, 60000))
	case 3:
		in.Candidate.Address = pick(r, "11.0.0.1", "192.168.1.127", "192.168.1.128", "192.0.2.1", "192.0.3.1", "fc00::1", "2001:db8:7fff::1", "2001:db8:8001::1")
	}
	return in
}

func pickInt(r *rand.Rand, from ...int) int { return from[r.IntN(len(from))] }

func TestStringOfRandomPolicies(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 3000 {
		checkString(t, parse(t, randomText(r)))
	}
}

func FuzzPolicyString(f *testing.F) {
	for _, c := range canonical {
		f.Add(c.text)
	}
	for match := range matches {
		f.Add("drop " + match + "\nlocal limit 2 not " + match + ";default drop # x")
	}
	for _, preset := range policy.Presets() {
		f.Add(preset.Name)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if p, err := policy.Parse(text); err == nil {
			checkString(t, p)
		}
	})
}
