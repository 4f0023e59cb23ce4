//go:build js && wasm

package jsbridge

import (
	"strconv"
	"syscall/js"

	"github.com/iceguard/iceguard/ice/candidate"
	"github.com/iceguard/iceguard/ice/diagnosis"
	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/ice/report"
	"github.com/iceguard/iceguard/ice/session"
	"github.com/iceguard/iceguard/internal/ascii"
)

// Control is the control path: what the JavaScript API calls through
// syscall/js, and the sessions and policies it names by number.
type Control struct {
	bridge  *Bridge
	entries []entry      // by number - 1
	told    ascii.Buffer // what goes to a sink
	// During a call of the data path what there is to tell of its session goes into the answer instead.
	answering *PeerConnection
	answer    ascii.Buffer
}

// entry is what one number names: a session or a policy, or nothing any more.
type entry struct {
	session *PeerConnection
	policy  *policy.Policy
}

// NewControl opens the bridge and provides attach.
func NewControl() (*Control, error) {
	b, err := OpenBridge()
	if err != nil {
		return nil, err
	}
	c := &Control{bridge: b}
	// golang-wasm's Object.Set would convert by reflection, which keeps every method of the program alive.
	b.half.Set("attach", b.function(c.attach))
	return c, nil
}

// attach(pc, policy, owner, manual, budget, sink, maxWaitMs, enough), the last
// two 0 and "" when not given, answers with the session's number, or with an error as text (see failure). sink(text) gets what there is
// to tell: lines of the event's name and its detail as JSON in turn.
func (c *Control) attach(args []js.Value) any {
	if len(args) != 8 {
		return "type-mismatch" + separator + "attach: 8 arguments expected"
	}
	p := c.entry(int32(args[1].Int())).policy
	if p == nil {
		return "type-mismatch" + separator + "attach: no such policy"
	}
	gathering := Gathering{MaxWait: args[6].Float()}
	gathering.Enough, _ = session.ParseTypes(args[7].String())
	polling := Polling{Manual: args[3].Bool(), Budget: args[4].Float()}
	sink := args[5]
	var pc *PeerConnection
	pc, err := c.bridge.Attach(args[0], p, args[2], polling, gathering, func(s *session.State, told []session.Output, found []diagnosis.Change) {
		if pc != nil && pc == c.answering {
			write(&c.answer, s, told, found)
			return
		}
		c.told = c.told[:0]
		write(&c.told, s, told, found)
		sink.Call("call", nil, string(c.told)) // Value.Invoke would be code that nothing else needs
	})
	if err != nil {
		return failure("attach: ", err)
	}
	return int(c.add(entry{session: pc}))
}

// add gives an entry a number, from 1; a freed one is used again.
func (c *Control) add(e entry) int32 {
	for i := range c.entries {
		if c.entries[i] == (entry{}) {
			c.entries[i] = e
			return int32(i + 1)
		}
	}
	c.entries = append(c.entries, e)
	return int32(len(c.entries))
}

// entry is what the number names; nothing when it names none.
func (c *Control) entry(id int32) entry {
	if id < 1 || int(id) > len(c.entries) {
		return entry{}
	}
	return c.entries[id-1]
}

// free frees a number that names something.
func (c *Control) free(id int32) { c.entries[id-1] = entry{} }

// write writes what there is to tell, two lines for each: the name of the event
// that the API fires, and its detail.
func write(b *ascii.Buffer, s *session.State, told []session.Output, found []diagnosis.Change) {
	for i := range told {
		o := &told[i]
		b.Text(eventNames[o.Kind])
		b.Text("\n")
		switch o.Kind {
		case session.CandidateKept, session.CandidateDropped:
			*b = report.AppendCandidate(*b, o.Candidate)
		case session.CandidateFailed:
			*b = report.AppendError(*b, o.Error)
		case session.StateChanged:
			*b = report.AppendState(*b, o)
		case session.PathChanged:
			*b = report.AppendPath(*b, o.Path)
		case session.StatsUpdated:
			*b = report.AppendStats(*b, o.Stats)
		case session.GatheringEnough:
			*b = report.AppendEnough(*b, o)
		case session.RestartAdvised:
			*b = report.AppendRestart(*b, o)
		default:
			b.Text("null")
		}
		b.Text("\n")
	}
	for i := range found {
		b.Text("finding\n")
		*b = report.AppendFinding(*b, s, &found[i])
		b.Text("\n")
	}
}

var eventNames = [...]string{
	session.CandidateKept: "candidate", session.CandidateDropped: "candidatedropped", session.CandidateFailed: "candidateerror",
	session.StateChanged: "statechange", session.PathChanged: "path", session.StatsUpdated: "stats", session.SessionClosed: "close",
	session.GatheringEnough: "enough", session.RestartAdvised: "restart-advised",
}

// failure is an error for JavaScript: code, message and place, separated by
// U+001F. The place is field, offset, line, column and token, which may itself
// hold that byte; what is missing at the end is unknown.
func failure(where string, err error) string {
	code := "instance-failed"
	var place []string
	switch e := err.(type) { // not errors.As, which brings in reflection
	case *TypeError:
		code, place = "type-mismatch", []string{e.Name}
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
	b.Text(code + separator + where + err.Error())
	for _, p := range place {
		b.Text(separator)
		b.Text(p)
	}
	return string(b)
}

const separator = "\x1f"
