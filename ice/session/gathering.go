package session

import (
	"github.com/iceguard/iceguard/ice/candidate"
	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/ice/server"
)

// EnoughReason says why gathering is worth ending: what has come is as good as
// what is likely to come still.
type EnoughReason string

// The reasons. All but the first and the last ask for a local candidate that the policy keeps.
const (
	EnoughComplete          EnoughReason = "complete"            // the engine says so
	EnoughServersAnswered   EnoughReason = "servers-answered"    // every configured server has given a candidate or refused to
	EnoughRelayAndReflexive EnoughReason = "relay-and-reflexive" // a relay, and a reflexive candidate of each address family that is in use
	EnoughQuiet             EnoughReason = "quiet"               // no news for as long as GatheringQuiet
	EnoughWanted            EnoughReason = "wanted"              // every type of GatheringEnough is there
	EnoughMaxWait           EnoughReason = "max-wait"            // GatheringMaxWait has passed
)

// DefaultGatheringQuiet is in ms. Servers that answer do so within one round
// trip or two; those that do not keep an engine waiting for 10 to 40 seconds.
const DefaultGatheringQuiet = 2000

// settling is in ms. A server is asked from every interface, address family and
// media section; they answer within this time of each other, one lost packet included.
const settling = 500

// unreachable is the code of an error that is about one interface and address
// family: from another one the server may still be reached.
const unreachable = 701

// gathering is the controller's state for the present generation.
type gathering struct {
	servers []server.URL // those that the engine asks
	quiet   float64      // ms
	wanted  Types        // what makes it enough at once; empty for nothing
	maxWait float64      // ms; 0 for no limit
	news    float64      // when the latest candidate or error came
	due     Millis       // when a reason that waits for time will hold
	changed bool         // since it was judged last
}

// begin takes what was configured.
func (c *gathering) begin(e *Event) {
	if c.quiet = DefaultGatheringQuiet; e.GatheringQuiet > 0 {
		c.quiet = e.GatheringQuiet
	}
	c.wanted, c.maxWait = e.GatheringEnough, e.GatheringMaxWait
	c.servers, c.changed = nil, true
	for _, text := range e.ICEServers {
		// One that cannot be read is refused by the engine too.
		if u, err := server.Parse(text); err == nil && (u.Scheme.IsTURN() || e.ICETransportPolicy != "relay") {
			c.servers = append(c.servers, u)
		}
	}
}

// gatheringNews notes that something came.
func (s *Session) gatheringNews(now float64) {
	s.gathering.news, s.gathering.changed = now, true
}

// judgeGathering tells once a generation that gathering is worth ending. time
// is by the source's clock, since the difference to the origin may be rounded
// to less than what is due.
func (s *Session) judgeGathering(time float64) {
	c, g, now := &s.gathering, s.generation(), s.state.Time
	if c.due.Known && time >= s.origin+c.due.At {
		now, c.changed = max(now, c.due.At), true
	}
	if !c.changed {
		return
	}
	c.changed, c.due = false, Millis{}
	if g.Enough.Known || s.state.Closed || s.state.ICEGatheringState != "gathering" && !g.GatheringComplete.Known {
		return
	}
	if reason := s.enough(g, now); reason != "" {
		g.Enough.set(s.state.Time)
		g.EnoughReason = reason
		s.emit(Output{Kind: GatheringEnough, Reason: reason})
	}
}

func (s *Session) enough(g *Generation, now float64) EnoughReason {
	if g.GatheringComplete.Known {
		return EnoughComplete
	}
	c := &s.gathering
	f := s.found(g)
	reason, at := f.enough(c)
	if c.maxWait > 0 {
		end := g.gatheringBegan() + c.maxWait
		if reason == "" || end < at {
			reason, at = EnoughMaxWait, end
		}
	}
	if now < at {
		c.due = Millis{At: at, Known: true}
		return ""
	}
	return reason
}

// gatheringBegan: an engine that is still at it when ICE is restarted tells no state.
func (g *Generation) gatheringBegan() float64 {
	if g.GatheringStarted.Known {
		return g.GatheringStarted.At
	}
	return g.Started
}

// found is what gathering has brought so far.
type found struct {
	kept           bool
	types          Types // of those kept
	servers        []wanted
	wantsReflexive bool // some server gives them
	wantsRelay     bool // some server gives them
	shown          bool // a host address that leads to servers
	private4       bool // a private one of IPv4, or one that is hidden behind a name
	reflexive      bool
	reflexive4     bool // one of IPv4, or a host address that is the same
	relay          bool // browsers get relays of IPv4 only, since they do not ask for others (RFC 8656 section 7.2)
}

// wanted is a configured server; TURN and STUN servers count apart.
type wanted struct {
	url      server.URL
	answered bool
}

func (s *Session) found(g *Generation) found {
	var f found
	for _, u := range s.gathering.servers {
		f.servers = append(f.servers, wanted{url: u})
		f.wantsRelay = f.wantsRelay || gives(u, true)
		f.wantsReflexive = f.wantsReflexive || gives(u, false) && s.state.ICETransportPolicy != "relay"
	}
	for i := range s.state.Candidates {
		r := &s.state.Candidates[i]
		if r.Direction == policy.Local && r.Generation == g.Number && r.Err == nil {
			f.candidate(r)
		}
	}
	for i := range s.state.Errors {
		r := &s.state.Errors[i]
		if u, err := server.ParseReported(r.URL); err == nil && r.Generation == g.Number && r.Code != unreachable {
			f.answer(u, u.Scheme.IsTURN())
		}
	}
	return f
}

func (f *found) candidate(r *CandidateRecord) {
	kept := r.Decision.Kept
	if kept {
		f.kept = true
		f.types |= typeBit(r.Candidate.Type)
	}
	ip := candidate.IPOf(r.Candidate.Address)
	is4 := ip.Family() == candidate.IPv4
	u, _ := server.ParseReported(r.URL)
	switch r.Candidate.Type {
	case candidate.Host:
		switch ip.Scope() { // the others lead to no server
		case candidate.Public:
			f.shown = true
			f.reflexive4 = f.reflexive4 || is4
		case candidate.Private, candidate.CGNAT:
			f.shown, f.private4 = true, true
		case candidate.UnknownScope:
			f.private4 = true
		}
	case candidate.ServerReflexive:
		f.reflexive = f.reflexive || kept
		f.reflexive4 = f.reflexive4 || kept && is4
		f.answer(u, false)
	case candidate.Relay:
		f.relay = f.relay || kept
		f.answer(u, true)
	}
}

// gives reports whether a server gives relays or, if those are not meant,
// reflexive candidates. A TURN server over UDP is asked for both.
func gives(u server.URL, relays bool) bool {
	if relays || u.Scheme == server.TURNS {
		return relays && u.Scheme.IsTURN()
	}
	return u.Transport == server.UDP
}

// answer notes which server gave or refused a relay or, if that is not meant, a
// reflexive candidate, which is no answer to what a TURN server is asked. Where
// the engine does not name it, as Firefox never does, it can only be told if
// there is one that gives such candidates.
func (f *found) answer(u server.URL, relay bool) {
	var only *wanted
	able := 0
	for i := range f.servers {
		w := &f.servers[i]
		if gives(w.url, relay) {
			only = w
			able++
		}
		w.answered = w.answered || w.url.Scheme.IsTURN() == relay && w.url.SameServer(u) && sameLeg(w.url, u)
	}
	if able == 1 && only.url.Scheme.IsTURN() == relay {
		only.answered = true
	}
}

// sameLeg compares the way to a server; turns: is TLS over TCP always.
func sameLeg(a, b server.URL) bool {
	return a.Scheme == b.Scheme && (a.Scheme == server.TURNS || a.Transport == b.Transport)
}

// enough is the reason that holds, and from when on if nothing more comes; none
// while nothing is kept. What is wanted makes it enough sooner, never later: a
// type may never come, because no server gives it or the policy drops it.
func (f *found) enough(c *gathering) (reason EnoughReason, at float64) {
	switch settled := c.news + min(c.quiet, settling); {
	case !f.kept:
		return "", 0
	case c.wanted != 0 && f.types&c.wanted == c.wanted:
		return EnoughWanted, c.news
	case f.serversAnswered():
		return EnoughServersAnswered, settled
	case f.relayAndReflexive():
		return EnoughRelayAndReflexive, settled
	}
	return EnoughQuiet, c.news + c.quiet
}

func (f *found) serversAnswered() bool {
	for i := range f.servers {
		if !f.servers[i].answered {
			return false
		}
	}
	return len(f.servers) > 0
}

// relayAndReflexive asks for what the configured servers can give. A public
// address, as IPv6 has them, needs no reflexive candidate. Where the engine hides
// host addresses the families in use are not known, and one will do.
func (f *found) relayAndReflexive() bool {
	switch {
	case f.wantsRelay && !f.relay:
		return false
	case !f.wantsReflexive:
		return f.wantsRelay
	case !f.shown:
		return f.reflexive
	}
	return f.reflexive4 || !f.private4
}

// Due is when, by the source's clock, an event TimePassed is wanted: some
// decisions wait for time to pass while nothing happens.
func (s *Session) Due() (at float64, ok bool) {
	return s.origin + s.gathering.due.At, s.gathering.due.Known && !s.state.Closed
}
