//go:build js && wasm

package jsbridge

import (
	"strconv"
	"strings"

	"github.com/iceguard/iceguard/ice/candidate"
	"github.com/iceguard/iceguard/internal/ascii"
	"github.com/iceguard/iceguard/internal/jsonvalue"
)

const formatting = "formatCandidate: "

// format writes the candidate line of a ParsedCandidate (ts/types.ts): the one
// it came from, which may be "", if that says the same, else its normal form.
// What is written must read back as what was meant.
func (d *Data) format(original string, parsed *jsonvalue.Value) error {
	var w lineWriter
	if err := w.write(parsed); err != nil {
		return err
	}
	var c candidate.Candidate
	normal := string(w.line)
	if err := c.Parse(normal); err != nil {
		return err
	}
	field, meant := misread(&c, parsed)
	if field == "" && w.wrong != nil {
		field, meant = "extensions", w.wrong
	}
	if field != "" {
		text := meant.Text
		if meant.Type == "string" {
			text = strconv.Quote(text)
		}
		return &inputError{code: "candidate-syntax", field: field, text: formatting + field + ": " + text + " cannot be written"}
	}
	if c.Parse(original) == nil && string(c.AppendNormal(nil)) == normal {
		normal = original
	}
	d.out = d.out[:0]
	d.out.Text(normal)
	return nil
}

// The members of a ParsedCandidate but its extensions. The first inLine have their place in the line.
var candidateFields = [...]string{
	"foundation", "component", "protocol", "priority", "address", "port", "type",
	"tcpType", "relatedAddress", "relatedPort", "usernameFragment",
}

const inLine = 7

// misread is the first field that was read as something else than was meant.
func misread(c *candidate.Candidate, meant *jsonvalue.Value) (field string, value *jsonvalue.Value) {
	read := [len(candidateFields)]string{
		c.Foundation, strconv.Itoa(int(c.Component)), c.Protocol(), strconv.Itoa(int(c.Priority)), c.Address, strconv.Itoa(int(c.Port)), string(c.Type),
		string(c.TCPType), c.RelatedAddress, "", c.UsernameFragment,
	}
	if c.HasRelatedPort {
		read[9] = strconv.Itoa(int(c.RelatedPort))
	}
	for i, name := range candidateFields {
		kind, text := "string", read[i]
		switch {
		case text == "":
			kind, text = "null", "null"
		case name == "component" || name == "priority" || name == "port" || name == "relatedPort":
			kind = "number"
		}
		if v := meant.Member(name); v.Type != kind || v.Text != text {
			return name, v
		}
	}
	return "", nil
}

// lineWriter writes the normal form of a candidate.
type lineWriter struct {
	line  ascii.Buffer
	wrong *jsonvalue.Value // what an extension has that is not one word
}

func (w *lineWriter) write(c *jsonvalue.Value) error {
	if c.Type != "object" {
		return mismatch(formatting+"candidate", "an object", c)
	}
	list := c.Member("extensions")
	if list.Type != "array" {
		return mismatch(formatting+"candidate.extensions", "an array", list)
	}
	before := "candidate:"
	for _, name := range candidateFields[:inLine] {
		if name == "type" {
			before = " typ "
		}
		w.line.Text(before)
		w.line.Text(c.Member(name).Text)
		before = " "
	}
	w.optional("raddr", c.Member("relatedAddress"))
	w.optional("rport", c.Member("relatedPort"))
	// tcptype and ufrag keep their place and take the value of their field.
	tcpType, ufrag := c.Member("tcpType"), c.Member("usernameFragment") // nil once written
	for i, x := range list.Items {
		if x.Type != "array" || len(x.Items) != 2 {
			return mismatch(formatting+"candidate.extensions["+strconv.Itoa(i)+"]", "a name and a value", x)
		}
		name, value := x.Items[0], x.Items[1]
		switch {
		case value.Type == "string" && value.Text == "": // an empty ufrag is an extension like any other
		case name.Text == "tcptype" && tcpType != nil:
			w.optional(name.Text, tcpType)
			tcpType = nil
			continue
		case name.Text == "ufrag" && ufrag != nil:
			w.optional(name.Text, ufrag)
			ufrag = nil
			continue
		}
		w.word(name)
		w.word(value)
	}
	w.optional("tcptype", tcpType)
	w.optional("ufrag", ufrag)
	return nil
}

// optional writes an attribute that has a field, if the field has a value.
func (w *lineWriter) optional(name string, value *jsonvalue.Value) {
	if value != nil && value.Type != "null" {
		w.line.Word(name)
		w.line.Word(value.Text)
	}
}

// word writes the name or value of an extension. A space in it would begin another.
func (w *lineWriter) word(v *jsonvalue.Value) {
	w.line.Word(v.Text)
	if w.wrong == nil && (v.Type != "string" || strings.IndexByte(v.Text, ' ') >= 0) {
		w.wrong = v
	}
}
