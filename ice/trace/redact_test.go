package trace_test

import (
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/iceguard/iceguard/ice/candidate"
	"github.com/iceguard/iceguard/ice/session"
	"github.com/iceguard/iceguard/ice/stats"
	"github.com/iceguard/iceguard/ice/trace"
)

func TestRedactAddresses(t *testing.T) {
	var r trace.Redactor
	for _, c := range []struct{ address, want string }{
		{"192.168.1.5", "10.0.0.1"}, {"10.0.0.1", "10.0.0.2"}, {"192.168.1.5", "10.0.0.1"}, {"::ffff:192.168.1.5", "10.0.0.1"}, {"::ffff:c0a8:105", "10.0.0.1"},
		{"8.8.8.8", "203.0.113.1"}, {"169.254.7.7", "169.254.0.1"}, {"100.64.9.9", "100.64.0.1"},
		{"2a00:1450::8", "2001:db8::1"}, {"2A00:1450:0:0:0:0:0:8", "2001:db8::1"}, {"2a00:1450::9", "2001:db8::2"},
		{"fd12:3456::1", "fd00::1"}, {"fe80::1%eth0", "fe80::1"}, {"fe80::2", "fe80::2"}, {"fe80::1", "fe80::1"},
		{"127.0.0.1", "127.0.0.1"}, {"::1", "::1"}, {"0.0.0.0", "0.0.0.0"}, {"::", "::"}, {"", ""}, {"(redacted)", "(redacted)"}, {"redacted-ip.invalid", "redacted-ip.invalid"},
		{"johns-macbook.local", "mdns-1.local"}, {"6b9e2c1f-0c0e-4f0e-a8f1-1d1f6e8a9b10.local", "mdns-2.local"}, {"johns-macbook.local", "mdns-1.local"},
		{"host.example.com", "name-1.invalid"}, {"relay.example.com", "name-2.invalid"}, {"host.example.com", "name-1.invalid"},
		{"192.168.1.x", "10.0.1.x"}, {"192.168.2.x", "10.0.2.x"}, {"192.168.1.x", "10.0.1.x"}, {"8.8.8.x", "198.18.1.x"}, {"0.0.0.x", "0.0.0.x"},
		{"2a00:1450:4001:x:x:x:x:x", "2001:db8:1:x:x:x:x:x"}, {"fd12:1:2:x:x:x:x:x", "fd00:0:1:x:x:x:x:x"}, {"fe80:0:0:x:x:x:x:x", "fe80:0:1:x:x:x:x:x"},
	} {
		e := r.Event(&session.Event{Error: session.ErrorEvent{Address: c.address}})
		if e.Error.Address != c.want {
			t.Errorf("%s is shown as %s, want %s", c.address, e.Error.Address, c.want)
		}
		if candidate.IPOf(c.address).Scope() != candidate.IPOf(c.want).Scope() || candidate.FamilyOf(c.address) != candidate.FamilyOf(c.want) {
			t.Errorf("%s and %s are of different family or scope", c.address, c.want)
		}
	}
}

func TestRedactLinesAndTexts(t *testing.T) {
	for _, c := range []struct{ text, line string }{
		{"candidate:842163049 1 udp 1677729535 84.1.2.3 61887 typ srflx raddr 192.168.1.5 rport 61887 generation 0 ufrag Ab+/ network-id 1",
			"candidate:1 1 udp 1677729535 203.0.113.1 61887 typ srflx raddr 10.0.0.1 rport 61887 generation 0 ufrag Ab+/ network-id 1"},
		{"a=candidate:842163049 2 UDP 5 192.168.1.5 9 typ host tcptype active raddr 0.0.0.0 rport 0", "a=candidate:1 2 UDP 5 10.0.0.1 9 typ host tcptype active raddr 0.0.0.0 rport 0"},
		{"7 1 udp 1 pc.example.com 9 typ host x-seen 84.1.2.3", "2 1 udp 1 name-1.invalid 9 typ host x-seen 203.0.113.1"},
		{"candidate:842163049 1 udp 1 192.168.1.5 notaport typ host", "candidate:842163049 1 udp 1 10.0.0.1 notaport typ host"},
		{"", ""},
	} {
		// One redactor for all of the row's places: the same stand-in everywhere.
		var r trace.Redactor
		r.Event(&session.Event{Line: "candidate:842163049 1 udp 1 84.1.2.3 1 typ srflx raddr 192.168.1.5 rport 1"})
		e := session.Event{Line: c.text, Pair: session.PairEvent{Local: c.text, Remote: c.text}}
		got := r.Event(&e)
		if got.Line != c.line || got.Pair.Local != c.line || got.Pair.Remote != c.line || e.Line != c.text {
			t.Errorf("%s\nis shown as\n%s\nwant\n%s\npair %+v", c.text, got.Line, c.line, got.Pair)
		}
	}
	for text, want := range map[string]string{
		"STUN host 192.168.1.5:3478 from [fd12::5]:99 timed out; see pc.local.": "STUN host 10.0.0.1:3478 from [fd00::1]:99 timed out; see mdns-1.local.",
		"192.168.1.x:41209": "10.0.1.x:41209", "[2a00:1:2:x:x:x:x:x]:5": "[2001:db8:1:x:x:x:x:x]:5", ":0": ":0", "0.0.0.x:9": "0.0.0.x:9",
		"at 12:30:05, error 1.5 of 701: é": "at 12:30:05, error 1.5 of 701: é", "fd12::": "fd00::1", "8.8.8.8.": "203.0.113.1.",
	} {
		var r trace.Redactor
		got := r.Event(&session.Event{Error: session.ErrorEvent{Text: text}})
		host := (&trace.Redactor{}).Event(&session.Event{Error: session.ErrorEvent{HostCandidate: text}})
		if got.Error.Text != want || host.Error.HostCandidate != want {
			t.Errorf("%q is shown as %q, want %q", text, got.Error.Text, want)
		}
	}
}

func TestRedactMany(t *testing.T) {
	var r trace.Redactor
	shown := map[string]bool{}
	for i := range 70_000 {
		ip := candidateAddress(i)
		got := r.Event(&session.Event{Error: session.ErrorEvent{Address: ip}}).Error.Address
		if shown[got] || candidate.IPOf(got).Scope() != candidate.IPOf(ip).Scope() || !strings.HasPrefix(got, "203.0.113.") && !strings.HasPrefix(got, "198.1") && !strings.HasPrefix(got, "2001:db8::") {
			t.Fatalf("%s is shown as %s", ip, got)
		}
		if want := map[int]string{0: "203.0.113.1", 506: "203.0.113.254", 508: "198.18.0.255", 510: "198.18.1.0"}[i]; want != "" && got != want {
			t.Errorf("%s is shown as %s, want %s", ip, got, want)
		}
		shown[got] = true
	}
}

func candidateAddress(i int) string {
	if i%2 == 0 {
		return "80." + digits(i>>16) + "." + digits(i>>8&255) + "." + digits(i&255)
	}
	return "2a00::" + digits(i/10000) + ":" + digits(i%10000)
}

func digits(n int) string { return strconv.Itoa(n) }

// A redacted trace is still a trace: it names no address of the original, the
// session comes to the same conclusions, and ufrags and ports are there.
func TestRedactedTrace(t *testing.T) {
	events := call(t)
	hidden := record(t, trace.Options{Redact: true}, events)
	if left := regexp.MustCompile(`192\.168|198\.51\.100|203\.0\.113\.80|2a00:|6b9e2c1f`).FindString(hidden); left != "" {
		t.Errorf("still there: %s", left)
	}
	if !strings.HasPrefix(hidden, `{"trace":"iceguard.trace/1","redacted":true}`+"\n") || strings.Count(hidden, "uflocal") != 7 || strings.Count(hidden, "47845") != 5 {
		t.Errorf("ufrags or ports are gone:\n%s", hidden)
	}
	plain, err := trace.Replay(strings.NewReader(record(t, trace.Options{}, events)), nil)
	if err != nil {
		t.Fatal(err)
	}
	s, err := trace.Replay(strings.NewReader(hidden), nil)
	if err != nil {
		t.Fatal(err)
	}
	a, b := plain.State(), s.State()
	if len(a.Candidates) != len(b.Candidates) || a.PathChanges != b.PathChanges {
		t.Fatalf("%d candidates, %d path changes; want %d, %d", len(b.Candidates), b.PathChanges, len(a.Candidates), a.PathChanges)
	}
	for i := range a.Candidates {
		p, q := &a.Candidates[i], &b.Candidates[i]
		if (p.Err == nil) != (q.Err == nil) || p.Decision != q.Decision || p.Candidate.Type != q.Candidate.Type || p.Candidate.Port != q.Candidate.Port {
			t.Errorf("%s: %+v\n%s: %+v", p.Line, p.Decision, q.Line, q.Decision)
		}
	}
	if a.Path.Kind != b.Path.Kind || a.Path.RelaySide != b.Path.RelaySide || a.Path.Family != b.Path.Family || a.Path.Scope != b.Path.Scope || (a.Path.Recognised == "") != (b.Path.Recognised == "") {
		t.Errorf("path %+v, want %+v", b.Path, a.Path)
	}
	if events[5].Line == b.Candidates[0].Line || events[21].Stats.Candidates[0].Address != "198.51.100.7" {
		t.Error("the caller's events were changed")
	}
	if b.Candidates[0].Candidate.Address != "10.0.0.1" || b.Candidates[3].Candidate.RelatedAddress != "10.0.0.1" {
		t.Errorf("one address, two stand-ins: %s, %s", b.Candidates[0].Line, b.Candidates[3].Line)
	}
}

func TestRedactStats(t *testing.T) {
	s := &stats.Snapshot{Candidates: []stats.Candidate{{Address: "84.1.2.3", URL: "stun:84.1.2.3"}, {Address: ""}}}
	got := (&trace.Redactor{}).Event(&session.Event{Kind: session.StatsTaken, Stats: s})
	if got.Stats.Candidates[0].Address != "203.0.113.1" || got.Stats.Candidates[1].Address != "" || got.Stats.Candidates[0].URL != "stun:84.1.2.3" || s.Candidates[0].Address != "84.1.2.3" {
		t.Errorf("%+v, %+v", got.Stats, s)
	}
}
