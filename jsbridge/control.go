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
	entries []entry // by number - 1
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

// attach(pc, policy, closed, sink) answers with the session's number, or with
// an error as text (see failure). sink(kind, json) gets what there is to tell.
func (c *Control) attach(args []js.Value) any {
	if len(args) != 4 {
		return "type-mismatch" + separator + "attach: 4 arguments expected"
	}
	p := c.entry(int32(args[1].Int())).policy
	if p == nil {
		return "type-mismatch" + separator + "attach: no such policy"
	}
	sink := args[3]
	pc, err := c.bridge.Attach(args[0], p, args[2], func(s *session.State, told []session.Output, found []diagnosis.Change) {
		for i := range told {
			kind, json := encode(&told[i])
			sink.Call("call", nil, kind, string(json)) // Value.Invoke would be code that nothing else needs
		}
		for i := range found {
			sink.Call("call", nil, "finding", string(report.AppendFinding(nil, s, &found[i])))
		}
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

// encode is the name of the event that the API fires for an output, and its detail.
func encode(o *session.Output) (kind string, json []byte) {
	switch o.Kind {
	case session.CandidateKept:
		return "candidate", report.AppendCandidate(nil, o.Candidate)
	case session.CandidateDropped:
		return "candidatedropped", report.AppendCandidate(nil, o.Candidate)
	case session.CandidateFailed:
		return "candidateerror", report.AppendError(nil, o.Error)
	case session.StateChanged:
		return "statechange", report.AppendState(nil, o)
	case session.PathChanged:
		return "path", report.AppendPath(nil, o.Path)
	case session.StatsUpdated:
		return "stats", report.AppendStats(nil, o.Stats)
	case session.GatheringEnough:
		return "enough", report.AppendEnough(nil, o)
	}
	return "close", []byte("null")
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
