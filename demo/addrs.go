package main

import (
	"fmt"
	"net"
	"net/netip"
)

// ownAddrs lists the addresses of this machine's interfaces that are up, in the system's order, loopback included.
func ownAddrs() ([]netip.Addr, error) {
	interfaces, err := net.Interfaces()
	if err != nil {
		return nil, fmt.Errorf("cannot list the network interfaces: %w", err)
	}
	var own []netip.Addr
	for _, ifc := range interfaces {
		if ifc.Flags&net.FlagUp == 0 {
			continue
		}
		addrs, err := ifc.Addrs()
		if err != nil {
			continue // the interface went away meanwhile
		}
		for _, a := range addrs {
			if ipNet, ok := a.(*net.IPNet); ok {
				if addr, ok := netip.AddrFromSlice(ipNet.IP); ok {
					own = append(own, addr.Unmap())
				}
			}
		}
	}
	return own, nil
}

// chooseICEAddr picks the address that browsers are told: the first global unicast IPv4 address, or the first IPv6
// one where there is no IPv4; the zero Addr when there is neither. Private addresses count as global unicast,
// link-local ones do not: browsers cannot use them without a zone.
func chooseICEAddr(own []netip.Addr) netip.Addr {
	var six netip.Addr
	for _, a := range own {
		if !a.IsGlobalUnicast() {
			continue
		}
		if a.Is4() {
			return a
		}
		if !six.IsValid() {
			six = a
		}
	}
	return six
}
