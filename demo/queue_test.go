package main

import (
	"slices"
	"testing"
)

func TestQueueKeepsOrderAndEnds(t *testing.T) {
	q := newQueue()
	var got []int
	for i := range 3 {
		q.push(func() {
			got = append(got, i)
			if i == 0 {
				q.push(func() { got = append(got, 9); q.close(); q.close() })
				q.push(func() { t.Error("ran after close") })
			}
		})
	}
	q.run()
	q.push(func() { t.Error("pushed after close") })
	q.run()
	if !slices.Equal(got, []int{0, 1, 2, 9}) {
		t.Errorf("got %v", got)
	}
}
