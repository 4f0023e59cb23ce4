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
	return o.Take(e), o.Judge()
}

// Take is Apply without its second half, Judge, which may follow once for
// several events that come at a time: it takes longer than they do.
func (o *Observer) Take(e *session.Event) []session.Output {
	if !o.begun {
		o.begun, o.origin = true, e.Time
	}
	return o.Session.Apply(e)
}

// Judge returns what the events since it was called last change of the
// findings, valid until the next call.
func (o *Observer) Judge() []Change { return o.Engine.Update(o.Session.State()) }

// Due is when, by the source's clock in ms, an event TimePassed is wanted:
// some decisions and findings wait for time to pass while nothing happens.
func (o *Observer) Due() (at float64, ok bool) {
	at, ok = o.Session.Due()
	if due, wanted := o.Engine.Due(); wanted && (!ok || o.origin+due < at) {
		return o.origin + due, true
	}
	return at, ok
}
