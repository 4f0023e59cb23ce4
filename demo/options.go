package main

import (
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

// options is what the flags say, checked.
type options struct {
	host       string         // of --addr: "localhost", another name, an IP literal, or "" for every address
	port       uint16         // of --addr
	iceAddr    netip.Addr     // zero: nothing but loopback
	stunPorts  []uint16       // UDP; as many STUN servers
	turnPort   uint16         // UDP and TCP
	turnsPort  uint16         // TLS
	secret     string         // of the TURN REST credentials
	relayPeers []netip.Prefix // beside the machine's own addresses
	mdns       bool           // let the pion peer resolve .local candidates
}

// flagError names the flag whose value is wrong.
type flagError struct {
	Flag string
	Err  error
}

func (e *flagError) Error() string { return fmt.Sprintf("--%s: %v", e.Flag, e.Err) }
func (e *flagError) Unwrap() error { return e.Err }

// parseOptions reads the command line. Usage and flag package errors go to usage; own lists this machine's
// addresses, one of which the ICE address has to be.
func parseOptions(args []string, usage io.Writer, own func() ([]netip.Addr, error)) (options, error) {
	fs := flag.NewFlagSet("demo", flag.ContinueOnError)
	fs.SetOutput(usage)
	addr := fs.String("addr", "localhost:8080", "`host:port` of the page and its WebSockets; port 0 lets the system choose")
	iceAddr := fs.String("ice-addr", "", "the `IP` that STUN and TURN listen on beside loopback (default: this machine's first own address)")
	stunPorts := fs.String("stun-ports", "3478,3479", "UDP `ports` of the STUN servers; two show whether a NAT's mapping varies")
	turnPort := fs.String("turn-port", "3480", "`port` of TURN over UDP and TCP")
	turnsPort := fs.String("turns-port", "5349", "`port` of TURN over TLS")
	secret := fs.String("turn-secret", "", "shared `secret` of the short-lived TURN credentials (default: random per start)")
	relayPeers := fs.String("relay-peers", "", "comma-separated `CIDRs` that TURN may relay to beside this machine (default: none)")
	mdns := fs.Bool("mdns", true, "let the pion peer resolve the .local names that browsers hide host candidates behind (multicast)")
	if err := fs.Parse(args); err != nil {
		return options{}, err
	}
	if fs.NArg() > 0 {
		return options{}, fmt.Errorf("unexpected argument %q: the demo takes flags only", fs.Arg(0))
	}

	o := options{secret: *secret, mdns: *mdns}
	var err error
	if o.host, o.port, err = parseHostPort(*addr); err != nil {
		return options{}, &flagError{"addr", err}
	}
	if o.stunPorts, err = parsePorts(*stunPorts); err != nil {
		return options{}, &flagError{"stun-ports", err}
	}
	if o.turnPort, err = parsePort(*turnPort); err != nil {
		return options{}, &flagError{"turn-port", err}
	}
	if o.turnsPort, err = parsePort(*turnsPort); err != nil {
		return options{}, &flagError{"turns-port", err}
	}
	if o.relayPeers, err = parsePrefixes(*relayPeers); err != nil {
		return options{}, &flagError{"relay-peers", err}
	}
	if err := o.checkClashes(); err != nil {
		return options{}, err
	}
	if o.iceAddr, err = resolveICEAddr(*iceAddr, own); err != nil {
		return options{}, &flagError{"ice-addr", err}
	}
	if o.secret == "" {
		o.secret = rand.Text()
	}
	return o, nil
}

// checkClashes finds two flags that want the same port, which the system would report as taken by somebody else.
func (o *options) checkClashes() error {
	udp := map[uint16]string{}
	for _, p := range o.stunPorts {
		if udp[p] != "" {
			return &flagError{"stun-ports", fmt.Errorf("port %d is given twice", p)}
		}
		if p != 0 {
			udp[p] = "stun-ports"
		}
	}
	if udp[o.turnPort] != "" {
		return &flagError{"turn-port", fmt.Errorf("UDP port %d is one of --stun-ports", o.turnPort)}
	}
	if o.turnsPort != 0 && o.turnsPort == o.turnPort {
		return &flagError{"turns-port", fmt.Errorf("TCP port %d is also --turn-port", o.turnsPort)}
	}
	return nil
}

func resolveICEAddr(text string, own func() ([]netip.Addr, error)) (netip.Addr, error) {
	addrs, err := own()
	if err != nil {
		return netip.Addr{}, err
	}
	if text == "" {
		return chooseICEAddr(addrs), nil
	}
	addr, err := netip.ParseAddr(strings.Trim(text, "[]"))
	if err != nil {
		return netip.Addr{}, fmt.Errorf("%q is not an IP address", text)
	}
	addr = addr.Unmap()
	if addr.IsLoopback() {
		return netip.Addr{}, nil // loopback is listened on anyway
	}
	if !addr.IsGlobalUnicast() {
		return netip.Addr{}, fmt.Errorf("%s is not an address that a browser could reach", addr)
	}
	if !slices.Contains(addrs, addr) {
		return netip.Addr{}, fmt.Errorf("%s is not an address of this machine", addr)
	}
	return addr, nil
}

func parseHostPort(text string) (string, uint16, error) {
	h, p, err := net.SplitHostPort(text)
	if err != nil {
		return "", 0, fmt.Errorf("%q is not host:port", text)
	}
	port, err := parsePort(p)
	return h, port, err
}

func parsePort(text string) (uint16, error) {
	n, err := strconv.ParseUint(strings.TrimSpace(text), 10, 16)
	if err != nil {
		return 0, fmt.Errorf("%q is not a port (0 to 65535)", text)
	}
	return uint16(n), nil
}

func parsePorts(text string) ([]uint16, error) {
	var ports []uint16
	for field := range strings.SplitSeq(text, ",") {
		p, err := parsePort(field)
		if err != nil {
			return nil, err
		}
		ports = append(ports, p)
	}
	return ports, nil
}

func parsePrefixes(text string) ([]netip.Prefix, error) {
	if strings.TrimSpace(text) == "" {
		return nil, nil
	}
	var prefixes []netip.Prefix
	for field := range strings.SplitSeq(text, ",") {
		p, err := netip.ParsePrefix(strings.TrimSpace(field))
		if err != nil {
			return nil, fmt.Errorf("%q is not a CIDR such as 10.0.0.0/8", field)
		}
		prefixes = append(prefixes, p.Masked())
	}
	return prefixes, nil
}

// isHelp tells -h from a wrong command line.
func isHelp(err error) bool { return errors.Is(err, flag.ErrHelp) }
