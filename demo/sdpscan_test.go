package main

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestScanSDP(t *testing.T) {
	sdp := strings.Join([]string{
		"v=0", "o=- 1 2 IN IP4 127.0.0.1", "s=-", "t=0 0", "c=IN IP4 192.0.2.1", "a=group:BUNDLE 0 1",
		"m=audio 9 UDP/TLS/RTP/SAVPF 111", "c=IN IP4 0.0.0.0", "a=rtcp:9 IN IP4 0.0.0.0",
		"a=candidate:1 1 udp 2122260223 abc.local 50000 typ host generation 0 ufrag AB",
		"a=mid:0",
		"m=application 50002/1 UDP/DTLS/SCTP webrtc-datachannel",
		"a=mid:data",
		"a=candidate:2 1 UDP 1686052607 198.51.100.7 50002 typ srflx raddr 0.0.0.0 rport 0",
		"a=candidate:broken",
		"m=video 0 UDP/TLS/RTP/SAVPF 96", "c=IN IP6 2001:db8::1",
	}, "\r\n") + "\r\n"
	candidates, defaults := scanSDP(sdp, 3)
	got, _ := json.Marshal(map[string]any{"candidates": candidates, "defaults": defaults})
	want := `{"candidates":[` +
		`{"candidate":"candidate:1 1 udp 2122260223 abc.local 50000 typ host generation 0 ufrag AB","type":"host",` +
		`"address":"abc.local","port":50000,"protocol":"udp","via":"sdp","sdpMid":"0","sdpMLineIndex":0,"offer":3},` +
		`{"candidate":"candidate:2 1 UDP 1686052607 198.51.100.7 50002 typ srflx raddr 0.0.0.0 rport 0","type":"srflx",` +
		`"address":"198.51.100.7","port":50002,"protocol":"udp","via":"sdp","sdpMid":"data","sdpMLineIndex":1,"offer":3},` +
		`{"candidate":"candidate:broken","type":"","address":"","port":0,"protocol":"","via":"sdp","sdpMid":"data","sdpMLineIndex":1,"offer":3}],` +
		`"defaults":[` +
		`{"mid":null,"address":"192.0.2.1","port":0,"offer":3},` +
		`{"mid":"0","address":"0.0.0.0","port":9,"rtcpAddress":"0.0.0.0","rtcpPort":9,"offer":3},` +
		`{"mid":"data","address":"192.0.2.1","port":50002,"offer":3},` +
		`{"mid":null,"address":"2001:db8::1","port":0,"offer":3}]}`
	if string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	for _, end := range []string{"\n", "\r"} {
		bare, _ := scanSDP(strings.ReplaceAll(sdp, "\r\n", end), 3)
		if len(bare) != len(candidates) || bare[0].Candidate != candidates[0].Candidate {
			t.Errorf("with lines ending in %q: %+v", end, bare)
		}
	}
}

func FuzzScanSDP(f *testing.F) {
	f.Add("v=0\r\nm=audio 9\r\na=candidate:1 1 udp 1 10.0.0.1 1 typ host\r\na=mid:x\r\n")
	f.Add("a=candidate:x\nm=\nc=\na=rtcp:\n")
	f.Fuzz(func(t *testing.T, sdp string) {
		candidates, _ := scanSDP(sdp, 1)
		if want := strings.Count("\n"+strings.ReplaceAll(sdp, "\r", "\n"), "\na=candidate:"); len(candidates) < want {
			t.Errorf("found %d of at least %d candidates", len(candidates), want)
		}
		for _, c := range candidates {
			if !strings.Contains(sdp, c.Candidate) {
				t.Errorf("%q is not in the text", c.Candidate)
			}
		}
	})
}
