package diagnosis

import "github.com/iceguard/iceguard/ice/session"

// Observer is a session and what is found of it: what every source of events feeds.
type Observer struct {
	*session.Session
	Engine

	origin float64 // of the source's clock
	begun  bool
}

// NewObserver makes an observer of a connection. Without a PolicyChanged event it keeps everything.
func NewObserver() *Observer { return &Observer{Session: session.New()} }

// Apply takes one event and returns what there is to tell of it, and what it
// changes of the findings. Both are valid until the next call.
func (o *Observer) Apply(e *session.Event) (told []session.Output, found []Change) {
	if !o.begun {
		o.begun, o.origin = true, e.Time
	}
	told = o.Session.Apply(e)
	return told, o.Engine.Update(o.Session.State())
}

// Due is when, by the source's clock in ms, an event TimePassed is wanted:
// some decisions and findings wait for time to pass while nothing happens.
func (o *Observer) Due() (at float64, ok bool) {
	at, ok = o.Session.Due()
	if due, wanted := o.Engine.Due(); wanted && (!ok || o.origin+due < at) {
		return o.origin + due, true
	}
	return at, ok
}
