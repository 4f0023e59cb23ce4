package session_test

import (
	"bytes"
	"testing"

	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/ice/report"
	"github.com/iceguard/iceguard/ice/session"
)

// The same events give the same outputs and the same report, byte for byte,
// in any session.
func TestReplay(t *testing.T) {
	for _, v := range verdicts {
		for _, text := range []string{"all", "no-host", "limit 1 type host; drop transport tcp", "relay-only"} {
			p, err := policy.Parse(text)
			if err != nil {
				t.Fatal(err)
			}
			events := loopback(t, v.file, v.side)
			events = append([]session.Event{events[0], {Time: events[0].Time, Kind: session.PolicyChanged, Policy: p}}, events[1:]...)
			events = append(events, session.Event{Time: events[len(events)-1].Time + 1, Kind: session.Closed})
			first, again := journal(events), journal(events)
			if !bytes.Equal(first, again) {
				t.Errorf("%s %s, %q: two runs differ\n%s\n%s", v.file, v.side, text, first, again)
			}
			// Another origin of the clock changes nothing.
			for i := range events {
				events[i].Time += 4096
			}
			if moved := journal(events); !bytes.Equal(first, moved) {
				t.Errorf("%s %s, %q: another clock\n%s\n%s", v.file, v.side, text, first, moved)
			}
		}
	}
}

// journal is all that a session tells, and its report after every event.
func journal(events []session.Event) []byte {
	s := session.New()
	var b []byte
	for i := range events {
		for _, o := range s.Apply(&events[i]) {
			b = append(b, byte('0'+o.Kind), ' ')
			switch {
			case o.Candidate != nil:
				b = report.AppendCandidate(b, o.Candidate)
			case o.Error != nil:
				b = report.AppendError(b, o.Error)
			case o.Path != nil:
				b = report.AppendPath(b, o.Path)
			case o.Stats != nil:
				b = report.AppendStats(b, o.Stats)
			default:
				b = report.AppendState(b, &o)
			}
			b = append(b, '\n')
		}
		b = append(report.AppendJSON(b, s.State(), nil), '\n')
	}
	return b
}

// Outputs are the session's until the next call; a report does not change a session.
func TestReportChangesNothing(t *testing.T) {
	events := loopback(t, "chromium-loopback-gum", "a")
	s := run(events)
	first := report.AppendJSON(nil, s.State(), nil)
	for range 3 {
		if again := report.AppendJSON(nil, s.State(), nil); !bytes.Equal(first, again) {
			t.Fatalf("the report differs\n%s\n%s", first, again)
		}
	}
}
