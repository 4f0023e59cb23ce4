package jsonvalue_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/iceguard/iceguard/internal/jsonvalue"
)

type value = jsonvalue.Value

func text(s string) *value   { return &value{Type: "string", Text: s} }
func number(s string) *value { return &value{Type: "number", Text: s} }

func TestParse(t *testing.T) {
	for in, want := range map[string]*value{
		"null":                 {Type: "null", Text: "null"},
		"false":                {Type: "undefined", Text: "undefined"},
		"-1.5e+21":             number("-1.5e+21"),
		`""`:                   text(""),
		`"a\"\\/\b\f\n\r\té😀"`: text("a\"\\/\b\f\n\r\té😀"),
		`"\u0000\u001e\u00ff"`: text("\x00\x1eÿ"),
		`"\ud800x\udfff"`:      text("\ufffdx\ufffd"),
		`"\u001ffunction"`:     {Type: "unusable function", Text: "function"},
		"[]":                   {Type: "array"},
		"{}":                   {Type: "object"},
		`[1,"a,]",[],{}]`:      {Type: "array", Items: []*value{number("1"), text("a,]"), {Type: "array"}, {Type: "object"}}},
		`{"a":1,"":{"}":[2]}}`: {Type: "object", Items: []*value{text("a"), number("1"), text(""), {
			Type: "object", Items: []*value{text("}"), {Type: "array", Items: []*value{number("2")}}},
		}}},
	} {
		if got := jsonvalue.Parse(in); !reflect.DeepEqual(got, want) {
			t.Errorf("%s is %+v, want %+v", in, got, want)
		}
	}
}

func TestMember(t *testing.T) {
	v := jsonvalue.Parse(`{"a":1,"b":"x"}`)
	if got := v.Member("b"); got.Text != "x" {
		t.Errorf("b is %+v", got)
	}
	if got := v.Member("c"); got.Type != "undefined" || got.Text != "undefined" {
		t.Errorf("c is %+v", got)
	}
}

// What lies too deep is left behind, and what follows is read.
func TestDeep(t *testing.T) {
	const levels = 100_000
	v := jsonvalue.Parse("[" + strings.Repeat(`[{"a]":`, levels) + `"\"]"` + strings.Repeat("}]", levels) + ",5]")
	if len(v.Items) != 2 || v.Items[1].Text != "5" {
		t.Fatalf("%d items", len(v.Items))
	}
	depth := 1
	for d := v.Items[0]; len(d.Items) > 0; d = d.Items[len(d.Items)-1] {
		depth++
	}
	if depth != jsonvalue.MaxDepth {
		t.Errorf("%d levels were read", depth)
	}
}

// FuzzParse holds it against encoding/json for what JSON.stringify would write;
// of anything else something must come.
func FuzzParse(f *testing.F) {
	for _, s := range []string{`{"a":[1,null,"\u0007",-0.5]}`, `["é😀",{},[],""]`, `{"rules":[{"action":"drop","not":{"type":["host"]}}]}`, `"\`, `{"a`, "[1", "[,]", "{:}", `"\u12`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		jsonvalue.Parse(s)
		d := json.NewDecoder(strings.NewReader(s))
		d.UseNumber()
		var want any
		if d.Decode(&want) != nil || d.More() {
			return
		}
		written, err := json.Marshal(want)
		if err != nil || strings.Contains(string(written), `\u001f`) || strings.Contains(string(written), "true") || strings.Contains(string(written), "false") {
			return
		}
		if got, ok := plain(jsonvalue.Parse(string(written)), jsonvalue.MaxDepth); ok && !reflect.DeepEqual(got, want) {
			t.Errorf("%s is %v, want %v", written, got, want)
		}
	})
}

// plain is a value as encoding/json has it; not ok when some of it may lie too deep.
func plain(v *value, depth int) (_ any, ok bool) {
	switch v.Type {
	case "null":
		return nil, true
	case "number":
		return json.Number(v.Text), true
	case "string":
		return v.Text, true
	}
	if depth == 0 {
		return nil, false
	}
	list, members := []any{}, map[string]any{}
	for i, item := range v.Items {
		p, ok := plain(item, depth-1)
		if !ok {
			return nil, false
		}
		if list = append(list, p); v.Type == "object" && i%2 == 1 {
			members[v.Items[i-1].Text] = p
		}
	}
	if v.Type == "object" {
		return members, true
	}
	return list, true
}
