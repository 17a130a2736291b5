// A day at the front desk: somebody walks in without booking, is checked in with one press, leaves; somebody never comes. A rule stands in
// the way, and is let pass with a reason. By keyboard where it is done a hundred times a day, and without JavaScript.
import { next } from '../days.mjs';

export async function run(j) {
  const desk = await j.signIn('Inès', { width: 1280, js: false });
  await j.visit(desk, '/lieux/la-gare');
  await desk.getByRole('link', { name: 'Accueil', exact: true }).first().click();
  j.ok(/^Accueil, /.test(await desk.locator('h1').textContent()));
  await j.screenshot(desk, 'today');

  // A wish that breaks rules tells them all; those that the team may let pass can be, with a reason.
  await desk.fill('#name', 'Marguerite');
  await desk.selectOption('#resource', { label: 'Coworking' });
  await desk.fill('#le', next(0, 34)); // a Sunday
  await desk.fill('#de', '09:00');
  await desk.fill('#a', '10:00');
  await desk.getByRole('button', { name: 'Réserver', exact: true }).click();
  j.ok((await desk.locator('.notice.is-error li').count()) >= 1, 'the closed day is told');
  j.equal(await desk.locator('#name').inputValue(), 'Marguerite', 'nothing typed is lost');
  await desk.fill('#reason', 'Visite de la commune');
  await desk.getByRole('button', { name: 'Réserver', exact: true }).click();
  const row = desk.locator('.arrival', { hasText: 'Marguerite' });
  j.ok(await row.isVisible(), 'booked all the same, and the day of it shows');
  await j.screenshot(desk, 'booked');

  // Checked in, undone, checked in again, gone.
  await row.getByRole('button', { name: /^Pointer/ }).click();
  await row.getByRole('button', { name: /^Annuler l/ }).click();
  await row.getByRole('button', { name: /^Pointer/ }).click();
  await row.getByRole('button', { name: /^Repart/ }).click();
  await desk.locator('summary', { hasText: 'repartie' }).click();
  j.ok(await row.isVisible(), 'she stands among those who have gone');

  // Found by name, whatever the accents.
  await desk.fill('#q', 'marguerite');
  await desk.getByRole('button', { name: 'Trouver' }).click();
  j.ok((await desk.locator('main').textContent()).includes('Marguerite'));
  await desk.fill('#q', 'personne de ce nom');
  await desk.getByRole('button', { name: 'Trouver' }).click();
  j.ok((await desk.locator('main').textContent()).includes('Personne de ce nom'), 'an empty answer says so');

  const phone = await j.signIn('Inès', { width: 360 });
  await j.visit(phone, '/lieux/la-gare/accueil');
  await j.noSidewaysScroll(phone);
  await j.axe(phone);
  await j.screenshot(phone, 'phone');

  // On paper a name has its quarter of the line: nobody's is broken in the middle. From one's own places the desk is one press away.
  await phone.setViewportSize({ width: 720, height: 1040 });
  await phone.emulateMedia({ media: 'print' });
  await j.visit(phone, '/lieux/la-gare/accueil/feuille');
  const share = await phone.locator('.sheet table').first().evaluate((t) => t.querySelector('th').offsetWidth / t.offsetWidth);
  j.ok(Math.abs(share - 0.25) < 0.02, `names have ${share} of the line`);
  await phone.emulateMedia({ media: null });
  await j.visit(phone, '/mes-lieux');
  await phone.getByRole('link', { name: 'Accueil de La GARE' }).click();
  j.ok(/^Accueil, /.test(await phone.locator('h1').textContent()));
}
