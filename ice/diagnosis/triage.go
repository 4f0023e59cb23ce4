package diagnosis

import (
	"strings"

	"github.com/iceguard/iceguard/ice/candidate"
	"github.com/iceguard/iceguard/ice/nat"
	"github.com/iceguard/iceguard/ice/server"
	"github.com/iceguard/iceguard/ice/session"
)

// attempt is what is known of one server.
type attempt struct {
	*outcome
	name      string // its URL as configured, else as the error has it
	url       server.URL
	turn, udp bool
	errors    []int // of State.Errors, those that went that far
	ipv6      bool  // all of its errors are of IPv6 sockets
	stun      bool  // it answered STUN, which a TURN server also does
	overTCP   bool  // its host works over TCP or TLS
	cited     bool  // a finding is about it
}

// triage is what came of the servers in the present generation. An engine
// sends 701 per interface, address family and attempt, also for servers that
// then work; put together they tell where it ended with each server.
type triage struct {
	attempts []attempt // the configured servers, then others that errors name
	mapping  [2]nat.Result

	// What it was made from.
	errors, locals, generations int
	complete, askedAll          bool
}

func (e *Engine) triage() {
	t, s := &e.servers, e.s
	complete, askedAll := e.g.GatheringComplete.Known, e.g.AskedAll()
	if t.errors == len(s.Errors) && t.locals == e.local.seen && t.generations == len(s.Generations) && t.complete == complete && t.askedAll == askedAll {
		return
	}
	t.errors, t.locals, t.generations, t.complete, t.askedAll = len(s.Errors), e.local.seen, len(s.Generations), complete, askedAll
	t.mapping = nat.Observe(s)
	t.attempts = t.attempts[:0]
	for _, name := range s.ICEServers {
		if u, err := server.Parse(name); err == nil {
			t.add(name, u)
		}
	}
	for i := range s.Errors {
		if r := &s.Errors[i]; r.Generation == e.g.Number {
			if a := t.server(r.URL); a != nil {
				a.failed(i, r, e.g)
			}
		}
	}
	silence := askedAll && (e.local.seen > 0 || s.ICETransportPolicy == "relay")
	for i, k := range e.classes {
		if k&(isRelay|isReflexive) != 0 && k&(isRemote|isPresent) == isPresent {
			relay := k&isRelay != 0
			told := t.credit(&s.Candidates[i], relay)
			silence = silence && (told || !relay)
		}
	}
	for i := range t.attempts {
		t.attempts[i].weigh(t.attempts, complete, silence)
	}
}

func (t *triage) add(name string, u server.URL) *attempt {
	t.attempts = append(t.attempts, attempt{outcome: &notTried, name: name, url: u, turn: u.Scheme.IsTURN(), udp: overUDP(&u)})
	return &t.attempts[len(t.attempts)-1]
}

// overUDP is false for turns: with transport=udp too, which browsers reach over TCP.
func overUDP(u *server.URL) bool { return u.Transport == server.UDP && u.Scheme != server.TURNS }

// server finds the attempt that an error's URL belongs to. Engines rewrite it:
// Firefox leaves "?transport=udp" out, Chromium writes "stun:" for the STUN
// request that it sends to a TURN server, whose own error follows: nil.
func (t *triage) server(name string) *attempt {
	u, err := server.ParseReported(name)
	if err != nil {
		if len(t.attempts) == 1 {
			return &t.attempts[0]
		}
		return nil
	}
	alias := false
	for i := range t.attempts {
		a := &t.attempts[i]
		if !a.url.SameServer(u) {
			continue
		}
		if a.url.Scheme == u.Scheme && a.udp == overUDP(&u) {
			return a
		}
		alias = alias || a.turn && !u.Scheme.IsTURN()
	}
	if alias {
		return nil
	}
	return t.add(name, u)
}

// failed adds an error: what got furthest counts, for a name without an IPv6
// address fails on every IPv6 socket.
func (a *attempt) failed(i int, r *session.ErrorRecord, g *session.Generation) {
	a.ipv6 = onIPv6(r) && (a.stage == untried || a.ipv6)
	o := read(r, a, g)
	if o.stage > a.stage {
		a.outcome = o
		a.errors = a.errors[:0]
	}
	if o.stage == a.stage {
		a.errors = append(a.errors, i)
	}
}

// onIPv6 reports whether the error is of an IPv6 socket.
func onIPv6(r *session.ErrorRecord) bool {
	address := r.Address
	if address == "" {
		address = r.HostCandidate // Chromium tells no address of TCP sockets
	}
	return strings.IndexByte(address, ':') != strings.LastIndexByte(address, ':')
}

// credit notes which server gave a candidate; false if that cannot be told.
func (t *triage) credit(r *session.CandidateRecord, relay bool) bool {
	u, err := server.ParseReported(r.URL)
	if err != nil {
		i := t.onlyOne(relay, r.RelayProtocol)
		if i >= 0 {
			t.attempts[i].gave(relay)
		}
		return i >= 0
	}
	for i := range t.attempts {
		if a := &t.attempts[i]; a.udp == overUDP(&u) && a.url.SameServer(u) {
			a.gave(relay && a.url.Scheme == u.Scheme)
		}
	}
	return true
}

// gave notes that a server gave a relay candidate, or just answered a request.
func (a *attempt) gave(relay bool) {
	a.stun = a.stun || a.udp
	if relay || !a.turn {
		a.outcome = &gaveCandidate
	}
}

// onlyOne is the server that a candidate without a URL must come from: the
// only one of its kind that has not failed, else the only one at all; or -1.
func (t *triage) onlyOne(relay bool, relayProtocol string) int {
	found, all, working := -1, 0, 0
	for i := range t.attempts {
		a := &t.attempts[i]
		if relay && (!a.turn || relayProtocol != "" && relayProtocol != a.leg()) || !relay && !a.udp {
			continue
		}
		works := a.stage == untried || a.stage == answered
		all++
		if works {
			working++
		}
		if works || working == 0 {
			found = i
		}
	}
	if working == 1 || all == 1 {
		return found
	}
	return -1
}

// leg is how a TURN server is reached, as in RTCIceCandidate.relayProtocol.
func (a *attempt) leg() string {
	if a.url.Scheme == server.TURNS {
		return "tls"
	}
	return string(a.url.Transport)
}

// weigh says what follows from all attempts together for one of them.
func (a *attempt) weigh(all []attempt, complete, silence bool) {
	switch {
	case a.stage == answered:
		return
	case a.ipv6 && !complete && a.url.IP().Family() != candidate.IPv6:
		a.outcome = &notTried // its IPv4 socket may yet succeed
	case a.stage == untried && a.turn && silence:
		a.outcome = &silent
	}
	if a.stage == reach && a.stun && a.turn {
		o := *a.outcome
		o.words = "answers STUN but no TURN request"
		a.outcome = &o
	}
	unsure := !a.sure && (a.stage == secure || a.stage == reach)
	for i := range all {
		b := &all[i]
		if b.url.Host != a.url.Host {
			continue
		}
		works := b.stage > secure
		a.overTCP = a.overTCP || works && !b.udp
		switch {
		case !unsure:
		case b.outcome == &unknownName && !b.ipv6:
			a.outcome = &unknownByTime
		case a.stage == secure && (works || b.stun):
			a.outcome = &onlyTLS
		}
	}
}
