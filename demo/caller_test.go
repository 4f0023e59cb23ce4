package main

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/pion/ice/v4"
	"github.com/pion/webrtc/v4"
)

// caller is a page: a pion peer connection with a data channel, and a WebSocket to the demo's peer.
type caller struct {
	*wsClient
	pc    *webrtc.PeerConnection
	dc    *webrtc.DataChannel
	open  chan struct{}
	texts chan string
	own   chan *webrtc.ICECandidate // gathered, nil at the end

	errors []string
	mids   []string // sdpMid of the peer's candidates
	ended  int      // how often the peer's gathering ended
}

func newCaller(t *testing.T, s *server, path string, networks ...webrtc.NetworkType) *caller {
	t.Helper()
	settings := webrtc.SettingEngine{LoggerFactory: quietLoggers()}
	settings.SetIncludeLoopbackCandidate(true)
	settings.SetInterfaceFilter(func(name string) bool { return strings.HasPrefix(name, "lo") })
	settings.SetICEMulticastDNSMode(ice.MulticastDNSModeDisabled)
	if len(networks) > 0 {
		settings.SetNetworkTypes(networks)
	}
	pc, err := webrtc.NewAPI(webrtc.WithSettingEngine(settings)).NewPeerConnection(webrtc.Configuration{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = pc.GracefulClose() })
	c := &caller{
		wsClient: dialWS(t, s, path), pc: pc,
		open: make(chan struct{}), texts: make(chan string, 100), own: make(chan *webrtc.ICECandidate, 1000),
	}
	pc.OnICECandidate(func(x *webrtc.ICECandidate) { c.own <- x })
	if c.dc, err = pc.CreateDataChannel("talk", nil); err != nil {
		t.Fatal(err)
	}
	c.dc.OnOpen(func() { close(c.open) })
	c.dc.OnMessage(func(m webrtc.DataChannelMessage) {
		kind := "text "
		if !m.IsString {
			kind = "binary "
		}
		c.texts <- kind + string(m.Data)
	})
	return c
}

// offer makes an offer and applies it here.
func (c *caller) offer(options *webrtc.OfferOptions) webrtc.SessionDescription {
	c.t.Helper()
	offer, err := c.pc.CreateOffer(options)
	if err != nil {
		c.t.Fatal(err)
	}
	if err := c.pc.SetLocalDescription(offer); err != nil {
		c.t.Fatal(err)
	}
	return offer
}

func (c *caller) sendOffer(sdp string) { c.send(map[string]string{"type": "offer", "sdp": sdp}) }

// trickle sends what is gathered until the end, which it sends too, and gives the texts. It also asks for a view:
// one that comes by itself may be from before the last candidate.
func (c *caller) trickle() []string {
	var sent []string
	for {
		select {
		case own := <-c.own:
			if own == nil {
				c.send(map[string]any{"type": "candidate", "candidate": nil})
				c.send(map[string]any{"type": "view"})
				return sent
			}
			init := own.ToJSON()
			sent = append(sent, init.Candidate)
			c.send(map[string]any{"type": "candidate", "candidate": init})
		case <-c.ctx.Done():
			c.t.Fatal("gathering does not end")
		}
	}
}

// until handles what the peer sends until a message of this type has been handled, and gives that.
func (c *caller) until(kind string) json.RawMessage {
	c.t.Helper()
	for {
		text := c.next()
		var m struct {
			Type      string
			SDP       string
			Message   string
			Candidate *webrtc.ICECandidateInit
		}
		if err := json.Unmarshal([]byte(text), &m); err != nil {
			c.t.Fatal(err)
		}
		var err error
		switch m.Type {
		case "answer":
			err = c.pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeAnswer, SDP: m.SDP})
		case "candidate":
			if m.Candidate == nil {
				c.ended++
			} else if err = c.pc.AddICECandidate(*m.Candidate); err == nil {
				c.mids = append(c.mids, *m.Candidate.SDPMid)
			}
		case "error":
			c.errors = append(c.errors, m.Message)
		}
		if err != nil {
			c.t.Fatalf("%s: %v", text, err)
		}
		if m.Type == kind {
			return json.RawMessage(text)
		}
	}
}

// view waits for a view that is good.
func (c *caller) view(good func(peerView) bool) peerView {
	c.t.Helper()
	for {
		var m viewMessage
		if err := json.Unmarshal(c.until("view"), &m); err != nil {
			c.t.Fatal(err)
		}
		if good(m.View) {
			return m.View
		}
	}
}

func connected(v peerView) bool { return v.ConnectionState == "connected" && v.SelectedPair != nil }

func (c *caller) say(text string) {
	c.t.Helper()
	select {
	case <-c.open:
	case <-c.ctx.Done():
		c.t.Fatal("the data channel does not open")
	}
	if err := c.dc.SendText(text); err != nil {
		c.t.Fatal(err)
	}
}

func (c *caller) hear() string {
	select {
	case text := <-c.texts:
		return text
	case <-c.ctx.Done():
		c.t.Fatal("no echo")
		return ""
	}
}
