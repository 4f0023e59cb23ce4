package stats

// A loss of checks is told from this many requests on; the latest ones count, up to twice as many.
const lossWindow = 10

// LossWindow measures which part of the latest connectivity checks of one pair
// stayed without a response. The zero value is ready.
type LossWindow struct {
	id            string
	oldest, later sample // where the window begins, and where the next one will
	last          sample
}

type sample struct{ requests, responses float64 }

// Observe takes the present counters of a pair; another pair begins anew.
func (w *LossWindow) Observe(id string, requests, responses Number) {
	if !requests.Known || !responses.Known {
		return
	}
	now := sample{requests.Value, responses.Value}
	if id != w.id || now.requests < w.last.requests || now.responses < w.last.responses {
		*w = LossWindow{id: id, oldest: now, later: now, last: now}
	}
	if now.requests-w.later.requests >= lossWindow {
		w.oldest, w.later = w.later, now
	}
	w.last = now
}

// Loss is 0 to 1; not known before there were enough checks. The latest request
// may still be under way and counts as answered.
func (w *LossWindow) Loss() Number {
	sent := w.last.requests - w.oldest.requests
	if sent < lossWindow {
		return Number{}
	}
	return Number{Value: max(0, sent-(w.last.responses-w.oldest.responses)-1) / sent, Known: true}
}
