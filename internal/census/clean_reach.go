package census

import (
	"strings"
	"unicode/utf8"

	"mitoyen/internal/kit/fault"
	"mitoyen/internal/opening"
	"mitoyen/internal/place"
)

// line is a text on one line, at most n letters long.
func (c *cleaning) line(text, column string, field place.Field, n int) (string, []Problem) {
	if v := strings.TrimSpace(text); isMissing(v) {
		return "", []Problem{problem("census.text.missing", field, fault.Args{"Column": column, "Value": v})}
	}
	s, problems := cleanText(text, column, field, false)
	return cutText(s, column, field, n, problems)
}

func cutText(s, column string, field place.Field, n int, problems []Problem) (string, []Problem) {
	if utf8.RuneCountInString(s) > n {
		problems = append(problems, problem("census.text.long", field, fault.Args{"Column": column, "Limit": n}))
	}
	return cutAt(s, n), problems
}

func (c *cleaning) reach() {
	text, column := c.get(PartWebsite)
	web, problems := CleanWeb(text, column)
	c.set(place.FWebsite, web.Site)
	c.note(problems...)
	links := web.Links
	for _, part := range []Part{PartTwitter, PartFacebook} {
		text, column := c.get(part)
		more, problems := CleanSocial(text, column, part)
		links = append(links, more...)
		c.note(problems...)
	}
	for _, col := range c.profile.Columns[PartLinks] {
		more, problems := CleanWeb(c.raw.Get(col), col)
		for i := range problems {
			problems[i].Field = place.FLinks
		}
		if more.Site != "" {
			links = append(append(links, more.Site), more.Links...)
		}
		c.note(problems...)
	}
	c.set(place.FLinks, c.joinLinks(links))

	text, column = c.get(PartPhone)
	phone, problems := CleanPhone(text, column)
	c.set(place.FPhone, phone)
	c.note(problems...)

	text, column = c.get(PartEmail)
	mail, problems := cleanEmail(text, column)
	c.set(place.FEmail, mail)
	c.note(problems...)
}

// joinLinks puts each address on a line, once, and no more than a sheet takes.
func (c *cleaning) joinLinks(links []string) string {
	var kept []string
	seen := map[string]bool{bare(c.facts[place.FWebsite]): true}
	size := 0
	for _, l := range links {
		if size += len(l) + 1; seen[bare(l)] || size > 2000 {
			continue
		}
		seen[bare(l)] = true
		kept = append(kept, l)
	}
	return strings.Join(kept, "\n")
}

// words reads the longer texts and the hours.
func (c *cleaning) words() {
	text, column := c.get(PartSummary)
	summary, problems := c.line(text, column, place.FSummary, 300)
	c.set(place.FSummary, summary)
	c.note(problems...)

	text, column = c.get(PartText)
	if isMissing(text) {
		text = ""
	}
	whole, problems := cleanText(text, column, place.FText, true)
	if c.whole != "" { // of a name that was cut
		whole = strings.TrimSpace(c.whole + "\n\n" + whole)
	}
	whole, problems = cutText(whole, column, place.FText, 10_000, problems)
	c.set(place.FText, whole)
	c.note(problems...)

	if text, column := c.get(PartHours); text != "" && !isMissing(text) {
		hours, err := opening.ParseOSM(text)
		if err != nil {
			c.note(problem("census.hours.unreadable", place.FHours, fault.Args{"Column": column, "Value": shorten(text, 80)}))
		} else {
			c.set(place.FHours, hours.OSM())
		}
	}
}
