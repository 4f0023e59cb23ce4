package main

import (
	"net/http"
	"regexp"
	"strconv"
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
// session they are, "*" asks for a new one (RFC 9725 section 4.3.3); WHEP has
// it too, but its clients in use send none with candidates.
func (s *session) serveFragment(w http.ResponseWriter, tag string, fragment sdp.Fragment) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if tag == "*" {
		s.restart(w, fragment)
		return
	}
	if tag != "" && tag != s.etag {
		http.Error(w, "of another ICE session", http.StatusPreconditionFailed)
		return
	}
	if err := s.add(fragment); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func (s *session) add(fragment sdp.Fragment) error {
	for _, media := range fragment.Media {
		for _, line := range media.Candidates {
			if err := s.pc.AddICECandidate(webrtc.ICECandidateInit{Candidate: line.Raw, SDPMid: &media.Mid}); err != nil {
				return err
			}
		}
	}
	return nil
}

var (
	ufragLine = regexp.MustCompile(`a=ice-ufrag:.*\n`)
	pwdLine   = regexp.MustCompile(`a=ice-pwd:.*\n`)
)

// restart answers the offer again, with the credentials of the fragment. The
// reply names one candidate: it need not name any, and there are clients that
// cannot read two.
func (s *session) restart(w http.ResponseWriter, fragment sdp.Fragment) {
	offer := ufragLine.ReplaceAllLiteralString(s.offer, "a=ice-ufrag:"+fragment.UsernameFragment+"\r\n")
	offer = pwdLine.ReplaceAllLiteralString(offer, "a=ice-pwd:"+fragment.Password+"\r\n")
	answer, err := s.negotiate(offer)
	if err == nil {
		err = s.add(fragment)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	s.etag = strconv.Quote(fragment.UsernameFragment)
	section := sdp.Credentials(answer)[0]
	media := sdp.FragmentMedia{MLine: "video 9 UDP/TLS/RTP/SAVPF 0", Mid: section.Mid}
	for line := range sdp.Candidates(answer) {
		media.Candidates = append(media.Candidates, line)
		break
	}
	reply := sdp.Fragment{UsernameFragment: section.UsernameFragment, Password: section.Password, Media: []sdp.FragmentMedia{media}}
	w.Header().Set("Content-Type", sdp.FragmentType)
	w.Header().Set("ETag", s.etag)
	_, _ = w.Write(reply.Append(nil)) // fails only when the client is gone
}
