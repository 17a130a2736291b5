package app

import (
	"context"
	"embed"
	"fmt"

	"mitoyen/internal/kit/picture"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/resource"
)

// drawings are the pictures of the demonstration, drawn for it (tools/draw-photos.mjs), each in the widths of kit/picture.
//
//go:embed seed/photos/*.jpg
var drawings embed.FS

// drawn says which resources have which drawings, in their order, with what is to be seen.
var drawn = []struct{ place, resource, drawing, alt string }{
	{"la-gare", "coworking", "coworking", "Dessin : une longue table blanche et trois postes devant les hautes fenêtres cintrées de l’ancienne salle d’attente."},
	{"la-gare", "salle-du-quai", "salle-du-quai", "Dessin : une grande table en bois et quatre chaises, un écran au mur, une fenêtre sur le quai où passe un train vert."},
	{"la-gare", "salle-du-quai", "coworking", "Dessin : la salle d’attente voisine, par où l’on entre, avec sa table et son horloge."},
	{"la-gare", "grande-halle", "halle", "Dessin : la halle sous sa charpente, une grande porte vitrée au fond, des guirlandes et des tabourets autour d’une table."},
	{"la-gare", "imprimante-3d", "imprimante-3d", "Dessin : une imprimante 3D dépose une petite maison jaune ; la bobine de fil tourne à côté."},
	{"la-gare", "chambre-du-nord", "chambre", "Dessin : un lit à une place, un bureau avec sa lampe, une fenêtre sur les collines."},
	{"la-gare", "chambre-du-midi", "chambre", "Dessin : un lit à une place, un bureau avec sa lampe, une fenêtre sur les collines."},
	{"la-gare", "chambre-du-levant", "chambre", "Dessin : un lit à une place, un bureau avec sa lampe, une fenêtre sur les collines."},
	{"la-gare", "chambre-du-couchant", "chambre", "Dessin : un lit à une place, un bureau avec sa lampe, une fenêtre sur les collines."},
	{"le-labo-des-benevoles", "decoupe-laser", "decoupe-laser", "Dessin : une découpe laser au capot levé, la plaque de bois où le faisceau trace des formes, et des pièces finies."},
	{"le-labo-des-benevoles", "imprimantes-3d", "imprimante-3d", "Dessin : une imprimante 3D dépose une petite maison jaune ; la bobine de fil tourne à côté."},
	{"l-office", "postes-chauds", "cuisine", "Dessin : un piano de cuisson sous sa hotte, des casseroles, deux plans de travail en bois."},
	{"l-office", "cuisine-entiere", "cuisine", "Dessin : la cuisine vue de l’entrée, le piano de cuisson au milieu, les plans de travail de chaque côté."},
	{"tiers-truck", "place-au-passage", "truck", "Dessin : un camion vert et blanc arrêté près d’une église, son côté ouvert sur un comptoir et deux ordinateurs, une rampe à l’arrière."},
}

// showSome gives what the demonstration lends its photos.
func (a *App) showSome(ctx context.Context) error {
	kept := map[string]resource.Photo{}
	for _, x := range drawn {
		if _, known := kept[x.drawing]; known {
			continue
		}
		photo := resource.Photo{Width: picture.Widths[2], Height: picture.Widths[2] * 2 / 3}
		for i, hash := range []*string{&photo.Small, &photo.Medium, &photo.Large} {
			f, err := drawings.Open(fmt.Sprintf("seed/photos/%s-%d.jpg", x.drawing, picture.Widths[i]))
			if err != nil {
				return err
			}
			if *hash, _, err = a.Files.Put(f, picture.MostBytes); err != nil {
				return err
			}
			if err := f.Close(); err != nil {
				return err
			}
		}
		kept[x.drawing] = photo
	}
	return a.DB.Update(ctx, func(tx *store.Tx) error {
		for _, x := range drawn {
			p, err := place.FindBySlug(tx, x.place)
			if err != nil {
				return fmt.Errorf("photos of %s: %w", x.place, err)
			}
			r, err := resource.Find(tx, p.ID, x.resource)
			if err != nil {
				return fmt.Errorf("photos of %s: %w", x.resource, err)
			}
			photo := kept[x.drawing]
			photo.Resource, photo.Alt = r.ID, x.alt
			if err := resource.AddPhoto(tx, organisation.System, "", photo); err != nil {
				return err
			}
		}
		return nil
	})
}
