package trace_test

import (
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/iceguard/iceguard/ice/trace"
)

const magic = "RTCStatsDump\n{\"fileFormat\":3}\n"

// A line that cannot be read costs that line, and is told with its place.
func TestRTCStatsDamaged(t *testing.T) {
	const create = `["create","a",{},1000]` + "\n"
	for _, c := range []struct{ name, text, events, err string }{
		{"nothing", magic, "", ""},
		{"lines that are none", magic + "\n" + create + `{"no":"array"}` + "\n\"nor this\"\n[]\n[\"close\"]\n[\"close\",\"a\"]\n", "0 attached [], 0 closed", ""},
		{"a line that is cut off", magic + create + `["oniceconnectionstatechange","a","chec` + "§\n" + `["close","a",null,7]` + "\n", "0 attached [], 7 closed", `found "\n", expected no control character in a string`},
		{"a line that is cut off between values", magic + create + `["oniceconnectionstatechange","a",` + "§\n" + `["close","a",null,7]` + "\n", "0 attached [], 7 closed", `found "\n", expected a value`},
		{"a line within another", magic + create + `["connectionstatechange","a","x",[` + "§\n" + `["close","a",null,7]`, "0 attached [], 7 closed", `found "\n", expected a value`},
		{"two lines, the first is told", magic + "§x\n" + create + "y\n", "0 attached []", `found "x", expected a value`},
		{"more than an array in a line", magic + create + `["close","a",null,7]§,` + "\n" + `["close","a",null,7]` + "\n", "0 attached [], 7 closed", `found ",", expected the end of the line`},
		{"the file cut off", magic + create + `["close","a",null,7§`, "0 attached []", `found the end, expected ',' or ']': unexpected EOF`},
		{"the file cut off between lines", magic + create + `["close","a",null,7]`, "0 attached [], 7 closed", ""},
		{"statistics that are none", magic + create + `["getStats","a",5,3]`, "0 attached [], 3 stats 0 0 0", ""},
		{"statistics of odd types", magic + create + `["getStats","a",{"T":{"type":"transport","bytesSent":[],"dtlsState":{},"timestamp":"x"},"P":{"type":6,"nominated":1,"state":7},"x":5,"y":[],"t":true,"Z":{"type":"codec"},"W":{}},3]`, "0 attached [], 3 stats 1 1 0", ""},
	} {
		text, want := marked(c.text, c.err)
		all, err := rtcstats(strings.NewReader(text))
		got := ""
		if err != nil {
			got = strings.TrimPrefix(err.Error(), "trace: ")
		}
		var place *trace.Error
		if events := short(all["a"]); events != c.events || got != want || err != nil && !errors.As(err, &place) {
			t.Errorf("%s: %s\n%s\nwant %s\n%s", c.name, events, got, c.events, want)
		}
	}
}

func TestRTCStatsOfOthers(t *testing.T) {
	const expected = `expected an rtcstats dump, which begins with "RTCStatsDump" or has an array a line`
	for text, want := range map[string]string{
		"":                                   "line 1, byte 0: found the end, " + expected + ": unexpected EOF",
		"RTCStats":                           `line 1, byte 0: found "R", ` + expected,
		`{"PeerConnections":{}}`:             "line 1, byte 0: found the end, " + expected,
		"{\"trace\":\"iceguard.trace/1\"}\n": "line 1, byte 0: found the end, " + expected,
		"RTCStatsDump2\n":                    `line 1, byte 12: found "2", expected the end of the line`,
	} {
		all, err := rtcstats(strings.NewReader(text))
		if len(all) != 0 || err == nil || err.Error() != "trace: "+want {
			t.Errorf("%q: %v\nwant %s", text, err, want)
		}
	}
	broken := errors.New("broken pipe")
	for _, start := range []string{"", "RTC", magic, magic + `["create","a",{},1]` + "\n", magic + `["cre`} {
		_, err := rtcstats(io.MultiReader(strings.NewReader(start), errReader{broken}))
		if !errors.Is(err, broken) {
			t.Errorf("after %q: %v", start, err)
		}
	}
}

type errReader struct{ err error }

func (r errReader) Read([]byte) (int, error) { return 0, r.err }
