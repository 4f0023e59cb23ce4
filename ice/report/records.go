package report

import (
	"github.com/iceguard/iceguard/ice/candidate"
	"github.com/iceguard/iceguard/ice/session"
	"github.com/iceguard/iceguard/ice/stats"
)

// AppendCandidate appends a candidate record as JSON.
func AppendCandidate(dst []byte, r *session.CandidateRecord) []byte {
	w := writer{buf: dst}
	w.candidate(r)
	return w.buf
}

// AppendError appends a candidate error as JSON.
func AppendError(dst []byte, r *session.ErrorRecord) []byte {
	w := writer{buf: dst}
	w.error(r)
	return w.buf
}

// AppendPath appends a path as JSON, null for nil.
func AppendPath(dst []byte, p *session.Path) []byte {
	w := writer{buf: dst}
	w.path(p)
	return w.buf
}

// AppendStats appends statistics as JSON, null for nil.
func AppendStats(dst []byte, r *session.StatsRecord) []byte {
	w := writer{buf: dst}
	w.stats(r)
	return w.buf
}

// AppendState appends the change of a state as JSON.
func AppendState(dst []byte, o *session.Output) []byte {
	w := writer{buf: dst}
	w.open('{')
	w.millis("time", o.Time)
	w.strings("name value", o.Name, o.Value)
	w.close('}')
	return w.buf
}

func (w *writer) candidate(r *session.CandidateRecord) {
	c := &r.Candidate
	w.open('{')
	w.millis("time", r.Time)
	w.strings("direction via candidate", r.Direction.String(), string(r.Via), r.Line)
	w.texts("sdpMid usernameFragment", r.Mid, r.UsernameFragment)
	w.fields(c, r.Err == nil)
	w.texts("url relayProtocol text error", r.URL, r.RelayProtocol, r.Decision.Text, message(r.Err))
	w.strings("family scope", candidate.FamilyOf(c.Address).String(), candidate.IPOf(c.Address).Scope().String())
	w.bools("kept masked", r.Decision.Kept, r.Masked)
	rule := whole(r.Decision.Rule)
	rule.Known = r.Decision.Rule > 0
	w.numbers("rule sdpMLineIndex generation", rule, index(r.MLineIndex), whole(r.Generation))
	w.close('}')
}

func message(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// fields writes the members that RTCIceCandidate has, with its names and nulls;
// of a line that cannot be read all are null.
func (w *writer) fields(c *candidate.Candidate, valid bool) {
	w.texts("foundation protocol address type tcpType relatedAddress",
		c.Foundation, c.Protocol(), c.Address, string(c.Type), string(c.TCPType), c.RelatedAddress)
	number := func(v uint32, known bool) stats.Number { return stats.Number{Value: float64(v), Known: known} }
	w.numbers("component priority port relatedPort", number(uint32(c.Component), valid), number(c.Priority, valid),
		number(uint32(c.Port), valid), number(uint32(c.RelatedPort), c.HasRelatedPort))
}

func (w *writer) error(r *session.ErrorRecord) {
	w.open('{')
	w.millis("time", r.Time)
	w.strings("url errorText", r.URL, r.Text)
	w.texts("address hostCandidate", r.Address, r.HostCandidate)
	w.numbers("errorCode port generation", whole(r.Code), index(r.Port), whole(r.Generation))
	w.close('}')
}

func (w *writer) path(p *session.Path) {
	if p == nil {
		w.buf = append(w.buf, "null"...)
		return
	}
	w.open('{')
	w.pathMembers(p)
	w.close('}')
}

// span writes a path with the time until which it was selected.
func (w *writer) span(s *session.PathSpan) {
	w.open('{')
	w.whens("until", s.Until)
	w.pathMembers(s.Path)
	w.close('}')
}

func (w *writer) pathMembers(p *session.Path) {
	w.millis("since", p.Since)
	w.strings("kind transport family scope source", string(p.Kind), known(p.Transport), p.Family.String(), p.Scope.String(), string(p.Source))
	if p.RelaySide == session.NoSide {
		w.null("relay")
	} else {
		w.key("relay")
		w.open('{')
		w.strings("side protocol", string(p.RelaySide), known(p.RelayProtocol))
		w.texts("protocolSource", p.RelayProtocolSource)
		w.close('}')
	}
	w.end("local", &p.Local)
	w.end("remote", &p.Remote)
	w.bools("ambiguous", p.Ambiguous)
	w.texts("recognised", p.Recognised)
}

func known(word string) string {
	if word == "" {
		return "unknown"
	}
	return word
}

func (w *writer) end(name string, e *session.PathEnd) {
	w.key(name)
	w.open('{')
	w.strings("type", e.Type)
	w.texts("address protocol url", e.Address, e.Protocol, e.URL)
	w.numbers("port", index(e.Port))
	w.close('}')
}

func (w *writer) stats(r *session.StatsRecord) {
	if r == nil {
		w.buf = append(w.buf, "null"...)
		return
	}
	w.open('{')
	w.millis("time", r.Time)
	w.numbers("currentRoundTripTime roundTripTime averageRoundTripTime bytesSent bytesReceived sendRate receiveRate "+
		"availableOutgoingBitrate checkLoss clockSkew",
		r.CurrentRoundTripTime, r.RoundTripTime, r.AverageRoundTripTime, r.BytesSent, r.BytesReceived, r.SendRate, r.ReceiveRate,
		r.AvailableOutgoingBitrate, r.CheckLoss, r.ClockSkew)
	w.close('}')
}

// checks writes what the connectivity checks of all pairs add up to.
func (w *writer) checks(snap *stats.Snapshot) {
	if snap == nil {
		w.buf = append(w.buf, "null"...)
		return
	}
	c := snap.Checks()
	w.open('{')
	w.numbers("pairs waiting inProgress succeeded failed requestsSent responsesReceived requestsReceived responsesSent",
		whole(c.Pairs), whole(c.Waiting), whole(c.InProgress), whole(c.Succeeded), whole(c.Failed),
		c.RequestsSent, c.ResponsesReceived, c.RequestsReceived, c.ResponsesSent)
	w.close('}')
}
