//go:build js && wasm

package jsbridge

import (
	"strings"
	"testing"
	"unsafe"

	"github.com/iceguard/iceguard/ice/policy"
)

const line = "candidate:2943321167 1 udp 1677729535 203.0.113.10 37238 typ srflx raddr 10.0.1.2 rport 37238 generation 0 ufrag i+rp"

func newData() *Data { return NewData(&Control{}) }

// write puts a text where JavaScript would.
func (d *Data) write(s string) int32 {
	copy(unsafe.Slice((*byte)(d.Buffer(int32(len(s)))), len(s)), s)
	return int32(len(s))
}

func (d *Data) send(f Function, id int32, direction policy.Direction, text string) int32 {
	return d.Call(f, id, int32(direction), d.write(text))
}

func (d *Data) output() string { return string(d.out) }

func TestDataPathDoesNotAllocate(t *testing.T) {
	d := newData()
	id := d.send(Compile, 0, 0, "local drop type host scope private; drop transport tcp; keep")
	n := d.write(line)
	for name, f := range map[string]func(){
		"parse":  func() { d.Call(Parse, 0, 0, n) },
		"decide": func() { d.Call(Decide, id, int32(policy.Local), n) },
	} {
		if allocs := testing.AllocsPerRun(100, f); allocs != 0 {
			t.Errorf("%s allocates %v times a call", name, allocs)
		}
	}
}

func TestDataPathAnswersAndErrors(t *testing.T) {
	d := newData()
	id := d.send(Compile, 0, 0, "drop type srflx\nkeep")
	if id < 1 || d.output() != "\x1f0\x1fdrop type srflx\x1fkeep" {
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
		"instance-failed":   func() int32 { return d.send(Decide, 99, policy.Local, line) },
	} {
		if got := call(); got != failed || !strings.HasPrefix(d.output(), code+"\x1f") {
			t.Errorf("%s: answers %d, %q", code, got, d.output())
		}
	}
	for name, got := range map[string]int32{"no such session": d.Call(Report, 99, 0, 0), "more input than there is room": d.Call(Parse, 0, 0, 1<<30)} {
		if got != failed {
			t.Errorf("%s: answers %d", name, got)
		}
	}
	d.send(Parse, 0, 0, "candidate:1 x")
	if got := strings.Split(d.output(), "\x1f"); got[0] != "candidate-syntax" || got[2] != "component" || got[3] != "x" || got[4] != "12" {
		t.Errorf("error %q", got)
	}
}

func TestDataPathGrows(t *testing.T) {
	d := newData()
	id := d.send(Compile, 0, 0, "drop type host")
	host := "a=candidate:1 1 udp 1 10.0.0.1 5 typ host\r\n"
	desc := "v=0\r\nm=audio 9 x 0\r\n" + strings.Repeat(host, 50_000) + "a=end\r\n"
	length := d.send(Filter, id, policy.Local, desc)
	if got := d.output()[:length]; got != "v=0\r\nm=audio 9 x 0\r\na=end\r\n" {
		t.Errorf("filtered to %q", got)
	}
	if got := strings.Count(d.output()[length:], "candidate:"); got != 50_000 {
		t.Errorf("%d are said to be dropped", got)
	}
	if d.send(Parse, 0, 0, line) != 0 || d.numbers[tablePort] != 37238 {
		t.Error("a short line after a long one is not read")
	}
}
