package main

import (
	"crypto/rand"
	"crypto/tls"
	"fmt"
	"net/netip"
	"time"

	"github.com/pion/logging"
	"github.com/pion/turn/v5"
)

// turnRealm is the realm of every TURN listener.
const turnRealm = "iceguard.demo"

// turnCredentialLifetime outlives a long demo call: pion/turn checks the credential at every Refresh too, so a
// relayed call ends when its credential does.
const turnCredentialLifetime = 4 * time.Hour

// turnServer is TURN over UDP, TCP and TLS on loopback and on the ICE address.
type turnServer struct {
	server    *turn.Server
	secret    string
	port      uint16 // UDP and TCP
	tlsPort   uint16
	spki      string // base64 SHA-256 of the TLS certificate's public key info
	listeners []*turnListener
}

// startTURN listens and serves. own lists this machine's addresses, for permissions.
func startTURN(o options, own func() ([]netip.Addr, error), loggers logging.LoggerFactory) (*turnServer, error) {
	cert, spki, err := selfSigned(o.iceAddr, time.Now())
	if err != nil {
		return nil, err
	}
	plain, err := bind("turn-port", iceHosts(o.iceAddr), o.turnPort, "udp", "tcp")
	if err != nil {
		return nil, err
	}
	secure, err := bind("turns-port", iceHosts(o.iceAddr), o.turnsPort, "tcp")
	if err != nil {
		plain.Close()
		return nil, err
	}

	t := &turnServer{secret: o.secret, port: plain.port, tlsPort: secure.port, spki: spki}
	relayIP := o.iceAddr
	if !relayIP.IsValid() {
		relayIP = netip.AddrFrom4([4]byte{127, 0, 0, 1})
	}
	relay := relayAddresses{relayIP}
	allow := permissions{own: own, extra: o.relayPeers}.allow
	config := turn.ServerConfig{
		Realm:         turnRealm,
		AuthHandler:   turn.LongTermTURNRESTAuthHandler(o.secret, loggers.NewLogger("turn")),
		LoggerFactory: loggers,
		// Without it a client that came by ::1 and named no family would be given an IPv6 relay, which the
		// relay does not have when the ICE address is IPv4.
		StrictAddressFamily: relayIP.Is4(),
	}
	for _, conn := range plain.packets {
		config.PacketConnConfigs = append(config.PacketConnConfigs,
			turn.PacketConnConfig{PacketConn: conn, RelayAddressGenerator: relay, PermissionHandler: allow})
	}
	streams := plain.streams
	tlsConfig := &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12}
	for _, l := range secure.streams {
		streams = append(streams, tls.NewListener(l, tlsConfig))
	}
	for _, l := range streams {
		tracked := newTURNListener(l)
		t.listeners = append(t.listeners, tracked)
		config.ListenerConfigs = append(config.ListenerConfigs,
			turn.ListenerConfig{Listener: tracked, RelayAddressGenerator: relay, PermissionHandler: allow})
	}
	if t.server, err = turn.NewServer(config); err != nil {
		plain.Close()
		secure.Close()
		return nil, fmt.Errorf("cannot start TURN: %w", err)
	}
	return t, nil
}

// credential makes a user name and password of the TURN REST convention: the name is its expiry and something
// random, the password proves that this server gave it.
func (t *turnServer) credential() (username, password string, err error) {
	return turn.GenerateLongTermTURNRESTCredentials(t.secret, rand.Text()[:12], turnCredentialLifetime)
}

// Close stops listening and drops every client and allocation.
func (t *turnServer) Close() error {
	err := t.server.Close()
	for _, l := range t.listeners {
		l.dropAll() // pion/turn closes listeners but not what they accepted
	}
	return err
}

// quietLoggers is pion's logger factory without its default of printing errors: what a stranger sends to a demo is
// no error of the demo's. PION_LOG_* in the environment still turns lines on.
func quietLoggers() logging.LoggerFactory {
	f := logging.NewDefaultLoggerFactory()
	if f.DefaultLogLevel == logging.LogLevelError {
		f.DefaultLogLevel = logging.LogLevelDisabled
	}
	return f
}
