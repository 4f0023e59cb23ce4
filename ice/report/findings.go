package report

import (
	"github.com/iceguard/iceguard/ice/diagnosis"
	"github.com/iceguard/iceguard/ice/session"
)

// AppendFinding appends a change of the findings as JSON: the finding, and
// whether it was raised or cleared.
func AppendFinding(dst []byte, s *session.State, c *diagnosis.Change) []byte {
	w := writer{buf: dst}
	w.open('{')
	w.bools("raised", c.Raised)
	w.finding(&c.Finding, places(s))
	w.close('}')
	return w.buf
}

// AppendEnough appends, as JSON, why gathering is worth ending.
func AppendEnough(dst []byte, o *session.Output) []byte {
	w := writer{buf: dst}
	w.open('{')
	w.millis("time", o.Time)
	w.strings("reason", string(o.Reason))
	w.close('}')
	return w.buf
}

// AppendRestart appends, as JSON, why an ICE restart is advised.
func AppendRestart(dst []byte, o *session.Output) []byte {
	w := writer{buf: dst}
	w.open('{')
	w.millis("time", o.Time)
	w.strings("reason", string(o.Restart))
	w.numbers("generation", whole(o.Generation))
	w.close('}')
	return w.buf
}

// findings writes those that are raised, and of every code what is known of it.
func (w *writer) findings(found *diagnosis.Engine, at []int) {
	w.key("findings")
	w.open('[')
	all := found.Findings()
	for i := range all {
		w.item()
		w.open('{')
		w.finding(&all[i], at)
		w.close('}')
	}
	w.close(']')
	w.key("diagnosis")
	w.open('{')
	for _, code := range diagnosis.Codes() {
		w.string(string(code), found.Status(code).String())
	}
	w.close('}')
}

func (w *writer) finding(f *diagnosis.Finding, places []int) {
	w.strings("code severity confidence summary advice", string(f.Code), string(f.Severity), string(f.Confidence), f.Summary, f.Advice)
	w.millis("since", f.Since)
	w.key("evidence")
	w.open('[')
	for _, ref := range f.Evidence {
		at := ref.Index
		if ref.Kind == diagnosis.LocalCandidateRef || ref.Kind == diagnosis.RemoteCandidateRef {
			at = places[at]
		}
		w.item()
		w.open('{')
		w.strings("kind", string(ref.Kind))
		w.numbers("index", whole(at))
		w.close('}')
	}
	w.close(']')
}

// places are, for each candidate of a session, its index among those of its
// direction, which the report lists apart.
func places(s *session.State) []int {
	at := make([]int, len(s.Candidates))
	var n [4]int // by policy.Direction
	for i := range s.Candidates {
		d := s.Candidates[i].Direction
		at[i] = n[d&3]
		n[d&3]++
	}
	return at
}
