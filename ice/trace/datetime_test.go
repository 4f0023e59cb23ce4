package trace

import (
	"strings"
	"testing"
	"time"
)

func TestDays(t *testing.T) {
	for d := time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC); d.Year() < 2110; d = d.AddDate(0, 0, 1) {
		if got, want := days(d.Year(), int(d.Month()), d.Day()), int(d.Unix()/86400); got != want {
			t.Fatalf("%v is day %d, want %d", d, got, want)
		}
	}
}

func TestParseTime(t *testing.T) {
	for s, want := range map[string]string{
		"2026-11-22T12:10:40.226Z":  "2026-11-22T12:10:40.226Z",
		"2024-02-29T23:59:59Z":      "2024-02-29T23:59:59Z",
		"2024-02-29T23:59:59.5Z":    "2024-02-29T23:59:59.5Z",
		"11/22/2026, 12:10:40 PM":   "2026-11-22T12:10:40Z",
		"6/2/2020, 12:00:05 AM":     "2020-06-02T00:00:05Z",
		"6/2/2020, 1:02:03\u202fPM": "2020-06-02T13:02:03Z",
		"6/2/2020, 13:02:03":        "2020-06-02T13:02:03Z",
		"6/2/2020, 11:59:59 AM":     "2020-06-02T11:59:59Z",
	} {
		at, err := time.Parse(time.RFC3339, want)
		if err != nil {
			t.Fatal(err)
		}
		got, local, ok := parseTime(s)
		if !ok || got != float64(at.UnixMilli()) || local == strings.HasSuffix(s, "Z") {
			t.Errorf("%s is %v, local %t, %t; want %v", s, got, local, ok, at.UnixMilli())
		}
	}
	for _, s := range []string{"", "now", "2026-11-22", "2.6.2020, 13:02:03", "2026-13-22T00:00:00Z", "1-1-1T1:1:1Z", "2026-11-22T12:10Z", "2026-11-22T12:10:xxZ", "2026-11-22T12:10:10.xZ", "11/22/2026, :: PM", "2026-11-22T99:10:10Z", "2026-11-32T00:00:00Z", "99999999999999999999/1/1, 1:1:1"} {
		if got, _, ok := parseTime(s); ok {
			t.Errorf("%q is %v", s, got)
		}
	}
}

func TestAppendTime(t *testing.T) {
	const layout = "2006-01-02T15:04:05.000Z"
	for ms := int64(0); ms < 140*365*86400e3; ms += 86400e3*3 + 3723_004 {
		if got, want := string(appendTime(nil, float64(ms)+0.9)), time.UnixMilli(ms).UTC().Format(layout); got != want {
			t.Fatalf("%d is %s, want %s", ms, got, want)
		}
	}
	for _, s := range []string{"2024-02-29T23:59:59.999Z", "2100-12-31T00:00:00.000Z", "9999-12-31T23:59:59.999Z"} {
		if ms, _, ok := parseTime(s); !ok || string(appendTime(nil, ms)) != s {
			t.Errorf("%s becomes %s", s, appendTime(nil, ms))
		}
	}
	for ms, want := range map[float64]string{-5: "1970-01-01T00:00:00.000Z", 1e300: "9999-12-31T23:59:59.999Z"} {
		if got := string(appendTime(nil, ms)); got != want {
			t.Errorf("%v is %s, want %s", ms, got, want)
		}
	}
}
