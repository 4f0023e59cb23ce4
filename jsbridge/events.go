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

// onEvent takes every event of the connection and of its ICE transports. For
// an icecandidate event it answers with the line to show instead, when the
// related address is to be masked.
func (c *PeerConnection) onEvent(args []js.Value) any {
	if len(args) == 0 {
		return nil
	}
	event, err := wasm.NewObject(args[0])
	if err != nil {
		return nil
	}
	switch text(event, "type") {
	case "icecandidate":
		return c.onLocalCandidate(event)
	case "icecandidateerror":
		c.apply(&session.Event{Kind: session.CandidateError, Error: session.ErrorEvent{
			URL: text(event, "url"), Code: integer(event, "errorCode"), Text: text(event, "errorText"),
			Address: text(event, "address"), Port: integer(event, "port"), HostCandidate: text(event, "hostCandidate"),
		}})
	case "signalingstatechange":
		for _, e := range c.descriptionEvents() {
			c.apply(&e)
		}
		c.onState(session.SignalingState)
	case "icegatheringstatechange":
		c.onState(session.ICEGatheringState)
	case "iceconnectionstatechange":
		c.onState(session.ICEConnectionState)
	case "connectionstatechange":
		c.onState(session.ConnectionState)
	case "selectedcandidatepairchange":
		c.onSelectedPair(event)
	}
	return nil
}

func (c *PeerConnection) onState(kind session.Kind) {
	c.apply(&session.Event{Kind: kind, State: text(c.object, stateNames[kind])})
	c.hookTransports()
	c.poll.soon(c)
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
	e := candidateEvent(cand, line, policy.Local)
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

// candidateEvent reads an RTCIceCandidate or RTCIceCandidateInit.
func candidateEvent(cand wasm.Object, line string, d policy.Direction) session.Event {
	return session.Event{
		Kind: session.CandidateSeen, Direction: d, Via: session.Trickle, Line: line,
		Mid: text(cand, "sdpMid"), MLineIndex: integer(cand, "sdpMLineIndex"),
		UsernameFragment: text(cand, "usernameFragment"),
		URL:              text(cand, "url"), RelayProtocol: text(cand, "relayProtocol"),
	}
}

// onAddCandidate answers false when the candidate is not to reach the engine.
func (c *PeerConnection) onAddCandidate(args []js.Value) any {
	end := session.Event{Kind: session.EndOfCandidates, Direction: policy.Remote}
	if len(args) == 0 || args[0].IsNull() || args[0].IsUndefined() {
		c.apply(&end)
		return nil
	}
	cand, err := wasm.NewObject(args[0])
	if err != nil {
		return nil // the engine says what it thinks of it
	}
	line, err := cand.Get("candidate")
	switch {
	case err == nil && (line.IsUndefined() || line.Type() == js.TypeString && line.String() == ""):
		c.apply(&end)
		return nil
	case err != nil || line.Type() != js.TypeString:
		return nil
	}
	e := candidateEvent(cand, line.String(), policy.Remote)
	c.apply(&e)
	if !c.session.Verdict(&e).Kept {
		return false
	}
	return nil
}

// onSetRemoteDescription gets the text of a description that is to be set and
// answers with the text to set instead, if that is another one.
func (c *PeerConnection) onSetRemoteDescription(args []js.Value) any {
	if len(args) == 0 || args[0].Type() != js.TypeString {
		return nil
	}
	desc := args[0].String()
	for l := range sdp.Candidates(desc) {
		c.apply(&session.Event{
			Kind: session.CandidateSeen, Direction: policy.Remote, Via: session.InDescription,
			Line: l.Raw, Mid: l.Mid, MLineIndex: l.MLineIndex,
		})
	}
	if sdp.EndOfCandidates(desc) {
		c.apply(&session.Event{Kind: session.EndOfCandidates, Direction: policy.Remote})
	}
	return c.filter(policy.Remote, desc)
}

// onFilterLocal is the same for the text of a local description that is to be shown.
func (c *PeerConnection) onFilterLocal(args []js.Value) any {
	if len(args) == 0 || args[0].Type() != js.TypeString {
		return nil
	}
	return c.filter(policy.Local, args[0].String())
}

func (c *PeerConnection) filter(d policy.Direction, desc string) any {
	if filtered, changed := c.session.Filter(d, desc); changed {
		return filtered
	}
	return nil
}

func (c *PeerConnection) onClose([]js.Value) any {
	c.poll.stop()
	c.apply(&session.Event{Kind: session.Closed})
	return nil
}

// descriptionEvents tell which ufrags are in force.
func (c *PeerConnection) descriptionEvents() []session.Event {
	var events []session.Event
	for _, side := range [...]struct {
		name      string
		direction policy.Direction
	}{{"localDescription", policy.Local}, {"remoteDescription", policy.Remote}} {
		if desc, ok := child(c.object, side.name); ok {
			ufrag := sdp.UsernameFragment(text(desc, "sdp"))
			events = append(events, session.Event{Kind: session.DescriptionSet, Direction: side.direction, UsernameFragment: ufrag})
		}
	}
	return events
}
