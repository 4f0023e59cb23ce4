package main

import (
	"net"
	"sync"
	"time"
)

const (
	// firstBytesWithin is how long a TCP or TLS client may take until its first bytes are read, the TLS
	// handshake included.
	firstBytesWithin = 15 * time.Second
	// idleWithin drops clients that went away without a word. An allocation is refreshed at least every 10
	// minutes, so a living client is never that silent.
	idleWithin = 15 * time.Minute
	// writeWithin drops clients that no longer read.
	writeWithin = 10 * time.Second
)

// turnListener hands pion/turn connections that end. pion/turn v5.1 neither closes accepted connections when the
// server closes, nor a TLS connection whose handshake failed (what every browser does to a self-signed
// certificate), nor one that never says anything.
type turnListener struct {
	net.Listener
	mu    sync.Mutex
	conns map[*turnConn]struct{} // nil once dropped
}

func newTURNListener(l net.Listener) *turnListener {
	return &turnListener{Listener: l, conns: map[*turnConn]struct{}{}}
}

// Accept waits for the next client.
func (l *turnListener) Accept() (net.Conn, error) {
	raw, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	c := &turnConn{Conn: raw, listener: l}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.conns == nil {
		_ = raw.Close()
		return nil, net.ErrClosed
	}
	l.conns[c] = struct{}{}
	return c, nil
}

// dropAll closes what was accepted and refuses what comes.
func (l *turnListener) dropAll() {
	l.mu.Lock()
	conns := l.conns
	l.conns = nil
	l.mu.Unlock()
	for c := range conns {
		_ = c.Conn.Close()
	}
}

// turnConn is one client over TCP or TLS. Its type hides *tls.Conn, so that the handshake happens inside the first
// Read, whose failure pion/turn does answer by closing.
type turnConn struct {
	net.Conn
	listener *turnListener
	spoke    bool // only the one reading goroutine uses it
}

// Read reads, within the limits above.
func (c *turnConn) Read(p []byte) (int, error) {
	within := firstBytesWithin
	if c.spoke {
		within = idleWithin
	}
	if err := c.SetReadDeadline(time.Now().Add(within)); err != nil {
		return 0, err
	}
	n, err := c.Conn.Read(p)
	c.spoke = c.spoke || n > 0
	return n, err
}

// Write writes, and closes the connection when that takes too long: half a message cannot be mended.
func (c *turnConn) Write(p []byte) (int, error) {
	if err := c.SetWriteDeadline(time.Now().Add(writeWithin)); err != nil {
		return 0, err
	}
	n, err := c.Conn.Write(p)
	if err != nil {
		_ = c.Close()
	}
	return n, err
}

// Close closes the connection and forgets it.
func (c *turnConn) Close() error {
	c.listener.mu.Lock()
	delete(c.listener.conns, c)
	c.listener.mu.Unlock()
	return c.Conn.Close()
}
