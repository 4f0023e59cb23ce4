// Command replay prints the report of each trace that it is given, a line each.
// Tests run it natively and as WebAssembly, and hold the reports against each
// other and against their schema.
package main

import (
	"fmt"
	"os"

	"github.com/iceguard/iceguard/ice/report"
	"github.com/iceguard/iceguard/ice/trace"
)

func main() {
	for _, name := range os.Args[1:] {
		if err := replay(name); err != nil {
			fmt.Fprintf(os.Stderr, "replay: %s: %v\n", name, err)
			os.Exit(1)
		}
	}
}

func replay(name string) error {
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	o, err := trace.Replay(file, nil)
	if err != nil {
		return err
	}
	fmt.Printf("%s\n", report.AppendJSON(nil, o.State(), &o.Engine))
	return nil
}
