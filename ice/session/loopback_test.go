package session_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/iceguard/iceguard/ice/candidate"
	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/ice/session"
	"github.com/iceguard/iceguard/ice/stats"
)

// verdict is what a recorded call was, read by hand from the recording.
type verdict struct {
	file, side      string
	local, remote   int    // candidates
	ufrags          string // local and remote
	times           string // of the generation, in ms since attach, in their order
	path            session.Path
	pathChanges     int
	sent, received  float64
	rtt, averageRTT float64 // seconds; -1: not known
	states          string  // signaling, gathering, ICE, connection
}

func end(typ, address string, port int, protocol string) session.PathEnd {
	return session.PathEnd{Type: typ, Address: address, Port: port, Protocol: protocol}
}

const allUp = "stable complete connected connected"

var verdicts = []verdict{
	{
		file: "chromium-loopback", side: "a", local: 1, remote: 1, ufrags: "sonH 2HVh",
		times: "started 0, gatheringStarted 20.7, firstLocalCandidate 34.2, firstHost 34.2, firstRemoteCandidate 37.6, checking 42.6, selectedPair 49.5, " +
			"endOfRemoteCandidates 49.7, connected 49.7, gatheringComplete 49.8, dtlsConnected 60",
		// Both ends are mDNS names, which Chromium's stats hide.
		path: session.Path{
			Since: 49.5, Kind: session.PathHost, Transport: "udp", Local: end("host", "", 51160, "udp"), Remote: end("host", "", 39899, "udp"),
			Source: stats.SourceTransport,
		},
		sent: 2291, received: 2403, rtt: 0.001, averageRTT: 0.007 / 4, states: allUp,
	},
	{
		file: "chromium-loopback", side: "b", local: 1, remote: 1, ufrags: "2HVh sonH",
		times: "started 0, gatheringStarted 25.1, firstRemoteCandidate 31, firstLocalCandidate 34.4, firstHost 34.4, checking 37.1, selectedPair 42.8, " +
			"connected 44.9, gatheringComplete 46.5, endOfRemoteCandidates 46.6, dtlsConnected 53.6",
		path: session.Path{
			Since: 42.8, Kind: session.PathHost, Transport: "udp", Local: end("host", "", 39899, "udp"), Remote: end("host", "", 51160, "udp"),
			Source: stats.SourceTransport,
		},
		sent: 2403, received: 2291, rtt: 0.003, averageRTT: 0.009 / 4, states: allUp,
	},
	{
		file: "chromium-loopback-nomdns", side: "a", local: 1, remote: 1, ufrags: "i8yK STwB",
		times: "started 0, gatheringStarted 25.1, firstLocalCandidate 58, firstHost 58, firstRemoteCandidate 78.9, checking 89.7, selectedPair 90.4, " +
			"connected 90.4, gatheringComplete 90.9, endOfRemoteCandidates 91, dtlsConnected 91",
		path: session.Path{
			Since: 90.4, Kind: session.PathHost, Transport: "udp", Family: candidate.IPv4, Scope: candidate.Private,
			Local: end("host", "10.9.0.1", 56436, "udp"), Remote: end("host", "10.9.0.1", 48335, "udp"), Source: stats.SourceTransport,
		},
		sent: 2289, received: 2440, rtt: 0.001, averageRTT: 0.013 / 4, states: allUp,
	},
	{
		file: "chromium-loopback-gum", side: "a", local: 2, remote: 2, ufrags: "t79b tlhV",
		times: "started 0, gatheringStarted 16.7, firstLocalCandidate 21.2, firstHost 21.2, firstRemoteCandidate 27.4, checking 31.7, " +
			"endOfRemoteCandidates 45.1, selectedPair 45.4, connected 45.5, gatheringComplete 46.4, dtlsConnected 51.2",
		// Begins on IPv4 and moves to IPv6 0.16 s later; the stats come after the last event, at 1017.8.
		path: session.Path{
			Since: 270.6, Kind: session.PathHost, Transport: "udp", Family: candidate.IPv6, Scope: candidate.ULA,
			Local: end("host", "fd09::1", 44680, "udp"), Remote: end("host", "fd09::1", 39113, "udp"), Source: stats.SourceTransport,
		},
		pathChanges: 1, sent: 2291, received: 2404, rtt: 0.007, averageRTT: 0.01 / 4, states: allUp,
	},
	{
		file: "firefox-loopback", side: "a", local: 4, remote: 4, ufrags: "eed50e99 bef9706e",
		times: "started 0, gatheringStarted 43, firstLocalCandidate 44, firstHost 44, gatheringComplete 50, firstRemoteCandidate 66, " +
			"endOfRemoteCandidates 70, checking 137, connected 138, dtlsConnected 165, selectedPair 203",
		// The remote end is a prflx whose address Firefox hides; its port is that of a signalled host.
		path: session.Path{
			Since: 203, Kind: session.PathHost, Transport: "udp",
			Local:  end("host", "1bbd0bf5-d813-4371-a727-3f167da00c74.local", 50612, "udp"),
			Remote: end("prflx", "", 54409, "udp"), Source: stats.SourceTransport,
			Recognised: "candidate:0 1 UDP 2122187007 404a0a09-2dad-4662-a7cc-378c3e5f5984.local 54409 typ host",
		},
		sent: 2533, received: 2546, rtt: 0, averageRTT: 0, states: allUp,
	},
	{
		file: "firefox-loopback", side: "b", local: 4, remote: 4, ufrags: "bef9706e eed50e99",
		times: "started 0, firstRemoteCandidate 40, endOfRemoteCandidates 45, gatheringStarted 59, firstLocalCandidate 62, firstHost 62, " +
			"gatheringComplete 66, checking 128, connected 134, dtlsConnected 160, selectedPair 199",
		path: session.Path{
			Since: 199, Kind: session.PathHost, Transport: "udp",
			Local:  end("host", "404a0a09-2dad-4662-a7cc-378c3e5f5984.local", 54409, "udp"),
			Remote: end("host", "1bbd0bf5-d813-4371-a727-3f167da00c74.local", 50612, "udp"), Source: stats.SourceTransport,
		},
		sent: 2546, received: 2533, rtt: 0.001, averageRTT: 0.001, states: allUp,
	},
	{
		file: "firefox-loopback-nomdns", side: "a", local: 4, remote: 4, ufrags: "8b700e0f 7be4d119",
		times: "started 0, gatheringStarted 46, firstLocalCandidate 48, firstHost 48, gatheringComplete 63, firstRemoteCandidate 85, " +
			"endOfRemoteCandidates 88, checking 108, connected 114, dtlsConnected 120, selectedPair 142",
		path: session.Path{
			Since: 142, Kind: session.PathHost, Transport: "udp", Family: candidate.IPv4, Scope: candidate.Private,
			Local: end("host", "10.9.0.1", 38080, "udp"), Remote: end("prflx", "10.9.0.1", 39225, "udp"), Source: stats.SourceTransport,
			Recognised: "candidate:0 1 UDP 2122187007 10.9.0.1 39225 typ host",
		},
		sent: 2534, received: 2545, rtt: 0.001, averageRTT: 0.001, states: allUp,
	},
	{
		file: "firefox-loopback-gum", side: "a", local: 4, remote: 4, ufrags: "8a536e3b 3720d0b5",
		times: "started 0, gatheringStarted 29, firstLocalCandidate 31, firstHost 31, gatheringComplete 35, firstRemoteCandidate 62, " +
			"endOfRemoteCandidates 67, checking 68, connected 68, dtlsConnected 85, selectedPair 102",
		path: session.Path{
			Since: 102, Kind: session.PathHost, Transport: "udp", Family: candidate.IPv4, Scope: candidate.Private,
			Local: end("host", "10.9.0.1", 38965, "udp"), Remote: end("prflx", "10.9.0.1", 47368, "udp"), Source: stats.SourceTransport,
			Recognised: "candidate:0 1 UDP 2122187007 10.9.0.1 47368 typ host",
		},
		sent: 2532, received: 2544, rtt: 0, averageRTT: 0, states: allUp,
	},
	{
		// Gathering is complete before its candidate is told; no end marker; stats without protocol; one second of RTT is really 1 ms.
		file: "node-node-datachannel", side: "a", local: 1, remote: 1, ufrags: " ",
		times: "started 0, gatheringComplete 0, checking 0, firstLocalCandidate 3, firstHost 3, firstRemoteCandidate 4, connected 4, " +
			"dtlsConnected 1006, selectedPair 1007",
		path: session.Path{
			Since: 1007, Kind: session.PathHost, Transport: "udp", Family: candidate.IPv4, Scope: candidate.Private,
			Local: end("host", "10.0.1.2", 53520, "udp"), Remote: end("host", "10.0.1.2", 60295, ""), Source: stats.SourceTransport,
		},
		sent: 4, received: 9, rtt: 1, averageRTT: -1, states: allUp,
	},
	{
		// werift says "completed" when gathering is, before checking.
		file: "node-werift", side: "a", local: 1, remote: 1, ufrags: " ",
		times: "started 0, gatheringStarted 0, firstLocalCandidate 15, firstHost 15, gatheringComplete 29, connected 29, firstRemoteCandidate 33, " +
			"endOfRemoteCandidates 34, checking 37, dtlsConnected 217, selectedPair 218",
		path: session.Path{
			Since: 218, Kind: session.PathHost, Transport: "udp", Family: candidate.IPv4, Scope: candidate.Private,
			Local: end("host", "10.0.1.2", 51598, "udp"), Remote: end("host", "10.0.1.2", 58034, "udp"), Source: stats.SourceTransport,
		},
		sent: 0, received: 0, rtt: 0.004999272000000019, averageRTT: 0.004999272000000019, states: allUp,
	},
	{
		// The peer's null comes before its candidates; this side never says checking.
		file: "node-wrtc", side: "a", local: 3, remote: 3, ufrags: " ",
		times: "started 0, gatheringStarted 1, firstLocalCandidate 1, firstHost 1, firstRemoteCandidate 6, endOfRemoteCandidates 6, connected 7, " +
			"dtlsConnected 7, gatheringComplete 8, selectedPair 198",
		path: session.Path{
			Since: 198, Kind: session.PathHost, Transport: "udp", Family: candidate.IPv4, Scope: candidate.Private,
			Local: end("host", "10.0.1.2", 43081, "udp"), Remote: end("host", "10.0.1.2", 57594, "udp"), Source: stats.SourceTransport,
		},
		sent: 1803, received: 1263, rtt: 0, averageRTT: 0, states: "stable complete completed connected",
	},
}

func TestRecordedCalls(t *testing.T) {
	for _, v := range verdicts {
		name := v.file + " " + v.side
		state := run(loopback(t, v.file, v.side)).State()
		if local, remote := count(state, policy.Local), count(state, policy.Remote); local != v.local || remote != v.remote {
			t.Errorf("%s: %d local and %d remote candidates, want %d and %d", name, local, remote, v.local, v.remote)
		}
		if len(state.Generations) != 1 {
			t.Fatalf("%s: generations %+v", name, state.Generations)
		}
		g := &state.Generations[0]
		if got := g.LocalUsernameFragment + " " + g.RemoteUsernameFragment; got != v.ufrags || g.Number != 1 {
			t.Errorf("%s: generation %d with ufrags %q, want %q", name, g.Number, got, v.ufrags)
		}
		if got := times(g); got != v.times {
			t.Errorf("%s: times\n%s, want\n%s", name, got, v.times)
		}
		if state.Path == nil {
			t.Fatalf("%s: no path", name)
		}
		path := *state.Path
		path.Since = tenths(path.Since)
		if path != v.path || state.PathChanges != v.pathChanges {
			t.Errorf("%s: %d changes, path\n%+v, want\n%+v", name, state.PathChanges, path, v.path)
		}
		checkStats(t, name, state.Stats, &v)
		if got := strings.Join([]string{state.SignalingState, state.ICEGatheringState, state.ICEConnectionState, state.ConnectionState}, " "); got != v.states {
			t.Errorf("%s: states %s, want %s", name, got, v.states)
		}
		if state.Closed || len(state.Errors) != 0 || state.WallTime != 1795341548000 {
			t.Errorf("%s: closed %t, errors %v, attached at %v", name, state.Closed, state.Errors, state.WallTime)
		}
	}
}

func count(s *session.State, d policy.Direction) int {
	n := 0
	for _, r := range s.Candidates {
		if r.Direction == d && r.Err == nil && r.Decision.Kept && r.Via == session.Trickle && r.Mid == "0" {
			n++
		}
	}
	return n
}

func checkStats(t *testing.T, name string, r *session.StatsRecord, v *verdict) {
	t.Helper()
	known := func(n stats.Number, want float64) bool {
		return n.Known == (want >= 0) && (!n.Known || math.Abs(n.Value-want) < 1e-12)
	}
	if r == nil || !known(r.BytesSent, v.sent) || !known(r.BytesReceived, v.received) ||
		!known(r.CurrentRoundTripTime, v.rtt) || !known(r.AverageRoundTripTime, v.averageRTT) {
		t.Errorf("%s: stats %+v", name, r)
	}
}

func tenths(ms float64) float64 { return math.Round(ms*10) / 10 }

// times lists what is known of a generation, by time and then in the order of a call.
func times(g *session.Generation) string {
	type moment struct {
		name string
		at   session.Millis
	}
	all := []moment{
		{"started", session.Millis{At: g.Started, Known: true}}, {"gatheringStarted", g.GatheringStarted},
		{"firstLocalCandidate", g.FirstLocalCandidate}, {"firstHost", g.FirstHost}, {"firstServerReflexive", g.FirstServerReflexive},
		{"firstRelay", g.FirstRelay}, {"gatheringComplete", g.GatheringComplete}, {"firstRemoteCandidate", g.FirstRemoteCandidate},
		{"endOfRemoteCandidates", g.EndOfRemoteCandidates}, {"checking", g.Checking}, {"selectedPair", g.SelectedPair},
		{"connected", g.Connected}, {"dtlsConnected", g.DTLSConnected},
	}
	all = slices.DeleteFunc(all, func(m moment) bool { return !m.at.Known })
	slices.SortStableFunc(all, func(a, b moment) int { return int(math.Round(10*a.at.At)) - int(math.Round(10*b.at.At)) })
	var texts []string
	for _, m := range all {
		texts = append(texts, fmt.Sprint(m.name, " ", tenths(m.at.At)))
	}
	return strings.Join(texts, ", ")
}
