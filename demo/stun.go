package main

import (
	"errors"
	"net"
	"net/netip"
	"slices"
	"time"

	"github.com/pion/stun/v4"
)

// software is the SOFTWARE attribute of every answer, so that a packet capture says who spoke.
const software = "iceguard demo"

// stunRetry is how long a STUN server waits after a read error that is not its own closing, lest it spin.
const stunRetry = 50 * time.Millisecond

// stunKnown are the comprehension-required attributes that a Binding request may carry here (RFC 8489, 18.3).
// pion/stun's AttrType.Known is wider: it knows CHANGE-REQUEST or the TURN attributes by name, but a server that
// does not act on them has to refuse them with 420 (RFC 8489, 6.3.1; RFC 5780, 7.2).
var stunKnown = []stun.AttrType{
	stun.AttrMappedAddress,
	stun.AttrUsername,
	stun.AttrMessageIntegrity,
	stun.AttrErrorCode,
	stun.AttrUnknownAttributes,
	stun.AttrRealm,
	stun.AttrNonce,
	stun.AttrMessageIntegritySHA256,
	stun.AttrPasswordAlgorithm,
	stun.AttrUserhash,
	stun.AttrXORMappedAddress,
}

// serveSTUN answers Binding requests on conn until it is closed. It is open to all, like public STUN servers: an
// answer is at most four times as long as its request and goes only to where that came from.
func serveSTUN(conn net.PacketConn) {
	buf := make([]byte, 1500)
	for {
		n, from, err := conn.ReadFrom(buf)
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			time.Sleep(stunRetry)
			continue
		}
		if answer := answerSTUN(buf[:n], addrPort(from)); answer != nil {
			_, _ = conn.WriteTo(answer, from) // a lost answer is asked for again
		}
	}
}

// answerSTUN gives the answer to one datagram, or nil for anything that is not a sound Binding request.
func answerSTUN(datagram []byte, from netip.AddrPort) []byte {
	if !from.IsValid() || !stun.IsMessage(datagram) {
		return nil
	}
	request := &stun.Message{Raw: slices.Clone(datagram)}
	if err := request.Decode(); err != nil || request.Type != stun.BindingRequest {
		return nil
	}
	if request.Contains(stun.AttrFingerprint) && stun.Fingerprint.Check(request) != nil {
		return nil // RFC 8489, 6.3: silently discarded
	}

	setters := []stun.Setter{stun.NewTransactionIDSetter(request.TransactionID)}
	if unknown := unknownRequired(request); len(unknown) > 0 {
		setters = append(setters, stun.BindingError, stun.CodeUnknownAttribute, unknown)
	} else {
		setters = append(setters, stun.BindingSuccess,
			&stun.XORMappedAddress{IP: from.Addr().AsSlice(), Port: int(from.Port())})
	}
	answer, err := stun.Build(append(setters, stun.NewSoftware(software), stun.Fingerprint)...)
	if err != nil {
		return nil // no request can cause this; and no answer is what a request may always get
	}
	return answer.Raw
}

func unknownRequired(request *stun.Message) stun.UnknownAttributes {
	var unknown stun.UnknownAttributes
	for _, a := range request.Attributes {
		if a.Type.Required() && !slices.Contains(stunKnown, a.Type) && !slices.Contains(unknown, a.Type) {
			unknown = append(unknown, a.Type)
		}
	}
	return unknown
}
