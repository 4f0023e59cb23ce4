// Package sdp finds and rewrites the ICE lines of a session description and
// leaves every other byte as it was. It builds no tree: a description is text,
// line ends may be CRLF or LF, and what it does not know it does not touch.
package sdp
