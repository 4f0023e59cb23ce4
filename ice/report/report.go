package report

import (
	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/ice/session"
)

// AppendJSON appends the whole report of a session as JSON.
func AppendJSON(dst []byte, s *session.State) []byte {
	w := writer{buf: dst}
	w.open('{')
	w.string("schema", Schema)
	w.string("summary", Text(s))
	w.millis("attachedAt", s.WallTime)
	w.millis("time", s.Time)
	w.bool("closed", s.Closed)
	w.text("signalingState", s.SignalingState)
	w.text("iceGatheringState", s.ICEGatheringState)
	w.text("iceConnectionState", s.ICEConnectionState)
	w.text("connectionState", s.ConnectionState)
	w.policy(s.Policy)
	w.text("iceTransportPolicy", s.ICETransportPolicy)
	w.key("iceServers")
	w.open('[')
	for _, url := range s.ICEServers {
		w.item()
		w.buf = appendString(w.buf, url)
	}
	w.close(']')
	w.int("generation", len(s.Generations))
	w.key("generations")
	w.open('[')
	for i := range s.Generations {
		w.item()
		w.generation(&s.Generations[i])
	}
	w.close(']')
	w.key("path")
	w.path(s.Path)
	w.int("pathChanges", s.PathChanges)
	w.key("stats")
	w.stats(s.Stats)
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
	w.text("name", p.Name())
	w.string("text", p.Text())
	w.bool("forcesRelay", p.ForcesRelay())
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
	w.int("number", g.Number)
	w.text("localUsernameFragment", g.LocalUsernameFragment)
	w.text("remoteUsernameFragment", g.RemoteUsernameFragment)
	w.millis("started", g.Started)
	w.when("gatheringStarted", g.GatheringStarted)
	w.when("firstLocalCandidate", g.FirstLocalCandidate)
	w.when("firstHost", g.FirstHost)
	w.when("firstServerReflexive", g.FirstServerReflexive)
	w.when("firstRelay", g.FirstRelay)
	w.when("gatheringComplete", g.GatheringComplete)
	w.when("firstRemoteCandidate", g.FirstRemoteCandidate)
	w.when("endOfRemoteCandidates", g.EndOfRemoteCandidates)
	w.when("checking", g.Checking)
	w.when("connected", g.Connected)
	w.when("selectedPair", g.SelectedPair)
	w.when("dtlsConnected", g.DTLSConnected)
	w.close('}')
}

func (w *writer) when(name string, m session.Millis) {
	if !m.Known {
		w.null(name)
		return
	}
	w.millis(name, m.At)
}
