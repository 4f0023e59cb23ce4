//go:build js && wasm && faults

package jsbridge

import (
	"github.com/iceguard/iceguard/ice/diagnosis"
	"github.com/iceguard/iceguard/ice/session"
)

// InNextCallback runs f, once, inside the next call in which a session has
// something to tell. For tests of what happens when that fails.
func (d *Data) InNextCallback(f func()) {
	pending := true
	for _, e := range d.entries {
		if e.session == nil {
			continue
		}
		sink := e.session.sink
		e.session.sink = func(s *session.State, told []session.Output, found []diagnosis.Change) {
			if pending {
				pending = false
				f()
			}
			sink(s, told, found)
		}
	}
}
