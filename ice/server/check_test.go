package server_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/iceguard/iceguard/ice/server"
)

// with is a server with credentials that nothing is wrong with.
func with(urls ...string) server.Server {
	return server.Server{URLs: urls, Username: "u", HasUsername: true, Credential: "p", HasCredential: true}
}

// check holds each URL against browsers as a server of its own.
func check(urls ...string) []server.Problem {
	var config server.Configuration
	for _, url := range urls {
		config.Servers = append(config.Servers, with(url))
	}
	return server.Check(config, 0)
}

// codes are the codes of problems in their order, divided by spaces.
func codes(problems []server.Problem) string {
	var all []string
	for _, p := range problems {
		all = append(all, string(p.Code))
	}
	return strings.Join(all, " ")
}

// places are the problems as "code severity server/url".
func places(problems []server.Problem) string {
	var all []string
	for _, p := range problems {
		all = append(all, string(p.Code)+" "+string(p.Severity)+" "+strconv.Itoa(p.Server)+"/"+strconv.Itoa(p.URL))
	}
	return strings.Join(all, ", ")
}

// What is wrong with one URL by itself.
func TestCheckURL(t *testing.T) {
	for _, c := range []struct{ url, want string }{
		{"stun:stun.example.com", ""},
		{"turn:turn.example.com?transport=udp", ""},
		{"turn:turn.example.com:443?transport=tcp", ""},
		{"turns:turn.example.com", ""},
		{"turns:turn.example.com:443?transport=tcp", ""},
		{"stun:203.0.113.1", ""},
		{"turn:[2001:db8::1]", ""},

		{"example.com", "bad-url error"},
		{"", "bad-url error"},
		{"stun:example.com?transport=udp", "bad-url error"},
		{"stuns:example.com", "stuns-unsupported error"},
		{"turns:turn.example.com?transport=udp", "turns-over-udp warning"},
		{"turns:203.0.113.1", "turns-address error"},
		{"turns:[2001:db8::1]:443?transport=tcp", "turns-address error"},
		{"turns:203.0.113.1?transport=udp", "turns-address error, turns-over-udp warning"},

		// Ports: the Fetch standard's list, then what libwebrtc allocates on.
		{"stun:example.com:53", "restricted-port error"},
		{"turn:example.com:53", "restricted-port error"},
		{"stun:example.com:6667", "restricted-port error"},
		{"turn:example.com:22?transport=tcp", "restricted-port error"},
		{"turn:example.com:81", "turn-port-refused error"},
		{"turns:example.com:444", "turn-port-refused error"},
		{"turn:example.com:1023", "turn-port-refused error"},
		{"turn:example.com:1024", ""},
		{"turn:example.com:80", ""},
		{"turn:example.com:443", ""},
		{"turn:example.com:65535", ""},
		{"stun:example.com:81", ""},
		{"stun:example.com:1023", ""},

		// Addresses.
		{"stun:localhost", "loopback-server error"},
		{"turn:turn.localhost", "loopback-server error"},
		{"stun:notlocalhost", ""},
		{"stun:127.0.0.1", "loopback-server error"},
		{"turn:127.9.9.9", "loopback-server error"},
		{"turn:[::1]", "loopback-server error"},
		{"stun:[::ffff:127.0.0.1]", "loopback-server error"},
		{"stun:0.0.0.0", "unusable-address error"},
		{"stun:[::]", "unusable-address error"},
		{"turn:224.0.0.1", "unusable-address error"},
		{"stun:255.255.255.255", "unusable-address error"},
		{"stun:[ff02::1]", "unusable-address error"},
		{"stun:10.0.0.1", "private-server warning"},
		{"turn:192.168.1.1", "private-server warning"},
		{"stun:172.31.255.255", "private-server warning"},
		{"stun:172.32.0.0", ""},
		{"stun:169.254.0.1", "private-server warning"},
		{"stun:[fe80::1]", "private-server warning"},
		{"turn:100.64.0.1", "private-server warning"},
		{"turn:100.128.0.1", ""},
		{"turn:[fd00::1]", "private-server warning"},

		{"turns:127.0.0.1:22?transport=udp", "restricted-port error, loopback-server error, turns-address error, turns-over-udp warning"},
		{"stuns:10.0.0.1:53", "stuns-unsupported error, restricted-port error, private-server warning"},
	} {
		want := ""
		if c.want != "" {
			want = strings.ReplaceAll(c.want, ",", " 0/0,") + " 0/0"
		}
		if got := places(check(c.url)); got != want {
			t.Errorf("%s: %q, want %q", c.url, got, want)
		}
	}
}

// now is 2026-11-22; REST usernames of the tests are before and after it.
const (
	now   = 1795341548
	past  = "1795341547"
	atNow = "1795341548"
	later = "1795341549"
)

func TestCheckCredentials(t *testing.T) {
	turn := func(username, credential string) server.Server {
		return server.Server{URLs: []string{"turn:example.com"}, Username: username, HasUsername: true, Credential: credential, HasCredential: true}
	}
	none := server.Server{URLs: []string{"turn:example.com"}}
	noCredential, noUsername := none, none
	noCredential.Username, noCredential.HasUsername = "u", true
	noUsername.Credential, noUsername.HasCredential = "p", true
	for _, c := range []struct {
		name   string
		server server.Server
		now    int64
		want   string
		says   string // of the first problem
	}{
		{"good", turn("u", "p"), now, "", ""},
		{"neither", none, now, "missing-credentials error", "without username and credential"},
		{"no credential", noCredential, now, "missing-credentials error", "without credential"},
		{"no username", noUsername, now, "missing-credentials error", "without username "},
		{"empty credential", turn("u", ""), now, "empty-credentials error", "credential is empty"},
		{"empty username", turn("", "p"), now, "empty-credentials error", "username is empty"},
		{"both empty", turn("", ""), now, "empty-credentials error", "credential is empty"},
		{"the longest username", turn(strings.Repeat("u", 509), "p"), now, "", ""},
		{"too long", turn(strings.Repeat("u", 510), "p"), now, "username-too-long error", "509 bytes"},
		{"too long in bytes", turn(strings.Repeat("ü", 255), "p"), now, "username-too-long error", "509 bytes"},
		{"valid for a second", turn(later+":u", "p"), now, "", ""},
		{"expired just now", turn(atNow+":u", "p"), now, "credentials-expired error", "past"},
		{"expired", turn(past+":u", "p"), now, "credentials-expired error", "past"},
		{"expired without a user", turn(past+":", "p"), now, "credentials-expired error", "past"},
		{"expired, time not known", turn(past+":u", "p"), 0, "", ""},
		{"no REST username: no colon", turn(past, "p"), now, "", ""},
		{"no REST username: nine digits", turn("123456789:u", "p"), now, "", ""},
		{"no REST username: eleven digits", turn("01795341547:u", "p"), now, "", ""},
		{"no REST username: a letter", turn("123456789x:u", "p"), now, "", ""},
		{"no REST username: a space", turn("123 456789:u", "p"), now, "", ""},
		{"swapped", turn("c2VjcmV0", later+":u"), now, "credentials-swapped warning", "swapped"},
		{"swapped, time not known", turn("c2VjcmV0", past+":u"), 0, "credentials-swapped warning", "swapped"},
		{"both like it", turn(later+":u", later+":u"), now, "", ""},
		{"expired and empty", turn(past+":u", ""), now, "empty-credentials error, credentials-expired error", "credential is empty"},
	} {
		problems := server.Check(server.Configuration{Servers: []server.Server{c.server}}, c.now)
		want := ""
		if c.want != "" {
			want = strings.ReplaceAll(c.want, ",", " 0/0,") + " 0/0"
		}
		if got := places(problems); got != want {
			t.Errorf("%s: %q, want %q", c.name, got, want)
			continue
		}
		if c.says != "" && !strings.Contains(problems[0].Text, c.says) {
			t.Errorf("%s: %q does not say %q", c.name, problems[0].Text, c.says)
		}
	}
}

// Credentials are judged once a server, at its first TURN URL; STUN needs none.
func TestCheckPlaces(t *testing.T) {
	none := func(urls ...string) server.Server { return server.Server{URLs: urls} }
	for _, c := range []struct {
		name    string
		servers []server.Server
		want    string
	}{
		{"no servers", nil, ""},
		{"no URLs", []server.Server{with("stun:a.example"), none()}, "no-urls error 1/-1"},
		{"no URLs with credentials", []server.Server{with()}, "no-urls error 0/-1"},
		{"STUN without credentials", []server.Server{none("stun:a.example", "stun:b.example")}, ""},
		{"first TURN URL", []server.Server{none("stun:a.example", "turn:b.example", "turns:c.example")}, "missing-credentials error 0/1"},
		{"each server", []server.Server{none("turn:a.example"), none("x"), none("turn:b.example")},
			"missing-credentials error 0/0, bad-url error 1/0, missing-credentials error 2/0"},
		{"a bad TURN URL needs none", []server.Server{none("turn:")}, "bad-url error 0/0"},
		{"all URLs of a server", []server.Server{with("stun:a.example:53", "?", "turn:10.0.0.1")},
			"restricted-port error 0/0, bad-url error 0/1, private-server warning 0/2"},
	} {
		if got := places(server.Check(server.Configuration{Servers: c.servers}, now)); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestCheckDuplicates(t *testing.T) {
	other := with("turn:a.example")
	other.Username = "v"
	for _, c := range []struct {
		name    string
		servers []server.Server
		want    string
	}{
		{"in one server", []server.Server{with("stun:a.example", "stun:a.example")}, "duplicate-server warning 0/1"},
		{"in two servers", []server.Server{with("turn:a.example"), with("stun:b.example", "turn:a.example")}, "duplicate-server warning 1/1"},
		{"spelled otherwise", []server.Server{with("turn:a.example", "TURN:A.example:3478?transport=udp")}, "duplicate-server warning 0/1"},
		{"three times", []server.Server{with("stun:a.example", "stun:a.example", "stun:a.example")}, "duplicate-server warning 0/1, duplicate-server warning 0/2"},
		{"STUN whatever the name", []server.Server{with("stun:a.example"), {URLs: []string{"stun:a.example"}}}, "duplicate-server warning 1/0"},
		{"another user", []server.Server{with("turn:a.example"), other}, ""},
		{"another transport", []server.Server{with("turn:a.example?transport=udp", "turn:a.example?transport=tcp")}, ""},
		{"another port", []server.Server{with("stun:a.example", "stun:a.example:3479")}, ""},
		{"another scheme", []server.Server{with("stun:a.example", "turn:a.example", "turns:a.example")}, ""},
		{"bad ones are not compared", []server.Server{with("x", "x")}, "bad-url error 0/0, bad-url error 0/1"},
	} {
		problems := server.Check(server.Configuration{Servers: c.servers}, 0)
		if got := places(problems); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
		for _, p := range problems {
			if p.Code == server.DuplicateServer && !strings.Contains(p.Text, "a.example:3478") {
				t.Errorf("%s: %q does not name the server", c.name, p.Text)
			}
		}
	}
}

// Five URLs are where Firefox begins to warn, however they are divided.
func TestCheckTooManyServers(t *testing.T) {
	five := []string{"stun:a.example", "stun:b.example", "stun:c.example", "stun:d.example", "stun:e.example"}
	if got := places(check(five[:4]...)); got != "" {
		t.Errorf("four: %q", got)
	}
	for name, servers := range map[string][]server.Server{
		"one server":    {with(five...)},
		"two servers":   {with(five[:2]...), with(five[2:]...)},
		"a bad one too": {with(append([]string{"stun:f.example:53"}, five...)...)},
	} {
		problems := server.Check(server.Configuration{Servers: servers}, 0)
		last := problems[len(problems)-1]
		if got := places(problems[len(problems)-1:]); got != "too-many-servers warning -1/-1" {
			t.Errorf("%s: %q", name, got)
		}
		count := 0
		for _, s := range servers {
			count += len(s.URLs)
		}
		if !strings.HasPrefix(last.Text, strconv.Itoa(count)+" ") {
			t.Errorf("%s: %q does not say %d", name, last.Text, count)
		}
	}
}

// Each text is a sentence, and names what is at fault.
func TestCheckTexts(t *testing.T) {
	for url, names := range map[string][]string{
		"stun:a b":                      {"host at offset 5", `"a b"`},
		"stuns:example.com":             {"stuns:", "Firefox", "Chromium"},
		"stun:example.com:6667":         {"Port 6667", "Firefox throws"},
		"stun:example.com:53":           {"Port 53", "Firefox does"},
		"turn:example.com:81":           {"Port 81", "Chromium"},
		"stun:127.0.0.1":                {"127.0.0.1", "701"},
		"stun:[ff02::1]":                {"ff02::1"},
		"stun:192.168.1.1":              {"192.168.1.1"},
		"turns:203.0.113.1":             {"turns:", "name"},
		"turns:a.example?transport=udp": {"transport=udp", "TCP"},
	} {
		problems := check(url)
		if len(problems) != 1 {
			t.Errorf("%s: %s", url, codes(problems))
			continue
		}
		text := problems[0].Text
		if !strings.HasSuffix(text, ".") || strings.HasSuffix(text, "..") {
			t.Errorf("%s: %q is no sentence", url, text)
		}
		for _, name := range names {
			if !strings.Contains(text, name) {
				t.Errorf("%s: %q does not say %q", url, text, name)
			}
		}
	}
}
