package trace

import (
	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/ice/session"
	"github.com/iceguard/iceguard/ice/stats"
	"github.com/iceguard/iceguard/ice/trace/internal/jsontext"
)

// parser reads the members of a line. A member of the wrong type is skipped,
// and is an error only once the line's kind is known to be one of ours.
type parser struct {
	r      *jsontext.Reader
	line   int // of the latest value
	offset int64
	wrong  *jsontext.Error
}

// is reports whether a value of the kind stands next; if not, it is skipped.
func (p *parser) is(k jsontext.Kind) bool {
	found := p.r.Peek()
	p.line, p.offset = p.r.Line(), p.r.Offset()
	if found == k {
		return true
	}
	p.note(found.String(), k.String(), nil)
	p.r.Skip()
	return false
}

func (p *parser) note(found, expected string, err error) {
	if p.wrong == nil && p.r.Err() == nil {
		p.wrong = &jsontext.Error{Line: p.line, Offset: p.offset, Found: found, Expected: expected, Err: err}
	}
}

func (p *parser) text() string {
	if !p.is(jsontext.String) {
		return ""
	}
	return p.r.Text()
}

func (p *parser) truth() bool { return p.is(jsontext.Bool) && p.r.Bool() }

func (p *parser) float() float64 {
	if !p.is(jsontext.Number) {
		return 0
	}
	return p.r.Float()
}

// whole reads a whole number.
func (p *parser) whole() int {
	v := p.float()
	if n := int(v); float64(n) == v && n > -1<<53 && n < 1<<53 {
		return n
	}
	p.note("a number", "a whole number", nil)
	return 0
}

// index reads a number that null says is not known: -1.
func (p *parser) index() int {
	if p.r.Peek() == jsontext.Null {
		p.r.Null()
		return -1
	}
	return p.whole()
}

func (p *parser) member(e *session.Event, name string) {
	switch name {
	case "time":
		e.Time = p.float()
	case "direction":
		word := p.text()
		if e.Direction = directionOf(word); e.Direction == 0 {
			p.note(word, "local or remote", nil)
		}
	case "via":
		e.Via = session.Via(p.text())
	case "candidate":
		e.Line = p.text()
	case "sdpMid":
		e.Mid = p.text()
	case "usernameFragment":
		e.UsernameFragment = p.text()
	case "url":
		e.URL = p.text()
	case "relayProtocol":
		e.RelayProtocol = p.text()
	case "state":
		e.State = p.text()
	case "policy":
		e.Policy = p.policy()
	case "error":
		e.Error = p.error()
	case "pair":
		e.Pair = p.pair()
	case "stats":
		e.Stats = p.snapshot()
	case "wallTime":
		e.WallTime = p.float()
	case "iceServers":
		if p.is(jsontext.Array) {
			p.r.Array(func() { e.ICEServers = append(e.ICEServers, p.text()) })
		}
	case "iceTransportPolicy":
		e.ICETransportPolicy = p.text()
	case "gatheringQuiet":
		e.GatheringQuiet = p.float()
	case "gatheringEnough":
		word := p.text()
		types, ok := session.ParseTypes(word)
		if e.GatheringEnough = types; !ok {
			p.note(word, "host, srflx or relay, joined by +", nil)
		}
	case "gatheringMaxWait":
		e.GatheringMaxWait = p.float()
	default:
		p.r.Skip()
	}
}

func (p *parser) policy() *policy.Policy {
	if !p.is(jsontext.String) {
		return nil
	}
	text := p.r.Text()
	parsed, err := policy.Parse(text)
	if err != nil {
		p.note(text, "a policy", err)
		return nil
	}
	return parsed
}

func (p *parser) error() session.ErrorEvent {
	e := session.ErrorEvent{Port: -1}
	if p.is(jsontext.Object) {
		p.r.Object(func(name []byte) {
			switch string(name) {
			case "url":
				e.URL = p.text()
			case "errorCode":
				e.Code = p.whole()
			case "errorText":
				e.Text = p.text()
			case "address":
				e.Address = p.text()
			case "port":
				e.Port = p.index()
			case "hostCandidate":
				e.HostCandidate = p.text()
			default:
				p.r.Skip()
			}
		})
	}
	return e
}

func (p *parser) pair() (pair session.PairEvent) {
	if p.is(jsontext.Object) {
		p.r.Object(func(name []byte) {
			switch string(name) {
			case "local":
				pair.Local = p.text()
			case "remote":
				pair.Remote = p.text()
			default:
				p.r.Skip()
			}
		})
	}
	return pair
}

func (p *parser) snapshot() *stats.Snapshot {
	if !p.is(jsontext.Object) {
		return nil
	}
	s := &stats.Snapshot{}
	p.r.Object(func(name []byte) {
		switch string(name) {
		case "timestamp":
			s.Timestamp = p.float()
		case "transports":
			p.objects(func() {
				var t stats.Transport
				m := membersOfTransport(&t)
				p.members(m[:], nil)
				s.Transports = append(s.Transports, t)
			})
		case "pairs":
			p.objects(func() {
				var pair stats.Pair
				m := membersOfPair(&pair)
				p.members(m[:], nil)
				s.Pairs = append(s.Pairs, pair)
			})
		case "candidates":
			p.objects(func() {
				var c stats.Candidate
				m := membersOfCandidate(&c)
				p.members(m[:], &c.Remote)
				s.Candidates = append(s.Candidates, c)
			})
		default:
			p.r.Skip()
		}
	})
	return s
}

func (p *parser) objects(object func()) {
	if p.is(jsontext.Array) {
		p.r.Array(func() {
			if p.is(jsontext.Object) {
				object()
			}
		})
	}
}

// members reads an object into those members; remote is what isRemote says.
func (p *parser) members(members []member, remote *bool) {
	p.r.Object(func(name []byte) {
		if remote != nil && string(name) == "isRemote" {
			*remote = p.truth()
			return
		}
		for i := range members {
			m := &members[i]
			if m.name != string(name) {
				continue
			}
			switch {
			case m.text != nil:
				*m.text = p.text()
			case m.number != nil:
				*m.number = stats.Number{Known: p.r.Peek() == jsontext.Number}
				m.number.Value = p.float()
			default:
				*m.truth = stats.Bool{Known: p.r.Peek() == jsontext.Bool}
				m.truth.Value = p.truth()
			}
			return
		}
		p.r.Skip()
	})
}
