package stats

// Number is a member that an engine may leave out.
type Number struct {
	Value float64
	Known bool
}

// Port is the number as a port, -1 when it is none.
func (n Number) Port() int {
	if !n.Known || !(n.Value >= 0 && n.Value <= 65535) {
		return -1
	}
	return int(n.Value)
}

// Bool is a member that an engine may leave out.
type Bool struct {
	Value bool
	Known bool
}

// Snapshot is the ICE part of one stats report. A string that the engine
// leaves out is "".
type Snapshot struct {
	Timestamp  float64 // ms, the engine's clock
	Transports []Transport
	Pairs      []Pair
	Candidates []Candidate
}

// Transport is an RTCTransportStats.
type Transport struct {
	ID                      string
	SelectedCandidatePairID string
	DTLSState               string
	ICERole                 string
	BytesSent               Number
	BytesReceived           Number
}

// Pair is an RTCIceCandidatePairStats. Selected is Firefox's own member.
type Pair struct {
	ID                       string
	TransportID              string
	LocalCandidateID         string
	RemoteCandidateID        string
	State                    string
	Nominated                Bool
	Selected                 Bool
	BytesSent                Number
	BytesReceived            Number
	RequestsSent             Number // connectivity checks, consent checks included
	ResponsesReceived        Number
	RequestsReceived         Number
	ResponsesSent            Number
	TotalRoundTripTime       Number // seconds
	CurrentRoundTripTime     Number // seconds
	AvailableOutgoingBitrate Number // bit/s
}

// Candidate is an RTCIceCandidateStats of either side.
type Candidate struct {
	ID               string
	Remote           bool
	Type             string
	Address          string // "" or "(redacted)" where the engine hides it
	Port             Number
	Protocol         string
	RelayProtocol    string
	URL              string
	UsernameFragment string
}

func (s *Snapshot) pair(id string) *Pair {
	for i := range s.Pairs {
		if s.Pairs[i].ID == id {
			return &s.Pairs[i]
		}
	}
	return nil
}

func (s *Snapshot) candidate(id string) *Candidate {
	for i := range s.Candidates {
		if s.Candidates[i].ID == id {
			return &s.Candidates[i]
		}
	}
	return nil
}
