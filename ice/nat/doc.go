// Package nat says how addresses are mapped between this machine and its STUN
// and TURN servers, in the words of RFC 4787 section 4.1, from what a session
// observed. It sends nothing itself.
//
// A server reports, in a server-reflexive candidate, to what the candidate's
// base (RFC 8445 section 5.1.1.2) is mapped for it. Several reports on one base
// rule behaviours out; what is left is the result:
//
//   - The same mapping for servers with different addresses: endpoint-independent.
//   - The same mapping for different ports: not address and port-dependent.
//   - Different mappings: not endpoint-independent; for servers that differ in
//     their port only, address and port-dependent.
//
// Whether two servers have one address is known of addresses only. A name may
// have several, and two names the same one; so nothing is made of names but
// that other ports are other endpoints. Nothing is compared across bases,
// which may lie behind different NATs, nor with a server on this side of the
// NAT, to which the base is not translated.
//
// Engines differ in what they tell. libwebrtc drops a server-reflexive candidate
// that equals an earlier one of the same base or, with host addresses in sight,
// the base itself. It names each candidate's server, and raises an error
// for each server that does not answer; so when it has finished, and was not cut
// short by connecting, silence is an answer. Firefox drops duplicates as well but names no server, and of its
// silence nothing follows. Both hide the base behind mDNS.
//
// A browser that may not see the interfaces binds to any address. If its system
// then routes to two servers through two interfaces, as with a VPN that is meant
// for some addresses only, that reads as one base with different mappings.
//
// Filtering behaviour (RFC 4787 section 5) cannot be observed in a browser, and
// nothing is said of it.
package nat
