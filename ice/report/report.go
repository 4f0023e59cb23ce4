package report

import (
	"github.com/iceguard/iceguard/ice/diagnosis"
	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/ice/session"
)

// AppendJSON appends the whole report as JSON: what a session knows, and what
// is found of it. Without findings (nil) none is raised and every code unknown.
func AppendJSON(dst []byte, s *session.State, found *diagnosis.Engine) []byte {
	if found == nil {
		found = &diagnosis.Engine{}
	}
	w := writer{buf: dst}
	w.open('{')
	w.strings("schema summary", Schema, Text(s, found))
	w.millis("attachedAt", s.WallTime)
	w.millis("time", s.Time)
	w.bools("closed", s.Closed)
	w.texts("signalingState iceGatheringState iceConnectionState connectionState iceTransportPolicy",
		s.SignalingState, s.ICEGatheringState, s.ICEConnectionState, s.ConnectionState, s.ICETransportPolicy)
	w.policy(s.Policy)
	w.key("iceServers")
	w.open('[')
	for _, url := range s.ICEServers {
		w.item()
		w.buf = appendString(w.buf, url)
	}
	w.close(']')
	w.numbers("generation pathChanges", whole(len(s.Generations)), whole(s.PathChanges))
	w.key("generations")
	w.open('[')
	for i := range s.Generations {
		w.item()
		w.generation(&s.Generations[i])
	}
	w.close(']')
	w.key("path")
	w.path(s.Path)
	w.key("paths")
	w.open('[')
	for i := range s.Paths {
		w.item()
		w.span(&s.Paths[i])
	}
	w.close(']')
	w.key("stats")
	w.stats(s.Stats)
	w.key("checks")
	w.checks(s.Snapshot)
	at := places(s)
	w.findings(found, at)
	w.nat(s, at)
	w.candidates("localCandidates", s, policy.Local)
	w.candidates("remoteCandidates", s, policy.Remote)
	w.key("candidateErrors")
	w.open('[')
	for i := range s.Errors {
		w.item()
		w.error(&s.Errors[i])
	}
	w.close(']')
	w.close('}')
	return w.buf
}

func (w *writer) policy(p *policy.Policy) {
	w.key("policy")
	w.open('{')
	w.texts("name", p.Name())
	w.strings("text", p.Text())
	w.bools("forcesRelay", p.ForcesRelay())
	w.close('}')
}

func (w *writer) candidates(name string, s *session.State, d policy.Direction) {
	w.key(name)
	w.open('[')
	for i := range s.Candidates {
		if s.Candidates[i].Direction == d {
			w.item()
			w.candidate(&s.Candidates[i])
		}
	}
	w.close(']')
}

func (w *writer) generation(g *session.Generation) {
	w.open('{')
	w.numbers("number", whole(g.Number))
	w.texts("localUsernameFragment remoteUsernameFragment enoughReason restartReason",
		g.LocalUsernameFragment, g.RemoteUsernameFragment, string(g.EnoughReason), string(g.RestartReason))
	w.millis("started", g.Started)
	w.whens("gatheringStarted firstLocalCandidate firstHost firstServerReflexive firstRelay enough gatheringComplete "+
		"firstRemoteCandidate endOfRemoteCandidates checking connected selectedPair dtlsConnected restartAdvised",
		g.GatheringStarted, g.FirstLocalCandidate, g.FirstHost, g.FirstServerReflexive, g.FirstRelay, g.Enough, g.GatheringComplete,
		g.FirstRemoteCandidate, g.EndOfRemoteCandidates, g.Checking, g.Connected, g.SelectedPair, g.DTLSConnected, g.RestartAdvised)
	w.close('}')
}
