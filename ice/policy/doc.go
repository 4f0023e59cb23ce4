// Package policy is the language that says which ICE candidates are kept and
// which are dropped, and the decision made by it.
//
// A policy is text, one rule a line, first match wins; what no rule names is
// kept unless the last rule is "default drop". '#' starts a comment, ';' also
// ends a rule. The name of a preset stands for its text.
//
//	rule      = [direction] action match*         direction = local | remote        (neither: both)
//	action    = keep | drop | limit N
//	match     = type (host srflx prflx relay) | transport (udp tcp) | tcptype (active passive so)
//	          | family (ipv4 ipv6 mdns fqdn) | scope (private public loopback linklocal cgnat ula)
//	          | net CIDR... | port N[-M]... | relay-protocol (udp tcp tls) | server GLOB | network-id N | mid NAME
//	          | not match
//
// Matches of different kinds must all hold; several values of one kind are
// alternatives. A match on something that is not known of a candidate (the
// server of a host candidate, the scope of an mDNS name) does not hold, so its
// negation does. "limit N" keeps the first N candidates that match, of each
// direction, and drops the rest.
package policy
