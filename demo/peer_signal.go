package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"

	"github.com/pion/webrtc/v4"
)

const (
	// maxReceived bounds what one caller can make this process remember. Beyond it candidates and offers are
	// refused, rather than used and left out of the view.
	maxReceived = 4096
	// maxBuffered is how much echo may wait in a data channel whose other end does not read.
	maxBuffered = 8 << 20
)

// peer is one call: a page's WebSocket and the pion end that answers it. All fields but messages belong to the
// functions that queue runs.
type peer struct {
	sock    *socket
	queue   *queue
	connect func() (*webrtc.PeerConnection, error)
	pc      *webrtc.PeerConnection

	started  bool   // ICE has
	offers   int    // offers received
	offer    string // the one in force, "" before the first
	held     []int  // indices in received of candidates that came before it
	received []receivedCandidate
	defaults []mediaDefault
	messages atomic.Int64
}

// callMessage is what a page sends.
type callMessage struct {
	Type      string          `json:"type"` // offer, candidate, view
	SDP       string          `json:"sdp"`
	Candidate json.RawMessage `json:"candidate"`
}

// answerMessage is {type:"answer", sdp}.
type answerMessage struct {
	Type string `json:"type"`
	SDP  string `json:"sdp"`
}

// candidateMessage is {type:"candidate", candidate}; null is the end of gathering.
type candidateMessage struct {
	Type      string                   `json:"type"`
	Candidate *webrtc.ICECandidateInit `json:"candidate"`
}

// renew makes a peer connection in the place of the one there may be, and puts its callbacks onto the queue.
func (p *peer) renew() error {
	pc, err := p.connect()
	if err != nil {
		return fmt.Errorf("pion made no peer connection: %w", err)
	}
	if p.pc != nil {
		_ = p.pc.GracefulClose()
	}
	p.pc, p.started = pc, false
	push := func(f func()) {
		p.queue.push(func() {
			if p.pc == pc { // what a replaced connection still says is nobody's business
				f()
			}
		})
	}
	pc.OnICECandidate(func(c *webrtc.ICECandidate) {
		message := candidateMessage{Type: "candidate"}
		if c != nil {
			init := c.ToJSON()
			message.Candidate = &init
		}
		push(func() { p.sock.send(message) })
	})
	pc.OnICEConnectionStateChange(func(webrtc.ICEConnectionState) {
		push(func() {
			p.started = true
			p.sendView()
		})
	})
	pc.OnConnectionStateChange(func(webrtc.PeerConnectionState) { push(p.sendView) })
	pc.SCTP().Transport().ICETransport().OnSelectedCandidatePairChange(func(*webrtc.ICECandidatePair) {
		push(p.sendView)
	})
	pc.OnDataChannel(func(dc *webrtc.DataChannel) {
		dc.OnMessage(func(m webrtc.DataChannelMessage) {
			if err := p.echo(dc, m); err != nil {
				push(func() { p.sock.sendError(err) })
			}
		})
	})
	return nil
}

// echo answers in the channel's own goroutine, which keeps the channel's order.
func (p *peer) echo(dc *webrtc.DataChannel, m webrtc.DataChannelMessage) error {
	if dc.BufferedAmount() > maxBuffered {
		return fmt.Errorf("data channel %q: no echo, %d bytes of it are unread", dc.Label(), dc.BufferedAmount())
	}
	p.messages.Add(1) // before the echo can be seen
	var err error
	if m.IsString {
		err = dc.SendText("echo: " + string(m.Data))
	} else {
		err = dc.Send(m.Data)
	}
	if err != nil {
		p.messages.Add(-1)
		return fmt.Errorf("data channel %q: no echo: %w", dc.Label(), err)
	}
	return nil
}

// run reads the socket until it ends.
func (p *peer) run() {
	go func() {
		defer p.queue.close()
		for {
			data, err := p.sock.read()
			if err != nil && !errors.Is(err, errBinary) {
				return
			}
			handled := make(chan struct{})
			p.queue.push(func() {
				defer close(handled)
				if err == nil {
					err = p.handle(data)
				}
				if err != nil {
					p.sock.sendError(err)
				}
			})
			// One message at a time, so that a page cannot fill the queue.
			select {
			case <-handled:
			case <-p.queue.done:
				return
			}
		}
	}()
	p.queue.run()
}

func (p *peer) close() {
	p.queue.close()
	_ = p.pc.GracefulClose()
}

func (p *peer) handle(data []byte) error {
	var m callMessage
	if err := json.Unmarshal(data, &m); err != nil {
		return describeJSON("message", err)
	}
	switch m.Type {
	case "offer":
		return p.handleOffer(m.SDP)
	case "candidate":
		return p.handleCandidate(m.Candidate)
	case "view":
		p.sendView()
		return nil
	case "":
		return errNoType
	default:
		return fmt.Errorf("unknown type %q: the peer takes offer, candidate and view", m.Type)
	}
}

// handleOffer answers the first offer and every later one: renegotiation and ICE restart look the same from here.
func (p *peer) handleOffer(sdp string) error {
	if sdp == "" {
		return errors.New("the offer has no sdp")
	}
	candidates, defaults := scanSDP(sdp, p.offers+1)
	if len(p.received)+len(candidates) > maxReceived || len(p.defaults)+len(defaults) > maxReceived {
		return fmt.Errorf("the offer is refused: more than %d candidates or sections in one call", maxReceived)
	}
	p.offers++
	p.received = append(p.received, candidates...)
	p.defaults = append(p.defaults, defaults...)

	answer, err := p.answer(sdp)
	if err != nil {
		return p.afterFailure(err)
	}
	p.offer = sdp
	p.sock.send(answerMessage{Type: "answer", SDP: answer})

	held := p.held
	p.held = nil
	for _, i := range held {
		if err := p.add(i); err != nil {
			p.sock.sendError(err)
		}
	}
	return nil
}

func (p *peer) answer(sdp string) (string, error) {
	if err := p.pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeOffer, SDP: sdp}); err != nil {
		return "", fmt.Errorf("the offer is refused: %w", err)
	}
	answer, err := p.pc.CreateAnswer(nil)
	if err != nil {
		return "", fmt.Errorf("no answer could be made: %w", err)
	}
	if err := p.pc.SetLocalDescription(answer); err != nil {
		return "", fmt.Errorf("the answer could not be applied: %w", err)
	}
	return answer.SDP, nil
}

// afterFailure makes the next offer possible after one that failed half way: pion v4.2 can neither roll back a remote
// offer nor take another in its place. Before the first good offer nothing is lost with the connection; after it
// the call goes on as it is, and the page is told what it has come to.
func (p *peer) afterFailure(failed error) error {
	if p.pc.SignalingState() == webrtc.SignalingStateStable {
		return failed
	}
	if p.offer != "" {
		return fmt.Errorf("%w (pion cannot roll it back: to negotiate again, open a new socket)", failed)
	}
	if err := p.renew(); err != nil {
		return errors.Join(failed, err)
	}
	return failed
}

// remoteCandidate is RTCIceCandidateInit.
type remoteCandidate struct {
	Candidate        string  `json:"candidate"`
	SDPMid           *string `json:"sdpMid"`
	SDPMLineIndex    *int    `json:"sdpMLineIndex"`
	UsernameFragment *string `json:"usernameFragment"`
}

func (p *peer) handleCandidate(raw json.RawMessage) error {
	if raw == nil {
		return errors.New("the message has no candidate: it must be an object, or null for the end")
	}
	var c *remoteCandidate
	if err := json.Unmarshal(raw, &c); err != nil {
		return describeJSON("candidate", err)
	}
	if c == nil || c.Candidate == "" {
		return p.endOfCandidates()
	}
	if len(p.received) >= maxReceived {
		return fmt.Errorf("the candidate is refused: more than %d in one call", maxReceived)
	}
	r := readCandidate(c.Candidate)
	r.Via, r.Offer, r.SDPMid, r.SDPMLineIndex, r.ufrag = "trickle", p.offers, c.SDPMid, c.SDPMLineIndex, c.UsernameFragment
	p.received = append(p.received, r)
	last := len(p.received) - 1
	if p.offer == "" {
		p.held = append(p.held, last)
		return nil
	}
	return p.add(last)
}

// endOfCandidates is the null or the empty string. Before the first offer it says nothing.
func (p *peer) endOfCandidates() error {
	if p.offer == "" {
		return nil
	}
	if err := p.pc.AddICECandidate(webrtc.ICECandidateInit{}); err != nil {
		return fmt.Errorf("the end of candidates is refused: %w", err)
	}
	return nil
}

// add hands a received candidate to pion and notes in the view why it was not taken.
func (p *peer) add(i int) error {
	err := p.checkCandidate(p.received[i])
	if err == nil {
		err = p.pc.AddICECandidate(webrtc.ICECandidateInit{Candidate: p.received[i].Candidate})
	}
	if err == nil {
		return nil
	}
	p.received[i].Error = err.Error()
	return fmt.Errorf("candidate %q is refused: %w", p.received[i].Candidate, err)
}

// checkCandidate refuses what a browser would refuse and pion either drops without a word (an unknown type, the
// ufrag of another generation) or takes (a section that is not there).
func (p *peer) checkCandidate(c receivedCandidate) error {
	mids, sections, ufrags := offerNames(p.offer)
	switch {
	case c.SDPMid == nil && c.SDPMLineIndex == nil:
		return errors.New("it has neither sdpMid nor sdpMLineIndex")
	case c.SDPMid != nil && !slices.Contains(mids, *c.SDPMid):
		return fmt.Errorf("the offer has no section with mid %q", *c.SDPMid)
	case c.SDPMid == nil && (*c.SDPMLineIndex < 0 || *c.SDPMLineIndex >= sections):
		return fmt.Errorf("the offer has no section %d", *c.SDPMLineIndex)
	}
	for _, ufrag := range []string{candidateUfrag(c.Candidate), deref(c.ufrag)} {
		if ufrag != "" && !slices.Contains(ufrags, ufrag) {
			return fmt.Errorf("its ufrag %q is not of the offer in force", ufrag)
		}
	}
	switch c.Type {
	case "host", "srflx", "prflx", "relay":
	default:
		return fmt.Errorf("it is no candidate line, or its type %q is unknown", c.Type)
	}
	return nil
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// describeJSON says in a page author's words what is wrong with a message.
func describeJSON(what string, err error) error {
	var mistyped *json.UnmarshalTypeError
	if errors.As(err, &mistyped) {
		if mistyped.Field == "" {
			return fmt.Errorf("the %s must be a JSON object, not a %s", what, mistyped.Value)
		}
		return fmt.Errorf("the %s's field %q must not be a %s", what, mistyped.Field, mistyped.Value)
	}
	return fmt.Errorf("the %s is not JSON: %w", what, err)
}
