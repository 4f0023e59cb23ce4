package stats

import (
	"math"

	"github.com/iceguard/iceguard/internal/ascii"
)

// decimal reads a number in the spelling of JavaScript's Number::toString,
// such as 12, -0.5 or 1.5e-7. For exponents of up to 22, which is more than any
// statistic has, it is exact for 15 digits and off by one unit of the last place
// at most for more. strconv.ParseFloat would add 7 KB to the compressed module.
func decimal(s string) (float64, bool) {
	digits, exponent, hasExponent := ascii.Cut(s, 'e')
	scale := 0
	if hasExponent {
		sign, n := cutSign(exponent)
		value, ok := ascii.Number(n, 400)
		if !ok {
			return 0, false
		}
		if scale = int(value); sign == '-' {
			scale = -scale
		}
	}
	sign, digits := cutSign(digits)
	whole, fraction, hasFraction := ascii.Cut(digits, '.')
	if sign == '+' || whole == "" || hasFraction && fraction == "" || len(whole)+len(fraction) > 40 {
		return 0, false
	}
	var mantissa uint64
	ok := true
	for n, part := range [...]string{whole, fraction} {
		for i := 0; i < len(part); i++ {
			d := part[i] - '0'
			ok = ok && d <= 9
			switch {
			case mantissa < 1<<60: // more digits are beyond what a float64 holds
				mantissa = mantissa*10 + uint64(d)
				scale -= n
			case n == 0:
				scale++
			}
		}
	}
	high := float64(mantissa)
	low := float64(int64(mantissa - uint64(high))) // what the rounding to high lost
	v, rest := power10(high, scale), power10(low, scale)
	v += rest
	if sign == '-' {
		v = -v
	}
	return v, ok && !math.IsInf(v, 0)
}

// cutSign cuts a sign off, 0 when there is none.
func cutSign(s string) (sign byte, rest string) {
	if s != "" && (s[0] == '-' || s[0] == '+') {
		return s[0], s[1:]
	}
	return 0, s
}

// power10 is v * 10^n. Up to 10^22 the power is exact, so the result is rounded once.
func power10(v float64, n int) float64 {
	for ; n > 22; n -= 22 {
		v *= 1e22
	}
	for ; n < -22; n += 22 {
		v /= 1e22
	}
	p := 1.0
	for i := n; i != 0; {
		p *= 10
		if i > 0 {
			i--
		} else {
			i++
		}
	}
	if n < 0 {
		return v / p
	}
	return v * p
}
