package policy_test

import (
	"reflect"
	"testing"

	"github.com/iceguard/iceguard/ice/policy"
)

func TestRun(t *testing.T) {
	p := parse(t, "drop type host family ipv6\nlimit 2 type host\nremote drop type host\nlocal keep type srflx\ndrop type srflx")
	var inputs []policy.Input
	for _, name := range names(t, "host4 host6 loop4 mdns srflx relay") {
		inputs = append(inputs, named(t, name, policy.Local))
	}
	for _, name := range names(t, "srflx host4 relay") {
		inputs = append(inputs, named(t, name, policy.Remote))
	}
	want := policy.Summary{
		Kept: 6, Dropped: 3, Undecided: 2,
		Types: []policy.TypeCount{
			{Direction: policy.Local, Type: "host", Kept: 2, Dropped: 2},
			{Direction: policy.Local, Type: "srflx", Kept: 1},
			{Direction: policy.Local, Type: "relay", Kept: 1},
			{Direction: policy.Remote, Type: "srflx", Dropped: 1},
			{Direction: policy.Remote, Type: "host", Kept: 1},
			{Direction: policy.Remote, Type: "relay", Kept: 1},
		},
		Rules:  []policy.RuleCount{{Dropped: 1}, {Kept: 3, Dropped: 1}, {}, {Kept: 1}, {Dropped: 1}},
		Unused: []int{3},
	}
	for range 2 { // a second run starts anew
		if got := p.Run(inputs); !reflect.DeepEqual(got, want) {
			t.Errorf("got  %+v\nwant %+v", got, want)
		}
	}
}

func TestRunOnNothing(t *testing.T) {
	want := policy.Summary{Rules: []policy.RuleCount{{}, {}}, Unused: []int{1, 2}}
	if got := parse(t, "drop; keep").Run(nil); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v", got)
	}
	one := parse(t, "").Run([]policy.Input{named(t, "odd", policy.Remote)})
	if one.Kept != 1 || one.Undecided != 1 || one.Unused != nil || len(one.Types) != 1 || one.Types[0].Type != "other" {
		t.Errorf("without rules: %+v", one)
	}
}
