// Package stats holds the ICE entries of one RTCPeerConnection.getStats()
// result (https://www.w3.org/TR/webrtc-stats/) and says which candidate pair is
// the selected one, and how that is known.
//
// Times are milliseconds, round trip times seconds, as in the W3C dictionary.
package stats
