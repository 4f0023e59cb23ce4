package server

import "github.com/iceguard/iceguard/internal/ascii"

// maxUsername is the limit of the USERNAME attribute in bytes (RFC 8489 section 14.3).
const maxUsername = 509

// checkCredentials reports what is wrong with the credentials of a server
// that has a TURN URL.
func (c *checker) checkCredentials(s *Server) {
	if !s.HasUsername || !s.HasCredential {
		missing := "username and credential"
		switch {
		case s.HasUsername:
			missing = "credential"
		case s.HasCredential:
			missing = "username"
		}
		c.report(MissingCredentials, Error, "A TURN server needs username and credential; without "+missing+" browsers throw an InvalidAccessError.")
		return
	}
	switch {
	case s.Credential == "":
		c.report(EmptyCredentials, Error, "The credential is empty, for which browsers throw an InvalidAccessError.")
	case s.Username == "":
		c.report(EmptyCredentials, Error, "The username is empty, for which Chromium throws an InvalidAccessError.")
	case len(s.Username) > maxUsername:
		c.report(UsernameTooLong, Error, "The username is longer than 509 bytes (RFC 8489 section 14.3), for which browsers throw an InvalidAccessError.")
	}
	expiry, isREST := restExpiry(s.Username)
	if _, swapped := restExpiry(s.Credential); swapped && !isREST {
		c.report(CredentialsSwapped, Warning, "The credential begins with a time and a colon as TURN REST usernames do: username and credential look swapped.")
	}
	if isREST && expiry <= c.now {
		c.report(CredentialsExpired, Error, "The time in the username is past: the server will answer 401; fetch new credentials.")
	}
}

// restExpiry is the time, in seconds since 1970, after which a server no
// longer takes a username made for the "REST API for access to TURN services"
// (draft-uberti-behave-turn-rest section 2.2): time, colon, user. Times have
// ten digits from 2001 to 2286, which tells them from other numbers.
func restExpiry(username string) (seconds int64, ok bool) {
	digits, _, found := ascii.Cut(username, ':')
	if !found || len(digits) != 10 {
		return 0, false
	}
	for i := 0; i < len(digits); i++ {
		d := digits[i] - '0'
		if d > 9 {
			return 0, false
		}
		seconds = seconds*10 + int64(d)
	}
	return seconds, true
}
