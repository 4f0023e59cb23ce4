//go:build js && wasm

package browser

import (
	"syscall/js"
	"testing"

	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/ice/session"
)

func TestMembersOfAnyType(t *testing.T) {
	o := eval(`{s: "text", n: 7, o: {s: "inner"}, nothing: null, f() {}}`)
	for _, c := range []struct {
		member string
		text   string
		n      int
	}{
		{"s", "text", -1}, {"n", "", 7}, {"o", "", -1}, {"nothing", "", -1}, {"missing", "", -1}, {"f", "", -1},
	} {
		if got := text(member(o, c.member)); got != c.text {
			t.Errorf("text %s: %q, want %q", c.member, got, c.text)
		}
		if got := integer(member(o, c.member)); got != c.n {
			t.Errorf("integer %s: %d, want %d", c.member, got, c.n)
		}
	}
	if got := text(member(member(o, "o"), "s")); got != "inner" {
		t.Errorf("text of a child: %q", got)
	}
	if v := member(member(o, "nothing"), "s"); !v.IsUndefined() {
		t.Errorf("a child that is not there has a member %v", v)
	}
}

func TestElements(t *testing.T) {
	for expression, want := range map[string]int{"[1, 'a', null]": 3, "[]": 0, "null": 0, "undefined": 0, "'text'": 0, "7": 0} {
		if got := elements(eval(expression)); len(got) != want {
			t.Errorf("%s has %d elements, want %d", expression, len(got), want)
		}
	}
}

func TestAMethodThatIsMissingAnswersNothing(t *testing.T) {
	for _, expression := range []string{"undefined", "7", "{}", "{f: 5}", "{f() { throw new Error('no') }}"} {
		if v := answerOf(eval(expression), "f"); !v.IsUndefined() {
			t.Errorf("%s: %v", expression, v)
		}
	}
	if v := answerOf(eval("{f: () => 4}"), "f"); v.Type() != js.TypeNumber || v.Int() != 4 {
		t.Errorf("answers %v", v)
	}
}

func TestOddEventsOfAStandIn(t *testing.T) {
	h := &hooks{pc: standIn()}
	for expression, want := range map[string]session.Kind{
		"undefined": 0, "null": 0, "5": 0, "{}": 0, "{type: 5}": 0, "{type: 'unheard'}": 0,
		"{type: 'icecandidate'}": 0, "{type: 'icecandidate', candidate: null}": 0, "{type: 'icecandidate', candidate: {candidate: 5}}": 0,
		"{type: 'icecandidate', candidate: {}}":              session.EndOfCandidates,
		"{type: 'icecandidate', candidate: {candidate: ''}}": session.EndOfCandidates,
		"{type: 'icecandidateerror'}":                        session.CandidateError,
		"{type: 'signalingstatechange'}":                     session.SignalingState,
		"{type: 'selectedcandidatepairchange', target: {getSelectedCandidatePair() { throw new Error('no') }}}": session.PairSelected,
	} {
		got := session.Kind(0)
		if e := h.read(eval(expression)); e != nil {
			got = e.Kind
		}
		if got != want {
			t.Errorf("%s: kind %d, want %d", expression, got, want)
		}
	}
}

func TestRemoteCandidatesInEveryForm(t *testing.T) {
	for expression, want := range map[string]session.Kind{
		"5": 0, "{candidate: 5}": 0, "{}": session.EndOfCandidates, "{candidate: ''}": session.EndOfCandidates,
		"{candidate: 'nonsense'}": session.CandidateSeen, "{candidate: '" + hostLine + "', sdpMLineIndex: 3}": session.CandidateSeen,
	} {
		got := session.Kind(0)
		if e := candidate(eval(expression), policy.Remote); e != nil {
			got = e.Kind
		}
		if got != want {
			t.Errorf("%s: kind %d, want %d", expression, got, want)
		}
	}
}

func TestHowAStandInStands(t *testing.T) {
	pc := eval(`(pc) => Object.assign(pc, {
		remoteDescription: {type: 'answer', sdp: 'v=0\r\na=ice-ufrag:theirs\r\n'},
		getConfiguration() { return {iceTransportPolicy: 'relay', iceServers: [{urls: ['stun:a', 'stun:b']}, {urls: 'turn:c', credential: 'secret'}, 7]} },
	})`).Invoke(standIn())
	s := standing(pc)
	if c := s.Configuration; len(c.URLs) != 3 || c.URLs[2] != "turn:c" || c.ICETransportPolicy != "relay" {
		t.Errorf("configuration %+v", c)
	}
	if s.States != [4]string{"stable", "new", "new", "new"} || s.Ufrags != [2]string{"", "theirs"} {
		t.Errorf("%+v", s)
	}
	pc.Set("getConfiguration", 5)
	if c := standing(pc).Configuration; len(c.URLs) != 0 {
		t.Errorf("configuration %+v", c)
	}
}
