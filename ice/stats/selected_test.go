package stats_test

import (
	"testing"

	"github.com/iceguard/iceguard/ice/stats"
)

// What the recorded reports name, read by hand.
func TestSelectRecorded(t *testing.T) {
	for _, c := range []struct {
		file, side, pair, local, remote string
		bytes                           float64 // sent on the transport, or on the pair where the transport does not say
	}{
		{"chromium-loopback", "a", "CPm57plZnm_HZ26/TuY", "Im57plZnm", "IHZ26/TuY", 2291},
		{"chromium-loopback", "b", "CPItNwWdEQ_MC9kGxxB", "IItNwWdEQ", "IMC9kGxxB", 2403},
		{"chromium-loopback-nomdns", "a", "CPw6hjIiUv_/6UOu0SG", "Iw6hjIiUv", "I/6UOu0SG", 2289},
		// Two pairs are nominated and succeeded; the one with few bytes is the selected one.
		{"chromium-loopback-gum", "a", "CPnho7jJAX_b8qFfY1f", "Inho7jJAX", "Ib8qFfY1f", 2291},
		{"chromium-loopback-gum", "b", "CP84J+t9Ah_hXZKm/v0", "I84J+t9Ah", "IhXZKm/v0", 2404},
		{"firefox-loopback", "a", "d050b7b4", "ae51ff75", "85d0739c", 2533},
		{"firefox-loopback-nomdns", "b", "ff97abf6", "48f1a893", "e2802f89", 2545},
		{"firefox-loopback-gum", "a", "cf9b8a78", "dbce938c", "16c37a15", 2532},
		{"node-node-datachannel", "", "RTCIceCandidatePair_9xoeusfq_5zx3byb4", "RTCIceCandidate_9xoeusfq", "RTCIceCandidate_5zx3byb4", 4},
		{
			"node-werift", "", "candidate-pair_79a69494-1866-4501-8833-1e423fdf1513",
			"local-candidate_008fbbee-c268-4cc3-9b9c-11d84a405365", "remote-candidate_08acfc5b-ca56-4042-89ed-719bf34064cb", 0,
		},
		{"node-wrtc", "", "RTCIceCandidatePair_Zh9QV3CN_PTsYziKN", "RTCIceCandidate_Zh9QV3CN", "RTCIceCandidate_PTsYziKN", 1803},
	} {
		s := recorded(t, c.file, c.side)
		sel, ok := s.Select(stats.End{}, stats.End{}, false)
		if !ok || sel.Source != stats.SourceTransport || sel.Ambiguous || sel.Pair.ID != c.pair || sel.Local.ID != c.local || sel.Remote.ID != c.remote {
			t.Errorf("%s %s: %t, %+v", c.file, c.side, ok, sel)
			continue
		}
		if sel.Local.Remote || !sel.Remote.Remote {
			t.Errorf("%s %s: the sides are confused: %+v, %+v", c.file, c.side, sel.Local, sel.Remote)
		}
		sent := sel.Pair.BytesSent
		if sel.Transport != nil && sel.Transport.BytesSent.Known {
			sent = sel.Transport.BytesSent
		}
		if sent.Value != c.bytes {
			t.Errorf("%s %s: %v bytes sent, want %v", c.file, c.side, sent.Value, c.bytes)
		}
	}
}

// without takes one source after the other away from a recorded report.
func TestSelectFallsBack(t *testing.T) {
	chromium := recorded(t, "chromium-loopback-gum", "a")
	chromium.Transports[0].SelectedCandidatePairID = ""
	local, remote := stats.End{Address: "fd09::1", Port: 44680}, stats.End{Address: "fd09::1", Port: 39113}
	check(t, "the ICE transport's ends", chromium, local, remote, true, "CPnho7jJAX_b8qFfY1f", stats.SourceICETransport, false)
	old, oldRemote := stats.End{Address: "10.9.0.1", Port: 51914}, stats.End{Address: "10.9.0.1", Port: 56380}
	check(t, "the ends before", chromium, old, oldRemote, true, "CPVjPDU6Lw_CcrOeKuB", stats.SourceICETransport, false)
	// Neither: the most bytes among the nominated, which is the wrong one here, and said to be ambiguous.
	check(t, "nominated", chromium, local, remote, false, "CPVjPDU6Lw_CcrOeKuB", stats.SourceNominated, true)
	wrongPort := remote
	wrongPort.Port++
	check(t, "ends of another port", chromium, local, wrongPort, true, "CPVjPDU6Lw_CcrOeKuB", stats.SourceNominated, true)
	wrongAddress := remote
	wrongAddress.Address = "fd09::2"
	check(t, "ends of another address", chromium, local, wrongAddress, true, "CPVjPDU6Lw_CcrOeKuB", stats.SourceNominated, true)

	chromium.Transports[0].SelectedCandidatePairID = "gone"
	check(t, "a pair that the report lacks", chromium, local, remote, true, "CPnho7jJAX_b8qFfY1f", stats.SourceICETransport, false)

	hidden := recorded(t, "chromium-loopback", "a")
	hidden.Transports[0].SelectedCandidatePairID = ""
	named := stats.End{Address: "ce3d854c-3607-4ff6-9159-eb842c33af6f.local", Port: 51160}
	peer := stats.End{Address: "ce3d854c-3607-4ff6-9159-eb842c33af6f.local", Port: 39899}
	check(t, "addresses that the report hides", hidden, named, peer, true, "CPm57plZnm_HZ26/TuY", stats.SourceICETransport, false)

	firefox := recorded(t, "firefox-loopback", "a")
	firefox.Transports[0].SelectedCandidatePairID = ""
	check(t, "Firefox's own member", firefox, stats.End{}, stats.End{}, false, "d050b7b4", stats.SourceSelected, false)
	firefox.Pairs[0].Selected = stats.Bool{Known: true}
	check(t, "nominated in Firefox", firefox, stats.End{}, stats.End{}, false, "d050b7b4", stats.SourceNominated, false)
	firefox.Pairs[0].State = "in-progress"
	checkNone(t, "not yet succeeded", firefox)
	firefox.Pairs[0].State, firefox.Pairs[0].Nominated.Value = "succeeded", false
	checkNone(t, "not nominated", firefox)
	checkNone(t, "an empty report", &stats.Snapshot{})
}

func check(t *testing.T, what string, s *stats.Snapshot, local, remote stats.End, ok bool, pair string, source stats.Source, ambiguous bool) {
	t.Helper()
	sel, found := s.Select(local, remote, ok)
	if !found || sel.Pair.ID != pair || sel.Source != source || sel.Ambiguous != ambiguous {
		t.Errorf("%s: %t, %+v; want pair %s by %s, ambiguous %t", what, found, sel, pair, source, ambiguous)
	}
}

func checkNone(t *testing.T, what string, s *stats.Snapshot) {
	t.Helper()
	if sel, ok := s.Select(stats.End{}, stats.End{}, false); ok {
		t.Errorf("%s: %+v", what, sel)
	}
}

func number(v float64) stats.Number { return stats.Number{Value: v, Known: true} }

// nominatedPair is a pair of a transport that moved so many bytes.
func nominatedPair(id, transport string, bytes float64) stats.Pair {
	return stats.Pair{
		ID: id, TransportID: transport, State: "succeeded", Nominated: stats.Bool{Value: true, Known: true},
		BytesSent: number(bytes / 2), BytesReceived: number(bytes - bytes/2),
	}
}

// Several nominated pairs of one transport are ambiguous; one each of several transports are not.
func TestSelectAmbiguity(t *testing.T) {
	for _, c := range []struct {
		name      string
		pairs     []stats.Pair
		want      string
		ambiguous bool
	}{
		{"one", []stats.Pair{nominatedPair("a", "T1", 0)}, "a", false},
		{"two of one transport", []stats.Pair{nominatedPair("a", "T1", 5), nominatedPair("b", "T1", 9)}, "b", true},
		{"as many bytes: the first", []stats.Pair{nominatedPair("a", "T1", 5), nominatedPair("b", "T1", 5)}, "a", true},
		{"two transports", []stats.Pair{nominatedPair("a", "T1", 5), nominatedPair("b", "T2", 9)}, "b", false},
		{
			"two of a transport around another",
			[]stats.Pair{nominatedPair("a", "T1", 5), nominatedPair("b", "T2", 9), nominatedPair("c", "T1", 20)}, "c", true,
		},
		{
			"two of a transport that is not the busiest",
			[]stats.Pair{nominatedPair("a", "T1", 5), nominatedPair("b", "T1", 9), nominatedPair("c", "T2", 20)}, "c", false,
		},
		{
			"failed ones do not count",
			[]stats.Pair{{ID: "x", TransportID: "T1", State: "failed", Nominated: stats.Bool{Value: true}, BytesSent: number(99)}, nominatedPair("a", "T1", 1)},
			"a", false,
		},
	} {
		s := &stats.Snapshot{Pairs: c.pairs, Transports: []stats.Transport{{ID: "T1"}, {ID: "T2"}}}
		check(t, c.name, s, stats.End{}, stats.End{}, false, c.want, stats.SourceNominated, c.ambiguous)
		sel, _ := s.Select(stats.End{}, stats.End{}, false)
		if sel.Transport == nil || sel.Transport.ID != sel.Pair.TransportID || sel.Local != nil || sel.Remote != nil {
			t.Errorf("%s: transport %+v, ends %v %v", c.name, sel.Transport, sel.Local, sel.Remote)
		}
	}
}

// Without BUNDLE there are several transports; the first that names a pair of the report wins.
func TestSelectOfSeveralTransports(t *testing.T) {
	s := &stats.Snapshot{
		Transports: []stats.Transport{{ID: "T0"}, {ID: "T1", SelectedCandidatePairID: "gone"}, {ID: "T2", SelectedCandidatePairID: "b"}},
		Pairs:      []stats.Pair{nominatedPair("a", "T0", 99), {ID: "b", TransportID: "T2", State: "waiting"}},
	}
	check(t, "the second transport", s, stats.End{}, stats.End{}, false, "b", stats.SourceTransport, false)
	s.Pairs[1].TransportID = "T9"
	if sel, _ := s.Select(stats.End{}, stats.End{}, false); sel.Transport != nil {
		t.Errorf("a transport that the report lacks: %+v", sel.Transport)
	}
}

func TestSources(t *testing.T) {
	for source, want := range map[stats.Source]string{
		stats.SourceTransport: "transport-stats", stats.SourceICETransport: "ice-transport",
		stats.SourceSelected: "pair-selected", stats.SourceNominated: "nominated",
	} {
		if string(source) != want {
			t.Errorf("source %q, want %q", source, want)
		}
	}
}
