package diagnosis

import (
	"github.com/iceguard/iceguard/ice/candidate"
	"github.com/iceguard/iceguard/ice/server"
	"github.com/iceguard/iceguard/ice/session"
	"github.com/iceguard/iceguard/internal/ascii"
)

// stage is how far it went with a server: what comes before it worked, what
// comes after it was not tried.
type stage uint8

const (
	untried  stage = iota
	lookup         // its name could not be looked up
	reach          // it could not be reached
	secure         // TLS with it could not be set up
	refused        // it refused for a reason that has no code of its own
	auth           // it refused the credentials
	quota          // it has no room
	answered       // it gave a candidate
)

// outcome is where it ended with a server, and how that is known.
type outcome struct {
	stage      stage
	confidence certainty
	sure       bool   // the stages before did work
	timeout    bool   // it was asked in vain
	words      string // what happened, for the summary
}

const (
	notFound = "could not be looked up"
	noAnswer = "did not answer"
)

// The outcomes. Chromium is silent about ports that it does not use, Firefox
// about TLS to an address.
var (
	notTried       = outcome{}
	gaveCandidate  = outcome{stage: answered, sure: true}
	badCredentials = outcome{auth, high, true, false, "refused the credentials"}
	badRequest     = outcome{auth, low, true, false, "refused the request (400), which some servers do for wrong credentials"}
	noQuota        = outcome{quota, high, true, false, "refused because this user has too many allocations (486)"}
	noCapacity     = outcome{quota, high, true, false, "has no capacity left (508)"}
	otherError     = outcome{stage: refused, sure: true}

	unknownName   = outcome{lookup, high, false, false, notFound}
	unknownByTime = outcome{lookup, medium, false, false, notFound}
	timedOut      = outcome{reach, high, true, true, noAnswer}
	slow          = outcome{reach, medium, false, true, noAnswer}
	loopback      = outcome{reach, medium, true, false, "has a loopback address, which Firefox does not use"}
	unsendable    = outcome{reach, medium, true, false, "could not be sent to"}
	noConnection  = outcome{reach, medium, true, false, "refused the connection"}
	noNameOrPort  = outcome{reach, low, false, false, "could not be connected to: its name is unknown or the port closed"}
	silent        = outcome{reach, low, false, false, "gave neither a candidate nor an error: this browser may refuse its port or URL"}
	noTLS         = outcome{secure, low, false, false, "could not be connected to over TLS: the port is closed or its certificate not accepted"}
	noNameOrTLS   = outcome{secure, low, false, false, "could not be connected to over TLS: its name is unknown, the port closed or its certificate not accepted"}
	onlyTLS       = outcome{secure, medium, false, false, "works otherwise, but could not be connected to over TLS"}
)

// read says what one candidate error tells of its server. Codes below 700 are
// the server's own (RFC 8489 section 14.8, RFC 8656 section 19); 701 is the
// engine's and means many things, which its text or the time it took keep apart.
func read(r *session.ErrorRecord, a *attempt, g *session.Generation) *outcome {
	switch r.Code {
	case 401, 403, 438, 441:
		return &badCredentials
	case 400: // pion/turn's answer to a wrong password, in Chromium
		return &badRequest
	case 486:
		return &noQuota
	case 508:
		return &noCapacity
	case 701:
		return unreachable(r, a, g)
	}
	return &otherError
}

// quick, in ms after gathering began, is before any request can have timed
// out: engines give up TCP at 3 s, UDP at 11 s (Firefox) or 40 s (Chromium).
const quick = 2500

// unreachable reads a 701. Chromium tells lookup and time-out for UDP; for TCP
// and TLS it has one text for all, and Firefox has no text at all.
func unreachable(r *session.ErrorRecord, a *attempt, g *session.Generation) *outcome {
	ip := a.url.IP()
	named, tls := !ip.IsValid(), a.url.Scheme == server.TURNS
	switch {
	case ascii.Contains(r.Text, "host lookup"):
		return &unknownName
	case ascii.Contains(r.Text, textTimedOut):
		return &timedOut
	case !g.GatheringStarted.Known || r.Time-g.GatheringStarted.At >= quick:
		return &slow
	case ip.Scope() == candidate.Loopback:
		return &loopback
	case a.udp && named:
		return &unknownByTime
	case a.udp:
		return &unsendable
	case tls && named:
		return &noNameOrTLS
	case tls:
		return &noTLS
	case named:
		return &noNameOrPort
	}
	return &noConnection
}

const textTimedOut = "timed out"
