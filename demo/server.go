package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"time"
)

// closeWithin bounds a clean shutdown; what has not ended by then ends with the process.
const closeWithin = 5 * time.Second

// server is the whole demo: HTTP, STUN, TURN, signalling and the pion peer.
type server struct {
	options options
	stun    []*sockets // one group of sockets for each STUN server
	turn    *turnServer
	peers   *peerHub
	pages   *static
	rooms   *roomHub

	web     *http.Server
	webPort uint16
	webDone chan error // what web.Serve of each listener ended with

	ctx      context.Context // ends when the server closes; sockets close themselves then
	stop     context.CancelFunc
	sessions sync.WaitGroup // WebSocket handlers, which http.Server no longer knows
}

// startServer listens on everything and serves until Close. own lists this machine's addresses.
func startServer(o options, own func() ([]netip.Addr, error)) (_ *server, err error) {
	s := &server{options: o, rooms: newRoomHub()}
	s.ctx, s.stop = context.WithCancel(context.Background())
	defer func() {
		if err != nil {
			s.Close()
		}
	}()

	// HTTP first: two demos on one machine clash there, and that is the flag to be told about.
	web, err := bind("addr", webHosts(o.host), o.port, "tcp")
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			web.Close()
		}
	}()
	s.webPort = web.port
	for _, port := range o.stunPorts {
		group, err := bind("stun-ports", iceHosts(o.iceAddr), port, "udp")
		if err != nil {
			return nil, err
		}
		s.stun = append(s.stun, group)
		for _, conn := range group.packets {
			go serveSTUN(conn)
		}
	}
	loggers := quietLoggers()
	if s.turn, err = startTURN(o, own, loggers); err != nil {
		return nil, err
	}
	if s.peers, err = newPeerHub(s.iceHost(), o.mdns, s.peerServers, loggers); err != nil {
		return nil, err
	}

	if s.pages, err = newStatic(pageFiles); err != nil {
		return nil, err
	}
	s.web = &http.Server{
		Handler:           s.routes(),
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
		ErrorLog:          slog.NewLogLogger(slog.Default().Handler(), slog.LevelDebug),
	}
	s.webDone = make(chan error, len(web.streams))
	for _, l := range web.streams {
		go func() { s.webDone <- s.web.Serve(l) }()
	}
	return s, nil
}

// webHosts are the addresses of --addr: both loopback addresses for localhost, since a browser may resolve it to
// either; anything else as it is given.
func webHosts(name string) []host {
	if name == "localhost" {
		return loopbackHosts()
	}
	return []host{{name: name}}
}

func (s *server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /config.json", s.serveConfig)
	mux.HandleFunc("GET /ws/room", s.session(s.rooms.serve))
	mux.HandleFunc("GET /ws/peer", s.session(s.peers.serve))
	mux.Handle("GET /", s.pages)
	return guardHost(s.options.host, mux)
}

// session counts a WebSocket handler and gives it the server's own context: that of the request means nothing
// once the connection is hijacked.
func (s *server) session(serve func(context.Context, http.ResponseWriter, *http.Request)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		s.sessions.Add(1)
		defer s.sessions.Done()
		serve(s.ctx, w, r)
	}
}

// url is where the page is.
func (s *server) url() string {
	name := s.options.host
	if addr, err := netip.ParseAddr(name); name == "" || err == nil && addr.IsUnspecified() {
		name = "localhost"
	}
	return "http://" + hostPort(name, s.webPort)
}

// wait blocks until ctx ends or the HTTP server fails by itself, whose error it gives.
func (s *server) wait(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return nil
	case err := <-s.webDone:
		return fmt.Errorf("the HTTP server stopped: %w", err)
	}
}

// Close stops everything and waits for it, but not longer than closeWithin. It also undoes a start that failed
// half way, so anything may be missing yet.
func (s *server) Close() {
	s.stop()
	if s.web != nil {
		ctx, cancel := context.WithTimeout(context.Background(), closeWithin)
		defer cancel()
		if err := s.web.Shutdown(ctx); err != nil {
			_ = s.web.Close()
		}
		ended := make(chan struct{})
		go func() { s.sessions.Wait(); close(ended) }()
		select {
		case <-ended:
		case <-ctx.Done():
		}
	}
	if s.peers != nil {
		s.peers.Close()
	}
	if s.turn != nil {
		if err := s.turn.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
			slog.Warn("TURN did not close cleanly", "error", err)
		}
	}
	for _, group := range s.stun {
		group.Close()
	}
}
