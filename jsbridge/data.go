//go:build js && wasm

package jsbridge

import (
	"unsafe"

	"github.com/iceguard/iceguard/ice/candidate"
	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/ice/report"
	"github.com/iceguard/iceguard/ice/sdp"
	"github.com/iceguard/iceguard/ice/session"
	"github.com/iceguard/iceguard/ice/stats"
	"github.com/iceguard/iceguard/internal/ascii"
	"github.com/iceguard/iceguard/internal/jsonvalue"
)

// Data is the data path: text goes in through a buffer in linear memory,
// answers come out through another one and through a table of numbers. Parsing,
// deciding, filtering (by a policy without limits) and refreshing statistics
// allocate nothing once the buffers are large enough, unless they fail. The
// methods are exported to JavaScript by package main.
type Data struct {
	entries
	in        []byte
	out       ascii.Buffer
	numbers   []int32
	candidate candidate.Candidate
	asked     policy.Input // about that candidate, with nothing else known
	judged    policy.Input // the latest with more, here so that none is cleared or copied
	filterer  sdp.Filterer
	limits    policy.Limits
	rules     []int32 // that dropped the lines of a description
}

// NewData makes the data path.
func NewData() *Data {
	d := &Data{in: make([]byte, 4096), numbers: make([]int32, tableSize)}
	d.asked.Candidate = &d.candidate
	return d
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
func (d *Data) Numbers() unsafe.Pointer { return unsafe.Pointer(unsafe.SliceData(d.numbers)) }

// Function is one that Call can call.
type Function int32

// The functions, with what they take beside the input: id, a session's or a
// policy's number, and argument. jsbridge/ts/border.ts has them in this order.
const (
	// Parse takes the candidate line in the input apart into the table of numbers.
	Parse Function = iota
	// Compile makes a policy of the input, which is the object form as JSON when
	// the argument is 1, and answers with its number. The lines of the output are
	// its name, whether it forces relay (1 or 0), whether it drops nothing, and its rules.
	Compile
	// Release frees the number of the policy.
	Release
	// Decide decides on the candidate in the input by the policy. The argument is
	// the direction, plus 4 when the line stands behind its mid, URL and relay
	// protocol, each ended by U+001F. The answer is twice the number of the rule,
	// plus one when the candidate is kept.
	Decide
	// Filter filters the description in the input by the policy, or by that of the
	// session and with what it knows of its candidates. The argument is
	// the direction plus 4 for each line whose bounds stand before the text (see
	// sdp.Changes), two numbers of 32 bits each, counted from its first byte. The
	// answer is how many lines change, and the table of numbers has three for
	// each: the number of the line; that of the rule that drops it; the number of
	// its a=mid line or -1. A line that is not dropped has -1 in place of the rule,
	// and what it becomes is the next line of the output.
	Filter
	// Report writes the report of the session, as JSON.
	Report
	// Detach ends the session.
	Detach
	// SetPolicy changes the policy of the session to that whose number is the
	// argument. Unknown numbers change nothing. This and the next four answer
	// as answer.go says.
	SetPolicy
	// Stats gives the session the digest in the input, or none: see
	// PeerConnection.TakeStats. The argument is twice the cost in us, plus 1 when
	// it was asked for.
	Stats
	// Refresh is Stats for numbers of 64 bits: see PeerConnection.RefreshStats.
	Refresh
	// Happened gives the session what the argument says; the input are its members: see happening.
	Happened
	// Settle is called after one or several of these, for what is to be done and to be told then.
	Settle
	// Format writes the candidate line of a ParsedCandidate. The input is the line
	// that it was parsed from, or nothing, U+001F, and the candidate as JSON.
	Format
	// Guarantees writes what the policy promises, or that of the session on its
	// connection, as JSON. The argument is 1 when the connection's
	// iceTransportPolicy is "relay", plus 2 when its guard redacts.
	Guarantees
	// Observe makes a session by the policy and answers with its number: see
	// Data.attach. The argument is 1 when the application feeds its statistics itself.
	Observe
	// Members writes stats.Members, and the same of candidateError, as a JSON
	// object: {type: [kind, [member, ...]], ...}.
	Members
)

// withFacts is added to a direction by Decide.
const withFacts = 4

// failed is the answer of a call whose error is in the output buffer (see failure).
const failed = -1

// Call calls a function with the first n bytes of the input buffer; -1 is an
// error, whose text is then in the output buffer. No panic crosses the border.
// now is the time by performance.now, in ms, where a session is called.
func (d *Data) Call(f Function, id, argument, n int32, now float64) (answer int32) {
	err := d.call(f, id, argument, n, now, &answer)
	if err != nil {
		d.out = d.out[:0]
		d.out.Text(failure(err))
		return failed
	}
	return answer
}

func (d *Data) call(f Function, id, argument, n int32, now float64, answer *int32) (err error) {
	returns := false
	defer func() { // its code stands before every return, so there is one; a panic is not asked for where there is none
		if !returns {
			err = rescued(recover())
		}
	}()
	if int(uint32(n)) > len(d.in) {
		panic("jsbridge: more input than the buffer holds")
	}
	text := unsafe.String(unsafe.SliceData(d.in), int(n)) // valid until the next call
	var named entry                                       // as d.entry gives it, without a call
	if i := int(id) - 1; uint(i) < uint(len(d.entries)) {
		named = d.entries[i]
	}
	p, pc := named.policy, named.session
	switch {
	case p == nil && (f == Decide || pc == nil && (f == Filter || f == Guarantees)):
		panic("jsbridge: no such policy")
	case pc == nil && (f == Report || f >= SetPolicy && f <= Settle):
		panic("jsbridge: no such session")
	}
	switch f {
	case Decide:
		err = d.decide(p, argument, text, answer)
	case Filter:
		*answer = d.filter(named, policy.Direction(argument&3), int(argument>>2), text)
	case Parse:
		err = d.parse(text)
	case Compile:
		*answer, err = d.compile(text, argument == 1)
	case Release:
		if p != nil {
			d.free(id)
		}
	case Report:
		d.out = report.AppendJSON(d.out[:0], pc.State(), pc.Findings())
	case Detach:
		if pc != nil {
			d.free(id)
			pc.Detach()
		}
	case SetPolicy, Stats, Refresh, Happened, Settle:
		*answer, err = d.session(f, &named, argument, text, now)
	case Format:
		original, parsed, _ := ascii.Cut(text, separator[0])
		err = d.format(original, jsonvalue.Parse(parsed))
	case Members:
		d.members(stats.Members + "\n" + errorMembers)
	case Observe:
		*answer, err = d.attach(id, argument == 1, text, now)
	case Guarantees:
		d.guarantees(named, argument&1 != 0, argument&2 != 0)
	}
	returns = true
	return err
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
	c := &d.candidate
	if err := c.Parse(line); err != nil {
		return err
	}
	d.numbers = d.numbers[:tableSize]
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

func (d *Data) compile(text string, object bool) (id int32, err error) {
	if object {
		if text, err = policyText(jsonvalue.Parse(text)); err != nil {
			return 0, err
		}
	}
	p, err := policy.Parse(string([]byte(text))) // it keeps the text
	if err != nil {
		return 0, err
	}
	d.out = d.out[:0]
	d.out.Text(p.Name() + "\n" + bit(p.ForcesRelay()) + "\n" + bit(p.DropsNothing()))
	for _, rule := range p.Rules() {
		d.out.Text("\n")
		d.out.Text(rule)
	}
	return d.add(entry{policy: p}), nil
}

func (d *Data) members(lines string) {
	d.out = d.out[:0]
	before := `{"`
	for lines != "" {
		var line, word string
		line, lines, _ = ascii.Cut(lines, '\n')
		for _, after := range [...]string{`":["`, `",["`} { // the type, the kind
			word, line, _ = ascii.Cut(line, ' ')
			d.out.Text(before + word)
			before = after
		}
		for more := true; more; before = `","` {
			word, line, more = ascii.Cut(line, ' ')
			d.out.Text(before + word)
		}
		before = `"]],"`
	}
	d.out.Text(`"]]}`)
}

func bit(set bool) string {
	if set {
		return "1"
	}
	return "0"
}

func (d *Data) guarantees(by entry, relay, redact bool) {
	p := by.policy
	if by.session != nil {
		s := by.session.State()
		p = s.Policy
		relay = relay && s.ICETransportPolicy == "relay" // from the beginning
	}
	transport := "all"
	if relay {
		transport = "relay"
	}
	g := p.Guarantees(transport, redact)
	d.out = report.AppendGuarantees(d.out[:0], &g)
}

func (d *Data) decide(p *policy.Policy, argument int32, line string, answer *int32) error {
	in := &d.asked
	if argument&withFacts != 0 {
		in = &d.judged
		in.Candidate = &d.candidate
		in.Mid, line, _ = ascii.Cut(line, separator[0])
		in.URL, line, _ = ascii.Cut(line, separator[0])
		in.RelayProtocol, line, _ = ascii.Cut(line, separator[0])
	}
	in.Direction = policy.Direction(argument &^ withFacts)
	if err := d.candidate.Parse(line); err != nil {
		if err != candidate.ErrEndOfCandidates {
			return err
		}
		*answer = 1
		return nil
	}
	rule, kept := p.Rule(in, nil)
	*answer = int32(rule) * 2
	if kept {
		*answer++
	}
	return nil
}

func (d *Data) filter(by entry, direction policy.Direction, lines int, input string) (changes int32) {
	bounds := unsafe.Slice((*int32)(unsafe.Pointer(unsafe.StringData(input))), 2*lines)
	d.out, d.numbers, d.rules, d.limits = d.out[:0], d.numbers[:0], d.rules[:0], policy.Limits{}
	dropped := 0
	d.filterer.Changes(input[8*lines:], bounds, func(l *sdp.Line) sdp.Verdict {
		var verdict sdp.Verdict
		var decision policy.Decision
		if by.session != nil {
			verdict, decision = by.session.session.JudgeLine(direction, l)
		} else {
			in := &d.judged
			in.Candidate, in.Direction, in.Mid, in.URL, in.RelayProtocol = &l.Candidate, direction, l.Mid, "", ""
			verdict, decision = session.JudgeLine(by.policy, in, l, &d.limits)
		}
		if verdict == sdp.Drop && !l.Default {
			d.rules = append(d.rules, int32(decision.Rule))
		}
		return verdict
	}, func(c *sdp.Change) {
		rule := int32(-1)
		if c.Dropped {
			rule = d.rules[dropped]
			dropped++
		} else {
			d.out = append(append(d.out, c.Text...), '\n')
		}
		d.numbers = append(d.numbers, int32(c.Line), rule, int32(c.Mid))
		changes++
	})
	return changes
}
