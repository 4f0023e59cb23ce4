package candidate

import "strconv"

// Masked is the address with every bit behind the first bits cleared; less than
// 0 counts as 0, and Bits or more clears nothing.
func (ip IP) Masked(bits int) IP {
	bits = max(bits, 0)
	if ip.family == IPv4 {
		bits += 96
	}
	if bits < 64 {
		ip.hi &^= ^uint64(0) >> bits
		ip.lo = 0
		return ip
	}
	ip.lo &^= ^uint64(0) >> (bits - 64)
	return ip
}

// Append appends the address in the one spelling that RFC 5952 section 4
// recommends; nothing for the zero value.
func (ip IP) Append(dst []byte) []byte {
	switch ip.family {
	case IPv4:
		for shift := 24; shift >= 0; shift -= 8 {
			dst = strconv.AppendUint(dst, ip.lo>>shift&255, 10)
			if shift > 0 {
				dst = append(dst, '.')
			}
		}
	case IPv6:
		dst = ip.appendGroups(dst)
	}
	return dst
}

// appendGroups shortens the longest run of zero groups, the first of equals,
// unless it is a single group (RFC 5952 section 4.2).
func (ip IP) appendGroups(dst []byte) []byte {
	from, length := -1, 1
	for i := 0; i < 8; i++ {
		n := 0
		for i+n < 8 && ip.group(i+n) == 0 {
			n++
		}
		if n > length {
			from, length = i, n
		}
	}
	for i := 0; i < 8; i++ {
		if i == from {
			dst = append(dst, ':', ':')
			i += length - 1
			continue
		}
		if i > 0 && i != from+length {
			dst = append(dst, ':')
		}
		dst = strconv.AppendUint(dst, ip.group(i), 16)
	}
	return dst
}

func (ip IP) group(i int) uint64 {
	if i < 4 {
		return ip.hi >> (48 - 16*i) & 0xffff
	}
	return ip.lo >> (112 - 16*i) & 0xffff
}
