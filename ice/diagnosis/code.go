package diagnosis

// Code names a finding, in the spelling that crosses to JavaScript.
type Code string

// The codes, in the order in which findings of one severity are listed.
const (
	NoLocalCandidates          Code = "no-local-candidates"
	OnlyMDNSCandidates         Code = "only-mdns-candidates"
	NoRemoteCandidates         Code = "no-remote-candidates"
	CandidatesAfterEnd         Code = "candidates-after-end"
	PolicyDroppedAll           Code = "policy-dropped-all"
	PolicyLockout              Code = "policy-lockout"
	PolicyNotEnforceable       Code = "policy-not-enforceable"
	STUNUnreachable            Code = "stun-unreachable"
	STUNDNSFailure             Code = "stun-dns-failure"
	TURNUnreachable            Code = "turn-unreachable"
	TURNDNSFailure             Code = "turn-dns-failure"
	TURNAuthFailed             Code = "turn-auth-failed"
	TURNQuota                  Code = "turn-quota"
	TURNTLSFailed              Code = "turn-tls-failed"
	UDPBlocked                 Code = "udp-blocked"
	IPv6Broken                 Code = "ipv6-broken"
	NATAddressDependentMapping Code = "nat-address-dependent-mapping"
	RelayRequired              Code = "relay-required"
	Relayed                    Code = "relayed"
	RelayedOverTCP             Code = "relayed-over-tcp"
	RelayedOverTLS             Code = "relayed-over-tls"
	GatheringSlow              Code = "gathering-slow"
	ChecksAllFailed            Code = "checks-all-failed"
	OneWay                     Code = "one-way"
	DTLSFailed                 Code = "dtls-failed"
	ConsentLost                Code = "consent-lost"
	Disconnected               Code = "disconnected"
	PathChanged                Code = "path-changed"
	PathFlapping               Code = "path-flapping"
	ICERestarted               Code = "ice-restarted"
	RTTHigh                    Code = "rtt-high"
	RTTRising                  Code = "rtt-rising"
	LossOnChecks               Code = "loss-on-checks"
	LocalNetworkAccessDenied   Code = "local-network-access-denied"
	ProxyOnly                  Code = "proxy-only"
)

// Codes lists every code that an Engine knows, in their order.
func Codes() []Code {
	codes := make([]Code, len(rules))
	for i := range rules {
		codes[i] = rules[i].code
	}
	return codes
}

// Severity says how much a finding matters to the connection.
type Severity string

// The severities, the gravest first.
const (
	Error   Severity = "error"   // something asked for does not work
	Warning Severity = "warning" // works worse than it could, or may soon not work
	Info    Severity = "info"    // how things are
)

// Confidence says how far the evidence reaches.
type Confidence string

// The confidences.
const (
	Low    Confidence = "low"    // other causes look the same from here; the summary names them
	Medium Confidence = "medium" // the usual reading of what was seen
	High   Confidence = "high"   // the engine or the server says so
)

// Status is what an Engine knows of a code.
type Status uint8

// The statuses. The zero value is Unknown: what was not tested is not fine.
const (
	Unknown   Status = iota
	NotRaised        // tested, and not so
	Raised
)

// String is the spelling that crosses to JavaScript.
func (s Status) String() string {
	switch s {
	case NotRaised:
		return "not-raised"
	case Raised:
		return "raised"
	}
	return "unknown"
}
