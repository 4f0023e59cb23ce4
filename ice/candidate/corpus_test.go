package candidate_test

import (
	"os"
	"strings"
	"testing"
)

// entries reads a file of testdata: one entry a line, n members divided by tabs.
func entries(t testing.TB, name string, n int) [][]string {
	t.Helper()
	text, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	var all [][]string
	for i, line := range strings.Split(strings.TrimSuffix(string(text), "\n"), "\n") {
		if strings.HasPrefix(line, "#") {
			continue
		}
		members := strings.Split(line, "\t")
		if len(members) != n {
			t.Fatalf("%s:%d: %d members, want %d", name, i+1, len(members), n)
		}
		all = append(all, members)
	}
	return all
}

// validLines are the lines of valid.tsv.
func validLines(t testing.TB) []string {
	t.Helper()
	var lines []string
	for _, e := range entries(t, "valid.tsv", 2) {
		lines = append(lines, e[1])
	}
	return lines
}
