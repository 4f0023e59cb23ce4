package stats

// Counter sums a counter over everything that counted: the pairs of a
// connection that moves from one to another, or one pair that starts anew at an
// ICE restart. Its total never goes back. The zero value is ready.
type Counter struct {
	parts []part
}

type part struct {
	id         string
	done, last float64
}

// Observe takes the present value of what id counts.
func (c *Counter) Observe(id string, n Number) {
	if !n.Known || n.Value < 0 {
		return
	}
	for i := range c.parts {
		p := &c.parts[i]
		if p.id != id {
			continue
		}
		if n.Value < p.last {
			p.done += p.last
		}
		p.last = n.Value
		return
	}
	c.parts = append(c.parts, part{id: id, last: n.Value})
}

// Total is the sum; not known before something was observed.
func (c *Counter) Total() Number {
	n := Number{Known: len(c.parts) > 0}
	for i := range c.parts {
		n.Value += c.parts[i].done + c.parts[i].last
	}
	return n
}
