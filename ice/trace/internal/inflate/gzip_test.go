package inflate_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/iceguard/iceguard/ice/trace/internal/inflate"
)

func pack(t testing.TB, level int, text []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, level)
	if err != nil {
		t.Fatal(err)
	}
	w.Name, w.Comment, w.Extra = "a name", "a comment", []byte("extra")
	if _, err := w.Write(text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func texts() [][]byte {
	r := rand.New(rand.NewPCG(1, 2))
	noise := make([]byte, 200_000)
	for i := range noise {
		noise[i] = byte(r.Uint32())
	}
	var words strings.Builder
	for range 50_000 {
		words.WriteString([]string{`"bytesSent":`, "1795349440226.488,", `{"id":"`, "candidate", "\n"}[r.IntN(5)])
		words.WriteByte(byte('a' + r.ExpFloat64()*3))
	}
	return [][]byte{nil, []byte("a"), bytes.Repeat([]byte("ab"), 100_000), noise, []byte(words.String())}
}

func TestAgainstGzip(t *testing.T) {
	for i, text := range texts() {
		for _, level := range []int{gzip.NoCompression, gzip.BestSpeed, gzip.DefaultCompression, gzip.BestCompression, gzip.HuffmanOnly} {
			packed := pack(t, level, text)
			if !inflate.IsGzip(packed) {
				t.Fatal("not recognised")
			}
			for name, src := range map[string]io.Reader{
				"whole": bytes.NewReader(packed), "by bytes": iotest.OneByteReader(bytes.NewReader(packed)), "with the end": iotest.DataErrReader(bytes.NewReader(packed)),
			} {
				got, err := io.ReadAll(inflate.NewReader(src))
				if err != nil || !bytes.Equal(got, text) {
					t.Fatalf("text %d, level %d, %s: %d bytes of %d, %v", i, level, name, len(got), len(text), err)
				}
			}
		}
	}
}

func TestMembers(t *testing.T) {
	two := append(pack(t, 9, []byte("one, ")), pack(t, 0, []byte("two"))...)
	got, err := io.ReadAll(iotest.OneByteReader(inflate.NewReader(bytes.NewReader(two))))
	if err != nil || string(got) != "one, two" {
		t.Errorf("%q, %v", got, err)
	}
	got, err = io.ReadAll(inflate.NewReader(bytes.NewReader(append(pack(t, 9, []byte("one")), "garbage at the end"...))))
	if !errors.Is(err, inflate.ErrFormat) || string(got) != "one" {
		t.Errorf("%q, %v", got, err)
	}
}

// Of data that are cut off or damaged, all before the place is given, and an error.
func TestDamage(t *testing.T) {
	text := texts()[4][:20_000]
	for _, level := range []int{gzip.NoCompression, gzip.BestCompression} {
		packed := pack(t, level, text)
		for cut := range len(packed) {
			if cut > 300 && cut < len(packed)-300 && cut%97 != 0 {
				continue
			}
			got, err := io.ReadAll(inflate.NewReader(bytes.NewReader(packed[:cut])))
			if !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, inflate.ErrFormat) || !bytes.HasPrefix(text, got) {
				t.Fatalf("cut at %d: %d bytes, %v", cut, len(got), err)
			}
			if cut > len(packed)/2 && len(got) < len(text)/4 {
				t.Fatalf("cut at %d of %d: only %d bytes", cut, len(packed), len(got))
			}
		}
		for at := len(packed) - 8; at < len(packed); at++ {
			bad := bytes.Clone(packed)
			bad[at] ^= 1
			if _, err := io.ReadAll(inflate.NewReader(bytes.NewReader(bad))); !errors.Is(err, inflate.ErrFormat) {
				t.Fatalf("checksum or size changed at %d: %v", at, err)
			}
		}
	}
	for _, start := range []string{"", "\x1f", "\x1f\x8b", "\x1f\x8b\x08", "\x1f\x8b\x07", "hello, world"} {
		if _, err := io.ReadAll(inflate.NewReader(strings.NewReader(start))); err == nil {
			t.Errorf("%q was taken", start)
		}
	}
	broken := errors.New("broken")
	packed := pack(t, 9, text)
	if _, err := io.ReadAll(inflate.NewReader(io.MultiReader(bytes.NewReader(packed[:100]), iotest.ErrReader(broken)))); !errors.Is(err, broken) {
		t.Error(err)
	}
}

// FuzzInflate holds every stream against compress/gzip: the same text, and an
// error where that has one.
func FuzzInflate(f *testing.F) {
	for _, text := range texts() { // small ones, which the fuzzer need not cut down
		f.Add(pack(f, 9, text[:min(len(text), 200)]))
		f.Add(pack(f, 0, text[:min(len(text), 50)]))
	}
	f.Add([]byte("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x00\x03\x00\x00\x00\x00\x00\x00\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, packed []byte) {
		got, err := io.ReadAll(io.LimitReader(inflate.NewReader(bytes.NewReader(packed)), 1<<22))
		var want []byte
		g, wantErr := gzip.NewReader(bytes.NewReader(packed))
		if wantErr == nil {
			want, wantErr = io.ReadAll(io.LimitReader(g, 1<<22))
		}
		// A checksum of the header is beyond what this one checks.
		if (err == nil) != (wantErr == nil) && !errors.Is(wantErr, gzip.ErrHeader) {
			t.Fatalf("%v; compress/gzip says %v", err, wantErr)
		}
		if err == nil && wantErr == nil && !bytes.Equal(got, want) {
			t.Fatalf("%d bytes, compress/gzip gives %d", len(got), len(want))
		}
	})
}
