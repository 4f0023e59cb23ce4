package stats_test

import (
	"errors"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/iceguard/iceguard/ice/stats"
)

// encode writes a digest as jsbridge/ts/digest.ts does: members in the order of
// the structs, each with its end, records with theirs.
func encode(s *stats.Snapshot) string {
	var b strings.Builder
	record := func(kind string, members ...any) {
		b.WriteString(kind + "\x1f")
		for _, m := range members {
			switch v := m.(type) {
			case string:
				b.WriteString(v)
			case float64:
				b.WriteString(strconv.FormatFloat(v, 'g', -1, 64))
			case stats.Number:
				if v.Known {
					b.WriteString(jsNumber(v.Value))
				}
			case stats.Bool:
				if v.Known {
					b.WriteString(map[bool]string{true: "1", false: "0"}[v.Value])
				}
			}
			b.WriteString("\x1f")
		}
		b.WriteString("\x1e")
	}
	record("s", number(s.Timestamp))
	for _, t := range s.Transports {
		record("t", t.ID, t.SelectedCandidatePairID, t.DTLSState, t.ICERole, t.BytesSent, t.BytesReceived)
	}
	for _, p := range s.Pairs {
		record("p", p.ID, p.TransportID, p.LocalCandidateID, p.RemoteCandidateID, p.State, p.Nominated, p.Selected, p.BytesSent, p.BytesReceived,
			p.RequestsSent, p.ResponsesReceived, p.RequestsReceived, p.ResponsesSent, p.TotalRoundTripTime, p.CurrentRoundTripTime, p.AvailableOutgoingBitrate)
	}
	for _, c := range s.Candidates {
		kind := "l"
		if c.Remote {
			kind = "r"
		}
		record(kind, c.ID, c.Type, c.Address, c.Port, c.Protocol, c.RelayProtocol, c.URL, c.UsernameFragment)
	}
	return b.String()
}

// jsNumber is Number::toString: no exponent from 1e-6 to 1e21.
func jsNumber(v float64) string {
	abs := max(v, -v)
	if abs != 0 && (abs < 1e-6 || abs >= 1e21) {
		s := strconv.FormatFloat(v, 'e', -1, 64)
		return strings.ReplaceAll(strings.ReplaceAll(s, "e-0", "e-"), "e+0", "e+")
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

func TestDigestOfRecordings(t *testing.T) {
	for _, c := range [][2]string{
		{"chromium-loopback", "a"}, {"chromium-loopback", "b"}, {"chromium-loopback-gum", "a"}, {"chromium-loopback-nomdns", "b"},
		{"firefox-loopback", "a"}, {"firefox-loopback-gum", "b"}, {"firefox-loopback-nomdns", "a"},
		{"node-node-datachannel", ""}, {"node-werift", ""}, {"node-wrtc", ""},
	} {
		want := recorded(t, c[0], c[1])
		if len(want.Transports) == 0 || len(want.Pairs) == 0 || len(want.Candidates) < 2 || want.Timestamp == 0 {
			t.Errorf("%v: the recording lacks entries: %+v", c, want)
		}
		roundTrip(t, want)
	}
}

func TestDigestOfEverything(t *testing.T) {
	roundTrip(t, &stats.Snapshot{})
	roundTrip(t, &stats.Snapshot{
		Timestamp:  1795341550366.678,
		Transports: []stats.Transport{{"T", "P", "connected", "controlling", number(1), number(2)}, {ID: "ä"}},
		Pairs: []stats.Pair{
			{"P", "T", "L", "R", "succeeded", stats.Bool{Value: true, Known: true}, stats.Bool{Known: true}, number(1), number(2), number(3), number(4), number(5), number(6), number(0.5), number(1.5e-7), number(1e21)},
			{ID: "Q"},
		},
		Candidates: []stats.Candidate{{"L", false, "host", "10.0.0.1", number(9), "udp", "tls", "turns:a?transport=tcp", "ufrag"}, {ID: "R", Remote: true, Type: "prflx"}},
	})
}

func roundTrip(t *testing.T, want *stats.Snapshot) {
	t.Helper()
	got, err := stats.ParseDigest(encode(want))
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%v\ngot  %+v\nwant %+v", err, got, want)
	}
}

// Numbers cross as JavaScript writes them.
func TestDigestNumbers(t *testing.T) {
	s, err := stats.ParseDigest("s\x1f-1.25e+2\x1f\x1et\x1fT\x1f\x1f\x1f\x1f0\x1f\x1f\x1e")
	if err != nil || s.Timestamp != -125 || s.Transports[0].BytesSent != number(0) || s.Transports[0].BytesReceived.Known {
		t.Errorf("%v: %+v", err, s)
	}
}

// An engine's strange value costs that value, not the report.
func TestDigestOfStrangeValues(t *testing.T) {
	s, err := stats.ParseDigest("s\x1fone\x1f\x1et\x1fT\x1fP\x1f\x1f\x1fNaN\x1f7\x1f\x1e" +
		"p\x1fP\x1f\x1f\x1f\x1f\x1ftrue\x1f2\x1fmany\x1f5" + strings.Repeat("\x1f", 8) + "\x1el\x1fL\x1f\x1f\x1fport\x1f\x1f\x1f\x1f\x1f\x1e")
	if err != nil {
		t.Fatal(err)
	}
	want := &stats.Snapshot{
		Transports: []stats.Transport{{ID: "T", SelectedCandidatePairID: "P", BytesReceived: number(7)}},
		Pairs:      []stats.Pair{{ID: "P", BytesReceived: number(5)}},
		Candidates: []stats.Candidate{{ID: "L"}},
	}
	if !reflect.DeepEqual(s, want) {
		t.Errorf("got %+v, want %+v", s, want)
	}
}

func TestMalformedDigests(t *testing.T) {
	pair := "p" + strings.Repeat("\x1f", 17)
	for _, c := range []struct {
		text   string
		record int
		kind   string
	}{
		{"x", 1, "x"},
		{"\x1e", 1, ""},
		{"\x1f\x1e", 1, ""},
		{"s\x1e", 1, "s"},
		{"s\x1f1\x1f", 1, "s"},
		{"s\x1f1\x1e", 1, "s"},
		{"s\x1f1\x1f\x1ez\x1f\x1e", 2, "z"},
		{"s\x1f1\x1f2\x1f\x1e", 1, "s"},
		{"s\x1f1\x1f2\x1e", 1, "s"},
		{"s\x1f1\x1f\x1et\x1fT\x1f\x1f\x1f\x1f1\x1f\x1e", 2, "t"},
		{pair[:len(pair)-1] + "\x1e", 1, "p"},
		{pair + "\x1f\x1e", 1, "p"},
		{"r\x1fid\x1f\x1f\x1f9\x1f\x1f\x1f\x1f\x1e", 1, "r"},
	} {
		s, err := stats.ParseDigest(c.text)
		if s != nil || !errors.Is(err, stats.ErrDigest) {
			t.Errorf("%q gives %+v, %v", c.text, s, err)
			continue
		}
		want := "record " + strconv.Itoa(c.record) + " of kind " + strconv.Quote(c.kind)
		if !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), stats.ErrDigest.Error()) {
			t.Errorf("%q: message %q lacks %q", c.text, err, want)
		}
	}
	if s, err := stats.ParseDigest(pair + "\x1e"); err != nil || len(s.Pairs) != 1 {
		t.Errorf("a pair with nothing known: %+v, %v", s, err)
	}
}

func FuzzParseDigest(f *testing.F) {
	f.Add(encode(recorded(f, "chromium-loopback-gum", "a")))
	f.Add(encode(recorded(f, "firefox-loopback", "a")))
	f.Add("")
	f.Add("s\x1f1\x1f\x1e")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := stats.ParseDigest(text)
		if err != nil {
			if !errors.Is(err, stats.ErrDigest) {
				t.Fatal(err)
			}
			return
		}
		again, err := stats.ParseDigest(encode(s))
		if err != nil || !slices.EqualFunc(s.Pairs, again.Pairs, func(a, b stats.Pair) bool { return a.ID == b.ID && a.Nominated == b.Nominated }) ||
			len(s.Transports) != len(again.Transports) || len(s.Candidates) != len(again.Candidates) {
			t.Fatalf("%q: %v\n%+v\n%+v", text, err, s, again)
		}
		s.Select(stats.End{Port: 9}, stats.End{}, true)
		if c := s.Checks(); c.Pairs != len(s.Pairs) || c.Waiting+c.InProgress+c.Succeeded+c.Failed > c.Pairs {
			t.Fatalf("%q: %+v", text, c)
		}
	})
}

// The names of the members are those of the fields, in their order.
func TestMembersAreTheFields(t *testing.T) {
	for line := range strings.Lines(stats.Members) {
		words := strings.Fields(line)
		fields := map[string]reflect.Type{"t": reflect.TypeFor[stats.Transport](), "p": reflect.TypeFor[stats.Pair](), "l": reflect.TypeFor[stats.Candidate](), "r": reflect.TypeFor[stats.Candidate]()}[words[1]]
		var want []string
		for i := range fields.NumField() {
			if name := fields.Field(i).Name; name != "Remote" {
				want = append(want, strings.ToLower(name))
			}
		}
		if got := strings.Fields(strings.ToLower(strings.ReplaceAll(strings.Join(words[2:], " "), "candidateType", "type"))); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", words[0], got, want)
		}
	}
}
