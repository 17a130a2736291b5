// The pictures of the guides, in both languages, small. They are written beside them when asked for:
//   MITOYEN_GUIDE=docs/guides node e2e/run.mjs guide
// Otherwise the journey looks whether each can still be taken, and stays small enough for the repository.
import fs from 'node:fs/promises';
import path from 'node:path';

const most = 60 * 1024;
const pictures = [
  { name: 'desk', fr: '/lieux/la-gare/accueil', en: '/en/places/la-gare/desk' },
  { name: 'plan', fr: '/lieux/la-gare/journee?le=DAY', en: '/en/places/la-gare/day?le=DAY' },
  { name: 'booking', fr: '/lieux/la-gare/reservations/12', en: '/en/places/la-gare/bookings/12' },
  { name: 'closing', fr: '/lieux/la-gare/fermetures/nouvelle', en: '/en/places/la-gare/closures/new' },
];

export async function run(j) {
  await ofTheDay(j);
  await ofSurveys(j);
  await ofConventions(j);
}

// take keeps what stands at the top of a page, or from an element on.
async function take(j, page, name, lang, from, height = 760) {
  await page.setViewportSize({ width: 1100, height });
  const y = from ? (await page.locator(from).boundingBox()).y - 24 : 0;
  const picture = await page.screenshot({ type: 'jpeg', quality: 42, fullPage: true, clip: { x: 0, y, width: 1100, height } });
  j.ok(picture.length <= most, `${name} in ${lang} is ${picture.length} bytes`);
  if (process.env.MITOYEN_GUIDE) await fs.writeFile(path.join(process.env.MITOYEN_GUIDE, `${name}.${lang}.jpg`), picture);
}

// ofSurveys shows a survey that is begun from the model, and one that is open.
async function ofSurveys(j) {
  const page = await j.signIn('Gérard', { width: 1280 });
  await j.visit(page, '/mes-enquetes');
  await page.fill('#title', 'Une maison des voisins ?');
  await page.locator('main form button').last().click();
  const draft = new URL(page.url()).pathname;
  for (const [lang, seuil, paper] of [['fr', `${draft}/seuil`, '/mes-enquetes/un-tiers-lieu-a-auberive-pour-quoi-faire/saisie'], ['en', `/en/my-surveys/${draft.split('/').at(-1)}/threshold`, '/en/my-surveys/un-tiers-lieu-a-auberive-pour-quoi-faire/paper']]) {
    await j.visit(page, seuil);
    await take(j, page, 'threshold', lang, 'main h1');
    await j.visit(page, paper);
    await take(j, page, 'keying', lang, 'main h1');
    await j.visit(page, lang === 'fr' ? '/enquetes/un-tiers-lieu-a-sceaux-pour-quoi-faire/resultat' : '/en/surveys/un-tiers-lieu-a-sceaux-pour-quoi-faire/result');
    await take(j, page, 'result', lang, 'main h1', 640);
  }
}

// ofConventions shows what both promised, and the report of a year, by whoever speaks for one side.
async function ofConventions(j) {
  const page = await j.signIn('Karim', { width: 1280 });
  await j.visit(page, '/conventions');
  const one = (await page.getByRole('link', { name: 'La GARE et la communauté de communes' }).getAttribute('href')).split('/').at(-1);
  for (const [lang, sheet, report] of [['fr', `/conventions/${one}`, `/conventions/${one}/bilan/2026`], ['en', `/en/conventions/${one}`, `/en/conventions/${one}/report/2026`]]) {
    await j.visit(page, sheet);
    await take(j, page, 'promises', lang, 'main h1', 640);
    await j.visit(page, report);
    await take(j, page, 'report', lang, 'main h1', 640);
  }
}

async function ofTheDay(j) {
  const page = await j.signIn('Maryse', { width: 1280 });
  const day = new Date(Date.now() + 86_400_000);
  while (day.getUTCDay() !== 4) day.setUTCDate(day.getUTCDate() + 1); // a Thursday, on which La GARE is open
  for (const lang of ['fr', 'en']) {
    for (const p of pictures) {
      await j.visit(page, p[lang].replace('DAY', day.toISOString().slice(0, 10)));
      await take(j, page, p.name, lang);
    }
  }
}
