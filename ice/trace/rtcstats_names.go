package trace

// getStats is the entry that bears statistics, "getStats" or jitsi's "getstats".
const getStats = "getstats"

// shortGetStats is what file format 3 writes for it.
const shortGetStats = "g"

// methodNumbers are what file format 3 of rtcstats writes for the methods that
// mean something here.
var methodNumbers = [...]struct {
	number float64
	method string
}{
	{1, getStats},
	{3, "createofferonsuccess"},
	{5, "createansweronsuccess"},
	{6, "setlocaldescription"},
	{7, "setlocaldescriptiononsuccess"},
	{14, "setlocaldescriptiononfailure"},
	{8, "setremotedescription"},
	{9, "setremotedescriptiononsuccess"},
	{15, "setremotedescriptiononfailure"},
	{10, "addicecandidate"},
	{20, "icecandidate"},
	{21, "icecandidateerror"},
	{23, "signalingstatechange"},
	{24, "iceconnectionstatechange"},
	{25, "connectionstatechange"},
	{26, "icegatheringstatechange"},
	{36, "close"},
	{39, "create"},
}

func methodOf(number float64) string {
	for _, m := range methodNumbers {
		if m.number == number {
			return m.method
		}
	}
	return ""
}

// typeOf is the type of a report by its number.
func typeOf(number float64) string {
	switch number {
	case 5:
		return typeTransport
	case 6:
		return typePair
	case 7:
		return typeLocal
	case 8:
		return typeRemote
	}
	return ""
}

// shortNames are what file format 3 writes for the members that a snapshot has.
var shortNames = [...]struct{ short, name string }{
	{"t", "timestamp"},
	{"5", "transportId"},
	{"41", "bytesReceived"},
	{"76", "totalRoundTripTime"},
	{"80", "bytesSent"},
	{"116", "protocol"},
	{"118", "state"},
	{"121", "iceRole"},
	{"123", "dtlsState"},
	{"125", "selectedCandidatePairId"},
	{"134", "address"},
	{"135", "port"},
	{"136", "candidateType"},
	{"138", "url"},
	{"139", "relayProtocol"},
	{"143", "usernameFragment"},
	{"148", "localCandidateId"},
	{"149", "remoteCandidateId"},
	{"150", "nominated"},
	{"152", "currentRoundTripTime"},
	{"153", "availableOutgoingBitrate"},
	{"155", "requestsReceived"},
	{"156", "requestsSent"},
	{"157", "responsesReceived"},
	{"158", "responsesSent"},
}

// memberOf is the member that a name, short or not, stands for.
func memberOf(name []byte) namedShape {
	for _, s := range shortNames {
		if s.short == string(name) {
			return shapeOf([]byte(s.name))
		}
	}
	return shapeOf(name)
}
