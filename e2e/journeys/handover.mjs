// A village opens an association's organisation for it and mistypes the address: it corrects it, the first link stops working, and whoever reads
// the second letter takes the organisation over on a phone, without JavaScript. The village sees that, and reads nothing of it.
import { letterTo, linkTo } from '../letters.mjs';

export const ownApp = true;
const T = 15000;
const press = (page, name) => page.getByRole('button', { name }).first().click({ timeout: T });
const main = (page) => page.locator('main').textContent();
const linkIn = async (j, email) => (await letterTo(j.app, email, { has: /\/reprise\// })).text.match(/https?:\/\/\S+\/reprise\/[\w-]+/)[0];

export async function run(j) {
  const gerard = await j.signIn('Gérard', { width: 360 });
  await j.visit(gerard, '/organisations');
  await gerard.getByRole('link', { name: 'Commune d’Auberive' }).click();
  await gerard.getByRole('link', { name: 'Les organisations que vous avez ouvertes pour d’autres' }).click();
  j.ok((await main(gerard)).includes('Aucune pour l’instant'), 'an empty page says what it is for');
  await j.axe(gerard);
  await j.noSidewaysScroll(gerard);
  await j.screenshot(gerard, '01-empty');
  await gerard.getByRole('link', { name: 'Ouvrir une organisation' }).click();
  await gerard.fill('#name', 'La Scierie');
  await gerard.selectOption('#kind', 'association');
  await gerard.fill('#manager', 'jeam@demo.example.org');
  await press(gerard, 'Ouvrir et confier');
  j.ok((await main(gerard)).includes('pas encore reprise'), 'it waits');
  j.ok((await main(gerard)).includes('Le courriel vient de partir'), 'the same address isn’t pestered');
  await j.screenshot(gerard, '02-waits');
  const mistyped = await linkIn(j, 'jeam@demo.example.org');

  await gerard.locator('summary', { hasText: 'Corriger l’adresse' }).click();
  await gerard.getByLabel('Adresse électronique').fill('jean');
  await press(gerard, /^Corriger et envoyer/);
  j.ok(await gerard.locator('#email-err').isVisible(), 'an address without @ is refused beside its field');
  j.equal(await gerard.inputValue('#email'), 'jean', 'what was typed is still there');
  await j.screenshot(gerard, '03-refused');
  await gerard.fill('#email', 'jean@demo.example.org');
  await press(gerard, /^Corriger et envoyer/);
  j.ok((await main(gerard)).includes('jean@demo.example.org'), 'the page shows the new address');
  await j.axe(gerard);
  await j.screenshot(gerard, '04-corrected');

  const phone = await j.page({ width: 360, js: false });
  await phone.goto(mistyped);
  j.ok((await main(phone)).includes('ne fonctionne plus'), 'the earlier link opens nothing');
  await j.visit(phone, await linkIn(j, 'jean@demo.example.org'));
  await j.noSidewaysScroll(phone);
  await j.visit(gerard, new URL(phone.url()).pathname); // whoever looks with scripts sees no worse
  await j.axe(gerard);
  await gerard.goBack();
  await j.screenshot(phone, '05-letter-opened');
  await press(phone, 'Reprendre l’organisation');
  await j.screenshot(phone, '06-taken');
  await phone.getByRole('main').getByRole('link', { name: 'Se connecter' }).click();
  await phone.fill('#email', 'jean@demo.example.org');
  await phone.locator('main form button').first().click({ timeout: T });
  await phone.waitForURL(/envoye/);
  await j.visit(phone, await linkTo(j.app, 'jean@demo.example.org'));
  await phone.locator('main form button').first().click({ timeout: T });
  await phone.waitForURL(/\/organisations\//);
  j.ok((await main(phone)).includes('responsable'), 'whoever took it over manages it');
  const theirs = new URL(phone.url()).pathname;

  await gerard.reload();
  j.ok((await main(gerard)).includes('Reprise le'), 'the village sees that it was taken over');
  j.equal(await gerard.getByRole('button', { name: /Corriger/ }).count(), 0, 'and corrects nothing any more');
  const refused = await gerard.goto(new URL(theirs, gerard.url()).href);
  j.equal(refused.status(), 403, 'and doesn’t read who is in it');

  // One that its people hold and one that waits, on a desktop, in the dark, in English.
  const karim = await j.signIn('Karim', { width: 1280, scheme: 'dark' });
  await j.visit(karim, '/en/organisations/opened');
  j.ok((await main(karim)).includes('not taken over yet'));
  await karim.getByRole('button', { name: /^Send the e-mail again/ }).click();
  j.ok((await main(karim)).includes('A new e-mail is on its way') || await karim.getByText('A new e-mail is on its way').count() > 0, 'the letter goes again');
  await j.axe(karim);
  await j.screenshot(karim, '07-desktop-dark');
}
