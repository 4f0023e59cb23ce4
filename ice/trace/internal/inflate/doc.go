// Package inflate reads gzip (RFC 1952, RFC 1951) as a stream. compress/gzip
// would do, but it brings fmt, os and time into whatever links it, which the
// ground of this project keeps out; tests hold this one against it.
package inflate
