package i18n_test

import (
	"testing"
	"testing/fstest"

	"mitoyen/internal/kit/i18n"
)

// In French the article of a place's name joins the word before; nobody's own name does, and English leaves all as it is.
func TestArticlesJoinTheWordBefore(t *testing.T) {
	t.Parallel()
	tree := fstest.MapFS{}
	for _, lang := range []string{"fr", "en"} {
		tree[lang+"/a.json"] = &fstest.MapFile{Data: []byte(`{"at": "Réserver à {{.Name}}", "of": "De {{.Name}} : l'équipe de {{.Name}}, avec le monde {{.Name}}"}`)}
	}
	c, err := i18n.Load(tree)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		lang      i18n.Lang
		key, want string
		name      any
	}{
		{i18n.French, "at", "Réserver au Labo des bénévoles", i18n.Named("Le Labo des bénévoles")},
		{i18n.French, "at", "Réserver aux Halles", i18n.Named("Les Halles")},
		{i18n.French, "at", "Réserver à La GARE", i18n.Named("La GARE")},
		{i18n.French, "at", "Réserver à Leroy", i18n.Named("Leroy")},
		{i18n.French, "at", "Réserver à Le", i18n.Named("Le")},
		{i18n.French, "at", "Réserver à Le Goff", "Le Goff"},
		{i18n.French, "of", "Du Mans\u00a0: l’équipe du Mans, avec le monde Le Mans", i18n.Named("Le Mans")},
		{i18n.English, "at", "Réserver à Le Labo", i18n.Named("Le Labo")},
	} {
		if got := c.In(x.lang).T(x.key, i18n.Args{"Name": x.name}); got != x.want {
			t.Errorf("%q, not %q", got, x.want)
		}
	}
}
