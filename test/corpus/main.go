// Command corpus runs the core over a corpus and prints what it says, one JSON
// value a line, in the shape of the JavaScript API. Tests run it natively and
// hold the WebAssembly module against it, byte for byte.
//
// Standard input is {"lines": [...], "descriptions": [...], "policies": [...]}.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/iceguard/iceguard/ice/candidate"
	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/ice/sdp"
	"github.com/iceguard/iceguard/ice/session"
)

type corpus struct {
	Lines        []string `json:"lines"`
	Descriptions []string `json:"descriptions"`
	Policies     []string `json:"policies"`
}

// parsed is ParsedCandidate of jsbridge/ts/types.ts.
type parsed struct {
	Foundation       string      `json:"foundation"`
	Component        uint16      `json:"component"`
	Protocol         string      `json:"protocol"`
	Priority         uint32      `json:"priority"`
	Address          string      `json:"address"`
	Port             uint16      `json:"port"`
	Type             string      `json:"type"`
	TCPType          *string     `json:"tcpType"`
	RelatedAddress   *string     `json:"relatedAddress"`
	RelatedPort      *uint16     `json:"relatedPort"`
	UsernameFragment *string     `json:"usernameFragment"`
	Extensions       [][2]string `json:"extensions"`
}

type failure struct {
	Message string `json:"message"`
	Field   string `json:"field,omitempty"`
	Token   string `json:"token"`
	Offset  int    `json:"offset"`
	Line    int    `json:"line,omitempty"`
	Column  int    `json:"column,omitempty"`
}

type decision struct {
	Kept bool    `json:"kept"`
	Rule *int    `json:"rule"`
	Text *string `json:"text"`
}

type filtered struct {
	SDP     string    `json:"sdp"`
	Dropped []dropped `json:"dropped"`
}

type dropped struct {
	Candidate string  `json:"candidate"`
	Rule      *int    `json:"rule"`
	Mid       *string `json:"mid"`
}

func main() {
	var c corpus
	if err := json.NewDecoder(os.Stdin).Decode(&c); err != nil {
		fmt.Fprintln(os.Stderr, "corpus:", err)
		os.Exit(1)
	}
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	policies := make([]*policy.Policy, 0, len(c.Policies))
	for _, text := range c.Policies {
		p, err := policy.Parse(text)
		if err != nil {
			print(out, fail(err))
			continue
		}
		print(out, p.Rules())
		policies = append(policies, p)
	}
	for _, line := range c.Lines {
		cand, err := candidate.Parse(line)
		if err != nil {
			print(out, fail(err))
			continue
		}
		print(out, show(&cand))
		for _, p := range policies {
			for _, d := range [...]policy.Direction{policy.Local, policy.Remote} {
				print(out, decide(p, policy.Input{Candidate: &cand, Direction: d}))
			}
		}
	}
	for _, desc := range c.Descriptions {
		for _, p := range policies {
			for _, d := range [...]policy.Direction{policy.Local, policy.Remote} {
				print(out, filter(p, d, desc))
			}
		}
	}
}

func print(out *json.Encoder, v any) {
	if err := out.Encode(v); err != nil {
		panic(err)
	}
}

func fail(err error) failure {
	var c *candidate.SyntaxError
	var p *policy.SyntaxError
	switch {
	case errors.As(err, &c):
		return failure{Message: err.Error(), Field: c.Field.String(), Token: c.Token, Offset: c.Offset}
	case errors.As(err, &p):
		return failure{Message: err.Error(), Token: p.Found, Line: p.Line, Column: p.Column}
	}
	return failure{Message: err.Error()}
}

func show(c *candidate.Candidate) parsed {
	p := parsed{
		Foundation: c.Foundation, Component: c.Component, Protocol: c.Protocol(), Priority: c.Priority,
		Address: c.Address, Port: c.Port, Type: string(c.Type), TCPType: text(string(c.TCPType)),
		RelatedAddress: text(c.RelatedAddress), UsernameFragment: text(c.UsernameFragment), Extensions: [][2]string{},
	}
	if c.HasRelatedPort {
		p.RelatedPort = &c.RelatedPort
	}
	for name, value := range c.Extensions() {
		p.Extensions = append(p.Extensions, [2]string{name, value})
	}
	return p
}

func text(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func rule(n int) *int {
	if n == 0 {
		return nil
	}
	return &n
}

func decide(p *policy.Policy, in policy.Input) decision {
	d := p.Decide(in, nil)
	return decision{d.Kept, rule(d.Rule), text(d.Text)}
}

func filter(p *policy.Policy, d policy.Direction, desc string) filtered {
	f := filtered{SDP: desc, Dropped: []dropped{}}
	var limits policy.Limits
	out, changed := session.FilterDescription(nil, p, d, desc, &limits, func(l *sdp.Line, v policy.Decision) {
		f.Dropped = append(f.Dropped, dropped{l.Raw, rule(v.Rule), text(l.Mid)})
	})
	if changed {
		f.SDP = string(out)
	}
	return f
}
