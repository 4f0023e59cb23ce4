package trace_test

import (
	"bytes"
	"fmt"
	"io"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/iceguard/iceguard/ice/session"
	"github.com/iceguard/iceguard/ice/trace"
)

// large is the size of the files that are made up on the way: no memory ever holds one.
func large() int {
	if runtime.GOARCH == "wasm" {
		return 6 << 20
	}
	return 100 << 20
}

// pieces is a reader of what next gives, until that is nil.
type pieces struct {
	next func() []byte
	rest []byte
	size int64
}

func (p *pieces) Read(into []byte) (int, error) {
	for len(p.rest) == 0 {
		if p.rest = p.next(); p.rest == nil {
			return 0, io.EOF
		}
	}
	n := copy(into, p.rest)
	p.rest = p.rest[n:]
	p.size += int64(n)
	return n, nil
}

// readLarge imports what next gives and checks that the progress is told up to the
// end, and that the heap stays small.
func readLarge(t *testing.T, format trace.Format, next func() []byte, on trace.OnConnection) {
	t.Helper()
	const most = 64 << 20
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	before, peak := m.HeapAlloc, uint64(0)
	last, looked := int64(0), int64(0)
	p := &pieces{next: next}
	got, err := trace.Import(p, on, func(n int64) {
		if n <= last || n > p.size {
			t.Fatalf("progress %d after %d, of %d", n, last, p.size)
		}
		if last = n; last-looked > 1<<20 {
			looked = last
			runtime.ReadMemStats(&m)
			peak = max(peak, m.HeapAlloc)
		}
	})
	if err != nil || got != format || last != p.size || p.size < int64(large()) {
		t.Errorf("%v, %v, progress %d of %d", got, err, last, p.size)
	}
	if peak > before+most {
		t.Errorf("the heap grew by %d MB for a file of %d MB", (peak-before)>>20, p.size>>20)
	}
	t.Logf("%d MB, heap +%d MB", p.size>>20, (int64(peak)-int64(before))>>20)
}

// A call with many streams: most of the dump is of media. Each connection has
// its statistics before its log, in which every description is a long one.
func TestLargeInternals(t *testing.T) {
	perConnection := max(large()/5, 8<<20)
	text := func(n int, sample func(i int) string) string {
		var b strings.Builder
		for i := range n {
			if b.WriteByte(','); i == 0 {
				b.Reset()
				b.WriteByte('[')
			}
			b.WriteString(sample(i))
		}
		return strconv.Quote(b.String() + "]")
	}
	const samples = 1000
	number := text(samples, func(i int) string { return strconv.Itoa(1_000_000 + i*977) })
	same := text(samples, func(int) string { return `"T01"` })
	times := text(samples, func(i int) string { return strconv.Itoa(1795341575000+1000*i) + ".25" })
	series := func(b *bytes.Buffer, id, kind, property, values string) {
		fmt.Fprintf(b, "   \"%s-%s\": {\n    \"startTime\": \"2026-11-22T09:59:35.000Z\",\n    \"endTime\": \"2026-11-22T10:16:14.000Z\",\n    \"statsType\": %q,\n    \"values\": %s\n   },\n", id, property, kind, values)
	}
	desc := strings.Repeat(`a=rtpmap:111 opus/48000/2\r\n`, 400)
	size, connection, step := 0, 0, 0
	var b bytes.Buffer
	next := func() []byte {
		b.Reset()
		switch {
		case step < 0:
			return nil
		case step == 0:
			if connection == 0 {
				b.WriteString("{\n \"getUserMedia\": [],\n \"PeerConnections\": {\n")
			}
			fmt.Fprintf(&b, "  \"1-%d\": {\n   \"rtcConfiguration\": \"{}\",\n   \"stats\": {\n", connection)
		case step <= 30:
			id := fmt.Sprint("CP", step)
			series(&b, id, "candidate-pair", "timestamp", times)
			for _, property := range []string{"transportId", "localCandidateId", "remoteCandidateId", "state"} {
				series(&b, id, "candidate-pair", property, same)
			}
			for _, property := range []string{"bytesSent", "bytesReceived", "requestsSent", "responsesReceived", "totalRoundTripTime", "currentRoundTripTime", "priority", "packetsSent"} {
				series(&b, id, "candidate-pair", property, number)
			}
		case size < (connection+1)*perConnection-6<<20:
			series(&b, fmt.Sprint("IT01V", step), "inbound-rtp", "framesDecoded", number)
		case step < 1<<20:
			step = 1 << 20
			series(&b, "last", "codec", "clockRate", number)
			b.Truncate(b.Len() - 2)
			b.WriteString("\n   },\n   \"updateLog\": [\n")
		case size < (connection+1)*perConnection:
			fmt.Fprintf(&b, "    {\n     \"type\": \"setRemoteDescription\",\n     \"value\": \"{\\\"type\\\":\\\"offer\\\",\\\"sdp\\\":\\\"v=0\\\\r\\\\na=ice-ufrag:u\\\\r\\\\n%s\\\"}\",\n     \"timestamp\": %d\n    },\n"+
				"    {\n     \"type\": \"setRemoteDescriptionOnSuccess\",\n     \"value\": \"\",\n     \"timestamp\": %[2]d\n    },\n", strings.ReplaceAll(desc, `\r\n`, `\\r\\n`), 1795341575000+step-1<<20)
		default:
			b.WriteString("    {\n     \"type\": \"close\",\n     \"value\": \"\",\n     \"timestamp\": 1795342575000\n    }\n   ]\n  }")
			if connection++; size < large() {
				b.WriteString(",\n")
				step = -1
			} else {
				b.WriteString("\n },\n \"UserAgent\": \"x\"\n}\n")
				step = -2
			}
		}
		step++
		size += b.Len()
		return b.Bytes()
	}
	connections, snapshots, descriptions, closed := 0, 0, 0, 0
	readLarge(t, trace.FormatInternals, next, func(string) func(e *session.Event) {
		connections++
		return func(e *session.Event) {
			switch e.Kind {
			case session.StatsTaken:
				if len(e.Stats.Pairs) != 30 || e.Stats.Pairs[29].TransportID != "T01" || !e.Stats.Pairs[0].BytesSent.Known {
					t.Fatalf("%+v", e.Stats)
				}
				snapshots++
			case session.DescriptionSet:
				descriptions++
			case session.Closed:
				closed++
			}
		}
	})
	if connections != max(1, (large()+perConnection-1)/perConnection) || snapshots != connections*samples || closed != connections || descriptions < connections*100 {
		t.Errorf("%d connections, %d snapshots, %d descriptions, %d closed", connections, snapshots, descriptions, closed)
	}
}

// A call that was polled for days.
func TestLargeTrace(t *testing.T) {
	first := record(t, trace.Options{}, call(t)[:21])
	snapshot := call(t)[21]
	line := record(t, trace.Options{}, []session.Event{snapshot})
	line = line[strings.IndexByte(line, '\n')+1:]
	size, events := 0, 0
	next := func() []byte {
		if size >= large() {
			return nil
		}
		text := line
		if size == 0 {
			text = first
		} else {
			events++
		}
		size += len(text)
		return []byte(text)
	}
	snapshots := 0
	s := session.New()
	readLarge(t, trace.FormatTrace, next, func(string) func(e *session.Event) {
		return func(e *session.Event) {
			s.Apply(e)
			if e.Kind == session.StatsTaken {
				snapshots++
			}
		}
	})
	if snapshots != events || s.State().Path == nil {
		t.Errorf("%d snapshots, want %d; path %v", snapshots, events, s.State().Path)
	}
}

// Statistics of three connections in turn, most of them of media.
func TestLargeRTCStats(t *testing.T) {
	var media strings.Builder
	for i := range 40 {
		fmt.Fprintf(&media, `,"IT%d":{"20":%d,"41":%[2]d,"47":0.5,"60":1,"timestamp":0}`, i, 1000+i)
	}
	size, lines := 0, 0
	var b bytes.Buffer
	next := func() []byte {
		b.Reset()
		switch {
		case size == 0:
			b.WriteString(magic)
			for i := range 3 {
				fmt.Fprintf(&b, `["create","PC_%d",{},1795341575000]`+"\n", i)
				fmt.Fprintf(&b, `["g","PC_%d",{"T":{"type":5,"80":1,"125":"P"},"P":{"type":6,"118":"succeeded","148":"L","149":"R"},"L":{"type":7},"R":{"type":8},"t":1},1]`+"\n", i)
			}
		case size < large():
			fmt.Fprintf(&b, `["g","PC_%d",{"T":{"80":%d}%s,"t":%d},333.3]`+"\n", lines%3, lines, media.String(), 1795341575000+lines)
			lines++
		default:
			return nil
		}
		size += b.Len()
		return b.Bytes()
	}
	snapshots, connections := 0, 0
	readLarge(t, trace.FormatRTCStats, next, func(string) func(e *session.Event) {
		connections++
		return func(e *session.Event) {
			if e.Kind == session.StatsTaken {
				if len(e.Stats.Pairs) != 1 || len(e.Stats.Candidates) != 2 || e.Stats.Transports[0].SelectedCandidatePairID != "P" {
					t.Fatalf("%+v", e.Stats)
				}
				snapshots++
			}
		}
	})
	if connections != 3 || snapshots != lines+3 {
		t.Errorf("%d connections, %d snapshots, want 3, %d", connections, snapshots, lines+3)
	}
}

// Samples that are all the same are counted, not held.
func TestManySamples(t *testing.T) {
	const columns, each = 15, 150_000 // more than maxSamples
	var b strings.Builder
	b.WriteString(`{"PeerConnections":{"1-1":{"stats":{`)
	for i := range columns {
		fmt.Fprintf(&b, `"T%d-timestamp":{"statsType":"transport","values":"[5%s]"},"T%[1]d-bytesSent":{"statsType":"transport","values":"[5%[2]s]"},`, i, strings.Repeat(",5", each))
	}
	b.WriteString(`"x":5}}}}`)
	snapshots := 0
	err := trace.ImportInternals(strings.NewReader(b.String()), func(string) func(e *session.Event) {
		return func(e *session.Event) {
			if e.Kind == session.StatsTaken && len(e.Stats.Transports) == columns {
				snapshots++
			}
		}
	}, nil)
	if err != nil || snapshots != 1 {
		t.Errorf("%d snapshots, %v", snapshots, err)
	}
}

// More samples than can be held are too many, not a reason to hold them.
func TestTooManySamples(t *testing.T) {
	const columns, each = 12, 200_000 // of different ones: 2,400,000
	step, sent := -1, 0
	var b, thousand bytes.Buffer
	for i := range 1000 {
		fmt.Fprintf(&thousand, ",%d", i)
	}
	next := func() []byte {
		b.Reset()
		switch {
		case step < 0:
			b.WriteString(`{"PeerConnections":{"1-1":{"stats":{`)
			step = 0
		case step == columns:
			b.WriteString(`"x":5},"updateLog":[{"type":"close","timestamp":1}]}}}`)
			step++
		case step > columns:
			return nil
		case sent == 0:
			property := "timestamp"
			if step > 0 {
				property = "bytesSent"
			}
			fmt.Fprintf(&b, `"T%d-%s":{"statsType":"transport","values":"[0`, max(step, 1), property)
			sent++
		case sent >= each:
			b.WriteString(`]"},`)
			sent = 0
			step++
		default:
			b.Write(thousand.Bytes())
			sent += 1000
		}
		return b.Bytes()
	}
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	before := m.HeapAlloc
	closed := false
	err := trace.ImportInternals(&pieces{next: next}, func(string) func(e *session.Event) {
		return func(e *session.Event) { closed = closed || e.Kind == session.Closed }
	}, nil)
	runtime.ReadMemStats(&m)
	if err == nil || !strings.HasSuffix(err.Error(), `found "more", expected at most 2097152 samples of ICE in a connection`) || !closed {
		t.Errorf("%v, closed %t", err, closed)
	}
	if m.HeapAlloc > before+100<<20 {
		t.Errorf("the heap grew by %d MB", (m.HeapAlloc-before)>>20)
	}
}
