package main

import (
	"errors"
	"net"
	"strings"
	"testing"
)

func TestBindOnePortForAll(t *testing.T) {
	s, err := bind("turn-port", loopbackHosts(), 0, "udp", "tcp")
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if s.port == 0 || len(s.packets) == 0 || len(s.packets) != len(s.streams) {
		t.Fatalf("port %d with %d UDP and %d TCP sockets", s.port, len(s.packets), len(s.streams))
	}
	for i := range s.packets {
		if p := addrPort(s.packets[i].LocalAddr()).Port(); p != s.port {
			t.Errorf("UDP port %d, want %d", p, s.port)
		}
		if p := addrPort(s.streams[i].Addr()).Port(); p != s.port {
			t.Errorf("TCP port %d, want %d", p, s.port)
		}
	}
}

func TestBindTakenNamesFlagAndPort(t *testing.T) {
	taken, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = taken.Close() }()
	at := addrPort(taken.LocalAddr())

	_, err = bind("stun-ports", loopbackHosts(), at.Port(), "udp")
	var be *bindError
	if !errors.As(err, &be) || be.Flag != "stun-ports" || be.Port != at.Port() || !errors.Is(err, errPortTaken) {
		t.Fatalf("got %#v", err)
	}
	for _, want := range []string{"--stun-ports", "udp port", "127.0.0.1"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q does not say %q", err, want)
		}
	}
}

func TestBindForeignAddress(t *testing.T) {
	_, err := bind("ice-addr", []host{{name: "198.51.100.7"}}, 0, "udp")
	if err == nil || errors.Is(err, errPortTaken) || !strings.Contains(err.Error(), "198.51.100.7") {
		t.Fatalf("got %v", err)
	}
	s, err := bind("ice-addr", []host{{name: "127.0.0.1"}, {name: "198.51.100.7", optional: true}}, 0, "udp")
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if len(s.packets) != 1 {
		t.Errorf("%d sockets, want only loopback's", len(s.packets))
	}
}
