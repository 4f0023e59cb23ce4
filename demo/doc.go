// Command demo serves the iceguard demo page and everything a real WebRTC call needs, from one binary that talks
// to nobody else: the page and the built module (static.go), two STUN servers so that a mapping can be compared
// (stun.go), TURN over UDP, TCP and TLS with short-lived credentials (turn.go), signalling between two tabs
// (signal.go) and a pion peer that answers a call and reports its own view of it (peer.go).
//
// # Addresses
//
// STUN and TURN listen on loopback and on one address of the machine's own, the ICE address, and the page is told
// the latter: Firefox refuses ICE servers on 127.0.0.1 (error 701 at once), and a browser with nothing but a
// loopback interface gathers little or nothing. HTTP stays on loopback, because browsers treat http://localhost
// as a secure context and because /config.json hands out TURN credentials.
//
// # HTTP endpoints
//
//	GET /             the embedded page (demo/page, and the built module in demo/page/iceguard)
//	GET /config.json  ICE servers, fresh TURN credentials and what else the page has to know (config.go)
//	GET /ws/room      WebSocket: signalling for at most two members of ?room=NAME (signal.go)
//	GET /ws/peer      WebSocket: a pion peer that answers the caller; ?turn=1 gives it TURN too (peer.go)
//
// # What it never is
//
// It is never an open relay: an allocation needs a credential from /config.json, UDP is the only transport
// relayed, and a permission is granted only for the machine's own addresses and for --relay-peers (relay.go).
//
// PION_LOG_DEBUG=all (or TRACE, INFO, ...) in the environment shows pion's own log lines; without it pion is silent.
package main
