package stats

// Source says how the selected pair is known, the most trustworthy first.
type Source string

// The sources, in the order in which they are asked.
const (
	SourceTransport    Source = "transport-stats" // RTCTransportStats.selectedCandidatePairId
	SourceICETransport Source = "ice-transport"   // RTCIceTransport.getSelectedCandidatePair()
	SourceSelected     Source = "pair-selected"   // Firefox's RTCIceCandidatePairStats.selected
	SourceNominated    Source = "nominated"       // a pair that is nominated and succeeded
)

// Selection is the selected candidate pair of a snapshot. Local and Remote are
// nil when the snapshot lacks them.
type Selection struct {
	Pair      *Pair
	Local     *Candidate
	Remote    *Candidate
	Transport *Transport // of the pair, nil when the snapshot lacks it
	Source    Source
	// Ambiguous is set when more than one pair fits what Source knows: several
	// can be nominated and succeeded at once.
	Ambiguous bool
}

// End is one end of the pair that RTCIceTransport.getSelectedCandidatePair() names.
type End struct {
	Address string
	Port    uint16
}

// Select finds the selected pair. ends, when ok, is what the ICE transport
// says; it counts when no transport statistics name a pair.
func (s *Snapshot) Select(local, remote End, ok bool) (Selection, bool) {
	if _, p := s.named(); p != nil {
		return s.selection(p, SourceTransport), true
	}
	if ok {
		for i := range s.Pairs {
			p := &s.Pairs[i]
			if s.isEnd(p.LocalCandidateID, local) && s.isEnd(p.RemoteCandidateID, remote) {
				return s.selection(p, SourceICETransport), true
			}
		}
	}
	for i := range s.Pairs {
		if p := &s.Pairs[i]; p.Selected.Value {
			return s.selection(p, SourceSelected), true
		}
	}
	return s.nominated()
}

func (s *Snapshot) isEnd(id string, e End) bool {
	c := s.candidate(id)
	return c != nil && c.Port.Port() == int(e.Port) && (c.Address == e.Address || c.Address == "")
}

// nominated takes the nominated pair that moved most bytes; with one transport
// (BUNDLE) more than one of them makes the answer ambiguous.
func (s *Snapshot) nominated() (Selection, bool) {
	var best *Pair
	for i := range s.Pairs {
		if p := &s.Pairs[i]; p.nominated() && (best == nil || p.moved() > best.moved()) {
			best = p
		}
	}
	if best == nil {
		return Selection{}, false
	}
	sel := s.selection(best, SourceNominated)
	for i := range s.Pairs {
		if p := &s.Pairs[i]; p != best && p.nominated() && p.TransportID == best.TransportID {
			sel.Ambiguous = true
		}
	}
	return sel, true
}

func (p *Pair) nominated() bool { return p.Nominated.Value && p.State == "succeeded" }

func (p *Pair) moved() float64 { return p.BytesSent.Value + p.BytesReceived.Value }

func (s *Snapshot) selection(p *Pair, source Source) Selection {
	sel := Selection{Pair: p, Source: source, Local: s.candidate(p.LocalCandidateID), Remote: s.candidate(p.RemoteCandidateID)}
	for i := range s.Transports {
		if s.Transports[i].ID == p.TransportID {
			sel.Transport = &s.Transports[i]
		}
	}
	return sel
}
