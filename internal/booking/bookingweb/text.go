package bookingweb

import (
	"context"
	"encoding/base64"
	"math/big"
	"strconv"
	"strings"
	"time"

	"mitoyen/internal/booking"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/mail"
	"mitoyen/internal/kit/sms"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/texting"
	"mitoyen/internal/web"
)

// Whoever gave a number and no address gets a text where others get a letter: one message of 160 characters as a rule, with a short link to the
// booking's own page. Whoever cancels their own booking sees so, and gets none.

// textKeys are the letters that have a text, by the word of their keys.
var textKeys = map[string]string{
	"confirmed": "booking.text.confirmed", "asked": "booking.text.asked", "moved": "booking.text.moved", "changed": "booking.text.moved",
	"closed": "booking.text.closed", "withdrawn": "booking.text.closed", "shut": "booking.text.shut", "offered": "booking.text.offered", "passed": "booking.text.passed",
	"refused": "booking.text.refused", "unanswered": "booking.text.unanswered", "alone": "booking.text.alone",
	"series": "booking.text.series", "series_asked": "booking.text.series_asked", "series_moved": "booking.text.series_moved",
}

// leastName is how short names in a text become at most.
const leastName = 14

// text sends the text about a booking, if the place sends any. count is how many bookings it is about.
func (l Letters) text(ctx context.Context, tx *store.Tx, v booked, what string, count int) error {
	key := textKeys[what]
	if v.Phone == "" || key == "" || !l.Texts.Ready() {
		return nil
	}
	until := v.Line.Until // of an offer
	if until.IsZero() {
		until = tx.Now.Add(24 * time.Hour)
		if v.From.Before(until) && tx.Now.Before(v.From) {
			until = v.From
		}
	}
	o, err := l.Texts.Send(tx, texting.Text{Place: v.Place, About: subject(v.Booking), What: what, Phone: v.Phone, Body: v.words(l.Site.Catalog.In(v.Lang), l.Site.LetterOrigin(ctx), key, count), Own: v.Own, Until: until})
	if err != nil || !o.Full {
		return err
	}
	return l.tellFull(ctx, tx, v.Place)
}

// words are those of a text, in the language in which somebody booked. origin is where its link leads: https://host.
func (v booked) words(pr *i18n.Printer, origin, key string, count int) string {
	args := i18n.Args{"Time": textSpan(pr, v.From, v.To, v.Place.Zone(), v.Now), "Number": v.Number, "Link": origin + "/r/" + shortLink(v.Link), "Count": strconv.Itoa(count)}
	if !v.Line.Until.IsZero() {
		at := v.Line.Until.In(v.Place.Zone())
		args["Until"] = textDate(pr, civil.DateOf(at), v.Now) + " " + textClock(pr, civil.ClockOf(at))
	}
	return sms.Fit(func(names ...string) string {
		args["Resource"], args["Place"], args["Why"] = names[0], names[1], names[2]
		if names[2] != "" {
			args["Why"] = " (" + names[2] + ")"
		}
		return pr.T(key, args)
	}, leastName, v.Resource.Name, v.Place.Name, strings.Join(strings.Fields(v.Why), " "))
}

// tellFull tells a place's managers, once a month, that it has sent what it may.
func (l Letters) tellFull(ctx context.Context, tx *store.Tx, where place.Place) error {
	team, err := place.Reached(tx, where, organisation.KeepResources)
	if err != nil {
		return err
	}
	s, err := texting.Of(tx, where)
	if err != nil {
		return err
	}
	for _, who := range team {
		pr := l.Site.Catalog.In(who.Lang)
		args := i18n.Args{"Name": who.Name, "Place": where.Name, "Ceiling": s.Ceiling, "Link": l.Site.LetterOrigin(ctx) + l.Site.Href(who.Lang, "texting.show", "slug", where.Slug)}
		if err := l.Post.Send(tx, mail.Letter{To: who.Email, Subject: pr.T("texting.letter.full.subject", args), Text: pr.T("texting.letter.full.text", args)}); err != nil {
			return err
		}
	}
	return nil
}

func subject(b booking.Booking) texting.SubjectID { return texting.SubjectID(b.ID) }

// byPhone reports whether whoever booked is reached by their number alone.
func byPhone(b booking.Booking) bool { return b.Reach() == booking.ByPhone }

// toldOf reads the last text about each of some bookings that no letter reaches, or that somebody has called.
func toldOf(tx *store.Tx, all []booking.Booking) (map[booking.ID]texting.Told, error) {
	var about []texting.SubjectID
	for _, b := range all {
		if b.Email == "" {
			about = append(about, subject(b))
		}
	}
	found, err := texting.Last(tx, about...)
	told := map[booking.ID]texting.Told{}
	for of, t := range found {
		told[booking.ID(of)] = t
	}
	return told, err
}

// textsWay reports how whoever booked is reached where a place may text.
func textsWay(texts bool, p place.Place, b booking.Booking) booking.Reach {
	if texts && byPhone(b) {
		if _, why := texting.Number(p, b.Phone); why == "" {
			return booking.ByText
		}
	}
	return b.Reach()
}

// lookAtTexts reads whether the place of a booking texts, and what was texted about it.
func (p Pages) lookAtTexts(tx *store.Tx, v *booked) (err error) {
	if v.Texts, err = p.Texts.For(tx, v.Place); err != nil || !byPhone(v.Booking) {
		return err
	}
	told, err := toldOf(tx, []booking.Booking{v.Booking})
	v.Told = told[v.ID]
	return err
}

// noted is what the page of a booking says first, by how whoever booked is told.
func (v booked) noted(p *i18n.Printer) string {
	args := i18n.Args{"Number": strconv.FormatInt(v.Number, 10), "Email": v.Email, "Time": v.time(p)}
	if v.MovedAll {
		return p.T("booking.moved_all_note", args)
	}
	if v.Moved {
		return p.T("booking.moved_note", args)
	}
	if v.Email != "" {
		return p.T("booking.confirmed_mail", args)
	}
	n, why := texting.Number(v.Place, v.Phone)
	args["Phone"] = masked(n)
	switch {
	case v.Told.Reached():
		return p.T("booking.confirmed_text", args)
	case v.Told.Missed():
		return p.T("booking.confirmed_note", args) + " " + p.T("booking.text_missed")
	case v.Texts && v.Phone != "" && why != "":
		return p.T("booking.confirmed_note", args) + " " + p.T("booking.no_text."+string(why))
	}
	return p.T("booking.confirmed_note", args)
}

// masked is a number with all but its ends hidden, in one line.
func masked(n sms.Number) string { return strings.ReplaceAll(n.Masked(), " ", "\u00a0") }

// shortLink is the secret of a booking in letters and digits alone, since telephones leave a last "-" or "_" out of a link. The same 128 bits,
// written to the base of 62.
func shortLink(link string) string {
	raw, err := base64.RawURLEncoding.DecodeString(link)
	if err != nil {
		return link
	}
	return new(big.Int).SetBytes(raw).Text(62)
}

// longLink is the secret that a short link stands for; "" for none.
func longLink(short string) string {
	n, ok := new(big.Int), false
	if len(short) <= 22 {
		n, ok = n.SetString(short, 62)
	}
	if !ok || n.Sign() < 0 || n.BitLen() > 128 {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(n.FillBytes(make([]byte, 16)))
}

// short leads from the link of a text to the page of the booking, in the language in which it was made.
func (p Pages) short(c *web.Call) error {
	var b booking.Booking
	err := c.View(func(tx *store.Tx) (err error) {
		link := longLink(c.Path("short"))
		if link == "" {
			return fault.New(fault.NotFound, "booking.unknown")
		}
		b, err = booking.FindByLink(tx, link)
		return err
	})
	if err != nil {
		return err
	}
	return c.GoTo(c.Site.Href(b.Lang, "booking.show", "link", b.Link))
}

// textSpan is a booking's time in a text: "ven. 27/11 14h-16h30".
func textSpan(p *i18n.Printer, from, to civil.Instant, zone *time.Location, now civil.Instant) string {
	a, b := from.In(zone), to.In(zone)
	first, last, begin, end := civil.DateOf(a), civil.DateOf(b), civil.ClockOf(a), civil.ClockOf(b)
	if end == 0 { // midnight is the end of the day before
		last, end = last.AddDays(-1), civil.EndOfDay
	}
	text := textDate(p, first, now) + " " + textClock(p, begin)
	if first == last {
		return text + "-" + textClock(p, end)
	}
	return text + " - " + textDate(p, last, now) + " " + textClock(p, end)
}

// textDate is "ven. 27/11", with the year where it isn't near.
func textDate(p *i18n.Printer, d civil.Date, now civil.Instant) string {
	const near = 200 * 24 * time.Hour
	key := "booking.text.day"
	if d.At(0, time.UTC).Sub(now).Abs() > near {
		key = "booking.text.day_year"
	}
	month := strconv.Itoa(int(d.Month))
	if p.Lang != i18n.French {
		month = shortMonth(p, d.Month)
	}
	weekday := string([]rune(p.Weekday(d.Weekday()))[:3])
	return p.T(key, i18n.Args{"Weekday": weekday, "Day": strconv.Itoa(d.Day), "Month": month, "Year": strconv.Itoa(d.Year)})
}

func textClock(p *i18n.Printer, c civil.Clock) string {
	return strings.Join(strings.FieldsFunc(p.Clock(c), func(r rune) bool { return r == ' ' || r == '\u00a0' || r == '\u202f' }), "")
}
