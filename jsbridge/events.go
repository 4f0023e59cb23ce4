//go:build js && wasm

package jsbridge

import (
	"math"

	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/ice/sdp"
	"github.com/iceguard/iceguard/ice/session"
)

// Happened takes what happened to the connection or its ICE transports, and
// gives what is to be done with it if it is a candidate.
func (c *PeerConnection) Happened(now float64, e *session.Event) (v session.Verdict) {
	if e.Kind != session.PairSelected || e.Pair.Local != "" && e.Pair.Remote != "" { // Chromium clears it while ICE restarts
		c.apply(now, e)
	}
	v.Kept = true
	switch e.Kind {
	case session.CandidateSeen:
		v = c.session.Verdict(e)
	case session.PairSelected, session.ICEConnectionState, session.ConnectionState:
		c.mayHaveMoved(now, e.State)
	}
	return v
}

// mayHaveMoved sees to what follows from another pair or state. Nothing is
// asked for while a connection is being set up, which it would delay: one end
// may have a pair long before the other has its description, and DTLS with it.
func (c *PeerConnection) mayHaveMoved(now float64, state string) {
	switch {
	case state == "disconnected" || state == "failed":
		c.ask()
	case state == "new" || state == "closed":
	case c.State().ConnectionState == "connected":
		c.askWithin(now, settled)
	default:
		c.askWithin(now, fastInterval)
	}
}

// SetRemoteDescription takes the text of a description that is to be set, and gives the text to set.
func (c *PeerConnection) SetRemoteDescription(now float64, desc string) (filtered string, changed bool) {
	// First of all, so that candidates inside an ICE restart belong to the generation it begins.
	c.apply(now, &session.Event{Kind: session.DescriptionSet, Direction: policy.Remote, UsernameFragment: sdp.UsernameFragment(desc)})
	sdp.Filter(nil, desc, func(l *sdp.Line) sdp.Verdict { // half the code of a loop over sdp.Candidates
		if !l.Default {
			c.apply(now, &session.Event{
				Kind: session.CandidateSeen, Direction: policy.Remote, Via: session.InDescription,
				Line: l.Raw, Mid: l.Mid, MLineIndex: l.MLineIndex,
			})
		}
		return sdp.Keep
	})
	if sdp.EndOfCandidates(desc) {
		c.apply(now, &session.Event{Kind: session.EndOfCandidates, Direction: policy.Remote})
	}
	return c.session.Filter(policy.Remote, desc)
}

func hundredths(ms float64) float64 { return math.Round(ms*100) / 100 }
