//go:build unix

package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pion/ice/v4"
	pion "github.com/pion/sdp/v3"

	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/ice/session"
)

// filtering sets the filter beside what one writes with pion: parse, drop the
// candidates that the policy drops, marshal. Browsers write candidates in every
// section until an answer bundles them, and in the first one from then on.
func filtering(lines []string) []contest {
	bundled, each := description(lines, 50, 1), description(lines, 50, 50)
	all := []contest{
		filter("bundled, all dropped", bundled, "local drop", func(string) bool { return true }),
		filter("bundled, no-host", bundled, "no-host", isHost),
		filter("candidates in each, no-host", each, "no-host", isHost), // 300 parses and decisions
	}
	all[0].target, all[1].target = 10, 10
	return all
}

func isHost(line string) bool {
	c, err := ice.UnmarshalCandidate(line)
	return err != nil || c.Type() == ice.CandidateTypeHost
}

func filter(which, desc, policyText string, drops func(line string) bool) contest {
	p := mustParse(policyText)
	var filtered []byte
	return contest{
		name: "filter 50 sections: " + which, beside: "pion/sdp parse, drop, marshal", n: 1,
		ours: func() { filtered, _ = session.FilterDescription(filtered[:0], p, policy.Local, desc, nil, nil) },
		peer: func() { filterWithPion(desc, drops) },
	}
}

func filterWithPion(desc string, drops func(line string) bool) []byte {
	var tree pion.SessionDescription
	if err := tree.UnmarshalString(desc); err != nil {
		panic(err)
	}
	for _, m := range tree.MediaDescriptions {
		m.Attributes = slices.DeleteFunc(m.Attributes, func(a pion.Attribute) bool { return a.Key == "candidate" && drops(a.Value) })
	}
	text, err := tree.Marshal()
	if err != nil {
		panic(err)
	}
	return text
}

// description is an offer of audio and video sections by turns, as Chromium
// writes them; the first ones hold six candidates each.
func description(lines []string, sections, withCandidates int) string {
	b := &strings.Builder{}
	b.WriteString("v=0\r\no=- 4611731400430051336 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=extmap-allow-mixed\r\na=msid-semantic: WMS\r\n")
	for m := range sections {
		kind := []string{"audio", "video"}[m%2]
		fmt.Fprintf(b, "m=%s %d UDP/TLS/RTP/SAVPF", kind, 50000+m)
		for _, c := range codecs[kind] {
			fmt.Fprint(b, " ", c.payload)
		}
		b.WriteString("\r\nc=IN IP4 203.0.113.10\r\na=rtcp:9 IN IP4 0.0.0.0\r\n")
		if m < withCandidates {
			for i := range 6 {
				fmt.Fprintf(b, "a=%s\r\n", lines[(m*6+i)%len(lines)])
			}
		}
		b.WriteString("a=ice-ufrag:i+rp\r\na=ice-pwd:AbCdEfGhIjKlMnOpQrStUvWx\r\na=ice-options:trickle\r\na=fingerprint:sha-256 " +
			"0F:74:31:25:CB:A2:13:EC:28:6F:6D:2C:61:FF:5D:C2:BC:B9:DB:3D:98:14:8D:1A:BB:EA:33:0C:A4:60:A8:8E\r\na=setup:actpass\r\n")
		fmt.Fprintf(b, "a=mid:%d\r\n", m)
		for i, uri := range extensions[kind] {
			fmt.Fprintf(b, "a=extmap:%d %s\r\n", i+1, uri)
		}
		fmt.Fprintf(b, "a=sendrecv\r\na=msid:- track-%d\r\na=rtcp-mux\r\na=rtcp-rsize\r\n", m)
		for _, c := range codecs[kind] {
			c.write(b)
		}
		fmt.Fprintf(b, "a=ssrc:%d cname:x\r\na=ssrc:%d msid:- track-%d\r\n", 1000+m, 1000+m, m)
	}
	return b.String()
}

// codec is one payload type of Chromium's.
type codec struct {
	payload   int
	name      string
	feedback  []string
	parameter string
}

func (c *codec) write(b *strings.Builder) {
	fmt.Fprintf(b, "a=rtpmap:%d %s\r\n", c.payload, c.name)
	for _, f := range c.feedback {
		fmt.Fprintf(b, "a=rtcp-fb:%d %s\r\n", c.payload, f)
	}
	if c.parameter != "" {
		fmt.Fprintf(b, "a=fmtp:%d %s\r\n", c.payload, c.parameter)
	}
}

var (
	videoFeedback = []string{"goog-remb", "transport-cc", "ccm fir", "nack", "nack pli"}

	codecs = map[string][]codec{
		"audio": {
			{111, "opus/48000/2", []string{"transport-cc"}, "minptime=10;useinbandfec=1"}, {63, "red/48000/2", nil, "111/111"},
			{9, "G722/8000", nil, ""}, {0, "PCMU/8000", nil, ""}, {8, "PCMA/8000", nil, ""}, {13, "CN/8000", nil, ""},
			{110, "telephone-event/48000", nil, ""}, {126, "telephone-event/8000", nil, ""},
		},
		"video": {
			{96, "VP8/90000", videoFeedback, ""}, {97, "rtx/90000", nil, "apt=96"},
			{102, "H264/90000", videoFeedback, "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42001f"}, {103, "rtx/90000", nil, "apt=102"},
			{104, "H264/90000", videoFeedback, "level-asymmetry-allowed=1;packetization-mode=0;profile-level-id=42001f"}, {105, "rtx/90000", nil, "apt=104"},
			{106, "H264/90000", videoFeedback, "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f"}, {107, "rtx/90000", nil, "apt=106"},
			{108, "H264/90000", videoFeedback, "level-asymmetry-allowed=1;packetization-mode=0;profile-level-id=42e01f"}, {109, "rtx/90000", nil, "apt=108"},
			{45, "AV1/90000", videoFeedback, "level-idx=5;profile=0;tier=0"}, {46, "rtx/90000", nil, "apt=45"},
			{98, "VP9/90000", videoFeedback, "profile-id=0"}, {99, "rtx/90000", nil, "apt=98"},
			{100, "VP9/90000", videoFeedback, "profile-id=2"}, {101, "rtx/90000", nil, "apt=100"},
			{116, "red/90000", nil, ""}, {117, "rtx/90000", nil, "apt=116"}, {118, "ulpfec/90000", nil, ""},
		},
	}

	extensions = map[string][]string{
		"audio": {
			"urn:ietf:params:rtp-hdrext:ssrc-audio-level", "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time",
			"http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01", "urn:ietf:params:rtp-hdrext:sdes:mid",
		},
		"video": {
			"urn:ietf:params:rtp-hdrext:toffset", "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time", "urn:3gpp:video-orientation",
			"http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01", "http://www.webrtc.org/experiments/rtp-hdrext/playout-delay",
			"http://www.webrtc.org/experiments/rtp-hdrext/video-content-type", "http://www.webrtc.org/experiments/rtp-hdrext/video-timing",
			"http://www.webrtc.org/experiments/rtp-hdrext/color-space", "urn:ietf:params:rtp-hdrext:sdes:mid",
			"urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id", "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id",
		},
	}
)
