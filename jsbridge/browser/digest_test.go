//go:build js && wasm

package browser

import (
	"testing"

	"github.com/iceguard/iceguard/ice/stats"
)

func TestDigestIsReadBack(t *testing.T) {
	report := eval(`new Map([
		{ type: 'inbound-rtp', id: 'media', timestamp: 1, bytesReceived: 7 },
		{ type: 'transport', id: 'T', timestamp: 1700000000123.4, selectedCandidatePairId: 'P', dtlsState: 'connected', bytesSent: 1234567, bytesReceived: 0 },
		{ type: 'candidate-pair', id: 'P', transportId: 'T', localCandidateId: 'L', remoteCandidateId: 'R', state: 'succeeded', nominated: true,
		  selected: false, totalRoundTripTime: 0.0625, currentRoundTripTime: 1e-7, availableOutgoingBitrate: Infinity, requestsSent: '5' },
		{ type: 'local-candidate', id: 'L', candidateType: 'relay', ip: '192.0.2.1', port: 3478, protocol: 'udp', relayProtocol: 'tls', url: 'turns:a\x1fb' },
		{ type: 'remote-candidate', id: 'R', candidateType: 'host', address: '', port: null, protocol: 'udp' },
	].map((e) => [e.id, e]))`)
	snap, err := stats.ParseDigest(digest(report))
	if err != nil {
		t.Fatal(err)
	}
	number := func(v float64) stats.Number { return stats.Number{Value: v, Known: true} }
	if snap.Timestamp != 1700000000123.4 || len(snap.Transports) != 1 || len(snap.Pairs) != 1 || len(snap.Candidates) != 2 {
		t.Fatalf("got %+v", snap)
	}
	if want := (stats.Transport{ID: "T", SelectedCandidatePairID: "P", DTLSState: "connected", BytesSent: number(1234567), BytesReceived: number(0)}); snap.Transports[0] != want {
		t.Errorf("transport %+v, want %+v", snap.Transports[0], want)
	}
	pair := stats.Pair{
		ID: "P", TransportID: "T", LocalCandidateID: "L", RemoteCandidateID: "R", State: "succeeded",
		Nominated: stats.Bool{Value: true, Known: true}, Selected: stats.Bool{Known: true},
		RequestsSent: number(5), TotalRoundTripTime: number(0.0625), CurrentRoundTripTime: number(1e-7),
	}
	if snap.Pairs[0] != pair {
		t.Errorf("pair %+v, want %+v", snap.Pairs[0], pair)
	}
	local := stats.Candidate{ID: "L", Type: "relay", Address: "192.0.2.1", Port: number(3478), Protocol: "udp", RelayProtocol: "tls", URL: "turns:ab"}
	remote := stats.Candidate{ID: "R", Remote: true, Type: "host", Protocol: "udp"}
	if snap.Candidates[0] != local || snap.Candidates[1] != remote {
		t.Errorf("candidates %+v, want %+v and %+v", snap.Candidates, local, remote)
	}
}

func TestDigestOfNothing(t *testing.T) {
	snap, err := stats.ParseDigest(digest(eval("new Map()")))
	if err != nil || snap.Timestamp != 0 || len(snap.Pairs) != 0 {
		t.Errorf("got %+v, %v", snap, err)
	}
}

func TestWithoutCandidates(t *testing.T) {
	for sdp, want := range map[string]string{
		"": "", "v=0\r\n": "v=0\r\n",
		"c=IN IP6 fe80::1\r\na=rtcp:9 IN IP4 10.0.0.1\r\na=candidate:1 x\r\na=mid:0\r\n": "c=IN IP4 0.0.0.0\r\na=rtcp:9 IN IP4 0.0.0.0\r\na=mid:0\r\n",
		"c=IN IP4 10.0.0.1\na=candidate:1":                                               "c=IN IP4 0.0.0.0\n", "a=rtcp:9\r\ns=c=IN IP4 -\r\n": "a=rtcp:9\r\ns=c=IN IP4 -\r\n",
	} {
		if got := withoutCandidates(sdp); got != want {
			t.Errorf("%q: %q, want %q", sdp, got, want)
		}
	}
}
