//go:build !js

package sdp_test

import (
	"slices"
	"strings"
	"testing"

	pion "github.com/pion/sdp/v3"

	"github.com/iceguard/iceguard/ice/sdp"
)

// FuzzAgainstPion holds both readers against each other on descriptions that no
// one wrote, but for the differences that pion_test.go lists.
func FuzzAgainstPion(f *testing.F) {
	for _, desc := range captured(f) {
		f.Add(desc)
		f.Add(lf(desc))
	}
	for _, c := range rewrites {
		f.Add(wrapped(c.in + "|"))
	}
	for _, c := range credentials {
		f.Add(wrapped(c.desc))
	}
	f.Fuzz(func(t *testing.T, desc string) {
		var tree pion.SessionDescription
		if tree.UnmarshalString(desc) != nil || !readAlike(desc) {
			return
		}
		if diff := againstPion(desc, &tree); diff != "" {
			t.Fatalf("%q: %s", desc, diff)
		}
		checkAgainstTree(t, desc, &tree)
	})
}

// checkAgainstTree drops every other candidate, here and in pion's tree.
func checkAgainstTree(t *testing.T, desc string, tree *pion.SessionDescription) {
	n := 0
	out, changed := sdp.Filter(nil, desc, func(l *sdp.Line) sdp.Verdict {
		if l.Default {
			return sdp.Keep
		}
		n++
		return sdp.Verdict(n % 2)
	})
	if changed != (n > 0) {
		t.Fatalf("%q has %d candidates; changed: %t", desc, n, changed)
	}
	if !changed {
		return
	}
	var got pion.SessionDescription
	if err := got.UnmarshalString(string(out)); err != nil {
		t.Fatalf("%q becomes %q: %v", desc, out, err)
	}
	n = 0
	drop := func(attributes []pion.Attribute) []pion.Attribute {
		return slices.DeleteFunc(attributes, func(a pion.Attribute) bool {
			if isCandidate(a) {
				n++
			}
			return isCandidate(a) && n%2 == 1
		})
	}
	tree.Attributes = drop(tree.Attributes)
	for _, m := range tree.MediaDescriptions {
		m.Attributes = drop(m.Attributes)
	}
	if a, b := withoutDefaults(t, &got), withoutDefaults(t, tree); a != b {
		t.Fatalf("of %q\ngot  %q\nwant %q", desc, a, b)
	}
}

// withoutDefaults is a description without what says its default destination
// (RFC 8839 section 4.2.1.2), which to pion is a field like any other.
func withoutDefaults(t *testing.T, tree *pion.SessionDescription) string {
	blank := func(attributes []pion.Attribute) {
		for i := range attributes {
			if attributes[i].Key == "rtcp" {
				attributes[i].Value = ""
			}
		}
	}
	tree.ConnectionInformation = nil
	blank(tree.Attributes)
	for _, m := range tree.MediaDescriptions {
		m.ConnectionInformation = nil
		m.MediaName.Port.Value = min(m.MediaName.Port.Value, 1)
		blank(m.Attributes)
	}
	text, err := tree.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(text))
}
