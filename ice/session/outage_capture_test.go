package session_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/iceguard/iceguard/ice/session"
)

// What is told of restarts in recorded calls whose network was cut, with the
// state that it followed. In "cut" ICE is restarted once all has failed and the
// network is back, in "cut-restart" also as soon as ICE is disconnected, in vain.
func TestRestartAdvisedAsRecorded(t *testing.T) {
	for file, want := range map[string][]string{
		"cut-chromium":         {"disconnected of 1 after iceConnectionState disconnected"},
		"cut-firefox":          {"disconnected of 1 after iceConnectionState disconnected"},
		"cut-restart-chromium": {"disconnected of 1 after iceConnectionState disconnected", "failed of 2 after connectionState failed"},
		"cut-restart-firefox":  {"disconnected of 1 after iceConnectionState disconnected", "failed of 2 after iceConnectionState failed"},
	} {
		s := session.New()
		var told []string
		for _, e := range loopback(t, file, "a") {
			after := ""
			for _, o := range s.Apply(&e) {
				switch o.Kind {
				case session.StateChanged:
					after = o.Name + " " + o.Value
				case session.RestartAdvised:
					told = append(told, fmt.Sprint(o.Restart, " of ", o.Generation, " after ", after))
				}
			}
		}
		if !slices.Equal(told, want) {
			t.Errorf("%s: told %q, want %q", file, told, want)
		}
		if all := s.State().Generations; len(all) != len(want)+1 || s.State().ICEConnectionState != "connected" || all[len(all)-1].RestartAdvised.Known {
			t.Errorf("%s: %s, %+v", file, s.State().ICEConnectionState, all)
		}
	}
	for _, file := range []string{"chromium-loopback-gum", "firefox-loopback-gum", "chromium-loopback", "firefox-loopback"} {
		if g := run(loopback(t, file, "a")).State().Generations[0]; g.RestartAdvised.Known {
			t.Errorf("%s, which nothing happened to: %+v", file, g)
		}
	}
}
