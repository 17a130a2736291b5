// Every page, at 360 and 1280 px, light and dark: axe finds nothing, nothing scrolls sideways.
export const beside = true;
export const ownApp = true;
export const seconds = 400; // so many pages, and other journeys beside

const open = [
  '/lieux', '/lieux?q=Lille', '/lieux?q=Vaillant&ouvert=1&km=5', '/lieux?q=zzzzqq', '/lieux?dep=52', '/carte', '/lieux/la-gare', '/lieux/fablab-de-neons-sur-creuse', '/lieux/le-labo-des-benevoles', '/lieux/tiers-truck', '/lieux/sceaux-smart', '/lieux/l-office',
  '/lieux/la-gare/historique', '/lieux/la-gare/reserver', '/lieux/la-gare/libre', '/en/places/la-gare/free', '/lieux/la-gare/reserver/salle-du-quai', '/lieux/la-gare/reserver/chambre-du-nord', '/lieux/la-gare/reserver/bureau-du-chef-de-gare', '/lieux/le-labo-des-benevoles/reserver', '/lieux/le-labo-des-benevoles/reserver/decoupe-laser', '/lieux/la-gare/corriger', '/proposer', '/proposer/merci', '/propositions', '/ouvrir', '/communes/36137', '/reseaux-locaux/coworking-lille',
  '/connexion', '/connexion/envoye?email=a@demo.example.org', '/connexion/lien/rien', '/courriels/arreter/rien', '/connexion/mot-de-passe', '/aide', '/mentions-legales', '/vos-donnees', '/accessibilite', '/donnees', '/galerie', '/en/places/la-gare', '/en/places?q=Lille', '/en/help',
];

export async function run(j) {
  await j.everyPage(open);
  await j.everyPage(['/mon-espace', '/mon-espace/effacer', '/mes-lieux', '/lieux/la-gare/modifier/essentials', '/lieux/la-gare/modifier/where', '/lieux/la-gare/modifier/hours',
    '/lieux/la-gare/modifier/activities', '/lieux/la-gare/modifier/contact', '/lieux/la-gare/modifier/life', '/lieux/la-gare/documents', '/lieux/la-gare/roles', '/a-relire', '/mes-reservations', '/lieux/la-gare/accueil', '/lieux/la-gare/accueil/code', '/lieux/la-gare/accueil/ordinateurs', '/lieux/la-gare/accueil/visites', '/lieux/la-gare/accueil/feuille', '/lieux/la-gare/accueil/affiches', '/lieux/la-gare/ici/salle-du-quai', '/lieux/la-gare/journee', '/lieux/la-gare/semaine', '/lieux/la-gare/journee/reserver', '/lieux/la-gare/reserver/salle-du-quai/repeter', '/lieux/la-gare/ressources', '/lieux/la-gare/ressources/nouvelle', '/lieux/la-gare/ressources/modifier/grande-halle', '/lieux/la-gare/adherents', '/lieux/la-gare/accords', '/lieux/la-gare/accords/proposer', '/lieux/la-gare/adherents/ajouter', '/lieux/la-gare/adherents/groupes', '/lieux/la-gare/demandes', '/lieux/la-gare/ressources/regles', '/lieux/la-gare/ressources/essai/salle-du-quai',
    '/lieux/la-gare/reservations', '/lieux/la-gare/reservations?du=2000-01-01&etat=all', '/lieux/la-gare/reservations/12', '/lieux/la-gare/reservations/cochees?quoi=cancel&b=12&b=2000', '/lieux/la-gare/fermetures', '/lieux/la-gare/fermetures/nouvelle'], { storageState: await j.session('Maryse') });
  await j.everyPage(['/lieux/le-labo-des-benevoles/permanences', '/lieux/le-labo-des-benevoles/permanences/reglages', '/mes-permanences'], { storageState: await j.session('Paul') });
  await j.everyPage(['/a-relire', '/imports', '/organisations'], { storageState: await j.session('Nadia') });
  await j.everyPage(['/reglages'], { storageState: await j.session('Sami') });
  const lost = await j.page();
  await j.visit(lost, '/nulle-part', { status: 404 });
  await j.axe(lost);
}
