package policy

// Preset is a policy with a name.
type Preset struct {
	Name string
	Text string
	// About says what the preset does in one sentence.
	About string
}

// presets in the order of the documentation. Those that would keep a client
// from reaching a server with a public host candidate act on local candidates only.
var presets = [...]Preset{
	{"all", "keep", "keeps every candidate"},
	{"relay-only", "local drop not type relay", "signals relay candidates only"},
	{"no-host", "local drop type host", "signals no host candidate"},
	{"public-only", "keep scope public; default drop", "keeps candidates at public IP addresses only, both ways"},
	{"no-private", "drop scope private loopback linklocal cgnat ula", "drops candidates at addresses that are not public, both ways"},
	{"udp-only", "drop not transport udp", "keeps candidates whose transport is UDP, both ways; a relay reached over TCP still counts as UDP"},
	{"tcp-only", "drop not transport tcp", "keeps candidates whose transport is TCP, both ways"},
	{"ipv4-only", "drop family ipv6", "drops IPv6 candidates, both ways"},
	{"ipv6-only", "drop family ipv4", "drops IPv4 candidates, both ways"},
	{"no-mdns", "drop family mdns", "drops candidates whose address is an mDNS name, both ways"},
	{"no-loopback", "drop scope loopback", "drops loopback candidates, both ways"},
}

// Presets lists the named policies.
func Presets() []Preset { return presets[:] }
