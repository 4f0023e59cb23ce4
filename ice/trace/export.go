package trace

import (
	"cmp"
	"io"

	"github.com/iceguard/iceguard/ice/session"
	"github.com/iceguard/iceguard/ice/trace/internal/jsontext"
)

// Source is a peer connection that is exported.
type Source struct {
	// ID is the connection's in the dump; a browser writes "<process>-<number>".
	ID string
	// Next gives the events one after the other, io.EOF at their end, as
	// Reader.Next does.
	Next func() (session.Event, error)
}

// ExportInternals writes a dump as chrome://webrtc-internals does, in the form
// of Chromium 117 to 141 ("-timestamp" series, values as text), which the
// viewers in use open, the old ones too. ImportInternals gives the events back.
//
// Times become ms since 1970 by the WallTime of Attached; statistics are of the
// time at which they were taken, not of the engine's clock. Of a description,
// which a trace does not hold, there is a skeleton with what ICE says in it.
// Events that a browser does not log, such as a policy, and those that do not
// fit its form, are entries of a type that begins with "iceguard.".
//
// Memory is needed for the log and the samples of one connection. An error of
// a source, or a *ValueError for an event that JSON cannot hold, ends or leaves
// out what it is of, and is told at the end; an error of w ends the export.
func ExportInternals(w io.Writer, o Options, sources ...Source) error {
	x := exporter{w: w}
	if o.Redact {
		x.redact = &Redactor{}
	}
	x.out.Open('{')
	x.out.String("UserAgent", "iceguard")
	for _, name := range [...]string{"UserAgentData", "getUserMedia"} { // without the former, newer viewers take the dump for an old one
		x.out.Key(name)
		x.out.Open('[')
		x.out.Close(']')
	}
	x.out.Key("PeerConnections")
	x.out.Open('{')
	for i := range sources {
		if x.connection(&sources[i]); x.failed {
			return x.err
		}
	}
	x.out.Close('}')
	x.out.Close('}')
	x.out.Buf = append(x.out.Buf, '\n')
	x.flush()
	return x.err
}

type exporter struct {
	w      io.Writer
	out    jsontext.Writer
	redact *Redactor
	failed bool // w did
	err    error
}

// flush gives w what was written.
func (x *exporter) flush() {
	if x.failed {
		x.out.Buf = x.out.Buf[:0]
		return
	}
	n, err := x.w.Write(x.out.Buf)
	if err == nil && n < len(x.out.Buf) {
		err = io.ErrShortWrite
	}
	if err != nil {
		x.failed, x.err = true, err
	}
	x.out.Buf = x.out.Buf[:0]
}

// connection writes one connection: its statistics before its log, as a browser
// does, so that whoever reads it need not hold the log.
func (x *exporter) connection(s *Source) {
	l := log{}
	for {
		e, err := s.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			x.err = cmp.Or(x.err, err)
			break
		}
		if err := check(&e); err != nil {
			x.err = cmp.Or(x.err, err)
			continue
		}
		if x.redact != nil {
			e = x.redact.Event(&e)
		}
		l.event(&e)
	}
	l.endDescription()

	x.out.Key(s.ID)
	x.out.Open('{')
	x.out.Int("pid", 0)
	x.out.String("url", "")
	x.out.String("rtcConfiguration", configuration(&l.attached))
	x.out.String("constraints", "")
	x.out.Key("stats")
	x.out.Open('{')
	x.statistics(&l.stats)
	x.out.Close('}')
	x.out.Key("updateLog")
	x.out.Buf = append(x.out.Buf, '[')
	x.out.Buf = append(x.out.Buf, l.out.Buf...)
	x.out.Close(']')
	x.out.Close('}')
	x.flush()
}

// configuration is the RTCConfiguration of a connection as a text, without credentials.
func configuration(e *session.Event) string {
	var w jsontext.Writer
	w.Open('{')
	w.Key("iceServers")
	w.Open('[')
	for _, url := range e.ICEServers {
		w.Item()
		w.Open('{')
		w.String("urls", url)
		w.Close('}')
	}
	w.Close(']')
	text(&w, "iceTransportPolicy", e.ICETransportPolicy)
	w.Close('}')
	return string(w.Buf)
}
