//go:build js && wasm

package jsbridge

import (
	"syscall/js"

	"github.com/teamortix/golang-wasm/wasm"

	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/ice/sdp"
	"github.com/iceguard/iceguard/ice/session"
)

// stateNames are the connection's states, read from the connection when the
// event of that name fires: the event says only that something changed.
var stateNames = [...]string{
	session.SignalingState:     "signalingState",
	session.ICEGatheringState:  "iceGatheringState",
	session.ICEConnectionState: "iceConnectionState",
	session.ConnectionState:    "connectionState",
}

var eventKinds = [...]struct {
	name string
	kind session.Kind
}{
	{"icecandidate", session.CandidateSeen},
	{"icecandidateerror", session.CandidateError},
	{"signalingstatechange", session.SignalingState},
	{"icegatheringstatechange", session.ICEGatheringState},
	{"iceconnectionstatechange", session.ICEConnectionState},
	{"connectionstatechange", session.ConnectionState},
	{"selectedcandidatepairchange", session.PairSelected},
}

// onEvent takes every event of the connection and of its ICE transports. For
// an icecandidate event it answers with the line to show instead, when the
// related address is to be masked. With signalingstatechange comes the ufrag of
// the local description: its text would be most of what that event costs.
func (c *PeerConnection) onEvent(v, ufrag js.Value) any {
	event, err := wasm.NewObject(v)
	if err != nil {
		return nil
	}
	var e session.Event
	name := text(event, "type")
	for i := range eventKinds {
		if eventKinds[i].name == name {
			e.Kind = eventKinds[i].kind
		}
	}
	switch e.Kind {
	case 0:
		return nil
	case session.CandidateSeen:
		return c.onLocalCandidate(event)
	case session.CandidateError:
		e.Error = session.ErrorEvent{
			URL: text(event, "url"), Code: integer(event, "errorCode"), Text: text(event, "errorText"),
			Address: text(event, "address"), Port: integer(event, "port"), HostCandidate: text(event, "hostCandidate"),
		}
		c.apply(&e)
		return nil
	case session.PairSelected:
		if t, ok := child(event, "target"); ok {
			c.readPair(t)
		}
		c.askWithin(settled)
	default:
		if ufrag.Type() == js.TypeString {
			c.apply(&session.Event{Kind: session.DescriptionSet, Direction: policy.Local, UsernameFragment: ufrag.String()})
		}
		e.State = text(c.object, stateNames[e.Kind])
		c.apply(&e)
		c.stateChanged(&e)
	}
	return nil
}

// stateChanged sees to what follows from a state. Nothing is asked for while a
// connection is being set up, which it would delay.
func (c *PeerConnection) stateChanged(e *session.Event) {
	if e.Kind == session.ICEConnectionState {
		c.hookTransports()
	}
	if e.Kind != session.ICEConnectionState && e.Kind != session.ConnectionState {
		return
	}
	switch e.State {
	case "checking", "connecting", "completed":
		c.askWithin(fastInterval)
	case "connected":
		c.askWithin(settled)
	case "disconnected", "failed":
		c.ask()
	}
}

// onLocalCandidate decides on what was gathered. A null candidate, an absent
// one and the empty string end candidates in one way or another and always pass.
func (c *PeerConnection) onLocalCandidate(event wasm.Object) any {
	cand, ok := child(event, "candidate")
	if !ok {
		return nil
	}
	line := text(cand, "candidate")
	if line == "" {
		c.apply(&session.Event{Kind: session.EndOfCandidates, Direction: policy.Local})
		return nil
	}
	var e session.Event
	readCandidate(&e, cand, line, policy.Local)
	if e.URL == "" {
		e.URL = text(event, "url")
	}
	c.apply(&e)
	verdict := c.session.Verdict(&e)
	if !verdict.Kept {
		event.JSValue().Call("stopImmediatePropagation")
		return nil
	}
	if verdict.Masked {
		return verdict.Line
	}
	return nil
}

// readCandidate reads an RTCIceCandidate or RTCIceCandidateInit.
func readCandidate(e *session.Event, cand wasm.Object, line string, d policy.Direction) {
	e.Kind, e.Direction, e.Via, e.Line = session.CandidateSeen, d, session.Trickle, line
	e.Mid, e.MLineIndex = text(cand, "sdpMid"), integer(cand, "sdpMLineIndex")
	e.UsernameFragment = text(cand, "usernameFragment")
	e.URL, e.RelayProtocol = text(cand, "url"), text(cand, "relayProtocol")
}

// onAddCandidate answers false when the candidate is not to reach the engine.
func (c *PeerConnection) onAddCandidate(v js.Value) any {
	e := session.Event{Kind: session.EndOfCandidates, Direction: policy.Remote}
	if !v.IsUndefined() && !v.IsNull() {
		cand, err := wasm.NewObject(v)
		if err != nil {
			return nil // the engine says what it thinks of it
		}
		line, _ := cand.Get("candidate")
		if !line.IsUndefined() && line.Type() != js.TypeString {
			return nil
		}
		if line := text(cand, "candidate"); line != "" {
			readCandidate(&e, cand, line, policy.Remote)
		}
	}
	c.apply(&e)
	if e.Kind == session.CandidateSeen && !c.session.Verdict(&e).Kept {
		return false
	}
	return nil
}

// onSetRemoteDescription gets the text of a description that is to be set and
// answers with the text to set instead, if that is another one.
func (c *PeerConnection) onSetRemoteDescription(desc string) any {
	// First of all, so that candidates inside an ICE restart belong to the generation it begins.
	c.apply(&session.Event{Kind: session.DescriptionSet, Direction: policy.Remote, UsernameFragment: sdp.UsernameFragment(desc)})
	sdp.Filter(nil, desc, func(l *sdp.Line) sdp.Verdict { // half the code of a loop over sdp.Candidates
		if !l.Default {
			c.apply(&session.Event{
				Kind: session.CandidateSeen, Direction: policy.Remote, Via: session.InDescription,
				Line: l.Raw, Mid: l.Mid, MLineIndex: l.MLineIndex,
			})
		}
		return sdp.Keep
	})
	if sdp.EndOfCandidates(desc) {
		c.apply(&session.Event{Kind: session.EndOfCandidates, Direction: policy.Remote})
	}
	if filtered, changed := c.session.Filter(policy.Remote, desc); changed {
		return filtered
	}
	return nil
}

// readDescriptions tells which ufrags are in force. Firefox throws where those
// of a closed connection are read, which ends a Go program.
func (c *PeerConnection) readDescriptions(now float64) {
	if text(c.object, stateNames[session.SignalingState]) == "closed" {
		return
	}
	for d := policy.Local; d <= policy.Remote; d++ {
		if desc, ok := child(c.object, d.String()+"Description"); ok {
			c.apply(&session.Event{
				Time: now, Kind: session.DescriptionSet, Direction: d, UsernameFragment: sdp.UsernameFragment(text(desc, "sdp")),
			})
		}
	}
}
