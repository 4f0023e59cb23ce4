// Package trace keeps the events of peer connections in files and takes them
// out again.
//
//   - Writer and Reader are the project's own format: JSON Lines, lossless.
//   - Replay gives the session, and with it the report, that the live events gave.
//   - ImportInternals and ImportRTCStats read what chrome://webrtc-internals
//     and rtcstats write; ExportInternals writes the former.
//   - Import reads any of the three, which the file's content tells.
//
// Everything is read as a stream, gzip or not, in memory that does not grow
// with the file. A damaged file gives all that was readable, and then an
// *Error with the place.
//
// # The format iceguard.trace/1
//
// A text in UTF-8, one JSON object a line. The first line is the header,
// {"trace":"iceguard.trace/1"}, with "redacted":true where addresses were
// hidden. Every other line is one session.Event:
//
//	{"time":12.5,"kind":"candidate","direction":"local","via":"trickle","candidate":"candidate:1 1 udp ...","sdpMid":"0","sdpMLineIndex":0}
//
// Members are left out when they are empty; "time" and "kind" never are. Names
// are the W3C's own where it has one. A reader ignores members that it does
// not know. A kind that it does not know is an error, unless the line bears
// "optional":true, by which a later writer says that a session goes on well without it.
//
//	kind                  members
//	attached              wallTime (ms since 1970), iceServers, iceTransportPolicy, gatheringQuiet (ms),
//	                      gatheringEnough (such as "relay+srflx"), gatheringMaxWait (ms)
//	policy                policy (its text)
//	candidate             direction, via, candidate, sdpMid, sdpMLineIndex (null: not known), usernameFragment, url, relayProtocol
//	end-of-candidates     direction
//	candidate-error       error {url, errorCode, errorText, address, port, hostCandidate}
//	signaling-state       state
//	ice-gathering-state   state
//	ice-connection-state  state
//	connection-state      state
//	description           direction, usernameFragment
//	pair                  pair {local, remote}
//	stats                 stats {timestamp, transports, pairs, candidates}
//	closed
//	time                  (nothing happened but time)
//
// Times are ms with the origin of their source. Numbers are written so that
// they read back as the same float64; a string that is not UTF-8 has U+FFFD in
// the place of what is not.
package trace
