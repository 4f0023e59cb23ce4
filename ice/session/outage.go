package session

// RestartReason says what calls for an ICE restart.
type RestartReason string

// The reasons.
const (
	// RestartDisconnected: ICE has lost the peer. It may find it again by itself, but
	// Firefox closes data channels for good as soon as it gives up.
	RestartDisconnected RestartReason = "disconnected"
	// RestartFailed: ICE has given up, which only a restart ends (W3C WebRTC
	// section 5.6.4, RTCIceTransportState "failed").
	RestartFailed RestartReason = "failed"
)

// outage is what was said of the present loss of the peer.
type outage struct {
	told       bool // a restart was advised
	restarting bool // ICE has begun anew because of it, and has not been up since
}

// restarted notes that a new generation has begun.
func (o *outage) restarted() {
	o.told, o.restarting = false, o.told || o.restarting
}

// adviseRestart tells, once an outage, that a change of a state calls for an ICE restart.
func (s *Session) adviseRestart(e *Event, now float64) {
	reason := s.restartReason(e)
	if reason == "" || s.outage.told || s.state.Closed {
		return
	}
	s.outage.told = true
	g := s.generation()
	if !g.RestartAdvised.Known {
		g.RestartAdvised.set(now)
		g.RestartReason = reason
	}
	s.emit(Output{Kind: RestartAdvised, Restart: reason, Generation: g.Number})
}

// restartReason asks for a change, since in a new generation the states are
// those of the one before at first. Chromium says "failed" by the connection
// alone while ICE stays disconnected. While ICE is up it is DTLS that has
// failed, which a restart does not mend.
func (s *Session) restartReason(e *Event) RestartReason {
	ice := s.state.ICEConnectionState
	up := ice == "connected" || ice == "completed"
	switch {
	case e.Kind == ICEConnectionState && up:
		s.outage = outage{}
	case e.State == "failed" && !up:
		return RestartFailed
	case e.Kind == ICEConnectionState && ice == "disconnected" && !s.outage.restarting:
		return RestartDisconnected
	}
	return ""
}
