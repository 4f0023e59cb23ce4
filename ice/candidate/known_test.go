package candidate_test

import (
	"testing"

	"github.com/iceguard/iceguard/ice/candidate"
)

// What Parse has read of the addresses holds for them alone, wherever they are
// written to, and for no others.
func TestAddressesFollowTheFields(t *testing.T) {
	const line = "candidate:1 1 udp 1 203.0.113.10 50000 typ srflx raddr 192.168.1.10 rport 50000"
	for name, c := range map[string]struct {
		change         func(c *candidate.Candidate)
		scope, related candidate.Scope
	}{
		"as read":                   {func(*candidate.Candidate) {}, candidate.Public, candidate.Private},
		"another address":           {func(c *candidate.Candidate) { c.Address = "127.0.0.1" }, candidate.Loopback, candidate.Private},
		"an address as long":        {func(c *candidate.Candidate) { c.Address = "100.64.111.1" }, candidate.CGNAT, candidate.Private},
		"a name":                    {func(c *candidate.Candidate) { c.Address = "a.local" }, candidate.UnknownScope, candidate.Private},
		"another related one":       {func(c *candidate.Candidate) { c.RelatedAddress = "fe80::1" }, candidate.Public, candidate.LinkLocal},
		"the related one in it":     {func(c *candidate.Candidate) { c.Address = c.RelatedAddress }, candidate.Private, candidate.Private},
		"the address as related":    {func(c *candidate.Candidate) { c.RelatedAddress = c.Address }, candidate.Public, candidate.Public},
		"one in the other's place":  {func(c *candidate.Candidate) { c.Address, c.RelatedAddress = c.RelatedAddress, c.Address }, candidate.Private, candidate.Public},
		"masked":                    {func(c *candidate.Candidate) { c.MaskRelated() }, candidate.Public, candidate.UnknownScope},
		"none":                      {func(c *candidate.Candidate) { c.Address, c.RelatedAddress = "", "" }, candidate.UnknownScope, candidate.UnknownScope},
		"read again without one":    {func(c *candidate.Candidate) { parseInto(c, "1 1 udp 1 10.0.0.1 9 typ host") }, candidate.Private, candidate.UnknownScope},
		"read again, and no line":   {func(c *candidate.Candidate) { _ = c.Parse("1 1 udp 1 10.0.0.1") }, candidate.UnknownScope, candidate.UnknownScope},
		"a part of the address":     {func(c *candidate.Candidate) { c.Address = c.Address[:len("203.0.113.1")] }, candidate.Public, candidate.Private},
		"an end of the related one": {func(c *candidate.Candidate) { c.RelatedAddress = c.RelatedAddress[1:] }, candidate.Public, candidate.Public},
	} {
		got := mustParse(t, line)
		c.change(&got)
		if got.Scope() != c.scope || got.IP().Scope() != c.scope || got.IP() != candidate.IPOf(got.Address) {
			t.Errorf("%s: the address %q is %v, %v, want %v", name, got.Address, got.Scope(), got.IP().Scope(), c.scope)
		}
		if got.RelatedIP().Scope() != c.related || got.RelatedIP() != candidate.IPOf(got.RelatedAddress) {
			t.Errorf("%s: the related address %q is %v, want %v", name, got.RelatedAddress, got.RelatedIP().Scope(), c.related)
		}
	}
}

func parseInto(c *candidate.Candidate, line string) {
	if err := c.Parse(line); err != nil {
		panic(err)
	}
}
