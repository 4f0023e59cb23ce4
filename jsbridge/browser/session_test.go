//go:build js && wasm

package browser

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"syscall/js"
	"testing"

	"github.com/iceguard/iceguard/ice/diagnosis"
	"github.com/iceguard/iceguard/ice/session"
	"github.com/iceguard/iceguard/jsbridge"
)

func TestEventsOfAStandInComeInOrder(t *testing.T) {
	pc := standIn()
	var told []string
	types, _ := session.ParseTypes("srflx")
	var s *Session
	s = attach(t, pc, Options{Policy: parse(t, "no-host"), Gathering: jsbridge.Gathering{Enough: types}, OnEvent: func(e Event) {
		if s == nil {
			t.Error("an event came before Attach returned")
		}
		settled() // a callback may wait
		switch e := e.(type) {
		case Candidate:
			told = append(told, string(e.Candidate.Type)+" "+map[bool]string{true: "kept", false: "dropped"}[e.Decision.Kept])
		case CandidateError:
			told = append(told, "error "+e.URL)
		case StateChange:
			told = append(told, e.Name+" "+e.Value)
		case Enough:
			told = append(told, "enough "+string(e.Reason))
		case RestartAdvised:
			told = append(told, "restart "+string(e.Reason))
		case Closed:
			told = append(told, "closed")
		}
	}})
	pc.Set("iceGatheringState", "gathering")
	pc.Call("dispatchEvent", eval(`new Event('icegatheringstatechange')`))
	pc.Call("gather", eval(`{candidate: '`+hostLine+`'}`))
	pc.Call("gather", eval(`{candidate: '`+srflxLine+`'}`))
	pc.Call("dispatchEvent", eval(`Object.assign(new Event('icecandidateerror'), {url: 'stun:a', errorCode: 701})`))
	for _, state := range []string{"checking", "disconnected"} {
		pc.Set("iceConnectionState", state)
		pc.Call("dispatchEvent", eval(`new Event('iceconnectionstatechange')`))
	}
	pc.Call("close")
	want := []string{
		"iceGatheringState gathering", "host dropped", "srflx kept", "enough wanted", "error stun:a",
		"iceConnectionState checking", "iceConnectionState disconnected", "restart disconnected", "closed",
	}
	for range 1000 {
		if settled(); len(told) == len(want) {
			break
		}
	}
	if !slices.Equal(told, want) {
		t.Errorf("told %q, want %q", told, want)
	}
}

func TestFindingsOfAStandIn(t *testing.T) {
	var told []Finding
	s := attach(t, standIn(), Options{Policy: parse(t, "relay-only"), OnEvent: func(e Event) {
		if f, ok := e.(Finding); ok {
			told = append(told, f)
		}
	}})
	settled()
	found := s.Findings()
	if len(told) != 1 || len(found) != 1 || !told[0].Raised || told[0].Code != diagnosis.PolicyNotEnforceable || found[0].Code != told[0].Code {
		t.Errorf("told %+v, found %+v", told, found)
	}
	s.SetPolicy(nil)
	settled()
	if len(told) != 2 || told[1].Raised || len(s.Findings()) != 0 {
		t.Errorf("told %+v", told)
	}
}

func TestWhatASessionOfAStandInKnows(t *testing.T) {
	pc := standIn()
	s := attach(t, pc, Options{Policy: parse(t, "no-host")})
	pc.Call("gather", eval(`{candidate: '`+hostLine+`'}`))
	s.SetPolicy(nil)
	pc.Call("gather", eval(`{candidate: 'candidate:3 1 udp 9 10.0.0.2 5 typ host'}`))
	s.Detach()
	s.Detach()
	s.SetPolicy(parse(t, "relay-only"))
	var report struct {
		Schema          string
		Summary         string
		LocalCandidates []struct{ Kept bool }
		Policy          struct{ Name string }
	}
	if err := json.Unmarshal(s.Report(), &report); err != nil {
		t.Fatal(err)
	}
	if report.Schema != "iceguard.report/1" || report.Policy.Name != "all" || report.Summary != s.Summary() || s.Summary() == "" {
		t.Errorf("report %+v, summary %q", report, s.Summary())
	}
	if len(report.LocalCandidates) != 2 || report.LocalCandidates[0].Kept || !report.LocalCandidates[1].Kept {
		t.Errorf("candidates %+v", report.LocalCandidates)
	}
	if n := len(s.State().Candidates); n != 2 {
		t.Errorf("%d candidates", n)
	}
}

func TestWhatCannotBeAttachedTo(t *testing.T) {
	for expression, name := range map[string]string{"7": "pc", "undefined": "pc", "{}": "pc.addEventListener"} {
		_, err := Attach(eval(expression), Options{})
		var named *TypeError
		if !errors.As(err, &named) || named.Name != name {
			t.Errorf("%s: %v, want the error to name %s", expression, err, name)
		}
	}
	pc := standIn()
	s := attach(t, pc, Options{})
	if _, err := Attach(pc, Options{}); err != ErrAttached {
		t.Errorf("twice: %v", err)
	}
	s.Detach()
	attach(t, pc, Options{})
}

// A connection that cannot be hooked is left as it was.
func TestAFrozenStandIn(t *testing.T) {
	pc := js.Global().Get("Object").Call("preventExtensions", standIn())
	listening := eval(`(pc) => { const on = []; const { addEventListener, removeEventListener } = pc.constructor.prototype;
		Object.assign(pc.constructor.prototype, {
			addEventListener(...args) { on.push(args[0]); addEventListener.apply(this, args) },
			removeEventListener(...args) { on.splice(on.indexOf(args[0]), 1); removeEventListener.apply(this, args) },
		}); return on }`).Invoke(pc)
	before := js.Global().Get("Object").Call("getOwnPropertyNames", pc).Length()
	s, err := Attach(pc, Options{})
	var thrown js.Error
	if !errors.As(err, &thrown) || s != nil {
		t.Fatalf("got %v, %v", s, err)
	}
	if n := listening.Length(); n != 0 {
		t.Errorf("%d listeners are left", n)
	}
	if n := js.Global().Get("Object").Call("getOwnPropertyNames", pc).Length(); n != before {
		t.Errorf("%d properties are left, there were %d", n, before)
	}
}

func TestDetachRestoresAStandIn(t *testing.T) {
	pc := standIn()
	own := func() string { return js.Global().Get("Object").Call("getOwnPropertyNames", pc).Call("join").String() }
	mine := eval(`function () { return 'mine' }`)
	pc.Set("close", mine)
	before := own()
	s := attach(t, pc, Options{Policy: parse(t, "no-host")})
	if own() == before || pc.Get("close").Equal(mine) {
		t.Fatal("nothing was put on the connection")
	}
	around := eval(`(pc) => { const native = pc.addIceCandidate; return pc.addIceCandidate = function (...args) { return native.apply(this, args) } }`).Invoke(pc)
	s.Detach()
	if len(s.hooks.functions) != 0 || len(s.hooks.undoing) != 0 {
		t.Errorf("%d functions and %d steps are left", len(s.hooks.functions), len(s.hooks.undoing))
	}
	if !pc.Get("close").Equal(mine) || own() != before+",addIceCandidate" || !pc.Get("addIceCandidate").Equal(around) {
		t.Errorf("own properties %s, before %s", own(), before)
	}
	// The application's function around ours still reaches the browser's own.
	_, reason := await(t, pc.Call("addIceCandidate", eval(`{candidate: '`+hostLine+`'}`)))
	if !reason.IsUndefined() || newest(pc).Index(0).String() != "addIceCandidate" {
		t.Errorf("rejected with %v, last call %v", reason, newest(pc))
	}
	if shown := pc.Get("localDescription").Get("sdp").String(); !strings.Contains(shown, hostLine) {
		t.Errorf("still filtered: %q", shown)
	}
	listening := eval("(pc) => process.getBuiltinModule('node:events').getEventListeners(pc, 'icecandidate').length")
	if n := listening.Invoke(pc).Int(); n != 0 {
		t.Errorf("%d listeners are left", n)
	}
}
