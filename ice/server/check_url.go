package server

import (
	"strconv"
	"strings"

	"github.com/iceguard/iceguard/ice/candidate"
)

// checkURL reports what is wrong with a URL by itself.
func (c *checker) checkURL(u URL) {
	if u.Scheme == STUNS {
		c.report(STUNSUnsupported, Error, "Firefox throws a NotSupportedError for stuns:, and Chromium sends plain STUN over UDP in its place, to port 3478 unless told another.")
	}
	c.checkPort(u)
	c.checkAddress(u)
	if u.Scheme == TURNS && u.IP().IsValid() {
		c.report(TURNSAddress, Error, "Firefox gathers no relay candidate from turns: with an IP address and raises no error: give the name that the certificate is for.")
	}
	if u.Scheme == TURNS && u.Transport == UDP {
		c.report(TURNSOverUDP, Warning, "No browser speaks DTLS to a TURN server: for turns: with transport=udp they use TLS over TCP.")
	}
}

func (c *checker) checkPort(u URL) {
	port := "Port " + strconv.Itoa(int(u.Port))
	switch {
	case u.Port == dnsPort:
		c.report(RestrictedPort, Error, port+" is on the Fetch standard's list of bad ports: Chromium sends nothing to it, Firefox does.")
	case isBadPort(u.Port):
		c.report(RestrictedPort, Error, port+" is on the Fetch standard's list of bad ports: Firefox throws a SyntaxError, and Chromium sends nothing to it.")
	case u.Scheme.IsTURN() && !isTURNPort(u.Port):
		c.report(TURNPortRefused, Error, port+" is below 1024: there Chromium asks for a relay on ports 53, 80 and 443 only, and raises no error.")
	}
}

func (c *checker) checkAddress(u URL) {
	ip := u.IP()
	if !ip.IsValid() {
		if u.Host == "localhost" || strings.HasSuffix(u.Host, ".localhost") {
			c.reportLoopback(u)
		}
		return
	}
	switch ip.Scope() {
	case candidate.Loopback:
		c.reportLoopback(u)
	case candidate.UnknownScope:
		c.report(UnusableAddress, Error, u.Host+" is the address of no host.")
	case candidate.Private, candidate.LinkLocal, candidate.CGNAT, candidate.ULA:
		c.report(PrivateServer, Warning, u.Host+" is reached from its own network only, and a page from elsewhere may need the permission to access the local network.")
	}
}

func (c *checker) reportLoopback(u URL) {
	c.report(LoopbackServer, Error, "Firefox refuses a server on "+u.Host+" with error 701: use the machine's own address.")
}
