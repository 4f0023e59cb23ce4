//go:build js && wasm

package jsbridge

import (
	"strconv"

	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/internal/ascii"
	"github.com/iceguard/iceguard/internal/jsonvalue"
)

// The members of PolicyRules, PolicyMatches and PolicyRule (ts/types.ts).
const (
	policyMembers = "rules, default"
	matchMembers  = "type, transport, tcpType, family, scope, net, port, relayProtocol, server, networkId, mid"
	ruleMembers   = "direction, action, limit, not, " + matchMembers
)

// policyText writes the object form of a policy as the text that policy.Parse
// reads, which also checks the values. The error is an *inputError.
func policyText(v *jsonvalue.Value) (string, error) {
	var w rulesWriter
	w.expect(v.Type == "object", "policy", "a string or an object", v)
	w.members("policy", v, policyMembers)
	rules, last := v.Member("rules"), v.Member("default")
	w.expect(rules.Type == "array", "policy.rules", "an array", rules)
	for i, rule := range rules.Items {
		w.nextLine()
		w.rule("policy.rules["+strconv.Itoa(i)+"]", rule)
	}
	if last.Type != "undefined" {
		w.nextLine()
		w.text.Text("default")
		w.word("policy.default", last)
	}
	return string(w.text), w.err
}

// rulesWriter writes a policy and keeps the first error; what it writes after that means nothing.
type rulesWriter struct {
	text ascii.Buffer
	err  error
}

func (w *rulesWriter) expect(ok bool, at, expected string, got *jsonvalue.Value) {
	if !ok && w.err == nil {
		w.err = mismatch(at, expected, got)
	}
}

// members refuses what is not known: a typo would match more than was meant.
func (w *rulesWriter) members(at string, v *jsonvalue.Value, known string) {
	w.expect(v.Type == "object", at, "an object of "+known, v)
	for i := 0; i < len(v.Items); i += 2 {
		if name := v.Items[i].Text; w.err == nil && !listed(known, name) {
			w.err = &inputError{code: "unknown-option", field: at + "." + name, text: at + ": unknown option " + strconv.Quote(name) + "; known: " + known}
		}
	}
}

func listed(list, name string) bool {
	for more := true; more; {
		var first string
		first, list, more = ascii.Cut(list, ',')
		if first == name {
			return true
		}
		if more {
			list = list[1:] // the space
		}
	}
	return false
}

func (w *rulesWriter) rule(at string, v *jsonvalue.Value) {
	w.members(at, v, ruleMembers)
	action, limit, not := v.Member("action"), v.Member("limit"), v.Member("not")
	w.expect((action.Text == "limit") == (limit.Type != "undefined"), at+".limit", "a number for action 'limit' alone", limit)
	if direction := v.Member("direction"); direction.Type != "undefined" {
		w.word(at+".direction", direction)
	}
	w.word(at+".action", action)
	if limit.Type != "undefined" {
		w.word(at+".limit", limit)
	}
	w.matches(at, v, "")
	if not.Type != "undefined" {
		w.members(at+".not", not, matchMembers)
		w.matches(at+".not", not, " not")
	}
}

// matches writes the kind before every value, so that a value may look like a word of the language.
func (w *rulesWriter) matches(at string, v *jsonvalue.Value, not string) {
	for i := 0; i+1 < len(v.Items); i += 2 {
		name, values := v.Items[i].Text, v.Items[i+1:i+2]
		if values[0].Type == "undefined" || !listed(matchMembers, name) {
			continue
		}
		at := at + "." + name
		if values[0].Type == "array" {
			w.expect(len(values[0].Items) > 0, at, "at least one value", values[0])
			values = values[0].Items
		}
		for _, value := range values {
			w.text.Text(not)
			w.text.Text(" ")
			w.text.Text(keyword(name))
			w.word(at, value)
		}
	}
}

// keyword is the word of the language, which has a hyphen in network-id and relay-protocol.
func keyword(member string) string {
	switch member {
	case "networkId":
		return "network-id"
	case "relayProtocol":
		return "relay-protocol"
	}
	return ascii.ToLower(member)
}

func (w *rulesWriter) nextLine() {
	if len(w.text) > 0 {
		w.text.Text("\n")
	}
}

func (w *rulesWriter) word(at string, v *jsonvalue.Value) {
	w.expect((v.Type == "string" || v.Type == "number") && policy.IsWord(v.Text), at, "one word or a number", v)
	if n := len(w.text); n > 0 && w.text[n-1] != '\n' {
		w.text.Text(" ")
	}
	w.text.Text(v.Text)
}
