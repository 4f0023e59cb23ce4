package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"regexp"
	"strings"
	"testing"
)

var freePorts = strings.Fields("--ice-addr 127.0.0.1 --stun-ports 0,0 --turn-port 0 --turns-port 0 --mdns=false")

func TestRunPrintsOneLineAndEndsCleanly(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	out, in := io.Pipe()
	code := make(chan int, 1)
	var stderr bytes.Buffer
	go func() {
		code <- run(ctx, append([]string{"--addr", "localhost:0"}, freePorts...), in, &stderr, loopbackOnly)
		_ = in.Close()
	}()
	lines := bufio.NewReader(out)
	line, err := lines.ReadString('\n')
	m := regexp.MustCompile(`^iceguard demo: (http://localhost:[1-9]\d*)\n$`).FindStringSubmatch(line)
	if err != nil || m == nil {
		t.Fatalf("got %q, %v, %s", line, err, &stderr)
	}
	// Whatever localhost resolves to, the page is there.
	port := strings.TrimPrefix(m[1], "http://localhost:")
	for _, host := range loopbackHosts() {
		conn, err := net.Dial("tcp", net.JoinHostPort(host.name, port))
		if err == nil {
			_ = conn.Close()
		} else if !host.optional {
			t.Error(err)
		}
	}
	if res, _ := get(t, m[1]+"/config.json"); res.StatusCode != http.StatusOK {
		t.Error(res.Status)
	}
	stop()
	if rest, err := io.ReadAll(lines); err != nil || len(rest) != 0 {
		t.Errorf("more on stdout: %q, %v", rest, err)
	}
	if c := <-code; c != 0 || stderr.Len() != 0 {
		t.Errorf("exit code %d, %s", c, &stderr)
	}
}

func TestRunPortTaken(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = taken.Close() }()
	_, port, _ := net.SplitHostPort(taken.Addr().String())
	for _, flag := range []string{"--addr=localhost:" + port, "--turn-port=" + port, "--turns-port=" + port} {
		args := append([]string{"--addr", "127.0.0.1:0"}, append(freePorts, flag)...)
		var stdout, stderr bytes.Buffer
		code := run(t.Context(), args, &stdout, &stderr, loopbackOnly)
		name, _, _ := strings.Cut(flag, "=")
		if code != 1 || stdout.Len() != 0 || !strings.Contains(stderr.String(), name+": tcp port "+port) {
			t.Errorf("%s: exit code %d, %q, %q", flag, code, &stdout, &stderr)
		}
	}
}

func TestRunWrongCommandLine(t *testing.T) {
	var stdout, stderr bytes.Buffer
	if code := run(t.Context(), []string{"--turn-port", "x"}, &stdout, &stderr, loopbackOnly); code != 2 ||
		!strings.Contains(stderr.String(), "--turn-port") {
		t.Errorf("%d %s", code, &stderr)
	}
	stderr.Reset()
	if code := run(t.Context(), []string{"-h"}, &stdout, &stderr, loopbackOnly); code != 0 ||
		!strings.Contains(stderr.String(), "-relay-peers") {
		t.Errorf("%d %s", code, &stderr)
	}
}
