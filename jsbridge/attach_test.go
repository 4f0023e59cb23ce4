//go:build js && wasm

package jsbridge

import (
	"errors"
	"strings"
	"syscall/js"
	"testing"

	"github.com/iceguard/iceguard/ice/diagnosis"
	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/ice/session"
	"github.com/iceguard/iceguard/jsbridge/boot"
)

// lend puts a JavaScript half in place that records what Go asks of it, and a
// connection that has the shape of one. The real halves meet in browsers.
func lend(t *testing.T) (hooks func() js.Value, pc js.Value) {
	t.Helper()
	half := eval(`(() => {
		const half = {
			hooks: null, failures: [],
			hook(pc, closed, functions) {
				half.hooks = functions;
				return { listen() {}, stats() { half.asked = (half.asked ?? 0) + 1 }, wake() { return () => {} } };
			},
			failed(message) { half.failures.push(message) },
		};
		return half;
	})()`)
	js.Global().Set(boot.Name, half)
	pc = eval(`{
		addEventListener() {}, removeEventListener() {}, addIceCandidate() {}, setRemoteDescription() {}, close() {}, getStats() {},
		signalingState: 'stable', iceGatheringState: 'new', iceConnectionState: 'new', connectionState: 'new',
		getConfiguration() { return { iceTransportPolicy: 'all', iceServers: [{ urls: ['stun:a', 'stun:b'] }, { urls: 'turn:c', credential: 'secret' }, 7] } },
	}`)
	return func() js.Value { return half.Get("hooks") }, pc
}

func attach(t *testing.T, text string) (*PeerConnection, *[]session.Output, js.Value) {
	t.Helper()
	hooks, pc := lend(t)
	b, err := OpenBridge()
	if err != nil {
		t.Fatal(err)
	}
	p, err := policy.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	var told []session.Output
	c, err := b.Attach(pc, p, js.Undefined(), Polling{}, Gathering{}, func(_ *session.State, out []session.Output, _ []diagnosis.Change) { told = append(told, out...) })
	if err != nil {
		t.Fatal(err)
	}
	return c, &told, hooks()
}

func TestAttachReadsTheConnectionWithoutSecrets(t *testing.T) {
	c, _, _ := attach(t, "all")
	s := c.State()
	if got := strings.Join(s.ICEServers, " "); got != "stun:a stun:b turn:c" {
		t.Errorf("servers %q", got)
	}
	if s.ICETransportPolicy != "all" || s.SignalingState != "stable" || s.ConnectionState != "new" {
		t.Errorf("got %+v", s)
	}
}

func TestEventsDecideAndAreTold(t *testing.T) {
	_, told, hooks := attach(t, "local drop type host")
	stopped := 0
	event := eval(`{type: 'icecandidate', candidate: {candidate: 'candidate:1 1 udp 1 10.0.0.1 5 typ host', sdpMid: '0', sdpMLineIndex: 0}}`)
	stop := js.FuncOf(func(js.Value, []js.Value) any { stopped++; return nil })
	defer stop.Release()
	event.Set("stopImmediatePropagation", stop)
	hooks.Call("event", event)
	if stopped != 1 || len(*told) != 1 || (*told)[0].Kind != session.CandidateDropped {
		t.Errorf("stopped %d times, told %+v", stopped, *told)
	}
	srflx := eval(`{type: 'icecandidate', candidate: {candidate: 'candidate:2 1 udp 1 192.0.2.1 6 typ srflx raddr 10.0.0.1 rport 5'}}`)
	if shown := hooks.Call("event", srflx); shown.String() != "candidate:2 1 udp 1 192.0.2.1 6 typ srflx raddr 0.0.0.0 rport 0" {
		t.Errorf("shown is %v", shown)
	}
}

func TestOddEventsAreNoHarm(t *testing.T) {
	_, told, hooks := attach(t, "default drop")
	for _, expression := range []string{
		"undefined", "null", "5", "{}", "{type: 5}", "{type: 'icecandidate'}", "{type: 'icecandidate', candidate: null}",
		"{type: 'icecandidate', candidate: {}}", "{type: 'icecandidate', candidate: {candidate: ''}}", "{type: 'icecandidateerror'}",
		"{type: 'selectedcandidatepairchange', target: {getSelectedCandidatePair() { throw new Error('no') }}}",
		"{type: 'signalingstatechange'}", "{type: 'unheard'}",
	} {
		hooks.Call("event", eval(expression))
	}
	for _, o := range *told {
		if o.Kind == session.CandidateDropped {
			t.Errorf("told of %q", o.Candidate.Line)
		}
	}
	if n := js.Global().Get(boot.Name).Get("failures").Length(); n != 0 {
		t.Errorf("%d failures", n)
	}
}

func TestRemoteCandidatesInEveryForm(t *testing.T) {
	_, told, hooks := attach(t, "remote drop net 192.0.2.0/24")
	const line = "'candidate:1 1 udp 1 192.0.2.9 5 typ host'"
	for expression, dropped := range map[string]bool{
		"undefined": false, "null": false, "{}": false, "{candidate: ''}": false, "5": false, "{candidate: 5}": false,
		"{candidate: 'nonsense'}": false, "{candidate: " + line + "}": true, "{candidate: 'candidate:1 1 udp 1 10.0.0.1 5 typ host'}": false,
	} {
		answer := hooks.Call("addIceCandidate", eval(expression))
		if got := answer.Type() == js.TypeBoolean && !answer.Bool(); got != dropped {
			t.Errorf("%s: dropped %v, want %v", expression, got, dropped)
		}
	}
	if len(*told) == 0 {
		t.Error("nothing was told")
	}
}

func TestDetachReleasesEveryFunction(t *testing.T) {
	c, _, _ := attach(t, "all")
	if len(c.functions) == 0 {
		t.Fatal("no functions to release")
	}
	c.Detach()
	c.Detach()
	if len(c.functions) != 0 {
		t.Errorf("%d functions are left", len(c.functions))
	}
}

func TestAClosedConnectionIsLetGoOf(t *testing.T) {
	c, told, hooks := attach(t, "no-host")
	event := eval(`{type: 'icecandidate', candidate: {candidate: 'candidate:1 1 udp 1 10.0.0.1 5 typ host', sdpMid: '0'}, stopImmediatePropagation() {}}`)
	hooks.Call("event", event)
	hooks.Call("closing")
	if n := len(*told); n < 2 || (*told)[n-1].Kind != session.SessionClosed {
		t.Errorf("told %+v", *told)
	}
	if len(c.functions) != 0 || !c.object.JSValue().IsUndefined() || !c.handle.IsUndefined() || c.sink != nil {
		t.Errorf("%+v is still held", c)
	}
	const desc = "m=audio 9 x 0\r\n" + host
	if shown, changed := c.FilterLocal(desc); !changed || strings.Contains(shown, "10.0.0.1") {
		t.Errorf("shows %q", shown)
	}
	c.SetPolicy(&policy.Policy{})
	c.TakeStats("", true, 0)
	c.Detach()
	if !c.State().Closed || len(c.State().Candidates) != 1 {
		t.Errorf("what was known is gone: %+v", c.State())
	}
}

func TestAMethodThatIsMissingIsAnError(t *testing.T) {
	for _, expression := range []string{"undefined", "7", "{}", "{f: 5}", "{f() { throw new Error('no') }}"} {
		if _, err := call(eval(expression), "f"); err == nil {
			t.Errorf("%s: no error", expression)
		}
	}
	if v, err := call(eval("{f: (x) => x + 1}"), "f", 2); err != nil || v.Int() != 3 {
		t.Errorf("%v, %v", v, err)
	}
}

func TestWhatIsNoConnectionIsNamed(t *testing.T) {
	lend(t)
	b, err := OpenBridge()
	if err != nil {
		t.Fatal(err)
	}
	for expression, name := range map[string]string{"7": "pc", "{}": "pc.addEventListener", "{addEventListener() {}}": "pc.removeEventListener"} {
		_, err := b.Attach(eval(expression), &policy.Policy{}, js.Undefined(), Polling{}, Gathering{}, func(*session.State, []session.Output, []diagnosis.Change) {})
		var named *TypeError
		if !errors.As(err, &named) || named.Name != name {
			t.Errorf("%s: %v, want the error to name %s", expression, err, name)
		}
	}
}

func TestWithoutTheJavaScriptHalf(t *testing.T) {
	before := js.Global().Get(boot.Name)
	defer js.Global().Set(boot.Name, before)
	for expression, name := range map[string]string{
		"undefined": "globalThis", "{}": boot.Name, "{hook() {}}": boot.Name,
	} {
		js.Global().Set(boot.Name, eval(expression))
		_, err := OpenBridge()
		var named *TypeError
		if !errors.As(err, &named) || !strings.HasPrefix(named.Name, name) {
			t.Errorf("%s: %v", expression, err)
		}
	}
}
