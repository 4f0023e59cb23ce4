//go:build unix

package main

import (
	"github.com/iceguard/iceguard/ice/candidate"
	"github.com/iceguard/iceguard/ice/policy"
)

const longPolicy = `drop scope loopback linklocal
drop net 10.8.0.0/16 192.168.56.0/24
drop transport tcp not tcptype passive
drop relay-protocol tcp tls
drop port 1-1023
drop server turn:*.example.net* network-id 3
keep type relay srflx
keep family mdns
default drop`

func deciding(lines []string) []contest {
	var all []contest
	for _, p := range policy.Presets() {
		all = append(all, decide("preset "+p.Name, mustParse(p.Name), lines))
	}
	return append(all, decide("nine rules", mustParse(longPolicy), lines))
}

func decide(which string, p *policy.Policy, lines []string) contest {
	inputs := make([]policy.Input, len(lines))
	for i, line := range lines {
		c := mustParseCandidate(line)
		inputs[i] = policy.Input{Candidate: &c, Direction: policy.Local, Mid: "0"}
	}
	return contest{
		name: "decide: " + which, beside: "a budget of 100 ns", budget: 100, n: len(inputs), target: 1, free: true,
		ours: func() {
			for i := range inputs {
				p.Decide(inputs[i], nil)
			}
		},
	}
}

func mustParseCandidate(line string) candidate.Candidate {
	c, err := candidate.Parse(line)
	if err != nil {
		panic(err)
	}
	return c
}

// mustParse reads a policy of this program's own.
func mustParse(text string) *policy.Policy {
	p, err := policy.Parse(text)
	if err != nil {
		panic(err)
	}
	return p
}
