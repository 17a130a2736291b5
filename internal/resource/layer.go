package resource

import (
	"encoding/json"
	"fmt"
	"slices"

	"mitoyen/internal/kit/fault"
)

// Layer is rules as far as somebody has said them: the place for all that it lends, a kind, a resource, a group of members. A field that is
// nil is left to the layer below; a field that is there counts, zero too, which lifts a bound. The names and meanings are those of Rules.
type Layer struct {
	Mode    *Mode   `json:"mode,omitempty"`
	Step    *int    `json:"step,omitempty"`
	Min     *int    `json:"min,omitempty"`
	Max     *int    `json:"max,omitempty"`
	Slots   []Slot  `json:"slots,omitempty"`
	Arrive  *Minute `json:"arrive,omitempty"`
	Leave   *Minute `json:"leave,omitempty"`
	Days    *int    `json:"days,omitempty"`
	Notice  *int    `json:"notice,omitempty"`
	Horizon *int    `json:"horizon,omitempty"`
	Buffer  *int    `json:"buffer,omitempty"`
	Ahead   *int    `json:"ahead,omitempty"`
	Gap     *int    `json:"gap,omitempty"`
	Quotas  []Quota `json:"quotas,omitempty"` // each period is a field of its own
	Repeat  *int    `json:"repeat,omitempty"`
	Cancel  *int    `json:"cancel,omitempty"`
	NoShow  *int    `json:"no_show,omitempty"`
	Sign    *bool   `json:"sign,omitempty"`
	Alone   *bool   `json:"alone,omitempty"`

	Who       *Audience `json:"who,omitempty"`
	Age       *int      `json:"age,omitempty"`
	Guardian  *int      `json:"guardian,omitempty"`
	Authorise *bool     `json:"authorise,omitempty"`
	Approve   *bool     `json:"approve,omitempty"`

	Key      *bool `json:"key,omitempty"`
	Referent *bool `json:"referent,omitempty"`
	Lone     *Lone `json:"lone,omitempty"`
}

// Merge lays layers onto each other, the least specific first: field by field, the last one that says something wins. It is the one rule
// about whose rule counts (ADR 8).
//
// What a resource is (its mode with slots and hours of nights) it says itself, and nobody for it. Lengths of layers above a resource are
// minutes: they hold for what is had by the hour, and leave nights alone.
func Merge(own Layer, below, above []Layer) Rules {
	var r Rules
	set(&r.Mode, own.Mode)
	byHour := r.Mode == Free
	for _, l := range below {
		l.common(&r, byHour)
	}
	own.common(&r, true)
	r.Slots = slices.Clone(own.Slots)
	set(&r.Arrive, own.Arrive)
	set(&r.Leave, own.Leave)
	for _, l := range above {
		l.common(&r, byHour)
	}
	slices.SortFunc(r.Quotas, func(a, b Quota) int { return slices.Index(Periods, a.Per) - slices.Index(Periods, b.Per) })
	return r
}

func set[T any](to *T, said *T) {
	if said != nil {
		*to = *said
	}
}

// common lays the fields that any layer can say onto rules; lengths only where they mean the same.
func (l Layer) common(r *Rules, lengths bool) {
	if lengths {
		set(&r.Step, l.Step)
		set(&r.Min, l.Min)
		set(&r.Max, l.Max)
		set(&r.Days, l.Days)
	}
	set(&r.Notice, l.Notice)
	set(&r.Horizon, l.Horizon)
	set(&r.Buffer, l.Buffer)
	set(&r.Ahead, l.Ahead)
	set(&r.Gap, l.Gap)
	set(&r.Repeat, l.Repeat)
	set(&r.Cancel, l.Cancel)
	set(&r.NoShow, l.NoShow)
	set(&r.Sign, l.Sign)
	set(&r.Alone, l.Alone)
	set(&r.Who, l.Who)
	set(&r.Age, l.Age)
	set(&r.Guardian, l.Guardian)
	set(&r.Authorise, l.Authorise)
	set(&r.Approve, l.Approve)
	set(&r.Key, l.Key)
	set(&r.Referent, l.Referent)
	set(&r.Lone, l.Lone)
	for _, q := range l.Quotas {
		r.Quotas = slices.DeleteFunc(slices.Clone(r.Quotas), func(x Quota) bool { return x.Per == q.Per })
		if q.Count > 0 || q.Minutes > 0 {
			r.Quotas = append(r.Quotas, q)
		}
	}
}

// Saying makes a layer of rules: what isn't zero is said.
func Saying(r Rules) Layer {
	l := Layer{Slots: r.Slots, Quotas: r.Quotas,
		Mode: said(r.Mode), Step: said(r.Step), Min: said(r.Min), Max: said(r.Max), Arrive: said(r.Arrive), Leave: said(r.Leave), Days: said(r.Days),
		Notice: said(r.Notice), Horizon: said(r.Horizon), Buffer: said(r.Buffer), Ahead: said(r.Ahead), Gap: said(r.Gap), Cancel: said(r.Cancel), Repeat: said(r.Repeat), NoShow: said(r.NoShow),
		Sign: said(r.Sign), Alone: said(r.Alone), Age: said(r.Age), Guardian: said(r.Guardian), Authorise: said(r.Authorise), Approve: said(r.Approve),
		Key: said(r.Key), Referent: said(r.Referent), Lone: said(r.Lone)}
	if r.Who.Members || len(r.Who.Groups) > 0 {
		l.Who = &r.Who
	}
	return l
}

// said is a value that was said, unless it is zero.
func said[T comparable](v T) *T {
	var none T
	if v == none {
		return nil
	}
	return &v
}

// check notes what is wrong with a layer that stands above or below a resource, which has none of its own.
func (l Layer) check(b *fault.Breaches) {
	r := Merge(Layer{}, []Layer{l}, nil)
	r.check(b)
}

func (l Layer) text() (string, error) {
	text, err := json.Marshal(l)
	if err != nil {
		return "", fmt.Errorf("write rules: %w", err)
	}
	return string(text), nil
}

func readLayer(text string) (l Layer, err error) {
	if text == "" {
		return l, nil
	}
	return l, json.Unmarshal([]byte(text), &l)
}
