//go:build unix

// Command core measures the native core beside its peers in one run and prints
// ratios. It is run from the root of the repository: ./build.sh bench core [WORD],
// where WORD leaves out what does not have it in its name.
package main

import (
	"fmt"
	"os"
	"strings"
)

func main() {
	lines, err := browserLines()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench/core:", err)
		os.Exit(1)
	}
	only := strings.Join(os.Args[1:], " ")
	const row = "%-52s %8s %7s  %-40s %8s %9s  %s\n"
	fmt.Printf(row, "ours", "ns", "allocs", "beside", "ns", "ratio", "wanted")
	// One group after the other: what a later one holds in memory would make
	// the garbage collector's work, which is the peers' alone, look rarer than it is.
	for _, group := range []func(lines []string) []contest{parsing, filtering, deciding, living} {
		for _, c := range group(lines) {
			if !strings.Contains(c.name, only) {
				continue
			}
			r := c.run()
			fmt.Printf(row, c.name, fmt.Sprintf("%.0f", r.ours), fmt.Sprintf("%.2f", r.allocs), c.beside, fmt.Sprintf("%.0f", r.peer),
				fmt.Sprintf("%.2f x", r.ratio), c.verdict(r))
		}
	}
}

// verdict is what is wanted and whether it is so. It fails nothing: how fast
// another machine is, and what else it does, is not ours.
func (c *contest) verdict(r result) string {
	if c.target == 0 {
		return ""
	}
	wanted, met := fmt.Sprintf("%g x", c.target), r.ratio >= c.target
	if c.free {
		wanted += ", no allocation"
		met = met && r.allocs == 0
	}
	if met {
		return wanted + ": met"
	}
	return wanted + ": missed"
}
