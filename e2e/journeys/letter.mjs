// Somebody comes in for the first time by letter: the link opens a page with a button, the code works too, and the account can be erased.
import { letterTo } from '../letters.mjs';

export async function run(j) {
  const page = await j.page({ width: 360 });
  await j.visit(page, '/connexion');
  await page.getByLabel('Votre courriel').fill('sans-arobase');
  await page.getByRole('button', { name: 'Recevoir le lien' }).click();
  j.ok((await page.locator('.err').first().textContent()).includes('@'), 'the slip is named');
  await page.getByLabel('Votre courriel').fill('nouvelle@demo.example.org');
  await page.getByRole('button', { name: 'Recevoir le lien' }).click();
  await page.waitForURL(/envoye/);
  await j.screenshot(page, 'sent');

  const { link, code } = await letterTo(j.app, 'nouvelle@demo.example.org');

  // A mail scanner follows the link: it must still work afterwards.
  j.equal((await fetch(link)).status, 200);
  await page.fill('#code', code);
  await page.getByRole('button', { name: 'Entrer avec ce code' }).click();
  await page.waitForURL(/mon-espace/);
  await j.screenshot(page, 'space');
  await page.getByLabel('Comment vous appeler').fill('Odile');
  await page.getByRole('button', { name: 'Enregistrer', exact: true }).click();
  j.ok((await page.locator('h1').textContent()).includes('Odile'));

  // The letter was used by the code: its link is void.
  const late = await j.page();
  await j.visit(late, link);
  await late.getByRole('button', { name: 'Ouvrir mon espace' }).click();
  j.ok((await late.locator('main').textContent()).includes('ne marche plus'), 'a link works once');

  await j.visit(page, '/mon-espace/effacer');
  await page.getByLabel('Oui, effacer mon compte').check();
  await page.getByRole('button', { name: /Effacer mon compte/ }).click();
  await page.waitForURL(/\/$/);
  j.ok(await page.getByRole('link', { name: 'Se connecter' }).isVisible(), 'signed out and gone');
}
