//go:build unix

package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/pion/ice/v4"

	"github.com/iceguard/iceguard/ice/candidate"
)

func parsing(lines []string) []contest {
	all := []contest{
		parse("all that the browsers wrote", lines),
		parse("of these, host", having(lines, " typ host")),
		parse("of these, srflx", having(lines, " typ srflx")),
		parse("of these, relay", having(lines, " typ relay")),
		parse("of these, mDNS names", having(lines, ".local ")),
		parse("a long IPv6 one", []string{
			"candidate:842163049 1 udp 1677732095 2001:db8:8101:3a55:4858:a2a9:22ff:99b9 46154 typ srflx raddr :: rport 0" +
				" generation 0 ufrag EEtu network-id 3 network-cost 10",
		}),
	}
	all[0].target, all[0].free = 20, true
	return all
}

func parse(which string, lines []string) contest {
	return contest{
		name: "parse a candidate: " + which, beside: "pion/ice UnmarshalCandidate", n: len(lines),
		ours: func() {
			for _, line := range lines {
				candidate.Parse(line)
			}
		},
		peer: func() {
			for _, line := range lines {
				ice.UnmarshalCandidate(line)
			}
		},
	}
}

// browserLines are the candidates that real browsers wrote, without the "a=" of descriptions.
func browserLines() ([]string, error) {
	text, err := os.ReadFile("ice/candidate/testdata/valid.tsv")
	if err != nil {
		return nil, fmt.Errorf("not run from the root of the repository: %w", err)
	}
	var lines []string
	for entry := range strings.SplitSeq(string(text), "\n") {
		who, line, _ := strings.Cut(entry, "\t")
		if strings.HasPrefix(who, "Chromium") || strings.HasPrefix(who, "Firefox") {
			lines = append(lines, strings.TrimPrefix(line, "a="))
		}
	}
	return lines, nil
}

func having(lines []string, part string) []string {
	var some []string
	for _, line := range lines {
		if strings.Contains(line, part) {
			some = append(some, line)
		}
	}
	return some
}
