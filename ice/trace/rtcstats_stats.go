package trace

import (
	"cmp"
	"math"
	"slices"
	"strconv"

	"github.com/iceguard/iceguard/ice/stats"
	"github.com/iceguard/iceguard/ice/trace/internal/jsontext"
)

// maxReports is how many ICE reports of one connection are held at most.
const maxReports = 10_000

// reports are the ICE statistics of a connection as of its latest getStats;
// each of them tells what has changed since the one before.
type reports struct {
	timestamp float64
	taken     int // how many getStats were read
	full      bool
	held      []*report
	byID      map[string]*report
	members   []given // of the report that is read
}

// report is a transport, a pair or a candidate.
type report struct {
	kind      string
	latest    int // the getStats that named it last
	transport stats.Transport
	pair      stats.Pair
	candidate stats.Candidate
}

// given is a member as a report gives it.
type given struct {
	namedShape
	text  string
	value float64 // 0 or 1 of a boolean, NaN when there is none
}

// read takes the value of a getStats: an object of reports, which are null when
// they are gone. With whole a report that is left out is gone too.
func (s *reports) read(i *importer, whole bool) {
	line, at := i.r.Line(), i.r.Offset()
	if i.r.Peek() != jsontext.Object {
		i.r.Skip()
		return
	}
	s.taken++
	timestamp, latest := math.NaN(), math.NaN()
	some := false
	i.r.Object(func(id []byte) {
		switch i.r.Peek() {
		case jsontext.Object:
			some = true
			own := s.report(i, string(id), line, at)
			if !(own <= latest) && !math.IsNaN(own) {
				latest = own
			}
		case jsontext.Null:
			i.r.Null()
			if r := s.byID[string(id)]; r != nil {
				r.latest = -1
			}
		default: // the timestamp, which reports that have the same leave out
			if v := number(i.r); memberOf(id).shape == shapeTime {
				timestamp = v
			}
		}
	})
	if s.taken == 1 {
		// Chromium's own dump has no timestamp but those of the reports, and
		// tells everything each time.
		s.full = some && math.IsNaN(timestamp)
	}
	if math.IsNaN(timestamp) {
		timestamp = latest
	}
	if !math.IsNaN(timestamp) {
		s.timestamp = timestamp
	}
	if i.r.Err() == nil {
		s.remove(whole || s.full && some)
	}
}

// remove lets go of the reports that are gone.
func (s *reports) remove(unnamed bool) {
	s.held = slices.DeleteFunc(s.held, func(r *report) bool {
		gone := r.latest < 0 || unnamed && r.latest != s.taken
		if gone {
			delete(s.byID, r.id())
		}
		return gone
	})
}

// report reads one report, and gives its timestamp, NaN when it has none.
func (s *reports) report(i *importer, id string, line int, at int64) float64 {
	s.members = s.members[:0]
	kind := ""
	timestamp := math.NaN()
	i.r.Object(func(name []byte) {
		if string(name) == "type" { // behind the members with short names, which are numbers
			if i.r.Peek() == jsontext.Number {
				kind = typeOf(i.r.Float())
			} else {
				p := parser{r: i.r}
				kind = p.text()
			}
			return
		}
		switch m := (given{namedShape: memberOf(name), value: math.NaN()}); m.shape {
		case shapeNone:
			i.r.Skip()
		case shapeTime:
			timestamp = number(i.r)
		default:
			m.read(i.r)
			s.members = append(s.members, m)
		}
	})
	r := s.byID[id]
	switch {
	case r == nil && !isICE(kind):
		return timestamp
	case r == nil && len(s.held) == maxReports:
		i.damaged(Error{Line: line, Offset: at, Found: "more", Expected: "at most " + strconv.Itoa(maxReports) + " ICE reports of a connection"})
		return timestamp
	case r == nil:
		if r = newReport(id, kind); s.byID == nil {
			s.byID = map[string]*report{}
		}
		s.byID[id] = r
		s.held = append(s.held, r)
	case kind != "" && kind != r.kind, s.full:
		*r = *newReport(id, cmp.Or(kind, r.kind))
	}
	r.latest = s.taken
	for _, m := range s.members {
		r.set(m)
	}
	return timestamp
}

func newReport(id, kind string) *report {
	return &report{
		kind: kind, transport: stats.Transport{ID: id}, pair: stats.Pair{ID: id},
		candidate: stats.Candidate{ID: id, Remote: kind == typeRemote},
	}
}

func (r *report) id() string { return r.transport.ID }

// read takes the value of a member; one of another type is none.
func (m *given) read(r *jsontext.Reader) {
	switch got := r.Peek(); {
	case m.shape == shapeNumber:
		m.value = number(r)
	case m.shape == shapeText && got == jsontext.String:
		m.text = r.Text()
	case m.shape == shapeText && got == jsontext.Number: // the id of another report
		m.text = string(jsontext.AppendFloat(nil, r.Float()))
	case m.shape == shapeTruth && got == jsontext.Bool:
		if m.value = 0; r.Bool() {
			m.value = 1
		}
	default:
		r.Skip()
	}
}

// set gives the member that value.
func (r *report) set(v given) {
	if v.name == "ip" {
		if r.candidate.Address != "" {
			return
		}
		v.name = "address"
	}
	for _, m := range r.membersOf() {
		switch {
		case m.name != v.name:
		case m.text != nil:
			*m.text = v.text
		case m.number != nil:
			*m.number = stats.Number{}
			if !math.IsNaN(v.value) {
				*m.number = stats.Number{Value: v.value, Known: true}
			}
		default:
			*m.truth = stats.Bool{Value: v.value == 1, Known: !math.IsNaN(v.value)}
		}
	}
}

func (r *report) membersOf() []member {
	switch r.kind {
	case typeTransport:
		m := membersOfTransport(&r.transport)
		return m[:]
	case typePair:
		m := membersOfPair(&r.pair)
		return m[:]
	default: // also a type that is none, which a report may have taken on
		m := membersOfCandidate(&r.candidate)
		return m[:]
	}
}

// snapshot is what the connection's statistics say now.
func (s *reports) snapshot() *stats.Snapshot {
	snap := &stats.Snapshot{Timestamp: s.timestamp}
	for _, r := range s.held {
		switch r.kind {
		case typeTransport:
			snap.Transports = append(snap.Transports, r.transport)
		case typePair:
			snap.Pairs = append(snap.Pairs, r.pair)
		case typeLocal, typeRemote:
			snap.Candidates = append(snap.Candidates, r.candidate)
		}
	}
	return snap
}
