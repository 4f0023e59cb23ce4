package main

import (
	"net/http"
	"sync"

	"github.com/pion/webrtc/v4"

	"github.com/iceguard/iceguard/ice/sdp"
)

// session is one publisher or viewer.
type session struct {
	mu    sync.Mutex // of everything that signalling does
	pc    *webrtc.PeerConnection
	offer string
	etag  string // of the ICE session, RFC 9725 section 4.3.1
}

// negotiate answers an offer, with all candidates.
func (s *session) negotiate(offer string) (answer string, err error) {
	if err := s.pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeOffer, SDP: offer}); err != nil {
		return "", err
	}
	made, err := s.pc.CreateAnswer(nil)
	if err != nil {
		return "", err
	}
	gathered := webrtc.GatheringCompletePromise(s.pc)
	if err := s.pc.SetLocalDescription(made); err != nil {
		return "", err
	}
	<-gathered
	return s.pc.LocalDescription().SDP, nil
}

// serveFragment adds the candidates of a fragment. The tag says for which ICE
// session they are; WHEP has it too, but its clients in use send none.
func (s *session) serveFragment(w http.ResponseWriter, tag string, fragment sdp.Fragment) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if tag != "" && tag != s.etag {
		http.Error(w, "of another ICE session", http.StatusPreconditionFailed)
		return
	}
	for _, media := range fragment.Media {
		for _, line := range media.Candidates {
			init := webrtc.ICECandidateInit{Candidate: line.Raw, SDPMid: &media.Mid}
			if err := s.pc.AddICECandidate(init); err != nil {
				http.Error(w, err.Error(), http.StatusBadRequest)
				return
			}
		}
	}
	w.WriteHeader(http.StatusNoContent)
}
