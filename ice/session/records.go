package session

import (
	"github.com/iceguard/iceguard/ice/candidate"
	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/ice/stats"
)

// Millis is a point in time in ms since the session was attached; unset until it is known.
type Millis struct {
	At    float64
	Known bool
}

func (m *Millis) set(at float64) {
	if !m.Known {
		*m = Millis{At: at, Known: true}
	}
}

// CandidateRecord is a candidate that was seen, and what became of it.
type CandidateRecord struct {
	Time             float64
	Direction        policy.Direction
	Via              Via
	Line             string
	Candidate        candidate.Candidate // not valid when Err is set
	Err              error               // why Line cannot be read
	Mid              string
	MLineIndex       int // -1 when not known
	UsernameFragment string
	URL              string
	RelayProtocol    string
	Decision         policy.Decision
	Masked           bool // the related address was hidden
	Generation       int
}

// ErrorRecord is a candidate error that was seen.
type ErrorRecord struct {
	ErrorEvent
	Time       float64
	Generation int
}

// Generation is one life of ICE between two restarts.
type Generation struct {
	Number                 int // from 1
	LocalUsernameFragment  string
	RemoteUsernameFragment string
	Started                float64
	GatheringStarted       Millis
	FirstLocalCandidate    Millis
	FirstHost              Millis
	FirstServerReflexive   Millis
	FirstRelay             Millis
	GatheringComplete      Millis
	Enough                 Millis // when gathering was worth ending
	EnoughReason           EnoughReason
	FirstRemoteCandidate   Millis
	EndOfRemoteCandidates  Millis
	Checking               Millis
	Connected              Millis
	SelectedPair           Millis
	DTLSConnected          Millis
	RestartAdvised         Millis // the first time that an ICE restart was called for
	RestartReason          RestartReason
}

// gatheringCutShort is how long after the end of gathering a connection is
// still taken for its cause, in ms: either may be told first.
const gatheringCutShort = 500

// AskedAll reports whether gathering ended because nothing was left to ask, so
// that the silence of a server says something. libwebrtc gives up the servers
// that have not answered once it is connected.
func (g *Generation) AskedAll() bool {
	return g.GatheringComplete.Known && !(g.Connected.Known && g.Connected.At < g.GatheringComplete.At+gatheringCutShort)
}

// StatsRecord is what the latest statistics say of the selected pair.
type StatsRecord struct {
	Time                 float64
	CurrentRoundTripTime stats.Number // seconds, of the latest connectivity check
	RoundTripTime        stats.Number // seconds, mean of the checks answered since the record before that had any
	AverageRoundTripTime stats.Number // seconds, over all pairs that were selected
	BytesSent            stats.Number // over all pairs; never goes back
	BytesReceived        stats.Number
	SendRate             stats.Number // bit/s since the record before
	ReceiveRate          stats.Number
	// AvailableOutgoingBitrate is the engine's estimate, bit/s.
	AvailableOutgoingBitrate stats.Number
	// CheckLoss is the part, 0 to 1, of the latest connectivity checks on the selected pair that stayed without a response.
	CheckLoss stats.Number
	// ClockSkew is how far, in ms, the engine's clock has run ahead of the session's since the first record. A machine that
	// was suspended, or whose clock was set, shows it.
	ClockSkew stats.Number
}

// State is everything a session knows. What a Session returns of it is the
// session's own: read it, do not change it.
type State struct {
	WallTime           float64
	Time               float64 // of the latest event
	Closed             bool
	ICEServers         []string
	ICETransportPolicy string
	Policy             *policy.Policy
	SignalingState     string
	ICEGatheringState  string
	ICEConnectionState string
	ConnectionState    string
	Generations        []Generation // at least one after the first event
	Candidates         []CandidateRecord
	Errors             []ErrorRecord
	Path               *Path // nil before a pair is selected
	PathChanges        int
	Paths              []PathSpan // the paths in their order, the last one the present; see MaxPaths
	Snapshot           *stats.Snapshot
	Stats              *StatsRecord // nil before statistics name a pair; the same one is written anew
}

// OutputKind says what a session has to tell.
type OutputKind uint8

// The kinds of output.
const (
	CandidateKept OutputKind = iota + 1
	CandidateDropped
	CandidateFailed // a candidate error
	StateChanged
	PathChanged
	StatsUpdated
	SessionClosed
	GatheringEnough
	RestartAdvised
)

// Output is one thing that a session has to tell.
type Output struct {
	Kind       OutputKind
	Candidate  *CandidateRecord
	Error      *ErrorRecord
	Path       *Path
	Stats      *StatsRecord
	Name       string // of the state that changed, W3C spelling
	Value      string
	Reason     EnoughReason
	Restart    RestartReason
	Generation int // that is to be restarted
	Time       float64
}
