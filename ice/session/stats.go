package session

import "github.com/iceguard/iceguard/ice/stats"

// statsTaken updates the path and the totals of the selected pair.
func (s *Session) statsTaken(snap *stats.Snapshot, now float64) {
	sel, ok := s.choosePath(snap, now)
	if !ok {
		return
	}
	// Transport counters go on when the pair changes; a pair's own start anew.
	id, sent, received := "pair "+sel.Pair.ID, sel.Pair.BytesSent, sel.Pair.BytesReceived
	if t := sel.Transport; t != nil && t.BytesSent.Known {
		id, sent, received = "transport "+t.ID, t.BytesSent, t.BytesReceived
	}
	s.sent.Observe(id, sent)
	s.recvd.Observe(id, received)
	s.rttTotal.Observe(sel.Pair.ID, sel.Pair.TotalRoundTripTime)
	s.rttCount.Observe(sel.Pair.ID, sel.Pair.ResponsesReceived)
	r := &StatsRecord{
		Time:                 now,
		CurrentRoundTripTime: sel.Pair.CurrentRoundTripTime,
		BytesSent:            s.sent.Total(),
		BytesReceived:        s.recvd.Total(),
	}
	if total, count := s.rttTotal.Total(), s.rttCount.Total(); total.Known && count.Value > 0 {
		r.AverageRoundTripTime = stats.Number{Value: total.Value / count.Value, Known: true}
	}
	s.state.Stats = r
	s.emit(Output{Kind: StatsUpdated, Stats: r})
}
