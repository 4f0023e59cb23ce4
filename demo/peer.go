package main

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"

	"github.com/coder/websocket"
	"github.com/pion/ice/v4"
	"github.com/pion/logging"
	"github.com/pion/webrtc/v4"
)

// tcpMuxReadBuffer is how many packets of one ICE-TCP connection may wait.
const tcpMuxReadBuffer = 8

// peerHub makes a pion peer for every WebSocket that asks for one. All share one passive ICE-TCP listener.
type peerHub struct {
	api     *webrtc.API
	tcp     ice.TCPMux
	servers func(withTURN bool) ([]webrtc.ICEServer, error)
}

// newPeerHub prepares pion. iceHost is where the ICE-TCP listener goes; mdns lets peers resolve .local names.
func newPeerHub(iceHost string, mdns bool, servers func(bool) ([]webrtc.ICEServer, error),
	loggers logging.LoggerFactory,
) (*peerHub, error) {
	listener, err := net.Listen("tcp", net.JoinHostPort(iceHost, "0"))
	if err != nil {
		return nil, fmt.Errorf("cannot listen for the pion peer's ICE-TCP candidates: %w", err)
	}
	h := &peerHub{servers: servers, tcp: webrtc.NewICETCPMux(loggers.NewLogger("ice"), listener, tcpMuxReadBuffer)}

	settings := webrtc.SettingEngine{LoggerFactory: loggers}
	settings.SetIncludeLoopbackCandidate(true)
	settings.SetNetworkTypes([]webrtc.NetworkType{
		webrtc.NetworkTypeUDP4, webrtc.NetworkTypeUDP6, webrtc.NetworkTypeTCP4, webrtc.NetworkTypeTCP6,
	})
	settings.SetICETCPMux(h.tcp)
	settings.SetICEMulticastDNSMode(mdnsMode(mdns, loggers))
	h.api = webrtc.NewAPI(webrtc.WithSettingEngine(settings)) // with pion's default codecs, so that media is answered
	return h, nil
}

// mdnsMode tries whether a multicast socket can be had and joined to a group. pion itself only survives the first
// of the two failing; the other would make every call fail.
func mdnsMode(wanted bool, loggers logging.LoggerFactory) ice.MulticastDNSMode {
	if !wanted {
		return ice.MulticastDNSModeDisabled
	}
	agent, err := ice.NewAgentWithOptions(
		ice.WithMulticastDNSMode(ice.MulticastDNSModeQueryOnly),
		ice.WithIncludeLoopback(),
		ice.WithLoggerFactory(loggers),
	)
	if err != nil {
		slog.Info("the pion peer cannot resolve .local candidates", "error", err)
		return ice.MulticastDNSModeDisabled
	}
	_ = agent.Close()
	return ice.MulticastDNSModeQueryOnly
}

// serve is GET /ws/peer. With ?turn=1 the peer gathers relay candidates too.
func (h *peerHub) serve(ctx context.Context, w http.ResponseWriter, r *http.Request) {
	sock, err := acceptSocket(ctx, w, r)
	if err != nil {
		return
	}
	defer sock.end()
	p, err := h.newPeer(sock, r.URL.Query().Get("turn") == "1")
	if err != nil {
		sock.sendError(err)
		sock.close(websocket.StatusInternalError, "no peer could be made")
		return
	}
	defer p.close()
	p.run()
}

// Close stops the ICE-TCP listener.
func (h *peerHub) Close() { _ = h.tcp.Close() }

func (h *peerHub) newPeer(sock *socket, withTURN bool) (*peer, error) {
	servers, err := h.servers(withTURN)
	if err != nil {
		return nil, fmt.Errorf("the peer got no ICE servers: %w", err)
	}
	p := &peer{
		sock: sock, queue: newQueue(), received: []receivedCandidate{}, defaults: []mediaDefault{},
		connect: func() (*webrtc.PeerConnection, error) {
			return h.api.NewPeerConnection(webrtc.Configuration{ICEServers: servers})
		},
	}
	if err := p.renew(); err != nil {
		return nil, err
	}
	return p, nil
}

// peerServers is what the pion peer gathers with: this demo's own STUN, and TURN if asked.
func (s *server) peerServers(withTURN bool) ([]webrtc.ICEServer, error) {
	servers := []webrtc.ICEServer{{URLs: s.stunURLs()}}
	if !withTURN {
		return servers, nil
	}
	username, password, err := s.turn.credential()
	if err != nil {
		return nil, err
	}
	return append(servers, webrtc.ICEServer{URLs: s.turnURLs(), Username: username, Credential: password}), nil
}
