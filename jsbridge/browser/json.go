//go:build js && wasm

package browser

import (
	"strconv"
	"strings"
)

// scanJSON calls f for the members of an array of flat objects as
// JSON.stringify writes it: the object's index, the member's name, and its
// value as it stands in a digest. Members that are null, objects or arrays are
// left out. (encoding/json would add 130 KB, compressed, to a program.)
func scanJSON(text string, f func(i int, name, value string)) {
	text = strings.TrimPrefix(text, "[")
	for i := 0; text != "" && text[0] != ']'; i++ {
		if text[0] == '{' {
			text = scanObject(text[1:], func(name, value string) { f(i, name, value) })
		} else {
			_, text = cutJSON(text)
		}
		text = strings.TrimPrefix(text, ",")
	}
}

// scanObject calls f for the members of an object and gives what stands behind it.
func scanObject(text string, f func(name, value string)) (rest string) {
	for strings.HasPrefix(text, `"`) {
		var name, value string
		name, text = cutJSON(text)
		value, text = cutJSON(strings.TrimPrefix(text, ":"))
		if value != "" {
			f(digestText(name), digestText(value))
		}
		text = strings.TrimPrefix(text, ",")
	}
	return strings.TrimPrefix(text, "}")
}

// cutJSON cuts a value off; it is "" for null, an object or an array.
func cutJSON(text string) (value, rest string) {
	end := len(text)
	switch {
	case strings.HasPrefix(text, `"`):
		end = endOfString(text)
	case strings.HasPrefix(text, "{"), strings.HasPrefix(text, "["):
		return "", text[endOfNest(text):]
	default:
		if n := strings.IndexAny(text, ",}]"); n > 0 {
			end = n
		}
	}
	if value = text[:end]; value == "null" {
		value = ""
	}
	return value, text[end:]
}

// endOfString is where the string ends that text begins with.
func endOfString(text string) int {
	for n := 1; n < len(text); n++ {
		switch text[n] {
		case '\\':
			n++
		case '"':
			return n + 1
		}
	}
	return len(text)
}

// endOfNest is where the object or array ends that text begins with.
func endOfNest(text string) int {
	depth := 0
	for n := 0; n < len(text); n++ {
		switch text[n] {
		case '"':
			n += endOfString(text[n:]) - 1
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return n + 1
			}
		}
	}
	return len(text)
}

// digestText is a JSON string, number or word as it stands in a digest.
func digestText(value string) string {
	switch {
	case value == "true":
		return "1"
	case value == "false":
		return "0"
	case value[0] != '"':
		return value
	case !strings.Contains(value, `\`):
		return value[1 : len(value)-1]
	}
	text, err := strconv.Unquote(value)
	if err != nil { // half a surrogate pair
		return ""
	}
	return separators.Replace(text)
}

var separators = strings.NewReplacer(recordEnd, "", memberEnd, "")
