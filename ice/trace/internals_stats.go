package trace

import (
	"math"

	"github.com/iceguard/iceguard/ice/trace/internal/jsontext"
)

// column reads the samples of one property.
func (c *connection) column(name []byte) {
	r := c.r
	id, property := splitKey(string(name))
	s := shapeOf([]byte(property))
	if s.shape == shapeNone || r.Peek() != jsontext.Object {
		r.Skip()
		return
	}
	col := newColumn(s.name)
	kind := ""
	p := parser{r: r}
	r.Object(func(name []byte) {
		switch string(name) {
		case "startTime":
			col.start = p.sampleTime()
		case "endTime":
			col.end = p.sampleTime()
		case "statsType":
			kind = p.text()
		case "values":
			if kind != "" && !isICE(kind) || r.Peek() != jsontext.String {
				r.Skip()
				return
			}
			c.samples(&col, s.shape)
		default:
			r.Skip()
		}
	})
	switch {
	case !isICE(kind) || col.count == 0:
	case s.shape == shapeTime:
		c.stats.setTimes(c.stats.report(id, kind), &col)
	default:
		c.stats.report(id, kind).put(col)
	}
}

func (p *parser) sampleTime() float64 {
	if p.r.Peek() == jsontext.Number {
		if t := p.r.Float(); t >= 0 && t < 1e15 {
			return t
		}
	} else if t, _, ok := parseTime(p.text()); ok {
		return t
	}
	return math.NaN()
}

// samples reads the text of "values", which is JSON of its own. A sample counts
// when something follows: the last one of a text that is cut off may be half a number.
func (c *connection) samples(col *column, shape shape) {
	line, at := c.r.Line(), c.r.Offset()
	content := c.r.Content()
	c.inner.Reset(content)
	latest, some := 0.0, false
	keep := func() {
		if some && c.stats.hold(1) {
			c.stats.held += col.add(latest) - 1
		}
	}
	c.inner.Array(func() {
		keep()
		latest, some = c.stats.sample(c.inner, shape), true
	})
	if col.cut = c.inner.Err() != nil; !col.cut {
		keep()
	}
	jsontext.SkipContent(content)
	c.unreadable(line, at, c.inner.Err())
}
