package trace

import (
	"math"

	"github.com/iceguard/iceguard/ice/session"
	"github.com/iceguard/iceguard/ice/stats"
	"github.com/iceguard/iceguard/ice/trace/internal/jsontext"
)

// member is one member of a stats report: one of the pointers is set. The same
// table writes snapshots, reads them, and finds the members in dumps, whose
// names are the same: the W3C's.
type member struct {
	name   string
	text   *string
	number *stats.Number
	truth  *stats.Bool
}

// The types of report that a snapshot holds, in W3C spelling.
const (
	typeTransport = "transport"
	typePair      = "candidate-pair"
	typeLocal     = "local-candidate"
	typeRemote    = "remote-candidate"
)

const (
	transportMembers = 6
	pairMembers      = 16
	candidateMembers = 8
	mostMembers      = pairMembers
)

func membersOfTransport(t *stats.Transport) [transportMembers]member {
	return [...]member{
		{name: "id", text: &t.ID},
		{name: "selectedCandidatePairId", text: &t.SelectedCandidatePairID},
		{name: "dtlsState", text: &t.DTLSState},
		{name: "iceRole", text: &t.ICERole},
		{name: "bytesSent", number: &t.BytesSent},
		{name: "bytesReceived", number: &t.BytesReceived},
	}
}

func membersOfPair(p *stats.Pair) [pairMembers]member {
	return [...]member{
		{name: "id", text: &p.ID},
		{name: "transportId", text: &p.TransportID},
		{name: "localCandidateId", text: &p.LocalCandidateID},
		{name: "remoteCandidateId", text: &p.RemoteCandidateID},
		{name: "state", text: &p.State},
		{name: "nominated", truth: &p.Nominated},
		{name: "selected", truth: &p.Selected},
		{name: "bytesSent", number: &p.BytesSent},
		{name: "bytesReceived", number: &p.BytesReceived},
		{name: "requestsSent", number: &p.RequestsSent},
		{name: "responsesReceived", number: &p.ResponsesReceived},
		{name: "requestsReceived", number: &p.RequestsReceived},
		{name: "responsesSent", number: &p.ResponsesSent},
		{name: "totalRoundTripTime", number: &p.TotalRoundTripTime},
		{name: "currentRoundTripTime", number: &p.CurrentRoundTripTime},
		{name: "availableOutgoingBitrate", number: &p.AvailableOutgoingBitrate},
	}
}

func membersOfCandidate(c *stats.Candidate) [candidateMembers]member {
	return [...]member{
		{name: "id", text: &c.ID},
		{name: "candidateType", text: &c.Type},
		{name: "address", text: &c.Address},
		{name: "port", number: &c.Port},
		{name: "protocol", text: &c.Protocol},
		{name: "relayProtocol", text: &c.RelayProtocol},
		{name: "url", text: &c.URL},
		{name: "usernameFragment", text: &c.UsernameFragment},
	}
}

func appendSnapshot(w *jsontext.Writer, s *stats.Snapshot) {
	w.Key("stats")
	w.Open('{')
	w.Float("timestamp", s.Timestamp)
	list(w, "transports", len(s.Transports), func(i int) {
		m := membersOfTransport(&s.Transports[i])
		appendMembers(w, m[:])
	})
	list(w, "pairs", len(s.Pairs), func(i int) {
		m := membersOfPair(&s.Pairs[i])
		appendMembers(w, m[:])
	})
	list(w, "candidates", len(s.Candidates), func(i int) {
		c := &s.Candidates[i]
		if c.Remote {
			w.Bool("isRemote", true)
		}
		m := membersOfCandidate(c)
		appendMembers(w, m[:])
	})
	w.Close('}')
}

// list writes an array of objects, nothing when it is empty.
func list(w *jsontext.Writer, name string, n int, members func(i int)) {
	if n == 0 {
		return
	}
	w.Key(name)
	w.Open('[')
	for i := range n {
		w.Item()
		w.Open('{')
		members(i)
		w.Close('}')
	}
	w.Close(']')
}

func appendMembers(w *jsontext.Writer, members []member) {
	for _, m := range members {
		switch {
		case m.text != nil:
			text(w, m.name, *m.text)
		case m.number != nil && m.number.Known:
			w.Float(m.name, m.number.Value)
		case m.truth != nil && m.truth.Known:
			w.Bool(m.name, m.truth.Value)
		}
	}
}

// check looks for what cannot be written.
func check(e *session.Event) error {
	if kindWord(e.Kind) == "" {
		return &KindError{e.Kind}
	}
	if err := finite("time", e.Time); err != nil {
		return err
	}
	if err := finite("wallTime", e.WallTime); err != nil {
		return err
	}
	if err := finite("gatheringQuiet", e.GatheringQuiet); err != nil {
		return err
	}
	if err := finite("gatheringMaxWait", e.GatheringMaxWait); err != nil || e.Stats == nil {
		return err
	}
	if err := finite("timestamp", e.Stats.Timestamp); err != nil {
		return err
	}
	for i := range e.Stats.Transports {
		m := membersOfTransport(&e.Stats.Transports[i])
		if err := finiteMembers(m[:]); err != nil {
			return err
		}
	}
	for i := range e.Stats.Pairs {
		m := membersOfPair(&e.Stats.Pairs[i])
		if err := finiteMembers(m[:]); err != nil {
			return err
		}
	}
	for i := range e.Stats.Candidates {
		m := membersOfCandidate(&e.Stats.Candidates[i])
		if err := finiteMembers(m[:]); err != nil {
			return err
		}
	}
	return nil
}

func finiteMembers(members []member) error {
	for _, m := range members {
		if m.number == nil || !m.number.Known {
			continue
		}
		if err := finite(m.name, m.number.Value); err != nil {
			return err
		}
	}
	return nil
}

func finite(name string, v float64) error {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return &ValueError{Member: name, Value: v}
	}
	return nil
}
