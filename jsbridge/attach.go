//go:build js && wasm

package jsbridge

import (
	"errors"
	"math"

	"github.com/iceguard/iceguard/ice/diagnosis"
	"github.com/iceguard/iceguard/ice/session"
	"github.com/iceguard/iceguard/internal/ascii"
	"github.com/iceguard/iceguard/internal/jsonvalue"
)

// attach makes a session by the policy of that number and gives its own. The
// input are members as those of a happening: parts of statsBudget in a
// thousand millions, maxWaitMs or 0, enough, the time in ms since 1970, and how
// the connection stands, which is its states, its ufrags and, as JSON, what matters of its configuration.
func (d *Data) attach(policy int32, manual bool, input string, now float64) (id int32, err error) {
	p := d.entry(policy).policy
	if p == nil {
		return 0, errors.New("attach: no such policy")
	}
	m := members{string([]byte(input))} // the session keeps some of it
	polling := Polling{Manual: manual, Budget: m.whole() / 1e9}
	gathering := Gathering{MaxWait: m.whole()}
	gathering.Enough, _ = session.ParseTypes(m.text())
	s := Standing{Now: now, WallClock: m.whole()}
	for i := range s.States {
		s.States[i] = m.text()
	}
	for i := range s.Ufrags {
		s.Ufrags[i] = m.text()
	}
	s.Configuration = configuration(jsonvalue.Parse(m.text()))
	t := &told{}
	pc := Attach(&s, p, polling, gathering, func(s *session.State, outputs []session.Output, found []diagnosis.Change) {
		t.write(s, outputs, found)
	})
	return d.add(entry{session: pc, told: t}), nil
}

// whole is 0 when it is no whole number.
func (m *members) whole() float64 {
	n, _ := ascii.Number(m.text(), math.MaxInt64>>4)
	return float64(n)
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
