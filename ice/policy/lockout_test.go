package policy_test

import (
	"math/rand/v2"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/iceguard/iceguard/ice/candidate"
	"github.com/iceguard/iceguard/ice/policy"
)

// ends are candidates in short: "udp 192.0.2.1", "tcp/active fe80::1 relay", "udp a.local host 2" (component 2).
func ends(t *testing.T, list ...string) []policy.Input {
	t.Helper()
	var all []policy.Input
	for _, short := range list {
		words := strings.Fields(short)
		words = append(words, []string{"", "", "host", "1"}[len(words):]...)
		typ, component := words[2], words[3]
		transport, tcpType, _ := strings.Cut(words[0], "/")
		line := "candidate:1 " + component + " " + transport + " 1 " + words[1] + " 5000 typ " + typ
		if tcpType != "" {
			line += " tcptype " + tcpType
		}
		all = append(all, input(t, seen{line: line}, policy.Local))
	}
	return all
}

// Which candidates pair, whatever the policy.
func TestCandidatesPair(t *testing.T) {
	for _, c := range []struct {
		local, remote string
		want          bool
	}{
		{"udp 10.0.0.1", "UDP 192.0.2.1", true},
		{"udp 10.0.0.1", "udp 2001:db8::1", false},
		{"udp 2001:db8::2", "udp 2001:db8::1", true},
		{"udp ::ffff:10.0.0.1", "udp 192.0.2.1", true},
		{"udp fe80::1", "udp fe80::2%eth0", true},
		{"udp fe80::1", "udp 2001:db8::1", false},
		{"udp fd00::1", "udp fe80::1", false},
		{"udp fd00::1", "udp 2001:db8::1", true},
		{"udp 169.254.0.1", "udp 192.0.2.1", true},
		{"udp a.local", "udp 192.0.2.1", true},
		{"udp a.local", "udp 2001:db8::1", true},
		{"udp fe80::1", "udp b.local", true},
		{"udp 10.0.0.1", "udp redacted-ip.invalid", true},
		{"udp a.local", "udp host.example", true},
		{"udp 10.0.0.1", "tcp/passive 192.0.2.1", false},
		{"udp a.local", "tcp/passive b.local", false},
		{"tcp/active 10.0.0.1", "tcp/passive 192.0.2.1", true},
		{"TCP/passive 10.0.0.1", "tcp/active 192.0.2.1", true},
		{"tcp/so 10.0.0.1", "tcp/so 192.0.2.1", true},
		{"tcp/active 10.0.0.1", "tcp/active 192.0.2.1", false},
		{"tcp/passive 10.0.0.1", "tcp/passive 192.0.2.1", false},
		{"tcp/active 10.0.0.1", "tcp/so 192.0.2.1", false},
		{"tcp/so 10.0.0.1", "tcp/passive 192.0.2.1", false},
		{"tcp/so 10.0.0.1", "tcp/active 192.0.2.1", false},
		{"tcp/passive 10.0.0.1", "tcp/so 192.0.2.1", false},
		{"tcp/active 10.0.0.1", "tcp/passive 2001:db8::1", false},
		{"tcp/active 10.0.0.1", "tcp 192.0.2.1", true},
		{"tcp 10.0.0.1", "tcp/passive 192.0.2.1", true},
		{"tcp/so 10.0.0.1", "tcp 192.0.2.1", true},
		{"tcp/passive 10.0.0.1", "tcp 192.0.2.1", true},
		{"tcp 10.0.0.1", "tcp 192.0.2.1", true},
		{"tcp/odd 10.0.0.1", "tcp/odd 192.0.2.1", false},
		{"udp/active 10.0.0.1", "udp/active 192.0.2.1", true},
		{"tcp 192.0.2.9 relay", "udp 192.0.2.1", true},
		{"tcp 192.0.2.9 relay", "tcp 192.0.2.1", false},
		{"udp 10.0.0.1", "tcp 192.0.2.9 relay", false},
		{"ssltcp 10.0.0.1", "SSLTCP 192.0.2.1", true},
		{"udp 10.0.0.1 host 1", "udp 192.0.2.1 host 2", false},
		{"udp 10.0.0.1 host 2", "udp 192.0.2.1 host 2", true},
	} {
		l := parse(t, "").Lockout(ends(t, c.local), ends(t, c.remote))
		want := policy.Lockout{Verdict: policy.VerdictImpossible, Reason: policy.NothingPairs}
		if c.want {
			want = policy.Lockout{Verdict: policy.VerdictPossible, Reason: policy.PairSurvives}
		}
		if l.Verdict != want.Verdict || l.Reason != want.Reason || l.Rules != nil {
			t.Errorf("%s and %s: %+v, want %+v", c.local, c.remote, l, want)
		}
	}
}

var lockouts = []struct {
	text          string
	local, remote []string
	want          policy.Verdict
	reason        policy.Reason
	rules         []int
}{
	{"drop", nil, nil, "unknown", "no-candidates", nil},
	{"drop", nil, []string{"udp 192.0.2.1"}, "unknown", "no-local-candidates", nil},
	{"drop", []string{"udp 10.0.0.1"}, nil, "unknown", "no-remote-candidates", nil},
	{"no-host", []string{"udp 10.0.0.1"}, []string{"udp 192.0.2.1"}, "impossible", "all-local-dropped", []int{1}},
	{"no-host", []string{"udp 10.0.0.1", "udp 203.0.113.1 srflx"}, []string{"udp 192.0.2.1"}, "possible", "pair-survives", nil},
	{"remote drop", []string{"udp 10.0.0.1"}, []string{"udp 192.0.2.1"}, "impossible", "all-remote-dropped", []int{1}},
	{"remote keep; drop type host", []string{"udp 10.0.0.1"}, []string{"udp 192.0.2.1"}, "impossible", "all-local-dropped", []int{2}},
	{"remote drop; local drop", []string{"udp 10.0.0.1"}, []string{"udp 192.0.2.1"}, "impossible", "all-dropped", []int{1, 2}},
	{"default drop", []string{"udp 10.0.0.1"}, []string{"udp 192.0.2.1"}, "impossible", "all-dropped", []int{1}},
	// Each side keeps one, of different families; the sixth-family pair lost its local end, the fourth its remote one.
	{"drop port 1; local drop family ipv6; remote drop family ipv4", []string{"udp 10.0.0.1", "udp 2001:db8::1"},
		[]string{"udp 192.0.2.1", "udp 2001:db8::2"}, "impossible", "every-pair-dropped", []int{2, 3}},
	// Rules that drop what would not pair anyway are not to blame.
	{"drop transport tcp; drop family ipv6", []string{"udp 2001:db8::1", "tcp/active 2001:db8::1", "udp 10.0.0.1"},
		[]string{"udp 2001:db8::2", "tcp/active 2001:db8::3"}, "impossible", "all-remote-dropped", []int{2}},
	{"drop type host", []string{"udp 10.0.0.1"}, []string{"tcp/passive 192.0.2.1"}, "impossible", "nothing-pairs", nil},
	{"limit 0", []string{"udp 10.0.0.1"}, []string{"udp 192.0.2.1"}, "impossible", "all-dropped", []int{1}},
	{"limit 1", []string{"udp 10.0.0.1"}, []string{"udp 192.0.2.1"}, "possible", "pair-survives", nil},
	// The limit admits the first of each side, and these two do not pair.
	{"limit 1", []string{"udp 10.0.0.1", "udp 2001:db8::1"}, []string{"udp 2001:db8::2", "udp 192.0.2.1"}, "impossible", "every-pair-dropped", []int{1}},
	{"public-only", []string{"udp a.local"}, []string{"udp 192.0.2.1"}, "impossible", "all-local-dropped", []int{2}},
	{"ipv6-only", []string{"udp a.local"}, []string{"udp 2001:db8::1"}, "possible", "pair-survives", nil},
	{"tcp-only", []string{"udp 192.0.2.9 relay"}, []string{"udp 192.0.2.1"}, "impossible", "all-dropped", []int{1}},
	{"relay-only", []string{"udp 10.0.0.1", "udp 192.0.2.9 relay"}, []string{"udp a.local"}, "possible", "pair-survives", nil},
	{"relay-only", []string{"udp 10.0.0.1", "udp 192.0.2.9 relay"}, []string{"udp 2001:db8::1"}, "impossible", "nothing-pairs", nil},
}

func TestLockout(t *testing.T) {
	for _, c := range lockouts {
		got := parse(t, c.text).Lockout(ends(t, c.local...), ends(t, c.remote...))
		if got.Verdict != c.want || got.Reason != c.reason || !slices.Equal(got.Rules, c.rules) {
			t.Errorf("%q, %v and %v: %+v, want %s, %s, %v", c.text, c.local, c.remote, got, c.want, c.reason, c.rules)
		}
	}
}

// The inputs keep the direction they had: only the side they are given on counts.
func TestLockoutReadsNoDirection(t *testing.T) {
	local, remote := ends(t, "udp 10.0.0.1"), ends(t, "udp 192.0.2.1")
	local[0].Direction, remote[0].Direction = policy.Remote, 0
	if got := parse(t, "local drop").Lockout(local, remote); got.Reason != policy.AllLocalDropped {
		t.Errorf("got %+v", got)
	}
	if local[0].Direction != policy.Remote || remote[0].Direction != 0 {
		t.Error("Lockout changed its arguments")
	}
}

// Against the definition, said a second time with netip and over all pairs.
func TestLockoutAgainstDefinition(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	seenVerdicts := map[policy.Verdict]int{}
	for range 2000 {
		p := parse(t, randomText(r))
		var local, remote []policy.Input
		for range r.IntN(4) {
			local, remote = append(local, randomInput(t, r)), append(remote, randomInput(t, r))
		}
		got := p.Lockout(local, remote)
		seenVerdicts[got.Verdict]++
		var limits policy.Limits
		decide := func(list []policy.Input, d policy.Direction) (all []policy.Decision) {
			for _, in := range list {
				in.Direction = d
				all = append(all, p.Decide(in, &limits))
			}
			return all
		}
		ours, theirs := decide(local, policy.Local), decide(remote, policy.Remote)
		want, blamed := policy.VerdictImpossible, map[int]bool{}
		for i := range local {
			for j := range remote {
				switch {
				case !refPairs(local[i].Candidate, remote[j].Candidate):
				case ours[i].Kept && theirs[j].Kept:
					want = policy.VerdictPossible
				default:
					blamed[ours[i].Rule] = blamed[ours[i].Rule] || !ours[i].Kept
					blamed[theirs[j].Rule] = blamed[theirs[j].Rule] || !theirs[j].Kept
				}
			}
		}
		if len(local) == 0 {
			want = policy.VerdictUnknown
		}
		var rules []int
		for n := range len(p.Rules()) + 1 {
			if blamed[n] && want == policy.VerdictImpossible {
				rules = append(rules, n)
			}
		}
		if got.Verdict != want || !slices.Equal(got.Rules, rules) {
			t.Fatalf("%q: %+v, want %s for the rules %v", p.Text(), got, want, rules)
		}
	}
	for _, v := range []policy.Verdict{policy.VerdictUnknown, policy.VerdictPossible, policy.VerdictImpossible} {
		if seenVerdicts[v] < 100 {
			t.Errorf("only %d of the random cases are %s", seenVerdicts[v], v)
		}
	}
}

func refPairs(local, remote *candidate.Candidate) bool {
	transport := strings.ToLower(local.Transport)
	if local.Type == "relay" {
		transport = "udp"
	}
	tcp := map[string]bool{"active passive": true, "passive active": true, "so so": true}[string(local.TCPType+" "+remote.TCPType)]
	if local.Component != remote.Component || transport != strings.ToLower(remote.Transport) || transport == "tcp" && !tcp {
		return false
	}
	a, errA := netip.ParseAddr(local.Address)
	b, errB := netip.ParseAddr(remote.Address)
	if errA != nil || errB != nil {
		return true
	}
	a, b = a.Unmap(), b.Unmap()
	return a.Is4() == b.Is4() && (a.Is4() || a.IsLinkLocalUnicast() == b.IsLinkLocalUnicast())
}
