package report

import (
	"math"
	"strconv"
	"strings"

	"github.com/iceguard/iceguard/ice/diagnosis"
	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/ice/session"
)

// Text is the report in one line for a log, for example:
//
//	connected, relayed over udp via turn:192.0.2.1:3478, rtt 23 ms, policy relay-only, local 1 of 4 kept, remote 2 of 2 kept, found turn-auth-failed
//
// Findings that only say how things are (Info) are left out.
func Text(s *session.State, found *diagnosis.Engine) string {
	parts := []string{state(s)}
	if s.Path != nil {
		parts = append(parts, PathText(s.Path))
	}
	if s.Stats != nil && s.Stats.CurrentRoundTripTime.Known {
		ms := math.Round(s.Stats.CurrentRoundTripTime.Value * 1000)
		parts = append(parts, "rtt "+strconv.FormatFloat(ms, 'f', -1, 64)+" ms")
	}
	if name := s.Policy.Name(); name != "" {
		parts = append(parts, "policy "+name)
	} else if n := len(s.Policy.Rules()); n > 0 {
		parts = append(parts, "policy of "+count(n, "rule"))
	}
	parts = append(parts, kept(s, policy.Local), kept(s, policy.Remote))
	if n := len(s.Errors); n > 0 {
		parts = append(parts, count(n, "candidate error"))
	}
	codes := ""
	for _, f := range found.Findings() {
		if f.Severity != diagnosis.Info {
			codes += " " + string(f.Code)
		}
	}
	if codes != "" {
		parts = append(parts, "found"+codes)
	}
	return strings.Join(parts, ", ")
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
	server, _, _ := strings.Cut(p.Local.URL, "?")
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
