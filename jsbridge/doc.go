// Package jsbridge is the border between JavaScript and the pure core in ice/.
//
// What crosses it (what happens to a connection and what is to be done then,
// parsing, deciding, filtering, statistics) goes as bytes in linear memory
// through the functions that package main in wasm/ exports: Go holds nothing of
// JavaScript's and calls nothing of it.
//
// The Go files build for js/wasm only; the TypeScript half is in ts/. A Go
// program that runs in a page attaches with package browser, which is that half
// in Go: there everything goes through syscall/js, wrapped by golang-wasm's typed
// Object, so that a value of a wrong type is an error and never a panic.
package jsbridge
