// Package session is the brain over one peer connection's life: events in;
// decisions, path, timings and states out.
//
// A Session is a pure reducer. It holds no clock (every Event brings its time),
// starts no goroutine and is never blocked, so the same events give the same
// outputs and the same report in a browser and natively.
package session
