package trace

import (
	"io"
	"math"

	"github.com/iceguard/iceguard/ice/session"
	"github.com/iceguard/iceguard/ice/trace/internal/jsontext"
)

// ImportRTCStats reads a dump of rtcstats, as it is or as gzip: that of
// rtcstats-js and rtcstats-server, file format 3, also as Chromium writes it
// ("rtcstats dump" of chrome://webrtc-internals); the file format 2 before it;
// and that of jitsi's rtcstats. See Import for the arguments and the error.
//
// Times are ms since 1970. What the page did besides its peer connections is
// left out. A line that cannot be read is passed over, and told at the end; in
// file format 3 its part of the time is then missing in those that follow.
//
// Memory is needed for the latest ICE statistics of each connection.
func ImportRTCStats(r io.Reader, on OnConnection, progress func(bytesRead int64)) error {
	i := newImporter(r, on, progress)
	i.only = FormatRTCStats
	i.read()
	return i.failure()
}

// rtcstats reads the lines of a dump: arrays of a method, the id of its
// connection or null, a value, what else there is, and a time.
type rtcstats struct {
	*importer
	relative bool // file format 3: the time is the last element, and counts from the entry before
	whole    bool // jitsi: a report that is left out is gone; elsewhere it is as it was
	at       float64
	all      map[string]*logger
}

// logger is a connection that a dump tells of.
type logger struct {
	emit    func(e *session.Event) // nil: it is skipped
	entries entries
	reports reports
}

func (i *importer) rtcstats(s *rtcstats) {
	s.importer, s.all = i, map[string]*logger{}
	i.r.Lines()
	for !i.r.AtEnd() && i.r.Err() == nil {
		s.line()
		if err, ok := placed(i.r.Err()).(*Error); ok {
			if i.damage == nil {
				i.damage = err
			}
			i.r.NextLine()
		}
	}
}

// line reads one line; one that is no array is none of ours.
func (s *rtcstats) line() {
	if s.r.Peek() != jsontext.Array {
		s.r.Skip()
		s.r.LineEnd()
		return
	}
	var method string
	var c *logger
	v := newValue()
	n, delta, at := 0, math.NaN(), math.NaN()
	hidden := false
	s.r.Array(func() {
		switch n++; {
		case n == 1:
			method = s.method()
		case n == 2:
			c = s.connection(method)
		case n == 3 && c != nil && method == getStats:
			c.reports.read(s.importer, s.whole)
		case n == 3 && c != nil:
			hidden = s.r.Peek() == jsontext.String
			v.read(s.r)
		case n == 3:
			s.r.Skip()
		default:
			if delta = number(s.r); n == 4 {
				at = delta
			}
		}
	})
	s.r.LineEnd()
	if s.r.Err() != nil {
		return
	}
	s.pass(delta, at)
	switch {
	case c == nil:
	case method == getStats:
		c.entries.attach(s.at, &v)
		c.emit(&session.Event{Time: s.at, Kind: session.StatsTaken, Stats: c.reports.snapshot()})
	case hidden && (method == "icecandidate" || method == "addicecandidate"):
		// jitsi leaves "" of a candidate that is not to be known.
	default:
		c.entries.add(s.at, method, &v)
	}
}

// pass moves to the time of a line. A difference that is no difference, but a
// time by itself, comes after the page has connected to its server again.
func (s *rtcstats) pass(delta, at float64) {
	const long = 1e11
	switch {
	case s.relative && math.Abs(delta) < long:
		s.at += delta
	case s.relative && !math.IsNaN(delta):
		s.at = delta
	case !s.relative && !math.IsNaN(at):
		s.at = at
	}
}

// method reads the name of an entry, or the number that stands for it.
func (s *rtcstats) method() string {
	switch s.r.Peek() {
	case jsontext.Number:
		return methodOf(s.r.Float())
	case jsontext.String:
		name := s.r.Text()
		if name == shortGetStats {
			return getStats
		}
		return entryType(name)
	}
	s.r.Skip()
	return ""
}

// connection reads an id. It is nil for a line that is of no connection, or
// means nothing here, and for a connection that is skipped.
func (s *rtcstats) connection(method string) *logger {
	var id string
	switch s.r.Peek() {
	case jsontext.Number:
		id = string(jsontext.AppendFloat(nil, s.r.Float()))
	case jsontext.String:
		id = s.r.Text()
	default:
		s.r.Skip()
	}
	if id == "" || method != getStats && !wanted(method) {
		return nil
	}
	c := s.all[id]
	if c == nil {
		c = &logger{emit: s.on(id)}
		c.entries.emit = c.emit
		s.all[id] = c
	}
	if c.emit == nil {
		return nil
	}
	return c
}
