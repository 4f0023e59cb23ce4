package trace

import (
	"io"

	"github.com/iceguard/iceguard/ice/session"
	"github.com/iceguard/iceguard/ice/trace/internal/jsontext"
)

// Reader reads a trace, as it is or as gzip, which its first bytes tell.
type Reader struct {
	r        *jsontext.Reader
	begun    bool
	redacted bool
	err      error
}

// NewReader reads the trace of r.
func NewReader(r io.Reader) *Reader {
	return &Reader{r: open(r, nil)}
}

// Redacted reports whether the trace says that its addresses are hidden. It is
// known after the first Next.
func (t *Reader) Redacted() bool { return t.redacted }

// Next is the next event. At the end the error is io.EOF; for a trace that is
// damaged or of another format it is an *Error with the place, and stays.
// An event that is returned can be applied to a session.
func (t *Reader) Next() (session.Event, error) {
	if !t.begun {
		t.begun = true
		t.header()
	}
	for t.err == nil {
		if t.r.AtEnd() {
			t.err = io.EOF
			break
		}
		if t.err = placed(t.r.Err()); t.err != nil {
			break
		}
		e, known := readEvent(t.r)
		if t.err = placed(t.r.Err()); t.err == nil && known {
			return e, nil
		}
	}
	return session.Event{}, t.err
}

func (t *Reader) header() {
	t.r.Peek() // passes over empty lines
	line, at := t.r.Line(), t.r.Offset()
	p := parser{r: t.r}
	var h header
	t.r.Object(func(name []byte) {
		if !h.member(&p, string(name)) {
			t.r.Skip()
		}
	})
	t.r.LineEnd()
	h.check(t.r, line, at)
	t.redacted = h.redacted
	t.err = placed(t.r.Err())
}

// header is the first line of a trace.
type header struct {
	version  string
	redacted bool
}

// member reads a member of the header; false for one that is not known.
func (h *header) member(p *parser, name string) bool {
	switch name {
	case "trace":
		h.version = p.text()
	case "redacted":
		h.redacted = p.truth()
	default:
		return false
	}
	return true
}

func (h *header) check(r *jsontext.Reader, line int, at int64) {
	if h.version != Version {
		r.FailAt(line, at, h.version, `a header with "trace":"`+Version+`"`, nil)
	}
}

// readEvent reads a line; known is false for an optional one of a later version.
func readEvent(r *jsontext.Reader) (e session.Event, known bool) {
	line, at := r.Line(), r.Offset()
	p := parser{r: r}
	var kind string
	optional, hasIndex := false, false
	r.Object(func(name []byte) {
		switch string(name) {
		case "kind":
			kind = p.text()
		case "optional":
			optional = p.truth()
		case "sdpMLineIndex":
			hasIndex = true
			e.MLineIndex = p.index()
		default:
			p.member(&e, string(name))
		}
	})
	r.LineEnd()
	if r.Err() != nil {
		return e, false
	}
	e.Kind = kindOf(kind)
	switch {
	case e.Kind == 0 && optional:
		return e, false
	case e.Kind == 0:
		r.FailAt(line, at, kind, "a kind of event that "+Version+` has, or "optional":true`, nil)
	case p.wrong != nil:
		r.FailAt(p.wrong.Line, p.wrong.Offset, p.wrong.Found, p.wrong.Expected, p.wrong.Err)
	case e.Kind == session.PolicyChanged && e.Policy == nil:
		r.FailAt(line, at, kind, `an event with a "policy"`, nil)
	case e.Kind == session.StatsTaken && e.Stats == nil:
		r.FailAt(line, at, kind, `an event with "stats"`, nil)
	case e.Kind == session.CandidateSeen && !hasIndex:
		e.MLineIndex = -1
	}
	return e, r.Err() == nil
}
