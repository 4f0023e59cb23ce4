package diagnosis

import (
	"github.com/iceguard/iceguard/ice/session"
	"github.com/iceguard/iceguard/ice/stats"
)

// memory is what the rules need of the past and a State does not keep.
type memory struct {
	everConnected bool

	// In the present generation.
	generation   int
	connected    bool
	answered     session.Millis // when the peer's description was there
	localNetwork Status         // what is known of local-network-access-denied

	// Connectivity checks of all pairs, since a response last came.
	counted                   bool
	sent, received, responses float64 // when one last came
	unanswered, heard         float64 // requests sent and received since then
	bothSince                 float64 // ms; when both were there
	oneWay                    bool

	pathChanges int   // State.PathChanges
	moves       int   // changes of path once it had settled
	latest      []int // the last few of them, each as the number of all changes by then

	samples     int // of the round trip time, on this path
	sampledAt   float64
	lowest, rtt float64
	high, grown latch
	lossy       bool

	snapshot *stats.Snapshot // the latest that was looked at
	stamp    float64         // and of when it was
}

// latch turns on with the third sample in a row over a mark, and off with the
// third under another. On is 3 and more; the rest counts samples.
type latch int

func (l latch) on() bool { return l >= 3 }

func (l *latch) feed(over, under bool) {
	turned := latch(0)
	if l.on() {
		over, turned = under, 3
	}
	switch {
	case !over:
		*l = turned
	case *l == turned+2:
		*l = 3 - turned
	default:
		*l++
	}
}

func (e *Engine) remember() {
	m, s, g := &e.memory, e.s, e.g
	if m.generation != g.Number {
		m.generation, m.connected, m.answered.Known, m.localNetwork, m.counted = g.Number, false, false, Unknown, false
	}
	switch {
	case e.iceUp:
		m.connected, m.everConnected = true, true
	case s.ICEConnectionState == "checking" && !g.SelectedPair.Known && !g.DTLSConnected.Known:
		m.connected = false // werift says "completed" once when gathering is
	}
	// werift names no ufrag.
	if !m.answered.Known && (g.RemoteUsernameFragment != "" || g.GatheringStarted.Known && s.SignalingState == "stable") {
		m.answered.At, m.answered.Known = s.Time, true
	}
	if s.PathChanges != m.pathChanges {
		m.pathChanges = s.PathChanges
		m.samples, m.high, m.grown = 0, 0, 0
		if s.Time-g.SelectedPair.At >= settling {
			m.moves++
			if m.latest = append(m.latest, s.PathChanges); len(m.latest) > flaps {
				m.latest = m.latest[1:]
			}
		}
	}
	if s.Snapshot != nil && (s.Snapshot != m.snapshot || s.Snapshot.Timestamp != m.stamp) {
		m.snapshot, m.stamp = s.Snapshot, s.Snapshot.Timestamp
		e.countChecks()
		e.lookForLocalNetwork()
	}
	if s.Stats != nil {
		m.sample(s.Stats)
	}
}

// Round trip times in seconds. A mouth-to-ear delay above 150 ms is felt (ITU-T G.114).
const (
	rttHighOn, rttHighOff = 0.3, 0.25
	rttRise               = 0.1 // beside doubling, so that a path of 1 ms may have 3
	sampleGap             = 500 // ms; engines measure once in a few seconds, and are asked more often
)

// Loss of checks, as a part of the latest 10 to 20.
const lossOn, lossOff = 0.2, 0.1

func (m *memory) sample(r *session.StatsRecord) {
	loss := r.CheckLoss.Value // 0 when not known
	m.lossy = loss >= lossOn || m.lossy && loss >= lossOff
	if !r.CurrentRoundTripTime.Known || m.samples > 0 && r.Time-m.sampledAt < sampleGap {
		return
	}
	rtt := r.CurrentRoundTripTime.Value
	if m.samples == 0 || rtt < m.lowest {
		m.lowest = rtt
	}
	m.samples++
	m.sampledAt, m.rtt = r.Time, rtt
	m.high.feed(rtt > rttHighOn, rtt < rttHighOff)
	m.grown.feed(rtt >= 2*m.lowest && rtt >= m.lowest+rttRise, rtt < 1.5*m.lowest || rtt < m.lowest+rttRise/2)
}
