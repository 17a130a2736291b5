// A coordinator brings in a strange file: the columns are mapped on a page, the dry run tells every problem, then it is imported, once.
const file = (text) => ({ name: 'ateliers.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
const rows = 'Nom du lieu;Ville;Code postal;Site\nLe Moulin bleu;Vaillant;52160;moulin-bleu.example.org\nLa Halle aux outils;Néons-sur-Creuse;36220;\n;Langres;52200;\n';

// press is a click of somebody without JavaScript: the next page has begun to come.
const press = (page, name) => Promise.all([page.waitForEvent('framenavigated'), page.getByRole('button', { name }).click()]);

// settled waits until a run has ended; the page itself asks to be read again every few seconds.
async function settled(j, page) {
  for (let i = 0; i < 40; i++) {
    await page.reload().catch(() => {}); // the page may be reading itself again at this very moment
    if (!(await page.locator('progress').count())) return;
    await page.waitForTimeout(250);
  }
  j.ok(false, 'the run ended');
}

export async function run(j) {
  const page = await j.signIn('Nadia', { js: false });
  await j.visit(page, '/imports');
  await page.setInputFiles('input[type=file]', { name: 'photo.csv', mimeType: 'text/csv', buffer: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]) });
  await page.getByRole('button', { name: 'Lire à blanc' }).click();
  j.ok(await page.locator('.notice.is-error').isVisible(), 'a picture is no list of places, and the page says so');

  await page.setInputFiles('input[type=file]', file(rows));
  await page.getByRole('button', { name: 'Lire à blanc' }).click();
  await page.waitForURL(/colonnes/);
  await j.screenshot(page, 'columns');
  await page.getByLabel('Qui a compté').fill('Communauté de communes');
  await page.getByLabel('Licence').fill('Licence Ouverte 2.0');
  await page.getByLabel('Date des données').fill('2026');
  await press(page, 'Lire à blanc');
  await settled(j, page);
  const dry = await page.locator('main').textContent();
  j.ok(/nom/i.test(dry), 'the row without a name is told');
  await j.screenshot(page, 'dry-run');
  await press(page, /pour de bon/i);
  await settled(j, page);
  await j.screenshot(page, 'imported');

  const anyone = await j.page({ width: 360 });
  await j.visit(anyone, '/lieux?q=Moulin+bleu');
  await anyone.getByRole('link', { name: 'Le Moulin bleu', exact: true }).click();
  j.ok((await anyone.locator('main').textContent()).includes('Vaillant'), 'the place stands in its commune');
  await j.visit(anyone, '/lieux/le-moulin-bleu/historique');
  j.ok((await anyone.locator('main').textContent()).includes('Ajouté par un import'), 'and its history tells where it comes from');
}
