package nat

import (
	"strings"

	"github.com/iceguard/iceguard/ice/candidate"
	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/ice/server"
	"github.com/iceguard/iceguard/ice/session"
)

// Observe says what the present generation tells of the mapping of IPv4
// addresses, and of IPv6 addresses. Candidates that the policy dropped count too.
func Observe(s *session.State) [2]Result {
	var results [2]Result
	for i, family := range [...]candidate.Family{candidate.IPv4, candidate.IPv6} {
		o := observer{s: s, family: family, r: &results[i]}
		o.observe()
	}
	return results
}

// limit is for servers and for reflexive candidates: more than engines have,
// and servers fit a set. A made-up recording cannot stall a page with them.
const limit = 64

// set is a set of servers, by their indices.
type set uint64

func of(server int) set { return 1 << uint(server) } // none for -1

// endpoint is an address and a port.
type endpoint struct {
	ip   candidate.IP
	port uint16
}

// base is where a reflexive candidate was gathered from. Behind mDNS the
// endpoint is not known, and the other members stand for it.
type base struct {
	endpoint
	mid, foundation string
	component       uint16
}

// sighting is what a server saw of a base.
type sighting struct {
	base      base
	mapped    endpoint
	server    int // -1 when not known
	candidate int // index into State.Candidates
	group     int // index of the first sighting of the same base
	inner     bool
	code      code // what follows for the base, in the first sighting of it
}

// asked is a server that is asked for reflexive candidates.
type asked struct {
	url  server.URL
	ip   candidate.IP // none for a name
	name string
}

// observer looks at one address family.
type observer struct {
	s          *session.State
	r          *Result
	family     candidate.Family
	generation int
	complete   bool
	askedAll   bool // so that silence is an answer
	blind      bool // an error names no server
	hidden     bool // a mapped address is
	servers    []asked
	failed     set
	told       set   // a mapping in this family
	public     set   // a public mapping, in either family
	hosts      []int // the host candidates
	seen       []sighting
}

func (o *observer) observe() {
	s := o.s
	if n := len(s.Generations); n > 0 {
		g := &s.Generations[n-1]
		o.generation, o.complete, o.askedAll = g.Number, g.GatheringComplete.Known, g.AskedAll()
	}
	for _, name := range s.ICEServers {
		if u, err := server.Parse(name); err == nil && overUDP(&u) {
			o.server(&u, name)
		}
	}
	for i := range s.Errors {
		// Other codes than 701 are answers, if to TURN requests.
		if at := o.failure(i); at >= 0 && s.Errors[i].Code == 701 {
			o.failed |= of(at)
		}
	}
	var reflexive []int
	for i := range s.Candidates {
		r := &s.Candidates[i]
		if r.Direction != policy.Local || r.Generation != o.generation || r.Err != nil || r.Candidate.Protocol() != "udp" {
			continue
		}
		switch r.Candidate.Type {
		case candidate.Host:
			o.hosts = append(o.hosts, i)
		case candidate.ServerReflexive:
			reflexive = append(reflexive, i)
		}
	}
	for _, i := range reflexive {
		o.reflexive(i)
	}
	o.result()
}

// overUDP is false for turns: with transport=udp too, which browsers reach over TCP.
func overUDP(u *server.URL) bool { return u.Transport == server.UDP && u.Scheme != server.TURNS }

// server is the index of a server, -1 if it is not asked over this family.
func (o *observer) server(u *server.URL, name string) int {
	ip := u.IP()
	if ip.IsValid() && ip.Family() != o.family {
		return -1
	}
	for i := range o.servers {
		if o.servers[i].url.SameServer(*u) {
			return i
		}
	}
	if len(o.servers) == limit {
		return -1
	}
	o.servers = append(o.servers, asked{*u, ip, name})
	return len(o.servers) - 1
}

// failure is the index of the server that an error is about, -1 if it does not
// matter: not on sockets of the other family, where a name without such an
// address fails and works here, nor over TCP.
func (o *observer) failure(i int) int {
	r := &o.s.Errors[i]
	if r.Generation != o.generation || r.Address != "" && (strings.IndexByte(r.Address, ':') != strings.LastIndexByte(r.Address, ':')) != (o.family == candidate.IPv6) {
		return -1
	}
	u, err := server.ParseReported(r.URL)
	if err != nil {
		o.blind = true
		return -1
	}
	if !overUDP(&u) {
		return -1
	}
	return o.server(&u, r.URL)
}

func (o *observer) reflexive(i int) {
	r := &o.s.Candidates[i]
	c := &r.Candidate
	s := sighting{candidate: i, server: -1, group: len(o.seen), mapped: endpoint{candidate.IPOf(c.Address), c.Port}}
	if u, err := server.ParseReported(r.URL); err == nil {
		s.server = o.server(&u, r.URL)
	}
	if s.mapped.ip.Scope() == candidate.Public {
		o.public |= of(s.server)
	}
	if s.mapped.ip.Family() != o.family || len(o.seen) == limit {
		o.hidden = o.hidden || !s.mapped.ip.IsValid()
		return
	}
	o.told |= of(s.server)
	s.base = o.base(r)
	for j := range o.seen {
		if o.seen[j].base == s.base {
			s.group = o.seen[j].group
		}
	}
	o.seen = append(o.seen, s)
}

// base is that of a reflexive candidate. Where it is hidden, it is the only host
// candidate there is; else candidates with one foundation have one (RFC 8445
// section 5.1.1.3), for browsers open one socket an address and component.
func (o *observer) base(r *session.CandidateRecord) base {
	c := &r.Candidate
	if ip := candidate.IPOf(c.RelatedAddress); ip.IsValid() && !ip.IsUnspecified() && c.RelatedPort != 0 {
		return base{endpoint: endpoint{ip, c.RelatedPort}}
	}
	hosts := 0
	for _, i := range o.hosts {
		h := &o.s.Candidates[i]
		family := candidate.FamilyOf(h.Candidate.Address)
		if h.Mid == r.Mid && h.Candidate.Component == c.Component && (family == o.family || family == candidate.MDNS) {
			hosts++
		}
	}
	b := base{mid: r.Mid, component: c.Component}
	if hosts != 1 || !o.complete {
		b.foundation = c.Foundation
	}
	return b
}
