package jsontext_test

import (
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/iceguard/iceguard/ice/trace/internal/jsontext"
)

// The content of a string is a JSON text of its own, as in dumps.
func TestContent(t *testing.T) {
	inside := `[1,"a\"bé😀",{"x":[true]}]`
	outside, _ := json.Marshal(map[string]any{"a": inside, "b": 5})
	for _, size := range []int{1, 2, 5, 100} {
		r := jsontext.NewReader(strings.NewReader(string(outside)), size)
		inner := jsontext.NewReader(nil, size)
		var got any
		var b float64
		r.Object(func(name []byte) {
			if string(name) == "b" {
				b = r.Float()
				return
			}
			c := r.Content()
			inner.Reset(c)
			got = value(inner)
			jsontext.SkipContent(c)
		})
		text, _ := json.Marshal(got)
		if r.Err() != nil || inner.Err() != nil || string(text) != inside || b != 5 {
			t.Errorf("%d: %s, b %v, %v, %v", size, text, b, r.Err(), inner.Err())
		}
	}
}

func TestContentLeft(t *testing.T) {
	r := jsontext.NewReader(strings.NewReader(`["[1,2 oh dear\n\u0041","next"]`), 3)
	inner := jsontext.NewReader(nil, 4)
	var next string
	first := true
	r.Array(func() {
		if !first {
			next = r.Text()
			return
		}
		first = false
		c := r.Content()
		inner.Reset(c)
		inner.Skip()
		jsontext.SkipContent(c)
	})
	if inner.Err() == nil || next != "next" || r.Err() != nil {
		t.Errorf("%v, %q, %v", inner.Err(), next, r.Err())
	}
	if r := jsontext.NewReader(strings.NewReader(`5`), 3); r.Content() == nil || r.Err() == nil {
		t.Error("the content of a number was given")
	}
}

// What ends the text around it is the error of the text inside, with its place outside.
func TestContentCutOff(t *testing.T) {
	r := jsontext.NewReader(strings.NewReader("\n"+`{"values":"[1,2,3`), 3)
	inner := jsontext.NewReader(nil, 4)
	r.Object(func([]byte) {
		c := r.Content()
		inner.Reset(c)
		inner.Skip()
		jsontext.SkipContent(c)
	})
	var in, out *jsontext.Error
	if !errors.As(r.Err(), &out) || out.Line != 2 || out.Offset != 18 || !errors.As(inner.Err(), &in) || *in != *out || !errors.Is(in, io.ErrUnexpectedEOF) {
		t.Errorf("%v; %v", r.Err(), inner.Err())
	}
}

func TestLines(t *testing.T) {
	r := jsontext.NewReader(strings.NewReader("Magic\n{} \n[]\t\r\n1 2"), 16)
	if r.Literal("Magik") || !r.Literal("Magic\n") {
		t.Fatal("the literal was not taken")
	}
	r.Skip()
	r.LineEnd()
	r.Skip()
	r.LineEnd()
	if r.Float() != 1 || r.Err() != nil {
		t.Fatal(r.Err())
	}
	r.LineEnd()
	if r.Err() == nil || r.Err().Error() != `line 3, byte 17: found "2", expected the end of the line` {
		t.Error(r.Err())
	}
	short := jsontext.NewReader(strings.NewReader("Ma"), 16)
	if short.Literal("Magic") {
		t.Error("half a literal was taken")
	}
	end := jsontext.NewReader(strings.NewReader("1"), 16)
	end.Skip()
	end.LineEnd()
	if !end.AtEnd() || end.Err() != nil {
		t.Error(end.Err())
	}
}

// In JSON Lines a value that is cut off leaves the next line whole.
func TestNextLine(t *testing.T) {
	text := "[1]\n[2,\n[3]\n{\"a\nx\n[\"b\n\n{\"a\":\n[4]}\n[5]\n[6"
	for _, size := range []int{1, 3, 100} {
		r := jsontext.NewReader(strings.NewReader(text), size)
		r.Lines()
		var got []string
		for !r.AtEnd() {
			var all []string
			r.Array(func() { all = append(all, strconv.FormatFloat(r.Float(), 'f', -1, 64)) })
			r.LineEnd()
			if err := r.Err(); err != nil {
				var place *jsontext.Error
				errors.As(err, &place)
				got = append(got, "error in line "+strconv.Itoa(place.Line))
				r.NextLine()
				continue
			}
			got = append(got, strings.Join(all, " "))
		}
		want := "1, error in line 2, 3, error in line 4, error in line 5, error in line 6, error in line 8, error in line 9, 5, error in line 11"
		if strings.Join(got, ", ") != want || r.Err() != nil {
			t.Errorf("%d: %s, %v\nwant %s", size, strings.Join(got, ", "), r.Err(), want)
		}
	}
	broken := errors.New("broken")
	r := jsontext.NewReader(io.MultiReader(strings.NewReader("[1,"), iotest.ErrReader(broken)), 4)
	r.Lines()
	r.Skip()
	if r.NextLine() || r.AtEnd() || !errors.Is(r.Err(), broken) {
		t.Errorf("a source that fails: %v", r.Err())
	}
}

func TestLiteralOfFailingSource(t *testing.T) {
	broken := errors.New("broken")
	for _, src := range []io.Reader{iotest.ErrReader(broken), io.MultiReader(strings.NewReader("Mag"), iotest.ErrReader(broken))} {
		if r := jsontext.NewReader(src, 16); r.Literal("Magic") || !errors.Is(r.Err(), broken) {
			t.Errorf("%v", r.Err())
		}
	}
	if r := jsontext.NewReader(nothing{}, 16); r.Literal("Magic") || !errors.Is(r.Err(), io.ErrNoProgress) {
		t.Errorf("%v", r.Err())
	}
}

func TestAppend(t *testing.T) {
	for _, s := range []string{"", "a", "\"\\/\b\n\r\t\x00\x7f", "é😀\u2028\u2029", "\xff\xfe", "\ufffd"} {
		text := jsontext.AppendString(nil, s)
		var got string
		if err := json.Unmarshal(text, &got); err != nil || got != strings.ToValidUTF8(s, "\ufffd") && s != "\xff\xfe" {
			t.Errorf("%q: %s, %v", s, text, err)
		}
		if strings.ContainsAny(string(text), "\n\r\u2028\u2029\x7f") {
			t.Errorf("%q: %q is not one line", s, text)
		}
	}
	for _, v := range []float64{0, 1, -1, 0.1, 1e20, 1e21, 1e-6, 1e-7, 1795349440226.488, 5e-324, 1.7976931348623157e308} {
		text := string(jsontext.AppendFloat(nil, v))
		back, err := strconv.ParseFloat(text, 64)
		if err != nil || back != v || !json.Valid([]byte(text)) || len(text) > 30 {
			t.Errorf("%v: %s", v, text)
		}
	}
	var w jsontext.Writer
	w.Open('{')
	w.String("a", "b")
	w.Float("f", 0.5)
	w.Int("i", -3)
	w.Bool("t", true)
	w.Null("n")
	w.Key("l")
	w.Open('[')
	w.Item()
	w.Open('{')
	w.Close('}')
	w.Item()
	w.Open('[')
	w.Close(']')
	w.Close(']')
	w.NewLine()
	w.String("z", "")
	w.NewLine()
	w.Int("y", 1)
	w.Close('}')
	if want := `{"a":"b","f":0.5,"i":-3,"t":true,"n":null,"l":[{},[]],` + "\n" + `"z":"",` + "\n" + `"y":1}`; string(w.Buf) != want {
		t.Errorf("%s", w.Buf)
	}
}
