package report

import (
	"strconv"

	"github.com/iceguard/iceguard/ice/nat"
	"github.com/iceguard/iceguard/ice/session"
)

// nat writes the mapping behaviour of each address family.
func (w *writer) nat(s *session.State, places []int) {
	w.key("nat")
	w.open('{')
	for _, r := range nat.Observe(s) {
		w.key(r.Family.String())
		w.open('{')
		w.strings("mapping summary", string(r.Mapping), r.Summary)
		w.texts("reason confidence", string(r.Reason), string(r.Confidence))
		w.indices("candidates", r.Candidates, places)
		w.indices("errors", r.Errors, nil)
		w.close('}')
	}
	w.close('}')
}

// indices writes those of candidates, by where the report lists them, or of
// errors, which it lists as they are (nil).
func (w *writer) indices(name string, all, places []int) {
	w.key(name)
	w.open('[')
	for _, i := range all {
		if places != nil {
			i = places[i]
		}
		w.item()
		w.buf = strconv.AppendInt(w.buf, int64(i), 10)
	}
	w.close(']')
}
