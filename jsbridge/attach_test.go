//go:build js && wasm

package jsbridge

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"

	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/ice/session"
)

// attached makes a session by the way that the npm package takes, with somebody
// who listens to everything, and begins. The real connections are in browsers.
func attached(t *testing.T, text string, s Standing) (d *Data, id int32) {
	t.Helper()
	d = newData()
	p := d.send(Compile, 0, 0, text)
	configuration, _ := json.Marshal(map[string]any{"iceTransportPolicy": s.Configuration.ICETransportPolicy, "iceServers": []any{
		map[string]any{"urls": s.Configuration.URLs}, map[string]any{"urls": "stun:one"}, map[string]any{}, 7, nil,
	}})
	options := []string{"10000000", "0", "", strconv.Itoa(int(s.WallClock))}
	standing := append(append(s.States[:], s.Ufrags[:]...), string(configuration), "")
	if id = d.Call(Observe, p, 0, d.write(strings.Join(append(options, standing...), separator)), s.Now); id < 1 {
		t.Fatal(d.output())
	}
	d.happens(id, listening, eventNames[:]...)
	d.happens(id, beginning)
	return d, id
}

// happens tells a session, and gives what it answers.
func (d *Data) happens(id int32, h happening, members ...string) int32 {
	text := strings.Join(append(members, ""), separator)
	if h == remoteDescription {
		text = members[0]
	}
	answer := d.Call(Happened, id, int32(h), d.write(text), 1)
	if answer > 0 {
		answer -= answerGiven
	}
	return answer
}

// settles gives what a session wants and tells then: the names of events.
func (d *Data) settles(id int32) (stats bool, told string) {
	answer := d.Call(Settle, id, 0, 0, 1)
	if answer&answerOutput != 0 {
		for i, line := range strings.Split(d.output(), "\n") {
			if i%2 == 0 {
				told += line + " "
			}
		}
	}
	return answer&answerStats != 0, strings.TrimSpace(told)
}

func (d *Data) state(id int32) *session.State { return d.entry(id).session.State() }

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
	d.settles(id)
	for _, c := range []struct {
		what    happening
		members []string
		answer  int32
		text    string
		told    string
	}{
		{localCandidate, []string{hostLine, "0", "0", "u", "", ""}, answerDropped, "", "candidatedropped"},
		{localCandidate, []string{srflxLine, "0", "0", "u", "stun:a", ""}, answerOutput, strings.TrimSuffix(masked[2:], "\n"), "candidate"},
		{localCandidate, []string{""}, 0, "", ""},
		{candidateError, []string{"stun:a", "701", "no", "", "", ""}, 0, "", "candidateerror"},
		{signalingState, []string{"have-local-offer", "u"}, 0, "", "statechange"},
		{iceState, []string{"disconnected"}, 0, "", "statechange restart-advised"},
		{remoteCandidate, []string{hostLine, "0"}, 0, "", "candidate"},
		{remoteCandidate, []string{strings.Replace(hostLine, " 5 ", " 9 ", 1), "0"}, answerDropped, "", "candidatedropped"},
		{remoteDescription, []string{desc}, 0, "", "candidate"},
		{remoteDescription, []string{strings.Replace(desc, " 5 ", " 9 ", 1)}, answerOutput, desc[:strings.Index(desc, "a=cand")], "candidatedropped"},
		{closing, nil, 0, "", "close"},
	} {
		answer, text := d.happens(id, c.what, c.members...), ""
		if answer&answerOutput != 0 {
			text = d.output()
		}
		stats, told := d.settles(id)
		if answer != c.answer || text != c.text || told != c.told || stats != (c.what == iceState) {
			t.Errorf("%d %q: answers %d, want %d; text %q; then tells %q, want %q, and wants statistics: %t", c.what, c.members, answer, c.answer, text, told, c.told, stats)
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
			if answer := d.happens(id, h, members...); answer < 0 || answer&answerOutput != 0 || h != localCandidate && answer&answerDropped != 0 {
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
	d.settles(id)
	lines := strings.Split(d.output(), "\n")
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
	wants := func(now float64, h happening, members string) (wake int32, stats bool) {
		d.Call(Happened, id, int32(h), d.write(members), now)
		answer := d.Call(Settle, id, 0, 0, now)
		return answer / answerWake, answer&answerStats != 0
	}
	for _, c := range []struct {
		now     float64
		what    happening
		members string
		wake    int32
		stats   bool
	}{
		{1000, iceState, "checking" + separator, fastInterval, false},
		{1100, waking, "", fastInterval - 100, false}, // too early
		{1250, waking, "", 0, true},
		{1300, iceState, "connected" + separator, fastInterval, false}, // DTLS is still to come
		{1310, connectionState, "connected" + separator, settled, false},
		{1400, closing, "", 0, false},
	} {
		if wake, stats := wants(c.now, c.what, c.members); wake != c.wake || stats != c.stats {
			t.Errorf("at %v: to be woken in %d ms, want %d; wants statistics: %t", c.now, wake, c.wake, stats)
		}
	}
}

func TestAClosedConnectionIsLetGoOf(t *testing.T) {
	d, id := attached(t, "no-host", Standing{})
	d.happens(id, localCandidate, hostLine, "0")
	d.happens(id, closing)
	c := d.entry(id).session
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

// What is listened to is told, and what happened before somebody did is not.
func TestOnlyWhatIsHeardIsTold(t *testing.T) {
	d := newData()
	id := d.Call(Observe, d.send(Compile, 0, 0, "all"), 0, 0, 0)
	d.happens(id, beginning)
	d.happens(id, iceState, "checking")
	d.happens(id, listening, "statechange", "error")
	d.happens(id, iceState, "disconnected")
	d.happens(id, localCandidate, hostLine)
	if _, told := d.settles(id); told != "statechange" {
		t.Errorf("told %q", told)
	}
	d.happens(id, listening, "statechange", "finding", "candidate")
	d.happens(id, iceState, "failed")
	d.happens(id, remoteCandidate, hostLine)
	if _, told := d.settles(id); !strings.HasPrefix(told, "statechange candidate finding") {
		t.Errorf("told %q", told)
	}
	if _, told := d.settles(id); told != "" {
		t.Errorf("told once more: %q", told)
	}
}

func TestObserveRefusesWhatIsWrong(t *testing.T) {
	d := newData()
	if answer := d.Call(Observe, 99, 0, 0, 0); answer != failed || !strings.Contains(d.output(), "no such policy") {
		t.Errorf("no such policy: answers %d, %q", answer, d.output())
	}
	p := d.send(Compile, 0, 0, "all")
	for _, input := range []string{"", separator, "x" + separator + "-1" + separator + "host+x" + separator, strings.Repeat(separator, 99)} {
		id := d.Call(Observe, p, 0, d.write(input), 0)
		if id == failed || d.send(Report, id, 0, "") != 0 || !json.Valid(d.out) {
			t.Errorf("%q: answers %d, %q", input, id, d.output())
		}
	}
}

// standingStill is a session of a connection that stands so, by a policy that keeps all.
func standingStill(s *Standing, sink Sink) *PeerConnection {
	return Attach(s, &policy.Policy{}, Polling{}, Gathering{}, sink)
}
