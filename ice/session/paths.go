package session

// MaxPaths is how many paths a session remembers, the latest ones:
// State.PathChanges tells how many there were.
const MaxPaths = 200

// PathSpan is a path and how long it was the selected one.
type PathSpan struct {
	Path  *Path
	Until Millis // ms since attached; not known of the present path
}

// keepPath puts a path behind those before it, or in the place of the last one
// when that is the same, less known.
func (s *Session) keepPath(p *Path, same bool, now float64) {
	paths := s.state.Paths
	if same {
		paths[len(paths)-1].Path = p
		return
	}
	s.endPath(now)
	if len(paths) == MaxPaths {
		copy(paths, paths[1:])
		paths = paths[:MaxPaths-1]
	}
	s.state.Paths = append(paths, PathSpan{Path: p})
}

// endPath notes that the latest path is no longer selected.
func (s *Session) endPath(now float64) {
	if n := len(s.state.Paths); n > 0 {
		s.state.Paths[n-1].Until.set(now)
	}
}
