// Inhabitants begin a group in their own name, where their town asked people before. The page says to whom those people left their addresses, and
// how they can be invited all the same: the group lets the town follow, and the town invites.
import { letterTo } from '../letters.mjs';

export const ownApp = true;
const press = (page, name) => page.getByRole('button', { name }).first().click({ timeout: 15000 });

export async function run(j) {
  const gerard = await j.signIn('Gérard', { scheme: 'dark' });
  await j.visit(gerard, '/mes-enquetes/un-tiers-lieu-a-auberive-pour-quoi-faire');
  for (const [words, button] of [['La réunion publique est avancée.', 'Clore l’enquête'], ['Merci à chacune et chacun.', 'Publier le résultat']]) {
    await gerard.fill('#words', words);
    await press(gerard, button);
    await gerard.waitForLoadState();
  }
  const lucie = await j.signIn('Lucie', { width: 360 });
  await j.visit(lucie, '/groupes/lancer');
  await lucie.fill('#name', 'La Roulotte');
  await lucie.fill('#commune', 'Auberive 52');
  await lucie.fill('#summary', 'Une roulotte qui répare.');
  await press(lucie, 'Lancer le groupe');
  const group = new URL(lucie.url()).pathname;
  await j.visit(lucie, `${group}/inviter`);
  const main = lucie.locator('main');
  j.ok((await main.textContent()).includes('ont confiées à Commune d’Auberive, qui en répond'), 'the page says whose the contacts are');
  await j.axe(lucie);
  await j.noSidewaysScroll(lucie);
  await j.screenshot(lucie, '01-whose');
  await press(lucie, 'Autoriser Commune d’Auberive à suivre le groupe');
  j.ok((await main.textContent()).includes('Commune d’Auberive suit le groupe'), 'the group is followed');
  await j.axe(lucie);
  await j.screenshot(lucie, '02-followed');

  const { text } = await letterTo(j.app, 'gerard@demo.example.org', { has: /La Roulotte/ });
  j.ok(text.includes(group), 'the official gets a letter that leads there');
  await j.visit(gerard, `${group}/inviter`);
  await press(gerard, /^Inviter ces personnes/);
  j.ok(/Invitées le/.test(await gerard.locator('main').textContent()), 'and invites those who said that they take part');
  await j.screenshot(gerard, '03-invited');

  await lucie.reload();
  await press(lucie, 'Retirer cette autorisation');
  j.ok((await main.textContent()).includes('qui en répond'), 'taken back, the page says it anew');
  const gone = await gerard.goto(new URL(group, gerard.url()).href);
  j.equal(gone.status(), 404, 'the town no longer reads a group that isn’t public');
}
