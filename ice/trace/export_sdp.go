package trace

import (
	"strings"

	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/ice/session"
)

// pending is a description of which the candidates are still to come.
type pending struct {
	at        float64
	direction policy.Direction
	ufrag     string
	lines     [][]string // candidates before the first media section, then those of each
	mids      []string   // of the media sections
}

// maxSections keeps a candidate with a number of its own from making a description endless.
const maxSections = 1000

// take takes a candidate that the description has; false for any other event.
func (p *pending) take(e *session.Event) bool {
	index := e.MLineIndex + 1
	switch {
	case e.Kind != session.CandidateSeen || e.Via != session.InDescription || e.Direction != p.direction,
		e.UsernameFragment != "" || e.URL != "" || e.RelayProtocol != "",
		!strings.HasPrefix(e.Line, "candidate:") || strings.ContainsAny(e.Line, "\r\n"),
		!fits(e.Mid) || index == 0 && e.Mid != "",
		index < max(0, len(p.lines)-1) || index > maxSections,
		index == len(p.lines)-1 && p.mids[index] != e.Mid:
		return false
	}
	for len(p.lines) <= index {
		p.lines, p.mids = append(p.lines, nil), append(p.mids, "")
	}
	p.lines[index], p.mids[index] = append(p.lines[index], e.Line), e.Mid
	return true
}

// endDescription writes the description that is pending: the call and its success.
func (l *log) endDescription() {
	p := l.pending
	if p == nil {
		return
	}
	l.pending = nil
	// What follows the other side's offer is an answer, anything else an offer.
	kind := "offer"
	if l.offered != 0 && l.offered != p.direction {
		kind, l.offered = "answer", 0
	} else {
		l.offered = p.direction
	}
	call := "setLocalDescription"
	if p.direction == policy.Remote {
		call = "setRemoteDescription"
	}
	l.entry(p.at, call, "type: "+kind+", sdp: "+p.skeleton())
	l.entry(p.at, call+"OnSuccess", "")
}

// skeleton is a description with nothing in it but ICE.
func (p *pending) skeleton() string {
	var b strings.Builder
	b.WriteString("v=0\r\no=- 0 0 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n")
	for i := range max(len(p.lines), 2) {
		if i > 0 {
			b.WriteString("m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\nc=IN IP4 0.0.0.0\r\n")
			if p.ufrag != "" {
				b.WriteString("a=ice-ufrag:" + p.ufrag + "\r\n")
			}
		}
		if i >= len(p.lines) {
			continue
		}
		if p.mids[i] != "" {
			b.WriteString("a=mid:" + p.mids[i] + "\r\n")
		}
		for _, line := range p.lines[i] {
			b.WriteString("a=" + line + "\r\n")
		}
	}
	return b.String()
}
