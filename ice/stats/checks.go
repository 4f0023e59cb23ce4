package stats

// Checks is what the connectivity checks of all candidate pairs add up to.
type Checks struct {
	// Pairs counts all; Firefox's own state "cancelled" is in none of the counts below.
	Pairs      int
	Waiting    int // frozen, or waiting for their turn
	InProgress int
	Succeeded  int
	Failed     int
	// The requests and responses of all pairs; not known in Firefox but for ResponsesReceived.
	RequestsSent      Number
	ResponsesReceived Number
	RequestsReceived  Number
	ResponsesSent     Number
}

// Checks adds up the pairs (RTCStatsIceCandidatePairState in webrtc-stats).
func (s *Snapshot) Checks() Checks {
	c := Checks{Pairs: len(s.Pairs)}
	for i := range s.Pairs {
		p := &s.Pairs[i]
		switch p.State {
		case "frozen", "waiting":
			c.Waiting++
		case "in-progress":
			c.InProgress++
		case "succeeded":
			c.Succeeded++
		case "failed":
			c.Failed++
		}
		c.RequestsSent.add(p.RequestsSent)
		c.ResponsesReceived.add(p.ResponsesReceived)
		c.RequestsReceived.add(p.RequestsReceived)
		c.ResponsesSent.add(p.ResponsesSent)
	}
	return c
}

func (n *Number) add(m Number) {
	n.Value += m.Value
	n.Known = n.Known || m.Known
}
