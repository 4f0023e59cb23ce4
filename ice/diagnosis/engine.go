package diagnosis

import (
	"math"

	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/ice/session"
)

// Engine holds what is found of one session. The zero value is ready.
type Engine struct {
	slots   []slot // one for each of rules
	changes []Change
	looked  float64 // ms; when the rules were asked last
	due     float64 // ms; when one that waits for time to pass is to be asked again

	// What the rules look at, made anew by Update.
	s             *session.State
	g             *session.Generation // the present one
	iceUp, failed bool                // there is a pair; the connection says that it has failed
	classes       []class             // of State.Candidates
	local, remote side
	draft

	servers triage
	memory  memory

	forcing *policy.Policy // the one that was asked whether it forces relay
	forces  bool
}

// slot is what is known of one code, and the finding when it was raised last.
type slot struct {
	status     Status
	confidence certainty
	a, b       string // the facts that the summary tells
	since      float64
	evidence   []Ref
	summary    string
}

const never = math.MaxFloat64

// A peer may signal any number of candidates, a made-up recording may have any
// number of errors and restarts, and the rules look at all of them: with more
// than crowd, which no call has, once in crowdPause ms.
const (
	crowd      = 500
	crowdPause = 100
)

// Update looks at the state after an event and returns what is raised and
// cleared since the call before, valid until the next one. A session that is
// over keeps the findings it had.
func (e *Engine) Update(s *session.State) []Change {
	e.changes = e.changes[:0]
	e.due = never
	ice, connection := s.ICEConnectionState, s.ConnectionState
	if len(s.Generations) == 0 || s.Closed || connection == "closed" || ice == "closed" {
		return e.changes
	}
	if e.slots == nil {
		e.slots = make([]slot, len(rules))
	} else if since := s.Time - e.looked; len(s.Candidates)+len(s.Errors)+len(s.Generations) > crowd && since >= 0 && since < crowdPause {
		e.due = e.looked + crowdPause
		return e.changes
	}
	e.s, e.g, e.looked = s, &s.Generations[len(s.Generations)-1], s.Time
	e.iceUp = ice == "connected" || ice == "completed"
	e.failed = ice == "failed" || connection == "failed"
	e.count()
	e.remember()
	e.triage()
	for i := range rules {
		e.draft = draft{confidence: high, refs: e.refs[:0]}
		e.settle(i, rules[i].judge(e))
	}
	return e.changes
}

// settle notes the answer of a rule and tells what it changes.
func (e *Engine) settle(i int, status Status) {
	held := &e.slots[i]
	was := held.status
	held.status = status
	switch {
	case status == Raised:
		if was != Raised {
			held.since = e.s.Time
		} else if held.confidence == e.confidence && held.a == e.a && held.b == e.b && sameRefs(held.evidence, e.refs) {
			return
		}
		held.confidence, held.a, held.b = e.confidence, e.a, e.b
		held.evidence = append([]Ref(nil), e.refs...)
		held.summary = e.fill(rules[i].summary)
	case was != Raised:
		return
	}
	e.changes = append(e.changes, Change{status == Raised, e.finding(i)})
}

func (e *Engine) finding(i int) Finding {
	r, held := &rules[i], &e.slots[i]
	return Finding{
		Code: r.code, Severity: r.severity, Confidence: confidences[held.confidence], Since: held.since,
		Evidence: held.evidence, Summary: held.summary, Advice: r.advice,
	}
}

func sameRefs(a, b []Ref) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// Findings are those that are raised: the gravest first, then in the order of their codes.
func (e *Engine) Findings() []Finding {
	var all []Finding
	for _, severity := range [...]Severity{Error, Warning, Info} {
		for i := range e.slots {
			if e.slots[i].status == Raised && rules[i].severity == severity {
				all = append(all, e.finding(i))
			}
		}
	}
	return all
}

// At is the code of an index from 0 on, and what is known of it; not ok behind
// the last code.
func (e *Engine) At(i int) (code Code, status Status, ok bool) {
	if i < 0 || i >= len(rules) {
		return "", Unknown, false
	}
	if e.slots != nil {
		status = e.slots[i].status
	}
	return rules[i].code, status, true
}

// Status is what is known of a code; Unknown for one that there is not.
func (e *Engine) Status(code Code) Status {
	for i := range e.slots {
		if rules[i].code == code {
			return e.slots[i].status
		}
	}
	return Unknown
}

// rounding is more, in ms, than what a time loses on its way to the source's clock and back.
const rounding = 0.01

// passed reports whether it is that late. If not, the rules are asked again when it is.
func (e *Engine) passed(at float64) bool {
	if e.s.Time >= at-rounding {
		return true
	}
	e.due = min(e.due, at)
	return false
}

// citeGeneration adds the present generation to the evidence.
func (e *Engine) citeGeneration() { e.cite(GenerationRef, len(e.s.Generations)-1) }

// Due is when, in ms since the session was attached, rules that wait for time
// to pass are to be asked again.
func (e *Engine) Due() (at float64, ok bool) { return e.due, e.slots != nil && e.due < never }
