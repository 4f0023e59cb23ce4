package trace

import (
	"math"
	"strconv"

	"github.com/iceguard/iceguard/ice/stats"
	"github.com/iceguard/iceguard/ice/trace/internal/jsontext"
)

// take adds what a snapshot holds, as samples of that time.
func (s *series) take(at float64, snap *stats.Snapshot) {
	for i := range snap.Transports {
		m := membersOfTransport(&snap.Transports[i])
		s.takeReport(at, typeTransport, m[:])
	}
	for i := range snap.Pairs {
		m := membersOfPair(&snap.Pairs[i])
		s.takeReport(at, typePair, m[:])
	}
	for i := range snap.Candidates {
		kind := typeLocal
		if snap.Candidates[i].Remote {
			kind = typeRemote
		}
		m := membersOfCandidate(&snap.Candidates[i])
		s.takeReport(at, kind, m[:])
	}
}

// takeReport adds a report, the first member of which is its id.
func (s *series) takeReport(at float64, kind string, members []member) {
	r := s.report(*members[0].text, kind)
	count := len(r.times)
	if r.kind != kind || count > 0 && r.times[count-1] == at {
		return // two reports have one id
	}
	r.times = append(r.times, at)
	for _, m := range members[1:] {
		v := math.NaN()
		switch {
		case m.text != nil && *m.text != "":
			v = s.word(*m.text)
		case m.number != nil && m.number.Known:
			v = m.number.Value
		case m.truth != nil && m.truth.Known:
			v = 0
			if m.truth.Value {
				v = 1
			}
		}
		c := r.column(m.name)
		if c == nil {
			if math.IsNaN(v) {
				continue
			}
			r.columns = append(r.columns, newColumn(m.name))
			c = &r.columns[len(r.columns)-1]
			c.addMissing(count)
		}
		c.add(v)
	}
}

// statistics writes the series of all reports.
func (x *exporter) statistics(s *series) {
	for _, r := range s.reports {
		x.column(r, "timestamp", func(k int) { x.float(r.times[k]) })
		if r.kind == typeLocal || r.kind == typeRemote {
			x.column(r, "isRemote", func(int) { x.out.Buf = strconv.AppendBool(x.out.Buf, r.kind == typeRemote) })
		}
		for i := range r.columns {
			c := &r.columns[i]
			shape := shapeOf([]byte(c.name)).shape
			x.column(r, c.name, func(k int) {
				switch v := c.at(k); {
				case math.IsNaN(v):
					x.out.Buf = append(x.out.Buf, "null"...)
				case shape == shapeText:
					x.out.Buf = jsontext.AppendString(x.out.Buf, s.words[int(v)])
				case shape == shapeTruth:
					x.out.Buf = strconv.AppendBool(x.out.Buf, v == 1)
				default:
					x.float(v)
				}
			})
		}
	}
}

func (x *exporter) float(v float64) { x.out.Buf = jsontext.AppendFloat(x.out.Buf, v) }

// column writes one series, with a sample for each of the report's times:
// viewers count samples from the first time or from the last one.
func (x *exporter) column(r *samples, property string, sample func(k int)) {
	x.out.NewLine()
	x.out.Key(r.id + "-" + property)
	x.out.Open('{')
	x.out.String("startTime", string(appendTime(nil, r.times[0])))
	x.out.String("endTime", string(appendTime(nil, r.times[len(r.times)-1])))
	x.out.String("statsType", r.kind)
	x.out.Key("values")
	start := len(x.out.Buf)
	for k := range r.times {
		if k == 0 {
			x.out.Buf = append(x.out.Buf, '[')
		} else {
			x.out.Buf = append(x.out.Buf, ',')
		}
		sample(k)
	}
	values := string(append(x.out.Buf[start:], ']'))
	x.out.Buf = jsontext.AppendString(x.out.Buf[:start], values)
	x.out.Close('}')
	x.flush()
}
