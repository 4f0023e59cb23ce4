package stats

import (
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
)

func TestDecimalExact(t *testing.T) {
	for _, s := range []string{
		"0", "-0", "1", "12", "-0.5", "0.1", "0.001", "1.5e-7", "1e+21", "1e21", "123456789012345", "999999999999999",
		"1795341550366.678", "1795343017895.3591", "1e22", "1e-22", "123456789012345e-22", "9007199254740991", "9007199254740993", "4294967295", "00012", "1.50", "0e5",
	} {
		got, ok := decimal(s)
		want, err := strconv.ParseFloat(s, 64)
		if err != nil {
			t.Fatal(err)
		}
		if !ok || math.Float64bits(got) != math.Float64bits(want) {
			t.Errorf("%q is %v, %t; want %v", s, got, ok, want)
		}
	}
}

func TestDecimalGarbage(t *testing.T) {
	for _, s := range []string{
		"", " ", "-", "+1", "--1", "1-", ".", ".5", "5.", "1..2", "1.2.3", "1,5", "1 ", " 1", "0x10", "1_0", "NaN", "Infinity", "-Infinity", "inf",
		"e", "e5", "1e", "1e+", "1e-", "1e1.5", "1e5e5", "1E5", "1e401", "1e-401", "1e99999999999999999999", "1e400", "-1e400", "9e399", "true", "\x00", "１",
		strings.Repeat("1", 41), "0." + strings.Repeat("0", 40),
	} {
		if v, ok := decimal(s); ok {
			t.Errorf("%q is %v", s, v)
		}
	}
}

// ulps is how many floats lie between two.
func ulps(a, b float64) uint64 {
	if a == b {
		return 0
	}
	x, y := int64(math.Float64bits(a)), int64(math.Float64bits(b))
	if x < 0 {
		x = math.MinInt64 - x
	}
	if y < 0 {
		y = math.MinInt64 - y
	}
	if x > y {
		x, y = y, x
	}
	return uint64(y) - uint64(x)
}

// Up to 15 digits and with an exponent that keeps the power exact, the result is that of ParseFloat.
func TestDecimalOfFewDigits(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for range 200_000 {
		digits := strconv.FormatInt(r.Int64N(1_000_000_000_000_000), 10)
		s := digits
		if at := r.IntN(len(digits)); at > 0 {
			s = digits[:at] + "." + digits[at:]
		}
		if r.IntN(2) == 0 {
			s = "-" + s
		}
		if r.IntN(2) == 0 {
			s += "e" + strconv.Itoa(r.IntN(30)-7)
		}
		compare(t, s, 0)
	}
}

// As JavaScript writes any float of the sizes that statistics have.
func TestDecimalOfAnyFloat(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	for range 200_000 {
		v := r.Float64() * math.Pow(10, float64(r.IntN(30)-8))
		compare(t, strconv.FormatFloat(v, 'f', -1, 64), 1)
		compare(t, strconv.FormatFloat(v, 'e', -1, 64), 1)
	}
}

// Beyond that every 22 decades cost a rounding.
func TestDecimalOfAnyExponent(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	for range 50_000 {
		v := (1 + 9*r.Float64()) * math.Pow(10, float64(r.IntN(600)-300))
		compare(t, strconv.FormatFloat(v, 'e', -1, 64), 30)
	}
	for s, want := range map[string]float64{"0e400": 0, "1e-400": 0, "-1e-400": math.Copysign(0, -1)} {
		if got, ok := decimal(s); !ok || math.Float64bits(got) != math.Float64bits(want) {
			t.Errorf("%q is %v, %t", s, got, ok)
		}
	}
}

func compare(t *testing.T, s string, most uint64) {
	t.Helper()
	got, ok := decimal(s)
	want, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	if off := ulps(got, want); !ok && len(strings.Trim(s, "-")) <= 40 || off > most {
		t.Fatalf("%q is %v, %t: %d units off %v", s, got, ok, off, want)
	}
}

func FuzzDecimal(f *testing.F) {
	for _, s := range []string{"0", "-1.25e-7", "1795341550366.678", "0.0009994506835937503", "1e", "--1", "1e400", "1e-400"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		v, ok := decimal(s)
		if !ok {
			return
		}
		want, err := strconv.ParseFloat(s, 64)
		if err != nil || math.IsNaN(v) || math.Abs(v-want) > 1e-13*math.Abs(want)+1e-300 {
			t.Fatalf("%q is %v, ParseFloat says %v, %v", s, v, want, err)
		}
	})
}
