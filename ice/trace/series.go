package trace

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/iceguard/iceguard/ice/stats"
	"github.com/iceguard/iceguard/ice/trace/internal/jsontext"
)

// maxSamples is how many samples of one connection are held at most, in 8
// bytes each, beside those that are all the same.
const maxSamples = 2 << 20

// series are the samples of a connection's ICE statistics, by report and
// property, as webrtc-internals keeps them. Only members that a snapshot has are held.
type series struct {
	reports []*samples
	index   map[string]int // of reports
	words   []string       // that samples stand for
	numbers map[string]int // of words
	latest  []float64      // the times of the report before
	held    int            // samples
	full    bool           // some were left out, being too many
}

// samples are those of one report.
type samples struct {
	id      string
	kind    string
	times   []float64 // ms since 1970, of the property "timestamp"
	columns []column
}

// splitKey parts "<id>-<property>"; an id may have hyphens. The property of
// computed series, such as "[bytesSent_in_bits/s]", is none of ours.
func splitKey(key string) (id, property string) {
	at := strings.LastIndexByte(key, '-')
	if at < 0 {
		return "", ""
	}
	return key[:at], key[at+1:]
}

func isICE(kind string) bool {
	return kind == typeTransport || kind == typePair || kind == typeLocal || kind == typeRemote
}

// report is the one with that id.
func (s *series) report(id, kind string) *samples {
	if i, ok := s.index[id]; ok {
		return s.reports[i]
	}
	if s.index == nil {
		s.index = map[string]int{}
	}
	r := &samples{id: id, kind: kind}
	s.index[id] = len(s.reports)
	s.reports = append(s.reports, r)
	return r
}

// put adds a column. "ip" is the old name of "address".
func (r *samples) put(c column) {
	old := c.name == "ip"
	if old {
		c.name = "address"
	}
	if held := r.column(c.name); held == nil {
		r.columns = append(r.columns, c)
	} else if !old {
		*held = c
	}
}

// column is the one of that name, nil when there is none.
func (r *samples) column(name string) *column {
	for i := range r.columns {
		if r.columns[i].name == name {
			return &r.columns[i]
		}
	}
	return nil
}

// setTimes takes the column "timestamp". One that cannot be read counts as the
// one before. Most reports have the same times, which are held once.
func (s *series) setTimes(r *samples, c *column) {
	r.times = make([]float64, c.count)
	last := 0.0
	for i := range r.times {
		if v := c.at(i); !math.IsNaN(v) {
			last = v
		}
		r.times[i] = last
	}
	if slices.Equal(r.times, s.latest) {
		r.times = s.latest
		s.held -= len(c.values)
	}
	s.latest = r.times
}

// hold asks for room for so many samples.
func (s *series) hold(n int) bool {
	if s.held+n > maxSamples {
		s.full = true
		return false
	}
	s.held += n
	return true
}

// sample reads one sample, of any JSON type.
func (s *series) sample(r *jsontext.Reader, want shape) float64 {
	switch got := r.Peek(); {
	case want == shapeText && got == jsontext.Number: // as webrtc-internals writes a string of digits
		return s.word(string(jsontext.AppendFloat(nil, r.Float())))
	case want == shapeText && got == jsontext.String:
		return s.word(r.Text())
	case want == shapeTruth && got == jsontext.Bool:
		if r.Bool() {
			return 1
		}
		return 0
	case want == shapeNumber || want == shapeTime:
		return number(r)
	}
	r.Skip()
	return math.NaN()
}

// number reads a number, also one in a string, as old engines write counters;
// NaN for anything else.
func number(r *jsontext.Reader) float64 {
	switch r.Peek() {
	case jsontext.Number:
		return r.Float()
	case jsontext.String:
		if v, err := strconv.ParseFloat(r.Text(), 64); err == nil && !math.IsInf(v, 0) {
			return v
		}
	default:
		r.Skip()
	}
	return math.NaN()
}

func (s *series) word(text string) float64 {
	n, ok := s.numbers[text]
	if !ok {
		if s.numbers == nil {
			s.numbers = map[string]int{}
		}
		n = len(s.words)
		s.numbers[text] = n
		s.words = append(s.words, text)
	}
	return float64(n)
}

// finish lines the columns up with their times, and gives all times that
// samples were taken at, in order.
func (s *series) finish() []float64 {
	s.makeTimes()
	var all, latest []float64
	sorted := 0
	for _, r := range s.reports {
		for i := range r.columns {
			r.columns[i].lineUp(r.times)
		}
		if slices.Equal(r.times, latest) {
			continue
		}
		latest = r.times
		if all = append(all, latest...); len(all) > 2*sorted {
			all = inOrder(all)
			sorted = len(all)
		}
	}
	return inOrder(all)
}

// inOrder sorts times and leaves each once.
func inOrder(times []float64) []float64 {
	slices.Sort(times)
	return slices.Compact(times)
}

// makeTimes makes up times for reports without them, of Chromium before 117:
// as many as the longest column has, at even distances between its ends. All
// reports were asked for at once, so times within half a second, which is half
// of the interval, are one.
func (s *series) makeTimes() {
	var made []*samples
	var all []float64
	for _, r := range s.reports {
		if longest := r.longest(); len(r.times) == 0 && longest.count > 0 && s.hold(longest.count) {
			steps := float64(max(longest.count-1, 1))
			for i := range longest.count {
				r.times = append(r.times, math.Round(longest.start+(longest.end-longest.start)*float64(i)/steps))
			}
			made, all = append(made, r), append(all, r.times...)
		}
	}
	all = inOrder(all)
	grid := all[:0]
	for _, t := range all {
		if len(grid) == 0 || t-grid[len(grid)-1] >= 500 {
			grid = append(grid, t)
		}
	}
	for _, r := range made {
		for i, t := range r.times {
			n, exact := slices.BinarySearch(grid, t)
			if !exact {
				n--
			}
			r.times[i] = grid[n]
		}
	}
}

// longest is the column with most samples of those that tell when they were taken.
func (r *samples) longest() column {
	longest := column{}
	for i := range r.columns {
		if c := &r.columns[i]; c.count > longest.count && c.start <= c.end {
			longest = *c
		}
	}
	return longest
}

// snapshot is what was sampled at a time. next holds for each report how many
// of its times have passed.
func (s *series) snapshot(at float64, next []int) *stats.Snapshot {
	snap := &stats.Snapshot{Timestamp: at}
	for i, r := range s.reports {
		k := next[i]
		if k == len(r.times) || r.times[k] != at {
			continue
		}
		for next[i] < len(r.times) && r.times[next[i]] <= at {
			next[i]++
		}
		switch r.kind {
		case typeTransport:
			t := stats.Transport{ID: r.id}
			m := membersOfTransport(&t)
			s.fill(m[:], r, k)
			snap.Transports = append(snap.Transports, t)
		case typePair:
			p := stats.Pair{ID: r.id}
			m := membersOfPair(&p)
			s.fill(m[:], r, k)
			snap.Pairs = append(snap.Pairs, p)
		default:
			c := stats.Candidate{ID: r.id, Remote: r.kind == typeRemote}
			m := membersOfCandidate(&c)
			s.fill(m[:], r, k)
			snap.Candidates = append(snap.Candidates, c)
		}
	}
	return snap
}

// fill sets the members to the k-th samples.
func (s *series) fill(members []member, r *samples, k int) {
	for i := range r.columns {
		v := r.columns[i].at(k)
		if math.IsNaN(v) {
			continue
		}
		for _, m := range members {
			switch {
			case m.name != r.columns[i].name:
			case m.text != nil:
				*m.text = s.words[int(v)]
			case m.number != nil:
				*m.number = stats.Number{Value: v, Known: true}
			default:
				*m.truth = stats.Bool{Value: v == 1, Known: true}
			}
		}
	}
}
