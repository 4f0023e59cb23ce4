package main

import "sync"

// queue runs functions one after the other in the order they were pushed. It is how one WebSocket's messages and
// pion's callbacks, which come on goroutines of their own, keep one order without a lock held across either.
type queue struct {
	mu     sync.Mutex
	items  []func()
	closed bool
	wake   chan struct{}
	done   chan struct{} // closed by close
}

func newQueue() *queue { return &queue{wake: make(chan struct{}, 1), done: make(chan struct{})} }

// push never blocks. After close it drops f.
func (q *queue) push(f func()) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return
	}
	q.items = append(q.items, f)
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

// close ends run after the function it is at. It may be called twice and from anywhere.
func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.closed {
		q.closed, q.items = true, nil
		close(q.done)
	}
}

// run runs what is pushed until close.
func (q *queue) run() {
	for {
		f, ok := q.next()
		if ok {
			f()
			continue
		}
		select {
		case <-q.wake:
		case <-q.done:
			return
		}
	}
}

func (q *queue) next() (func(), bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.items) == 0 {
		return nil, false
	}
	f := q.items[0]
	q.items = q.items[1:]
	return f, true
}
