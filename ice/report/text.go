package report

import (
	"math"
	"strconv"

	"github.com/iceguard/iceguard/ice/diagnosis"
	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/ice/session"
	"github.com/iceguard/iceguard/internal/ascii"
)

// Text is the report in one line for a log, for example:
//
//	connected, relayed over udp via turn:192.0.2.1:3478, rtt 23 ms, policy relay-only, local 1 of 4 kept, remote 2 of 2 kept, found turn-auth-failed
//
// Findings that only say how things are (Info) are left out.
func Text(s *session.State, found *diagnosis.Engine) string {
	var b ascii.Buffer
	b.Text(state(s))
	if s.Path != nil {
		part(&b, PathText(s.Path))
	}
	if s.Stats != nil && s.Stats.CurrentRoundTripTime.Known {
		part(&b, "rtt ")
		b = strconv.AppendFloat(b, math.Round(s.Stats.CurrentRoundTripTime.Value*1000), 'f', -1, 64)
		b.Text(" ms")
	}
	if name := s.Policy.Name(); name != "" {
		part(&b, "policy "+name)
	} else if n := len(s.Policy.Rules()); n > 0 {
		part(&b, "policy of "+count(n, "rule"))
	}
	part(&b, kept(s, policy.Local))
	part(&b, kept(s, policy.Remote))
	if n := len(s.Errors); n > 0 {
		part(&b, count(n, "candidate error"))
	}
	codes := ""
	for _, f := range found.Findings() {
		if f.Severity != diagnosis.Info {
			codes += " " + string(f.Code)
		}
	}
	if codes != "" {
		part(&b, "found"+codes)
	}
	return string(b)
}

func part(b *ascii.Buffer, text string) {
	b.Text(", ")
	b.Text(text)
}

// PathText says in words which way a path takes.
func PathText(p *session.Path) string {
	switch p.Kind {
	case session.PathHost:
		return "direct host to host over " + known(p.Transport)
	case session.PathReflexive:
		return "direct through NAT over " + known(p.Transport)
	}
	switch p.RelaySide {
	case session.RemoteSide:
		return "relayed by the remote side"
	case session.BothSides:
		return "relayed by both sides, here over " + known(p.RelayProtocol) + via(p)
	}
	return "relayed over " + known(p.RelayProtocol) + via(p)
}

func via(p *session.Path) string {
	if p.Local.URL == "" {
		return ""
	}
	server, _, _ := ascii.Cut(p.Local.URL, '?')
	return " via " + server
}

func state(s *session.State) string {
	switch {
	case s.Closed:
		return "closed"
	case s.ConnectionState != "":
		return s.ConnectionState
	case s.ICEConnectionState != "":
		return s.ICEConnectionState
	}
	return "new"
}

func kept(s *session.State, d policy.Direction) string {
	all, kept := 0, 0
	for i := range s.Candidates {
		if s.Candidates[i].Direction == d {
			all++
			if s.Candidates[i].Decision.Kept {
				kept++
			}
		}
	}
	return d.String() + " " + strconv.Itoa(kept) + " of " + strconv.Itoa(all) + " kept"
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return strconv.Itoa(n) + " " + what + "s"
}
