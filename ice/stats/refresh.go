package stats

import "math"

// What a refresh holds, in the order of ice/stats/digest.go: the timestamp,
// then every member of a transport, then every one of a pair. A member that is
// not a number, or is not there, is NaN.
const (
	transportMembers = 6
	pairMembers      = 16
	RefreshSize      = 1 + transportMembers + pairMembers
)

// Refresh takes the numbers of a later report for the selected pair and its
// transport; ok is false, and nothing changes, when the snapshot has none. It
// is for reports in which nothing else has changed: most, once a connection is
// stable. All other pairs keep what was last seen of them.
func (s *Snapshot) Refresh(numbers *[RefreshSize]float64) (ok bool) {
	t, p := s.named()
	if p == nil {
		return false
	}
	s.Timestamp = numbers[0]
	of, n := numbers[1:1+transportMembers], numbers[1+transportMembers:]
	t.BytesSent, t.BytesReceived = number(of[4]), number(of[5])
	for i, member := range [...]*Number{
		&p.BytesSent, &p.BytesReceived, &p.RequestsSent, &p.ResponsesReceived, &p.RequestsReceived, &p.ResponsesSent,
		&p.TotalRoundTripTime, &p.CurrentRoundTripTime, &p.AvailableOutgoingBitrate,
	} {
		*member = number(n[7+i])
	}
	return true
}

func number(v float64) Number {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return Number{}
	}
	return Number{Value: v, Known: true}
}

// named is the pair that a transport names as its selected one; nil when none does.
func (s *Snapshot) named() (*Transport, *Pair) {
	for i := range s.Transports {
		t := &s.Transports[i]
		if t.SelectedCandidatePairID == "" {
			continue
		}
		if p := s.pair(t.SelectedCandidatePairID); p != nil {
			return t, p
		}
	}
	return nil, nil
}
