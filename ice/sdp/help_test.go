package sdp_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/iceguard/iceguard/ice/sdp"
)

// marked decides as the extension "x" of a line says: drop, mask or keep.
func marked(l *sdp.Line) sdp.Verdict {
	switch {
	case strings.Contains(l.Raw, " x drop"):
		return sdp.Drop
	case strings.Contains(l.Raw, " x mask"):
		return sdp.KeepMasked
	}
	return sdp.Keep
}

func keepAll(*sdp.Line) sdp.Verdict { return sdp.Keep }
func dropAll(*sdp.Line) sdp.Verdict { return sdp.Drop }

// captured are the descriptions of all recordings, by file and place.
func captured(t testing.TB) map[string]string {
	t.Helper()
	files, err := filepath.Glob("../session/testdata/captures/*.json")
	if err != nil || len(files) < 10 {
		t.Fatalf("recordings: %v, %v", files, err)
	}
	all := map[string]string{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var tree any
		if err := json.Unmarshal(text, &tree); err != nil {
			t.Fatal(err)
		}
		collect(all, filepath.Base(file), tree)
	}
	return all
}

func collect(all map[string]string, place string, tree any) {
	switch v := tree.(type) {
	case string:
		if strings.HasPrefix(v, "v=0") {
			all[place] = v
		}
	case []any:
		for i, child := range v {
			collect(all, place+"/"+string(rune('0'+i/10%10))+string(rune('0'+i%10)), child)
		}
	case map[string]any:
		for name, child := range v {
			collect(all, place+"/"+name, child)
		}
	}
}

func lf(crlf string) string { return strings.ReplaceAll(crlf, "\r\n", "\n") }
