//go:build js && wasm

package jsbridge

import "github.com/iceguard/iceguard/ice/policy"

// entries are the sessions and policies that JavaScript names by number, which is their place plus 1.
type entries []entry

// entry is what one number names: a session or a policy, or nothing any more.
type entry struct {
	session *PeerConnection
	told    *told // of the session
	policy  *policy.Policy
}

func (all *entries) add(e entry) int32 {
	for i := range *all {
		if (*all)[i] == (entry{}) {
			(*all)[i] = e
			return int32(i + 1)
		}
	}
	*all = append(*all, e)
	return int32(len(*all))
}

// entry is what the number names; nothing when it names none.
func (all *entries) entry(id int32) entry {
	if id < 1 || int(id) > len(*all) {
		return entry{}
	}
	return (*all)[id-1]
}

// free frees a number that names something.
func (all *entries) free(id int32) { (*all)[id-1] = entry{} }
