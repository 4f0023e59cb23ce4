package trace

import (
	"strconv"
	"strings"

	"github.com/iceguard/iceguard/ice/candidate"
	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/ice/session"
	"github.com/iceguard/iceguard/ice/trace/internal/jsontext"
)

// ownPrefix begins the type of an entry that no browser writes; its value is
// the event's line in the format of this package.
const ownPrefix = "iceguard."

func isOwn(entry string) bool { return strings.HasPrefix(entry, ownPrefix) }

// log makes the updateLog of a connection from its events, and keeps its samples.
type log struct {
	out      jsontext.Writer
	attached session.Event
	shift    float64 // from the events' time to ms since 1970
	offered  policy.Direction
	pending  *pending
	stats    series
}

func (l *log) event(e *session.Event) {
	if l.pending != nil && l.pending.take(e) {
		return
	}
	l.endDescription()
	if e.Kind == session.Attached {
		l.attached = *e
		if e.WallTime != 0 {
			l.shift = e.WallTime - e.Time
		}
	}
	at := e.Time + l.shift
	switch {
	case e.Kind == session.DescriptionSet && e.Direction != 0 && fits(e.UsernameFragment):
		l.pending = &pending{at: at, direction: e.Direction, ufrag: e.UsernameFragment}
	case e.Kind == session.StatsTaken && e.Stats != nil && len(e.Stats.Transports)+len(e.Stats.Pairs)+len(e.Stats.Candidates) > 0:
		l.stats.take(at, e.Stats)
	default:
		kind, value := logged(e)
		l.entry(at, kind, value)
	}
}

// entry writes an entry. Viewers take the time, or, if they are newer, the timestamp.
func (l *log) entry(at float64, kind, value string) {
	l.out.NewLine()
	l.out.Item()
	l.out.Open('{')
	l.out.String("time", string(appendTime(nil, at)))
	l.out.String("type", kind)
	l.out.String("value", value)
	l.out.Float("timestamp", at)
	l.out.Close('}')
}

// logged is the type and the value that a browser writes for an event; for one
// that it has no place for, they are this package's own.
func logged(e *session.Event) (kind, value string) {
	switch e.Kind {
	case session.CandidateSeen:
		if kind := candidateEntry(e.Direction); kind != "" && e.Via == session.Trickle && isPlain(e) {
			return kind, candidateText(e)
		}
	case session.EndOfCandidates:
		if kind := candidateEntry(e.Direction); kind != "" {
			return kind, ""
		}
	case session.CandidateError:
		return "icecandidateerror", errorText(&e.Error)
	case session.SignalingState, session.ICEGatheringState, session.ICEConnectionState, session.ConnectionState:
		if e.State != "" && fits(e.State) {
			return strings.ReplaceAll(kindWord(e.Kind), "-", "") + "change", e.State
		}
	case session.Closed:
		return "close", ""
	}
	var w jsontext.Writer
	appendEvent(&w, e)
	return ownPrefix + kindWord(e.Kind), string(w.Buf)
}

func candidateEntry(d policy.Direction) string {
	switch d {
	case policy.Local:
		return "icecandidate"
	case policy.Remote:
		return "addIceCandidate"
	}
	return ""
}

// isPlain reports whether a candidate can be written as a text; one that
// cannot be read would stop a viewer.
func isPlain(e *session.Event) bool {
	_, err := candidate.Parse(e.Line)
	return err == nil && e.MLineIndex >= -1 && fits(e.Line) && fits(e.Mid) && fits(e.UsernameFragment) && fits(e.URL) && fits(e.RelayProtocol)
}

// fits reports whether a word can stand in a text of members such as
// "sdpMid: 0, candidate: ..." and be told from what is around it.
func fits(s string) bool {
	return !strings.ContainsAny(s, ",{}[]\"\r\n") && strings.TrimSpace(s) == s && !strings.Contains(s, ": ")
}

// candidateText is a candidate in the words of Chromium before 142, which
// viewers of that time expect.
func candidateText(e *session.Event) string {
	index := "null"
	if e.MLineIndex >= 0 {
		index = strconv.Itoa(e.MLineIndex)
	}
	text := "sdpMid: " + e.Mid + ", sdpMLineIndex: " + index + ", candidate: " + e.Line
	for _, m := range [...]struct{ name, value string }{
		{"url", e.URL}, {"relayProtocol", e.RelayProtocol}, {"usernameFragment", e.UsernameFragment},
	} {
		if m.value != "" {
			text += ", " + m.name + ": " + m.value
		}
	}
	return text
}

func errorText(e *session.ErrorEvent) string {
	var w jsontext.Writer
	w.Open('{')
	w.String("url", e.URL)
	text(&w, "address", e.Address)
	if e.Port >= 0 {
		w.Int("port", e.Port)
	}
	w.String("host_candidate", e.HostCandidate)
	w.String("error_text", e.Text)
	w.Int("error_code", e.Code)
	w.Close('}')
	return string(w.Buf)
}
