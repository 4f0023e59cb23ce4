//go:build js && wasm

package jsbridge

import (
	"strconv"
	"syscall/js"

	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/ice/report"
	"github.com/iceguard/iceguard/ice/session"
)

// Control is the control path: what the JavaScript API calls through
// syscall/js, and the sessions and policies it names by number.
type Control struct {
	bridge   *Bridge
	sessions table[PeerConnection]
	policies table[policy.Policy]
}

// NewControl opens the bridge and provides attach.
func NewControl() (*Control, error) {
	b, err := OpenBridge()
	if err != nil {
		return nil, err
	}
	c := &Control{bridge: b}
	b.Provide("attach", c.attach)
	return c, nil
}

// attach(pc, policy, closed, sink) answers with the session's number, or with
// an error as text (see failure). sink(kind, json) gets what there is to tell.
func (c *Control) attach(args []js.Value) any {
	if len(args) != 4 {
		return failure("type-mismatch", "attach: 4 arguments expected")
	}
	p := c.policies.get(int32(args[1].Int()))
	if p == nil {
		return failure("type-mismatch", "attach: no such policy")
	}
	sink := args[3]
	pc, err := c.bridge.Attach(args[0], p, args[2], func(outputs []session.Output) {
		for i := range outputs {
			kind, json := encode(&outputs[i])
			sink.Invoke(kind, json)
		}
	})
	switch e := err.(type) {
	case nil:
		return c.sessions.put(pc)
	case *TypeError:
		return failure("type-mismatch", "attach: "+e.Error(), e.Name)
	default:
		return failure("instance-failed", "attach: "+e.Error())
	}
}

// encode is the name of the event that the API fires for an output, and its detail.
func encode(o *session.Output) (kind, json string) {
	switch o.Kind {
	case session.CandidateKept:
		return "candidate", string(report.AppendCandidate(nil, o.Candidate))
	case session.CandidateDropped:
		return "candidatedropped", string(report.AppendCandidate(nil, o.Candidate))
	case session.CandidateFailed:
		return "candidateerror", string(report.AppendError(nil, o.Error))
	case session.StateChanged:
		return "statechange", string(report.AppendState(nil, o))
	case session.PathChanged:
		return "path", string(report.AppendPath(nil, o.Path))
	case session.StatsUpdated:
		return "stats", string(report.AppendStats(nil, o.Stats))
	}
	return "close", "null"
}

// detach ends a session; its number is free again.
func (c *Control) detach(id int32) {
	if pc := c.sessions.get(id); pc != nil {
		c.sessions.free(id)
		pc.Detach()
	}
}

// setPolicy changes the policy of a session; unknown numbers change nothing.
func (c *Control) setPolicy(id, policyID int32) {
	pc, p := c.sessions.get(id), c.policies.get(policyID)
	if pc != nil && p != nil {
		pc.SetPolicy(p)
	}
}

// failure is an error for JavaScript: code, message and place, separated by
// U+001F. The place is field, token, offset, line, column; what is missing at the end is unknown.
func failure(code, message string, place ...string) string {
	s := code + separator + message
	for _, p := range place {
		s += separator + p
	}
	return s
}

const separator = "\x1f"

// table names values by number, from 1, and uses numbers again.
type table[T any] struct {
	items []*T
}

func (t *table[T]) put(v *T) int32 {
	for i, item := range t.items {
		if item == nil {
			t.items[i] = v
			return int32(i + 1)
		}
	}
	t.items = append(t.items, v)
	return int32(len(t.items))
}

func (t *table[T]) get(id int32) *T {
	if id < 1 || int(id) > len(t.items) {
		return nil
	}
	return t.items[id-1]
}

func (t *table[T]) free(id int32) {
	if id >= 1 && int(id) <= len(t.items) {
		t.items[id-1] = nil
	}
}

func number(n int) string { return strconv.Itoa(n) }
