package trace

import "github.com/iceguard/iceguard/ice/stats"

// shape says what the values of a member of a stats report are.
type shape uint8

const (
	shapeNone shape = iota // not a member of a snapshot
	shapeText
	shapeNumber
	shapeTruth
	shapeTime
)

// shapes are those of the members of all reports but their ids, which files
// have elsewhere. No name has two.
var shapes = shapeTable()

type namedShape struct {
	name  string
	shape shape
}

func shapeTable() []namedShape {
	table := []namedShape{{"timestamp", shapeTime}, {"ip", shapeText}}
	t, p, c := membersOfTransport(&stats.Transport{}), membersOfPair(&stats.Pair{}), membersOfCandidate(&stats.Candidate{})
	for _, members := range [...][]member{t[:], p[:], c[:]} {
		for _, m := range members {
			switch {
			case m.name == "id":
			case m.text != nil:
				table = append(table, namedShape{m.name, shapeText})
			case m.number != nil:
				table = append(table, namedShape{m.name, shapeNumber})
			default:
				table = append(table, namedShape{m.name, shapeTruth})
			}
		}
	}
	return table
}

// shapeOf is the shape of a member, and its name without a copy.
func shapeOf(name []byte) namedShape {
	for _, s := range shapes {
		if s.name == string(name) {
			return s
		}
	}
	return namedShape{}
}
