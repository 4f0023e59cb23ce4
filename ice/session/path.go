package session

import (
	"github.com/iceguard/iceguard/ice/candidate"
	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/ice/stats"
)

// PathKind says what kind of way the packets take.
type PathKind string

// The kinds of path.
const (
	PathHost      PathKind = "host"      // both ends at their own addresses
	PathReflexive PathKind = "reflexive" // direct, through address translation at one end at least
	PathRelayed   PathKind = "relayed"   // through a TURN server
)

// Side says whose TURN server relays.
type Side string

// The sides.
const (
	NoSide     Side = ""
	LocalSide  Side = "local"
	RemoteSide Side = "remote"
	BothSides  Side = "both"
)

// PathEnd is one end of the selected pair.
type PathEnd struct {
	Type     string
	Address  string // "" where the engine hides it
	Port     int    // -1 where the engine hides it
	Protocol string
	URL      string
}

// Path is the way a connection takes, and how that is known.
type Path struct {
	Since     float64 // ms since attached
	Kind      PathKind
	RelaySide Side
	// RelayProtocol is the client to server leg of the local relay, "" when not known.
	RelayProtocol string
	// RelayProtocolSource is where that was read: "stats", "candidate" or "url".
	RelayProtocolSource string
	Transport           string
	Family              candidate.Family
	Scope               candidate.Scope
	Local, Remote       PathEnd
	Source              stats.Source
	Ambiguous           bool
	// Recognised is the line of the signalled candidate that a peer-reflexive
	// remote end was recognised as, "" when it was not.
	Recognised string
}

// choosePath finds the selected pair in a snapshot (nil: only the ICE
// transport has spoken) and tells when the path is another one.
func (s *Session) choosePath(snap *stats.Snapshot, now float64) (stats.Selection, bool) {
	local, remote, named := s.namedEnds()
	var sel stats.Selection
	found := false
	if snap != nil {
		sel, found = snap.Select(local, remote, named)
	}
	var p Path
	switch {
	case found && sel.Local != nil && sel.Remote != nil:
		p = s.pathOf(&sel)
	case named && s.state.Path == nil:
		p = s.pathOfEnds()
	default:
		return sel, found
	}
	old := s.state.Path
	same := old != nil && samePair(old, &p)
	p.Since = now
	if same {
		p.Since = old.Since
		if p == *old {
			return sel, found
		}
	} else if old != nil {
		s.state.PathChanges++
	}
	s.generation().SelectedPair.set(now)
	next := new(Path) // p stays on the stack, for most often nothing has changed
	*next = p
	s.state.Path = next
	s.keepPath(next, same, now)
	s.emit(Output{Kind: PathChanged, Path: next})
	return sel, found
}

func samePair(a, b *Path) bool {
	return a.Local.Port == b.Local.Port && a.Remote.Port == b.Remote.Port && a.Transport == b.Transport &&
		sameOrHidden(a.Local.Address, b.Local.Address) && sameOrHidden(a.Remote.Address, b.Remote.Address) &&
		(a.Local.Type == candidateRelay) == (b.Local.Type == candidateRelay)
}

func sameOrHidden(a, b string) bool { return a == b || a == "" || b == "" }

const (
	candidateRelay = string(candidate.Relay)
	candidatePrflx = string(candidate.PeerReflexive)
	candidateHost  = string(candidate.Host)
)

// namedEnds are the ends of the pair that the ICE transport named last.
func (s *Session) namedEnds() (local, remote stats.End, ok bool) {
	l, err1 := candidate.Parse(s.pair.Local)
	r, err2 := candidate.Parse(s.pair.Remote)
	end := func(c *candidate.Candidate) stats.End {
		return stats.End{Address: c.Address, Port: c.Port}
	}
	return end(&l), end(&r), err1 == nil && err2 == nil
}

// pathOfEnds is the path by what the ICE transport alone says.
func (s *Session) pathOfEnds() Path {
	l, _ := candidate.Parse(s.pair.Local)
	r, _ := candidate.Parse(s.pair.Remote)
	end := func(c *candidate.Candidate) PathEnd {
		return PathEnd{Type: string(c.Type), Address: shown(c.Address), Port: int(c.Port), Protocol: c.Protocol()}
	}
	return s.classify(Path{Local: end(&l), Remote: end(&r), Source: stats.SourceICETransport})
}

func (s *Session) pathOf(sel *stats.Selection) Path {
	end := func(c *stats.Candidate) PathEnd {
		return PathEnd{Type: c.Type, Address: shown(c.Address), Port: c.Port.Port(), Protocol: c.Protocol, URL: c.URL}
	}
	p := Path{Local: end(sel.Local), Remote: end(sel.Remote), Source: sel.Source, Ambiguous: sel.Ambiguous}
	if sel.Local.RelayProtocol != "" {
		p.RelayProtocol, p.RelayProtocolSource = sel.Local.RelayProtocol, "stats"
	}
	return s.classify(p)
}

// shown is the address, "" for the words that engines put in its place.
func shown(address string) string {
	if address == "(redacted)" || address == "redacted-ip.invalid" {
		return ""
	}
	return address
}

// classify fills in what follows from the two ends and the candidates seen.
func (s *Session) classify(p Path) Path {
	local := s.match(policy.Local, &p.Local)
	localType := p.Local.Type
	if local != nil {
		if localType == candidatePrflx {
			localType = string(local.Candidate.Type)
		}
		if p.Local.URL == "" {
			p.Local.URL = local.URL
		}
		if p.Local.Protocol == "" {
			p.Local.Protocol = local.Candidate.Protocol() // node-datachannel leaves it out
		}
	}
	remoteType := p.Remote.Type
	if remoteType == candidatePrflx {
		if remote := s.match(policy.Remote, &p.Remote); remote != nil {
			remoteType, p.Recognised = string(remote.Candidate.Type), remote.Line
		}
	}
	p.RelaySide = relaySide(localType == candidateRelay || p.RelayProtocol != "", remoteType == candidateRelay)
	switch {
	case p.RelaySide != NoSide:
		p.Kind = PathRelayed
	case localType == candidateHost && remoteType == candidateHost:
		p.Kind = PathHost
	default:
		p.Kind = PathReflexive
	}
	if p.RelaySide == NoSide || p.RelaySide == RemoteSide {
		p.RelayProtocol, p.RelayProtocolSource = "", ""
	} else if p.RelayProtocol == "" {
		p.RelayProtocol, p.RelayProtocolSource = relayLeg(local, p.Local.URL)
	}
	p.Transport = p.Local.Protocol
	ip := candidate.IPOf(p.Remote.Address)
	if !ip.IsValid() {
		ip = candidate.IPOf(p.Local.Address)
	}
	p.Scope = ip.Scope()
	p.Family = ip.Family()
	return p
}

func relayLeg(local *CandidateRecord, url string) (protocol, source string) {
	if fromURL := policy.RelayProtocol("", url); fromURL != "" {
		return fromURL, "url"
	}
	if local != nil && local.RelayProtocol != "" {
		return local.RelayProtocol, "candidate"
	}
	return "", ""
}

func relaySide(local, remote bool) Side {
	switch {
	case local && remote:
		return BothSides
	case local:
		return LocalSide
	case remote:
		return RemoteSide
	}
	return NoSide
}

// match finds the candidate that an end of the pair is. A peer-reflexive end
// is another face of a candidate that was seen if it has its address; where
// the engine hides the address, as it does while an mDNS name is unresolved,
// the port must do, and only if every candidate with that port is of one type.
func (s *Session) match(d policy.Direction, e *PathEnd) *CandidateRecord {
	var byPort *CandidateRecord
	several := false
	for i := len(s.state.Candidates) - 1; i >= 0; i-- { // the latest first, for it is of the present generation
		r := &s.state.Candidates[i]
		c := &r.Candidate
		if r.Direction != d || r.Err != nil || int(c.Port) != e.Port || e.Protocol != "" && c.Protocol() != e.Protocol {
			continue
		}
		if e.Type != candidatePrflx && e.Type != string(c.Type) {
			continue
		}
		if e.Address != "" && candidate.IPOf(e.Address) == candidate.IPOf(c.Address) && candidate.IPOf(e.Address).IsValid() || e.Address == c.Address {
			return r
		}
		if e.Address == "" || c.Type == candidate.Host && candidate.FamilyOf(c.Address) == candidate.MDNS && !isPublic(e.Address) {
			if byPort == nil {
				byPort = r
			}
			several = several || byPort.Candidate.Type != c.Type
		}
	}
	if several {
		return nil
	}
	return byPort
}

func isPublic(address string) bool {
	return candidate.IPOf(address).Scope() == candidate.Public
}
