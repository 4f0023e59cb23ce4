package sdp_test

import (
	"strings"
	"testing"

	"github.com/iceguard/iceguard/ice/sdp"
)

// rewrites: a description, lines divided by '|', and what is left of it. The
// extension x of a candidate says what is decided on it.
var rewrites = []struct{ name, in, want string }{
	{
		"nothing kept: port 9 of 0.0.0.0",
		"v=0|m=audio 5000 RTP/AVP 0|c=IN IP4 10.0.0.1|a=candidate:1 1 udp 9 10.0.0.1 5000 typ host x drop|a=mid:0",
		"v=0|m=audio 9 RTP/AVP 0|c=IN IP4 0.0.0.0|a=mid:0",
	},
	{
		"the relay is the best default that is left",
		"m=audio 5000 RTP/AVP 0 8|c=IN IP4 10.0.0.1|a=candidate:1 1 udp 9 10.0.0.1 5000 typ host x drop|" +
			"a=candidate:2 1 udp 8 203.0.113.10 5001 typ srflx raddr 0.0.0.0 rport 0|a=candidate:3 1 udp 7 192.0.2.50 5002 typ relay|a=x",
		"m=audio 5002 RTP/AVP 0 8|c=IN IP4 192.0.2.50|a=candidate:2 1 udp 8 203.0.113.10 5001 typ srflx raddr 0.0.0.0 rport 0|" +
			"a=candidate:3 1 udp 7 192.0.2.50 5002 typ relay|a=x",
	},
	{
		"else the reflexive one, the first of two",
		"m=audio 5000 RTP/AVP 0|c=IN IP4 192.0.2.50|a=candidate:1 1 udp 9 10.0.0.1 5003 typ host|a=candidate:3 1 udp 7 192.0.2.50 5000 typ relay x drop|" +
			"a=candidate:2 1 UDP 8 203.0.113.10 5001 typ srflx|a=candidate:4 1 udp 9 203.0.113.11 5002 typ srflx",
		"m=audio 5001 RTP/AVP 0|c=IN IP4 203.0.113.10|a=candidate:1 1 udp 9 10.0.0.1 5003 typ host|" +
			"a=candidate:2 1 UDP 8 203.0.113.10 5001 typ srflx|a=candidate:4 1 udp 9 203.0.113.11 5002 typ srflx",
	},
	{
		"else a host, of IPv6 too",
		"m=audio 5000 RTP/AVP 0|c=IN IP4 192.0.2.50|a=candidate:3 1 udp 7 192.0.2.50 5000 typ relay x drop|a=candidate:1 1 udp 9 2001:db8::1 5003 typ host",
		"m=audio 5003 RTP/AVP 0|c=IN IP6 2001:db8::1|a=candidate:1 1 udp 9 2001:db8::1 5003 typ host",
	},
	{
		"no default are names, TCP, other components and other sections",
		"m=audio 5000 RTP/AVP 0|c=IN IP6 2001:db8::9|a=candidate:1 1 udp 9 2001:DB8:0::9 5000 typ host x drop|a=candidate:2 1 udp 9 a.local 5001 typ host|" +
			"a=candidate:3 1 tcp 9 192.0.2.1 5002 typ host tcptype passive|a=candidate:4 2 udp 9 192.0.2.1 5003 typ host|" +
			"m=video 9 RTP/AVP 96|c=IN IP4 0.0.0.0|a=candidate:5 1 udp 9 192.0.2.1 5004 typ host",
		"m=audio 9 RTP/AVP 0|c=IN IP4 0.0.0.0|a=candidate:2 1 udp 9 a.local 5001 typ host|" +
			"a=candidate:3 1 tcp 9 192.0.2.1 5002 typ host tcptype passive|a=candidate:4 2 udp 9 192.0.2.1 5003 typ host|" +
			"m=video 9 RTP/AVP 96|c=IN IP4 0.0.0.0|a=candidate:5 1 udp 9 192.0.2.1 5004 typ host",
	},
	{
		"nor is port 0, which would reject the section",
		"m=audio 5000 RTP/AVP 0|c=IN IP4 10.0.0.1|a=candidate:1 1 udp 9 10.0.0.1 5000 typ host x drop|a=candidate:2 1 udp 8 192.0.2.1 0 typ relay",
		"m=audio 9 RTP/AVP 0|c=IN IP4 0.0.0.0|a=candidate:2 1 udp 8 192.0.2.1 0 typ relay",
	},
	{
		"a default that is kept stays",
		"m=audio 5002 RTP/AVP 0|c=IN IP4 192.0.2.50|a=rtcp:5002 IN IP4 192.0.2.50|a=candidate:1 1 udp 9 10.0.0.1 5000 typ host x drop|" +
			"a=candidate:3 1 udp 7 192.0.2.50 5002 typ relay",
		"m=audio 5002 RTP/AVP 0|c=IN IP4 192.0.2.50|a=rtcp:5002 IN IP4 192.0.2.50|a=candidate:3 1 udp 7 192.0.2.50 5002 typ relay",
	},
	{
		"one address and port, dropped once and kept once: it is shown anyway",
		"m=audio 5000 RTP/AVP 0|c=IN IP4 192.0.2.1|a=candidate:1 1 udp 9 192.0.2.1 5000 typ host x drop|a=candidate:2 1 udp 9 192.0.2.1 5000 typ srflx",
		"m=audio 5000 RTP/AVP 0|c=IN IP4 192.0.2.1|a=candidate:2 1 udp 9 192.0.2.1 5000 typ srflx",
	},
	{
		"one address, the port of the dropped one",
		"m=audio 5000 RTP/AVP 0|c=IN IP4 192.0.2.1|a=candidate:1 1 udp 9 192.0.2.1 5000 typ relay x drop|a=candidate:2 1 udp 9 192.0.2.1 5001 typ relay",
		"m=audio 5001 RTP/AVP 0|c=IN IP4 192.0.2.1|a=candidate:2 1 udp 9 192.0.2.1 5001 typ relay",
	},
	{
		"an address that is no candidate's is not ours to touch",
		"o=- 1 2 IN IP4 10.0.0.1|m=audio 5000 RTP/AVP 0|c=IN IP4 198.51.100.1|a=rtcp:9 IN IP4 198.51.100.1|a=candidate:1 1 udp 9 10.0.0.1 5000 typ host x drop",
		"o=- 1 2 IN IP4 10.0.0.1|m=audio 5000 RTP/AVP 0|c=IN IP4 198.51.100.1|a=rtcp:9 IN IP4 198.51.100.1",
	},
	{
		"spellings of one address",
		"m=audio 9 RTP/AVP 0|c=IN IP6 ::ffff:10.0.0.1/127|a=candidate:1 1 udp 9 10.0.0.1 5000 typ host x drop",
		"m=audio 9 RTP/AVP 0|c=IN IP4 0.0.0.0",
	},
	{
		"names of dropped candidates go too",
		"m=audio 5000 RTP/AVP 0|c=IN IP4 host.example|a=rtcp:5000 IN IP4 host.example|a=candidate:1 1 udp 9 host.example 5000 typ host x drop",
		"m=audio 9 RTP/AVP 0|c=IN IP4 0.0.0.0|a=rtcp:9 IN IP4 0.0.0.0",
	},
	{
		"a rejected section keeps its port 0; a count of ports is left alone",
		"m=audio 0 RTP/AVP 0|c=IN IP4 10.0.0.1|m=video 5000/2 RTP/AVP 96|c=IN IP4 10.0.0.1|a=candidate:1 1 udp 9 10.0.0.1 5000 typ host x drop",
		"m=audio 0 RTP/AVP 0|c=IN IP4 0.0.0.0|m=video 5000/2 RTP/AVP 96|c=IN IP4 0.0.0.0",
	},
	{
		"a=rtcp, with an address and without",
		"m=audio 9 RTP/AVP 0|c=IN IP4 192.0.2.50|a=rtcp:5001 IN IP4 10.0.0.1|a=rtcp:5001|a=candidate:1 2 udp 9 10.0.0.1 5001 typ host x drop|" +
			"a=candidate:2 2 udp 9 192.0.2.50 5001 typ relay x drop|a=candidate:3 1 udp 9 192.0.2.50 9 typ relay",
		"m=audio 9 RTP/AVP 0|c=IN IP4 192.0.2.50|a=rtcp:9 IN IP4 0.0.0.0|a=rtcp:9 IN IP4 0.0.0.0|a=candidate:3 1 udp 9 192.0.2.50 9 typ relay",
	},
	{
		"a=rtcp of another address, and what is no port",
		"m=audio 9 RTP/AVP 0|c=IN IP4 10.0.0.1|a=rtcp:5001 IN IP4 198.51.100.1|a=rtcp:x IN IP4 10.0.0.1|a=rtcp-mux|a=candidate:1 1 udp 9 10.0.0.1 5001 typ host x drop",
		"m=audio 9 RTP/AVP 0|c=IN IP4 0.0.0.0|a=rtcp:5001 IN IP4 198.51.100.1|a=rtcp:x IN IP4 10.0.0.1|a=rtcp-mux",
	},
	{
		"the session's address holds for sections without one",
		"v=0|c=IN IP4 10.0.0.1|m=audio 5000 RTP/AVP 0|a=rtcp:5000|a=candidate:1 1 udp 9 10.0.0.1 5000 typ host x drop|" +
			"m=video 5002 RTP/AVP 96|c=IN IP4 192.0.2.50|a=candidate:2 1 udp 9 192.0.2.50 5002 typ relay",
		"v=0|c=IN IP4 0.0.0.0|m=audio 9 RTP/AVP 0|a=rtcp:9 IN IP4 0.0.0.0|" +
			"m=video 5002 RTP/AVP 96|c=IN IP4 192.0.2.50|a=candidate:2 1 udp 9 192.0.2.50 5002 typ relay",
	},
	{
		"the session's address stays while another section shows it",
		"c=IN IP4 10.0.0.1|m=audio 5000 RTP/AVP 0|a=candidate:1 1 udp 9 10.0.0.1 5000 typ host x drop|" +
			"m=video 5002 RTP/AVP 96|a=candidate:2 1 udp 9 10.0.0.1 5002 typ host",
		"c=IN IP4 10.0.0.1|m=audio 9 RTP/AVP 0|m=video 5002 RTP/AVP 96|a=candidate:2 1 udp 9 10.0.0.1 5002 typ host",
	},
	{
		"sections each by themselves",
		"m=audio 5000 RTP/AVP 0|c=IN IP4 10.0.0.1|a=candidate:1 1 udp 9 10.0.0.1 5000 typ host x drop|a=candidate:2 1 udp 9 192.0.2.50 6000 typ relay|" +
			"m=video 5002 RTP/AVP 96|c=IN IP4 10.0.0.1|a=candidate:1 1 udp 9 10.0.0.1 5002 typ host x drop|a=candidate:2 1 udp 9 192.0.2.50 6002 typ relay",
		"m=audio 6000 RTP/AVP 0|c=IN IP4 192.0.2.50|a=candidate:2 1 udp 9 192.0.2.50 6000 typ relay|" +
			"m=video 6002 RTP/AVP 96|c=IN IP4 192.0.2.50|a=candidate:2 1 udp 9 192.0.2.50 6002 typ relay",
	},
	{
		"masked: the attributes stay, and a default that shows the address goes",
		"m=audio 5000 RTP/AVP 0|c=IN IP4 10.0.0.1|a=candidate:2 1 UDP 8 203.0.113.10 5001 typ srflx raddr 10.0.0.1 rport 5000 generation 0 x mask|a=y",
		"m=audio 5001 RTP/AVP 0|c=IN IP4 203.0.113.10|a=candidate:2 1 UDP 8 203.0.113.10 5001 typ srflx raddr 0.0.0.0 rport 0 generation 0 x mask|a=y",
	},
	{
		"end markers and unknown lines are not candidates",
		"m=audio 9 RTP/AVP 0|a=candidate:1 1 udp 9 10.0.0.1 5000 typ host x drop|a=end-of-candidates|a=candidates:1| a=candidate:2 x drop|b=candidate:3 x drop||a=Candidate:1 x drop",
		"m=audio 9 RTP/AVP 0|a=end-of-candidates|a=candidates:1| a=candidate:2 x drop|b=candidate:3 x drop||a=Candidate:1 x drop",
	},
	{
		"a line that cannot be read goes or stays as a whole; what cannot be masked goes",
		"m=audio 9 RTP/AVP 0|a=candidate:1 2 3|a=candidate:|a=candidate:\u00e4 x drop|a=candidate:4 x mask|a=z",
		"m=audio 9 RTP/AVP 0|a=candidate:1 2 3|a=candidate:|a=z",
	},
	{
		"candidates of the session",
		"v=0|c=IN IP4 10.0.0.1|a=candidate:1 1 udp 9 10.0.0.1 5000 typ host x drop|m=audio 5000 RTP/AVP 0",
		"v=0|c=IN IP4 0.0.0.0|m=audio 9 RTP/AVP 0",
	},
}

func TestFilter(t *testing.T) {
	for _, c := range rewrites {
		for _, end := range []string{"\n", "\r\n"} {
			in, want := strings.ReplaceAll(c.in, "|", end), strings.ReplaceAll(c.want, "|", end)
			for _, last := range []string{"", end} {
				out, changed := sdp.Filter([]byte("dst "), in+end+"a=last"+last, marked)
				if want := "dst " + want + end + "a=last" + last; !changed || string(out) != want {
					t.Errorf("%s\ngot  %q\nwant %q", c.name, out, want)
				}
			}
		}
	}
}

func TestLineEndsAreKept(t *testing.T) {
	const drop = "a=candidate:1 1 udp 9 10.0.0.1 5000 typ host x drop"
	for in, want := range map[string]string{
		"a=1\r\n" + drop + "\na=2\n":   "a=1\r\na=2\n",
		"a=1\n" + drop + "\r\n\r\na=2": "a=1\n\r\na=2",
		drop:                           "",
		drop + "\n":                    "",
		"a=1\n" + drop:                 "a=1\n",
		"m=audio 5 X\r\nc=IN IP4 10.0.0.1\n" + drop:             "m=audio 9 X\r\nc=IN IP4 0.0.0.0\n",
		"c=IN IP4 10.0.0.1\r\nm=audio 5 X\n" + drop + "\r\na=1": "c=IN IP4 0.0.0.0\r\nm=audio 9 X\na=1",
		"a=1\ra=2\n" + drop + "\n":                              "a=1\ra=2\n",
		"a=\x00\xff\n" + drop + "\n":                            "a=\x00\xff\n",
		"m=audio 5 X\nc=IN IP4 10.0.0.1\n" + drop + "\nm=\nm=a": "m=audio 9 X\nc=IN IP4 0.0.0.0\nm=\nm=a",
	} {
		out, changed := sdp.Filter(nil, in, marked)
		if !changed || string(out) != want {
			t.Errorf("%q\ngot  %q\nwant %q", in, out, want)
		}
	}
}

func TestNothingToDo(t *testing.T) {
	for _, in := range []string{
		"", "\n", "v=0\r\n", "m=audio 5000 RTP/AVP 0\nc=IN IP4 10.0.0.1\na=rtcp:5000\n",
		"m=audio 5000 RTP/AVP 0\nc=IN IP4 10.0.0.1\na=candidate:1 1 udp 9 10.0.0.1 5000 typ host\n",
		"a=candidate:what\n",
	} {
		dst := make([]byte, 3, 64)
		out, changed := sdp.Filter(dst, in, marked)
		if changed || len(out) != 3 || &out[0] != &dst[0] {
			t.Errorf("%q: %q, changed %t", in, out, changed)
		}
	}
}
