package trace

import "github.com/iceguard/iceguard/ice/session"

// Version names the format in its header; a change that a reader could stumble
// over changes it.
const Version = "iceguard.trace/1"

// kinds are the words of the format.
var kinds = [...]string{
	session.Attached:           "attached",
	session.PolicyChanged:      "policy",
	session.CandidateSeen:      "candidate",
	session.EndOfCandidates:    "end-of-candidates",
	session.CandidateError:     "candidate-error",
	session.SignalingState:     "signaling-state",
	session.ICEGatheringState:  "ice-gathering-state",
	session.ICEConnectionState: "ice-connection-state",
	session.ConnectionState:    "connection-state",
	session.DescriptionSet:     "description",
	session.PairSelected:       "pair",
	session.StatsTaken:         "stats",
	session.Closed:             "closed",
	session.TimePassed:         "time",
}

func kindWord(k session.Kind) string {
	if int(k) < len(kinds) {
		return kinds[k]
	}
	return ""
}

// kindOf is the kind of a word, 0 for a word of another version.
func kindOf(word string) session.Kind {
	for k, w := range kinds {
		if w == word && w != "" {
			return session.Kind(k)
		}
	}
	return 0
}
