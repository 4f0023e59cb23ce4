package diagnosis

func (e *Engine) checksAllFailed() Status {
	switch {
	case e.memory.connected:
		return NotRaised
	case !e.failed || e.local.kept == 0 || e.remote.kept == 0:
		return Unknown
	}
	e.cite(StateRef, ICEConnectionState)
	e.citeGeneration()
	return Raised
}

// dtlsFailed is what is left when the connection failed and ICE did not.
func (e *Engine) dtlsFailed() Status {
	switch {
	case e.s.ConnectionState == "connected":
		return NotRaised
	case !e.failed || !e.iceUp:
		return Unknown
	}
	e.citeStates()
	return Raised
}

// consentLost: Firefox says "failed" by ICE, Chromium by the connection alone
// while ICE stays disconnected (RFC 7675 section 5.1).
func (e *Engine) consentLost() Status {
	switch {
	case !e.memory.connected:
		return Unknown
	case !e.failed || e.iceUp:
		return NotRaised
	}
	e.confidence = medium
	e.citeStates()
	return Raised
}

// citeStates adds the states of the connection and of ICE to the evidence.
func (e *Engine) citeStates() {
	e.cite(StateRef, ConnectionState)
	e.cite(StateRef, ICEConnectionState)
}

func (e *Engine) disconnected() Status {
	switch {
	case !e.memory.everConnected:
		return Unknown
	case e.s.ICEConnectionState != "disconnected" || e.failed:
		return NotRaised
	}
	e.cite(StateRef, ICEConnectionState)
	return Raised
}

func (e *Engine) iceRestarted() Status {
	n := len(e.s.Generations)
	if n < 2 {
		return NotRaised
	}
	e.n = float64(n - 1)
	for i := 1; i < n; i++ {
		e.cite(GenerationRef, i)
	}
	return Raised
}
