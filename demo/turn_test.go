package main

import (
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"io"
	"net"
	"net/netip"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/pion/turn/v5"
)

// turnDial opens the client's leg over "udp", "tcp" or "tls" to a TURN server at ip.
func turnDial(t *testing.T, s *server, kind, ip string) net.PacketConn {
	t.Helper()
	if kind == "udp" {
		conn, err := net.ListenPacket("udp4", net.JoinHostPort(ip, "0"))
		if err != nil {
			t.Fatal(err)
		}
		return conn
	}
	var conn net.Conn
	var err error
	if kind == "tcp" {
		conn, err = net.Dial("tcp", hostPort(ip, s.turn.port))
	} else {
		conn, err = tls.Dial("tcp", hostPort(ip, s.turn.tlsPort), pinned(t, s.turn.spki))
	}
	if err != nil {
		t.Fatal(err)
	}
	return turn.NewSTUNConn(conn)
}

// pinned trusts the certificate with one public key, as Chromium's --ignore-certificate-errors-spki-list does.
func pinned(t *testing.T, spki string) *tls.Config {
	return &tls.Config{
		ServerName: "localhost", InsecureSkipVerify: true,
		VerifyConnection: func(c tls.ConnectionState) error {
			leaf := c.PeerCertificates[0]
			sum := sha256.Sum256(leaf.RawSubjectPublicKeyInfo)
			if got := base64.StdEncoding.EncodeToString(sum[:]); got != spki {
				t.Errorf("SPKI hash %s, announced %s", got, spki)
			}
			roots := x509.NewCertPool()
			roots.AddCert(leaf)
			for _, name := range []string{"localhost", "127.0.0.1", "::1"} {
				if _, err := leaf.Verify(x509.VerifyOptions{Roots: roots, DNSName: name}); err != nil {
					t.Errorf("certificate for %s: %v", name, err)
				}
			}
			return nil
		},
	}
}

func turnClient(t *testing.T, s *server, kind, ip, username, password string) *turn.Client {
	t.Helper()
	conn := turnDial(t, s, kind, ip)
	port := s.turn.port
	if kind == "tls" {
		port = s.turn.tlsPort
	}
	client, err := turn.NewClient(&turn.ClientConfig{
		TURNServerAddr: hostPort(ip, port), Username: username, Password: password, Conn: conn,
		RTO: 200 * time.Millisecond, LoggerFactory: quietLoggers(),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close(); _ = conn.Close() })
	if err := client.Listen(); err != nil {
		t.Fatal(err)
	}
	return client
}

func allocate(t *testing.T, s *server, kind, ip string) (*turn.Client, net.PacketConn) {
	t.Helper()
	username, password, err := s.turn.credential()
	if err != nil {
		t.Fatal(err)
	}
	client := turnClient(t, s, kind, ip, username, password)
	relayed, err := client.Allocate()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = relayed.Close() })
	return client, relayed
}

// checkRelays sends bytes through a relay to a peer on ip and back.
func checkRelays(t *testing.T, client *turn.Client, relayed net.PacketConn, ip string) {
	t.Helper()
	peer, err := net.ListenPacket("udp4", net.JoinHostPort(ip, "0"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = peer.Close() }()
	if err := client.CreatePermission(peer.LocalAddr()); err != nil {
		t.Fatal(err)
	}
	if _, err := relayed.WriteTo([]byte("there"), peer.LocalAddr()); err != nil {
		t.Fatal(err)
	}
	_ = peer.SetReadDeadline(time.Now().Add(patience))
	_ = relayed.SetReadDeadline(time.Now().Add(patience))
	buf := make([]byte, 100)
	n, from, err := peer.ReadFrom(buf)
	if err != nil || string(buf[:n]) != "there" || from.String() != relayed.LocalAddr().String() {
		t.Fatalf("the peer got %q from %v (relay %v), %v", buf[:n], from, relayed.LocalAddr(), err)
	}
	if _, err := peer.WriteTo([]byte("and back"), from); err != nil {
		t.Fatal(err)
	}
	n, from, err = relayed.ReadFrom(buf)
	if err != nil || string(buf[:n]) != "and back" || from.String() != peer.LocalAddr().String() {
		t.Fatalf("the client got %q from %v, %v", buf[:n], from, err)
	}
}

func TestTURNRelaysOverEveryTransport(t *testing.T) {
	s := startTest(t, nil)
	for _, kind := range []string{"udp", "tcp", "tls"} {
		t.Run(kind, func(t *testing.T) {
			client, relayed := allocate(t, s, kind, "127.0.0.1")
			checkRelays(t, client, relayed, "127.0.0.1")
		})
	}
}

func TestTURNRelaysOnOwnAddress(t *testing.T) {
	own := ownAddr(t).String()
	s := startTest(t, func(o *options) { o.iceAddr = netip.MustParseAddr(own) })
	for _, cameBy := range []string{"127.0.0.1", own} {
		client, relayed := allocate(t, s, "udp", cameBy)
		if got := addrPort(relayed.LocalAddr()).Addr().String(); got != own {
			t.Errorf("came by %s: relayed on %s, want %s", cameBy, got, own)
		}
		checkRelays(t, client, relayed, own)
	}
}

func TestTURNIsNoOpenRelay(t *testing.T) {
	s := startTest(t, nil)
	client, relayed := allocate(t, s, "udp", "127.0.0.1")
	foreign := &net.UDPAddr{IP: net.IPv4(198, 51, 100, 1), Port: 9}
	if err := client.CreatePermission(foreign); err == nil || !strings.Contains(err.Error(), "403") {
		t.Errorf("permission for %v: %v, want 403", foreign, err)
	}
	// WriteTo asks for a permission first; it must not get one.
	if _, err := relayed.WriteTo([]byte("x"), foreign); err == nil {
		t.Error("data for a foreign address was taken")
	}
	if alloc, err := turnTCP(t, s).AllocateTCP(); err == nil {
		_ = alloc.Close()
		t.Error("a TCP allocation was given")
	}
}

func turnTCP(t *testing.T, s *server) *turn.Client {
	username, password, err := s.turn.credential()
	if err != nil {
		t.Fatal(err)
	}
	return turnClient(t, s, "tcp", "127.0.0.1", username, password)
}

func TestTURNRefusesCredentials(t *testing.T) {
	s := startTest(t, nil)
	name, password, err := s.turn.credential()
	if err != nil {
		t.Fatal(err)
	}
	oldName, oldPassword, err := turn.GenerateLongTermTURNRESTCredentials(s.options.secret, "x", -time.Second)
	if err != nil {
		t.Fatal(err)
	}
	foreignName, foreignPassword, err := turn.GenerateLongTermTURNRESTCredentials("another secret", "x", time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ why, name, password string }{
		{"wrong password", name, password + "x"},
		{"expired", oldName, oldPassword},
		{"another secret", foreignName, foreignPassword},
		{"no expiry", "somebody", password},
	} {
		if _, err := turnClient(t, s, "udp", "127.0.0.1", c.name, c.password).Allocate(); err == nil {
			t.Errorf("%s: allocated", c.why)
		}
	}
}

func TestTURNCredential(t *testing.T) {
	s := startTest(t, nil)
	name, _, err := s.turn.credential()
	if err != nil {
		t.Fatal(err)
	}
	expiry, random, ok := strings.Cut(name, ":")
	if !ok || len(expiry) != 10 || len(random) < 10 {
		t.Errorf("user name %q is not EXPIRY:RANDOM", name)
	}
}

func TestPermissions(t *testing.T) {
	p := permissions{
		own:   addrs("127.0.0.1", "10.0.0.5", "2001:db8::5"),
		extra: []netip.Prefix{netip.MustParsePrefix("203.0.113.0/24")},
	}
	here := &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)}
	hereToo := &net.TCPAddr{IP: net.IPv4(10, 0, 0, 5)}
	elsewhere := &net.UDPAddr{IP: net.IPv4(10, 0, 0, 6)}
	for _, c := range []struct {
		client net.Addr
		peer   string
		want   bool
	}{
		{here, "127.0.0.1", true},
		{here, "127.9.9.9", true},
		{hereToo, "::1", true},
		{elsewhere, "127.0.0.1", false},
		{elsewhere, "::ffff:127.0.0.1", false},
		{elsewhere, "10.0.0.5", true},
		{elsewhere, "::ffff:10.0.0.5", true},
		{here, "2001:db8::5", true},
		{here, "10.0.0.6", false},
		{here, "0.0.0.0", false},
		{here, "224.0.0.251", false},
		{here, "255.255.255.255", false},
		{here, "169.254.169.254", false},
		{elsewhere, "203.0.113.77", true},
	} {
		if got := p.allow(c.client, net.ParseIP(c.peer)); got != c.want {
			t.Errorf("%v to %s: %v", c.client, c.peer, got)
		}
	}
	broken := permissions{own: func() ([]netip.Addr, error) { return nil, errors.New("no list") }}
	if broken.allow(here, net.ParseIP("10.0.0.5")) || !broken.allow(here, net.ParseIP("127.0.0.1")) {
		t.Error("without a list only loopback to loopback is allowed")
	}
}

func TestTURNClosesStreams(t *testing.T) {
	s := startTest(t, nil)
	// A client that refuses the certificate is hung up on, and so is one that is there when the server closes.
	refusing, err := net.Dial("tcp", hostPort("127.0.0.1", s.turn.tlsPort))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = refusing.Close() }()
	if err := tls.Client(refusing, &tls.Config{ServerName: "localhost"}).Handshake(); err == nil {
		t.Fatal("an unknown certificate was trusted")
	}
	waitEOF(t, refusing)

	silent, err := net.Dial("tcp", hostPort("127.0.0.1", s.turn.port))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = silent.Close() }()
	s.Close()
	waitEOF(t, silent)
}

func waitEOF(t *testing.T, conn net.Conn) {
	t.Helper()
	_ = conn.SetReadDeadline(time.Now().Add(patience))
	if _, err := io.Copy(io.Discard, conn); errors.Is(err, os.ErrDeadlineExceeded) {
		t.Error("the connection is still open")
	}
}
