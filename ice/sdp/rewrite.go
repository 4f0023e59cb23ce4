package sdp

import (
	"strings"

	"github.com/iceguard/iceguard/ice/candidate"
	"github.com/iceguard/iceguard/internal/ascii"
)

// rewrite writes the line if it changes, and all that is not written before it.
func (f *Filterer) rewrite(k *mark) {
	text := f.desc[k.start:k.end]
	switch {
	case k.kind != 'a':
		if f.known.any && f.known.exposed(f.stated(k)) {
			f.before(k)
			f.hide(k, text)
		}
	case k.verdict == Drop:
		f.before(k)
		for _, c := range [...]byte{'\r', '\n'} { // its end, if it has one
			if f.done < len(f.desc) && f.desc[f.done] == c {
				f.done++
			}
		}
	case k.verdict == KeepMasked:
		f.mask(k, text)
	}
}

// mask hides the related address and port of a candidate, as MaskRelated does,
// and leaves every other byte of its line.
func (f *Filterer) mask(k *mark, text string) {
	raddr, rport := -1, -1 // where their values begin
	for at := len(text) - int(k.tail); at < len(text) && (raddr < 0 || rport < 0); {
		end := wordEnd(text, at)
		switch name := text[at:end]; {
		case raddr < 0 && name == "raddr":
			raddr = end + 1
		case rport < 0 && name == "rport":
			rport = end + 1
		}
		at = wordEnd(text, end+1) + 1
	}
	if raddr < 0 {
		return
	}
	f.before(k)
	done, address := 0, none
	if strings.IndexByte(text[raddr:wordEnd(text, raddr)], ':') >= 0 {
		address = "::"
	}
	if rport >= 0 && rport < raddr {
		done = f.replace(text, done, rport, "0")
	}
	done = f.replace(text, done, raddr, address)
	if rport < 0 {
		f.out.Text(" rport 0")
	} else if rport > raddr {
		done = f.replace(text, done, rport, "0")
	}
	f.out.Text(text[done:])
}

// replace writes text from done on with another word at at, and returns what is done then.
func (f *Filterer) replace(text string, done, at int, word string) int {
	f.out.Text(text[done:at])
	f.out.Text(word)
	return wordEnd(text, at)
}

func wordEnd(text string, at int) int {
	if n := strings.IndexByte(text[at:], ' '); n >= 0 {
		return at + n
	}
	return len(text)
}

// before writes what stands before the line, which is to be written anew.
func (f *Filterer) before(k *mark) {
	f.out.Text(f.desc[f.done:k.start])
	f.done = k.end
}

// stated is the default destination that a line states; "" for none. The port
// of an m= line that is 0 rejects the section.
func (f *Filterer) stated(k *mark) (address string, at int) {
	text, s := f.desc[k.start:k.end], f.section(k.m)
	at = mediaPort(f.desc[s.media.start:s.media.end])
	switch k.kind {
	case 'c':
		address, _ = connectionAddress(text[len("c="):])
		return address, at
	case 'r':
		word, rest, _ := ascii.Cut(text[len(rtcpLine):], ' ')
		if at = port(word); rest != "" {
			address, _ = connectionAddress(rest)
		} else {
			address = f.connectionOf(s)
		}
		if at < 0 {
			return "", at
		}
		return address, at
	}
	if at <= 0 {
		return "", at
	}
	return f.connectionOf(s), at
}

// connectionOf is the address that holds for a section: its own or the session's.
func (f *Filterer) connectionOf(s *section) string {
	if s.hasAddress {
		return s.address
	}
	return f.section(-1).address
}

// bestOf is the default destination of a section when its own exposes a candidate.
func (f *Filterer) bestOf(m int32) (address string, port int64) {
	s := f.section(m)
	if s.rank == 0 {
		return none, 9
	}
	best := &f.marks[s.best]
	c, _ := candidate.Parse(f.desc[best.start:best.end])
	return c.Address, int64(c.Port)
}

// hide writes a line that states a default destination with another one.
func (f *Filterer) hide(k *mark, text string) {
	address, at := none, int64(9)
	if s := f.section(k.m); k.kind == 'c' && k.m >= 0 || k.kind == 'm' && s.hasAddress {
		address, at = f.bestOf(k.m)
	}
	switch k.kind {
	case 'm':
		media, rest, _ := ascii.Cut(text, ' ')
		_, tail, _ := ascii.Cut(rest, ' ')
		f.out.Text(media)
		f.out.WordNumber(at)
		f.out.Word(tail)
	case 'c': // RFC 8866 section 5.7
		start := "c=IN IP4 "
		if strings.IndexByte(address, ':') >= 0 {
			start = "c=IN IP6 "
		}
		f.out.Text(start)
		f.out.Text(address)
	case 'r': // RFC 3605
		f.out.Text(rtcpLine + "9 IN IP4 " + none)
	}
}
