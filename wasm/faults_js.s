//go:build js && wasm && faults

// Empty: it lets faults.go declare a function that the runtime has.
