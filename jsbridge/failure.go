//go:build js && wasm

package jsbridge

import (
	"errors"
	"strconv"

	"github.com/iceguard/iceguard/ice/candidate"
	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/internal/ascii"
)

// failure is an error for JavaScript: code, message and place, separated by
// U+001F. The place is field, offset, line, column and token, which may itself
// hold that byte; what is missing at the end is unknown.
func failure(err error) string {
	code := "instance-failed"
	var place []string
	switch e := err.(type) { // not errors.As, which brings in reflection
	case *inputError:
		code, place = e.code, []string{e.field}
	case *candidate.SyntaxError:
		code, place = "candidate-syntax", []string{e.Field.String(), strconv.Itoa(e.Offset), "", "", e.Token}
	case *policy.SyntaxError:
		code, place = "policy-syntax", []string{"", "", strconv.Itoa(e.Line), strconv.Itoa(e.Column), e.Found}
	default:
		if err == candidate.ErrEndOfCandidates {
			code = "end-of-candidates"
		}
	}
	var b ascii.Buffer
	b.Text(code + separator + err.Error())
	for _, p := range place {
		b.Text(separator)
		b.Text(p)
	}
	return string(b)
}

const separator = "\x1f"

// rescued is what was recovered, as an error.
func rescued(r any) error {
	switch r := r.(type) {
	case error:
		return r
	case string:
		return errors.New(r)
	}
	return errors.New("panic")
}
