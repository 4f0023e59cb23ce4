//go:build js && wasm

package jsbridge

import (
	"strconv"
	"unsafe"

	"github.com/iceguard/iceguard/ice/candidate"
	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/ice/report"
	"github.com/iceguard/iceguard/ice/sdp"
	"github.com/iceguard/iceguard/ice/session"
	"github.com/iceguard/iceguard/internal/ascii"
)

// Data is the data path: text goes in through a buffer in linear memory,
// answers come out through another one and through a table of numbers. No call
// allocates once the buffers are large enough, unless it fails. The methods
// are exported to JavaScript by package main.
type Data struct {
	control *Control
	in      []byte
	out     ascii.Buffer
	numbers [tableSize]int32
}

// NewData makes the data path over the sessions and policies of a control path.
func NewData(c *Control) *Data {
	return &Data{control: c, in: make([]byte, 4096)}
}

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

// Function is one that Call can call.
type Function uint8

// The functions, with what they take beside the input.
const (
	// Parse takes the candidate line in the input apart into the table of numbers.
	Parse Function = iota
	// Compile makes a policy of the input and answers with its number. The output
	// is its name, whether it forces relay (1 or 0), and its rules, separated by U+001F.
	Compile
	// Release frees the number of a policy: id.
	Release
	// Decide decides on the candidate in the input by a policy: id, direction. The
	// input is its line and, separated by U+001F, its mid, URL and relay protocol
	// where known. The answer is twice the number of the rule, plus one when the
	// candidate is kept.
	Decide
	// Filter filters the description in the input by a policy: id, direction. The
	// answer is the length of the filtered text at the start of the output, or 0
	// when nothing changed; behind it stands a record for each dropped candidate,
	// each member and record ended by U+001F: line, number of the rule, mid.
	Filter
	// Report writes the report of a session, as JSON: id.
	Report
	// Detach ends a session: id.
	Detach
	// SetPolicy changes the policy of a session: id, and the policy's number in
	// place of the direction. Unknown numbers change nothing.
	SetPolicy
)

// failed is the answer of a call whose error is in the output buffer (see failure).
const failed = -1

// Call calls a function with the first n bytes of the input buffer; -1 is an
// error, whose text is then in the output buffer. No panic crosses the border.
func (d *Data) Call(f Function, id, direction, n int32) int32 {
	answer, err := d.call(f, id, direction, n)
	if err != nil {
		d.out = d.out[:0]
		d.out.Text(failure("", err))
		return failed
	}
	return answer
}

func (d *Data) call(f Function, id, direction, n int32) (answer int32, err error) {
	defer rescue(&err) // its code stands before every return, so there is one
	if int(uint32(n)) > len(d.in) {
		panic("jsbridge: more input than the buffer holds")
	}
	text := unsafe.String(&d.in[0], int(n)) // valid until the next call
	named := d.control.entry(id)
	p, pc := named.policy, named.session
	switch {
	case p == nil && (f == Decide || f == Filter):
		panic("jsbridge: no such policy")
	case pc == nil && f == Report:
		panic("jsbridge: no such session")
	}
	switch f {
	case Parse:
		err = d.parse(text)
	case Compile:
		answer, err = d.compile(text)
	case Release:
		if p != nil {
			d.control.free(id)
		}
	case Decide:
		answer, err = decide(p, policy.Direction(direction), text)
	case Filter:
		answer = d.filter(p, policy.Direction(direction), text)
	case Report:
		d.out = report.AppendJSON(d.out[:0], pc.State(), pc.Findings())
		answer = d.OutputLength()
	case Detach:
		if pc != nil {
			d.control.free(id)
			pc.Detach()
		}
	case SetPolicy:
		if p := d.control.entry(direction).policy; p != nil && pc != nil {
			pc.SetPolicy(p)
		}
	}
	return answer, err
}

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

func (d *Data) parse(line string) error {
	c, err := candidate.Parse(line)
	if err != nil {
		return err
	}
	for i, part := range [...]string{
		tableFoundation / 2:       c.Foundation,
		tableTransport / 2:        c.Transport,
		tableAddress / 2:          c.Address,
		tableType / 2:             string(c.Type),
		tableRelatedAddress / 2:   c.RelatedAddress,
		tableTCPType / 2:          string(c.TCPType),
		tableUsernameFragment / 2: c.UsernameFragment,
		tableTail / 2:             c.Tail(),
	} {
		start, end := int32(-1), int32(-1)
		if part != "" { // a sub-string of line
			start = int32(uintptr(unsafe.Pointer(unsafe.StringData(part))) - uintptr(unsafe.Pointer(unsafe.StringData(line))))
			end = start + int32(len(part))
		}
		d.numbers[2*i], d.numbers[2*i+1] = start, end
	}
	d.numbers[tableComponent] = int32(c.Component)
	d.numbers[tablePriority] = int32(c.Priority)
	d.numbers[tablePort] = int32(c.Port)
	d.numbers[tableRelatedPort] = -1
	if c.HasRelatedPort {
		d.numbers[tableRelatedPort] = int32(c.RelatedPort)
	}
	return nil
}

func (d *Data) compile(text string) (id int32, err error) {
	p, err := policy.Parse(string([]byte(text))) // it keeps the text
	if err != nil {
		return 0, err
	}
	forces := "0"
	if p.ForcesRelay() {
		forces = "1"
	}
	d.out = d.out[:0]
	d.out.Text(p.Name() + separator + forces)
	for _, rule := range p.Rules() {
		d.out.Text(separator)
		d.out.Text(rule)
	}
	return d.control.add(entry{policy: p}), nil
}

func decide(p *policy.Policy, direction policy.Direction, facts string) (answer int32, err error) {
	var members [4]string
	for i := range members {
		members[i], facts, _ = ascii.Cut(facts, separator[0])
	}
	c, err := candidate.Parse(members[0])
	if err != nil {
		if err == candidate.ErrEndOfCandidates {
			return 1, nil
		}
		return 0, err
	}
	decision := p.Decide(policy.Input{
		Candidate: &c, Direction: direction, Mid: members[1], URL: members[2], RelayProtocol: members[3],
	}, nil)
	answer = int32(decision.Rule) * 2
	if decision.Kept {
		answer++
	}
	return answer, nil
}

func (d *Data) filter(p *policy.Policy, direction policy.Direction, desc string) (length int32) {
	var limits policy.Limits
	var dropped ascii.Buffer
	out, changed := session.FilterDescription(d.out[:0], p, direction, desc, &limits, func(l *sdp.Line, decision policy.Decision) {
		for _, member := range [...]string{l.Raw, strconv.Itoa(decision.Rule), l.Mid} {
			dropped.Text(member)
			dropped.Text(separator)
		}
	})
	d.out = out
	if changed {
		length = d.OutputLength()
		d.out.Text(string(dropped))
	}
	return length
}
