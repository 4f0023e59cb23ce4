package trace

import "math"

// column are the samples of one property, oldest first: numbers, 0 or 1, or
// numbers of words; NaN where there was none. While all are the same, as most
// are, only their count is held.
type column struct {
	name   string
	start  float64 // when the first one was taken, NaN when not told
	end    float64
	cut    bool // the last ones could not be read
	first  int  // which of the report's times that is
	count  int
	all    float64   // what they all are, while values is nil
	values []float64 // all of them, once they differ
}

func newColumn(name string) column {
	return column{name: name, start: math.NaN(), end: math.NaN()}
}

// add appends a sample and reports how many more are held for it.
func (c *column) add(v float64) (held int) {
	c.count++
	switch {
	case c.values != nil:
		c.values = append(c.values, v)
		return 1
	case c.count == 1:
		c.all = v
		return 1
	case same(c.all, v):
		return 0
	}
	c.values = make([]float64, c.count-1, c.count+c.count/4+4)
	for i := range c.values {
		c.values[i] = c.all
	}
	c.values = append(c.values, v)
	return c.count - 1
}

// addMissing appends as many times nothing as are left to that count.
func (c *column) addMissing(count int) {
	for c.count < count {
		c.add(math.NaN())
	}
}

// at is the sample of the report's k-th time, NaN when there is none.
func (c *column) at(k int) float64 {
	switch k -= c.first; {
	case k < 0 || k >= c.count:
		return math.NaN()
	case c.values == nil:
		return c.all
	}
	return c.values[k]
}

// lineUp says which of the times is that of the first sample. A property that
// an engine reports only for a while has fewer samples than its report has
// times; where they belong is told by the time of the first, which is cut to
// whole ms. Without that they are the latest ones, or, of a text that is cut
// off, the first ones.
func (c *column) lineUp(times []float64) {
	if c.count >= len(times) {
		return
	}
	if !c.cut {
		c.first = len(times) - c.count
	}
	for i, t := range times {
		if math.Floor(t) == math.Floor(c.start) && i+c.count <= len(times) {
			c.first = i
			return
		}
	}
}

func same(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) }
