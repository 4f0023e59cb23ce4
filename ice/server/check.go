package server

import "strconv"

// Configuration is what of an RTCConfiguration is about servers.
type Configuration struct {
	Servers []Server
}

// Server is an RTCIceServer.
type Server struct {
	URLs                 []string
	Username, Credential string
	// A member that is missing is another thing to a browser than an empty one.
	HasUsername, HasCredential bool
}

// Problem is one thing that is wrong with a configuration.
type Problem struct {
	Code     Code
	Severity Severity
	Server   int    // index into Servers; -1 when all of them together are meant
	URL      int    // index into URLs, the first TURN URL for credentials; -1 when the server as a whole is meant
	Text     string // one sentence for a developer
}

// Severity says how bad a problem is.
type Severity string

// The severities.
const (
	// Error: a browser throws, or one of them gets nothing from this URL.
	Error Severity = "error"
	// Warning: it works, but slowly, not everywhere, or not as it reads.
	Warning Severity = "warning"
)

// Code names a problem.
type Code string

// The problems. What browsers do was seen in Chromium 156 and Firefox 153.
const (
	NoURLs             Code = "no-urls"             // a server without a URL: both throw
	BadURL             Code = "bad-url"             // not a URL that Parse takes
	STUNSUnsupported   Code = "stuns-unsupported"   // Firefox throws, Chromium sends plain STUN
	MissingCredentials Code = "missing-credentials" // TURN without username or credential: both throw (webrtc-pc)
	EmptyCredentials   Code = "empty-credentials"   // Chromium throws for either, Firefox for an empty credential
	UsernameTooLong    Code = "username-too-long"   // more than 509 bytes (RFC 8489 section 14.3): both throw
	CredentialsExpired Code = "credentials-expired" // the time in a TURN REST username is past
	CredentialsSwapped Code = "credentials-swapped" // the credential looks like a TURN REST username
	RestrictedPort     Code = "restricted-port"     // on the Fetch standard's list of bad ports
	TURNPortRefused    Code = "turn-port-refused"   // Chromium asks for no relay there, without a word
	LoopbackServer     Code = "loopback-server"     // Firefox refuses with 701 at once
	PrivateServer      Code = "private-server"      // reached from its own network only
	UnusableAddress    Code = "unusable-address"    // an address of no host, such as 0.0.0.0
	TURNSAddress       Code = "turns-address"       // turns: with an IP address: Firefox gets no relay and says nothing
	TURNSOverUDP       Code = "turns-over-udp"      // no browser has DTLS to a TURN server: they use TLS over TCP
	DuplicateServer    Code = "duplicate-server"    // the same server again
	TooManyServers     Code = "too-many-servers"    // five or more
)

// manyServers is where Firefox begins to warn that discovery is slowed down.
const manyServers = 5

// Check says what browsers will refuse in a configuration, or what will fail
// in them, before a connection is made; in the order of servers and URLs.
//
// now is the time in seconds since 1970, against which TURN REST usernames are
// held; 0 when it is not known.
func Check(config Configuration, now int64) []Problem {
	c := checker{now: now}
	for i := range config.Servers {
		c.checkServer(i, &config.Servers[i])
	}
	if c.urls >= manyServers {
		c.server, c.url = -1, -1
		c.report(TooManyServers, Warning, strconv.Itoa(c.urls)+" server URLs slow down gathering, since each is asked from every interface; two or three are enough.")
	}
	return c.problems
}

type checker struct {
	now         int64
	problems    []Problem
	server, url int // where the problem is
	urls        int // how many URLs there are
	seen        []login
}

// login is a server with the name used at it.
type login struct {
	url      URL
	username string
}

func (c *checker) report(code Code, severity Severity, text string) {
	c.problems = append(c.problems, Problem{Code: code, Severity: severity, Server: c.server, URL: c.url, Text: text})
}

func (c *checker) checkServer(index int, s *Server) {
	c.server, c.url = index, -1
	c.urls += len(s.URLs)
	if len(s.URLs) == 0 {
		c.report(NoURLs, Error, "The server has no URL, for which browsers throw.")
	}
	credentials := false // one report is enough for all URLs of a server
	for i, text := range s.URLs {
		c.url = i
		u, err := Parse(text)
		if err != nil {
			c.report(BadURL, Error, err.Error()+".")
			continue
		}
		c.checkURL(u)
		l := login{url: u}
		if u.Scheme.IsTURN() {
			l.username = s.Username
			if !credentials {
				credentials = true
				c.checkCredentials(s)
			}
		}
		c.checkDuplicate(l)
	}
}

func (c *checker) checkDuplicate(l login) {
	for _, seen := range c.seen {
		if seen == l {
			c.report(DuplicateServer, Warning, l.url.String()+" is in the list already: it is asked twice for the same candidates.")
			return
		}
	}
	c.seen = append(c.seen, l)
}
