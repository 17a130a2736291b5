package ui_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"mitoyen/internal/kit/fault"
	"mitoyen/internal/web/ui"
)

func TestComponentsSayWhatTheyMust(t *testing.T) {
	t.Parallel()
	var wrong fault.Breaches
	wrong.Add("hours[0].from", "account.name_missing")
	wrong.Add("elsewhere", "account.name_missing")
	pages := func(int) string { return "/lieux?page=x" }
	tests := []struct {
		name      string
		component templ.Component
		want      []string
		never     []string
	}{
		{"a refused field names its hint and its error",
			ui.Field{Name: "email", Label: "Courriel", Hint: "h", Error: "e", Value: "x"},
			[]string{`aria-describedby="email-hint email-err"`, `aria-invalid="true"`, `id="email-hint"`, `id="email-err"`, `value="x"`}, nil},
		{"a password is never sent back",
			ui.Field{Name: "p", Type: "password", Label: "Mot de passe", Value: "secret"},
			[]string{`type="password"`}, []string{"secret"}},
		{"an optional field says so and isn't required",
			ui.Field{Name: "tel", Label: "Téléphone", Optional: true},
			[]string{"(facultatif)"}, []string{"required"}},
		{"the summary leads to the field's own id",
			ui.ErrorSummary{Err: wrong.Err(), Labels: map[string]string{"hours[0].from": "Lundi"}},
			[]string{`href="#hours-0--from"`, "Lundi\u00a0: Il manque un nom ou un prénom.", `role="alert"`, "2 réponses"}, []string{"elsewhere"}},
		{"the field that it leads to has that id",
			ui.Field{Name: "hours[0].from", Label: "Lundi"},
			[]string{`id="hours-0--from"`, `name="hours[0].from"`}, nil},
		{"no refusal, no summary",
			ui.ErrorSummary{}, nil, []string{"<"}},
		{"an accident is no refusal",
			ui.ErrorSummary{Err: errors.New("disk full")}, nil, []string{"<"}},
		{"a group of choices that was refused leads to its first",
			ui.Choices{Name: "kind", Legend: "Type", Error: "e", Items: []ui.Choice{{Value: "a", Text: "A"}, {Value: "b", Text: "B"}}},
			[]string{`role="radiogroup"`, `aria-describedby="kind-err"`, `id="kind"`, `id="kind-2"`}, nil},
		{"filters in use stay unfolded",
			ui.Checks{Name: "a", Legend: "Activité", Items: []ui.Check{{Value: "x", Text: "X", Checked: true, Count: 1361}}},
			[]string{"<details open>", "1\u00a0361"}, nil},
		{"filters without count show none",
			ui.Checks{Name: "a", Legend: "Activité", Items: []ui.Check{{Value: "x", Text: "X", Count: ui.NoCount}}},
			[]string{"<details>"}, []string{`class="count"`}},
		{"one page needs no pager", ui.Pager{Page: 1, Pages: 1, Href: pages}, nil, []string{"<"}},
		{"the last page has no next", ui.Pager{Page: 3, Pages: 3, Href: pages}, []string{`rel="prev"`, "Page 3 sur 3"}, []string{`rel="next"`}},
		{"unknown is neither yes nor no",
			ui.AccessList{Items: []ui.AccessItem{{Text: "Boucle magnétique"}}},
			[]string{"Boucle magnétique\u00a0: non renseigné"}, nil},
		{"a message that just came is announced",
			ui.Notice{Kind: ui.NoticeError, Text: "x", Live: true}, []string{`role="alert"`, `tabindex="-1"`}, nil},
		{"a message that stands isn't",
			ui.Notice{Kind: ui.NoticeError, Text: "x"}, nil, []string{"role=", "tabindex"}},
		{"a form sent twice carries its id",
			ui.Form{Submission: "0192"}, []string{`name="submission" value="0192"`, `method="post"`, "novalidate"}, nil},
		{"a search carries none",
			ui.Form{Get: true}, []string{`method="get"`}, []string{"submission"}},
		{"an address from outside cannot run",
			ui.FactsList{Items: []ui.Fact{{Label: "Site", Text: "x", Href: "javascript:alert(1)"}}}, nil, []string{"javascript:"}},
		{"words from outside are words",
			ui.Versions{Rows: []ui.VersionRow{{Label: "<b>", Left: "<script>", Right: "<img onerror=x>"}}},
			[]string{"&lt;script&gt;"}, []string{"<script>", "<img", "<b>"}},
		{"an unknown side says so",
			ui.Versions{Rows: []ui.VersionRow{{Label: "Site", Right: "x"}}}, []string{"Non renseigné", "<ins>x</ins>"}, []string{"<del>x"}},
		{"a table folds with its columns' titles",
			ui.Table{Caption: "c", Columns: []ui.Column{{Text: "Lieu"}, {Text: "Lignes", Num: true}}, Rows: []ui.TableRow{{Cells: []ui.TableCell{{Text: "La GARE"}, {Text: "12"}}}}},
			[]string{`<th scope="row">La GARE</th>`, `data-l="Lignes"`, "is-fold"}, []string{`class="scroll"`}},
		{"a grid can be reached by the keyboard",
			ui.Table{ID: "g", Grid: true, Caption: "c"}, []string{`tabindex="0"`, `aria-labelledby="g-caption"`, `id="g-caption"`}, []string{"is-fold"}},
		{"a pin says its name and a crowded one is silent",
			ui.StaticMap{Pins: []ui.Pin{{Lat: 47.778, Lon: 5.164, Text: "La GARE", Href: "/a"}, {Lat: 47.779, Lon: 5.165, Text: "Autre", Href: "/b"}}},
			[]string{`href="/a"`, "La GARE"}, []string{`href="/b"`, "Autre"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := html(t, tt.component)
			for _, want := range tt.want {
				if !strings.Contains(got, want) {
					t.Errorf("missing %s in\n%s", want, got)
				}
			}
			for _, never := range tt.never {
				if strings.Contains(got, never) {
					t.Errorf("%s stands in\n%s", never, got)
				}
			}
		})
	}
}
