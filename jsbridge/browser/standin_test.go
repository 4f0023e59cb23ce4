//go:build js && wasm

package browser

import (
	"runtime"
	"syscall/js"
	"testing"
	"time"

	"github.com/iceguard/iceguard/ice/policy"
)

// eval makes a JavaScript value of an expression.
func eval(expression string) js.Value {
	return js.Global().Get("Function").New("return (" + expression + ")").Invoke()
}

// standIn makes what has the shape of a peer connection: Node has none. The
// real ones are in test/e2e/goapp.test.mjs. It notes what its own methods are called with.
func standIn() js.Value {
	return eval(`(() => {
		class Candidate { constructor(init) { Object.assign(this, init) } }
		class Description { constructor(init) { Object.assign(this, init) } }
		class Connection extends EventTarget {
			calls = [];
			sdp = 'v=0\r\nm=application 5 x\r\nc=IN IP4 10.0.0.1\r\na=candidate:1 1 udp 9 10.0.0.1 5 typ host\r\na=candidate:2 1 udp 8 192.0.2.1 6 typ srflx raddr 10.0.0.1 rport 5\r\n';
			signalingState = 'stable'; iceGatheringState = 'new'; iceConnectionState = 'new'; connectionState = 'new';
			stats = new Map();
			#handler = null;
			#wrapped = (e) => this.#handler?.call(this, e);
			get onicecandidate() { return this.#handler }
			set onicecandidate(f) {
				if (!f) this.removeEventListener('icecandidate', this.#wrapped);
				else if (!this.#handler) this.addEventListener('icecandidate', this.#wrapped);
				this.#handler = f;
			}
			get localDescription() { return new Description({ type: 'offer', sdp: this.sdp }) }
			get currentLocalDescription() { return null }
			get pendingLocalDescription() { return this.localDescription }
			async addIceCandidate(...args) { this.calls.push(['addIceCandidate', ...args]); if (args[0] === 5) throw new TypeError('no candidate') }
			setRemoteDescription(...args) { this.calls.push(['setRemoteDescription', ...args]); return Promise.resolve() }
			createOffer(...args) {
				this.calls.push(['createOffer', ...args]);
				if (this.fails) return args[1] ? (args[1](this.fails), Promise.resolve()) : Promise.reject(this.fails);
				const d = { type: 'offer', sdp: this.sdp };
				return typeof args[1] === 'function' ? (args[0](d), Promise.resolve()) : Promise.resolve(d);
			}
			createAnswer() { throw new RangeError('at once') }
			close() { this.calls.push(['close']) }
			getStats() { return Promise.resolve(this.stats) }
			getConfiguration() { return { iceTransportPolicy: 'all', iceServers: [] } }
			gather(candidate) {
				const event = Object.assign(new Event('icecandidate', { cancelable: true }), { candidate: candidate && new Candidate({ sdpMid: '0', sdpMLineIndex: 0, ...candidate }) });
				this.dispatchEvent(event);
				return event;
			}
		}
		return new Connection();
	})()`)
}

func parse(t *testing.T, text string) *policy.Policy {
	t.Helper()
	p, err := policy.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// attach attaches to a stand-in, for the time of the test.
func attach(t *testing.T, pc js.Value, o Options) *Session {
	t.Helper()
	s, err := Attach(pc, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Detach)
	return s
}

// await gives what a promise is fulfilled with, or why it was rejected.
func await(t *testing.T, promise js.Value) (value, reason js.Value) {
	t.Helper()
	done := make(chan struct{})
	f := js.FuncOf(func(_ js.Value, args []js.Value) any { value = argument(args, 0); close(done); return nil })
	defer f.Release()
	r := js.FuncOf(func(_ js.Value, args []js.Value) any { reason = argument(args, 0); close(done); return nil })
	defer r.Release()
	promise.Call("then", f, r)
	select {
	case <-done:
	case <-time.After(5 * time.Second):
		t.Fatal("the promise is not settled")
	}
	return value, reason
}

// settled lets timers, promises and goroutines of this moment run.
func settled() {
	time.Sleep(5 * time.Millisecond)
	runtime.Gosched()
}

// newest is what a stand-in's own method was called with last.
func newest(pc js.Value) js.Value { return pc.Get("calls").Index(pc.Get("calls").Length() - 1) }

const (
	hostLine  = "candidate:1 1 udp 9 10.0.0.1 5 typ host"
	srflxLine = "candidate:2 1 udp 8 192.0.2.1 6 typ srflx raddr 10.0.0.1 rport 5"
	masked    = "candidate:2 1 udp 8 192.0.2.1 6 typ srflx raddr 0.0.0.0 rport 0"
)
