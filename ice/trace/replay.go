package trace

import (
	"io"

	"github.com/iceguard/iceguard/ice/diagnosis"
	"github.com/iceguard/iceguard/ice/session"
)

// Replay applies the events of a trace to a new session, in their order, and
// gives it back with what is found of it: its report is the one the live
// session gave. each, when not nil, is called after every event with what there
// was to tell. With an error the session is the one of all that was readable.
func Replay(r io.Reader, each func(o *diagnosis.Observer, told []session.Output, found []diagnosis.Change)) (*diagnosis.Observer, error) {
	o := diagnosis.NewObserver()
	t := NewReader(r)
	for {
		e, err := t.Next()
		if err == io.EOF {
			return o, nil
		}
		if err != nil {
			return o, err
		}
		told, found := o.Apply(&e)
		if each != nil {
			each(o, told, found)
		}
	}
}
