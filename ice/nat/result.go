package nat

import "github.com/iceguard/iceguard/ice/candidate"

// Mapping is a mapping behaviour (RFC 4787 section 4.1).
type Mapping string

// The mapping behaviours.
const (
	// EndpointIndependent: one mapping for all servers.
	EndpointIndependent Mapping = "endpoint-independent"
	// AddressDependent: a mapping for each server address, whatever the port.
	AddressDependent Mapping = "address-dependent"
	// AddressAndPortDependent: a mapping for each server address and port.
	AddressAndPortDependent Mapping = "address-and-port-dependent"
	// EndpointDependent: not endpoint-independent. Which of the two before it is
	// would be seen with servers that have one address and different ports.
	EndpointDependent Mapping = "endpoint-dependent"
	// None: the mapped address is the local one, nothing is translated.
	None Mapping = "none"
	// Undetermined: Reason says why.
	Undetermined Mapping = "undetermined"
)

// Reason says why a mapping behaviour is undetermined.
type Reason string

// The reasons.
const (
	// RelayOnly: iceTransportPolicy is "relay", so no server is asked.
	RelayOnly Reason = "relay-only"
	// NoServers: no server over UDP is configured that has, or may have, an address of the family.
	NoServers Reason = "no-servers"
	// NoReflexiveCandidates: gathering is complete without any. The servers
	// failed, are of another family, or see what a host candidate has.
	NoReflexiveCandidates Reason = "no-reflexive-candidates"
	// GatheringNotComplete: more may come.
	GatheringNotComplete Reason = "gathering-not-complete"
	// OneServerOnly: there is one server only, or the others failed, or are on this side of the NAT.
	OneServerOnly Reason = "one-server-only"
	// SameMappingOrFailedServer: the other servers saw the same mapping, for
	// which engines make no second candidate, or did not answer.
	SameMappingOrFailedServer Reason = "same-mapping-or-failed-server"
	// OneServerAddress: the mapping is the same, but the servers have or may have one address.
	OneServerAddress Reason = "one-server-address"
	// BaseUnknown: mDNS hides the base, so that mappings cannot be compared or
	// may be none; or the mapped address itself is redacted.
	BaseUnknown Reason = "base-unknown"
	// DifferentBases: the mappings are of different bases.
	DifferentBases Reason = "different-bases"
	// BasesDisagree: different bases show different behaviours.
	BasesDisagree Reason = "bases-disagree"
	// MappingChanged: no behaviour explains all mappings; one may have changed meanwhile.
	MappingChanged Reason = "mapping-changed"
)

// Confidence says how far the evidence reaches.
type Confidence string

// The degrees of confidence.
const (
	// High: servers told the mappings.
	High Confidence = "high"
	// Medium: it rests on a habit of the engine, see the package's
	// documentation: silence of a server, or one socket where the base is hidden.
	Medium Confidence = "medium"
)

// Result is the mapping behaviour for one address family in the present ICE
// generation. It holds no addresses but those of servers.
type Result struct {
	Family     candidate.Family // IPv4 or IPv6, of the mapped addresses
	Mapping    Mapping
	Reason     Reason     // "" unless Mapping is Undetermined
	Confidence Confidence // "" if Mapping is Undetermined
	Candidates []int      // the indices in State.Candidates that it rests on
	Errors     []int      // the indices in State.Errors that say why no more servers are compared
	Summary    string     // one sentence, with the servers that told the mappings
}

// code is a mapping or a reason: an index into words.
type code uint8

const (
	undecided code = iota // a reason, that depends on other bases
	independent
	byAddress
	byAddressAndPort
	byEndpoint
	none
	relayOnly // the first reason
	noServers
	noReflexive
	notComplete
	oneServerOnly
	sameOrFailed
	oneAddress
	baseUnknown
	differentBases
	basesDisagree
	mappingChanged
)

// isMapping is false for reasons.
func (c code) isMapping() bool { return c > undecided && c < relayOnly }

// isDependent is true of the mappings that are not the same for all servers.
func (c code) isDependent() bool { return c >= byAddress && c <= byEndpoint }

var words = [...][2]string{
	independent:      {string(EndpointIndependent), "servers at different addresses see one mapping"},
	byAddress:        {string(AddressDependent), "each server address sees another mapping, whatever the port"},
	byAddressAndPort: {string(AddressAndPortDependent), "each server address and port sees another mapping"},
	byEndpoint:       {string(EndpointDependent), "another server sees another mapping, by its address or by its port"},
	none:             {string(None), "the mapped address is the local one"},
	relayOnly:        {string(RelayOnly), "only relays are allowed"},
	noServers:        {string(NoServers), "no STUN or TURN server for it over UDP is configured"},
	noReflexive:      {string(NoReflexiveCandidates), "no server told a mapping"},
	notComplete:      {string(GatheringNotComplete), "gathering is not complete"},
	oneServerOnly:    {string(OneServerOnly), "there are no two servers whose answers can be compared"},
	sameOrFailed:     {string(SameMappingOrFailedServer), "the other servers saw the same mapping or failed"},
	oneAddress:       {string(OneServerAddress), "the mapping is the same, but the servers may have one address"},
	baseUnknown:      {string(BaseUnknown), "an address is hidden"},
	differentBases:   {string(DifferentBases), "the mappings are of different local addresses"},
	basesDisagree:    {string(BasesDisagree), "local addresses are mapped in different ways"},
	mappingChanged:   {string(MappingChanged), "the mappings contradict each other, one may have changed"},
}

// tell writes what was found, and the summary: family, behaviour, why, and the
// servers by name.
func (o *observer) tell(c code, medium bool, servers set) {
	r, w := o.r, &words[c]
	r.Family, r.Mapping = o.family, Undetermined
	switch {
	case !c.isMapping():
		r.Reason = Reason(w[0])
	case medium:
		r.Mapping, r.Confidence = Mapping(w[0]), Medium
	default:
		r.Mapping, r.Confidence = Mapping(w[0]), High
	}
	text := "IPv4 mapping "
	if o.family == candidate.IPv6 {
		text = "IPv6 mapping "
	}
	text += string(r.Mapping) + ": " + w[1]
	before, after := " (", "."
	for i := range o.servers {
		if servers&of(i) != 0 {
			text += before + o.servers[i].name
			before, after = ", ", ")."
		}
	}
	r.Summary = text + after
}
