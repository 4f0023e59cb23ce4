// Package report writes what a session knows: the versioned report as JSON,
// its records one by one, and one line of text for a log. It uses no
// reflection, so that it is small in WebAssembly, and depends on its input
// only, so that both sides of a call write the same for the same events.
package report

// Schema names the format of the report; a change that a reader could notice changes it.
const Schema = "iceguard.report/1"
