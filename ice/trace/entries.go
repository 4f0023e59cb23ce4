package trace

import (
	"strings"

	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/ice/sdp"
	"github.com/iceguard/iceguard/ice/session"
)

// entries translates what a page did with a peer connection, and what that told
// the page, as both kinds of dump log it, into events.
type entries struct {
	emit     func(e *session.Event)
	sides    [2]side        // local, remote
	created  [2]description // the latest offer and answer that were made
	attached bool
}

// side is one side's descriptions.
type side struct {
	pending description // that was given to setLocalDescription or setRemoteDescription
	inForce description // the latest that was set with success
}

type description struct{ kind, sdp string }

// entryType is the type of an entry without what has changed over the years:
// upper case, the "on" of an event, and the name of a call without arguments.
func entryType(name string) string {
	name = strings.TrimPrefix(strings.ToLower(name), "on")
	return strings.Replace(name, "implicitcreateofferoranswer", "", 1)
}

// wanted reports whether an entry of that type means something here.
func wanted(entry string) bool {
	switch entry {
	case "create", "close", "stop", "remove", "icecandidate", "icecandidateerror", "addicecandidate", "addicecandidatefailed",
		"signalingstatechange", "iceconnectionstatechange", "connectionstatechange", "icegatheringstatechange",
		"createofferonsuccess", "createansweronsuccess":
		return true
	}
	return strings.HasPrefix(entry, setLocal) || strings.HasPrefix(entry, setRemote)
}

const (
	setLocal  = "setlocaldescription"
	setRemote = "setremotedescription"
)

// attach begins the session. It is done by the first entry, if not before.
func (c *entries) attach(at float64, v *value) {
	if !c.attached {
		c.attached = true
		c.emit(&session.Event{Time: at, Kind: session.Attached, WallTime: at, ICEServers: v.servers, ICETransportPolicy: v.policy})
	}
}

// add takes one entry.
func (c *entries) add(at float64, entry string, v *value) {
	c.attach(at, v)
	switch entry {
	case "icecandidate":
		c.candidate(at, policy.Local, v)
	case "addicecandidate", "addicecandidatefailed": // the latter: the engine refused it, but it was signalled
		c.candidate(at, policy.Remote, v)
	case "icecandidateerror":
		e := v.err
		e.URL = v.url
		c.emit(&session.Event{Time: at, Kind: session.CandidateError, Error: e})
	case "signalingstatechange":
		c.state(at, session.SignalingState, v)
	case "iceconnectionstatechange":
		c.state(at, session.ICEConnectionState, v)
	case "connectionstatechange":
		c.state(at, session.ConnectionState, v)
	case "icegatheringstatechange":
		c.state(at, session.ICEGatheringState, v)
	case "createofferonsuccess", "createansweronsuccess":
		if made := c.made(v.descriptionType); made != nil {
			*made = c.sides[0].inForce.complete(v)
		}
	case "close", "stop", "remove": // "stop" in an older Chromium, "remove" when the page goes
		c.emit(&session.Event{Time: at, Kind: session.Closed})
	default:
		if step, ok := strings.CutPrefix(entry, setLocal); ok {
			c.setDescription(at, policy.Local, step, v)
		} else if step, ok := strings.CutPrefix(entry, setRemote); ok {
			c.setDescription(at, policy.Remote, step, v)
		}
	}
}

// candidate takes a candidate, or the end of them: null or "".
func (c *entries) candidate(at float64, d policy.Direction, v *value) {
	if v.candidate == "" {
		c.emit(&session.Event{Time: at, Kind: session.EndOfCandidates, Direction: d})
		return
	}
	c.emit(&session.Event{
		Time: at, Kind: session.CandidateSeen, Direction: d, Via: session.Trickle, Line: v.candidate, Mid: v.mid, MLineIndex: v.index,
		UsernameFragment: v.ufrag, URL: v.url, RelayProtocol: v.relay,
	})
}

// state takes a state; Chromium 142 and later writes it as JSON within a
// string, and until 2021 wrote SignalingStateHaveLocalOffer for have-local-offer.
func (c *entries) state(at float64, kind session.Kind, v *value) {
	word := strings.Trim(v.word, `"`)
	if old, ok := strings.CutPrefix(word, "SignalingState"); ok {
		word = hyphenated(old)
	}
	if word != "" {
		c.emit(&session.Event{Time: at, Kind: kind, State: word})
	}
}

// hyphenated is HaveLocalPrAnswer as have-local-pranswer.
func hyphenated(words string) string {
	words = strings.Replace(words, "PrAnswer", "Pranswer", 1)
	var b strings.Builder
	for i := 0; i < len(words); i++ {
		if i > 0 && words[i] >= 'A' && words[i] <= 'Z' {
			b.WriteByte('-')
		}
		b.WriteByte(words[i])
	}
	return strings.ToLower(b.String())
}

// made is where the latest description of a kind that was made is held.
func (c *entries) made(kind string) *description {
	switch kind {
	case "offer":
		return &c.created[0]
	case "answer":
		return &c.created[1]
	}
	return nil
}

// setDescription takes the call, or its success or failure. A description is
// in force with the success; of a local one that the engine was left to make,
// only the success tells the text.
func (c *entries) setDescription(at float64, d policy.Direction, step string, v *value) {
	s := &c.sides[0]
	if d == policy.Remote {
		s = &c.sides[1]
	}
	base := s.inForce
	if made := c.made(v.descriptionType); base.sdp == "" && made != nil && d == policy.Local {
		base = *made
	}
	switch step {
	case "":
		s.pending = base.complete(v)
	case "onsuccess":
		if v.sdp != "" {
			s.pending = base.complete(v)
		}
		if s.pending.sdp == "" {
			return
		}
		s.inForce, s.pending = s.pending, description{}
		c.inForce(at, d, s.inForce.sdp)
	default:
		s.pending = description{}
	}
}

// inForce tells of a description and of the candidates in it.
func (c *entries) inForce(at float64, d policy.Direction, desc string) {
	c.emit(&session.Event{Time: at, Kind: session.DescriptionSet, Direction: d, UsernameFragment: sdp.UsernameFragment(desc)})
	for l := range sdp.Candidates(desc) {
		c.emit(&session.Event{
			Time: at, Kind: session.CandidateSeen, Direction: d, Via: session.InDescription, Line: l.Raw, Mid: l.Mid, MLineIndex: l.MLineIndex,
		})
	}
	if sdp.EndOfCandidates(desc) {
		c.emit(&session.Event{Time: at, Kind: session.EndOfCandidates, Direction: d})
	}
}

// complete is the description of v. rtcstats leaves of a section that is the
// same as in the description before only "v=" or "m=".
func (base description) complete(v *value) description {
	d := description{kind: v.descriptionType, sdp: v.sdp}
	if base.kind != d.kind || base.sdp == "" || d.sdp == "" {
		return d
	}
	old, sections := sectionsOf(base.sdp), sectionsOf(d.sdp)
	same := false
	for i, s := range sections {
		if i < len(old) && (i == 0 && s == "v=" || i > 0 && s == "m=") {
			sections[i] = old[i]
			same = true
		}
	}
	if same {
		d.sdp = strings.Join(sections, "\r\n") + "\r\n"
	}
	return d
}

// sectionsOf cuts a description before each m= line, without line ends at the borders.
func sectionsOf(desc string) []string {
	sections := strings.Split(desc, "\nm=")
	for i := range sections {
		if i > 0 {
			sections[i] = "m=" + sections[i]
		}
		sections[i] = strings.Trim(sections[i], " \r\n")
	}
	return sections
}
