package main

import (
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"strconv"
	"sync"

	"github.com/pion/ice/v4"
	"github.com/pion/webrtc/v4"

	"github.com/iceguard/iceguard/ice/sdp"
)

// maxBody is the longest description or fragment that is read, in bytes.
const maxBody = 1 << 17

// seen is a request with what its sender signals.
type seen struct {
	Session string `json:"session"`
	Method  string `json:"method"`
	Type    string `json:"type"` // media type
	Body    string `json:"body"`
}

// endpoint holds the sessions, and the track of who published last.
type endpoint struct {
	api   *webrtc.API
	links []string

	mu       sync.Mutex
	sessions map[string]*session // by the last part of its URL
	made     int
	seen     []seen
	track    *publishedTrack
}

func newEndpoint(links []string) (*endpoint, error) {
	// One codec, which both browsers have: what is published is forwarded as it is.
	var media webrtc.MediaEngine
	vp8 := webrtc.RTPCodecParameters{PayloadType: 96, RTPCodecCapability: videoCodec}
	if err := media.RegisterCodec(vp8, webrtc.RTPCodecTypeVideo); err != nil {
		return nil, err
	}
	var settings webrtc.SettingEngine
	settings.SetICEMulticastDNSMode(ice.MulticastDNSModeDisabled)
	settings.SetNetworkTypes([]webrtc.NetworkType{webrtc.NetworkTypeUDP4}) // every candidate can be reached from any relay
	return &endpoint{
		api:      webrtc.NewAPI(webrtc.WithMediaEngine(&media), webrtc.WithSettingEngine(settings)),
		links:    links,
		sessions: map[string]*session{},
		seen:     []seen{},
	}, nil
}

func (e *endpoint) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /whip", func(w http.ResponseWriter, r *http.Request) { e.create(w, r, e.publish) })
	mux.HandleFunc("POST /whep", func(w http.ResponseWriter, r *http.Request) { e.create(w, r, e.view) })
	mux.HandleFunc("PATCH /session/{id}", e.patch)
	mux.HandleFunc("DELETE /session/{id}", e.remove)
	mux.HandleFunc("GET /seen", e.serveSeen)
	return mux
}

// create answers an offer (RFC 9725 section 4.2). The answer has all
// candidates: only the client trickles.
func (e *endpoint) create(w http.ResponseWriter, r *http.Request, prepare func(*webrtc.PeerConnection) error) {
	e.mu.Lock()
	e.made++
	id := strconv.Itoa(e.made)
	e.mu.Unlock()
	offer, ok := e.read(w, r, id, "application/sdp")
	if !ok {
		return
	}
	pc, err := e.api.NewPeerConnection(webrtc.Configuration{})
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	s := &session{pc: pc, offer: offer, etag: strconv.Quote(id)}
	err = prepare(pc)
	var answer string
	if err == nil {
		answer, err = s.negotiate(offer)
	}
	if err != nil {
		_ = pc.Close()
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	e.mu.Lock()
	e.sessions[id] = s
	e.mu.Unlock()

	h := w.Header()
	h.Set("Content-Type", "application/sdp")
	h.Set("Location", "/session/"+id)
	h.Set("ETag", s.etag)
	for _, link := range e.links {
		h.Add("Link", link)
	}
	w.WriteHeader(http.StatusCreated)
	_, _ = io.WriteString(w, answer) // fails only when the client is gone
}

// patch takes a trickle fragment (RFC 9725 section 4.3.2).
func (e *endpoint) patch(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	s := e.session(id)
	if s == nil {
		http.NotFound(w, r)
		return
	}
	text, ok := e.read(w, r, id, sdp.FragmentType)
	if !ok {
		return
	}
	fragment, err := sdp.ParseFragment(text)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	s.serveFragment(w, r.Header.Get("If-Match"), fragment)
}

// remove ends a session (RFC 9725 section 4.2).
func (e *endpoint) remove(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	s := e.session(id)
	if s == nil {
		http.NotFound(w, r)
		return
	}
	e.mu.Lock()
	delete(e.sessions, id)
	e.mu.Unlock()
	_ = s.pc.Close()
}

func (e *endpoint) session(id string) *session {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.sessions[id]
}

// read reads the body and keeps it for /seen; if it cannot, it has answered.
func (e *endpoint) read(w http.ResponseWriter, r *http.Request, id, want string) (string, bool) {
	if have, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || have != want {
		http.Error(w, "the Content-Type has to be "+want, http.StatusUnsupportedMediaType)
		return "", false
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return "", false
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.seen = append(e.seen, seen{id, r.Method, want, string(body)})
	return string(body), true
}

// serveSeen lists what was sent to a session since the start, in order.
func (e *endpoint) serveSeen(w http.ResponseWriter, _ *http.Request) {
	e.mu.Lock()
	defer e.mu.Unlock()
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(e.seen) // fails only when the client is gone
}
