//go:build js && wasm

package jsbridge

import (
	"errors"
	"strconv"
	"syscall/js"

	"github.com/teamortix/golang-wasm/wasm"

	"github.com/iceguard/iceguard/ice/candidate"
	"github.com/iceguard/iceguard/ice/diagnosis"
	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/ice/report"
	"github.com/iceguard/iceguard/ice/session"
	"github.com/iceguard/iceguard/internal/ascii"
	"github.com/iceguard/iceguard/internal/jsonvalue"
	"github.com/iceguard/iceguard/jsbridge/boot"
)

// Control is the control path: what the JavaScript API calls through
// syscall/js, and the sessions and policies it names by number.
type Control struct {
	entries []entry      // by number - 1
	told    ascii.Buffer // what there is to tell of the session that is called
}

// entry is what one number names: a session or a policy, or nothing any more.
type entry struct {
	session *PeerConnection
	policy  *policy.Policy
}

// NewControl provides attach to the npm package, on the object that it lends.
// The error is a *TypeError that names what is missing.
func NewControl() (*Control, error) {
	var r reader
	half := r.member("globalThis", wasm.Global(), js.TypeObject, boot.Name)
	if r.err != nil {
		return nil, r.err
	}
	c := &Control{}
	// golang-wasm's Object.Set would convert by reflection, which keeps every method of the program alive.
	half.Set("attach", js.FuncOf(func(_ js.Value, args []js.Value) any {
		id, err := c.attach(args)
		if err != nil {
			return failure("attach: ", err)
		}
		return int(id)
	}))
	return c, nil
}

// attach(pc, policy, manual, budget, maxWaitMs, enough, now, wallClock, standing),
// the fifth and sixth 0 and "" when not given, answers with the session's
// number, or with an error as text (see failure). How the connection stands is
// text as that of a happening: the states, the ufrags, and of the configuration what matters, as JSON.
func (c *Control) attach(args []js.Value) (id int32, err error) {
	defer rescue(&err)
	p := c.entry(int32(args[1].Int())).policy
	if p == nil {
		return 0, errors.New("no such policy")
	}
	if err := Check(args[0]); err != nil {
		return 0, err
	}
	polling := Polling{Manual: args[2].Bool(), Budget: args[3].Float()}
	gathering := Gathering{MaxWait: args[4].Float()}
	gathering.Enough, _ = session.ParseTypes(args[5].String())
	m := members{args[8].String()}
	s := Standing{Now: args[6].Float(), WallClock: args[7].Float()}
	for i := range s.States {
		s.States[i] = m.text()
	}
	for i := range s.Ufrags {
		s.Ufrags[i] = m.text()
	}
	s.Configuration = configuration(jsonvalue.Parse(m.text()))
	pc := Attach(&s, p, polling, gathering, func(s *session.State, told []session.Output, found []diagnosis.Change) {
		write(&c.told, s, told, found)
	})
	return c.add(entry{session: pc}), nil
}

func configuration(v *jsonvalue.Value) Configuration {
	c := Configuration{ICETransportPolicy: v.Member("iceTransportPolicy").Text}
	for _, server := range v.Member("iceServers").Items {
		urls := server.Member("urls")
		for _, url := range append(urls.Items, urls) { // a list or one
			if url.Type == "string" {
				c.URLs = append(c.URLs, url.Text)
			}
		}
	}
	return c
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
