package session_test

import (
	"runtime"
	"testing"

	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/ice/session"
	"github.com/iceguard/iceguard/ice/stats"
)

// A session that lasts a day does not grow with its statistics, states and the
// time that passes, also not while its path goes back and forth.
func TestLongSession(t *testing.T) {
	s := start(t, "no-host")
	s.ufrag(policy.Local, "L1")
	s.local(hostLine, srflxLine, relayLine)
	s.remote(peerHost, peerRelay)
	var snaps [4]*stats.Snapshot
	for i := range snaps {
		snaps[i] = pairStats("P"+digits(i), udp("host", "192.168.1.10", 50000), udp("host", "192.168.1.20", float64(51000+i)), 0, 0, 0)
		snaps[i].Pairs[0].RequestsSent = known(0)
	}
	round := func(n int) {
		snap := snaps[n/50%len(snaps)]
		p := &snap.Pairs[0]
		snap.Timestamp += 1000
		for _, c := range []*stats.Number{&p.BytesSent, &p.BytesReceived, &p.RequestsSent, &p.ResponsesReceived, &p.TotalRoundTripTime} {
			c.Value++
		}
		s.stats(snap)
		s.apply(session.Event{Kind: session.TimePassed})
		s.iceState([]string{"disconnected", "connected"}[n%2])
		s.policy("no-host")
	}
	size := func() [4]int {
		state := s.s.State()
		return [4]int{len(state.Candidates), len(state.Errors), len(state.Generations), cap(state.Paths)}
	}
	for n := range 20000 {
		round(n)
	}
	before, heap := size(), heapInUse()
	for n := range 10000 {
		round(n)
	}
	if after := size(); after != before || len(s.s.State().Paths) != session.MaxPaths {
		t.Errorf("candidates, errors, generations and room for paths were %v and are %v", before, after)
	}
	if grown := heapInUse() - heap; grown > 64<<10 {
		t.Errorf("the heap has grown by %d bytes", grown)
	}
	runtime.KeepAlive(s)
}

func heapInUse() int {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int(m.HeapAlloc)
}

// A poll that finds the path as it was makes a record, a path to hold against
// the one before, and the name of the counter.
func TestAllocationsOfAPoll(t *testing.T) {
	s := start(t, "all")
	s.local(hostLine)
	s.remote(peerHost)
	snap := pairStats("P", udp("host", "192.168.1.10", 50000), udp("host", "192.168.1.20", 51000), 0, 0, 0)
	e := session.Event{Kind: session.StatsTaken, Stats: snap}
	if n := testing.AllocsPerRun(1000, func() {
		snap.Timestamp += 1000
		s.s.Apply(&e)
	}); n > 3 {
		t.Errorf("%v allocations", n)
	}
	// While gathering goes on, too, when nothing is due yet.
	s.apply(session.Event{Kind: session.Attached, ICEServers: []string{stun}})
	s.apply(gatheringState("gathering"))
	e = session.Event{Kind: session.TimePassed, Time: 1000 + s.now}
	if n := testing.AllocsPerRun(1000, func() { s.s.Apply(&e) }); n != 0 {
		t.Errorf("%v allocations when only time passes", n)
	}
	if _, ok := s.s.Due(); !ok {
		t.Error("nothing is due")
	}
}
