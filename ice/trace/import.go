package trace

import (
	"io"

	"github.com/iceguard/iceguard/ice/session"
	"github.com/iceguard/iceguard/ice/trace/internal/jsontext"
)

// Format says what a file holds.
type Format uint8

// The formats; 0 is none of them.
const (
	FormatTrace     Format = iota + 1 // the package's own
	FormatInternals                   // a dump of chrome://webrtc-internals
	FormatRTCStats                    // a dump of rtcstats
)

// String is the format's name.
func (f Format) String() string {
	switch f {
	case FormatTrace:
		return "trace"
	case FormatInternals:
		return "webrtc-internals"
	case FormatRTCStats:
		return "rtcstats"
	}
	return "unknown"
}

// expected is how a file of the format begins.
func (f Format) expected() string {
	switch f {
	case FormatInternals:
		return `a webrtc-internals dump, with "PeerConnections"`
	case FormatRTCStats:
		return `an rtcstats dump, which begins with "RTCStatsDump" or has an array a line`
	}
	return "a trace, a webrtc-internals dump or an rtcstats dump"
}

// OnConnection is called for each peer connection that a file tells of, by the
// file's own id for it. The function that it returns gets the connection's
// events in the order in which the file has them, beginning with Attached;
// events of other connections may come in between. A nil one skips the connection.
type OnConnection func(id string) func(e *session.Event)

// Import reads a file of any of the formats, as it is or as gzip, and says
// which one it was, 0 for none. A trace is of one connection, whose id is "".
//
// progress, when not nil, is told after each piece how many bytes of r were
// read. An error of r ends the import, which is how to cancel it.
//
// The error is an *Error with the place. Damage that a text within a value or
// a line keeps to itself is passed over, and told at the end.
func Import(r io.Reader, on OnConnection, progress func(bytesRead int64)) (Format, error) {
	i := newImporter(r, on, progress)
	i.read()
	return i.found, i.failure()
}

type importer struct {
	r      *jsontext.Reader
	inner  *jsontext.Reader // reads texts within values
	on     OnConnection
	only   Format // 0: any
	found  Format
	damage *Error // the first that was passed over
}

func newImporter(r io.Reader, on OnConnection, progress func(bytesRead int64)) *importer {
	return &importer{r: open(r, progress), inner: jsontext.NewReader(nil, 4<<10), on: on}
}

func (i *importer) failure() error {
	if err := i.r.Err(); err != nil {
		return placed(err)
	}
	if i.damage != nil {
		return i.damage
	}
	return nil
}

// damaged notes what is passed over; what ends the file itself is no matter of it.
func (i *importer) damaged(e Error) {
	if i.damage == nil && i.r.Err() == nil {
		i.damage = &e
	}
}

func (i *importer) may(f Format) bool { return i.only == 0 || i.only == f }

func (i *importer) read() {
	if i.may(FormatRTCStats) && i.r.Literal("RTCStatsDump") {
		i.found = FormatRTCStats
		i.r.LineEnd()
		i.rtcstats(&rtcstats{relative: true})
		return
	}
	line, at := i.r.Line(), i.r.Offset()
	switch i.r.Peek() {
	case jsontext.Object:
		i.object()
	case jsontext.Array:
		if i.may(FormatRTCStats) {
			i.found = FormatRTCStats
			i.rtcstats(&rtcstats{whole: true})
		}
	default:
		i.r.Unexpected(i.only.expected())
	}
	if i.found == 0 {
		i.r.FailAt(line, at, "", i.only.expected(), nil)
	}
}

// object reads the object that a file begins with: the header of a trace, a
// whole dump of webrtc-internals, or what rtcstats tells of the page.
func (i *importer) object() {
	line, at := i.r.Line(), i.r.Offset()
	p := parser{r: i.r}
	var h header
	i.r.Object(func(name []byte) {
		switch {
		case i.may(FormatTrace) && h.member(&p, string(name)):
			if h.version != "" {
				i.found = FormatTrace
			}
		case i.may(FormatInternals) && string(name) == "PeerConnections":
			i.found = FormatInternals
			i.connections()
		default:
			i.r.Skip()
		}
	})
	switch {
	case i.r.Err() != nil:
	case i.found == FormatTrace:
		i.r.LineEnd()
		h.check(i.r, line, at)
		i.events(&Reader{r: i.r, begun: true, redacted: h.redacted})
	case i.found == FormatInternals:
		if !i.r.AtEnd() {
			i.r.Unexpected("the end of the dump")
		}
	case i.may(FormatRTCStats):
		if i.r.LineEnd(); i.r.Peek() == jsontext.Array {
			i.found = FormatRTCStats
			i.rtcstats(&rtcstats{})
		}
	}
}

// events reads the events of a trace.
func (i *importer) events(t *Reader) {
	if i.r.Err() != nil {
		return
	}
	for emit := i.on(""); emit != nil; {
		e, err := t.Next()
		if err != nil {
			return
		}
		emit(&e)
	}
}
