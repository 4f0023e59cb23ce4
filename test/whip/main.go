// Command whip is an endpoint of WHIP (RFC 9725) and WHEP
// (draft-ietf-wish-whep) on pion for the tests: what is published to /whip can
// be viewed at /whep. It says on its first line where it listens, and at /seen
// what it was sent.
package main

import (
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
)

func main() {
	addr := flag.String("addr", "127.0.0.1:0", "`host:port` to listen on")
	var links []string
	flag.Func("link", "an ICE server as the `value` of a Link header, for clients; may be given again", func(value string) error {
		links = append(links, value)
		return nil
	})
	flag.Parse()
	if err := run(*addr, links); err != nil {
		fmt.Fprintln(os.Stderr, "whip:", err)
		os.Exit(1)
	}
}

func run(addr string, links []string) error {
	e, err := newEndpoint(links)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	fmt.Printf("whip: http://%s\n", listener.Addr())
	return http.Serve(listener, withCORS(e.routes()))
}

// withCORS lets the pages of any origin in, as WHIP endpoints do.
func withCORS(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Access-Control-Allow-Origin", "*")
		h.Set("Access-Control-Allow-Methods", "GET, POST, PATCH, DELETE")
		h.Set("Access-Control-Allow-Headers", "Content-Type, If-Match, Authorization")
		h.Set("Access-Control-Expose-Headers", "Location, ETag, Link")
		if r.Method == http.MethodOptions {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		next.ServeHTTP(w, r)
	})
}
