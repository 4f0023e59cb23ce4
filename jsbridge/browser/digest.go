//go:build js && wasm

package browser

import (
	"math"
	"strconv"
	"strings"
	"syscall/js"
)

// The members of a digest, in the order of ice/stats/digest.go.
var (
	transportMembers = []string{"id", "selectedCandidatePairId", "dtlsState", "iceRole", "bytesSent", "bytesReceived"}
	pairMembers      = []string{
		"id", "transportId", "localCandidateId", "remoteCandidateId", "state", "nominated", "selected",
		"bytesSent", "bytesReceived", "requestsSent", "responsesReceived", "requestsReceived", "responsesSent",
		"totalRoundTripTime", "currentRoundTripTime", "availableOutgoingBitrate",
	}
	candidateMembers = []string{"id", "candidateType", "address", "port", "protocol", "relayProtocol", "url", "usernameFragment"}
)

const (
	recordEnd = "\x1e"
	memberEnd = "\x1f"
)

// digest is the ICE part of a stats report as one string; see ice/stats/digest.go.
func digest(report js.Value) string {
	var records strings.Builder
	timestamp := js.Undefined()
	// One crossing for the list: a function called for each entry would cost more than reading it.
	entries := js.Global().Get("Array").Call("from", report.Call("values"))
	for i := range entries.Length() {
		entry := entries.Index(i)
		kind, members := kindOf(entry.Get("type"))
		if kind == "" {
			continue
		}
		if timestamp.IsUndefined() {
			timestamp = entry.Get("timestamp")
		}
		records.WriteString(kind + memberEnd)
		for _, name := range members {
			v := entry.Get(name)
			if name == "address" && (v.IsUndefined() || v.IsNull()) {
				v = entry.Get("ip") // of older engines
			}
			records.WriteString(text(v) + memberEnd)
		}
		records.WriteString(recordEnd)
	}
	return "s" + memberEnd + text(timestamp) + memberEnd + recordEnd + records.String()
}

// kindOf is the kind of record for a type of entry, and its members; "" for what is not ICE.
func kindOf(entry js.Value) (kind string, members []string) {
	if entry.Type() != js.TypeString {
		return "", nil
	}
	switch entry.String() {
	case "transport":
		return "t", transportMembers
	case "candidate-pair":
		return "p", pairMembers
	case "local-candidate":
		return "l", candidateMembers
	case "remote-candidate":
		return "r", candidateMembers
	}
	return "", nil
}

// text is a member as it stands in a digest; "" when it is nothing that can.
func text(v js.Value) string {
	switch v.Type() {
	case js.TypeNumber:
		if f := v.Float(); !math.IsInf(f, 0) && !math.IsNaN(f) {
			return strconv.FormatFloat(f, 'e', -1, 64) // of any magnitude, in a few digits
		}
	case js.TypeBoolean:
		if v.Bool() {
			return "1"
		}
		return "0"
	case js.TypeString:
		return strings.NewReplacer(recordEnd, "", memberEnd, "").Replace(v.String())
	}
	return ""
}
