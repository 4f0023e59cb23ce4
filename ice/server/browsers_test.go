package server_test

import (
	"maps"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/iceguard/iceguard/ice/server"
)

// rows reads a file of testdata: one entry a line, members divided by tabs.
func rows(t testing.TB, name string) [][]string {
	t.Helper()
	text, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	var all [][]string
	for _, line := range strings.Split(strings.TrimSuffix(string(text), "\n"), "\n") {
		if !strings.HasPrefix(line, "#") {
			all = append(all, strings.Split(line, "\t"))
		}
	}
	return all
}

type verdict struct{ chromium, firefox, url string }

func verdicts(t testing.TB) []verdict {
	t.Helper()
	var all []verdict
	for _, row := range rows(t, "browsers.tsv") {
		url, err := strconv.Unquote(row[2])
		if err != nil {
			t.Fatalf("%s: %v", row[2], err)
		}
		all = append(all, verdict{row[0], row[1], url})
	}
	if len(all) < 260 {
		t.Fatalf("browsers.tsv has %d URLs, it had more", len(all))
	}
	return all
}

// hosts are those that both browsers take and Parse does not: none of them
// can be looked up, or not by both.
var refusedHosts = []string{
	// Two dots in a row, and one in front: an empty label is the root only (RFC 1035 section 3.1).
	"a..b", ".a",
	// RFC 3986 section 3.2.2 lets a reg-name have these; a host name has none of them (RFC 1123 section 2.1).
	"a~b", "a!b", "h,h", "h;transport=udp", "h&transport=udp",
	// Chromium looks the percent signs up as they are, and asks for b%C3%BCcher.example.
	"a%41", "bücher.example", "ä", "a\u00adb",
	// The URL standard reads numbers as an address, 1.2.3 as 1.2.0.3; by RFC 3986 section 3.2.2 they are names.
	"1.2.3", "1", "0x7f.1", "999", "1.2.3.4.",
	// Longer than a name can be (RFC 1035 section 2.3.4).
	strings.Repeat(strings.Repeat("a", 60)+".", 5) + "abc",
}

// Parse takes what both browsers take, apart from hosts that cannot be
// reached, and refuses what one of them refuses.
func TestAgainstBrowsers(t *testing.T) {
	differing := map[string]string{}
	for _, v := range verdicts(t) {
		_, err := server.Parse(v.url)
		both := v.chromium == "ok" && v.firefox == "ok"
		if (err == nil) != both {
			differing[v.url] = v.chromium + " " + v.firefox
		}
	}
	want := map[string]string{
		// stuns: is a URL, if one that Firefox does not implement: Check says so.
		"stuns:h": "ok NotSupportedError", "stuns:h:5349": "ok NotSupportedError", "sTuNs:h": "ok NotSupportedError",
		// Port 1 is a port; Check says that Firefox refuses it.
		"stun:h:1": "ok SyntaxError", "turn:h:1": "ok SyntaxError",
	}
	for _, host := range refusedHosts {
		for _, scheme := range []string{"stun:", "turn:"} {
			want[scheme+host] = "ok ok"
		}
	}
	delete(want, "turn:h;transport=udp") // not tried
	delete(want, "stun:h&transport=udp")
	if !maps.Equal(differing, want) {
		for url, said := range differing {
			if want[url] != said {
				t.Errorf("%q: the browsers say %s, listed is %q", url, said, want[url])
			}
		}
		for url := range want {
			if differing[url] == "" {
				t.Errorf("%q is listed, yet all agree", url)
			}
		}
	}
}

// Check reports an error for whatever one of the browsers throws for, and for
// nothing that both take and can use.
func TestCheckAgainstBrowsers(t *testing.T) {
	for _, v := range verdicts(t) {
		_, err := server.Parse(v.url)
		both := v.chromium == "ok" && v.firefox == "ok"
		problems := server.Check(server.Configuration{Servers: []server.Server{{
			URLs: []string{v.url}, Username: "u", HasUsername: true, Credential: "p", HasCredential: true,
		}}}, 0)
		errors := 0
		for _, p := range problems {
			if p.Severity == server.Error && p.Code != server.LoopbackServer && p.Code != server.RestrictedPort {
				errors++
			}
			if p.Code == server.RestrictedPort && both && !strings.HasSuffix(v.url, ":53") {
				t.Errorf("%q: %s", v.url, p.Text)
			}
		}
		port1 := strings.HasSuffix(v.url, ":1") && err == nil
		if (errors > 0) == both && err == nil && !port1 || err != nil && errors != 1 {
			t.Errorf("%q: browsers say %s and %s, Check %+v", v.url, v.chromium, v.firefox, problems)
		}
	}
}

// The ports that Firefox refuses, and 53, which Chromium refuses.
func TestPortsAgainstFirefox(t *testing.T) {
	refused := map[uint16]bool{53: true}
	for _, row := range rows(t, "ports.tsv") {
		port, err := strconv.ParseUint(row[0], 10, 16)
		if err != nil {
			t.Fatal(err)
		}
		if row[1] != "ok" {
			refused[uint16(port)] = true
		}
	}
	for port := 1; port <= 65535; port++ {
		text := "stun:h:" + strconv.Itoa(port)
		got := codes(check(text))
		want := ""
		if refused[uint16(port)] {
			want = "restricted-port"
		}
		if got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
		if bad := mustParse(t, text).HasBadPort(); bad != refused[uint16(port)] {
			t.Errorf("%s: a bad port: %t", text, bad)
		}
	}
}
