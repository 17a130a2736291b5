// The pictures of the guide "Run your day", in both languages, small. They are written beside the guide when asked for:
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
  const page = await j.signIn('Maryse', { width: 1280 });
  const day = new Date(Date.now() + 86_400_000);
  while (day.getUTCDay() !== 4) day.setUTCDate(day.getUTCDate() + 1); // a Thursday, on which La GARE is open
  for (const lang of ['fr', 'en']) {
    for (const p of pictures) {
      await j.visit(page, p[lang].replace('DAY', day.toISOString().slice(0, 10)));
      await page.setViewportSize({ width: 1100, height: 760 });
      const picture = await page.screenshot({ type: 'jpeg', quality: 42, clip: { x: 0, y: 0, width: 1100, height: 760 } });
      j.ok(picture.length <= most, `${p.name} in ${lang} is ${picture.length} bytes`);
      if (process.env.MITOYEN_GUIDE) await fs.writeFile(path.join(process.env.MITOYEN_GUIDE, `${p.name}.${lang}.jpg`), picture);
    }
  }
}
