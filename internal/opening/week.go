package opening

import "mitoyen/internal/kit/civil"

// Row is one day as a page's table shows it.
type Row struct {
	Date    civil.Date
	Day     Day // Unknown when nobody can tell; spans that begin the day before are not repeated
	Reason  Reason
	Label   string // of the exception
	Holiday string // key of the public holiday's name, also where the place opens as usual
	Today   bool
}

func (t *Table) row(n int32, cal Calendar) Row {
	v := t.on(n, cal)
	r := Row{Date: dateOf(n), Reason: v.reason}
	if v.n == 1 {
		r.Day = t.days[v.may[0]].Day
	}
	if v.exception != nil && v.reason == ReasonException {
		r.Label = v.exception.label
	}
	if h, answer := cal.Public.On(r.Date); answer != No {
		r.Holiday = h.Key
	}
	return r
}

// Week is the coming seven days from a day on, which is marked as today.
func (t *Table) Week(from civil.Date, cal Calendar) (rows [7]Row) {
	first := number(from)
	for i := range rows {
		rows[i] = t.row(first+int32(i), cal)
	}
	rows[0].Today = true
	return rows
}
