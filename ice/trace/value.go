package trace

import (
	"strings"

	"github.com/iceguard/iceguard/ice/session"
	"github.com/iceguard/iceguard/ice/trace/internal/jsontext"
)

// value is the argument of an entry in a dump: a word, a candidate, a
// description, a candidate error or a configuration, whose members share no
// name but url.
type value struct {
	word string // of a value that is a string

	hasCandidate bool
	candidate    string
	mid          string
	index        int // -1 when not known
	ufrag        string
	url          string
	relay        string

	descriptionType string
	sdp             string

	err session.ErrorEvent

	servers []string
	policy  string
}

func newValue() value {
	return value{index: -1, err: session.ErrorEvent{Port: -1}}
}

// read takes a value of any shape; what is not known in it is skipped.
func (v *value) read(r *jsontext.Reader) {
	p := parser{r: r}
	switch r.Peek() {
	case jsontext.String:
		v.word = r.Text()
	case jsontext.Object:
		r.Object(func(name []byte) { v.member(&p, string(name)) })
	default:
		r.Skip()
	}
}

func (v *value) member(p *parser, name string) {
	if p.r.Peek() == jsontext.Null {
		p.r.Null()
		return
	}
	switch name {
	case "candidate":
		v.hasCandidate, v.candidate = true, p.text()
	case "sdpMid":
		v.mid = p.text()
	case "sdpMLineIndex":
		v.index = p.whole()
	case "usernameFragment":
		v.ufrag = p.text()
	case "url":
		v.url = p.text()
	case "relayProtocol":
		v.relay = p.text()
	case "type":
		v.descriptionType = p.text()
	case "sdp":
		v.sdp = p.text()
	case "address":
		v.err.Address = p.text()
	case "port":
		v.err.Port = p.whole()
	case "hostCandidate", "host_candidate":
		v.err.HostCandidate = p.text()
	case "errorText", "error_text":
		v.err.Text = p.text()
	case "errorCode", "error_code":
		v.err.Code = p.whole()
	case "iceServers":
		v.readServers(p)
	case "iceTransportPolicy":
		v.policy = p.text()
	default:
		p.r.Skip()
	}
}

// readServers takes the URLs of RTCIceServer dictionaries, never a credential.
func (v *value) readServers(p *parser) {
	p.objects(func() {
		p.r.Object(func(name []byte) {
			switch {
			case string(name) != "urls" && string(name) != "url":
				p.r.Skip()
			case p.r.Peek() == jsontext.Array:
				p.r.Array(func() { v.server(p.text()) })
			default:
				v.server(p.text())
			}
		})
	})
}

func (v *value) server(url string) {
	if url != "" {
		v.servers = append(v.servers, url)
	}
}

// parseValue reads the text that webrtc-internals writes as a value: JSON, or
// before Chromium 142 members such as "sdpMid: 0, sdpMLineIndex: 0, candidate: ...".
func parseValue(text string, scratch *jsontext.Reader) (value, error) {
	v := newValue()
	rest := strings.TrimLeft(text, " {\t\r\n")
	if text != "" && (text[0] == '"' || text[0] == '{' && (strings.HasPrefix(rest, `"`) || strings.HasPrefix(rest, "}"))) {
		scratch.Reset(strings.NewReader(text))
		v.read(scratch)
		if scratch.Err() == nil && !scratch.AtEnd() {
			scratch.FailAt(scratch.Line(), scratch.Offset(), "more", "the end of the value", nil)
		}
		return v, scratch.Err()
	}
	v.word = text
	v.oldMembers(text)
	return v, nil
}

// oldMembers reads the members of a text that is no JSON. Those of a candidate
// and of a configuration are parted by commas, those of an error by line ends;
// the sdp of a description is the rest.
func (v *value) oldMembers(text string) {
	if head, sdp, ok := strings.Cut(text, ", sdp: "); ok && strings.HasPrefix(head, "type: ") {
		v.descriptionType, v.sdp = head[len("type: "):], sdp
		return
	}
	if _, list, ok := strings.Cut(text, "iceServers: ["); ok {
		list, _, _ = strings.Cut(list, "]")
		for _, url := range strings.Split(list, ",") {
			v.server(strings.Trim(url, " "))
		}
	}
	separator := ", "
	if strings.HasPrefix(text, "url: ") {
		separator = "\n"
	}
	for _, part := range strings.Split(strings.Trim(text, "{} "), separator) {
		name, s, ok := strings.Cut(strings.Trim(part, " \r\n"), ": ")
		if !ok {
			continue
		}
		switch name {
		case "candidate":
			v.hasCandidate, v.candidate = true, s
		case "sdpMid":
			v.mid = s
		case "sdpMLineIndex":
			v.index = decimal(s)
		case "usernameFragment":
			v.ufrag = s
		case "url":
			v.url = s
		case "relayProtocol":
			v.relay = s
		case "iceTransportPolicy":
			v.policy = s
		case "address":
			v.err.Address = s
		case "port":
			v.err.Port = decimal(s)
		case "host_candidate":
			v.err.HostCandidate = s
		case "error_text":
			v.err.Text = s
		case "error_code":
			v.err.Code = max(decimal(s), 0)
		}
	}
}

// decimal is a number without a sign, -1 for anything else.
func decimal(s string) int {
	n := 0
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' || n > 1<<24 {
			return -1
		}
		n = n*10 + int(s[i]-'0')
	}
	if s == "" {
		return -1
	}
	return n
}
