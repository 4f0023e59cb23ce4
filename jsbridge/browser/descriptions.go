//go:build js && wasm

package browser

import (
	"strings"
	"syscall/js"
)

var descriptions = [...]string{"localDescription", "currentLocalDescription", "pendingLocalDescription"}

func (h *hooks) overrideDescriptions() {
	for _, name := range descriptions {
		get := accessor(h.pc, name)
		if get.Type() != js.TypeFunction {
			continue
		}
		h.replace(name, "get", map[string]any{"enumerable": true}, func(js.Value, []js.Value) any {
			return h.shown(get.Call("call", h.pc))
		})
	}
}

// shown is a local description as it may be shown: the same one when nothing of it is hidden.
func (h *hooks) shown(description js.Value) js.Value {
	sdp := member(description, "sdp")
	if sdp.Type() != js.TypeString || !strings.Contains(sdp.String(), "a=candidate:") {
		return description
	}
	if text := h.filtered(sdp.String()); text != sdp.String() {
		return copyOf(description, text)
	}
	return description
}

// filtered is the text of a local description as it may be shown.
func (h *hooks) filtered(sdp string) (text string) {
	if !h.active {
		return sdp
	}
	text = sdp
	_, err := attempt(func() any {
		if filtered, changed := h.session.FilterLocal(sdp); changed {
			text = filtered
		}
		return nil
	})
	if err != nil {
		h.onFailure(err)
		if h.closed() {
			text = withoutCandidates(sdp)
		}
	}
	return text
}

// copyOf is a description of the same class with another text.
func copyOf(description js.Value, sdp string) js.Value {
	init := js.ValueOf(map[string]any{"type": description.Get("type"), "sdp": sdp})
	class := description.Get("constructor")
	if class.Equal(js.Global().Get("Object")) {
		return init
	}
	return class.New(init)
}

// withoutCandidates takes out all that can name a candidate's address; used
// only when it cannot be said which may stay.
func withoutCandidates(sdp string) string {
	const in, none = "IN IP", "IN IP4 0.0.0.0"
	var kept strings.Builder
	for line := range strings.Lines(sdp) {
		name, ending := line, line[len(strings.TrimRight(line, "\r\n")):]
		if at := strings.Index(line, in); at >= 0 && (strings.HasPrefix(line, "c=") || strings.HasPrefix(line, "a=rtcp:")) {
			name = line[:at] + none + ending
		}
		if !strings.HasPrefix(line, "a=candidate:") {
			kept.WriteString(name)
		}
	}
	return kept.String()
}
