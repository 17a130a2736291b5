// Every page that anybody may open, at 360 and 1280 px, light and dark: axe finds nothing, nothing scrolls sideways.
export const group = 'pages';
export const seconds = 400; // so many pages, and other journeys beside

const open = [
  '/lieux', '/lieux?q=Lille', '/lieux?q=Vaillant&ouvert=1&km=5', '/lieux?q=zzzzqq', '/lieux?dep=52', '/carte', '/lieux/la-gare', '/lieux/fablab-de-neons-sur-creuse', '/lieux/le-labo-des-benevoles', '/lieux/tiers-truck', '/lieux/sceaux-smart', '/lieux/l-office',
  '/lieux/la-gare/historique', '/lieux/la-gare/reserver', '/lieux/la-gare/libre', '/en/places/la-gare/free', '/lieux/la-gare/reserver/salle-du-quai', '/lieux/la-gare/reserver/chambre-du-nord', '/lieux/la-gare/reserver/bureau-du-chef-de-gare', '/lieux/le-labo-des-benevoles/reserver', '/lieux/le-labo-des-benevoles/reserver/decoupe-laser', '/lieux/la-gare/corriger', '/proposer', '/proposer/merci', '/propositions', '/ouvrir', '/communes/36137', '/communes/92071', '/groupes/sceaux-smart', '/groupes/sceaux-smart/reunions', '/groupes/sceaux-smart/decisions', '/groupes/sceaux-smart/documents', '/en/groups/sceaux-smart', '/territoires', '/territoires?q=saint', '/en/territories', '/territoires/departement:52', '/territoires/region:44', '/territoires/commune:52499', '/en/territories/commune:92071', '/reseaux-locaux/coworking-lille',
  '/connexion', '/connexion/envoye?email=a@demo.example.org', '/connexion/lien/rien', '/courriels/arreter/rien', '/connexion/mot-de-passe', '/aide', '/aide/tenir-la-journee', '/en/help/run-your-day', '/lecons', '/mentions-legales', '/vos-donnees', '/accessibilite', '/donnees', '/enquetes/un-atelier-de-reparation-a-la-gare', '/enquetes/un-atelier-de-reparation-a-la-gare/merci', '/enquetes/un-atelier-de-reparation-a-la-gare/plus-tard', '/enquetes/un-atelier-de-reparation-a-la-gare/resultat', '/enquetes/un-tiers-lieu-a-sceaux-pour-quoi-faire/resultat', '/enquetes/un-atelier-de-reparation-a-la-gare/papier', '/enquetes/un-atelier-de-reparation-a-la-gare/affiche', '/en/surveys/un-atelier-de-reparation-a-la-gare', '/api', '/en/api', '/galerie', '/en/places/la-gare', '/en/places?q=Lille', '/en/help',
];

export async function run(j) {
  await j.everyPage(open);
  const lost = await j.page();
  await j.visit(lost, '/nulle-part', { status: 404 });
  await j.axe(lost);
}
