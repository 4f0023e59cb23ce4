//go:build js && wasm

package jsbridge

import "github.com/iceguard/iceguard/ice/session"

// Gathering says what makes gathering worth ending, beside what does so in
// every connection. The zero value adds nothing.
type Gathering struct {
	Enough  session.Types // at once when candidates of all these types are kept; empty for none
	MaxWait float64       // ms after gathering began, in any case; 0 for never
}
