//go:build js && wasm

package browser

// queue brings events to the program in their order, outside the calls of the
// page that cause them: a callback inside those must not wait. js/wasm runs
// one goroutine at a time and switches only where one waits, so nothing locks.
type queue struct {
	waiting []Event
	news    chan struct{} // holds one
	ended   bool
}

func newQueue() *queue { return &queue{news: make(chan struct{}, 1)} }

func (q *queue) put(e Event) {
	if q.ended {
		return
	}
	q.waiting = append(q.waiting, e)
	select {
	case q.news <- struct{}{}:
	default:
	}
}

// end lets deliver return when it has delivered what waits.
func (q *queue) end() {
	q.ended = true
	close(q.news)
}

// deliver calls f for every event until the end.
func (q *queue) deliver(f func(Event)) {
	for range q.news {
		for len(q.waiting) > 0 {
			e := q.waiting[0]
			q.waiting = q.waiting[1:]
			f(e)
		}
	}
}
