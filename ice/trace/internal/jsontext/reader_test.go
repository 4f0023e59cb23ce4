package jsontext_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/iceguard/iceguard/ice/trace/internal/jsontext"
)

// value reads the next value as encoding/json would give it with UseNumber unset.
func value(r *jsontext.Reader) any {
	switch r.Peek() {
	case jsontext.Null:
		r.Null()
		return nil
	case jsontext.Bool:
		return r.Bool()
	case jsontext.Number:
		return r.Float()
	case jsontext.String:
		return r.Text()
	case jsontext.Array:
		list := []any{}
		r.Array(func() { list = append(list, value(r)) })
		return list
	case jsontext.Object:
		members := map[string]any{}
		r.Object(func(name []byte) {
			key := string(name)
			members[key] = value(r)
		})
		return members
	}
	r.Skip() // says what is wrong
	return nil
}

// read takes the one value of a text, through a buffer that small.
func read(text string, buffer int) (any, error) {
	r := jsontext.NewReader(strings.NewReader(text), buffer)
	v := value(r)
	if r.Err() == nil && !r.AtEnd() && r.Err() == nil {
		return nil, errors.New("more than one value")
	}
	return v, r.Err()
}

func skip(text string, buffer int) error {
	r := jsontext.NewReader(strings.NewReader(text), buffer)
	r.Skip()
	if r.Err() == nil && !r.AtEnd() && r.Err() == nil {
		return errors.New("more than one value")
	}
	return r.Err()
}

var texts = []string{
	`null`, `true`, `false`, `0`, `-0`, `-1.5e-7`, `1E+3`, `""`, `"a\"\\\/\b\f\n\r\tz"`, `"\u00e9\uD83D\ude00x"`, `"é😀"`, `[]`, `{}`, ` [ 1 , [ ] , { } ] `,
	`{"a":1,"b":{"c":[true,null,"d"]},"a":2}`, "\t{\r\n\"x\" : 1e5\n}\n", `"\ud800"`, `"\udc00"`, `"\ud800\ud800\udc00"`, `"\ud800x"`, `"\ud83d\n"`, "\"\xff\xc3(\"", `"\u2028"`,
	`9007199254740993`, `0.1`, `123456789.123456789`,
	``, ` `, `nul`, `nulL`, `truE`, `falsy`, `+1`, `01`, `-`, `1.`, `.5`, `1e`, `1e+`, `--1`, `1-`, `0x1`, `1e999`, `"`, `"a`, `"\`, `"\q"`, `"\u12"`, `"\u12g4"`, "\"a\nb\"", "\"\x00\"",
	`[`, `[1`, `[1,`, `[1,]`, `[,1]`, `[1 2]`, `]`, `{`, `{"a"`, `{"a":`, `{"a":1`, `{"a":1,`, `{"a":1,}`, `{a:1}`, `{"a" 1}`, `{"a":}`, `{,}`, `{1:2}`, `}`, `[}`, `{]`,
	`1 2`, `{}{}`, `[] x`, `tru e`, "\xef\xbb\xbf1", `NaN`, `'a'`, `[1]]`, `"a""b"`,
}

func TestAgainstOracle(t *testing.T) {
	for _, text := range texts {
		for _, buffer := range []int{1, 2, 3, 7, 64} {
			compare(t, text, buffer)
		}
	}
}

func compare(t *testing.T, text string, buffer int) {
	t.Helper()
	var want any
	wantErr := json.Unmarshal([]byte(text), &want)
	got, err := read(text, buffer)
	if (err == nil) != (wantErr == nil) {
		t.Fatalf("%q through %d bytes: error %v, encoding/json says %v", text, buffer, err, wantErr)
	}
	a, _ := json.Marshal(got)
	b, _ := json.Marshal(want)
	if err == nil && !bytes.Equal(a, b) {
		t.Fatalf("%q through %d bytes: %s, encoding/json says %s", text, buffer, a, b)
	}
	// Skipping checks syntax; only the range of numbers is not its matter.
	if err := skip(text, buffer); (err == nil) != json.Valid([]byte(text)) {
		t.Fatalf("%q through %d bytes, skipped: %v", text, buffer, err)
	}
}

func FuzzReader(f *testing.F) {
	for i, text := range texts {
		f.Add(text, uint8(i))
	}
	f.Fuzz(func(t *testing.T, text string, buffer uint8) {
		if strings.Count(text, "[")+strings.Count(text, "{") > jsontext.MaxDepth || len(text) > jsontext.MaxNumber {
			return
		}
		compare(t, text, int(buffer)+1)
	})
}

func TestPlaces(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", `line 1, byte 0: found the end, expected a value: unexpected EOF`},
		{"\n\n  [1,\n x]", `line 4, byte 9: found "x", expected a value`},
		{`{"a":1 "b":2}`, `line 1, byte 7: found "\"", expected ',' or '}'`},
		{`{"a":nil}`, `line 1, byte 5: found "ni", expected null`},
		{"[1,\n2e]", `line 2, byte 4: found "2e", expected a number`},
		{`["\x"]`, `line 1, byte 2: found "\\x", expected an escape of JSON such as \n or \u0041`},
		{`["\u00`, `line 1, byte 6: found the end, expected the rest of an escape: unexpected EOF`},
		{`["ab`, `line 1, byte 4: found the end, expected the rest of a string, up to '"': unexpected EOF`},
		{"[\"a\tb\"]", `line 1, byte 3: found "\t", expected no control character in a string`},
		{`{"a":1,`, `line 1, byte 7: found the end, expected what follows ',': unexpected EOF`},
		{`{"a"}`, `line 1, byte 4: found "}", expected ':'`},
		{`[tr`, `line 1, byte 3: found the end, expected true: unexpected EOF`},
		{`[-`, `line 1, byte 2: found the end, expected the rest of a number: unexpected EOF`},
		{`{1:2}`, `line 1, byte 1: found "1", expected a name in '"'`},
	} {
		for _, buffer := range []int{1, 100} {
			if err := skip(c.text, buffer); err == nil || err.Error() != c.want {
				t.Errorf("%q: %v\nwant %s", c.text, err, c.want)
			}
		}
	}
	_, err := read(`[1e400]`, 10)
	var e *jsontext.Error
	if !errors.As(err, &e) || e.Offset != 1 || e.Found != "1e400" {
		t.Errorf("%v", err)
	}
	if err := skip(`[`, 3); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("%v", err)
	}
}

func TestWrongKind(t *testing.T) {
	for want, get := range map[string]func(r *jsontext.Reader){
		`found "[", expected a string`:  func(r *jsontext.Reader) { r.Text() },
		`found "[", expected a number`:  func(r *jsontext.Reader) { r.Float() },
		`found "[", expected a boolean`: func(r *jsontext.Reader) { r.Bool() },
		`found "[", expected null`:      func(r *jsontext.Reader) { r.Null() },
		`found "[", expected an object`: func(r *jsontext.Reader) { r.Object(nil) },
		`found "{", expected an array`:  func(r *jsontext.Reader) { r.Array(func() { r.Array(nil) }) },
	} {
		r := jsontext.NewReader(strings.NewReader(`[{}]`), 9)
		get(r)
		if r.Err() == nil || !strings.HasSuffix(r.Err().Error(), want) {
			t.Errorf("%v, want %s", r.Err(), want)
		}
		before := r.Err()
		if r.Text() != "" || r.Float() != 0 || r.Bool() || r.Peek() != jsontext.NoValue || r.AtEnd() || r.Err() != before {
			t.Errorf("after %v the reader goes on: %v", before, r.Err())
		}
	}
}

func TestLimits(t *testing.T) {
	deep := strings.Repeat("[", jsontext.MaxDepth) + strings.Repeat("]", jsontext.MaxDepth)
	if err := skip(deep, 50); err != nil {
		t.Error(err)
	}
	if err := skip("["+deep+"]", 50); err == nil {
		t.Error("one array too many was taken")
	}
	digits := strings.Repeat("1", jsontext.MaxNumber)
	if err := skip(digits, 50); err != nil {
		t.Error(err)
	}
	if err := skip(digits+"1", 50); err == nil {
		t.Error("a number with a digit too many was taken")
	}
	long := strings.Repeat("x", jsontext.MaxString)
	if v, err := read(strconv.Quote(long), 1000); err != nil || v != long {
		t.Error("the longest string was not taken", err)
	}
	if _, err := read(strconv.Quote(long+"x"), 1000); err == nil {
		t.Error("a string that is too long was taken")
	}
	if err := skip(strconv.Quote(long+long), 1000); err != nil {
		t.Error(err)
	}
	name := strings.Repeat("n", jsontext.MaxName)
	if v, err := read(`{"`+name+`more":7}`, 100); err != nil || v.(map[string]any)[name] != 7.0 {
		t.Errorf("a long name: %v", err)
	}
}

func TestSourceFails(t *testing.T) {
	broken := errors.New("broken pipe")
	for _, text := range []string{``, `[`, `[1,`, `"a`, `tr`, `1`, `{"a":`} {
		r := jsontext.NewReader(io.MultiReader(strings.NewReader(text), iotest.ErrReader(broken)), 4)
		value(r)
		if r.AtEnd() || !errors.Is(r.Err(), broken) {
			t.Errorf("%q: %v", text, r.Err())
		}
	}
	stuck := jsontext.NewReader(iotest.TimeoutReader(nothing{}), 4)
	stuck.Skip()
	if stuck.Err() == nil {
		t.Error("a source that gives nothing was waited for")
	}
}

type nothing struct{}

func (nothing) Read([]byte) (int, error) { return 0, nil }
