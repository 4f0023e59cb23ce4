//go:build js && wasm

package jsbridge

import (
	"github.com/iceguard/iceguard/ice/diagnosis"
	"github.com/iceguard/iceguard/ice/report"
	"github.com/iceguard/iceguard/ice/session"
	"github.com/iceguard/iceguard/internal/ascii"
)

// told is what there is to tell of a session, two lines for each: the name of
// the event that the API fires, and its detail as JSON. Events that nobody
// listens to are left out, but for the last.
type told struct {
	ascii.Buffer
	heard [len(eventNames)]bool
}

// listen takes the names of the events that somebody listens to.
func (t *told) listen(m *members) {
	for m.rest != "" {
		name := m.text()
		for i := range eventNames {
			t.heard[i] = t.heard[i] || eventNames[i] == name
		}
	}
}

func (t *told) write(s *session.State, outputs []session.Output, found []diagnosis.Change) {
	b := &t.Buffer
	for i := range outputs {
		o := &outputs[i]
		if !t.heard[o.Kind] && o.Kind != session.SessionClosed {
			continue
		}
		b.Text(eventNames[o.Kind])
		b.Text("\n")
		switch o.Kind {
		case session.CandidateKept, session.CandidateDropped:
			*b = report.AppendCandidate(*b, o.Candidate)
		case session.CandidateFailed:
			*b = report.AppendError(*b, o.Error)
		case session.StateChanged:
			*b = report.AppendState(*b, o)
		case session.PathChanged:
			*b = report.AppendPath(*b, o.Path)
		case session.StatsUpdated:
			*b = report.AppendStats(*b, o.Stats)
		case session.GatheringEnough:
			*b = report.AppendEnough(*b, o)
		case session.RestartAdvised:
			*b = report.AppendRestart(*b, o)
		default:
			b.Text("null")
		}
		b.Text("\n")
	}
	if !t.heard[finding] {
		return
	}
	for i := range found {
		b.Text(eventNames[finding] + "\n")
		*b = report.AppendFinding(*b, s, &found[i])
		b.Text("\n")
	}
}

var eventNames = [...]string{
	session.CandidateKept: "candidate", session.CandidateDropped: "candidatedropped", session.CandidateFailed: "candidateerror",
	session.StateChanged: "statechange", session.PathChanged: "path", session.StatsUpdated: "stats", session.SessionClosed: "close",
	session.GatheringEnough: "enough", session.RestartAdvised: "restart-advised", finding: "finding",
}

// finding stands behind the kinds of output.
const finding = session.RestartAdvised + 1
