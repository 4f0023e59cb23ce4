//go:build js && wasm

package jsbridge

import (
	"math"
	"unsafe"

	"github.com/iceguard/iceguard/ice/stats"
)

// What a session answers; to Settle also the ms after which it wants to be
// woken (see PeerConnection.Wanted), 0 for never, in the bits above.
// jsbridge/ts/channel.ts has them too.
const (
	answerGiven   = 1 << iota // always: where a goroutine waits for ever, 0 comes back
	answerDropped             // the candidate
	answerOutput              // the output has what takes the place of what was given, or for Settle what there is to tell
	answerStats               // statistics are to be asked for
	answerWake

	longest = math.MaxInt32/answerWake - 1
)

// session calls a session.
func (d *Data) session(f Function, by *entry, argument int32, input string, now float64) (answer int32, err error) {
	pc := by.session
	answer = answerGiven
	asked, cost := argument&1 != 0, float64(argument>>1)/1000
	switch f {
	case SetPolicy:
		if p := d.entry(argument).policy; p != nil {
			pc.SetPolicy(now, p)
		}
	case Stats:
		err = pc.TakeStats(now, string([]byte(input)), asked, cost) // the snapshot keeps it
	case Refresh:
		if numbers := (*[stats.RefreshSize]float64)(unsafe.Pointer(unsafe.StringData(input))); len(input) == int(unsafe.Sizeof(*numbers)) {
			pc.RefreshStats(now, numbers, asked, cost)
		}
	case Happened:
		kept, text, changed := by.happened(happening(argument), string([]byte(input)), now)
		if !kept {
			answer |= answerDropped
		}
		if changed {
			answer |= answerOutput
			d.out = d.out[:0]
			d.out.Text(text)
		}
	case Settle:
		pc.Settle()
		answer |= d.settled(by, now)
	}
	return answer, err
}

// settled is what there is to do and to tell then.
func (d *Data) settled(by *entry, now float64) (answer int32) {
	statistics, wake := by.session.Wanted()
	if statistics {
		answer |= answerStats
	}
	if wake > 0 {
		answer |= int32(min(max(math.Ceil(wake-now), 1), longest)) * answerWake
	}
	if told := &by.told.Buffer; len(*told) > 0 {
		answer |= answerOutput
		d.out = append(d.out[:0], *told...)
		*told = (*told)[:0]
	}
	return answer
}
