package main

import (
	"errors"
	"io"
	"net/netip"
	"slices"
	"strings"
	"testing"
)

func addrs(texts ...string) func() ([]netip.Addr, error) {
	return func() ([]netip.Addr, error) {
		var list []netip.Addr
		for _, x := range texts {
			list = append(list, netip.MustParseAddr(x))
		}
		return list, nil
	}
}

func TestOptionsDefaults(t *testing.T) {
	o, err := parseOptions(nil, io.Discard, addrs("127.0.0.1", "10.0.1.2"))
	if err != nil {
		t.Fatal(err)
	}
	if o.host != "localhost" || o.port != 8080 || o.turnPort != 3480 || o.turnsPort != 5349 ||
		!slices.Equal(o.stunPorts, []uint16{3478, 3479}) || o.iceAddr.String() != "10.0.1.2" ||
		len(o.relayPeers) != 0 || !o.mdns {
		t.Errorf("got %+v", o)
	}
	again, err := parseOptions(nil, io.Discard, addrs())
	if err != nil || len(o.secret) < 20 || o.secret == again.secret {
		t.Errorf("the secret must be random for each start: %q, %q, %v", o.secret, again.secret, err)
	}
}

func TestOptionsGiven(t *testing.T) {
	o, err := parseOptions(strings.Fields(
		"--addr [::1]:0 --ice-addr [2001:db8::1] --stun-ports 0,0 --turn-port 0 --turns-port 0 "+
			"--turn-secret s --relay-peers 10.1.2.3/8,2001:db8::/32 --mdns=false"), io.Discard, addrs("2001:db8::1"))
	if err != nil {
		t.Fatal(err)
	}
	if o.host != "::1" || o.port != 0 || o.iceAddr != netip.MustParseAddr("2001:db8::1") || o.secret != "s" || o.mdns ||
		len(o.relayPeers) != 2 || o.relayPeers[0].String() != "10.0.0.0/8" {
		t.Errorf("got %+v", o)
	}
}

func TestOptionsWrong(t *testing.T) {
	for flag, args := range map[string]string{
		"addr":        "--addr 8080",
		"ice-addr":    "--ice-addr eth0",
		"stun-ports":  "--stun-ports 3478,70000",
		"turn-port":   "--turn-port 3479",
		"turns-port":  "--turns-port 3480",
		"relay-peers": "--relay-peers 10.0.0.1",
	} {
		_, err := parseOptions(strings.Fields(args), io.Discard, addrs())
		var fe *flagError
		if !errors.As(err, &fe) || fe.Flag != flag {
			t.Errorf("%s: got %v", args, err)
		}
	}
	for _, args := range []string{"--ice-addr 0.0.0.0", "--ice-addr fe80::1", "--ice-addr 198.51.100.1", "--stun-ports 5,5", "stray"} {
		if _, err := parseOptions(strings.Fields(args), io.Discard, addrs()); err == nil {
			t.Errorf("%s: no error", args)
		}
	}
}

func TestChooseICEAddr(t *testing.T) {
	for _, c := range []struct {
		own  []string
		want string
	}{
		{[]string{"127.0.0.1", "::1"}, "invalid IP"},
		{[]string{"127.0.0.1", "fe80::1", "169.254.1.1"}, "invalid IP"},
		{[]string{"::1", "2001:db8::1", "fe80::1", "10.0.0.5", "10.0.0.6"}, "10.0.0.5"},
		{[]string{"127.0.0.1", "fe80::1", "fd00::2"}, "fd00::2"},
	} {
		own, _ := addrs(c.own...)()
		if got := chooseICEAddr(own).String(); got != c.want {
			t.Errorf("of %v: got %s, want %s", c.own, got, c.want)
		}
	}
	if o, err := parseOptions([]string{"--ice-addr", "127.0.0.1"}, io.Discard, addrs()); err != nil || o.iceAddr.IsValid() {
		t.Errorf("loopback is no ICE address: %v, %v", o.iceAddr, err)
	}
}
