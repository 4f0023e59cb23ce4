// Package diagnosis says why a connection is what it is: findings with a code,
// a severity, a confidence, the records they rest on and what to do about them.
//
// An Engine looks at a session.State after each event. It holds no clock (the
// time is State.Time), starts no goroutine, and the same events give the same
// findings in a browser and natively. Findings are raised and cleared; what
// was not tested is Unknown, never NotRaised.
//
// Candidates, candidate errors and checks are judged within the present ICE
// generation: after a restart they are not tested again until it has results.
//
// Summaries name servers and rules but no candidate addresses, so that a
// session whose addresses are hidden can show them.
package diagnosis
