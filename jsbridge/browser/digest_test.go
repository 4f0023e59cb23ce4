//go:build js && wasm

package browser

import (
	"strconv"
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

// What engines may put where the specification has a string.
func TestDigestOfOddMembers(t *testing.T) {
	for expression, want := range map[string]string{
		`'a"b\\c{[,]}:'`: `a"b\c{[,]}:`, `'"'`: `"`, `'ü\u2028\n€'`: "ü\u2028\n€", `'a\x1e\x1fb'`: "ab", `'\ud800'`: "", `'true'`: "true", `''`: "",
		`true`: "1", `false`: "0", `-1.5e-7`: "-1.5e-7", `NaN`: "", `null`: "", `undefined`: "",
		`{ id: 'L', a: ['}', { url: '"' }] }`: "", `[[], {}, 'x']`: "", `{ toJSON() { return 'made' } }`: "made",
	} {
		report := eval("new Map([['a', 5], ['b', null], ['L', { type: 'local-candidate', id: 'first', url: " + expression + ", usernameFragment: 'last' }], ['c', { type: ['transport'] }]])")
		snap, err := stats.ParseDigest(digest(report))
		if err != nil || len(snap.Candidates) != 1 || len(snap.Transports) != 0 {
			t.Errorf("%s: got %+v, %v", expression, snap, err)
			continue
		}
		if c := snap.Candidates[0]; c.URL != want || c.ID != "first" || c.UsernameFragment != "last" {
			t.Errorf("%s: got %+v, want %q", expression, c, want)
		}
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

// The cost of statistics on the page, with media streams beside the ICE entries.
func BenchmarkDigest(b *testing.B) {
	for _, streams := range []int{1, 50, 200} {
		report := eval(`(() => {
			const report = new Map();
			const add = (type, id, entry) => report.set(id, { type, id, timestamp: 1700000000123.4, ...entry });
			add('transport', 'T', { selectedCandidatePairId: 'P0', dtlsState: 'connected', bytesSent: 1234567, bytesReceived: 0 });
			for (let i = 0; i < 6; i++) {
				add('candidate-pair', 'P' + i, { transportId: 'T', localCandidateId: 'C0', remoteCandidateId: 'C1', state: 'succeeded', nominated: true, bytesSent: 5,
					bytesReceived: 6, requestsSent: 4, responsesReceived: 5, requestsReceived: 4, responsesSent: 5, totalRoundTripTime: 0.0625, currentRoundTripTime: 0.01 });
			}
			for (let i = 0; i < 8; i++) add('local-candidate', 'C' + i, { candidateType: 'relay', address: '192.0.2.1', port: 3478, protocol: 'udp', relayProtocol: 'tls' });
			for (let i = 0; i < 6 * ` + strconv.Itoa(streams) + `; i++) add('inbound-rtp', 'M' + i, { bytesReceived: 7 });
			return report;
		})()`)
		b.Run(strconv.Itoa(streams)+" streams", func(b *testing.B) {
			for b.Loop() {
				digest(report)
			}
		})
	}
}
