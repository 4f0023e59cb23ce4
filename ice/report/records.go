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
	w.string("name", o.Name)
	w.string("value", o.Value)
	w.close('}')
	return w.buf
}

func (w *writer) candidate(r *session.CandidateRecord) {
	c := &r.Candidate
	w.open('{')
	w.millis("time", r.Time)
	w.string("direction", r.Direction.String())
	w.string("via", string(r.Via))
	w.string("candidate", r.Line)
	w.text("sdpMid", r.Mid)
	w.index("sdpMLineIndex", r.MLineIndex)
	w.text("usernameFragment", r.UsernameFragment)
	if r.Err == nil {
		w.fields(c)
	} else {
		for _, name := range [...]string{
			"foundation", "component", "protocol", "priority", "address", "port", "type",
			"tcpType", "relatedAddress", "relatedPort",
		} {
			w.null(name)
		}
	}
	w.text("url", r.URL)
	w.text("relayProtocol", r.RelayProtocol)
	w.string("family", candidate.FamilyOf(c.Address).String())
	w.string("scope", candidate.IPOf(c.Address).Scope().String())
	w.bool("kept", r.Decision.Kept)
	if r.Decision.Rule == 0 {
		w.null("rule")
	} else {
		w.int("rule", r.Decision.Rule)
	}
	w.text("text", r.Decision.Text)
	w.bool("masked", r.Masked)
	w.int("generation", r.Generation)
	if r.Err != nil {
		w.string("error", r.Err.Error())
	} else {
		w.null("error")
	}
	w.close('}')
}

// fields writes the members that RTCIceCandidate has, with its names and nulls.
func (w *writer) fields(c *candidate.Candidate) {
	w.string("foundation", c.Foundation)
	w.int("component", int(c.Component))
	w.string("protocol", c.Protocol())
	w.int("priority", int(c.Priority))
	w.string("address", c.Address)
	w.int("port", int(c.Port))
	w.string("type", string(c.Type))
	w.text("tcpType", string(c.TCPType))
	w.text("relatedAddress", c.RelatedAddress)
	if c.HasRelatedPort {
		w.int("relatedPort", int(c.RelatedPort))
	} else {
		w.null("relatedPort")
	}
}

func (w *writer) error(r *session.ErrorRecord) {
	w.open('{')
	w.millis("time", r.Time)
	w.string("url", r.URL)
	w.int("errorCode", r.Code)
	w.string("errorText", r.Text)
	w.text("address", r.Address)
	w.index("port", r.Port)
	w.text("hostCandidate", r.HostCandidate)
	w.int("generation", r.Generation)
	w.close('}')
}

func (w *writer) path(p *session.Path) {
	if p == nil {
		w.buf = append(w.buf, "null"...)
		return
	}
	w.open('{')
	w.millis("since", p.Since)
	w.string("kind", string(p.Kind))
	if p.RelaySide == session.NoSide {
		w.null("relay")
	} else {
		w.key("relay")
		w.open('{')
		w.string("side", string(p.RelaySide))
		w.string("protocol", known(p.RelayProtocol))
		w.text("protocolSource", p.RelayProtocolSource)
		w.close('}')
	}
	w.string("transport", known(p.Transport))
	w.string("family", p.Family.String())
	w.string("scope", p.Scope.String())
	w.end("local", &p.Local)
	w.end("remote", &p.Remote)
	w.string("source", string(p.Source))
	w.bool("ambiguous", p.Ambiguous)
	w.text("recognised", p.Recognised)
	w.close('}')
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
	w.string("type", e.Type)
	w.text("address", e.Address)
	w.index("port", e.Port)
	w.text("protocol", e.Protocol)
	w.text("url", e.URL)
	w.close('}')
}

func (w *writer) number(name string, n stats.Number) {
	if !n.Known {
		w.null(name)
		return
	}
	w.float(name, n.Value)
}

func (w *writer) stats(r *session.StatsRecord) {
	if r == nil {
		w.buf = append(w.buf, "null"...)
		return
	}
	w.open('{')
	w.millis("time", r.Time)
	w.number("currentRoundTripTime", r.CurrentRoundTripTime)
	w.number("averageRoundTripTime", r.AverageRoundTripTime)
	w.number("bytesSent", r.BytesSent)
	w.number("bytesReceived", r.BytesReceived)
	w.close('}')
}
