package stats

import (
	"errors"
	"strconv"

	"github.com/iceguard/iceguard/internal/ascii"
)

// A digest is a snapshot as one string, which is how it crosses from
// JavaScript in one piece: records end with U+001E, their members with U+001F.
// The first member is the kind of record, the others stand in the order of the
// struct. A member that the engine leaves out is empty; booleans are 0 and 1. What
// is no number or boolean where one should be is as if it were left out.
const (
	recordEnd = '\x1e'
	memberEnd = '\x1f'
)

// Members says what a digest has of an entry, a line for each type: the type,
// the kind of record, and the members in their order. The text is read by
// those who write digests: package browser and jsbridge/ts/digest.ts.
const Members = "transport t id selectedCandidatePairId dtlsState iceRole bytesSent bytesReceived\n" +
	"candidate-pair p id transportId localCandidateId remoteCandidateId state nominated selected" +
	" bytesSent bytesReceived requestsSent responsesReceived requestsReceived responsesSent" +
	" totalRoundTripTime currentRoundTripTime availableOutgoingBitrate\n" +
	"local-candidate l " + candidateMembers + "\nremote-candidate r " + candidateMembers

const candidateMembers = "id candidateType address port protocol relayProtocol url usernameFragment"

// ErrDigest is wrapped by what ParseDigest returns for text that is not a digest.
var ErrDigest = errors.New("stats: not a digest")

// ParseDigest reads a digest. Its first record is the timestamp.
func ParseDigest(text string) (*Snapshot, error) {
	s := &Snapshot{}
	for n := 1; text != ""; n++ {
		record, rest, ok := ascii.Cut(text, recordEnd)
		r := reader{rest: record}
		kind := r.text()
		switch kind {
		case "s":
			s.Timestamp = r.number().Value
		case "t":
			s.Transports = append(s.Transports, r.transport())
		case "p":
			s.Pairs = append(s.Pairs, r.pair())
		case "l", "r":
			s.Candidates = append(s.Candidates, r.candidate(kind == "r"))
		default:
			r.bad = true
		}
		if r.bad || !ok || r.rest != "" {
			return nil, &digestError{record: n, kind: kind}
		}
		text = rest
	}
	return s, nil
}

type digestError struct {
	record int
	kind   string
}

func (e *digestError) Error() string {
	return ErrDigest.Error() + ": record " + strconv.Itoa(e.record) + " of kind " + strconv.Quote(e.kind) + " cannot be read"
}

func (e *digestError) Unwrap() error { return ErrDigest }

// reader takes the members of one record.
type reader struct {
	rest string
	bad  bool
}

func (r *reader) text() string {
	member, rest, ok := ascii.Cut(r.rest, memberEnd)
	r.rest = rest
	r.bad = r.bad || !ok
	return member
}

func (r *reader) number() Number {
	member := r.text()
	if member == "" {
		return Number{}
	}
	v, ok := decimal(member)
	if !ok {
		return Number{}
	}
	return Number{Value: v, Known: true}
}

func (r *reader) bool() Bool {
	member := r.text()
	return Bool{Value: member == "1", Known: member == "0" || member == "1"}
}

func (r *reader) transport() Transport {
	return Transport{
		ID: r.text(), SelectedCandidatePairID: r.text(), DTLSState: r.text(), ICERole: r.text(),
		BytesSent: r.number(), BytesReceived: r.number(),
	}
}

func (r *reader) pair() Pair {
	return Pair{
		ID: r.text(), TransportID: r.text(), LocalCandidateID: r.text(), RemoteCandidateID: r.text(), State: r.text(),
		Nominated: r.bool(), Selected: r.bool(),
		BytesSent: r.number(), BytesReceived: r.number(), RequestsSent: r.number(), ResponsesReceived: r.number(),
		RequestsReceived: r.number(), ResponsesSent: r.number(),
		TotalRoundTripTime: r.number(), CurrentRoundTripTime: r.number(), AvailableOutgoingBitrate: r.number(),
	}
}

func (r *reader) candidate(remote bool) Candidate {
	return Candidate{
		Remote: remote,
		ID:     r.text(), Type: r.text(), Address: r.text(), Port: r.number(), Protocol: r.text(),
		RelayProtocol: r.text(), URL: r.text(), UsernameFragment: r.text(),
	}
}
