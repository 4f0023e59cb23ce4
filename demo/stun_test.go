package main

import (
	"net"
	"net/netip"
	"strings"
	"testing"

	"github.com/pion/stun/v4"
)

// askSTUN sends one Binding request from a local port and gives the whole answer.
func askSTUN(t *testing.T, from *net.UDPAddr, server string, extra ...stun.Setter) (*stun.Message, *net.UDPAddr) {
	t.Helper()
	conn, err := (&net.Dialer{LocalAddr: from}).Dial("udp", server)
	if err != nil {
		t.Fatal(err)
	}
	client, err := stun.NewClient(conn)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = client.Close() }()
	request := stun.MustBuild(append([]stun.Setter{stun.TransactionID, stun.BindingRequest}, extra...)...)
	answer := new(stun.Message)
	var failed error
	err = client.Do(request, func(e stun.Event) {
		if failed = e.Error; failed == nil {
			failed = e.Message.CloneTo(answer)
		}
	})
	if err != nil || failed != nil {
		t.Fatal(err, failed)
	}
	return answer, conn.LocalAddr().(*net.UDPAddr)
}

func TestSTUNBothPortsSeeOneMapping(t *testing.T) {
	s := startTest(t, nil)
	urls := s.stunURLs()
	if len(urls) != 2 || urls[0] == urls[1] {
		t.Fatalf("got %v", urls)
	}
	from := &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)}
	for _, url := range urls {
		answer, local := askSTUN(t, from, strings.TrimPrefix(url, "stun:"), stun.Fingerprint)
		var mapped stun.XORMappedAddress
		var name stun.Software
		if err := answer.Parse(&mapped, &name); err != nil {
			t.Fatal(err)
		}
		if err := answer.Check(stun.Fingerprint); err != nil || answer.Type != stun.BindingSuccess {
			t.Errorf("%v, %v", answer.Type, err)
		}
		if mapped.String() != local.String() || name.String() != software {
			t.Errorf("%s: mapped %s for %s, software %q", url, mapped, local, name)
		}
		from = local // the second server is asked from the same port
	}
}

func TestSTUNOnOwnAddressAndLoopback(t *testing.T) {
	own := ownAddr(t)
	s := startTest(t, func(o *options) { o.iceAddr = own })
	for _, at := range []string{own.String(), "127.0.0.1"} {
		answer, _ := askSTUN(t, nil, hostPort(at, s.stun[0].port))
		var mapped stun.XORMappedAddress
		if err := mapped.GetFrom(answer); err != nil || mapped.IP.String() != at {
			t.Errorf("asked at %s: mapped %s, %v", at, mapped, err)
		}
	}
}

func TestSTUNUnknownAttributes(t *testing.T) {
	s := startTest(t, nil)
	raw := func(kind stun.AttrType) stun.Setter { return stun.RawAttribute{Type: kind, Value: []byte{0, 0, 0, 6}} }
	answer, _ := askSTUN(t, nil, strings.TrimPrefix(s.stunURLs()[0], "stun:"),
		raw(stun.AttrChangeRequest), raw(0x7ABC), raw(0x7ABC), raw(0x8ABC))
	var code stun.ErrorCodeAttribute
	var unknown stun.UnknownAttributes
	if err := answer.Parse(&code, &unknown); err != nil {
		t.Fatal(err)
	}
	if answer.Type != stun.BindingError || code.Code != 420 || len(unknown) != 2 ||
		unknown[0] != stun.AttrChangeRequest || unknown[1] != 0x7ABC {
		t.Errorf("got %v %v %v", answer.Type, code, unknown)
	}
}

func TestSTUNIgnores(t *testing.T) {
	from := netip.MustParseAddrPort("192.0.2.9:1234")
	sound := stun.MustBuild(stun.TransactionID, stun.BindingRequest, stun.Fingerprint).Raw
	if answerSTUN(sound, from) == nil {
		t.Fatal("a sound request got no answer")
	}
	badPrint := append([]byte(nil), sound...)
	badPrint[len(badPrint)-1] ^= 1
	for name, datagram := range map[string][]byte{
		"empty":             {},
		"short":             sound[:19],
		"truncated":         sound[:24],
		"text":              []byte("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"),
		"wrong fingerprint": badPrint,
		"indication":        stun.MustBuild(stun.TransactionID, stun.NewType(stun.MethodBinding, stun.ClassIndication)).Raw,
		"success":           stun.MustBuild(stun.TransactionID, stun.BindingSuccess).Raw,
		"TURN":              stun.MustBuild(stun.TransactionID, stun.NewType(stun.MethodAllocate, stun.ClassRequest)).Raw,
	} {
		if answer := answerSTUN(datagram, from); answer != nil {
			t.Errorf("%s: answered with %x", name, answer)
		}
	}
}

func FuzzAnswerSTUN(f *testing.F) {
	f.Add(stun.MustBuild(stun.TransactionID, stun.BindingRequest, stun.NewSoftware("x"), stun.Fingerprint).Raw)
	f.Add([]byte{})
	from := netip.MustParseAddrPort("[2001:db8::1]:1")
	f.Fuzz(func(t *testing.T, datagram []byte) {
		answer := answerSTUN(datagram, from)
		if answer == nil {
			return
		}
		if err := stun.Decode(answer, new(stun.Message)); err != nil {
			t.Errorf("the answer is no STUN message: %v", err)
		}
		// Unknown attributes come at 4 bytes each and go at 2.
		if len(answer) > len(datagram)+100 {
			t.Errorf("%d bytes made an answer of %d", len(datagram), len(answer))
		}
	})
}
