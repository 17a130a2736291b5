// A manager shows what the place lends, without JavaScript: a file that is no photo is told, a photo is described, added, moved, removed; then
// people see it in the list and where they choose a time.
import { readFile } from 'node:fs/promises';

const folder = new URL('../../internal/app/seed/photos/', import.meta.url);
const drawing = async (name) => ({ name: `${name}.jpg`, mimeType: 'image/jpeg', buffer: await readFile(new URL(`${name}-1200.jpg`, folder)) });

export async function run(j) {
  const context = { storageState: await j.session('Maryse'), js: false };
  const page = await j.page({ width: 1280, ...context });
  await j.visit(page, '/lieux/la-gare/ressources/modifier/petite-halle');
  await page.getByRole('link', { name: 'Photos', exact: true }).click();
  j.ok(/Photos.*Petite halle/.test(await page.title()));
  await page.setInputFiles('#file', { name: 'photo.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>') });
  await page.getByRole('button', { name: 'Ajouter cette photo' }).click();
  j.ok(await page.locator('#file-err').isVisible(), 'a file that is no photo');
  j.ok(await page.locator('#alt-err').isVisible(), 'and the description that lacks, at the same time');
  await j.screenshot(page, 'refused');
  for (const [name, alt] of [['halle', 'La halle sous sa charpente'], ['salle-du-quai', 'Une table et quatre chaises']]) {
    await page.setInputFiles('#file', await drawing(name));
    await page.getByLabel('Description', { exact: true }).fill(alt);
    await page.getByRole('button', { name: 'Ajouter cette photo' }).click();
    j.ok(await page.getByText('La photo est enregistrée').isVisible());
  }
  const described = () => page.locator('.photo-row textarea').evaluateAll((all) => all.map((x) => x.value));
  await page.getByRole('button', { name: 'Monter (photo 2)' }).click();
  j.equal(await described(), ['Une table et quatre chaises', 'La halle sous sa charpente']);
  await page.getByLabel('Description de la photo 1').fill('');
  await page.getByRole('button', { name: 'Enregistrer (photo 1)' }).click();
  j.ok(await page.locator('.photo-row #alt-err').isVisible(), 'beside the photo that is meant');
  await page.getByRole('button', { name: 'Retirer (photo 1)' }).click();
  j.equal(await described(), ['La halle sous sa charpente']);
  await page.setInputFiles('#file', await drawing('coworking'));
  await page.getByLabel('Description', { exact: true }).fill('La salle d’attente, par où l’on entre');
  await page.getByRole('button', { name: 'Ajouter cette photo' }).click();
  await j.screenshot(page, 'settings');
  await page.context().close();

  const narrow = await j.page({ width: 360, storageState: context.storageState });
  await j.visit(narrow, '/lieux/la-gare/ressources/photos/petite-halle');
  await j.axe(narrow);
  await j.screenshot(narrow, 'settings-phone');
  await narrow.context().close();

  for (const [width, name] of [[360, 'phone'], [1280, 'desktop']]) {
    const seen = await j.page({ width });
    await j.visit(seen, '/lieux/la-gare/reserver');
    const cover = seen.getByRole('img', { name: 'La halle sous sa charpente', exact: true });
    await cover.scrollIntoViewIfNeeded();
    await seen.waitForFunction((img) => img.complete && img.naturalWidth > 0, await cover.elementHandle());
    j.ok((await cover.evaluate((img) => img.currentSrc)) !== '', 'it came');
    await j.axe(seen);
    await seen.evaluate(() => document.querySelectorAll('img').forEach((img) => (img.loading = 'eager')));
    await seen.waitForLoadState('networkidle');
    await j.screenshot(seen, `offer-${name}`);
    await seen.getByRole('link', { name: 'Voir Salle du Quai' }).click();
    const gallery = seen.getByRole('region', { name: /Photos.*Salle du Quai/ });
    j.equal(await gallery.getByRole('img').count(), 2);
    await seen.waitForLoadState('networkidle');
    await j.axe(seen);
    await j.screenshot(seen, `choose-${name}`);
    const answer = await seen.request.get(await gallery.getByRole('link').first().getAttribute('href').then((href) => new URL(href, seen.url()).href));
    j.equal(answer.headers()['content-type'], 'image/jpeg');
    j.ok(answer.headers()['cache-control'].includes('immutable'));
    await seen.context().close();
  }
}
