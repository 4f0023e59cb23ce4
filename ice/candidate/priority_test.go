package candidate_test

import (
	"math/rand/v2"
	"testing"

	"github.com/iceguard/iceguard/ice/candidate"
)

// Priorities that RFCs and engines wrote, taken apart by hand.
func TestPriority(t *testing.T) {
	for value, want := range map[uint32]candidate.Priority{
		2130706431: {126, 65535, 1},  // RFC 8839, host
		2130706430: {126, 65535, 2},  // its RTCP component
		1694498815: {100, 65535, 1},  // RFC 8839, server-reflexive
		2128609279: {126, 57343, 1},  // RFC 6544, active: direction 6, other preference 8191
		2122260223: {126, 32542, 1},  // Chromium, host
		41885439:   {2, 32542, 1},    // Chromium, a relay reached by UDP
		25108223:   {1, 32542, 1},    // by TCP
		8331007:    {0, 32542, 1},    // by TLS
		92217343:   {5, 32543, 1},    // Firefox, relay
		0:          {0, 0, 256},      // the lowest
		4294967295: {255, 65535, 1},  // the highest
		16777216:   {1, 0, 256},      // one type preference more than the lowest
		256:        {0, 1, 256},      // one local preference more
		255:        {0, 0, 1},        // the best component
		2130706432: {127, 0, 256},    // RFC 8840: one more than the formula gives for 126
		3735928559: {222, 44478, 17}, // 0xdeadbeef
	} {
		if got := candidate.PriorityOf(value); got != want {
			t.Errorf("%d is %+v, want %+v", value, got, want)
		}
		if got := want.Value(); got != value {
			t.Errorf("%+v is %d, want %d", want, got, value)
		}
	}
}

func TestPriorityIsExact(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 100_000 {
		value := r.Uint32()
		p := candidate.PriorityOf(value)
		if p.Component < 1 || p.Component > 256 || p.Value() != value {
			t.Fatalf("%d is %+v, which is %d", value, p, p.Value())
		}
		// The formula as the RFC has it.
		if formula := uint64(p.TypePreference)<<24 + uint64(p.LocalPreference)<<8 + 256 - uint64(p.Component); formula != uint64(value) {
			t.Fatalf("the formula gives %d for %+v, want %d", formula, p, value)
		}
	}
}

func TestPriorityOfAnOddComponent(t *testing.T) {
	for component, low := range map[uint16]uint32{0: 0, 256: 0, 257: 255, 512: 0, 65535: 1} {
		if got, want := (candidate.Priority{TypePreference: 1, LocalPreference: 2, Component: component}).Value(), 1<<24|2<<8|low; got != want {
			t.Errorf("component %d gives %#x, want %#x", component, got, want)
		}
	}
}
