package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/netip"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	slog.SetDefault(slog.New(slog.NewTextHandler(os.Stderr, nil)))
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr, ownAddrs))
}

// run is main with everything handed in. It prints one line to stdout when all is listening, serves until ctx ends
// and gives the exit code: 0 for a clean end, 1 for a failure, 2 for a wrong command line.
func run(ctx context.Context, args []string, stdout, stderr io.Writer, own func() ([]netip.Addr, error)) int {
	o, err := parseOptions(args, stderr, own)
	if isHelp(err) {
		return 0
	}
	if err != nil {
		fmt.Fprintln(stderr, "iceguard demo:", err)
		return 2
	}
	s, err := startServer(o, own)
	if err != nil {
		fmt.Fprintln(stderr, "iceguard demo:", err)
		return 1
	}
	defer s.Close()

	fmt.Fprintln(stdout, "iceguard demo:", s.url())
	slog.Info("listening", "page", s.url(), "stun", s.stunURLs(), "turn", s.turnURLs(), "turnsPort", s.turn.tlsPort)
	if !o.iceAddr.IsValid() {
		slog.Warn(loopbackNote)
	}
	if !s.pages.has(wasmFile) {
		slog.Warn("the module is not built: ./build.sh demo builds it and starts the demo", "missing", "demo/page/"+wasmFile)
	}
	if err := s.wait(ctx); err != nil {
		fmt.Fprintln(stderr, "iceguard demo:", err)
		return 1
	}
	return 0
}
