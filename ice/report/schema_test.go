package report_test

import (
	"encoding/json"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/iceguard/iceguard/ice/candidate"
	"github.com/iceguard/iceguard/ice/diagnosis"
	"github.com/iceguard/iceguard/ice/nat"
	"github.com/iceguard/iceguard/ice/session"
	"github.com/iceguard/iceguard/ice/stats"
)

type schema struct {
	Required             []string
	Properties           map[string]json.RawMessage
	AdditionalProperties any
	Enum                 []any
	Defs                 map[string]schema `json:"$defs"`
}

func readSchema(t *testing.T) schema {
	t.Helper()
	text, err := os.ReadFile("report.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var s schema
	if err := json.Unmarshal(text, &s); err != nil {
		t.Fatal(err)
	}
	return s
}

// jsonNames are the members that a Go field is written as, where that is not
// its name with a small beginning.
var jsonNames = map[string]string{
	"State.WallTime": "attachedAt", "State.Candidates": "localCandidates remoteCandidates", "State.Errors": "candidateErrors",
	"State.Snapshot": "checks", "State.Generations": "generation generations",
	"CandidateRecord.Line": "candidate", "CandidateRecord.Mid": "sdpMid", "CandidateRecord.MLineIndex": "sdpMLineIndex",
	"CandidateRecord.Err": "error", "CandidateRecord.Decision": "kept rule text",
	"CandidateRecord.Candidate": "foundation component protocol priority address port type tcpType relatedAddress relatedPort family scope",
	"ErrorEvent.Code":           "errorCode", "ErrorEvent.Text": "errorText",
	"Path.RelaySide": "relay", "Path.RelayProtocol": "relay", "Path.RelayProtocolSource": "relay",
	"PathSpan.Path": "since kind relay transport family scope local remote source ambiguous recognised",
	"Result.Family": "mapping", // it is the name of the member
	// A candidate's own, beside the record's.
	"Candidate.Transport": "protocol", "Candidate.HasRelatedPort": "relatedPort",
}

// members are what the fields of a struct are written as; those of embedded ones are its own.
func members(of reflect.Type) []string {
	var names []string
	for i := range of.NumField() {
		f := of.Field(i)
		switch {
		case !f.IsExported():
		case f.Anonymous:
			names = append(names, members(f.Type)...)
		case jsonNames[of.Name()+"."+f.Name] != "":
			names = append(names, strings.Fields(jsonNames[of.Name()+"."+f.Name])...)
		default:
			names = append(names, small(f.Name))
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// small is DTLSConnected as dtlsConnected.
func small(name string) string {
	runes := []rune(name)
	for i := range runes {
		if i > 0 && i+1 < len(runes) && unicode.IsLower(runes[i+1]) {
			break
		}
		runes[i] = unicode.ToLower(runes[i])
	}
	return string(runes)
}

// Every field of the Go structs is in the schema, and nothing else but what
// the report works out.
func TestSchemaAgainstStructs(t *testing.T) {
	s := readSchema(t)
	for _, c := range []struct {
		name string
		of   reflect.Type
		more []string // worked out
	}{
		{"", reflect.TypeFor[session.State](), []string{"schema", "summary", "findings", "diagnosis", "nat"}},
		{"candidate", reflect.TypeFor[session.CandidateRecord](), nil},
		{"candidateError", reflect.TypeFor[session.ErrorRecord](), nil},
		{"path", reflect.TypeFor[session.Path](), nil},
		{"pathSpan", reflect.TypeFor[session.PathSpan](), nil},
		{"pathEnd", reflect.TypeFor[session.PathEnd](), nil},
		{"stats", reflect.TypeFor[session.StatsRecord](), nil},
		{"checks", reflect.TypeFor[stats.Checks](), nil},
		{"generation", reflect.TypeFor[session.Generation](), nil},
		{"finding", reflect.TypeFor[diagnosis.Finding](), nil},
		{"natMapping", reflect.TypeFor[nat.Result](), nil},
	} {
		def := s
		if c.name != "" {
			def = s.Defs[c.name]
		}
		want := append(members(c.of), c.more...)
		slices.Sort(want)
		var got []string
		for name := range def.Properties {
			got = append(got, name)
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%s: the schema has\n%q, the struct\n%q", c.of, got, want)
		}
		slices.Sort(def.Required)
		if !slices.Equal(def.Required, got) || def.AdditionalProperties != false {
			t.Errorf("%s: required are %q, additional %v", c.of, def.Required, def.AdditionalProperties)
		}
	}
	candidateFields := members(reflect.TypeFor[candidate.Candidate]())
	for _, name := range candidateFields {
		if s.Defs["candidate"].Properties[name] == nil {
			t.Errorf("a candidate's %s is not in the schema", name)
		}
	}
}

func TestSchemaKnowsEveryCode(t *testing.T) {
	var got, want []string
	for _, code := range readSchema(t).Defs["code"].Enum {
		got = append(got, code.(string))
	}
	for _, code := range diagnosis.Codes() {
		want = append(want, string(code))
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("the schema has\n%q, the engine\n%q", got, want)
	}
}
