// A time that is taken, waited for on a phone without JavaScript; freed by whoever had it, offered by letter, and taken. Freed again, it is
// offered to somebody who has only a telephone, and the front desk confirms for them.
import { letterTo } from '../letters.mjs';

const day = () => {
  const d = new Date(Date.now() + 70 * 86_400_000); // far from the demonstration's own bookings
  while (d.getUTCDay() !== 3) d.setUTCDate(d.getUTCDate() + 1);
  return d.toISOString().slice(0, 10);
};

export async function run(j) {
  const le = day();
  const first = await j.page();
  await j.visit(first, `/lieux/la-gare/reserver/salle-du-quai?le=${le}&de=10:00&a=12:00`);
  await first.getByRole('button', { name: 'Garder ce créneau' }).click();
  await first.fill('#name', 'Josette');
  await first.getByRole('button', { name: /^Réserver/ }).click();
  const had = first.url();

  const phone = await j.page({ width: 360, js: false });
  await j.visit(phone, `/lieux/la-gare/reserver/salle-du-quai?le=${le}`);
  await phone.getByRole('link', { name: /^Attendre/ }).click();
  await j.noSidewaysScroll(phone);
  await j.screenshot(phone, 'taken');
  j.ok(await phone.getByRole('heading', { name: 'Ce créneau est pris. Attendre ?' }).isVisible(), 'the line is proposed');
  await phone.fill('#name', 'Nora');
  await phone.getByRole('button', { name: 'Me mettre dans la file' }).click();
  j.ok((await phone.locator('#email-err').textContent()).includes('prévenir'), 'without a way to be told, one cannot wait');
  j.equal(await phone.locator('#name').inputValue(), 'Nora', 'what was typed is kept');
  await phone.fill('#email', 'nora-attend@demo.example.org');
  await phone.getByRole('button', { name: 'Me mettre dans la file' }).click();
  j.ok((await phone.locator('main').textContent()).includes('première personne'), 'first in line');
  await j.noSidewaysScroll(phone);
  await j.screenshot(phone, 'waiting');

  // On a wide screen, what is taken in the grid leads to the line too; so does typing it.
  const wide = await j.page();
  await j.visit(wide, `/lieux/la-gare/reserver/salle-du-quai?le=${le}`);
  await wide.locator('.week .is-taken a').first().click();
  await j.axe(wide);
  await j.heard(wide);
  await j.screenshot(wide, 'grid');
  const desk = await j.signIn('Inès');
  await j.visit(desk, `/lieux/la-gare/accueil?le=${le}`);
  j.ok((await desk.locator('main').textContent()).includes('Une personne attend'), 'the front desk sees who waits');
  await j.axe(desk);
  await j.screenshot(desk, 'desk');

  await j.visit(first, `${had}/annuler`);
  await first.getByRole('button', { name: /^Annuler/ }).click();
  const { text } = await letterTo(j.app, 'nora-attend@demo.example.org', { seconds: 40, has: /vous attendiez/ });
  const link = text.match(/https?:\S+\/reservations\/\S+/)[0];
  await j.visit(phone, link);
  await j.noSidewaysScroll(phone);
  await j.screenshot(phone, 'offered');
  j.equal(await phone.locator('#name').inputValue(), 'Nora', 'who waits is known');
  await phone.getByRole('button', { name: /^Réserver/ }).click();
  j.ok(/Réservation n° \d+/.test(await phone.locator('h1').textContent()), 'taken');

  const nora = phone.url();
  const other = await j.page();
  await j.visit(other, `/lieux/la-gare/reserver/salle-du-quai?le=${le}&de=10:00&a=12:00`);
  await other.fill('#name', 'Henri');
  await other.fill('#phone', '03 25 00 00 33');
  await other.getByRole('button', { name: 'Me mettre dans la file' }).click();
  await j.visit(other, `${nora}/annuler`);
  await other.getByRole('button', { name: /^Annuler/ }).click();
  const confirm = desk.getByRole('button', { name: 'Confirmer à sa place Henri' });
  for (let i = 0; i < 40 && !(await confirm.isVisible()); i++) {
    await new Promise((r) => setTimeout(r, 1000));
    await desk.reload();
  }
  await j.noSidewaysScroll(desk);
  await j.axe(desk);
  await j.screenshot(desk, 'desk-offered');
  await desk.setViewportSize({ width: 360, height: 800 });
  await j.noSidewaysScroll(desk);
  await j.screenshot(desk, 'desk-offered-phone');
  await confirm.click();
  const main = await desk.locator('main').textContent();
  j.ok(!main.includes('attend qu'), 'nobody waits any more');
  j.ok(await desk.getByRole('link', { name: 'Henri' }).isVisible(), 'Henri is awaited');
}
