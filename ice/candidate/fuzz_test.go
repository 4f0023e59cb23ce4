package candidate_test

import (
	"errors"
	"testing"

	"github.com/iceguard/iceguard/ice/candidate"
)

func FuzzParse(f *testing.F) {
	for _, line := range validLines(f) {
		f.Add(line)
	}
	for _, e := range entries(f, "malformed.tsv", 4) {
		f.Add(e[3])
	}
	f.Fuzz(func(t *testing.T, line string) {
		c, err := candidate.Parse(line)
		var syntax *candidate.SyntaxError
		switch {
		case line == "":
			if !errors.Is(err, candidate.ErrEndOfCandidates) {
				t.Fatalf("the empty string gives %v", err)
			}
		case errors.As(err, &syntax):
			checkPlace(t, line, syntax)
		case err != nil:
			t.Fatalf("%q gives %v, which is no SyntaxError", line, err)
		default:
			checkLossless(t, line, c)
		}
	})
}

func checkPlace(t *testing.T, line string, e *candidate.SyntaxError) {
	end := e.Offset + len(e.Token)
	if e.Line != line || e.Offset < 0 || end > len(line) || line[e.Offset:end] != e.Token || e.Field.Want() == "" {
		t.Fatalf("%q gives %+v", line, e)
	}
	if before := e.Offset; before > 0 && line[before-1] != ' ' && line[before-1] != ':' && e.Token != "" {
		t.Fatalf("%q: %q at offset %d is no whole token", line, e.Token, before)
	}
	for _, b := range []byte(line[:e.Offset]) {
		if b >= 0x80 { // JavaScript takes the offset for one in UTF-16
			t.Fatalf("%q: what stands before offset %d was read, and is not ASCII", line, e.Offset)
		}
	}
	if e.Error() == "" {
		t.Fatal("no message")
	}
}

func checkLossless(t *testing.T, line string, c candidate.Candidate) {
	if got := string(c.Append(nil)); got != line {
		t.Fatalf("%q is appended as %q", line, got)
	}
	again, err := candidate.Parse(string(c.AppendNormal(nil)))
	if err != nil {
		t.Fatalf("the normal form of %q: %v", line, err)
	}
	want := fields(&c)
	want.transport = want.protocol
	if got := fields(&again); !got.equal(want) {
		t.Fatalf("the normal form of %q\ngot  %+v\nwant %+v", line, got, want)
	}
	if !c.Same(&again) {
		t.Fatalf("the normal form of %q is another candidate", line)
	}
	c.MaskRelated()
	if _, err := candidate.Parse(string(c.Append(nil))); err != nil {
		t.Fatalf("masked %q: %v", line, err)
	}
}
