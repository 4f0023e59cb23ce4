package stats_test

import (
	"math"
	"testing"

	"github.com/iceguard/iceguard/ice/stats"
)

func TestPort(t *testing.T) {
	for _, c := range []struct {
		n    stats.Number
		want int
	}{
		{stats.Number{}, -1},
		{stats.Number{Value: 9}, -1},
		{number(0), 0},
		{number(9), 9},
		{number(65535), 65535},
		{number(65536), -1},
		{number(-1), -1},
		{number(1e300), -1},
		{number(math.Inf(1)), -1},
		{number(math.NaN()), -1},
	} {
		if got := c.n.Port(); got != c.want {
			t.Errorf("%+v: %d, want %d", c.n, got, c.want)
		}
	}
}
