package resourceweb

import (
	"context"

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
