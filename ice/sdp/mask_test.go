package sdp_test

import (
	"os"
	"strings"
	"testing"

	"github.com/iceguard/iceguard/ice/candidate"
	"github.com/iceguard/iceguard/ice/sdp"
)

func maskAll(*sdp.Line) sdp.Verdict { return sdp.KeepMasked }

// masks: a candidate line and what is shown of it.
var masks = []struct{ in, want string }{
	{"1 1 udp 1 192.0.2.1 1 typ srflx raddr 10.0.0.1 rport 4000 generation 0", "1 1 udp 1 192.0.2.1 1 typ srflx raddr 0.0.0.0 rport 0 generation 0"},
	{"1 1 udp 1 2001:db8::1 1 typ srflx raddr fd00::1 rport 4000", "1 1 udp 1 2001:db8::1 1 typ srflx raddr :: rport 0"},
	{"1 1 udp 1 192.0.2.1 1 typ srflx raddr a.local rport 4000", "1 1 udp 1 192.0.2.1 1 typ srflx raddr 0.0.0.0 rport 0"},
	// Elsewhere, alone, the other way round.
	{"1 1 udp 1 192.0.2.1 1 typ srflx x y raddr 10.0.0.1 z  rport 4000 w ", "1 1 udp 1 192.0.2.1 1 typ srflx x y raddr 0.0.0.0 z  rport 0 w "},
	{"1 1 udp 1 192.0.2.1 1 typ srflx rport 4000 x y raddr 10.0.0.1 z 1", "1 1 udp 1 192.0.2.1 1 typ srflx rport 0 x y raddr 0.0.0.0 z 1"},
	{"1 1 udp 1 192.0.2.1 1 typ srflx raddr 10.0.0.1", "1 1 udp 1 192.0.2.1 1 typ srflx raddr 0.0.0.0 rport 0"},
	{"1 1 udp 1 192.0.2.1 1 typ srflx raddr 10.0.0.1 x y", "1 1 udp 1 192.0.2.1 1 typ srflx raddr 0.0.0.0 rport 0 x y"},
	{"1 1 udp 1 192.0.2.1 1 typ srflx rport 4000", "1 1 udp 1 192.0.2.1 1 typ srflx rport 4000"},
	// A second one is an extension, and so is what only looks like one.
	{"1 1 udp 1 192.0.2.1 1 typ srflx raddr 10.0.0.1 rport 4 raddr 10.0.0.2 rport 5", "1 1 udp 1 192.0.2.1 1 typ srflx raddr 0.0.0.0 rport 0 raddr 10.0.0.2 rport 5"},
	{"1 1 udp 1 192.0.2.1 1 typ srflx x raddr raddr 10.0.0.1 rport 4 y rport", "1 1 udp 1 192.0.2.1 1 typ srflx x raddr raddr 0.0.0.0 rport 0 y rport"},
	{"raddr 1 rport 1 192.0.2.1 1 typ raddr raddr 10.0.0.1 rport 4", "raddr 1 rport 1 192.0.2.1 1 typ raddr raddr 0.0.0.0 rport 0"},
	// What is no matter of the mask stays as it was written.
	{"1 001 UDP 01 192.0.2.1 0001 TYP srflx raddr 10.0.0.1 rport 0004", "1 001 UDP 01 192.0.2.1 0001 TYP srflx raddr 0.0.0.0 rport 0"},
}

func TestMaskChangesTwoWords(t *testing.T) {
	for _, c := range masks {
		for _, end := range []string{"", "\n", "\r\na=x\r\n"} {
			desc := "m=audio 9 RTP/AVP 0\r\na=candidate:" + c.in + end
			out, changed := sdp.Filter(nil, desc, maskAll)
			if want := "m=audio 9 RTP/AVP 0\r\na=candidate:" + c.want + end; !changed || string(out) != want {
				t.Errorf("%q\nshows %q, %t\nwant  %q", desc, out, changed, want)
			}
		}
	}
}

// The candidate that is shown is the one that MaskRelated makes.
func TestMaskIsMaskRelated(t *testing.T) {
	text, err := os.ReadFile("../candidate/testdata/valid.tsv")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for entry := range strings.SplitSeq(string(text), "\n") {
		_, line, _ := strings.Cut(entry, "\t")
		want, err := candidate.Parse(strings.TrimPrefix(line, "a="))
		if err != nil || !strings.HasPrefix(want.Line(), "candidate:") {
			continue
		}
		out, _ := sdp.Filter(nil, "a="+want.Line(), maskAll)
		got, err := candidate.Parse(strings.TrimPrefix(string(out), "a="))
		want.MaskRelated()
		if err != nil || string(got.AppendNormal(nil)) != string(want.AppendNormal(nil)) {
			t.Errorf("%q becomes %q: %v", line, out, err)
		}
		n++
	}
	if n < 200 {
		t.Errorf("only %d lines", n)
	}
}
