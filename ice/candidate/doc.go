// Package candidate reads and writes the ICE candidate-attribute of RFC 8839
// section 5.1, losslessly: every line that parses is appended again byte for byte.
//
// The line may carry the prefix "a=candidate:" or "candidate:" or none, as the
// engines and signalling protocols in the field write it. Parsing keeps
// sub-strings of its input and allocates nothing.
package candidate
