package session

import "github.com/iceguard/iceguard/ice/stats"

// totals adds up what statistics tell of the selected pairs.
type totals struct {
	sent, received stats.Counter
	rtt, responses stats.Counter
	loss           stats.LossWindow

	firstTime, firstStamp float64 // of the first snapshot: the session's clock and the engine's
	begun                 bool

	// Of the record before.
	stamp                  float64
	lastSent, lastReceived stats.Number
	// Of the latest record with responses of its own.
	lastRTT, lastResponses stats.Number
	roundTrip              stats.Number
}

// statsTaken updates the path and the totals of the selected pair.
func (s *Session) statsTaken(snap *stats.Snapshot, now float64) {
	s.state.Snapshot = snap
	sel, ok := s.choosePath(snap, now)
	if !ok {
		return
	}
	if s.state.Stats == nil {
		s.state.Stats = &StatsRecord{}
	}
	*s.state.Stats = s.totals.record(&sel, snap.Timestamp, now)
	s.emit(Output{Kind: StatsUpdated, Stats: s.state.Stats})
}

func (t *totals) record(sel *stats.Selection, stamp, now float64) StatsRecord {
	p := sel.Pair
	// Transport counters go on when the pair changes; a pair's own start anew.
	id, sent, received := p.ID, p.BytesSent, p.BytesReceived
	if tr := sel.Transport; tr != nil && tr.BytesSent.Known {
		id, sent, received = tr.ID, tr.BytesSent, tr.BytesReceived // ids of a report are all different
	}
	t.sent.Observe(id, sent)
	t.received.Observe(id, received)
	t.rtt.Observe(p.ID, p.TotalRoundTripTime)
	t.responses.Observe(p.ID, p.ResponsesReceived)
	t.loss.Observe(p.ID, p.RequestsSent, p.ResponsesReceived)
	r := StatsRecord{
		Time:                     now,
		CurrentRoundTripTime:     p.CurrentRoundTripTime,
		AverageRoundTripTime:     ratio(t.rtt.Total(), t.responses.Total()),
		BytesSent:                t.sent.Total(),
		BytesReceived:            t.received.Total(),
		AvailableOutgoingBitrate: p.AvailableOutgoingBitrate,
		CheckLoss:                t.loss.Loss(),
	}
	t.overInterval(&r, stamp)
	if stamp > 0 {
		if !t.begun {
			t.begun, t.firstTime, t.firstStamp = true, now, stamp
		}
		r.ClockSkew = stats.Number{Value: stamp - t.firstStamp - (now - t.firstTime), Known: true}
	}
	return r
}

// overInterval sets what is measured from one record to the next, by the
// engine's clock: it is the one that the counters were read by. While that
// stands still the record before remains.
func (t *totals) overInterval(r *StatsRecord, stamp float64) {
	elapsed := stamp - t.stamp
	if elapsed > 0 && t.stamp > 0 {
		r.SendRate = rate(t.lastSent, r.BytesSent, elapsed)
		r.ReceiveRate = rate(t.lastReceived, r.BytesReceived, elapsed)
	}
	if elapsed != 0 {
		t.stamp, t.lastSent, t.lastReceived = stamp, r.BytesSent, r.BytesReceived
	}
	rtt, responses := t.rtt.Total(), t.responses.Total()
	if between := ratio(difference(t.lastRTT, rtt), difference(t.lastResponses, responses)); between.Known {
		t.roundTrip, t.lastRTT, t.lastResponses = between, rtt, responses
	}
	r.RoundTripTime = t.roundTrip
}

// ratio is not known when the divisor is nothing.
func ratio(a, b stats.Number) stats.Number {
	if !a.Known || !b.Known || b.Value <= 0 {
		return stats.Number{}
	}
	return stats.Number{Value: a.Value / b.Value, Known: true}
}

func difference(before, now stats.Number) stats.Number {
	return stats.Number{Value: now.Value - before.Value, Known: now.Known}
}

// rate is in bit/s, for bytes over ms.
func rate(before, now stats.Number, elapsed float64) stats.Number {
	if !before.Known || !now.Known {
		return stats.Number{}
	}
	return stats.Number{Value: (now.Value - before.Value) * 8000 / elapsed, Known: true}
}
