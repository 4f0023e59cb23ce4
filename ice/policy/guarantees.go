package policy

// Promise is whether something is promised, and one sentence that says why, or
// what is not promised.
type Promise struct {
	Holds bool
	Why   string
}

// Guarantees are the three promises about the local candidates that a policy
// drops, kept apart because each needs more than the one before it.
type Guarantees struct {
	// NotSignalled: they appear in no icecandidate event and no local description.
	NotSignalled Promise
	// HiddenFromApp: their addresses appear in no stats, error event or selected pair.
	HiddenFromApp Promise
	// NotLearnable: the remote peer cannot learn their addresses.
	NotLearnable Promise
}

// Guarantees says what the policy promises for a connection whose configuration
// has this iceTransportPolicy, "relay" or "all" (RTCIceTransportPolicy; "" is
// the default, "all"), and whose guard redacts what it shows or does not.
func (p *Policy) Guarantees(iceTransportPolicy string, redact bool) Guarantees {
	g := Guarantees{
		NotSignalled: Promise{true, "A local candidate that the policy drops is taken out of icecandidate events and local descriptions alike."},
		HiddenFromApp: Promise{false, "The policy alone hides nothing from the page: stats, error events and selected pairs show the addresses of dropped " +
			"candidates."},
	}
	if !p.dropsLocal() {
		g.NotSignalled.Why = "The policy drops no local candidate, so there is none that could be signalled against it."
	}
	if redact {
		g.HiddenFromApp = Promise{true, "The guard shows stats, error events and selected pairs without the addresses of dropped and of host candidates."}
	}
	switch {
	case !p.ForcesRelay():
		g.NotLearnable.Why = "The policy does not drop every local candidate but relayed ones, so connectivity checks go out from all of the machine's " +
			"addresses and may reveal those that are not signalled."
	case iceTransportPolicy != "relay":
		g.NotLearnable.Why = "The policy signals relayed candidates only, but the connection's iceTransportPolicy is not \"relay\", so connectivity checks " +
			"from other addresses may still reveal them."
	default:
		g.NotLearnable = Promise{true, "The policy signals relayed candidates only, and with iceTransportPolicy \"relay\" the browser uses no others, so the " +
			"remote peer sees the relay's address alone."}
	}
	return g
}

// dropsLocal reports whether some rule can drop a local candidate.
func (p *Policy) dropsLocal() bool {
	for i := range p.rules {
		if r := &p.rules[i]; r.direction != Remote && r.action != actionKeep {
			return true
		}
	}
	return false
}
