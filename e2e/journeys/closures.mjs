// The manager closes for works: whom it hits is listed before anything is written, letters go out, a call list stands for the others.
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

export async function run(j) {
  const page = await j.signIn('Maryse', { width: 1280 });
  await j.visit(page, '/lieux/la-gare/ressources');
  await page.getByRole('link', { name: 'Fermetures' }).click();
  j.ok(await page.getByText('Peinture des murs').isVisible(), 'what is planned');
  await j.screenshot(page, 'planned');
  await page.getByRole('link', { name: 'Fermer un moment' }).click();
  await page.getByRole('button', { name: 'Voir qui est touché' }).click();
  j.ok(await page.locator('#reason-err').isVisible(), 'the reason is asked for');
  const day = new Date(Date.now() + 2 * 86400e3).toISOString().slice(0, 10);
  const last = new Date(Date.now() + 6 * 86400e3).toISOString().slice(0, 10);
  await page.selectOption('#resource', { label: 'Coworking' });
  await page.fill('#le', day);
  await page.fill('#au', last);
  await page.fill('#reason', 'Le chauffage est en panne');
  await page.getByRole('button', { name: 'Voir qui est touché' }).click();
  j.ok((await page.locator('tbody tr').count()) > 3, 'some are hit');
  j.ok(await page.getByText('par courriel').first().isVisible());
  await j.axe(page);
  await j.screenshot(page, 'whom');
  await page.getByRole('button', { name: 'Fermer', exact: true }).click();
  await page.waitForURL(/fermetures\/vue\//);
  j.ok(await page.getByRole('heading', { name: /prévenir autrement/ }).isVisible(), 'the call list');
  await j.axe(page);
  await j.screenshot(page, 'closed');
  await page.emulateMedia({ media: 'print' });
  j.ok(!(await page.locator('details').first().isVisible()), 'on paper stands the call list alone');
  await j.screenshot(page, 'paper');
  await page.emulateMedia({ media: 'screen' });

  // A letter with the reason and the cancelled entry for the calendar.
  let letter = '';
  for (let i = 0; i < 50 && !letter; i++) {
    const folder = path.join(j.app.data, 'mail');
    const files = await readdir(folder).catch(() => []);
    const all = await Promise.all(files.map((f) => readFile(path.join(folder, f), 'utf8')));
    letter = all.find((x) => x.includes('chauffage')) ?? '';
    await new Promise((go) => setTimeout(go, 100));
  }
  j.ok(/method=CANCEL/.test(letter.replace(/\r?\n\s/g, ' ')), 'the calendar is told');

  // The time can't be had any more; opened again, it can.
  const phone = await j.signIn('Maryse', { width: 360, js: false });
  await j.visit(phone, new URL(page.url()).pathname);
  await j.noSidewaysScroll(phone);
  await j.screenshot(phone, 'phone');
  await phone.getByRole('button', { name: 'Retirer cette fermeture' }).click();
  j.ok(await phone.getByText("C’est rouvert").isVisible());
  await j.screenshot(phone, 'opened');
}
