package trace

import "strings"

// parseTime reads a time as dumps write it: "2026-11-22T12:10:40.226Z", or, in
// logs from before Chromium 117, in the words of an English browser,
// "11/22/2026, 12:10:40 PM", which is local: its time zone is not known, and
// it is read as UTC. The result is in ms since 1970.
func parseTime(s string) (ms float64, local, ok bool) {
	date, clock, iso := strings.Cut(s, "T")
	if !iso {
		date, clock, local = strings.Cut(s, ", ")
		if !local {
			return 0, false, false
		}
	}
	var d [3]int
	if iso {
		d, ok = numbers(date, "-")
	} else {
		d, ok = numbers(date, "/")
		d[0], d[1], d[2] = d[2], d[0], d[1]
	}
	if !ok || d[0] < 1970 || d[0] > 9999 || d[1] < 1 || d[1] > 12 || d[2] < 1 || d[2] > 31 {
		return 0, false, false
	}
	clock = strings.TrimSuffix(clock, "Z")
	clock, isPM := strings.CutSuffix(strings.ReplaceAll(clock, "\u202f", " "), " PM")
	clock, isAM := strings.CutSuffix(clock, " AM")
	clock, fraction, _ := strings.Cut(clock, ".")
	t, ok := numbers(clock, ":")
	if !ok || t[0] > 24 || t[1] > 59 || t[2] > 60 {
		return 0, false, false
	}
	if (isPM || isAM) && t[0] == 12 {
		t[0] = 0
	}
	if isPM {
		t[0] += 12
	}
	millis := 0
	if fraction != "" {
		if millis = decimal((fraction + "00")[:3]); millis < 0 {
			return 0, false, false
		}
	}
	seconds := ((days(d[0], d[1], d[2])*24+t[0])*60+t[1])*60 + t[2]
	return float64(seconds)*1000 + float64(millis), local, true
}

// numbers reads three numbers.
func numbers(s, separator string) (n [3]int, ok bool) {
	parts := strings.Split(s, separator)
	if len(parts) != 3 {
		return n, false
	}
	for i, part := range parts {
		if n[i] = decimal(part); n[i] < 0 {
			return n, false
		}
	}
	return n, true
}

// days are the days from 1970 to a date of the Gregorian calendar, counted in
// years that begin with March, so that the leap day is the last.
func days(year, month, day int) int {
	if month <= 2 {
		year--
		month += 12
	}
	return year*365 + year/4 - year/100 + year/400 + (153*(month-3)+2)/5 + day - 719469
}

// appendTime writes a time as JavaScript's Date.toISOString does, for the years
// that parseTime reads; of a part of a ms nothing is told.
func appendTime(dst []byte, ms float64) []byte {
	const lastDay = 2932896 // of the year 9999
	ms = max(0, min(ms, (lastDay+1)*86400e3-1))
	whole := int(ms)
	day, rest := whole/86400e3, whole%86400e3
	year := 1970 + day/366
	for days(year+1, 1, 1) <= day {
		year++
	}
	month := 12
	for days(year, month, 1) > day {
		month--
	}
	for _, part := range [...]struct {
		value, digits int
		end           byte
	}{
		{year, 4, '-'}, {month, 2, '-'}, {day - days(year, month, 1) + 1, 2, 'T'},
		{rest / 3600e3, 2, ':'}, {rest / 60e3 % 60, 2, ':'}, {rest / 1000 % 60, 2, '.'}, {rest % 1000, 3, 'Z'},
	} {
		for digit := part.digits; digit > 0; digit-- {
			unit := 1
			for range digit - 1 {
				unit *= 10
			}
			dst = append(dst, byte('0'+part.value/unit%10))
		}
		dst = append(dst, part.end)
	}
	return dst
}
