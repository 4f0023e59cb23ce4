package nat_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/iceguard/iceguard/ice/nat"
	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/ice/session"
)

// The servers of the scripts: two ports of one address, another address, names.
const (
	a1    = "stun:198.51.100.1:3478"
	a2    = "stun:198.51.100.1:3479"
	b1    = "stun:198.51.100.2:3478"
	name1 = "stun:one.example:3478"
	name2 = "stun:two.example:3478"
	other = "stun:two.example:3479"
)

// Host candidates, and the bases of the reflexive ones.
const (
	base   = "192.168.1.10 50000"
	base2  = "192.168.2.10 50002"
	hidden = "0.0.0.0 0"

	host     = "candidate:1 1 udp 2122260223 192.168.1.10 50000 typ host"
	host2    = "candidate:2 1 udp 2122260222 192.168.2.10 50002 typ host"
	mdns     = "candidate:1 1 udp 2113937151 ce3d854c-3607-4ff6-9159-eb842c33af6f.local 50000 typ host"
	mdns2    = "candidate:2 1 udp 2113937150 0c29f45c-3607-4ff6-9159-eb842c33af6f.local 50006 typ host"
	mdnsRTCP = "candidate:1 2 udp 2113937150 ce3d854c-3607-4ff6-9159-eb842c33af6f.local 50001 typ host"
	mdnsTCP  = "candidate:3 1 tcp 1518280447 0c29f45c-3607-4ff6-9159-eb842c33af6f.local 9 typ host tcptype active"
	public   = "candidate:1 1 udp 2122260223 203.0.113.10 50000 typ host"
	public6  = "candidate:6 1 udp 2122262783 2001:db8::10 50006 typ host"
	relay    = "candidate:9 1 udp 41885439 198.51.100.1 60000 typ relay raddr 203.0.113.10 rport 50000 url turn:198.51.100.1:3478?transport=udp"
)

// srflx is a reflexive candidate by mapped address and base, with the server if the engine tells it.
func srflx(mapped, base, url string) string { return srflxOf("7", mapped, base, url) }

func srflxOf(foundation, mapped, base, url string) string {
	b := strings.Fields(base)
	line := "candidate:" + foundation + " 1 udp 1677729535 " + mapped + " typ srflx raddr " + b[0] + " rport " + b[1]
	if url != "" {
		line += " url " + url
	}
	return line
}

// observe plays steps to a session: candidate lines, with " url " and the
// server behind, "remote " before those of the peer and "mid1 " before those of
// another media section; "error CODE URL ADDRESS"; "complete"; "connected"; "restart".
func observe(t *testing.T, transports string, servers []string, steps ...string) [2]nat.Result {
	t.Helper()
	s := session.New()
	apply := func(e session.Event) { s.Apply(&e) }
	apply(session.Event{Kind: session.Attached, ICEServers: servers, ICETransportPolicy: transports})
	apply(session.Event{Kind: session.DescriptionSet, Direction: policy.Local, UsernameFragment: "first"})
	for _, step := range steps {
		e := session.Event{Kind: session.CandidateSeen, Direction: policy.Local, Via: session.Trickle, Mid: "0"}
		word, rest, _ := strings.Cut(step, " ")
		switch word {
		case "complete":
			e = session.Event{Kind: session.ICEGatheringState, State: "complete"}
		case "connected":
			e = session.Event{Kind: session.ICEConnectionState, State: "connected"}
		case "restart":
			e = session.Event{Kind: session.DescriptionSet, Direction: policy.Local, UsernameFragment: "second"}
		case "error":
			e = session.Event{Kind: session.CandidateError}
			f := strings.Split(rest, " ")
			fmt.Sscan(f[0], &e.Error.Code)
			e.Error.URL, e.Error.Address = f[1], f[2]
		case "remote":
			e.Direction, e.Line = policy.Remote, rest
		case "mid1":
			e.Mid, step = "1", rest
			fallthrough
		default:
			e.Line, e.URL, _ = strings.Cut(step, " url ")
		}
		apply(e)
	}
	return nat.Observe(s.State())
}

// told is a result in short: mapping or reason, confidence, candidates, errors.
func told(r nat.Result) string {
	words := []string{string(r.Mapping)}
	if r.Mapping == nat.Undetermined {
		words[0] = string(r.Reason)
	} else {
		words = append(words, string(r.Confidence))
	}
	words = append(words, fmt.Sprint(r.Candidates))
	if len(r.Errors) > 0 {
		words = append(words, fmt.Sprint(r.Errors))
	}
	return strings.Join(words, " ")
}

// checkForm asks what holds for every result.
func checkForm(t *testing.T, name string, results [2]nat.Result) {
	t.Helper()
	for i, r := range results {
		family := []string{"IPv4", "IPv6"}[i]
		if r.Family.String() != strings.ToLower(family) || (r.Mapping == nat.Undetermined) != (r.Reason != "") || (r.Mapping == nat.Undetermined) != (r.Confidence == "") {
			t.Errorf("%s: %+v", name, r)
		}
		if !strings.HasPrefix(r.Summary, family+" mapping "+string(r.Mapping)+": ") || !strings.HasSuffix(r.Summary, ".") {
			t.Errorf("%s: summary %q", name, r.Summary)
		}
		for _, address := range []string{"203.0.113.10", "203.0.113.11", "192.168.1.10", "10.0.1.2", "2001:db8::1"} {
			if strings.Contains(r.Summary, address) {
				t.Errorf("%s: %q tells a candidate's address", name, r.Summary)
			}
		}
	}
}
