package main

import (
	"iter"
	"strconv"
	"strings"
)

// receivedCandidate is one candidate as it came from the page. Candidate is the text itself; the other fields are
// read from it for convenience and stay empty where it cannot be read.
type receivedCandidate struct {
	Candidate     string  `json:"candidate"`
	Type          string  `json:"type"`
	Address       string  `json:"address"`
	Port          int     `json:"port"`
	Protocol      string  `json:"protocol"`
	Via           string  `json:"via"`             // "trickle" or "sdp"
	SDPMid        *string `json:"sdpMid"`          // null: none given
	SDPMLineIndex *int    `json:"sdpMLineIndex"`   // null: none given
	Offer         int     `json:"offer"`           // came in or after the offer of this number; 0: before the first
	Error         string  `json:"error,omitempty"` // why it was not handed to pion

	ufrag *string // of the trickled object, beside the one in the text
}

// mediaDefault is where one section of an offer says media is to be sent without ICE: its c= and m= lines, and its
// a=rtcp line. A filter of candidates leaks when it forgets these.
type mediaDefault struct {
	Mid         *string `json:"mid"` // null: the section has none, or the line stands above all sections
	Address     string  `json:"address"`
	Port        int     `json:"port"`
	RTCPAddress string  `json:"rtcpAddress,omitempty"`
	RTCPPort    int     `json:"rtcpPort,omitempty"`
	Offer       int     `json:"offer"`
}

// scanSDP reads every candidate and every default address out of the text of an offer. It is no SDP parser on
// purpose: a parser may overlook, merge or rewrite what this has to show as it was.
func scanSDP(sdp string, offer int) (candidates []receivedCandidate, defaults []mediaDefault) {
	section := mediaDefault{Offer: offer} // what stands above the first m= line
	index := -1
	first := 0 // first candidate of the section; a=mid may stand below it
	var addresses []string
	sessionAddress := ""

	endSection := func() {
		for i := first; i < len(candidates); i++ {
			candidates[i].SDPMid = section.Mid
		}
		first = len(candidates)
		if index < 0 {
			if len(addresses) == 0 {
				return
			}
			sessionAddress = addresses[0]
		} else if len(addresses) == 0 {
			addresses = []string{sessionAddress}
		}
		for _, a := range addresses {
			d := section
			d.Address = a
			defaults = append(defaults, d)
		}
	}
	for line := range sdpLines(sdp) {
		key, value, ok := strings.Cut(strings.TrimLeft(line, " \t"), "=")
		if !ok {
			continue
		}
		fields := strings.Fields(value)
		switch strings.ToLower(key) {
		case "m":
			endSection()
			index++
			section, addresses = mediaDefault{Offer: offer}, nil
			if len(fields) > 1 {
				section.Port = leadingInt(fields[1])
			}
		case "c":
			if len(fields) > 2 {
				addresses = append(addresses, fields[2])
			}
		case "a":
			name, rest, _ := strings.Cut(value, ":")
			switch strings.ToLower(name) {
			case "mid":
				mid := rest
				section.Mid = &mid
			case "rtcp":
				section.RTCPPort, section.RTCPAddress = rtcpAttribute(rest)
			case "candidate":
				c := readCandidate(value)
				c.Via, c.Offer = "sdp", offer
				if index >= 0 {
					at := index
					c.SDPMLineIndex = &at
				}
				candidates = append(candidates, c)
			}
		}
	}
	endSection()
	return candidates, defaults
}

// sdpLines gives the lines however they end: pion takes a bare \n or \r as well.
func sdpLines(sdp string) iter.Seq[string] {
	return strings.FieldsFuncSeq(sdp, func(r rune) bool { return r == '\r' || r == '\n' })
}

// rtcpAttribute reads "9 IN IP4 0.0.0.0" or just "9" (RFC 3605).
func rtcpAttribute(text string) (port int, address string) {
	fields := strings.Fields(text)
	if len(fields) > 0 {
		port = leadingInt(fields[0])
	}
	if len(fields) > 3 {
		address = fields[3]
	}
	return port, address
}

// readCandidate reads "candidate:FOUNDATION COMPONENT PROTOCOL PRIORITY ADDRESS PORT typ TYPE ...".
func readCandidate(text string) receivedCandidate {
	c := receivedCandidate{Candidate: text}
	fields := strings.Fields(text)
	if len(fields) < 6 {
		return c
	}
	c.Protocol, c.Address, c.Port = strings.ToLower(fields[2]), fields[4], leadingInt(fields[5])
	if len(fields) > 7 && fields[6] == "typ" {
		c.Type = fields[7]
	}
	return c
}

// candidateUfrag is the ufrag written in a candidate's text, or "".
func candidateUfrag(text string) string {
	fields := strings.Fields(text)
	for i := 8; i+1 < len(fields); i += 2 {
		if fields[i] == "ufrag" {
			return fields[i+1]
		}
	}
	return ""
}

// offerNames lists the mids, the number of sections and the ufrags of an offer: what a trickled candidate may name.
func offerNames(sdp string) (mids []string, sections int, ufrags []string) {
	for line := range sdpLines(sdp) {
		if strings.HasPrefix(line, "m=") {
			sections++
		} else if mid, ok := strings.CutPrefix(line, "a=mid:"); ok {
			mids = append(mids, mid)
		} else if ufrag, ok := strings.CutPrefix(line, "a=ice-ufrag:"); ok {
			ufrags = append(ufrags, ufrag)
		}
	}
	return mids, sections, ufrags
}

// leadingInt reads the digits at the start: a port may be written "9/2". 0 when there are none.
func leadingInt(text string) int {
	end := 0
	for end < len(text) && text[end] >= '0' && text[end] <= '9' {
		end++
	}
	n, err := strconv.Atoi(text[:end])
	if err != nil {
		return 0
	}
	return n
}
