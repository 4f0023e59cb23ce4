package main

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"syscall"
)

// portZeroTries is how often a port chosen by the system is given up because it is taken on another address or
// transport of the same group. One try nearly always does.
const portZeroTries = 20

// errPortTaken is wrapped by every bindError whose port another socket holds.
var errPortTaken = errors.New("the port is already taken")

// bindError says which flag asked for an address that could not be listened on.
type bindError struct {
	Flag    string // without dashes
	Network string // "udp" or "tcp"
	Host    string
	Port    uint16
	Err     error
}

func (e *bindError) Error() string {
	if errors.Is(e.Err, errPortTaken) {
		return fmt.Sprintf("--%s: %s port %d on %s is already taken: stop the program that holds it or choose another with --%s",
			e.Flag, e.Network, e.Port, e.Host, e.Flag)
	}
	return fmt.Sprintf("--%s: cannot listen on %s %s: %v", e.Flag, e.Network, hostPort(e.Host, e.Port), e.Err)
}

func (e *bindError) Unwrap() error { return e.Err }

// host is one address to listen on.
type host struct {
	name     string // an IP literal, a name that package net resolves, or "" for every address
	optional bool   // left out where the system does not have it, as ::1 on a machine without IPv6
}

// loopbackHosts are the addresses that the name localhost may resolve to.
func loopbackHosts() []host {
	return []host{
		{name: "127.0.0.1"},
		{name: "::1", optional: true},
	}
}

// iceHosts are the addresses that STUN and TURN listen on: the ICE address, when there is one, and loopback.
func iceHosts(ice netip.Addr) []host {
	if !ice.IsValid() {
		return loopbackHosts()
	}
	return append([]host{{name: ice.String()}}, loopbackHosts()...)
}

// sockets is a group of listening sockets that share one port number.
type sockets struct {
	port    uint16
	packets []net.PacketConn
	streams []net.Listener
}

// Close closes every socket of the group.
func (s *sockets) Close() {
	for _, p := range s.packets {
		_ = p.Close()
	}
	for _, l := range s.streams {
		_ = l.Close()
	}
}

// bind listens with every network ("udp", "tcp") on every host at one port. Port 0 lets the system choose one
// that is free everywhere. The error is a *bindError that names the flag.
func bind(flag string, hosts []host, port uint16, networks ...string) (*sockets, error) {
	for try := 1; ; try++ {
		s, err := bindOnce(flag, hosts, port, networks)
		if err == nil || port != 0 || try == portZeroTries || !errors.Is(err, errPortTaken) {
			return s, err
		}
	}
}

func bindOnce(flag string, hosts []host, port uint16, networks []string) (*sockets, error) {
	s := &sockets{port: port}
	for _, h := range hosts {
		for _, network := range networks {
			err := s.listen(network, h.name)
			if err == nil {
				continue
			}
			if errors.Is(err, syscall.EADDRINUSE) {
				err = errPortTaken
			} else if h.optional {
				continue
			}
			s.Close()
			return nil, &bindError{Flag: flag, Network: network, Host: h.name, Port: s.port, Err: rootError(err)}
		}
	}
	return s, nil
}

// listen opens one socket at the group's port; the first one settles port 0 for the rest.
func (s *sockets) listen(network, name string) error {
	at := hostPort(name, s.port)
	if network == "udp" {
		conn, err := net.ListenPacket(network, at)
		if err != nil {
			return err
		}
		s.packets = append(s.packets, conn)
		s.settle(conn.LocalAddr())
		return nil
	}
	l, err := net.Listen(network, at)
	if err != nil {
		return err
	}
	s.streams = append(s.streams, l)
	s.settle(l.Addr())
	return nil
}

func (s *sockets) settle(addr net.Addr) {
	if s.port == 0 {
		s.port = addrPort(addr).Port()
	}
}

// addrPort reads a UDP or TCP address of package net; the zero value for any other.
func addrPort(addr net.Addr) netip.AddrPort {
	a, ok := addr.(interface{ AddrPort() netip.AddrPort })
	if !ok {
		return netip.AddrPort{}
	}
	ap := a.AddrPort()
	return netip.AddrPortFrom(ap.Addr().Unmap(), ap.Port())
}

// rootError drops net.OpError's own "listen udp 1.2.3.4:5:" since bindError says that already.
func rootError(err error) error {
	var op *net.OpError
	if errors.As(err, &op) {
		return op.Err
	}
	return err
}
