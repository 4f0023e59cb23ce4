package sdp_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/iceguard/iceguard/ice/candidate"
	"github.com/iceguard/iceguard/ice/sdp"
)

// large is a description of sections with candidates each, the first of which
// is a host and the default.
func large(sections, candidates int) string {
	var b strings.Builder
	b.WriteString("v=0\r\n")
	for m := range sections {
		fmt.Fprintf(&b, "m=video 5000 UDP/TLS/RTP/SAVPF 96\r\nc=IN IP4 10.%d.%d.0\r\na=mid:%d\r\n", m/250, m%250, m)
		for i := range candidates {
			typ, host := "host", 0
			if i > 0 {
				typ, host = "relay raddr 0.0.0.0 rport 0", 1+i%200
			}
			fmt.Fprintf(&b, "a=candidate:%d 1 udp 41885439 10.%d.%d.%d 5000 typ %s generation 0 network-cost 999\r\n", i, m/250, m%250, host, typ)
		}
		b.WriteString("a=sendrecv\r\n")
	}
	return b.String()
}

// Descriptions of 10 MB, of many candidates and of many sections.
func TestLargeDescriptions(t *testing.T) {
	for _, c := range []struct{ sections, candidates int }{{50, 2200}, {9000, 10}} {
		desc := large(c.sections, c.candidates)
		if len(desc) < 9_500_000 {
			t.Fatalf("%d sections make %d bytes", c.sections, len(desc))
		}
		out, changed := sdp.Filter(nil, desc, func(l *sdp.Line) sdp.Verdict {
			if l.Candidate.Type == candidate.Host {
				return sdp.Drop
			}
			return sdp.Keep
		})
		relays, hosts, defaults := 0, 0, 0
		for line := range strings.SplitSeq(string(out), "\r\n") {
			switch {
			case strings.Contains(line, " typ relay "):
				relays++
			case strings.Contains(line, " typ host "):
				hosts++
			case strings.HasPrefix(line, "c=IN IP4 10.") && strings.HasSuffix(line, ".2"):
				defaults++
			}
		}
		if !changed || relays != c.sections*(c.candidates-1) || hosts != 0 || defaults != c.sections {
			t.Errorf("%d x %d: %d relays, %d hosts, %d defaults", c.sections, c.candidates, relays, hosts, defaults)
		}
	}
}
