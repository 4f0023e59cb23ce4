// Package server reads the URLs of STUN and TURN servers (RFC 7064, RFC 7065)
// as browsers do (webrtc-pc, "validate an ICE server URL"), and says before a
// call is made what browsers will refuse in a list of servers, and what will
// fail in them.
package server
