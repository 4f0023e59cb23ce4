package trace

import (
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/iceguard/iceguard/ice/session"
	"github.com/iceguard/iceguard/ice/trace/internal/jsontext"
)

// ImportInternals reads a dump of chrome://webrtc-internals ("webrtc-internals
// dump", as it is or as gzip) of any Chromium since about 2020, or of
// ExportInternals; see Import for the arguments and the error.
//
// Times are ms since 1970. A browser's dump tells nothing of policies and of
// the pairs that the ICE transport named. Statistics are put together again
// from the samples, of which a browser keeps the latest 1,000 a property.
//
// Memory is needed for the ICE part of one connection, not for the dump. A
// connection with more samples than maxSamples loses the rest, which is told at the end.
func ImportInternals(r io.Reader, on OnConnection, progress func(bytesRead int64)) error {
	i := newImporter(r, on, progress)
	i.only = FormatInternals
	i.read()
	return i.failure()
}

// connections reads the member "PeerConnections".
func (i *importer) connections() {
	p := parser{r: i.r}
	if !p.is(jsontext.Object) {
		i.misshapen(&p)
		return
	}
	i.r.Object(func(id []byte) {
		emit := i.on(string(id))
		if emit == nil {
			i.r.Skip()
			return
		}
		c := connection{importer: i, timeline: timeline{emit: emit}}
		c.entries = entries{emit: c.logged, attached: true}
		c.read()
		c.finish()
	})
}

// misshapen notes a value that is not of the type that belongs there.
func (i *importer) misshapen(p *parser) {
	if p.wrong != nil {
		i.damaged(Error(*p.wrong))
	}
}

// unreadable notes a text within a value, which begins at that place, that cannot be read.
func (i *importer) unreadable(line int, at int64, err error) {
	if err != nil {
		i.damaged(Error{Line: line, Offset: at, Found: "a value", Expected: "a value that can be read", Err: err})
	}
}

// connection is what is held of one peer connection. A browser writes its
// statistics before its log, so that the log need not be held.
type connection struct {
	*importer
	timeline
	config  value
	stats   series
	entries entries
	at      float64 // of the entry that is translated
	local   bool    // at is in a time zone that is not known
	early   []entry // those that came before the statistics
}

// entry is an event of the log that waits; one of no kind only says when the log begins.
type entry struct {
	event session.Event
	local bool
}

// maxEarly is how many events of a log may wait for statistics.
const maxEarly = 100_000

func (c *connection) read() {
	r := c.r
	p := parser{r: r}
	if !p.is(jsontext.Object) {
		c.misshapen(&p)
		return
	}
	r.Object(func(name []byte) {
		switch string(name) {
		case "rtcConfiguration":
			c.configuration()
		case "updateLog":
			if p.is(jsontext.Array) {
				r.Array(c.entry)
			}
			c.misshapen(&p)
		case "stats":
			c.statistics(&p)
			c.misshapen(&p)
		default:
			r.Skip()
		}
	})
}

func (c *connection) statistics(p *parser) {
	if !p.is(jsontext.Object) {
		return
	}
	if c.begun { // a second one
		c.r.Skip()
		return
	}
	line, at := c.r.Line(), c.r.Offset()
	c.r.Object(c.column)
	c.begin(c.stats.finish(), &c.stats)
	if c.stats.full {
		c.damaged(Error{Line: line, Offset: at, Found: "more", Expected: "at most " + strconv.Itoa(maxSamples) + " samples of ICE in a connection"})
	}
}

func (c *connection) configuration() {
	r := c.r
	if r.Peek() != jsontext.String {
		c.config.read(r)
		return
	}
	line, at := r.Line(), r.Offset()
	v, err := parseValue(r.Text(), c.inner)
	c.unreadable(line, at, err)
	c.config = v
}

// entry reads one entry of the log.
func (c *connection) entry() {
	r := c.r
	p := parser{r: r}
	if !p.is(jsontext.Object) {
		c.misshapen(&p)
		return
	}
	c.at, c.local = math.NaN(), false
	var kind, text string
	line, at := r.Line(), r.Offset()
	r.Object(func(name []byte) {
		switch string(name) {
		case "timestamp":
			if r.Peek() == jsontext.Number {
				c.at, c.local = r.Float(), false
				return
			}
			r.Skip()
		case "time":
			if t, local, ok := parseTime(p.text()); ok && math.IsNaN(c.at) {
				c.at, c.local = t, local
			}
		case "type":
			kind = entryType(p.text())
		case "value":
			if kind != "" && !wanted(kind) && !isOwn(kind) || r.Peek() == jsontext.Null {
				r.Skip()
				return
			}
			line, at = r.Line(), r.Offset()
			text = p.text()
		default:
			r.Skip()
		}
	})
	switch {
	case r.Err() != nil:
	case isOwn(kind):
		c.misshapen(&p)
		c.inner.Reset(strings.NewReader(text))
		e, known := readEvent(c.inner)
		c.unreadable(line, at, c.inner.Err())
		if known {
			c.logged(&e)
		}
	case wanted(kind):
		c.misshapen(&p)
		v, err := parseValue(text, c.inner)
		c.unreadable(line, at, err)
		if kind == "create" && len(v.servers) > 0 {
			c.config = v
		}
		c.beginLog()
		c.entries.add(0, kind, &v)
	default:
		c.beginLog()
	}
}

// beginLog attaches with the first entry, whether it means something or not.
func (c *connection) beginLog() {
	if c.begun {
		c.attach(c.settle(c.at, c.local), &c.config)
	} else if len(c.early) == 0 {
		c.early = append(c.early, entry{event: session.Event{Time: c.at}, local: c.local})
	}
}

// logged takes an event of the log, which is of the entry's time.
func (c *connection) logged(e *session.Event) {
	e.Time = c.at
	if c.begun {
		e.Time = c.settle(c.at, c.local)
		c.event(e, &c.config)
		return
	}
	if len(c.early) == maxEarly {
		c.damaged(Error{Line: c.r.Line(), Offset: c.r.Offset(), Found: "more", Expected: "statistics, after " + strconv.Itoa(maxEarly) + " events of the log"})
		return
	}
	c.early = append(c.early, entry{event: *e, local: c.local})
}

// finish tells what has not been told.
func (c *connection) finish() {
	if !c.begun {
		c.begin(c.stats.finish(), &c.stats)
	}
	for i := range c.early {
		e := &c.early[i]
		if e.event.Time = c.settle(e.event.Time, e.local); e.event.Kind == 0 {
			c.attach(e.event.Time, &c.config)
			continue
		}
		c.event(&e.event, &c.config)
	}
	c.end(&c.config)
}
