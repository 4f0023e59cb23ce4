package main

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/coder/websocket"
)

func TestRoomOfTwo(t *testing.T) {
	s := startTest(t, nil)
	var welcomeA, welcomeB, welcomeC, joined, left roomMessage

	a := dialWS(t, s, "/ws/room?room=den_1")
	a.expect("welcome", &welcomeA)
	if welcomeA.ID == "" || welcomeA.Members == nil || len(welcomeA.Members) != 0 || *welcomeA.Polite {
		t.Errorf("the first got %+v", welcomeA)
	}
	b := dialWS(t, s, "/ws/room?room=den_1")
	b.expect("welcome", &welcomeB)
	a.expect("joined", &joined)
	if joined.ID != welcomeB.ID || len(welcomeB.Members) != 1 || welcomeB.Members[0] != welcomeA.ID || !*welcomeB.Polite {
		t.Errorf("the second got %+v, the first %+v", welcomeB, joined)
	}

	third := dialWS(t, s, "/ws/room?room=den_1")
	third.expect("full", nil)
	if _, _, err := third.conn.Read(third.ctx); websocket.CloseStatus(err) != websocket.StatusTryAgainLater {
		t.Errorf("the third's socket ended with %v", err)
	}
	elsewhere := dialWS(t, s, "/ws/room?room=den_2")
	elsewhere.expect("welcome", nil)

	// Messages arrive in order, byte for byte, and know who sent them.
	a.sendText(` {"type":"description", "b":1.0, "sdp":"v=0\r\n<ä>"} `)
	a.sendText(`{"type":"candidate","candidate":null}`)
	if got, want := b.next(), `{"type":"description", "b":1.0, "sdp":"v=0\r\n<ä>","from":"`+welcomeA.ID+`"}`; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got, want := b.next(), `{"type":"candidate","candidate":null,"from":"`+welcomeA.ID+`"}`; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}

	// Whoever takes the seat of the impolite one is impolite.
	if err := a.conn.Close(websocket.StatusNormalClosure, ""); err != nil {
		t.Error(err)
	}
	b.expect("left", &left)
	c := dialWS(t, s, "/ws/room?room=den_1")
	c.expect("welcome", &welcomeC)
	b.expect("joined", nil)
	if left.ID != welcomeA.ID || *welcomeC.Polite {
		t.Errorf("left %+v, then came %+v", left, welcomeC)
	}
}

func TestRoomDeletedWhenEmpty(t *testing.T) {
	h := newRoomHub()
	m, ok := h.join("x", &socket{})
	if !ok || len(h.rooms) != 1 {
		t.Fatal("not joined")
	}
	h.leave(m)
	if len(h.rooms) != 0 {
		t.Errorf("%d rooms left", len(h.rooms))
	}
}

func TestRoomErrorsKeepTheSocket(t *testing.T) {
	s := startTest(t, nil)
	a := dialWS(t, s, "/ws/room?room=x")
	a.expect("welcome", nil)
	b := dialWS(t, s, "/ws/room?room=x")
	b.expect("welcome", nil)
	a.expect("joined", nil)
	for text, want := range map[string]string{
		`nonsense`:                       "not a JSON object",
		`[1]`:                            "not a JSON object",
		`null`:                           "no type",
		`{}`:                             "no type",
		`{"type":7}`:                     "no type",
		`{"type":"left","id":"y"}`:       "server's own",
		`{"type":"bye","from":"y"}`:      "from",
		`{"type":"bye","fr\u006fm":"y"}`: "from",
		`{"type":"x","type":"welcome","polite":1}`: "server's own",
	} {
		a.sendText(text)
		var e errorMessage
		a.expect("error", &e)
		if !strings.Contains(e.Message, want) {
			t.Errorf("%s: %q does not say %q", text, e.Message, want)
		}
	}
	if err := a.conn.Write(a.ctx, websocket.MessageBinary, []byte("{}")); err != nil {
		t.Fatal(err)
	}
	a.expect("error", nil)
	a.send(map[string]string{"type": "bye"})
	b.expect("bye", nil) // and nothing before it
}

func TestRoomMessageLimit(t *testing.T) {
	s := startTest(t, nil)
	a := dialWS(t, s, "/ws/room?room=x")
	a.expect("welcome", nil)
	b := dialWS(t, s, "/ws/room?room=x")
	b.expect("welcome", nil)
	a.expect("joined", nil)
	b.conn.SetReadLimit(2 * maxMessage)
	frame := `{"type":"description","sdp":""}`
	a.sendText(strings.Replace(frame, `""`, `"`+strings.Repeat("x", maxMessage-len(frame))+`"`, 1))
	b.expect("description", nil)
	// A write may fail before the close frame is read, so only the read is judged.
	_ = a.conn.Write(a.ctx, websocket.MessageText, []byte(strings.Repeat("x", maxMessage+1)))
	if _, _, err := a.conn.Read(a.ctx); websocket.CloseStatus(err) != websocket.StatusMessageTooBig {
		t.Errorf("got %v", err)
	}
	b.expect("left", nil)
}

func TestRoomNames(t *testing.T) {
	s := startTest(t, nil)
	for _, name := range []string{"", "a%20b", "../x", "%C3%A4", strings.Repeat("x", 65)} {
		res, body := get(t, s.url()+"/ws/room?room="+name)
		if res.StatusCode != http.StatusBadRequest || !strings.Contains(string(body), "64") {
			t.Errorf("room %q: %d %s", name, res.StatusCode, body)
		}
	}
	dialWS(t, s, "/ws/room?room="+strings.Repeat("x", 64)).expect("welcome", nil)
}

func TestSocketsCloseWithTheServer(t *testing.T) {
	s := startTest(t, nil)
	a := dialWS(t, s, "/ws/room?room=x")
	a.expect("welcome", nil)
	closed := make(chan struct{})
	go func() { s.Close(); close(closed) }()
	if _, _, err := a.conn.Read(a.ctx); websocket.CloseStatus(err) != websocket.StatusGoingAway {
		t.Errorf("got %v", err)
	}
	<-closed
}

func FuzzAddFrom(f *testing.F) {
	f.Add(`{"type":"bye"}`)
	f.Add(` {"type":"x","a":[1,{"b":"}"}]} `)
	f.Add(`{"from":1,"type":"x"}`)
	f.Fuzz(func(t *testing.T, text string) {
		out, err := addFrom([]byte(text), "ID")
		if err != nil {
			return
		}
		var before, after map[string]json.RawMessage
		if err := json.Unmarshal([]byte(text), &before); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(out, &after); err != nil {
			t.Fatalf("%s became %s: %v", text, out, err)
		}
		if string(after["from"]) != `"ID"` || len(after) != len(before)+1 {
			t.Errorf("%s became %s", text, out)
		}
	})
}
