//go:build js && wasm

// Command goapp is the program of a user who writes Go for the browser, for
// test/e2e/goapp.test.mjs: that builds it in a module of its own and runs it
// under Go's wasm_exec.js. It hands what package browser does to the page.
package main

import (
	"runtime"
	"strings"
	"syscall/js"

	"github.com/teamortix/golang-wasm/wasm"

	"github.com/iceguard/iceguard/ice/policy"
	"github.com/iceguard/iceguard/ice/report"
	"github.com/iceguard/iceguard/jsbridge/browser"
)

var end = make(chan struct{})

func main() {
	// A program may use golang-wasm itself.
	object, err := wasm.NewObject(js.ValueOf(map[string]any{
		"attach": js.FuncOf(func(_ js.Value, args []js.Value) any { return attach(args[0], args[1].String(), args[2]) }),
		"cycle":  js.FuncOf(func(_ js.Value, args []js.Value) any { return cycle(args[0], args[1].Int()) }),
		"end":    js.FuncOf(func(js.Value, []js.Value) any { close(end); return nil }),
	}))
	if err != nil {
		panic(err)
	}
	js.Global().Set("goapp", object.JSValue())
	<-end
}

// attach answers with a session for the page, or with an error as text. tell
// gets the kind of every event and its JSON.
func attach(pc js.Value, text string, tell js.Value) any {
	p, err := policy.Parse(text)
	if err != nil {
		return err.Error()
	}
	s, err := browser.Attach(pc, browser.Options{
		Policy:  p,
		OnError: func(err error) { tell.Invoke("error", err.Error()) },
		OnEvent: func(e browser.Event) {
			switch e := e.(type) {
			case browser.Candidate:
				tell.Invoke("candidate", string(report.AppendCandidate(nil, &e.CandidateRecord)))
			case browser.Path:
				tell.Invoke("path", string(report.AppendPath(nil, &e.Path)))
			case browser.Stats:
				tell.Invoke("stats", string(report.AppendStats(nil, &e.StatsRecord)))
			case browser.StateChange:
				tell.Invoke(e.Name, e.Value)
			case browser.Closed:
				tell.Invoke("closed", "")
			}
		},
	})
	if err != nil {
		return err.Error()
	}
	method := func(f func() any) js.Func { return js.FuncOf(func(js.Value, []js.Value) any { return f() }) }
	return map[string]any{
		"report":  method(func() any { return string(s.Report()) }),
		"summary": method(func() any { return s.Summary() }),
		"findings": method(func() any {
			var codes []string
			for _, f := range s.Findings() {
				codes = append(codes, string(f.Code))
			}
			return strings.Join(codes, " ")
		}),
		"setPolicy": js.FuncOf(func(_ js.Value, args []js.Value) any {
			p, err := policy.Parse(args[0].String())
			if err != nil {
				return err.Error()
			}
			s.SetPolicy(p)
			return nil
		}),
		"detach": method(func() any { s.Detach(); return nil }),
	}
}

// cycle attaches and detaches so many times and collects what is left over.
func cycle(pc js.Value, n int) any {
	for range n {
		s, err := browser.Attach(pc, browser.Options{})
		if err != nil {
			return err.Error()
		}
		s.Detach()
	}
	runtime.GC()
	runtime.GC()
	return nil
}
