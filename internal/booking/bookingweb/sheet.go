package bookingweb

import (
	"encoding/csv"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"mitoyen/internal/booking"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/web"
)

// rowsAtOnce is how many bookings are read in one look at the database: whoever receives slowly keeps nobody else waiting.
const rowsAtOnce = 500

// sheetColumns are the titles of a file's columns.
var sheetColumns = []string{"bookings.sheet.number", "bookings.state", "bookings.resource", "bookings.sheet.from", "bookings.sheet.to", "bookings.sheet.units", "bookings.sheet.people",
	"desk.name", "bookings.belongs", "booking.form.email", "booking.form.phone", "bookings.purpose"}

// sheetRow is a booking as a line of a file: numbers as numbers, and times on the place's wall.
func (v named) sheetRow(p *i18n.Printer, b booking.Booking) []any {
	zone := v.Place.Zone()
	state, _ := tagOf(p, b)
	return []any{b.Number, state, v.nameOf(b.Resource), wall(b.From, zone), wall(b.To, zone), b.Units, b.People, b.Name, v.belongs(p, b), b.Email, b.Phone, b.Purpose}
}

// wall is an instant without its zone: a sheet knows none.
func wall(at civil.Instant, zone *time.Location) time.Time {
	t := at.In(zone)
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), 0, 0, time.UTC)
}

// eachAsked calls f with every booking that the address asks for, from first to last.
func (p Pages) eachAsked(c *web.Call, begin func(named) error, f func(named, booking.Booking) error) error {
	a := readAsked(c.Query())
	var at named
	err := c.View(func(tx *store.Tx) (err error) {
		at, err = asManager(c, tx)
		return err
	})
	if err != nil {
		return err
	}
	if err := begin(at); err != nil {
		return err
	}
	for next := (booking.Cursor{}); ; {
		var all []booking.Booking
		err := c.View(func(tx *store.Tx) (err error) {
			if all, next, err = a.look(tx, at, next, rowsAtOnce); err != nil {
				return err
			}
			return at.readMembers(tx, all...)
		})
		if err != nil {
			return err
		}
		for _, b := range all {
			if err := f(at, b); err != nil {
				return err
			}
		}
		if next.At.IsZero() {
			return nil
		}
	}
}

func (p Pages) sheetHeader(c *web.Call, at named, kind, ending string) {
	h := c.W.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", `attachment; filename="`+at.Place.Slug+"-"+civil.DateOf(c.Site.DB.Now().In(at.Place.Zone())).String()+ending+`"`)
	h.Set("Cache-Control", "private, no-store")
}

// csv writes the list as it is read, line by line.
func (p Pages) csv(c *web.Call) error {
	var w *csv.Writer
	begin := func(at named) error {
		p.sheetHeader(c, at, "text/csv; charset=utf-8", ".csv")
		if _, err := io.WriteString(c.W, "\ufeff"); err != nil { // spreadsheets read UTF-8 only when told
			return err
		}
		w = csv.NewWriter(c.W)
		w.Comma = ';'
		titles := make([]string, len(sheetColumns))
		for i, key := range sheetColumns {
			titles[i] = c.P.T(key)
		}
		return w.Write(titles)
	}
	err := p.eachAsked(c, begin, func(at named, b booking.Booking) error {
		row := at.sheetRow(c.P, b)
		texts := make([]string, len(row))
		for i, x := range row {
			texts[i] = csvText(x)
		}
		return w.Write(texts)
	})
	return p.endSheet(c, w != nil, err, func() error {
		w.Flush()
		return w.Error()
	})
}

// csvText is a cell of a CSV file. What a spreadsheet would take for a formula is made a text by the apostrophe in front: whoever books gives
// their name freely, and the manager's computer must not do what it says (CWE-1236).
func csvText(x any) string {
	switch x := x.(type) {
	case time.Time:
		return x.Format("2006-01-02 15:04")
	case int:
		return strconv.Itoa(x)
	case int64:
		return strconv.FormatInt(x, 10)
	}
	s := fmt.Sprint(x)
	if strings.IndexAny(s, "=+-@\t\r\n") == 0 {
		return "'" + s
	}
	return s
}

// endSheet closes a file. Once some of it is on its way, what broke can only break it off: a half list that looks whole would deceive.
func (p Pages) endSheet(c *web.Call, begun bool, err error, end func() error) error {
	if err == nil {
		err = end()
	}
	if err != nil && begun && c.Ctx().Err() == nil {
		c.Site.Log.Error("write a list of bookings", "err", err)
		panic(http.ErrAbortHandler)
	}
	if begun {
		return nil
	}
	return err
}

// xlsx writes the list as a workbook. Its rows go to a file of the system as they are read, never all into memory. Texts are texts: nothing
// in them is a formula.
func (p Pages) xlsx(c *web.Call) error {
	book := excelize.NewFile()
	defer book.Close() //nolint:errcheck // its temporary files go
	var w *excelize.StreamWriter
	var dates int
	line, begun := 1, false
	begin := func(at named) (err error) {
		sheet := c.P.T("bookings.all")
		if err := book.SetSheetName("Sheet1", sheet); err != nil {
			return err
		}
		format := "yyyy-mm-dd hh:mm"
		if dates, err = book.NewStyle(&excelize.Style{CustomNumFmt: &format}); err != nil {
			return err
		}
		if w, err = book.NewStreamWriter(sheet); err != nil {
			return err
		}
		p.sheetHeader(c, at, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx")
		titles := make([]any, len(sheetColumns))
		for i, key := range sheetColumns {
			titles[i] = c.P.T(key)
		}
		return w.SetRow("A1", titles)
	}
	err := p.eachAsked(c, begin, func(at named, b booking.Booking) error {
		line++
		row := at.sheetRow(c.P, b)
		for i, x := range row {
			if t, isTime := x.(time.Time); isTime {
				row[i] = excelize.Cell{StyleID: dates, Value: t}
			}
		}
		return w.SetRow("A"+strconv.Itoa(line), row)
	})
	if err == nil {
		err = w.Flush()
	}
	if err == nil {
		begun = true
		err = book.Write(c.W)
	}
	return p.endSheet(c, begun, err, func() error { return nil })
}
