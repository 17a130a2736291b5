package resourceweb

import (
	"context"
	"strconv"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/resource"
	"mitoyen/internal/web/ui"
)

// field is one line of the form, with its name as key of its label.
func (v keeping) field(ctx context.Context, name, kind, hint string, errs ui.Errors) ui.Field {
	return ui.Field{Name: name, Type: kind, Label: i18n.T(ctx, "resource.field."+name), Hint: hint, Value: v.Typed[name], Error: errs[name], Optional: name != "name"}
}

// number is a field for a count; its unit stands in the label.
func (v keeping) number(ctx context.Context, name string, errs ui.Errors, optional bool) ui.Field {
	return ui.Field{Name: name, Size: ui.SizeS, InputMode: "numeric", Label: i18n.T(ctx, "resource.field."+name), Value: v.Typed[name], Error: errs[name], Optional: optional}
}

// length is a field for a length of time, as people type it; what a hint says of one is about a number alone.
func (v keeping) length(ctx context.Context, name string, errs ui.Errors) ui.Field {
	f := ui.Field{Name: name, Size: ui.SizeS, Label: i18n.T(ctx, "resource.field."+name), Value: v.Typed[name], Error: errs[name], Optional: true}
	if key := "resource.hint." + name; i18n.From(ctx).Has(key) {
		f.Hint = i18n.T(ctx, key)
	}
	return f
}

// lengthFields are the fields for lengths of time, with what a number alone counts in them, in minutes.
var lengthFields = map[string]int{"step": 1, "min": 1, "max": 1, "notice": 1, "buffer": 1, "gap": 1, "noshow": 1, "cancel": civil.Hour}

// readLength reads such a field. The shortest and the longest of what is had by nights are numbers of nights.
func (v keeping) readLength(field string, unit int, b *fault.Breaches) *int {
	s := v.Typed[field]
	if s == "" {
		return nil
	}
	n, err := civil.ParseLength(s, unit)
	code := "resource.no_length"
	if (field == "min" || field == "max") && v.nights() {
		n, err = strconv.Atoi(s)
		code = "resource.no_nights"
	}
	b.Check(err == nil, field, code)
	return &n
}

func (v keeping) nights() bool { return resource.Mode(v.Typed["mode"]) == resource.Nights }

// sayLength is what a layer says of a length, for its field; nothing when it says nothing.
func (v keeping) sayLength(p *i18n.Printer, field string, n *int) string {
	switch {
	case n == nil:
		return ""
	case (field == "min" || field == "max") && v.nights():
		return strconv.Itoa(*n)
	}
	return p.Length(*n)
}

func (v keeping) text(ctx context.Context, name string, rows int, errs ui.Errors) ui.TextArea {
	return ui.TextArea{Name: name, Label: i18n.T(ctx, "resource.field."+name), Value: v.Typed[name], Error: errs[name], Optional: true, Rows: rows}
}

// sizeOf says how many there are of something, or how many people it takes, after what kind of thing it is: ", 14 personnes".
func sizeOf(p *i18n.Printer, r resource.Resource) string {
	switch {
	case r.Units > 1:
		return ", " + p.N("booking.units", r.Units)
	case r.Sheet.People > 0:
		return ", " + p.N("booking.people", r.Sheet.People)
	}
	return ""
}
