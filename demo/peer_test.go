package main

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/coder/websocket"
	"github.com/pion/webrtc/v4"
)

func texts(received []receivedCandidate, via string) []string {
	var list []string
	for _, r := range received {
		if r.Via == via {
			list = append(list, r.Candidate)
		}
	}
	return list
}

func TestPeerTrickleEchoAndView(t *testing.T) {
	s := startTest(t, nil)
	c := newCaller(t, s, "/ws/peer")
	c.sendOffer(c.offer(nil).SDP)
	sent := c.trickle()
	v := c.view(func(v peerView) bool { return connected(v) && len(v.Received) >= len(sent) })

	if len(sent) == 0 || !slices.Equal(texts(v.Received, "trickle"), sent) || len(v.Received) != len(sent) {
		t.Errorf("sent %q\nseen %+v", sent, v.Received)
	}
	for _, r := range v.Received {
		if r.Type != "host" || r.Address == "" || r.Port == 0 || r.SDPMid == nil || *r.SDPMid != "0" || r.Error != "" {
			t.Errorf("got %+v", r)
		}
	}
	if len(v.Defaults) != 1 || v.Defaults[0].Address != "0.0.0.0" || v.Defaults[0].Port != 9 {
		t.Errorf("defaults %+v", v.Defaults)
	}
	if v.ICEConnectionState != "connected" || v.SelectedPair.Local.Type != "host" || v.SelectedPair.Remote.Port == 0 ||
		v.SelectedPair.Local.Protocol != "udp" {
		t.Errorf("got %+v %+v", v, v.SelectedPair)
	}

	c.say("hello")
	if got := c.hear(); got != "text echo: hello" {
		t.Error(got)
	}
	if err := c.dc.Send([]byte{0, 1, 2}); err != nil {
		t.Fatal(err)
	}
	if got := c.hear(); got != "binary \x00\x01\x02" {
		t.Errorf("%q", got)
	}
	c.send(map[string]string{"type": "view"})
	if v := c.view(func(v peerView) bool { return v.Messages > 0 }); v.Messages != 2 {
		t.Errorf("%d messages", v.Messages)
	}
	if len(c.errors) != 0 || c.ended > 1 || slices.ContainsFunc(c.mids, func(mid string) bool { return mid != "0" }) {
		t.Errorf("errors %q, gathering ended %d times, mids %q", c.errors, c.ended, c.mids)
	}
}

func TestPeerCandidatesInSDP(t *testing.T) {
	s := startTest(t, nil)
	c := newCaller(t, s, "/ws/peer")
	done := webrtc.GatheringCompletePromise(c.pc)
	c.offer(nil)
	<-done
	sdp := c.pc.LocalDescription().SDP
	c.sendOffer(sdp)
	v := c.view(connected)
	if n := strings.Count(sdp, "a=candidate:"); n == 0 || len(v.Received) != n || len(texts(v.Received, "sdp")) != n {
		t.Errorf("%d candidates in\n%s\nseen %+v", n, sdp, v.Received)
	}
	for _, r := range v.Received {
		if !strings.Contains(sdp, "a="+r.Candidate+"\r\n") {
			t.Errorf("%q is not in\n%s", r.Candidate, sdp)
		}
	}
}

func TestPeerICERestart(t *testing.T) {
	s := startTest(t, nil)
	c := newCaller(t, s, "/ws/peer")
	c.sendOffer(c.offer(nil).SDP)
	first := c.trickle()
	c.view(func(v peerView) bool { return connected(v) && len(v.Received) >= len(first) })

	c.sendOffer(c.offer(&webrtc.OfferOptions{ICERestart: true}).SDP)
	second := c.trickle()
	v := c.view(func(v peerView) bool {
		return connected(v) && v.ICEConnectionState == "connected" && v.Received[len(v.Received)-1].Offer == 2 &&
			len(texts(v.Received, "trickle")) == len(first)+len(second)
	})
	if !slices.Equal(texts(v.Received, "trickle"), slices.Concat(first, second)) {
		t.Errorf("sent %q then %q\nseen %+v", first, second, v.Received)
	}
	c.say("still there?")
	if got := c.hear(); got != "text echo: still there?" {
		t.Error(got)
	}
	if len(c.errors) != 0 {
		t.Errorf("errors %q", c.errors)
	}
}

func TestPeerBadMessages(t *testing.T) {
	s := startTest(t, nil)
	c := newCaller(t, s, "/ws/peer")
	bad := func(text, want string) {
		t.Helper()
		c.sendText(text)
		var e errorMessage
		if err := json.Unmarshal(c.until("error"), &e); err != nil || !strings.Contains(e.Message, want) {
			t.Errorf("%s: %q does not say %q", text, e.Message, want)
		}
	}
	bad(`nonsense`, "not JSON")
	bad(`[]`, "must be a JSON object")
	bad(`{"type":5}`, `"type"`)
	bad(`{}`, "no type")
	bad(`{"type":"answer"}`, `unknown type "answer"`)
	bad(`{"type":"offer"}`, "no sdp")
	bad(`{"type":"offer","sdp":"v=0"}`, "offer is refused")
	bad(`{"type":"candidate"}`, "no candidate")
	bad(`{"type":"candidate","candidate":"x"}`, "candidate must be a JSON object")
	bad(`{"type":"candidate","candidate":{"sdpMLineIndex":"0"}}`, "sdpMLineIndex")

	offer := c.offer(nil).SDP
	// What comes before the first good offer waits for it, and is then judged.
	c.sendText(`{"type":"candidate","candidate":{"candidate":"candidate:early","sdpMid":"0"}}`)
	c.sendOffer(offer)
	c.until("answer")
	c.until("error")
	good := "candidate:1 1 udp 1 127.0.0.1 9 typ host"
	bad(`{"type":"candidate","candidate":{"candidate":"`+good+`"}}`, "neither sdpMid nor sdpMLineIndex")
	bad(`{"type":"candidate","candidate":{"candidate":"`+good+`","sdpMid":"7"}}`, `mid "7"`)
	bad(`{"type":"candidate","candidate":{"candidate":"`+good+`","sdpMLineIndex":1}}`, "section 1")
	bad(`{"type":"candidate","candidate":{"candidate":"`+good+` ufrag zzz","sdpMid":"0"}}`, `ufrag "zzz"`)
	bad(`{"type":"candidate","candidate":{"candidate":"`+good+`","sdpMid":"0","usernameFragment":"yyy"}}`, `ufrag "yyy"`)
	bad(`{"type":"candidate","candidate":{"candidate":"candidate:1 1 udp 1 127.0.0.1 9 typ other","sdpMid":"0"}}`, `"other"`)
	bad(`{"type":"candidate","candidate":{"candidate":"candidate:1 1 udp 1 127.0.0.1 70000 typ host","sdpMid":"0"}}`, "is refused")

	sent := c.trickle()
	v := c.view(func(v peerView) bool { return connected(v) && len(texts(v.Received, "trickle")) == len(sent)+8 })
	if r := v.Received[0]; r.Candidate != "candidate:early" || r.Offer != 1 || r.Error == "" {
		t.Errorf("got %+v", r)
	}
	if r := v.Received[1]; r.Candidate != good || r.Address != "127.0.0.1" || r.SDPMid != nil || r.Error == "" {
		t.Errorf("got %+v", r)
	}
	c.say("hello")
	if got := c.hear(); got != "text echo: hello" {
		t.Error(got)
	}
}

func TestPeerOfferRefusedThenGood(t *testing.T) {
	s := startTest(t, nil)
	c := newCaller(t, s, "/ws/peer")
	offer := c.offer(nil).SDP
	c.sendOffer(strings.ReplaceAll(offer, "a=fingerprint:", "a=x-fingerprint:"))
	c.until("error")
	c.sendOffer(offer)
	c.trickle()
	c.view(connected)
}

func TestPeerViewBeforeAnyCall(t *testing.T) {
	s := startTest(t, nil)
	c := newCaller(t, s, "/ws/peer")
	c.sendText(`{"type":"view"}`)
	want := `{"type":"view","view":{"received":[],"defaults":[],"iceConnectionState":"new","connectionState":"new",` +
		`"selectedPair":null,"messages":0}}`
	if got := c.next(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestPeerEndsWithItsSocket(t *testing.T) {
	s := startTest(t, nil)
	c := newCaller(t, s, "/ws/peer")
	gone := make(chan struct{})
	c.dc.OnClose(func() { close(gone) })
	c.sendOffer(c.offer(nil).SDP)
	c.trickle()
	c.view(connected)
	c.say("before")
	c.hear()
	if err := c.conn.Close(websocket.StatusNormalClosure, ""); err != nil {
		t.Error(err)
	}
	select {
	case <-gone:
	case <-c.ctx.Done():
		t.Error("the call goes on without its socket")
	}
	s.sessions.Wait()
}

func TestPeerWithTURN(t *testing.T) {
	s := startTest(t, nil)
	c := newCaller(t, s, "/ws/peer?turn=1")
	c.sendOffer(c.offer(nil).SDP)
	c.trickle()
	for {
		text := string(c.until("candidate"))
		if strings.Contains(text, "typ relay") {
			return
		}
		if c.ended > 0 {
			t.Fatal("gathering ended without a relay candidate")
		}
	}
}

func TestPeerOverTCP(t *testing.T) {
	s := startTest(t, nil)
	c := newCaller(t, s, "/ws/peer", webrtc.NetworkTypeTCP4)
	c.sendOffer(c.offer(nil).SDP)
	v := c.view(connected)
	if v.SelectedPair.Local.Protocol != "tcp" || v.SelectedPair.Remote.Protocol != "tcp" {
		t.Errorf("got %+v", v.SelectedPair)
	}
	c.say("by TCP")
	if got := c.hear(); got != "text echo: by TCP" {
		t.Error(got)
	}
}

func TestPeerRemembersABoundedCall(t *testing.T) {
	s := startTest(t, nil)
	c := newCaller(t, s, "/ws/peer")
	line := "a=candidate:1 1 udp 1 127.0.0.1 9 typ host\r\n"
	c.sendOffer(c.offer(nil).SDP + strings.Repeat(line, maxReceived+1))
	c.until("error")
	if len(c.errors) != 1 || !strings.Contains(c.errors[0], "more than") {
		t.Errorf("got %q", c.errors)
	}
}
