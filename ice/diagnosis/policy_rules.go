package diagnosis

func (e *Engine) forcesRelay() bool {
	if p := e.s.Policy; p != e.forcing {
		e.forcing, e.forces = p, p != nil && p.ForcesRelay()
	}
	return e.forces
}

// namePolicy notes how the summary calls the policy.
func (e *Engine) namePolicy() {
	e.a = "in force"
	if p := e.s.Policy; p != nil && p.Name() != "" {
		e.a = p.Name()
	}
}

// allRemote reports whether no more remote candidates are likely to come.
func (e *Engine) allRemote() bool {
	return e.g.EndOfRemoteCandidates.Known || e.failed || e.passed(e.g.FirstRemoteCandidate.At+remotePatience)
}

func (e *Engine) policyDroppedAll() Status {
	l, r := &e.local, &e.remote
	dropped, n := class(0), l.seen
	e.b = "local"
	switch {
	case l.seen > 0 && l.kept == 0 && e.g.GatheringComplete.Known:
	case r.seen > 0 && r.kept == 0 && e.allRemote():
		dropped, n = isRemote, r.seen
		e.b = "remote"
	case l.kept > 0 && r.kept > 0:
		return NotRaised
	default:
		return Unknown
	}
	e.namePolicy()
	e.n = float64(n)
	e.citeCandidates(dropped)
	return Raised
}

// policyLockout waits for the candidates of both sides.
func (e *Engine) policyLockout() Status {
	l, r := &e.local, &e.remote
	switch {
	case meet(l.held, r.held):
		return NotRaised
	case l.kept == 0 || r.kept == 0 || !meet(l.all, r.all) || !e.g.GatheringComplete.Known || e.memory.connected || !e.allRemote():
		return Unknown
	case !e.g.EndOfRemoteCandidates.Known:
		e.confidence = medium
	}
	e.namePolicy()
	e.citeCandidates(0)
	e.citeCandidates(isRemote)
	return Raised
}

// policyNotEnforceable is about the third promise of a policy: that the peer
// cannot learn an address even from connectivity checks.
func (e *Engine) policyNotEnforceable() Status {
	e.b = e.s.ICETransportPolicy
	switch {
	case !e.forcesRelay() || e.b == "relay":
		return NotRaised
	case e.b == "":
		return Unknown
	}
	e.namePolicy()
	e.citeCandidates(0)
	return Raised
}
