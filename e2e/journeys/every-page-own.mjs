// Every page of one’s own, of members and of settings, at 360 and 1280 px, light and dark: axe finds nothing, nothing scrolls sideways.
export const group = 'pages';
export const seconds = 400; // so many pages, and other journeys beside

const own = [
  '/mon-espace', '/mon-espace/jetons', '/mon-espace/effacer', '/mes-lieux', '/lieux/la-gare/modifier/essentials', '/lieux/la-gare/modifier/where',
  '/lieux/la-gare/modifier/hours', '/lieux/la-gare/modifier/activities', '/lieux/la-gare/modifier/contact', '/lieux/la-gare/modifier/life',
  '/lieux/la-gare/documents', '/lieux/la-gare/roles', '/a-relire', '/mes-reservations', '/lieux/la-gare/reserver/salle-du-quai/repeter',
  '/lieux/la-gare/ressources', '/lieux/la-gare/ressources/nouvelle', '/lieux/la-gare/ressources/modifier/grande-halle', '/lieux/la-gare/ressources/photos/salle-du-quai',
  '/lieux/la-gare/adherents', '/lieux/la-gare/accords', '/lieux/la-gare/accords/proposer', '/lieux/la-gare/adherents/ajouter', '/lieux/la-gare/adherents/groupes', '/lieux/la-gare/ressources/regles',
  '/lieux/la-gare/ressources/essai/salle-du-quai',
];

// Those of the demonstration's convention, whose address is made anew each time.
async function conventions(j) {
  const page = await j.signIn('Karim');
  await j.visit(page, '/conventions');
  const one = await page.getByRole('link', { name: 'La GARE et la communauté de communes' }).getAttribute('href');
  await j.visit(page, one);
  const promise = await page.locator('.checks a').first().getAttribute('href');
  await j.visit(page, `${one}/essais`);
  const trial = await page.locator('.is-trials a').first().getAttribute('href');
  return ['/conventions', '/conventions/commencer', one, promise, `${one}/essais`, trial, `${one}/carnet`, `${one}/texte`, `${one}/texte?version=2&avant=1`, `${one}/bilan/2026`];
}

export async function run(j) {
  await j.everyPage(await conventions(j), { storageState: await j.session('Karim') });
  await j.everyPage(own, { storageState: await j.session('Maryse') });
  await j.everyPage(['/a-relire', '/imports', '/organisations', '/besoins', '/groupes/lancer'], { storageState: await j.session('Nadia') });
  const asked = '/mes-enquetes/un-tiers-lieu-a-auberive-pour-quoi-faire';
  await j.everyPage(['/mes-enquetes', asked, `${asked}/apercu`, `${asked}/apercu?question=when`, `${asked}/saisie`, `${asked}/contacts`, `${asked}/historique`, `${asked}/abandonner`], { storageState: await j.session('Gérard') });
  await j.everyPage(['/reglages'], { storageState: await j.session('Sami') });
}
