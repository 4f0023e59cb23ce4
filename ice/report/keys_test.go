package report_test

import (
	"encoding/json"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/iceguard/iceguard/ice/diagnosis"
	"github.com/iceguard/iceguard/ice/report"
	"github.com/iceguard/iceguard/ice/session"
)

// interfaces are the members of the interfaces of jsbridge/ts/report.ts, by name
// and for each member what stands behind the colon.
func interfaces(t *testing.T) map[string]map[string]string {
	t.Helper()
	text, err := os.ReadFile("../../jsbridge/ts/report.ts")
	if err != nil {
		t.Fatal(err)
	}
	source := regexp.MustCompile(`(?s)/\*\*.*?\*/`).ReplaceAllString(string(text), "")
	all := map[string]map[string]string{}
	for _, m := range regexp.MustCompile(`(?ms)^export interface (\w+)(?: extends (\w+))? \{\n(.*?)^\}`).FindAllStringSubmatch(source, -1) {
		all[m[1]] = typeMembers(m[3])
		maps.Copy(all[m[1]], all[m[2]])
	}
	all["type"] = map[string]string{} // the named types
	for _, m := range regexp.MustCompile(`(?s)export type (\w+) =([^;{]+);`).FindAllStringSubmatch(source, -1) {
		all["type"][m[1]] = strings.TrimPrefix(strings.Join(strings.Fields(m[2]), " "), "| ")
	}
	return all
}

// typeMembers reads "name: type;", where the type may be an object over several lines.
func typeMembers(body string) map[string]string {
	found := map[string]string{}
	for _, m := range regexp.MustCompile(`(?s)(\w+)(\?)?:((?:[^;{}]|\{[^{}]*\})*);`).FindAllStringSubmatch(body, -1) {
		found[m[1]] = strings.TrimSpace(m[3])
	}
	return found
}

// object finds the members of an object type, such as { side: string } | null.
func object(t *testing.T, typ string) map[string]string {
	t.Helper()
	m := regexp.MustCompile(`(?s)\{(.*)\}`).FindStringSubmatch(typ)
	if m == nil {
		t.Fatalf("%q is no object type", typ)
	}
	return typeMembers(strings.TrimSuffix(strings.TrimSpace(m[1]), ";") + ";")
}

// checkType compares JSON with a type: the keys are the same, null is where the
// type has it, and the rest is what the type says.
func checkType(t *testing.T, types map[string]map[string]string, place, typ string, value any) {
	t.Helper()
	if strings.HasSuffix(typ, "| null") {
		if value == nil {
			return
		}
		typ = strings.TrimSpace(strings.TrimSuffix(typ, "| null"))
	}
	if alias := map[string]string{
		"Direction": "'local' | 'remote'", "RelayProtocol": "'udp' | 'tcp' | 'tls'", "RelayProtocol | 'unknown'": "'udp' | 'tcp' | 'tls' | 'unknown'",
		"CandidateRecord['scope']": types["CandidateRecord"]["scope"],
	}[typ]; alias != "" {
		typ = alias
	} else if alias := types["type"][typ]; alias != "" {
		typ = alias
	}
	if words, ok := strings.CutSuffix(typ, " | null"); ok && types["type"][words] != "" {
		typ = types["type"][words]
	}
	if m := regexp.MustCompile(`^Record<(\w+), (.*)>$`).FindStringSubmatch(typ); m != nil {
		checkRecord(t, types, place, types["type"][m[1]], m[2], value)
		return
	}
	switch {
	case strings.HasSuffix(typ, "[]"):
		list, ok := value.([]any)
		if !ok {
			t.Errorf("%s is %v, want %s", place, value, typ)
		}
		for _, element := range list {
			checkType(t, types, place+"[]", strings.TrimSuffix(typ, "[]"), element)
		}
	case types[typ] != nil:
		checkMembers(t, types, place, types[typ], value)
	case strings.HasPrefix(typ, "{"):
		checkMembers(t, types, place, object(t, typ), value)
	case strings.HasPrefix(typ, "'"):
		text, ok := value.(string)
		if !ok || !slices.Contains(strings.Split(typ, " | "), "'"+text+"'") {
			t.Errorf("%s is %v, want one of %s", place, value, typ)
		}
	default:
		ok := false
		switch value.(type) {
		case string:
			ok = typ == "string"
		case float64:
			ok = typ == "number"
		case bool:
			ok = typ == "boolean"
		}
		if !ok {
			t.Errorf("%s is %v, want %s", place, value, typ)
		}
	}
}

// checkRecord wants a member of that type for every word.
func checkRecord(t *testing.T, types map[string]map[string]string, place, words, typ string, value any) {
	t.Helper()
	want := map[string]string{}
	for _, word := range strings.Split(words, " | ") {
		want[strings.Trim(word, "'")] = typ
	}
	checkMembers(t, types, place, want, value)
}

func checkMembers(t *testing.T, types map[string]map[string]string, place string, want map[string]string, value any) {
	t.Helper()
	object, ok := value.(map[string]any)
	if !ok {
		t.Errorf("%s is %v, want an object", place, value)
		return
	}
	for name, typ := range want {
		member, ok := object[name]
		if !ok {
			t.Errorf("%s.%s is in report.ts and not in the JSON", place, name)
			continue
		}
		checkType(t, types, place+"."+name, typ, member)
	}
	for name := range object {
		if _, ok := want[name]; !ok {
			t.Errorf("%s.%s is in the JSON and not in report.ts", place, name)
		}
	}
}

func parsed(t *testing.T, text []byte) any {
	t.Helper()
	var value any
	if err := json.Unmarshal(text, &value); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return value
}

// The report and its parts have exactly the members that report.ts declares, in
// an empty session and in full ones.
func TestTypesAreThoseOfTypeScript(t *testing.T) {
	types := interfaces(t)
	for _, name := range []string{"Report", "CandidateRecord", "CandidateErrorRecord", "Path", "PathEnd", "StatsRecord", "Generation", "StateRecord"} {
		if len(types[name]) < 3 {
			t.Fatalf("report.ts has no interface %s: %v", name, types[name])
		}
	}
	for name, s := range sessions(t) {
		value := parsed(t, report.AppendJSON(nil, s.State(), &s.Engine))
		checkType(t, types, name, "Report", value)
		if got := value.(map[string]any)["schema"]; got != "iceguard.report/1" || types["Report"]["schema"] != "'iceguard.report/1'" {
			t.Errorf("%s: schema %v, report.ts says %s", name, got, types["Report"]["schema"])
		}
		for i := range s.State().Candidates {
			checkType(t, types, name, "CandidateRecord", parsed(t, report.AppendCandidate(nil, &s.State().Candidates[i])))
		}
		for i := range s.State().Errors {
			checkType(t, types, name, "CandidateErrorRecord", parsed(t, report.AppendError(nil, &s.State().Errors[i])))
		}
		for _, f := range s.Findings() {
			c := diagnosis.Change{Raised: true, Finding: f}
			checkType(t, types, name, "FindingRecord", parsed(t, report.AppendFinding(nil, s.State(), &c)))
		}
		checkType(t, types, name, "Path | null", parsed(t, report.AppendPath(nil, s.State().Path)))
		checkType(t, types, name, "StatsRecord | null", parsed(t, report.AppendStats(nil, s.State().Stats)))
	}
	for _, name := range []string{"signalingState", "iceGatheringState", "iceConnectionState", "connectionState"} {
		o := session.Output{Kind: session.StateChanged, Time: 1.5, Name: name, Value: "x"}
		checkType(t, types, name, "StateRecord", parsed(t, report.AppendState(nil, &o)))
	}
	o := session.Output{Kind: session.GatheringEnough, Time: 1.5, Reason: session.EnoughQuiet}
	restart := session.Output{Kind: session.RestartAdvised, Time: 1.5, Restart: session.RestartFailed, Generation: 2}
	checkType(t, types, "restart-advised", "RestartRecord", parsed(t, report.AppendRestart(nil, &restart)))
	checkType(t, types, "enough", "EnoughRecord", parsed(t, report.AppendEnough(nil, &o)))
}

// The words that report.ts lists are those that the Go side has.
func TestWordsAreThoseOfTypeScript(t *testing.T) {
	types := interfaces(t)
	for place, want := range map[string]string{
		types["CandidateRecord"]["family"]: "'ipv4' | 'ipv6' | 'mdns' | 'fqdn' | 'unknown'",
		types["CandidateRecord"]["scope"]:  "'private' | 'public' | 'loopback' | 'linklocal' | 'cgnat' | 'ula' | 'unknown'",
		types["Path"]["kind"]:              "'host' | 'reflexive' | 'relayed'",
		types["Path"]["source"]:            "'transport-stats' | 'ice-transport' | 'pair-selected' | 'nominated'",
		types["CandidateRecord"]["via"]:    "'trickle' | 'description'",
	} {
		if place != want {
			t.Errorf("report.ts has %s, the Go side %s", place, want)
		}
	}
}
