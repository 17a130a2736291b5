// Every page of one’s own, of members and of settings, at 360 and 1280 px, light and dark: axe finds nothing, nothing scrolls sideways.
import { linkTo } from '../letters.mjs';

export const group = 'pages';
export const seconds = 600; // so many pages, and other journeys beside

const own = [
  '/mon-espace', '/mon-espace/jetons', '/mon-espace/effacer', '/mes-lieux', '/lieux/la-gare/modifier/essentials', '/lieux/la-gare/modifier/where',
  '/lieux/la-gare/modifier/hours', '/lieux/la-gare/modifier/activities', '/lieux/la-gare/modifier/contact', '/lieux/la-gare/modifier/life',
  '/lieux/la-gare/documents', '/lieux/la-gare/roles', '/a-relire', '/mes-reservations', '/lieux/la-gare/reserver/salle-du-quai/repeter',
  '/lieux/la-gare/ressources', '/lieux/la-gare/ressources/nouvelle', '/lieux/la-gare/ressources/modifier/grande-halle', '/lieux/la-gare/ressources/photos/salle-du-quai',
  '/lieux/la-gare/adherents', '/lieux/la-gare/accords', '/lieux/la-gare/accords/proposer', '/lieux/la-gare/adherents/ajouter', '/lieux/la-gare/adherents/groupes', '/lieux/la-gare/ressources/regles',
  '/lieux/la-gare/ressources/essai/salle-du-quai', '/lieux/la-gare/webhooks',
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
  return ['/conventions', '/conventions/commencer', one, promise, `${one}/essais`, trial, `${one}/carnet`, `${one}/texte`, `${one}/texte?version=2&avant=1`, `${one}/texte?avenant=1`, `${one}/consolide`, `${one}/bilan/2026`];
}

// A survey that is built: begun here, as none of the demonstration is a draft.
async function drafted(j) {
  const page = await j.signIn('Claire');
  await j.visit(page, '/mes-enquetes');
  await page.fill('#title', 'Un atelier partagé ?');
  await page.locator('main form button').last().click();
  const one = new URL(page.url()).pathname;
  const question = await page.getByRole('link', { name: /^Modifier Si le lieu ouvrait, viendriez/ }).getAttribute('href');
  const seen = [one, question, `${one}/seuil`, `${one}/ouvrir`, `${one}/apercu`, `${one}/historique`];
  await j.everyPage(seen, { storageState: await page.context().storageState() });
}

// A founding group as its members see it. Alice holds the pen of Sceaux Smart, which has become an association; the group that she begins is new.
async function grouped(j) {
  const page = await j.page({});
  await j.visit(page, '/connexion?next=/groupes/sceaux-smart');
  await page.fill('#email', 'alice@demo.example.org');
  await page.locator('main form button').first().click();
  await page.waitForURL(/envoye/);
  await j.visit(page, await linkTo(j.app, 'alice@demo.example.org'));
  await page.locator('main form button').first().click();
  await page.waitForURL(/sceaux-smart$/);
  const old = '/groupes/sceaux-smart';
  await j.visit(page, `${old}/decisions`);
  const decision = await page.locator('main a[href*="/decisions/"]').first().getAttribute('href');
  await j.visit(page, `${old}/reunions`);
  const meeting = await page.locator('main a[href*="/reunions/"]').first().getAttribute('href');
  await j.visit(page, '/groupes/lancer');
  await page.fill('#name', 'Le Fournil');
  await page.fill('#commune', 'Sceaux 92');
  await page.fill('#summary', 'Un four à pain pour le quartier.');
  await page.locator('main form button').last().click();
  const fresh = new URL(page.url()).pathname;
  await page.getByRole('link', { name: /^Décisions/ }).click();
  await page.fill('#question', 'Louer un four mobile ?');
  await page.getByRole('button', { name: 'Demander au groupe' }).click();
  const open = new URL(page.url()).pathname;
  const rooms = ['membres', 'taches', 'reunions', 'decisions', 'documents', 'locaux'];
  await j.everyPage([old, decision, meeting, ...rooms.map((x) => `${old}/${x}`), `${old}/page`, fresh, open, ...rooms.map((x) => `${fresh}/${x}`), `${fresh}/page`, `${fresh}/inviter`], { storageState: await page.context().storageState() });
}

// The demonstration's webhook, whose address is made anew each time.
async function hook(j) {
  const page = await j.signIn('Maryse');
  await j.visit(page, '/lieux/la-gare/webhooks');
  return page.getByRole('link', { name: 'Ouvrir ecran.example.org' }).getAttribute('href');
}

export async function run(j) {
  await j.everyPage(await conventions(j), { storageState: await j.session('Karim') });
  await j.everyPage(['/comptes-rendus'], { storageState: await j.session('Henri') });
  await drafted(j);
  await grouped(j);
  await j.everyPage([...own, await hook(j)], { storageState: await j.session('Maryse') });
  await j.everyPage(['/a-relire', '/imports', '/organisations', '/organisations/ouvertes', '/besoins', '/groupes/lancer'], { storageState: await j.session('Nadia') });
  await j.everyPage(['/organisations', '/organisations/ouvertes'], { storageState: await j.session('Karim') });
  const asked = '/mes-enquetes/un-tiers-lieu-a-auberive-pour-quoi-faire';
  await j.everyPage(['/mes-enquetes', asked, `${asked}/apercu`, `${asked}/apercu?question=when`, `${asked}/saisie`, `${asked}/historique`, `${asked}/abandonner`], { storageState: await j.session('Gérard') });
  await j.everyPage(['/reglages'], { storageState: await j.session('Sami') });
}
