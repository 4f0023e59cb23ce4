package main

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"sync"
	"time"

	"github.com/coder/websocket"
)

const (
	// maxMessage is the longest message taken from a page. A description is some 10 KiB.
	maxMessage = 1 << 20
	// maxQueued is how many bytes may wait for a page that does not read; beyond it the socket is dropped.
	maxQueued = 8 << 20
	// pingEvery and pongWithin find pages that went away without closing, as a laptop that sleeps.
	pingEvery  = 20 * time.Second
	pongWithin = 10 * time.Second
	// writeTimeout is for one message.
	writeTimeout = 10 * time.Second
)

var errBinary = errors.New("the message is binary; signalling is JSON text")

// socket is one WebSocket with a queue in front, so that sending never blocks and keeps its order.
type socket struct {
	conn *websocket.Conn
	ctx  context.Context // ends when the socket is gone; ending it drops the socket at once
	drop context.CancelFunc
	done chan struct{} // closed when the connection is closed

	mu      sync.Mutex
	queue   [][]byte
	queued  int
	closing *websocket.CloseError // set: close so once the queue is written
	wake    chan struct{}
}

// acceptSocket answers the upgrade, or refuses it and gives the error. The socket closes when ctx ends.
func acceptSocket(ctx context.Context, w http.ResponseWriter, r *http.Request) (*socket, error) {
	if err := checkOrigin(r); err != nil {
		http.Error(w, err.Error(), http.StatusForbidden)
		return nil, err
	}
	conn, err := websocket.Accept(w, r, &websocket.AcceptOptions{InsecureSkipVerify: true}) // the origin is checked
	if err != nil {
		return nil, err // Accept has answered
	}
	conn.SetReadLimit(maxMessage)
	s := &socket{conn: conn, done: make(chan struct{}), wake: make(chan struct{}, 1)}
	s.ctx, s.drop = context.WithCancel(context.Background())
	unhook := context.AfterFunc(ctx, func() { s.close(websocket.StatusGoingAway, "the demo server stops") })
	go func() {
		defer close(s.done)
		defer unhook()
		s.write()
	}()
	go s.keepAlive()
	return s, nil
}

// read waits for the next message. errBinary leaves the socket usable, every other error ends it.
func (s *socket) read() ([]byte, error) {
	kind, data, err := s.conn.Read(s.ctx)
	if err != nil {
		return nil, err
	}
	if kind != websocket.MessageText {
		return nil, errBinary
	}
	return data, nil
}

// send queues a message as JSON.
func (s *socket) send(message any) {
	data, err := json.Marshal(message)
	if err != nil {
		data, _ = json.Marshal(errorMessage{Type: "error", Message: "the server could not encode its message"})
	}
	s.sendRaw(data)
}

// errorMessage tells a page what was wrong with something it sent.
type errorMessage struct {
	Type    string `json:"type"` // "error"
	Message string `json:"message"`
}

func (s *socket) sendError(err error) { s.send(errorMessage{Type: "error", Message: err.Error()}) }

// sendRaw queues a message that is JSON already. After close it does nothing.
func (s *socket) sendRaw(data []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closing != nil {
		return
	}
	if s.queued += len(data); s.queued > maxQueued {
		s.drop()
		return
	}
	s.queue = append(s.queue, data)
	s.nudge()
}

// close closes the socket after everything queued is written. Only the first call counts.
func (s *socket) close(code websocket.StatusCode, reason string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closing == nil {
		s.closing = &websocket.CloseError{Code: code, Reason: reason}
		s.nudge()
	}
}

// end closes the socket and waits until it is closed.
func (s *socket) end() {
	s.close(websocket.StatusNormalClosure, "")
	<-s.done
}

func (s *socket) nudge() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

func (s *socket) take() ([][]byte, *websocket.CloseError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	queue := s.queue
	s.queue, s.queued = nil, 0
	return queue, s.closing
}

// write is the one goroutine that writes.
func (s *socket) write() {
	defer s.drop()
	for {
		queue, closing := s.take()
		for _, data := range queue {
			ctx, cancel := context.WithTimeout(s.ctx, writeTimeout)
			err := s.conn.Write(ctx, websocket.MessageText, data)
			cancel()
			if err != nil {
				_ = s.conn.CloseNow()
				return
			}
		}
		if closing != nil {
			_ = s.conn.Close(closing.Code, closing.Reason)
			return
		}
		select {
		case <-s.wake:
		case <-s.ctx.Done():
			_ = s.conn.CloseNow()
			return
		}
	}
}

func (s *socket) keepAlive() {
	tick := time.NewTicker(pingEvery)
	defer tick.Stop()
	for {
		select {
		case <-s.ctx.Done():
			return
		case <-tick.C:
		}
		ctx, cancel := context.WithTimeout(s.ctx, pongWithin)
		err := s.conn.Ping(ctx)
		cancel()
		if err != nil {
			s.drop()
			return
		}
	}
}
