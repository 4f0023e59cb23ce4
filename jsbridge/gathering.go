//go:build js && wasm

package jsbridge

import (
	"errors"
	"math"
	"syscall/js"

	"github.com/iceguard/iceguard/ice/session"
)

// Gathering says what makes gathering worth ending, beside what does so in
// every connection. The zero value adds nothing.
type Gathering struct {
	Enough  session.Types // at once when candidates of all these types are kept; empty for none
	MaxWait float64       // ms after gathering began, in any case; 0 for never
}

// readGathering reads the members of attach's option, of which undefined ones
// are not given. The error is a *TypeError.
func readGathering(maxWaitMs, enough js.Value) (g Gathering, err error) {
	if !maxWaitMs.IsUndefined() {
		if isOf(js.TypeNumber, maxWaitMs) {
			g.MaxWait = maxWaitMs.Float()
		}
		if !(g.MaxWait > 0 && g.MaxWait == math.Trunc(g.MaxWait) && g.MaxWait <= math.MaxFloat64) {
			return g, &TypeError{Name: "attach: gathering.maxWaitMs", Err: errors.New("expected an integer above 0")}
		}
	}
	if !enough.IsUndefined() {
		ok := isOf(js.TypeString, enough)
		if ok {
			g.Enough, ok = session.ParseTypes(enough.String())
		}
		if !ok {
			return g, &TypeError{Name: "attach: gathering.enough", Err: errors.New("expected host, srflx or relay, joined by +")}
		}
	}
	return g, nil
}

// isOf reports whether a value is of that type, also of a BigInt, for which Type panics.
func isOf(t js.Type, v js.Value) bool {
	defer func() { _ = recover() }()
	return v.Type() == t
}
