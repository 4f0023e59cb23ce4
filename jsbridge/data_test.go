//go:build js && wasm

package jsbridge

import (
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"
	"unsafe"

	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/ice/stats"
)

const line = "candidate:2943321167 1 udp 1677729535 203.0.113.10 37238 typ srflx raddr 10.0.1.2 rport 37238 generation 0 ufrag i+rp"

func newData() *Data { return NewData() }

// write puts a text where JavaScript would.
func (d *Data) write(s string) int32 {
	copy(unsafe.Slice((*byte)(d.Buffer(int32(len(s)))), len(s)), s)
	return int32(len(s))
}

func (d *Data) send(f Function, id int32, direction policy.Direction, text string) int32 {
	return d.Call(f, id, int32(direction), d.write(text), 0)
}

func (d *Data) output() string { return string(d.out) }

// writeLines puts a description and the bounds of its lines where JavaScript would.
func (d *Data) writeLines(desc string) (argument, n int32) {
	var bounds []int32
	for at := 0; at < len(desc); {
		end := at + strings.IndexByte(desc[at:], '\n') + 1
		bounds = append(bounds, int32(at), int32(end))
		at = end
	}
	room := 4 * len(bounds)
	in := unsafe.Slice((*byte)(d.Buffer(int32(room+len(desc)))), room+len(desc))
	copy(unsafe.Slice((*int32)(unsafe.Pointer(&in[0])), len(bounds)), bounds)
	copy(in[room:], desc)
	return int32(policy.Local) + 2*int32(len(bounds)), int32(len(in))
}

const (
	host   = "a=candidate:1 1 udp 1 10.0.0.1 5 typ host\r\n"
	srflx  = "a=candidate:2 1 udp 1 192.0.2.1 6 typ srflx raddr 10.0.0.1 rport 5\r\n"
	masked = "a=candidate:2 1 udp 1 192.0.2.1 6 typ srflx raddr 0.0.0.0 rport 0\n"
)

func TestDataPathDoesNotAllocate(t *testing.T) {
	d := newData()
	id := d.send(Compile, 0, 0, "local drop type host scope private; drop transport tcp; keep")
	for name, c := range map[string]struct {
		f        Function
		argument int32
		text     string
	}{
		"parse":                 {Parse, 0, line},
		"decide":                {Decide, int32(policy.Local), line},
		"decide with its facts": {Decide, int32(policy.Local) + withFacts, "0\x1fstun:a\x1f\x1f" + line},
	} {
		n := d.write(c.text)
		if allocs := testing.AllocsPerRun(100, func() { d.Call(c.f, id, c.argument, n, 0) }); allocs != 0 {
			t.Errorf("%s allocates %v times a call", name, allocs)
		}
	}
	argument, n := d.writeLines("m=audio 5 x 0\r\nc=IN IP4 10.0.0.1\r\na=mid:0\r\n" + strings.Repeat(host+srflx, 50) + "a=rtcp:5 IN IP6 fd00::1\r\n")
	changes := int32(0)
	if allocs := testing.AllocsPerRun(100, func() { changes = d.Call(Filter, id, argument, n, 0) }); allocs != 0 {
		t.Errorf("filter allocates %v times a call", allocs)
	}
	if changes != 102 { // the candidates, the c= and the m= line
		t.Errorf("%d lines change: %q", changes, d.output())
	}
}

func TestDataPathAnswersAndErrors(t *testing.T) {
	d := newData()
	id := d.send(Compile, 0, 0, "drop type srflx\nkeep")
	if id < 1 || d.output() != "\n0\n0\ndrop type srflx\nkeep" {
		t.Fatalf("number %d, output %q", id, d.output())
	}
	if got := d.send(Decide, id, policy.Local, line); got != 2 {
		t.Errorf("decide answers %d, want rule 1 dropping (2)", got)
	}
	if got := d.send(Decide, id, policy.Local, ""); got != 1 {
		t.Errorf("the end of candidates: %d, want kept by no rule (1)", got)
	}
	for code, call := range map[string]func() int32{
		"candidate-syntax":  func() int32 { return d.send(Parse, 0, 0, "candidate:1 x") },
		"end-of-candidates": func() int32 { return d.send(Parse, 0, 0, "") },
		"policy-syntax":     func() int32 { return d.send(Compile, 0, 0, "drop typ host") },
		"unknown-option":    func() int32 { return d.Call(Compile, 0, 1, d.write(`{"rules":[],"a":5}`), 0) },
		"type-mismatch":     func() int32 { return d.send(Format, 0, 0, line+separator+`{"foundation":"1","extensions":[["a"]]}`) },
		"instance-failed":   func() int32 { return d.send(Decide, 99, policy.Local, line) },
	} {
		if got := call(); got != failed || !strings.HasPrefix(d.output(), code+"\x1f") {
			t.Errorf("%s: answers %d, %q", code, got, d.output())
		}
	}
	for name, got := range map[string]int32{"no such session": d.Call(Report, 99, 0, 0, 0), "more input than there is room": d.Call(Parse, 0, 0, 1<<30, 0)} {
		if got != failed {
			t.Errorf("%s: answers %d", name, got)
		}
	}
	d.send(Parse, 0, 0, "candidate:1 x")
	if got := strings.Split(d.output(), "\x1f"); got[0] != "candidate-syntax" || got[2] != "component" || got[3] != "12" || got[6] != "x" {
		t.Errorf("error %q", got)
	}
}

func TestFilterSaysWhatChanges(t *testing.T) {
	d := newData()
	id := d.send(Compile, 0, 0, "drop port 7\ndrop type host")
	argument, n := d.writeLines("m=audio 9 x 0\r\n" + srflx + host + "a=mid:zero\r\nm=video 9 x 0\r\n" + host)
	if got := d.Call(Filter, id, argument, n, 0); got != 3 || d.output() != masked {
		t.Fatalf("%d lines change, output %q", got, d.output())
	}
	if got, want := d.numbers, []int32{1, -1, 3, 2, 2, 3, 5, 2, -1}; !slices.Equal(got, want) {
		t.Errorf("numbers %v, want %v: line, rule, line of the mid", got, want)
	}
}

func TestDataPathGrows(t *testing.T) {
	d := newData()
	id := d.send(Compile, 0, 0, "drop type host")
	argument, n := d.writeLines("v=0\r\nm=audio 9 x 0\r\n" + strings.Repeat(host, 50_000) + "a=end\r\n")
	if got := d.Call(Filter, id, argument, n, 0); got != 50_000 {
		t.Errorf("%d lines change", got)
	}
	if d.send(Parse, 0, 0, line) != 0 || d.numbers[tablePort] != 37238 {
		t.Error("a short line after a long one is not read")
	}
}

// A connection with one transport and two pairs, as a digest and as numbers.
const digestOfTwo = "s\x1f1000\x1f\x1e" +
	"t\x1fT\x1fP1\x1fconnected\x1fcontrolling\x1f100\x1f200\x1f\x1e" +
	"p\x1fP1\x1fT\x1fL\x1fR\x1fsucceeded\x1f1\x1f\x1f100\x1f200\x1f5\x1f4\x1f3\x1f3\x1f0.4\x1f0.1\x1f300000\x1f\x1e" +
	"p\x1fP2\x1fT\x1fL\x1fR\x1fwaiting\x1f0\x1f\x1f\x1f\x1f\x1f\x1f\x1f\x1f\x1f\x1f\x1f\x1e" +
	"l\x1fL\x1fhost\x1f10.0.0.1\x1f5\x1fudp\x1f\x1f\x1f\x1f\x1er\x1fR\x1fhost\x1f10.0.0.2\x1f6\x1fudp\x1f\x1f\x1f\x1f\x1e"

func refreshOf(stamp, sent, rtt float64) *[stats.RefreshSize]float64 {
	n := math.NaN()
	return &[...]float64{stamp, n, n, n, n, sent, 2 * sent, n, n, n, n, n, n, n, sent, 2 * sent, 6, 5, 4, 4, 0.4 + rtt, rtt, n}
}

func TestStatsCrossWithoutAllocation(t *testing.T) {
	d, id := attached(t, "all", Standing{})
	d.happens(id, iceState, "connected")
	if d.send(Stats, id, 1, digestOfTwo); d.state(id).Path == nil || d.state(id).Stats == nil {
		t.Fatal("a digest is not read")
	}
	stamp := 1000.0
	n := d.write(string(make([]byte, stats.RefreshSize*8)))
	take := func() {
		stamp += 1000
		*(*[stats.RefreshSize]float64)(unsafe.Pointer(&d.in[0])) = *refreshOf(stamp, stamp, 0.2)
		if d.Call(Refresh, id, 0, n, stamp) < 0 {
			t.Fatal(d.output())
		}
	}
	take()
	if s := d.state(id); s.Stats.BytesSent.Value != 2000 || s.Stats.CurrentRoundTripTime.Value != 0.2 || len(s.Snapshot.Pairs) != 2 || s.Snapshot.Pairs[1].State != "waiting" {
		t.Errorf("after a refresh: %+v, pairs %+v", s.Stats, s.Snapshot.Pairs)
	}
	if s := d.state(id).Stats; s.AvailableOutgoingBitrate.Known {
		t.Errorf("a number that is gone is still %+v", s.AvailableOutgoingBitrate)
	}
	if allocs := testing.AllocsPerRun(100, take); allocs != 0 {
		t.Errorf("a refresh allocates %v times", allocs)
	}
}

func TestGuarantees(t *testing.T) {
	d := newData()
	id := d.send(Compile, 0, 0, "relay-only")
	for argument, want := range [][3]bool{{true, false, false}, {true, false, true}, {true, true, false}, {true, true, true}} {
		var told map[string]struct {
			Holds bool
			Why   string
		}
		if got := d.Call(Guarantees, id, int32(argument), 0, 0); got != 0 || json.Unmarshal(d.out, &told) != nil {
			t.Fatalf("%d: answers %d, %q", argument, got, d.output())
		}
		for i, name := range [...]string{"notSignalled", "hiddenFromApp", "notLearnable"} {
			if p := told[name]; p.Holds != want[i] || p.Why == "" {
				t.Errorf("%d: %s is %+v", argument, name, p)
			}
		}
	}
	if got := d.Call(Guarantees, 99, 0, 0, 0); got != failed {
		t.Errorf("no such policy: answers %d", got)
	}
}

func TestMembersAreJSON(t *testing.T) {
	d := newData()
	var told map[string][2]any
	if got := d.Call(Members, 0, 0, 0, 0); got != 0 || json.Unmarshal(d.out, &told) != nil || len(told) != 5 {
		t.Fatalf("answers %d, %q", got, d.output())
	}
	for line := range strings.Lines(stats.Members + "\n" + errorMembers) {
		words := strings.Fields(line)
		kind, ok := told[words[0]]
		if members, _ := kind[1].([]any); !ok || kind[0] != words[1] || len(members) != len(words)-2 || members[0] != words[2] || members[len(members)-1] != words[len(words)-1] {
			t.Errorf("%s: %v", words[0], kind)
		}
	}
}
