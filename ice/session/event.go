package session

import (
	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/ice/stats"
)

// Kind says what happened.
type Kind uint8

// The kinds of event. Which members of Event they use is said beside each.
const (
	// Attached begins the session: WallTime, ICEServers, ICETransportPolicy, GatheringQuiet,
	// GatheringEnough, GatheringMaxWait.
	Attached Kind = iota + 1
	// PolicyChanged replaces the policy: Policy.
	PolicyChanged
	// CandidateSeen is a candidate gathered here or signalled by the peer:
	// Direction, Via, Line, Mid, MLineIndex, UsernameFragment, URL, RelayProtocol.
	CandidateSeen
	// EndOfCandidates ends the candidates of a Direction.
	EndOfCandidates
	// CandidateError is an icecandidateerror: Error.
	CandidateError
	// SignalingState, ICEGatheringState, ICEConnectionState and ConnectionState
	// are the connection's states, in W3C spelling: State.
	SignalingState
	ICEGatheringState
	ICEConnectionState
	ConnectionState
	// DescriptionSet says that a description is in force: Direction, UsernameFragment.
	DescriptionSet
	// PairSelected is what RTCIceTransport.getSelectedCandidatePair() gives: Pair.
	PairSelected
	// StatsTaken is a stats report: Stats.
	StatsTaken
	// Closed ends the session.
	Closed
	// TimePassed says that nothing happened but time: see Session.Due.
	TimePassed
)

// Via says how a candidate came.
type Via string

// The ways of a candidate.
const (
	Trickle       Via = "trickle"     // an icecandidate event, or addIceCandidate
	InDescription Via = "description" // a line of a session description
)

// Event is one thing that happened to a peer connection.
type Event struct {
	// Time is monotonic, in ms; the origin is the source's.
	Time float64
	Kind Kind

	Direction        policy.Direction
	Via              Via
	Line             string // with or without the prefix "candidate:" or "a=candidate:"
	Mid              string // "" when not known
	MLineIndex       int    // -1 when not known
	UsernameFragment string
	URL              string
	RelayProtocol    string

	State  string
	Policy *policy.Policy
	Error  ErrorEvent
	Pair   PairEvent
	Stats  *stats.Snapshot

	WallTime           float64 // ms since 1970
	ICEServers         []string
	ICETransportPolicy string
	GatheringQuiet     float64 // ms without news after which gathering is worth ending; 0: DefaultGatheringQuiet
	GatheringEnough    Types   // as soon as candidates of all these types are there gathering is worth ending
	GatheringMaxWait   float64 // ms after which gathering is worth ending in any case; 0: no such time
}

// ErrorEvent holds the members of an RTCPeerConnectionIceErrorEvent.
type ErrorEvent struct {
	URL           string
	Code          int
	Text          string
	Address       string // "" when null
	Port          int    // -1 when null
	HostCandidate string // Chromium's own; "" elsewhere
}

// PairEvent is a selected pair as two candidate lines.
type PairEvent struct {
	Local, Remote string
}
