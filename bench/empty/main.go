// Command empty is what the time until the module is ready is measured
// against: a program that does nothing.
package main

func main() { select {} }
