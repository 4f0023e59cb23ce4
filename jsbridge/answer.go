//go:build js && wasm

package jsbridge

import (
	"math"
	"unsafe"

	"github.com/iceguard/iceguard/ice/stats"
)

// What a session answers: these, and the ms after which it wants to be woken
// (see PeerConnection.Wanted), 0 for never, in the bits above. jsbridge/ts/channel.ts
// has them too.
const (
	answerGiven   = 1 << iota // always: where a goroutine waits for ever, 0 comes back
	answerDropped             // the candidate
	answerText                // something else takes the place of what was given
	answerStats               // statistics are to be asked for
	answerOutput              // the output has what there is to tell (see write), and that text behind U+001E
	answerWake

	textMark = '\x1e' // JSON escapes it
	longest  = math.MaxInt32/answerWake - 1
)

// session calls a session.
func (d *Data) session(f Function, pc *PeerConnection, argument int32, input string, now float64) (answer int32, err error) {
	c := d.control
	c.told = c.told[:0]
	answer = answerGiven
	text, changed := "", false
	asked, cost := argument&1 != 0, float64(argument>>1)/1000
	switch f {
	case SetPolicy:
		if p := c.entry(argument).policy; p != nil {
			pc.SetPolicy(now, p)
		}
	case Stats:
		err = pc.TakeStats(now, string([]byte(input)), asked, cost) // the snapshot keeps it
	case Refresh:
		if numbers := (*[stats.RefreshSize]float64)(unsafe.Pointer(unsafe.StringData(input))); len(input) == int(unsafe.Sizeof(*numbers)) {
			pc.RefreshStats(now, numbers, asked, cost)
		}
	case Happened:
		var kept bool
		if kept, text, changed = happened(pc, happening(argument), string([]byte(input)), now); !kept {
			answer |= answerDropped
		}
	}
	if changed {
		answer |= answerText
		c.told = append(c.told, textMark)
		c.told.Text(text)
	}
	statistics, wake := pc.Wanted()
	if statistics {
		answer |= answerStats
	}
	if wake > 0 {
		answer |= int32(min(max(math.Ceil(wake-now), 1), longest)) * answerWake
	}
	if len(c.told) > 0 {
		answer |= answerOutput
		d.out, c.told = c.told, d.out
	}
	return answer, err
}
