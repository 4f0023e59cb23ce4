//go:build js && wasm

package browser

import (
	"slices"
	"strings"
	"syscall/js"
	"testing"
)

// shownBy collects the lines that a listener, and a handler set before attach, get to see.
func shownBy(t *testing.T, pc js.Value, o Options) (s *Session, heard *[]string) {
	t.Helper()
	heard = &[]string{}
	note := js.FuncOf(func(_ js.Value, args []js.Value) any {
		if cand := args[0].Get("candidate"); cand.IsNull() {
			*heard = append(*heard, "end")
		} else {
			*heard = append(*heard, cand.Get("candidate").String())
		}
		return nil
	})
	t.Cleanup(note.Release)
	pc.Set("onicecandidate", note)
	return attach(t, pc, o), heard
}

func TestCandidatesOfAStandIn(t *testing.T) {
	pc := standIn()
	_, heard := shownBy(t, pc, Options{Policy: parse(t, "no-host")})
	pc.Call("gather", eval(`{candidate: '`+hostLine+`'}`))
	event := pc.Call("gather", eval(`{candidate: '`+srflxLine+`', usernameFragment: 'u', url: 'stun:a', relayProtocol: null}`))
	pc.Call("gather", eval(`{candidate: ''}`))
	pc.Call("gather", nil)
	if want := []string{masked, "", "end"}; !slices.Equal(*heard, want) {
		t.Errorf("heard %q, want %q", *heard, want)
	}
	c := event.Get("candidate")
	if c.Get("constructor").Get("name").String() != "Candidate" || c.Get("url").String() != "stun:a" || c.Get("sdpMid").String() != "0" ||
		c.Get("usernameFragment").String() != "u" || c.Get("relayProtocol").Truthy() {
		t.Errorf("the masked candidate is %s", js.Global().Get("JSON").Call("stringify", c))
	}
}

func TestRemoteCandidatesOfAStandIn(t *testing.T) {
	pc := standIn()
	attach(t, pc, Options{Policy: parse(t, "remote drop type host")})
	for expression, passes := range map[string]bool{"{candidate: '" + hostLine + "'}": false, "{candidate: '" + srflxLine + "'}": true, "null": true, "{candidate: ''}": true} {
		before := pc.Get("calls").Length()
		value, reason := await(t, pc.Call("addIceCandidate", eval(expression)))
		if !value.IsUndefined() || !reason.IsUndefined() || (pc.Get("calls").Length() > before) != passes {
			t.Errorf("%s: %v, %v, passed %v", expression, value, reason, !passes)
		}
	}
	if _, reason := await(t, pc.Call("addIceCandidate", 5)); reason.Get("name").String() != "TypeError" {
		t.Errorf("the engine's own error is %v", reason)
	}
	called := make(chan struct{})
	success := js.FuncOf(func(js.Value, []js.Value) any { close(called); return nil })
	defer success.Release()
	pc.Call("addIceCandidate", eval("{candidate: '"+hostLine+"'}"), success)
	select {
	case <-called:
		t.Error("the legacy callback is called at once")
	default:
	}
	<-called
}

func TestRemoteDescriptionsOfAStandIn(t *testing.T) {
	pc := standIn()
	attach(t, pc, Options{Policy: parse(t, "remote drop type host")})
	pc.Call("setRemoteDescription", eval(`{type: 'offer', sdp: 'v=0\r\na=`+hostLine+`\r\na=`+srflxLine+`\r\n', more: 1}`), "second")
	given := newest(pc)
	if sdp := given.Index(1).Get("sdp").String(); strings.Contains(sdp, hostLine) || !strings.Contains(sdp, srflxLine) || given.Index(1).Get("type").String() != "offer" {
		t.Errorf("set %q", sdp)
	}
	if given.Length() != 3 || given.Index(2).String() != "second" {
		t.Error("an argument is lost")
	}
	for _, expression := range []string{"undefined", "5", "{}", "{type: 'rollback'}", "{type: 'offer', sdp: 'v=0'}"} {
		v := eval(expression)
		pc.Call("setRemoteDescription", v)
		if !newest(pc).Index(1).Equal(v) {
			t.Errorf("%s is not given on as it is", expression)
		}
	}
	pc.Call("setRemoteDescription")
	if newest(pc).Length() != 1 {
		t.Error("no argument became one")
	}
}

func TestLocalDescriptionsOfAStandIn(t *testing.T) {
	pc := standIn()
	attach(t, pc, Options{Policy: parse(t, "no-host")})
	offer, _ := await(t, pc.Call("createOffer"))
	descriptions := map[string]js.Value{"localDescription": pc.Get("localDescription"), "pendingLocalDescription": pc.Get("pendingLocalDescription"), "createOffer": offer}
	legacy := make(chan js.Value, 1)
	success := js.FuncOf(func(_ js.Value, args []js.Value) any { legacy <- args[0]; return nil })
	defer success.Release()
	pc.Call("createOffer", success, eval("() => {}"))
	descriptions["createOffer of old"] = <-legacy
	for name, d := range descriptions {
		if sdp := d.Get("sdp").String(); strings.Contains(sdp, "10.0.0.1") || !strings.Contains(sdp, masked) || d.Get("type").String() != "offer" {
			t.Errorf("%s: %q", name, sdp)
		}
	}
	if class := descriptions["localDescription"].Get("constructor").Get("name").String(); class != "Description" {
		t.Errorf("localDescription is a %s", class)
	}
	if !pc.Get("currentLocalDescription").IsNull() {
		t.Error("null is no longer null")
	}
	reason := eval("new Error('no offer')")
	pc.Set("fails", reason)
	if _, got := await(t, pc.Call("createOffer")); !got.Equal(reason) {
		t.Errorf("rejected with %v", got)
	}
	pc.Call("createOffer", eval("() => {}"), success)
	if got := <-legacy; !got.Equal(reason) {
		t.Errorf("called with %v", got)
	}
	if _, got := await(t, pc.Call("createAnswer")); got.Get("message").String() != "at once" {
		t.Errorf("what a method throws is lost: %v", got)
	}
}

// A panic inside is told, and decides by Options.OnFailure.
func TestPanicsInsideOnAStandIn(t *testing.T) {
	const open = true
	for _, c := range []struct {
		policy    string
		onFailure Failure
		open      bool
	}{
		{"no-host", FailByPolicy, open}, {"relay-only", FailByPolicy, !open}, {"relay-only", FailOpen, open}, {"no-host", FailClosed, !open},
	} {
		pc := standIn()
		var told []error
		s, heard := shownBy(t, pc, Options{Policy: parse(t, c.policy), OnFailure: c.onFailure, OnError: func(err error) { told = append(told, err) }})
		s.pc.SetPolicy(1, nil) // which the Session's own lets nobody do: deciding panics now
		pc.Call("gather", eval(`{candidate: '`+hostLine+`'}`))
		pc.Call("gather", nil)
		sdp := pc.Get("localDescription").Get("sdp").String()
		if shown := slices.Contains(*heard, hostLine); shown != c.open || strings.Contains(sdp, "10.0.0.1") != c.open || strings.Contains(sdp, "192.0.2.1") != c.open {
			t.Errorf("%s, %d: heard %q, described %q", c.policy, c.onFailure, *heard, sdp)
		}
		if !slices.Contains(*heard, "end") {
			t.Errorf("%s: the end of gathering is held back", c.policy)
		}
		if _, reason := await(t, pc.Call("addIceCandidate", eval(`{candidate: '`+hostLine+`'}`))); !reason.IsUndefined() || newest(pc).Index(0).String() != "addIceCandidate" {
			t.Errorf("%s: a remote candidate does not get through", c.policy)
		}
		pc.Call("close")
		if newest(pc).Index(0).String() != "close" {
			t.Errorf("%s: the connection is not closed", c.policy)
		}
		settled()
		if len(told) != 3 || !strings.Contains(told[0].Error(), "nil pointer") {
			t.Errorf("%s: told %v", c.policy, told)
		}
	}
}

// Of a closed connection jsbridge has let go; what is shown of it is still filtered.
func TestAClosedStandIn(t *testing.T) {
	pc := standIn()
	var told []error
	s, heard := shownBy(t, pc, Options{Policy: parse(t, "no-host"), OnError: func(err error) { told = append(told, err) }})
	pc.Call("gather", eval(`{candidate: '`+hostLine+`'}`))
	pc.Call("close")
	pc.Call("close")
	pc.Call("gather", eval(`{candidate: '`+srflxLine+`'}`)) // which no browser does
	if len(*heard) != 0 {
		t.Errorf("heard %q", *heard)
	}
	if sdp := pc.Get("localDescription").Get("sdp").String(); strings.Contains(sdp, "10.0.0.1") {
		t.Errorf("shown is %q", sdp)
	}
	s.SetPolicy(nil)
	s.Detach()
	s.Detach()
	settled()
	if len(told) != 0 || !s.State().Closed {
		t.Errorf("told %v, closed: %v", told, s.State().Closed)
	}
}

// What cannot be masked is not shown.
func TestACandidateOfAStandInThatCannotBeMasked(t *testing.T) {
	pc := standIn()
	var told []error
	_, heard := shownBy(t, pc, Options{Policy: parse(t, "no-host"), OnError: func(err error) { told = append(told, err) }})
	pc.Call("dispatchEvent", eval(`Object.assign(new Event('icecandidate'), {candidate: Object.assign(Object.create(null), {candidate: '`+srflxLine+`', constructor: null})})`))
	settled()
	if len(*heard) != 0 || len(told) != 1 {
		t.Errorf("heard %q, told %v", *heard, told)
	}
}
