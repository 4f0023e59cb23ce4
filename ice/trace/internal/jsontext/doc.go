// Package jsontext reads and writes JSON (RFC 8259) as a stream. A reader holds
// one buffer and the token it reads, whatever the size of the text; a value
// that is not wanted is skipped without being held, and the content of a string
// can be read as a text of its own. It stands in for encoding/json, which reads
// by reflection and would bring more to the WebAssembly module than the rest
// of the core together.
package jsontext
