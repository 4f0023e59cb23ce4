package main

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/netip"
	"os"
	"testing"
	"time"

	"github.com/coder/websocket"
)

// patience bounds every wait of these tests; what is awaited comes in milliseconds.
const patience = 15 * time.Second

func loopbackOnly() ([]netip.Addr, error) {
	return []netip.Addr{netip.MustParseAddr("127.0.0.1"), netip.IPv6Loopback()}, nil
}

// startTest runs a demo on free ports of loopback, without multicast; change may alter its options.
func startTest(t *testing.T, change func(*options)) *server {
	t.Helper()
	o := options{host: "127.0.0.1", stunPorts: []uint16{0, 0}, secret: "a secret of the tests"}
	own := loopbackOnly
	if change != nil {
		change(&o)
	}
	if o.iceAddr.IsValid() {
		own = ownAddrs
	}
	s, err := startServer(o, own)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// ownAddr is this machine's ICE address; a test that needs one fails without.
func ownAddr(t *testing.T) netip.Addr {
	t.Helper()
	addrs, err := ownAddrs()
	if err != nil {
		t.Fatal(err)
	}
	addr := chooseICEAddr(addrs)
	if !addr.Is4() {
		t.Fatal("this machine has no IPv4 address but loopback: ./build.sh lab go test ./demo has one")
	}
	return addr
}

func get(t *testing.T, url string) (*http.Response, []byte) {
	t.Helper()
	res, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, body
}

func testContext(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(cancel)
	return ctx
}

// wsClient is a page's WebSocket.
type wsClient struct {
	t    *testing.T
	ctx  context.Context
	conn *websocket.Conn
}

func dialWS(t *testing.T, s *server, path string) *wsClient {
	t.Helper()
	ctx := testContext(t)
	conn, _, err := websocket.Dial(ctx, s.url()+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	conn.SetReadLimit(maxMessage)
	t.Cleanup(func() { _ = conn.CloseNow() })
	return &wsClient{t: t, ctx: ctx, conn: conn}
}

func (c *wsClient) send(message any) {
	c.t.Helper()
	data, err := json.Marshal(message)
	if err != nil {
		c.t.Fatal(err)
	}
	c.sendText(string(data))
}

func (c *wsClient) sendText(text string) {
	c.t.Helper()
	if err := c.conn.Write(c.ctx, websocket.MessageText, []byte(text)); err != nil {
		c.t.Fatal(err)
	}
}

// next reads one message, whatever it is.
func (c *wsClient) next() string {
	c.t.Helper()
	_, data, err := c.conn.Read(c.ctx)
	if err != nil {
		c.t.Fatal(err)
	}
	return string(data)
}

// expect reads one message of the given type into v.
func (c *wsClient) expect(kind string, v any) {
	c.t.Helper()
	text := c.next()
	var m struct{ Type string }
	if err := json.Unmarshal([]byte(text), &m); err != nil || m.Type != kind {
		c.t.Fatalf("got %s, want a message of type %s", text, kind)
	}
	if v != nil {
		if err := json.Unmarshal([]byte(text), v); err != nil {
			c.t.Fatal(err)
		}
	}
}

func TestMain(m *testing.M) {
	slog.SetDefault(slog.New(slog.DiscardHandler))
	os.Exit(m.Run())
}
