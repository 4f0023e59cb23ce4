package sdp_test

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/iceguard/iceguard/ice/sdp"
)

func FuzzFilter(f *testing.F) {
	for _, desc := range captured(f) {
		f.Add(desc)
		f.Add(lf(desc))
	}
	for _, c := range rewrites {
		f.Add(strings.ReplaceAll(c.in, "|", "\r\n"))
	}
	f.Add(twoSections)
	f.Fuzz(func(t *testing.T, desc string) {
		if out, changed := sdp.Filter(nil, desc, keepAll); changed || out != nil {
			t.Fatalf("keeping all changed %q to %q", desc, out)
		}
		checkNothingLeft(t, desc)
		checkTwice(t, desc)
	})
}

// checkNothingLeft drops every candidate and looks for what still shows one.
func checkNothingLeft(t *testing.T, desc string) {
	hidden := map[netip.Addr]bool{}
	n := 0
	for l := range sdp.Candidates(desc) {
		n++
		if ip, ok := ipOf(l.Candidate.Address); ok && l.Err == nil {
			hidden[ip] = true
		}
	}
	defaults := 0
	out, changed := sdp.Filter(nil, desc, func(l *sdp.Line) sdp.Verdict {
		if l.Default {
			defaults++
		}
		return sdp.Drop
	})
	if changed != (n+defaults > 0) || changed && string(out) == desc {
		t.Fatalf("%q has %d candidates and %d defaults of none; changed: %t", desc, n, defaults, changed)
	}
	if !changed {
		return
	}
	for line := range strings.SplitSeq(string(out), "\n") {
		line = strings.TrimSuffix(line, "\r")
		if strings.HasPrefix(line, "a=candidate:") {
			t.Fatalf("%q is left of %q", line, desc)
		}
		rest, isConnection := strings.CutPrefix(line, "c=IN IP")
		if rtcp, isRTCP := strings.CutPrefix(line, "a=rtcp:"); isRTCP {
			_, rest, _ = strings.Cut(rtcp, " ")
			rest, isConnection = strings.CutPrefix(rest, "IN IP")
		}
		if !isConnection || len(rest) < 3 || rest[1] != ' ' {
			continue
		}
		address, _, _ := strings.Cut(rest[2:], "/")
		if ip, ok := ipOf(address); ok && hidden[ip] && sound(line) {
			t.Fatalf("%q shows a dropped candidate of %q", line, desc)
		}
	}
	if got, want := others(string(out)), others(desc); got != want {
		t.Fatalf("other lines changed\ngot  %q\nwant %q", got, want)
	}
}

// ipOf is an address that names a host, without zone.
func ipOf(address string) (netip.Addr, bool) {
	ip, err := netip.ParseAddr(address)
	ip = ip.WithZone("").Unmap()
	return ip, err == nil && !ip.IsUnspecified()
}

// sound leaves out a=rtcp lines whose port is no number: no one can read them.
func sound(line string) bool {
	port, ok := strings.CutPrefix(line, "a=rtcp:")
	port, _, _ = strings.Cut(port, " ")
	return !ok || port != "" && len(port) < 6 && strings.Trim(port, "0123456789") == ""
}

// others are the lines that no filter may touch.
func others(desc string) string {
	var b strings.Builder
	for line := range strings.SplitAfterSeq(desc, "\n") {
		if !strings.HasPrefix(line, "a=candidate:") && !strings.HasPrefix(line, "c=") &&
			!strings.HasPrefix(line, "m=") && !strings.HasPrefix(line, "a=rtcp:") {
			b.WriteString(line)
		}
	}
	return b.String()
}

// checkTwice filters by what masking leaves as it is, so that both passes decide alike.
func checkTwice(t *testing.T, desc string) {
	decide := func(l *sdp.Line) sdp.Verdict {
		sum := 0
		for _, b := range []byte(l.Candidate.Foundation + l.Candidate.Address) {
			sum += int(b)
		}
		return []sdp.Verdict{sdp.Keep, sdp.Drop, sdp.KeepMasked}[sum%3]
	}
	once, changed := sdp.Filter(nil, desc, decide)
	if !changed {
		return
	}
	twice, changed := sdp.Filter(nil, string(once), decide)
	if changed && string(twice) != string(once) {
		t.Fatalf("of %q\nonce  %q\ntwice %q", desc, once, twice)
	}
}
