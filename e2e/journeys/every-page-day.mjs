// Every page with which a team runs its day, at 360 and 1280 px, light and dark: axe finds nothing, nothing scrolls sideways.
export const group = 'pages';
export const seconds = 400; // so many pages, and other journeys beside

const day = [
  '/lieux/la-gare/accueil', '/lieux/la-gare/accueil/code', '/lieux/la-gare/accueil/ordinateurs', '/lieux/la-gare/accueil/visites',
  '/lieux/la-gare/accueil/feuille', '/lieux/la-gare/accueil/affiches', '/lieux/la-gare/ici/salle-du-quai', '/lieux/la-gare/journee',
  '/lieux/la-gare/semaine', '/lieux/la-gare/journee/reserver', '/lieux/la-gare/demandes', '/lieux/la-gare/reservations',
  '/lieux/la-gare/reservations?du=2000-01-01&etat=all', '/lieux/la-gare/reservations/12',
  '/lieux/la-gare/reservations/cochees?quoi=cancel&b=12&b=2000', '/lieux/la-gare/fermetures', '/lieux/la-gare/fermetures/nouvelle',
  '/lieux/la-gare/ressources/sms',
];

export async function run(j) {
  await j.everyPage(day, { storageState: await j.session('Maryse') });
  await j.everyPage(['/lieux/le-labo-des-benevoles/permanences', '/lieux/le-labo-des-benevoles/permanences/reglages', '/mes-permanences'], { storageState: await j.session('Paul') });
}
