//go:build js && wasm

package jsbridge

import (
	"encoding/json"
	"errors"
	"strings"
	"syscall/js"
	"testing"

	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/ice/session"
	"github.com/iceguard/iceguard/jsbridge/boot"
)

const madeUp = `{
	addEventListener() {}, removeEventListener() {}, addIceCandidate() {}, setRemoteDescription() {}, close() {}, getStats() {},
}`

// attached attaches by the way that the npm package takes, and begins. What it
// attaches to has the shape of a connection. The real ones are in browsers.
func attached(t *testing.T, text string, s Standing) (d *Data, id int32) {
	t.Helper()
	js.Global().Set(boot.Name, js.Global().Get("Object").New())
	c, err := NewControl()
	if err != nil {
		t.Fatal(err)
	}
	d = NewData(c)
	p := d.send(Compile, 0, 0, text)
	configuration, _ := json.Marshal(map[string]any{"iceTransportPolicy": s.Configuration.ICETransportPolicy, "iceServers": []any{
		map[string]any{"urls": s.Configuration.URLs}, map[string]any{"urls": "stun:one"}, map[string]any{}, 7, nil,
	}})
	standing := strings.Join(append(append(s.States[:], s.Ufrags[:]...), string(configuration), ""), separator)
	answer := js.Global().Get(boot.Name).Call("attach", eval(madeUp), p, false, 0.01, 0, "", s.Now, s.WallClock, standing)
	if answer.Type() != js.TypeNumber {
		t.Fatal(answer)
	}
	id = int32(answer.Int())
	d.happens(id, beginning)
	return d, id
}

// happens tells a session, and gives what it answers without the time.
func (d *Data) happens(id int32, h happening, members ...string) int32 {
	text := strings.Join(append(members, ""), separator)
	if h == remoteDescription {
		text = members[0]
	}
	d.out = d.out[:0]
	answer := d.Call(Happened, id, int32(h), d.write(text), 1)
	if answer > 0 {
		answer = answer%answerWake - answerGiven
	}
	return answer
}

func (d *Data) state(id int32) *session.State { return d.control.entry(id).session.State() }

// told is what the answer tells and the text that takes the place of what was given.
func (d *Data) told() (names []string, text string) {
	told, text, _ := strings.Cut(d.output(), string(textMark))
	for i, line := range strings.Split(told, "\n") {
		if i%2 == 0 && line != "" {
			names = append(names, line)
		}
	}
	return names, text
}

const (
	hostLine  = "candidate:1 1 udp 1 10.0.0.1 5 typ host"
	srflxLine = "candidate:2 1 udp 1 192.0.2.1 6 typ srflx raddr 10.0.0.1 rport 5"
)

func TestAttachKnowsHowTheConnectionStands(t *testing.T) {
	d, id := attached(t, "all", Standing{
		Now: 5, WallClock: 1000.4, States: [4]string{"stable", "complete", "", "new"}, Ufrags: [2]string{"", "remote"},
		Configuration: Configuration{ICETransportPolicy: "relay", URLs: []string{"stun:a", "turn:c"}},
	})
	s := d.state(id)
	if got := strings.Join(s.ICEServers, " "); got != "stun:a turn:c stun:one" {
		t.Errorf("servers %q", got)
	}
	if s.ICETransportPolicy != "relay" || s.SignalingState != "stable" || s.ICEGatheringState != "complete" || s.ConnectionState != "new" ||
		s.WallTime != 1000 || s.Generations[0].RemoteUsernameFragment != "remote" {
		t.Errorf("got %+v", s)
	}
}

func TestHappeningsDecideAndAreTold(t *testing.T) {
	d, id := attached(t, "local drop type host; remote drop port 9", Standing{})
	desc := "m=audio 9 x 0\r\na=ice-ufrag:u\r\n" + host
	for _, c := range []struct {
		what    happening
		members []string
		answer  int32
		told    string
		text    string
	}{
		{localCandidate, []string{hostLine, "0", "0", "u", "", ""}, answerDropped | answerOutput, "candidatedropped", ""},
		{localCandidate, []string{srflxLine, "0", "0", "u", "stun:a", ""}, answerText | answerOutput, "candidate", strings.TrimSuffix(masked[2:], "\n")},
		{localCandidate, []string{""}, 0, "", ""},
		{candidateError, []string{"stun:a", "701", "no", "", "", ""}, answerOutput, "candidateerror", ""},
		{signalingState, []string{"have-local-offer", "u"}, answerOutput, "statechange", ""},
		{iceState, []string{"disconnected"}, answerStats | answerOutput, "statechange", ""},
		{remoteCandidate, []string{hostLine, "0"}, answerOutput, "candidate", ""},
		{remoteCandidate, []string{strings.Replace(hostLine, " 5 ", " 9 ", 1), "0"}, answerDropped | answerOutput, "candidatedropped", ""},
		{remoteDescription, []string{desc}, answerOutput, "candidate", ""},
		{remoteDescription, []string{strings.Replace(desc, " 5 ", " 9 ", 1)}, answerText | answerOutput, "candidatedropped", desc[:strings.Index(desc, "a=cand")]},
		{closing, nil, answerOutput, "close", ""},
	} {
		answer := d.happens(id, c.what, c.members...)
		names, text := d.told()
		if answer != c.answer || !strings.Contains(strings.Join(names, " "), c.told) || text != c.text {
			t.Errorf("%d %q: answers %d, want %d; tells %q; text %q", c.what, c.members, answer, c.answer, names, text)
		}
	}
	s := d.state(id)
	if e := s.Errors[0]; e.Code != 701 || e.Port != -1 {
		t.Errorf("the error is %+v", e)
	}
	if c := s.Candidates[1]; c.MLineIndex != 0 || c.URL != "stun:a" || c.UsernameFragment != "u" {
		t.Errorf("the candidate is %+v", c)
	}
	if !s.Closed {
		t.Error("it is not closed")
	}
}

// Members that are missing, and of another type than they should be.
func TestOddHappeningsAreNoHarm(t *testing.T) {
	d, id := attached(t, "default drop", Standing{})
	for h := localCandidate; h <= pairSelected; h++ {
		for _, members := range [][]string{{}, {"5"}, {"", "", "x", "-1"}} {
			if answer := d.happens(id, h, members...); answer < 0 || answer&answerText != 0 || h != localCandidate && answer&answerDropped != 0 {
				t.Errorf("%d %q: answers %d, %q", h, members, answer, d.output())
			}
		}
	}
	d, id = attached(t, "all", Standing{})
	for code, want := range map[string]int{"": -1, "2": 2, "2.9": 2, "-1": -1, "NaN": -1, "x": -1, "99999999999": -1} {
		d.happens(id, candidateError, "stun:a", code)
		if got := d.state(id).Errors[len(d.state(id).Errors)-1].Code; got != want {
			t.Errorf("%q is %d", code, got)
		}
	}
}

func TestWhatIsToldIsJSON(t *testing.T) {
	d, id := attached(t, "all", Standing{})
	d.happens(id, candidateError, "stun:a", "701", "\x00\n\"\x1e", "", "", "")
	told, _, _ := strings.Cut(d.output(), string(textMark))
	lines := strings.Split(told, "\n")
	for i := 1; i < len(lines); i += 2 {
		if !json.Valid([]byte(lines[i])) {
			t.Errorf("%q", lines[i])
		}
	}
	if len(lines) < 2 {
		t.Error("nothing is told")
	}
}

func TestASessionSaysWhenToBeWoken(t *testing.T) {
	d, id := attached(t, "all", Standing{})
	wake := d.Call(Happened, id, int32(iceState), d.write("checking"+separator), 1000) / answerWake
	if wake != fastInterval {
		t.Errorf("to be woken in %d ms", wake)
	}
	if answer := d.Call(Happened, id, int32(waking), 0, 1100); answer/answerWake != fastInterval-100 || answer&answerStats != 0 {
		t.Errorf("too early: answers %d", answer)
	}
	if answer := d.Call(Happened, id, int32(waking), 0, 1250); answer&answerStats == 0 {
		t.Errorf("in time: answers %d", answer)
	}
	if answer := d.Call(Happened, id, int32(closing), 0, 1300); answer/answerWake != 0 || answer&answerStats != 0 {
		t.Errorf("closed: answers %d", answer)
	}
}

func TestAClosedConnectionIsLetGoOf(t *testing.T) {
	d, id := attached(t, "no-host", Standing{})
	d.happens(id, localCandidate, hostLine, "0")
	d.happens(id, closing)
	c := d.control.entry(id).session
	if c.sink != nil {
		t.Error("the sink is still held")
	}
	const desc = "m=audio 9 x 0\r\n" + host
	if shown, changed := c.FilterLocal(desc); !changed || strings.Contains(shown, "10.0.0.1") {
		t.Errorf("shows %q", shown)
	}
	d.happens(id, iceState, "failed")
	d.send(Stats, id, 1, "")
	d.send(Detach, id, 0, "")
	d.send(Detach, id, 0, "")
	if !c.State().Closed || len(c.State().Candidates) != 1 {
		t.Errorf("what was known is gone: %+v", c.State())
	}
	if statistics, wake := c.Wanted(); statistics || wake != 0 {
		t.Error("it wants something")
	}
}

func TestWhatIsNoConnectionIsNamed(t *testing.T) {
	for expression, name := range map[string]string{"7": "pc", "{}": "pc.addEventListener", "{addEventListener() {}}": "pc.removeEventListener"} {
		var named *TypeError
		if err := Check(eval(expression)); !errors.As(err, &named) || named.Name != name {
			t.Errorf("%s: %v, want the error to name %s", expression, err, name)
		}
	}
}

func TestAttachRefusesWhatIsWrong(t *testing.T) {
	d, _ := attached(t, "all", Standing{})
	p := d.send(Compile, 0, 0, "all")
	attach := js.Global().Get(boot.Name).Get("attach")
	for name, args := range map[string][]any{
		"no arguments": {}, "no such policy": {eval(madeUp), 99}, "a text for a number": {eval(madeUp), "x"}, "no connection": {5, p, false, 0.01, 0, "", 0, 0, ""},
		"no standing": {eval(madeUp), p, false, 0.01, 0, "", 0, 0},
	} {
		if answer := attach.Invoke(args...); answer.Type() != js.TypeString || !strings.Contains(answer.String(), "attach: ") {
			t.Errorf("%s: answers %v", name, answer)
		}
	}
}

func TestWithoutTheJavaScriptHalf(t *testing.T) {
	before := js.Global().Get(boot.Name)
	defer js.Global().Set(boot.Name, before)
	js.Global().Set(boot.Name, js.Undefined())
	_, err := NewControl()
	var named *TypeError
	if !errors.As(err, &named) || !strings.HasPrefix(named.Name, "globalThis") {
		t.Error(err)
	}
}

// standingStill is a session of a connection that stands so, by a policy that keeps all.
func standingStill(s *Standing, sink Sink) *PeerConnection {
	return Attach(s, &policy.Policy{}, Polling{}, Gathering{}, sink)
}
