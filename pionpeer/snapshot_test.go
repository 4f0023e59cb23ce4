package pionpeer_test

import (
	"slices"
	"testing"
	"time"

	"github.com/pion/webrtc/v4"

	"github.com/iceguard/iceguard/ice/session"
	"github.com/iceguard/iceguard/ice/stats"
	"github.com/iceguard/iceguard/pionpeer"
)

// call connects two pion peers over loopback and sends a message to and fro.
func call(t *testing.T) (a, b *webrtc.PeerConnection) {
	t.Helper()
	settings := webrtc.SettingEngine{}
	settings.SetIncludeLoopbackCandidate(true)
	settings.SetNetworkTypes([]webrtc.NetworkType{webrtc.NetworkTypeUDP4})
	api := webrtc.NewAPI(webrtc.WithSettingEngine(settings))
	peer := func() *webrtc.PeerConnection {
		pc, err := api.NewPeerConnection(webrtc.Configuration{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { must(t, pc.Close()) })
		return pc
	}
	a, b = peer(), peer()
	channel, err := a.CreateDataChannel("x", nil)
	must(t, err)
	heard := make(chan struct{})
	channel.OnOpen(func() { must(t, channel.SendText("hello")) })
	channel.OnMessage(func(webrtc.DataChannelMessage) { close(heard) })
	b.OnDataChannel(func(c *webrtc.DataChannel) {
		c.OnMessage(func(m webrtc.DataChannelMessage) { must(t, c.Send(m.Data)) })
	})
	offer, err := a.CreateOffer(nil)
	must(t, err)
	give(t, a, b, offer)
	answer, err := b.CreateAnswer(nil)
	must(t, err)
	give(t, b, a, answer)
	select {
	case <-heard:
	case <-time.After(30 * time.Second):
		t.Fatal("no echo")
	}
	return a, b
}

// give sets a description, with all candidates, here and there.
func give(t *testing.T, from, to *webrtc.PeerConnection, d webrtc.SessionDescription) {
	t.Helper()
	done := webrtc.GatheringCompletePromise(from)
	must(t, from.SetLocalDescription(d))
	<-done
	must(t, to.SetRemoteDescription(*from.LocalDescription()))
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestSessionOfPion(t *testing.T) {
	a, b := call(t)
	for name, pc := range map[string]*webrtc.PeerConnection{"the caller": a, "the called": b} {
		pair, ok := pionpeer.SelectedPair(pc.SCTP().Transport().ICETransport())
		if !ok {
			t.Fatalf("%s has no pair", name)
		}
		snap := pionpeer.Snapshot(pc.GetStats())
		s := session.New()
		s.Apply(&session.Event{Time: 1, Kind: session.PairSelected, Pair: pair})
		s.Apply(&session.Event{Time: 2, Kind: session.StatsTaken, Stats: snap})
		p, r := s.State().Path, s.State().Stats
		if p == nil || p.Kind != session.PathHost || p.Transport != "udp" || p.Family.String() != "ipv4" || p.Source != stats.SourceICETransport || p.Ambiguous {
			t.Fatalf("%s: path %+v", name, p)
		}
		if p.Local.Port <= 0 || p.Remote.Port <= 0 || p.Local.Address == "" || p.Remote.Address == "" {
			t.Errorf("%s: ends %+v, %+v", name, p.Local, p.Remote)
		}
		if r == nil || r.BytesSent.Value <= 0 || r.BytesReceived.Value <= 0 || !r.CurrentRoundTripTime.Known || r.CurrentRoundTripTime.Value > 1 {
			t.Errorf("%s: stats %+v", name, r)
		}
		if c := snap.Checks(); c.Succeeded == 0 || c.RequestsSent.Value == 0 || c.ResponsesReceived.Value == 0 {
			t.Errorf("%s: checks %+v", name, c)
		}
		wall := float64(time.Now().UnixMilli())
		if snap.Timestamp > wall || snap.Timestamp < wall-60_000 {
			t.Errorf("%s: taken at %v", name, snap.Timestamp)
		}
		if role := snap.Transports[0].ICERole; role != map[string]string{"the caller": "controlling", "the called": "controlled"}[name] && role != "" {
			t.Errorf("%s: role %q", name, role)
		}
	}
}

// The same report gives the same snapshot, whatever order Go walks its map in.
func TestSnapshotHasAnOrder(t *testing.T) {
	report := webrtc.StatsReport{}
	for _, id := range []string{"c", "a", "d", "b"} {
		report[id] = webrtc.ICECandidateStats{ID: id, Type: webrtc.StatsTypeRemoteCandidate, CandidateType: webrtc.ICECandidateTypeHost}
		report["pair "+id] = webrtc.ICECandidatePairStats{ID: "pair " + id, State: webrtc.StatsICECandidatePairStateWaiting}
	}
	for range 20 {
		s := pionpeer.Snapshot(report)
		var ids []string
		for _, c := range s.Candidates {
			ids = append(ids, c.ID)
			if !c.Remote || c.Type != "host" {
				t.Fatalf("candidate %+v", c)
			}
		}
		if !slices.Equal(ids, []string{"a", "b", "c", "d"}) || len(s.Pairs) != 4 || s.Pairs[0].CurrentRoundTripTime.Known {
			t.Fatalf("candidates %q, pairs %+v", ids, s.Pairs)
		}
	}
}

func TestNoPairYet(t *testing.T) {
	pc, err := webrtc.NewPeerConnection(webrtc.Configuration{})
	must(t, err)
	defer func() { must(t, pc.Close()) }()
	if pair, ok := pionpeer.SelectedPair(pc.SCTP().Transport().ICETransport()); ok {
		t.Errorf("a new connection has the pair %+v", pair)
	}
}
