package policy_test

import (
	"slices"
	"testing"

	"github.com/iceguard/iceguard/ice/policy"
)

// presets says what each named policy drops of the candidates, by direction.
var presets = []struct {
	name          string
	local, remote string
	forcesRelay   bool
	dropsNothing  bool
}{
	{"all", "", "", false, true},
	{"relay-only", "host4 host6 global6 link6 loop4 loop6 mapped mdns fqdn active passive so srflx prflx odd", "", true, false},
	{"no-host", "host4 host6 global6 link6 loop4 loop6 mapped mdns fqdn active passive", "", false, false},
	{
		"public-only", "host4 host6 link6 loop4 loop6 mapped mdns fqdn active passive so odd",
		"host4 host6 link6 loop4 loop6 mapped mdns fqdn active passive so odd", false, false,
	},
	{
		"no-private", "host4 host6 link6 loop4 loop6 mapped active passive so",
		"host4 host6 link6 loop4 loop6 mapped active passive so", false, false,
	},
	{"udp-only", "active passive so odd", "active passive so odd", false, false},
	{
		"tcp-only", "host4 host6 global6 link6 loop4 loop6 mapped mdns fqdn srflx prflx relay-udp relay-tcp relay-tls relay odd",
		"host4 host6 global6 link6 loop4 loop6 mapped mdns fqdn srflx prflx relay-udp relay-tcp relay-tls relay odd", false, false,
	},
	{"ipv4-only", "host6 global6 link6 loop6", "host6 global6 link6 loop6", false, false},
	{
		"ipv6-only", "host4 loop4 mapped active passive so srflx prflx relay-udp relay-tcp relay-tls relay odd",
		"host4 loop4 mapped active passive so srflx prflx relay-udp relay-tcp relay-tls relay odd", false, false,
	},
	{"no-mdns", "mdns", "mdns", false, false},
	{"no-loopback", "loop4 loop6", "loop4 loop6", false, false},
}

func TestPresets(t *testing.T) {
	all := policy.Presets()
	if len(all) != len(presets) {
		t.Fatalf("%d presets, want %d", len(all), len(presets))
	}
	for i, want := range presets {
		preset := all[i]
		if preset.Name != want.name || preset.About == "" {
			t.Errorf("preset %d is %q (%q), want %q", i, preset.Name, preset.About, want.name)
		}
		for _, text := range []string{want.name, preset.Text} {
			if got := dropped(t, text, policy.Local); !slices.Equal(got, names(t, want.local)) {
				t.Errorf("%q drops locally\n%v, want\n%v", text, got, want.local)
			}
			if got := dropped(t, text, policy.Remote); !slices.Equal(got, names(t, want.remote)) {
				t.Errorf("%q drops of the peer's\n%v, want\n%v", text, got, want.remote)
			}
		}
		p := parse(t, want.name)
		if p.ForcesRelay() != want.forcesRelay || p.DropsNothing() != want.dropsNothing {
			t.Errorf("%s: forces relay %t, drops nothing %t", want.name, p.ForcesRelay(), p.DropsNothing())
		}
	}
}

// A preset's name stands alone; its rules are what it stands for.
func TestPresetNames(t *testing.T) {
	for text, name := range map[string]string{
		"no-host": "no-host", " no-host\n": "no-host", "\r\n\tno-host ": "no-host", "\ufeffno-host": "no-host", "local drop type host": "",
	} {
		p := parse(t, text)
		if p.Name() != name || p.Text() != text || !slices.Equal(p.Rules(), []string{"local drop type host"}) {
			t.Errorf("%q: name %q, text %q, rules %q", text, p.Name(), p.Text(), p.Rules())
		}
	}
	for _, text := range []string{"no-host # x", "no-host;", "no-host\nkeep", "No-Host", "no_host", "nohost", "no-host no-mdns"} {
		if _, err := policy.Parse(text); err == nil {
			t.Errorf("%q is taken", text)
		}
	}
}
