//go:build js && wasm

package jsbridge

import (
	"math"

	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/ice/session"
	"github.com/iceguard/iceguard/internal/ascii"
)

// happening is what the npm package's hooks tell, with the members that come
// with it, each ended by U+001F and empty when it has no such value.
// jsbridge/ts/happening.ts has them in this order.
type happening int32

const (
	localCandidate happening = iota // candidate, sdpMid, sdpMLineIndex, usernameFragment, url, relayProtocol
	candidateError                  // url, errorCode, errorText, address, port, hostCandidate
	signalingState                  // the state; the ufrag of the local description
	gatheringState                  // the state, as with the next two
	iceState
	connectionState
	pairSelected      // the lines of its candidates, local and remote
	remoteCandidate   // as localCandidate
	remoteDescription // its text alone, as it is
	closing           // nothing, as with the next two
	beginning
	waking
	listening // the names of all events that somebody listens to
)

// errorMembers are those of an RTCPeerConnectionIceErrorEvent, as in stats.Members.
const errorMembers = "icecandidateerror - url errorCode errorText address port hostCandidate"

// happened gives it to the session. What is dropped is not kept, and text takes
// the place of what was given if it is changed.
func (e *entry) happened(h happening, input string, now float64) (kept bool, text string, changed bool) {
	pc := e.session
	m := members{input}
	event := session.Event{Direction: policy.Local}
	switch h {
	case remoteDescription:
		text, changed = pc.SetRemoteDescription(now, input)
		return true, text, changed
	case closing:
		pc.Closing(now)
		return true, "", false
	case beginning:
		pc.Begin(now)
		return true, "", false
	case waking:
		pc.Woken(now)
		return true, "", false
	case listening:
		e.told.listen(&m)
		return true, "", false
	case candidateError:
		event.Kind = session.CandidateError
		event.Error = session.ErrorEvent{URL: m.text(), Code: m.number(), Text: m.text(), Address: m.text(), Port: m.number(), HostCandidate: m.text()}
	case pairSelected:
		event.Kind = session.PairSelected
		event.Pair = session.PairEvent{Local: m.text(), Remote: m.text()}
	case localCandidate, remoteCandidate:
		if h == remoteCandidate {
			event.Direction = policy.Remote
		}
		event.Kind, event.Via = session.CandidateSeen, session.Trickle
		event.Line, event.Mid, event.MLineIndex = m.text(), m.text(), m.number()
		event.UsernameFragment, event.URL, event.RelayProtocol = m.text(), m.text(), m.text()
		if event.Line == "" {
			event = session.Event{Kind: session.EndOfCandidates, Direction: event.Direction}
		}
	default:
		event.Kind = session.SignalingState + session.Kind(h-signalingState)
		event.State = m.text()
		if ufrag := m.text(); ufrag != "" {
			pc.Happened(now, &session.Event{Kind: session.DescriptionSet, Direction: policy.Local, UsernameFragment: ufrag})
		}
	}
	v := pc.Happened(now, &event)
	return v.Kept, v.Line, v.Kept && v.Masked
}

// members are what is left of them.
type members struct{ rest string }

func (m *members) text() (member string) {
	member, m.rest, _ = ascii.Cut(m.rest, separator[0])
	return member
}

// number is -1 when it is none. What lies behind the point is left out.
func (m *members) number() int {
	whole, _, _ := ascii.Cut(m.text(), '.')
	n, ok := ascii.Number(whole, math.MaxInt32)
	if !ok {
		return -1
	}
	return int(n)
}
