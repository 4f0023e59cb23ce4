package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"sync"

	"github.com/coder/websocket"
)

// roomSize is how many members a room takes: a call has two ends.
const roomSize = 2

var (
	roomName = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

	errRoomName = errors.New("the room must be 1 to 64 letters, digits, _ or - (?room=NAME)")
	errNoType   = errors.New("the message has no type: it must be a JSON object with a string \"type\"")

	// serverTypes are what the server says; a member who could say them could fool the other.
	serverTypes = []string{"welcome", "joined", "left", "full", "error"}
)

// roomMessage is what the server itself says in a room.
type roomMessage struct {
	Type    string   `json:"type"` // welcome, joined, left, full
	ID      string   `json:"id,omitempty"`
	Members []string `json:"members,omitzero"` // of welcome: who was there before, without the joiner
	Polite  *bool    `json:"polite,omitempty"` // of welcome: the joiner's part in perfect negotiation
}

// member is one page in a room.
type member struct {
	id     string
	room   string
	polite bool
	sock   *socket
}

// roomHub holds the rooms. Everything that a room's members are told is queued under its lock, so all of them
// see the same order.
type roomHub struct {
	mu    sync.Mutex
	rooms map[string][]*member // never an empty slice
}

func newRoomHub() *roomHub { return &roomHub{rooms: map[string][]*member{}} }

// serve is GET /ws/room?room=NAME.
func (h *roomHub) serve(ctx context.Context, w http.ResponseWriter, r *http.Request) {
	room := r.URL.Query().Get("room")
	if !roomName.MatchString(room) {
		http.Error(w, errRoomName.Error(), http.StatusBadRequest)
		return
	}
	sock, err := acceptSocket(ctx, w, r)
	if err != nil {
		return
	}
	defer sock.end()
	m, ok := h.join(room, sock)
	if !ok {
		sock.send(roomMessage{Type: "full"})
		sock.close(websocket.StatusTryAgainLater, "the room is full")
		return
	}
	defer h.leave(m)
	for {
		data, err := sock.read()
		if errors.Is(err, errBinary) {
			sock.sendError(err)
			continue
		}
		if err != nil {
			return
		}
		if err := h.relay(m, data); err != nil {
			sock.sendError(err)
		}
	}
}

// join seats a member and tells both sides; false when the room is full.
func (h *roomHub) join(room string, sock *socket) (*member, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	others := h.rooms[room]
	if len(others) >= roomSize {
		return nil, false
	}
	m := &member{id: rand.Text()[:8], room: room, sock: sock}
	members := []string{}
	for _, other := range others {
		members = append(members, other.id)
		// Exactly one of two is polite, also after somebody left and somebody else came.
		m.polite = !other.polite
		other.sock.send(roomMessage{Type: "joined", ID: m.id})
	}
	sock.send(roomMessage{Type: "welcome", ID: m.id, Members: members, Polite: &m.polite})
	h.rooms[room] = append(others, m)
	return m, true
}

// leave frees the seat, and the room with the last one.
func (h *roomHub) leave(m *member) {
	h.mu.Lock()
	defer h.mu.Unlock()
	others := slices.DeleteFunc(h.rooms[m.room], func(x *member) bool { return x == m })
	if len(others) == 0 {
		delete(h.rooms, m.room)
		return
	}
	h.rooms[m.room] = others
	for _, other := range others {
		other.sock.send(roomMessage{Type: "left", ID: m.id})
	}
}

// relay passes a message on to the other member. A message to an empty seat is dropped: whoever sends it has been
// told "left", or not yet "joined".
func (h *roomHub) relay(from *member, data []byte) error {
	message, err := addFrom(data, from.id)
	if err != nil {
		return err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, other := range h.rooms[from.room] {
		if other != from {
			other.sock.sendRaw(message)
		}
	}
	return nil
}

// addFrom gives the message as it came, byte for byte, with "from" as its last member.
func addFrom(data []byte, id string) ([]byte, error) {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(data, &fields); err != nil {
		return nil, fmt.Errorf("the message is not a JSON object: %w", err)
	}
	var kind string
	if err := json.Unmarshal(fields["type"], &kind); err != nil || kind == "" {
		return nil, errNoType
	}
	if slices.Contains(serverTypes, kind) {
		return nil, fmt.Errorf("type %q is the server's own", kind)
	}
	if _, taken := fields["from"]; taken {
		return nil, errors.New("\"from\" is the server's to add")
	}
	body := bytes.TrimSuffix(bytes.TrimSpace(data), []byte("}"))
	return append(bytes.Clone(body), []byte(`,"from":"`+id+`"}`)...), nil
}
