package ascii_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/iceguard/iceguard/internal/ascii"
)

func TestCut(t *testing.T) {
	for _, s := range []string{"", ":", "a", "a:", ":a", "a:b", "a:b:c", "ä:ö"} {
		before, after, found := ascii.Cut(s, ':')
		b, a, f := strings.Cut(s, ":")
		if before != b || after != a || found != f {
			t.Errorf("%q: %q, %q, %v; package strings says %q, %q, %v", s, before, after, found, b, a, f)
		}
	}
}

func TestContains(t *testing.T) {
	for _, s := range []string{"", "a", "ab", "aab", "aba", "host lookup failed", "hos"} {
		for _, part := range []string{"", "a", "ab", "b", "host lookup", "aabb"} {
			if got, want := ascii.Contains(s, part), strings.Contains(s, part); got != want {
				t.Errorf("%q in %q: %v, want %v", part, s, got, want)
			}
		}
	}
}

func TestNumber(t *testing.T) {
	for _, s := range []string{
		"", "0", "00", "7", "65535", "65536", "0000000000000000000000065535", "99999999999999999999999999", "-1", "+1", "1_0", "1 ", " 1", "0x1", "1.0", "/", ":", "٣",
	} {
		n, ok := ascii.Number(s, 65535)
		want, err := strconv.ParseUint(s, 10, 16)
		if ok != (err == nil) || ok && n != want {
			t.Errorf("%q: %d, %v; package strconv says %d, %v", s, n, ok, want, err)
		}
	}
	if _, ok := ascii.Number("1048577", 1<<20); ok {
		t.Error("one more than the highest is read")
	}
}

func TestToLower(t *testing.T) {
	for _, s := range []string{"", "a", "A", "aB", "Ba", "AZaz@[`{09", "\u00c4", "\xff"} {
		var want []byte // strings.ToLower without Unicode
		for _, b := range []byte(s) {
			if b < 0x80 {
				b = strings.ToLower(string(rune(b)))[0]
			}
			want = append(want, b)
		}
		if got := ascii.ToLower(s); got != string(want) {
			t.Errorf("%q: %q", s, got)
		}
	}
	if n := testing.AllocsPerRun(10, func() { ascii.ToLower("dccp") }); n != 0 {
		t.Errorf("what is in lower case costs %v allocations", n)
	}
}

func TestEqualFold(t *testing.T) {
	for _, c := range []struct {
		s, want string
		equal   bool
	}{
		{"", "", true}, {"UDP", "udp", true}, {"uDp", "udp", true}, {"udp", "udp", true}, {"udp ", "udp", false}, {"tcp", "udp", false},
		{"[", "{", false}, {"@", "`", false}, {"\u212a", "k", false}, // the Kelvin sign folds to k in Unicode
	} {
		if ascii.EqualFold(c.s, c.want) != c.equal {
			t.Errorf("%q and %q: %v", c.s, c.want, !c.equal)
		}
	}
}

func TestBuffer(t *testing.T) {
	b := ascii.Buffer("a")
	b.Text("b")
	b.Text("")
	b.Word("cd")
	b.Word("")
	b.Number(-7)
	b.WordNumber(8)
	if got := string(b); got != "ab cd -7 8" {
		t.Errorf("got %q", got)
	}
}
