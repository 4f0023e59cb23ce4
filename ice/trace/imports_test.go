package trace_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/iceguard/iceguard/ice/candidate"
	"github.com/iceguard/iceguard/ice/session"
)

// brief is an event in short, with its time in ms since start.
func brief(e *session.Event, start float64) string {
	text := ""
	switch e.Kind {
	case session.Attached:
		text = fmt.Sprint("attached ", e.ICEServers, " ", e.ICETransportPolicy)
	case session.CandidateSeen:
		c, err := candidate.Parse(e.Line)
		text = fmt.Sprint(e.Direction, " ", e.Via, " ", c.Type, " ", c.Address, ":", c.Port, " of ", e.Mid, "/", e.MLineIndex)
		if err != nil {
			text = fmt.Sprint(e.Direction, " ", e.Via, " ", e.Line)
		}
		for _, more := range []string{e.UsernameFragment, e.URL, e.RelayProtocol} {
			if more != "" {
				text += " " + more
			}
		}
	case session.EndOfCandidates:
		text = fmt.Sprint(e.Direction, " end")
	case session.CandidateError:
		text = fmt.Sprint("error ", e.Error.Code, " ", e.Error.URL, " ", e.Error.Address, ":", e.Error.Port, " ", e.Error.HostCandidate, " ", e.Error.Text)
	case session.SignalingState:
		text = "signaling " + e.State
	case session.ICEGatheringState:
		text = "gathering " + e.State
	case session.ICEConnectionState:
		text = "ice " + e.State
	case session.ConnectionState:
		text = "connection " + e.State
	case session.DescriptionSet:
		text = fmt.Sprint(e.Direction, " description ", e.UsernameFragment)
	case session.StatsTaken:
		text = fmt.Sprint("stats ", len(e.Stats.Transports), " ", len(e.Stats.Pairs), " ", len(e.Stats.Candidates))
	case session.Closed:
		text = "closed"
	default:
		text = fmt.Sprint("kind ", e.Kind)
	}
	return fmt.Sprint(float64(int((e.Time-start)*10+0.5))/10, " ", text)
}

// check compares events, in short, with the lines of want.
func check(t *testing.T, what string, events []session.Event, want string) {
	t.Helper()
	var got []string
	for i := range events {
		got = append(got, strings.TrimSpace(brief(&events[i], events[0].Time)))
	}
	var lines []string
	for line := range strings.Lines(want) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	if !slices.Equal(got, lines) {
		t.Errorf("%s\n%s", what, difference(strings.Join(got, "\n"), strings.Join(lines, "\n")))
	}
}

// run applies events to a new session.
func run(events []session.Event) *session.State {
	s := session.New()
	for i := range events {
		s.Apply(&events[i])
	}
	return s.State()
}
