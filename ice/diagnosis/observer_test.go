package diagnosis_test

import (
	"strings"
	"testing"

	"github.com/iceguard/iceguard/ice/diagnosis"
)

// The npm package judges once for what happens within 20 ms. What is found
// then is what is found by judging each event: nothing is missed but what came and went meanwhile.
func TestJudgedTogether(t *testing.T) {
	const pause = 20 // ms
	raisedBy := func(o *diagnosis.Observer) (codes string) {
		for _, f := range o.Findings() {
			codes += string(f.Code) + " "
		}
		return codes
	}
	for name := range calls {
		file, side, _ := strings.Cut(name, " ")
		events := eventsOfCall(t, file, side)
		each, together := diagnosis.NewObserver(), diagnosis.NewObserver()
		outputs := [2]int{}
		judged := events[0].Time
		for i := range events {
			if events[i].Time-judged >= pause {
				together.Judge()
				judged = events[i].Time
				if got, want := raisedBy(together), raisedBy(each); got != want {
					t.Errorf("%s: found %q at %v ms, want %q", name, got, judged, want)
				}
			}
			told, _ := each.Apply(&events[i])
			outputs[0] += len(told)
			outputs[1] += len(together.Take(&events[i]))
		}
		together.Judge()
		if got, want := raisedBy(together), raisedBy(each); got != want {
			t.Errorf("%s: found %q at the end, want %q", name, got, want)
		}
		for i := 0; ; i++ {
			code, got, ok := together.At(i)
			if !ok {
				break
			}
			if want := each.Status(code); got != want {
				t.Errorf("%s: %s is %v, want %v", name, code, got, want)
			}
		}
		if outputs[0] != outputs[1] || outputs[0] == 0 {
			t.Errorf("%s: tells %d outputs, want %d", name, outputs[1], outputs[0])
		}
	}
}
