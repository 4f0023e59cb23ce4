//go:build unix

package main

import (
	"fmt"

	"github.com/iceguard/iceguard/ice/candidate"
	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/ice/session"
	"github.com/iceguard/iceguard/ice/stats"
)

// call is the events of one peer connection: for each life of ICE the
// candidates of both sides with all that goes along, then stats.
type call struct {
	events []session.Event
}

// newCall spreads the polls over the lives. Every tenth is a full scan, as at
// the border; the others are the transport, its pair and that pair's ends.
func newCall(lines []string, lives, polls int) *call {
	c := &call{}
	c.add(session.Event{Kind: session.Attached, ICEServers: []string{"stun:stun.example.net", "turn:turn.example.net"}})
	c.add(session.Event{Kind: session.PolicyChanged, Policy: mustParse("no-host")})
	for life := range lives {
		full := snapshot(12, c.begin(lines, life))
		known := &stats.Snapshot{Transports: full.Transports, Pairs: full.Pairs[:1], Candidates: full.Candidates[:2]}
		for i := range polls / lives {
			snap := known
			if i%10 == 0 {
				snap = full
			}
			c.add(session.Event{Kind: session.StatsTaken, Stats: snap})
		}
	}
	c.add(session.Event{Kind: session.Closed})
	return c
}

// add puts the event half a second behind the one before.
func (c *call) add(e session.Event) {
	e.Time = float64(len(c.events)) * 500
	c.events = append(c.events, e)
}

// begin is one life of ICE, from the descriptions to the selected pair, which
// it returns. No port comes twice in a call.
func (c *call) begin(lines []string, life int) (pair [2]candidate.Candidate) {
	states := func(kind session.Kind, names ...string) {
		for _, name := range names {
			c.add(session.Event{Kind: kind, State: name})
		}
	}
	states(session.SignalingState, "have-local-offer")
	c.add(session.Event{Kind: session.DescriptionSet, Direction: policy.Local, UsernameFragment: fmt.Sprint("L", life)})
	states(session.ICEGatheringState, "gathering")
	states(session.SignalingState, "stable")
	c.add(session.Event{Kind: session.DescriptionSet, Direction: policy.Remote, UsernameFragment: fmt.Sprint("R", life)})
	states(session.ICEConnectionState, "checking")
	states(session.ConnectionState, "connecting")
	for i := range 10 {
		for j, d := range []policy.Direction{policy.Local, policy.Remote} {
			seen := mustParseCandidate(lines[(2*i+j)%len(lines)])
			seen.Port = uint16(10000 + 20*life + 2*i + j)
			pair[j] = seen
			c.add(session.Event{
				Kind: session.CandidateSeen, Direction: d, Via: session.Trickle, Mid: "0", Line: string(seen.Append(nil)),
				UsernameFragment: fmt.Sprint("LR"[j:j+1], life),
			})
		}
	}
	c.add(session.Event{Kind: session.CandidateError, Error: session.ErrorEvent{URL: "turn:turn.example.net:3478", Code: 701, Port: -1}})
	c.add(session.Event{Kind: session.EndOfCandidates, Direction: policy.Local})
	c.add(session.Event{Kind: session.EndOfCandidates, Direction: policy.Remote})
	states(session.ICEGatheringState, "complete")
	c.add(session.Event{Kind: session.PairSelected, Pair: session.PairEvent{Local: string(pair[0].Append(nil)), Remote: string(pair[1].Append(nil))}})
	states(session.ICEConnectionState, "connected")
	states(session.ConnectionState, "connected")
	return pair
}

// snapshot is a full one of a bundled call, of which the first pair is selected.
func snapshot(pairs int, selected [2]candidate.Candidate) *stats.Snapshot {
	known := func(v float64) stats.Number { return stats.Number{Value: v, Known: true} }
	s := &stats.Snapshot{Transports: []stats.Transport{{
		ID: "T01", SelectedCandidatePairID: "CP0", DTLSState: "connected", ICERole: "controlling", BytesSent: known(0), BytesReceived: known(0),
	}}}
	for i := range pairs {
		s.Pairs = append(s.Pairs, stats.Pair{
			ID: fmt.Sprint("CP", i), TransportID: "T01", LocalCandidateID: fmt.Sprint("IL", i), RemoteCandidateID: fmt.Sprint("IR", i),
			State: "succeeded", Nominated: stats.Bool{Value: i == 0, Known: true}, BytesSent: known(0), BytesReceived: known(0),
			RequestsSent: known(0), ResponsesReceived: known(0), TotalRoundTripTime: known(0), CurrentRoundTripTime: known(0.02),
		})
		for j, end := range selected {
			s.Candidates = append(s.Candidates, stats.Candidate{
				ID: fmt.Sprint([]string{"IL", "IR"}[j], i), Remote: j == 1, Type: string(end.Type), Address: end.Address,
				Port: known(float64(int(end.Port) + i)), Protocol: end.Protocol(), UsernameFragment: end.UsernameFragment,
			})
		}
	}
	return s
}

// play applies the call to a new session; the counters rise with every poll.
func (c *call) play() {
	s := session.New()
	for i := range c.events {
		e := &c.events[i]
		if e.Stats != nil {
			count(e.Stats, float64(i))
		}
		s.Apply(e)
	}
}

func count(s *stats.Snapshot, n float64) {
	s.Timestamp = n * 500
	s.Transports[0].BytesSent.Value, s.Transports[0].BytesReceived.Value = n*1000, n*2000
	p := &s.Pairs[0]
	p.BytesSent.Value, p.BytesReceived.Value, p.RequestsSent.Value, p.ResponsesReceived.Value = n*1000, n*2000, n, n
	p.TotalRoundTripTime.Value = n * 0.02
}

func living(lines []string) []contest {
	return []contest{
		event("a call's first seconds", newCall(lines, 1, 20)),
		event("a call of an hour, 6 restarts", newCall(lines, 7, 3600)),
		event("a call of a day, 100 restarts", newCall(lines, 101, 86400)),
	}
}

func event(which string, c *call) contest {
	return contest{name: "a session's event: " + which, beside: "a budget of 2 µs", budget: 2000, n: len(c.events), target: 1, ours: c.play}
}
