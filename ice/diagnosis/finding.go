package diagnosis

import "strconv"

// RefKind says where in a session.State a record stands.
type RefKind string

// The kinds of record.
const (
	LocalCandidateRef  RefKind = "local-candidate"  // an index of State.Candidates
	RemoteCandidateRef RefKind = "remote-candidate" // an index of State.Candidates
	ErrorRef           RefKind = "candidate-error"  // an index of State.Errors
	StateRef           RefKind = "state"            // one of the four states, see SignalingState
	PathRef            RefKind = "path"             // an index of State.Paths
	StatsRef           RefKind = "stats"            // 0: the latest statistics, State.Stats and State.Snapshot
	GenerationRef      RefKind = "generation"       // an index of State.Generations
)

// The indices of StateRef records.
const (
	SignalingState = iota
	ICEGatheringState
	ICEConnectionState
	ConnectionState
)

// Ref points at a record of the session.
type Ref struct {
	Kind  RefKind
	Index int
}

// Finding is one thing that is so with a connection, and why that is believed.
type Finding struct {
	Code       Code
	Severity   Severity
	Confidence Confidence
	Since      float64 // ms since the session was attached
	Evidence   []Ref
	Summary    string // one sentence with the facts
	Advice     string // one sentence on what a web developer can do
}

// Change says that a finding was raised or cleared. One that is raised already
// is raised again, with the same Since, when its evidence or confidence changes.
type Change struct {
	Raised bool
	Finding
}

// draft is what a rule notes for the finding that it raises.
type draft struct {
	confidence certainty // high unless the rule says otherwise
	a, b       string    // facts for the summary
	n          float64   // a number for it, which alone makes the finding no other one
	refs       []Ref
}

// certainty is a Confidence that can be compared.
type certainty uint8

const (
	low certainty = iota
	medium
	high
)

var confidences = [...]Confidence{Low, Medium, High}

// cite adds a record to the evidence.
func (d *draft) cite(kind RefKind, index int) { d.refs = append(d.refs, Ref{kind, index}) }

// fill replaces $a and $b by the facts and $n by the number as an integer.
func (d *draft) fill(template string) string {
	text, from := "", 0
	for i := 0; i < len(template); i++ {
		if template[i] != '$' {
			continue
		}
		fact := d.a
		switch template[i+1] {
		case 'b':
			fact = d.b
		case 'n':
			n := 0
			if d.n > 0 && d.n < 1e15 { // else the clock went mad
				n = int(d.n + 0.5)
			}
			fact = strconv.Itoa(n)
		}
		text += template[from:i] + fact
		from = i + 2
	}
	return text + template[from:]
}
