package candidate

// Priority is a candidate's priority taken apart by the formula of RFC 8445
// section 5.1.2.1: 2^24 x type preference + 2^8 x local preference + (256 - component).
type Priority struct {
	// TypePreference is 0 to 126 in the RFC, the higher the better: it recommends
	// 126 for host, 110 for peer-reflexive, 100 for server-reflexive and 0 for
	// relayed candidates (section 5.1.2.2). Engines write other values, up to 255;
	// for relayed ones libwebrtc has 0, 1 and 2 for a relay reached by TLS, TCP and UDP.
	TypePreference uint8
	// LocalPreference ranks the addresses of one host, 0 to 65535; in TCP
	// candidates its top three bits are the direction (RFC 6544 section 4.2).
	LocalPreference uint16
	// Component is 1 to 256, the component that the priority was made for; it
	// can differ from Candidate.Component when an engine does not keep the formula.
	Component uint16
}

// PriorityOf takes a priority apart. Every 32-bit value has exactly one such reading.
func PriorityOf(value uint32) Priority {
	return Priority{
		TypePreference:  uint8(value >> 24),
		LocalPreference: uint16(value >> 8),
		Component:       256 - uint16(uint8(value)),
	}
}

// Value is the exact inverse of PriorityOf. A component outside 1 to 256 counts
// modulo 256, so that it never reaches into the preferences.
func (p Priority) Value() uint32 {
	return uint32(p.TypePreference)<<24 | uint32(p.LocalPreference)<<8 | uint32(uint8(256-p.Component))
}
