package main

import (
	"errors"
	"net"
	"net/netip"
	"slices"
	"strconv"

	"github.com/pion/turn/v5"
)

var (
	errRelayFamily = errors.New("the relay has no address of that family")
	errRelayTCP    = errors.New("the relay carries UDP only")
)

// relayAddresses gives relayed addresses on one IP, whichever listener the client came by: a client on loopback
// gets an address that others can reach too.
type relayAddresses struct{ ip netip.Addr }

var _ turn.RelayAddressGenerator = relayAddresses{}

// Validate is asked by pion/turn once at the start.
func (r relayAddresses) Validate() error {
	if !r.ip.IsValid() {
		return errRelayFamily
	}
	return nil
}

// AllocatePacketConn opens the socket of one allocation.
func (r relayAddresses) AllocatePacketConn(c turn.AllocateListenerConfig) (net.PacketConn, net.Addr, error) {
	if (c.Network == "udp4") != r.ip.Is4() {
		return nil, nil, errRelayFamily
	}
	conn, err := net.ListenPacket(c.Network, net.JoinHostPort(r.ip.String(), strconv.Itoa(c.RequestedPort)))
	if err != nil {
		return nil, nil, err
	}
	return conn, conn.LocalAddr(), nil
}

// AllocateListener refuses TCP allocations (RFC 6062): WebRTC has no use for them, and they would let the holder of
// a credential open connections to every service of this machine.
func (r relayAddresses) AllocateListener(turn.AllocateListenerConfig) (net.Listener, net.Addr, error) {
	return nil, nil, errRelayTCP
}

// AllocateConn refuses the other half of RFC 6062.
func (r relayAddresses) AllocateConn(turn.AllocateConnConfig) (net.Conn, error) {
	return nil, errRelayTCP
}

// permissions decides whom the relay may send to. It is what keeps the TURN server from being an open relay.
type permissions struct {
	own   func() ([]netip.Addr, error) // this machine's addresses, asked each time since they change
	extra []netip.Prefix               // --relay-peers
}

// allow is pion/turn's PermissionHandler: CreatePermission and ChannelBind both ask it. Loopback peers are for
// clients on this machine only, so that a neighbour cannot reach what listens on loopback because the neighbours
// must not reach it.
func (p permissions) allow(client net.Addr, peer net.IP) bool {
	addr, ok := netip.AddrFromSlice(peer)
	if !ok {
		return false
	}
	addr = addr.Unmap()
	if slices.ContainsFunc(p.extra, func(x netip.Prefix) bool { return x.Contains(addr) }) {
		return true
	}
	own, err := p.own()
	if err != nil {
		own = nil // loopback to loopback can still be judged
	}
	if addr.IsLoopback() {
		from := addrPort(client).Addr()
		return from.IsLoopback() || slices.Contains(own, from)
	}
	return slices.Contains(own, addr)
}
