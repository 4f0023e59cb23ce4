//go:build js && wasm

package browser

import (
	"syscall/js"
	"time"

	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/ice/sdp"
	"github.com/iceguard/iceguard/ice/session"
	"github.com/iceguard/iceguard/jsbridge"
)

// What is read of the connection, its events and its ICE transports: ts/happening.ts a second time, in Go.

// events are those of a connection, with what each says and, of those that say
// only that a state has changed, the member to read that from.
var events = [...]struct {
	name  string
	kind  session.Kind
	state string
}{
	{"icecandidate", session.CandidateSeen, ""},
	{"icecandidateerror", session.CandidateError, ""},
	{"signalingstatechange", session.SignalingState, "signalingState"},
	{"icegatheringstatechange", session.ICEGatheringState, "iceGatheringState"},
	{"iceconnectionstatechange", session.ICEConnectionState, "iceConnectionState"},
	{"connectionstatechange", session.ConnectionState, "connectionState"},
	{pairChange, session.PairSelected, ""},
}

const (
	pairChange = "selectedcandidatepairchange" // of an ICE transport
	getPair    = "getSelectedCandidatePair"
)

// text is a string, "" when it is anything else: what an engine leaves out is
// undefined in one, null in another.
func text(v js.Value) string {
	if v.Type() != js.TypeString {
		return ""
	}
	return v.String()
}

// integer is a number, -1 when it is anything else.
func integer(v js.Value) int {
	if v.Type() != js.TypeNumber {
		return -1
	}
	return v.Int()
}

// elements are those of an array, none of what is no object.
func elements(v js.Value) []js.Value {
	if v.Type() != js.TypeObject {
		return nil
	}
	all := make([]js.Value, v.Length())
	for i := range all {
		all[i] = v.Index(i)
	}
	return all
}

// answerOf is what a method answers, undefined when there is none or it throws.
func answerOf(v js.Value, method string) js.Value {
	if member(v, method).Type() != js.TypeFunction { // Call would keep JavaScript's error for that for good
		return js.Undefined()
	}
	answer, err := attempt(func() any { return v.Call(method) })
	if err != nil {
		return js.Undefined()
	}
	return answer.(js.Value)
}

// standing reads how a connection stands. Firefox throws where the descriptions
// of a closed connection are read, which ends a Go program.
func standing(pc js.Value) *jsbridge.Standing {
	s := &jsbridge.Standing{Now: now(), WallClock: float64(time.Now().UnixMilli())}
	for _, e := range events {
		if e.state != "" {
			s.States[e.kind-session.SignalingState] = text(member(pc, e.state))
		}
	}
	if s.States[0] != "closed" {
		for i, name := range [...]string{"localDescription", "remoteDescription"} {
			s.Ufrags[i] = sdp.UsernameFragment(text(member(member(pc, name), "sdp")))
		}
	}
	configuration := answerOf(pc, "getConfiguration") // a node package may lack it
	s.Configuration.ICETransportPolicy = text(member(configuration, "iceTransportPolicy"))
	for _, server := range elements(member(configuration, "iceServers")) {
		urls := member(server, "urls")
		for _, url := range append(elements(urls), urls) { // a list or one
			if url := text(url); url != "" {
				s.Configuration.URLs = append(s.Configuration.URLs, url)
			}
		}
	}
	return s
}

// now is the time of an event in ms.
func now() float64 { return js.Global().Get("performance").Call("now").Float() }

// read reads an event of the connection or of one of its ICE transports. It
// is nil for one that says nothing. A null candidate, an absent one and the empty
// string end candidates in one way or another and always pass.
func (h *hooks) read(event js.Value) *session.Event {
	name := text(member(event, "type"))
	for _, known := range events {
		if known.name != name {
			continue
		}
		e := &session.Event{Kind: known.kind}
		switch known.kind {
		case session.CandidateSeen:
			e = candidate(member(event, "candidate"), policy.Local)
			if e != nil && e.URL == "" {
				e.URL = text(member(event, "url"))
			}
		case session.CandidateError:
			e.Error = session.ErrorEvent{
				URL: text(member(event, "url")), Code: integer(member(event, "errorCode")), Text: text(member(event, "errorText")),
				Address: text(member(event, "address")), Port: integer(member(event, "port")), HostCandidate: text(member(event, "hostCandidate")),
			}
		case session.PairSelected:
			e.Pair = pair(member(event, "target"))
		default:
			e.State = text(member(h.pc, known.state))
		}
		return e
	}
	return nil
}

// candidate reads an RTCIceCandidate or RTCIceCandidateInit; nil when it is none.
func candidate(v js.Value, d policy.Direction) *session.Event {
	line := member(v, "candidate")
	if v.Type() != js.TypeObject || !line.IsUndefined() && line.Type() != js.TypeString {
		return nil
	}
	if text(line) == "" {
		return &session.Event{Kind: session.EndOfCandidates, Direction: d}
	}
	return &session.Event{
		Kind: session.CandidateSeen, Direction: d, Via: session.Trickle,
		Line: text(line), Mid: text(member(v, "sdpMid")), MLineIndex: integer(member(v, "sdpMLineIndex")),
		UsernameFragment: text(member(v, "usernameFragment")), URL: text(member(v, "url")), RelayProtocol: text(member(v, "relayProtocol")),
	}
}

// pair reads which pair an ICE transport has selected. Chromium clears it while ICE restarts.
func pair(transport js.Value) session.PairEvent {
	v := answerOf(transport, getPair)
	return session.PairEvent{Local: text(member(member(v, "local"), "candidate")), Remote: text(member(member(v, "remote"), "candidate"))}
}

// hookTransports listens to ICE transports that have come since the last time.
// They are reached through the SCTP transport and the senders; under BUNDLE
// many of these are one. Engines without selectedcandidatepairchange are left
// to their statistics.
func (h *hooks) hookTransports() {
	for _, part := range append(elements(answerOf(h.pc, "getSenders")), member(h.pc, "sctp")) { // not every engine has them
		t := member(member(part, "transport"), "iceTransport")
		if member(t, getPair).Type() == js.TypeFunction && !h.knows(t) {
			h.transports = append(h.transports, t)
			h.listen(t, pairChange)
			if p := pair(t); p.Local != "" && p.Remote != "" {
				h.session.Happened(now(), &session.Event{Kind: session.PairSelected, Pair: p})
			}
		}
	}
}

func (h *hooks) knows(transport js.Value) bool {
	for _, known := range h.transports {
		if transport.Equal(known) {
			return true
		}
	}
	return false
}
