package trace

import (
	"io"
	"strconv"

	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/ice/session"
	"github.com/iceguard/iceguard/ice/trace/internal/jsontext"
)

// Options of a Writer.
type Options struct {
	// Redact hides addresses; see Redactor for how, and for what is kept.
	Redact bool
}

// Writer records the events of one peer connection. Each event is given to the
// underlying writer whole, in one call, so that what a crash leaves behind can
// be read.
type Writer struct {
	w      io.Writer
	redact *Redactor
	line   jsontext.Writer
	begun  bool
	err    error
}

// NewWriter records to w. Nothing is written before the first event.
func NewWriter(w io.Writer, o Options) *Writer {
	t := &Writer{w: w}
	if o.Redact {
		t.redact = &Redactor{}
	}
	return t
}

// Write records an event, which it does not change. The error is a *ValueError
// for an event that JSON cannot hold, of which nothing is written, a *KindError
// for one of no kind, or what the underlying writer said; the latter stays.
func (t *Writer) Write(e *session.Event) error {
	if t.err != nil {
		return t.err
	}
	if err := check(e); err != nil {
		return err
	}
	if err := t.begin(); err != nil {
		return err
	}
	if t.redact != nil {
		redacted := t.redact.Event(e)
		e = &redacted
	}
	t.line.Buf = t.line.Buf[:0]
	appendEvent(&t.line, e)
	return t.flush()
}

// begin writes the header once.
func (t *Writer) begin() error {
	if t.begun {
		return nil
	}
	t.begun = true
	t.line.Buf = t.line.Buf[:0]
	t.line.Open('{')
	t.line.String("trace", Version)
	if t.redact != nil {
		t.line.Bool("redacted", true)
	}
	t.line.Close('}')
	return t.flush()
}

func (t *Writer) flush() error {
	t.line.Buf = append(t.line.Buf, '\n')
	n, err := t.w.Write(t.line.Buf)
	if err == nil && n < len(t.line.Buf) {
		err = io.ErrShortWrite
	}
	t.err = err
	return err
}

// KindError says that an event is of a kind that the format has no word for.
type KindError struct{ Kind session.Kind }

// Error names the kind by its number.
func (e *KindError) Error() string {
	return "trace: the kind of event " + strconv.Itoa(int(e.Kind)) + " cannot be written"
}

func appendEvent(w *jsontext.Writer, e *session.Event) {
	w.Open('{')
	w.Float("time", e.Time)
	w.String("kind", kindWord(e.Kind))
	if e.Direction != 0 {
		w.String("direction", e.Direction.String())
	}
	text(w, "via", string(e.Via))
	text(w, "candidate", e.Line)
	text(w, "sdpMid", e.Mid)
	switch {
	case e.MLineIndex == -1:
		w.Null("sdpMLineIndex")
	case e.MLineIndex != 0 || e.Kind == session.CandidateSeen:
		w.Int("sdpMLineIndex", e.MLineIndex)
	}
	text(w, "usernameFragment", e.UsernameFragment)
	text(w, "url", e.URL)
	text(w, "relayProtocol", e.RelayProtocol)
	text(w, "state", e.State)
	if e.Policy != nil {
		w.String("policy", e.Policy.Text())
	}
	if e.Kind == session.CandidateError || e.Error != (session.ErrorEvent{}) {
		appendError(w, &e.Error)
	}
	if e.Kind == session.PairSelected || e.Pair != (session.PairEvent{}) {
		w.Key("pair")
		w.Open('{')
		w.String("local", e.Pair.Local)
		w.String("remote", e.Pair.Remote)
		w.Close('}')
	}
	if e.Stats != nil {
		appendSnapshot(w, e.Stats)
	}
	if e.WallTime != 0 {
		w.Float("wallTime", e.WallTime)
	}
	if len(e.ICEServers) > 0 {
		w.Key("iceServers")
		w.Open('[')
		for _, url := range e.ICEServers {
			w.Item()
			w.Buf = jsontext.AppendString(w.Buf, url)
		}
		w.Close(']')
	}
	text(w, "iceTransportPolicy", e.ICETransportPolicy)
	if e.GatheringQuiet != 0 {
		w.Float("gatheringQuiet", e.GatheringQuiet)
	}
	text(w, "gatheringEnough", e.GatheringEnough.String())
	if e.GatheringMaxWait != 0 {
		w.Float("gatheringMaxWait", e.GatheringMaxWait)
	}
	w.Close('}')
}

func appendError(w *jsontext.Writer, e *session.ErrorEvent) {
	w.Key("error")
	w.Open('{')
	w.String("url", e.URL)
	w.Int("errorCode", e.Code)
	w.String("errorText", e.Text)
	text(w, "address", e.Address)
	if e.Port == -1 {
		w.Null("port")
	} else {
		w.Int("port", e.Port)
	}
	text(w, "hostCandidate", e.HostCandidate)
	w.Close('}')
}

// text writes a string that is left out when empty.
func text(w *jsontext.Writer, name, value string) {
	if value != "" {
		w.String(name, value)
	}
}

// directionOf reads the words of policy.Direction.
func directionOf(word string) policy.Direction {
	for _, d := range [...]policy.Direction{policy.Local, policy.Remote} {
		if d.String() == word {
			return d
		}
	}
	return 0
}
