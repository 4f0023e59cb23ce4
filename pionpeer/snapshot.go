package pionpeer

import (
	"maps"
	"slices"

	"github.com/pion/webrtc/v4"

	"github.com/iceguard/iceguard/ice/session"
	"github.com/iceguard/iceguard/ice/stats"
)

// Snapshot is the ICE part of a report by (*webrtc.PeerConnection).GetStats, in
// the form that browsers' reports take too.
//
// pion names no selected pair in it: give the session SelectedPair beside it.
// Round trip times are not known before a check was answered, bitrates never.
func Snapshot(report webrtc.StatsReport) *stats.Snapshot {
	s := &stats.Snapshot{}
	for _, id := range slices.Sorted(maps.Keys(report)) {
		switch e := report[id].(type) {
		case webrtc.TransportStats:
			s.Transports = append(s.Transports, stats.Transport{
				ID: e.ID, SelectedCandidatePairID: e.SelectedCandidatePairID, DTLSState: known(e.DTLSState.String()), ICERole: known(e.ICERole.String()),
				BytesSent: number(float64(e.BytesSent)), BytesReceived: number(float64(e.BytesReceived)),
			})
			s.Timestamp = float64(e.Timestamp)
		case webrtc.ICECandidatePairStats:
			s.Pairs = append(s.Pairs, pair(&e))
		case webrtc.ICECandidateStats:
			s.Candidates = append(s.Candidates, stats.Candidate{
				ID: e.ID, Remote: e.Type == webrtc.StatsTypeRemoteCandidate, Type: e.CandidateType.String(), Address: e.IP,
				Port: number(float64(e.Port)), Protocol: e.Protocol, RelayProtocol: e.RelayProtocol, URL: e.URL,
			})
		}
	}
	return s
}

func pair(e *webrtc.ICECandidatePairStats) stats.Pair {
	p := stats.Pair{
		ID: e.ID, TransportID: e.TransportID, LocalCandidateID: e.LocalCandidateID, RemoteCandidateID: e.RemoteCandidateID,
		State: string(e.State), Nominated: stats.Bool{Value: e.Nominated, Known: true},
		BytesSent: number(float64(e.BytesSent)), BytesReceived: number(float64(e.BytesReceived)),
		RequestsSent: number(float64(e.RequestsSent)), ResponsesReceived: number(float64(e.ResponsesReceived)),
		RequestsReceived: number(float64(e.RequestsReceived)), ResponsesSent: number(float64(e.ResponsesSent)),
	}
	if e.ResponsesReceived > 0 {
		p.TotalRoundTripTime, p.CurrentRoundTripTime = number(e.TotalRoundTripTime), number(e.CurrentRoundTripTime)
	}
	return p
}

// SelectedPair is the pair that a connection's ICE transport has selected; ok
// is false while there is none.
func SelectedPair(t *webrtc.ICETransport) (pair session.PairEvent, ok bool) {
	p, err := t.GetSelectedCandidatePair()
	if err != nil || p == nil {
		return session.PairEvent{}, false
	}
	return session.PairEvent{Local: p.Local.ToJSON().Candidate, Remote: p.Remote.ToJSON().Candidate}, true
}

func number(v float64) stats.Number { return stats.Number{Value: v, Known: true} }

// known leaves out what pion does not fill in.
func known(word string) string {
	if word == webrtc.ErrUnknownType.Error() {
		return ""
	}
	return word
}
