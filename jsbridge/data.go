//go:build js && wasm

package jsbridge

import (
	"errors"
	"strings"
	"unsafe"

	"github.com/iceguard/iceguard/ice/candidate"
	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/ice/report"
	"github.com/iceguard/iceguard/ice/sdp"
	"github.com/iceguard/iceguard/ice/session"
)

// Data is the data path: text goes in through a buffer in linear memory,
// answers come out through another one and through a table of numbers. No call
// allocates once the buffers are large enough, unless it fails. The methods
// are exported to JavaScript by package main; a negative answer is an error,
// whose text (see failure) is then in the output buffer.
type Data struct {
	control *Control
	in, out []byte
	numbers [tableSize]int32
}

// NewData makes the data path over the sessions and policies of a control path.
func NewData(c *Control) *Data {
	return &Data{control: c, in: make([]byte, 4096), out: make([]byte, 0, 4096)}
}

// failed is the answer of a call whose error is in the output buffer.
const failed = -1

// Buffer makes room for n bytes of input and gives the address of the room.
func (d *Data) Buffer(n int32) unsafe.Pointer {
	if int(n) > len(d.in) {
		d.in = make([]byte, max(int(n), 2*len(d.in)))
	}
	return unsafe.Pointer(&d.in[0])
}

// Output is the address of the output buffer.
func (d *Data) Output() unsafe.Pointer { return unsafe.Pointer(unsafe.SliceData(d.out)) }

// OutputLength is the number of bytes in it.
func (d *Data) OutputLength() int32 { return int32(len(d.out)) }

// Numbers is the address of the table of numbers.
func (d *Data) Numbers() unsafe.Pointer { return unsafe.Pointer(&d.numbers[0]) }

// input is the first n bytes of the input buffer, valid until the next call.
func (d *Data) input(n int32) string {
	if n < 0 || int(n) > len(d.in) {
		panic(errInput)
	}
	return unsafe.String(&d.in[0], int(n))
}

var errInput = errors.New("jsbridge: more input than the buffer holds")

// The table that Parse fills: numbers as they are, texts as start and end in
// the line. Everything in a valid line is ASCII, so that these are also
// positions in a JavaScript string. Absent is -1. jsbridge/ts/candidate.ts
// reads it in this order.
const (
	tableFoundation = iota * 2
	tableTransport
	tableAddress
	tableType
	tableRelatedAddress
	tableTCPType
	tableUsernameFragment
	tableTail
	tableComponent
	tablePriority    = tableComponent + 1
	tablePort        = tableComponent + 2
	tableRelatedPort = tableComponent + 3
	tableSize        = tableComponent + 4
)

// Parse takes a candidate line apart into the table.
func (d *Data) Parse(n int32) (answer int32) {
	defer d.recovered(&answer)
	line := d.input(n)
	c, err := candidate.Parse(line)
	if err != nil {
		return d.fail(err)
	}
	d.span(tableFoundation, line, c.Foundation)
	d.span(tableTransport, line, c.Transport)
	d.span(tableAddress, line, c.Address)
	d.span(tableType, line, string(c.Type))
	d.span(tableRelatedAddress, line, c.RelatedAddress)
	d.span(tableTCPType, line, string(c.TCPType))
	d.span(tableUsernameFragment, line, c.UsernameFragment)
	d.span(tableTail, line, c.Tail())
	d.numbers[tableComponent] = int32(c.Component)
	d.numbers[tablePriority] = int32(c.Priority)
	d.numbers[tablePort] = int32(c.Port)
	d.numbers[tableRelatedPort] = -1
	if c.HasRelatedPort {
		d.numbers[tableRelatedPort] = int32(c.RelatedPort)
	}
	return 0
}

// span writes where part, a sub-string of line, begins and ends.
func (d *Data) span(at int, line, part string) {
	d.numbers[at], d.numbers[at+1] = -1, -1
	if part == "" {
		return
	}
	start := uintptr(unsafe.Pointer(unsafe.StringData(part))) - uintptr(unsafe.Pointer(unsafe.StringData(line)))
	d.numbers[at], d.numbers[at+1] = int32(start), int32(start)+int32(len(part))
}

// Compile makes a policy of the input and answers with its number. The output
// is its name, whether it forces relay (1 or 0), and its rules, separated by U+001F.
func (d *Data) Compile(n int32) (answer int32) {
	defer d.recovered(&answer)
	p, err := policy.Parse(strings.Clone(d.input(n)))
	if err != nil {
		return d.fail(err)
	}
	forces := "0"
	if p.ForcesRelay() {
		forces = "1"
	}
	d.out = append(d.out[:0], strings.Join(append([]string{p.Name(), forces}, p.Rules()...), separator)...)
	return d.control.policies.put(p)
}

// Release frees a policy's number.
func (d *Data) Release(policyID int32) { d.control.policies.free(policyID) }

// Decide decides on the candidate in the input: its line and, separated by
// U+001F, its mid, URL and relay protocol where known. The answer is twice
// the number of the rule, plus one when the candidate is kept.
func (d *Data) Decide(policyID, direction, n int32) (answer int32) {
	defer d.recovered(&answer)
	line, rest, _ := strings.Cut(d.input(n), separator)
	c, err := candidate.Parse(line)
	if err == candidate.ErrEndOfCandidates {
		return 1
	}
	if err != nil {
		return d.fail(err)
	}
	in := policy.Input{Candidate: &c, Direction: policy.Direction(direction)}
	in.Mid, rest, _ = strings.Cut(rest, separator)
	in.URL, in.RelayProtocol, _ = strings.Cut(rest, separator)
	decision := d.policy(policyID).Decide(in, nil)
	answer = int32(decision.Rule) * 2
	if decision.Kept {
		answer++
	}
	return answer
}

func (d *Data) policy(id int32) *policy.Policy {
	p := d.control.policies.get(id)
	if p == nil {
		panic(errPolicy)
	}
	return p
}

var errPolicy = errors.New("jsbridge: no such policy")

// Filter filters the description in the input. The answer is the length of the
// filtered text at the start of the output, or 0 when nothing changed; behind
// it stands a record for each dropped candidate, each member and record ended
// by U+001F: line, number of the rule, mid.
func (d *Data) Filter(policyID, direction, n int32) (answer int32) {
	defer d.recovered(&answer)
	p := d.policy(policyID)
	var limits policy.Limits
	var dropped []byte
	out, changed := session.FilterDescription(d.out[:0], p, policy.Direction(direction), d.input(n), &limits, func(l *sdp.Line, decision policy.Decision) {
		for _, member := range [...]string{l.Raw, number(decision.Rule), l.Mid} {
			dropped = append(append(dropped, member...), separator...)
		}
	})
	if !changed {
		d.out = out
		return 0
	}
	answer = int32(len(out))
	d.out = append(out, dropped...)
	return answer
}

// Report writes the report of a session, as JSON.
func (d *Data) Report(sessionID int32) (answer int32) {
	defer d.recovered(&answer)
	pc := d.control.sessions.get(sessionID)
	if pc == nil {
		panic(errSession)
	}
	d.out = report.AppendJSON(d.out[:0], pc.State())
	return int32(len(d.out))
}

// Detach ends a session.
func (d *Data) Detach(sessionID int32) {
	var ignored int32
	defer d.recovered(&ignored)
	d.control.detach(sessionID)
}

// SetPolicy changes the policy of a session.
func (d *Data) SetPolicy(sessionID, policyID int32) {
	var ignored int32
	defer d.recovered(&ignored)
	d.control.setPolicy(sessionID, policyID)
}

var errSession = errors.New("jsbridge: no such session")

// recovered turns a panic into an error: none crosses the border.
func (d *Data) recovered(answer *int32) {
	switch r := recover().(type) {
	case nil:
	case error:
		*answer = d.fail(r)
	default:
		*answer = d.fail(thrown("panic"))
	}
}

// fail writes an error to the output.
func (d *Data) fail(err error) int32 {
	var text string
	switch e := err.(type) { // not errors.As, which brings in reflection
	case *candidate.SyntaxError:
		text = failure("candidate-syntax", err.Error(), e.Field.String(), e.Token, number(e.Offset))
	case *policy.SyntaxError:
		text = failure("policy-syntax", err.Error(), "", e.Found, "", number(e.Line), number(e.Column))
	default:
		code := "instance-failed"
		if err == candidate.ErrEndOfCandidates {
			code = "end-of-candidates"
		}
		text = failure(code, err.Error())
	}
	d.out = append(d.out[:0], text...)
	return failed
}
