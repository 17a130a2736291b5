// Recurring bookings: the team books each week for a club, sees every date with what is in its way, skips one; somebody who has signed in
// repeats too, moves this and the following, and cancels all. Without JavaScript.
import { next, plus } from '../days.mjs';

export async function run(j) {
  const friday = next(5, 8);
  const desk = await j.signIn('Inès', { width: 1280, js: false });
  for (const week of [1, 3]) { // something is in the way of two dates
    await j.visit(desk, `/lieux/la-gare/journee/reserver?le=${plus(friday, 7 * week)}&de=09:30&a=10:30`);
    await desk.selectOption('#resource', { label: 'Salle du Quai' });
    await desk.fill('#name', 'Quelqu’un d’autre');
    await desk.getByRole('button', { name: 'Réserver', exact: true }).click();
  }
  await j.visit(desk, `/lieux/la-gare/journee/reserver?le=${friday}&de=09:30&a=10:30`);
  await desk.selectOption('#resource', { label: 'Salle du Quai' });
  await desk.selectOption('#repeat', 'week');
  await desk.fill('#times', '6');
  await desk.fill('#name', 'Club de lecture');
  await desk.fill('#email', 'club@demo.example.org');
  await desk.getByRole('button', { name: 'Réserver', exact: true }).click();
  j.equal(await desk.locator('[name=keep]').count(), 6, 'every date is listed before anything is made');
  const off = await desk.locator('[name=keep]:not(:checked)').count();
  j.ok(off >= 2, 'what something is in the way of is not ticked');
  j.ok((await desk.locator('.choice', { has: desk.locator('[name=keep]:not(:checked)') }).first().locator('.hint').textContent()).length > 10, 'and says why');
  await j.screenshot(desk, 'dates');
  await desk.getByRole('button', { name: 'Réserver les dates cochées' }).click();
  j.ok(/journee\?le=20\d\d-/.test(desk.url()), 'made');
  await desk.locator('.g-bar', { hasText: 'Club de lecture' }).click();
  j.ok((await desk.locator('main').textContent()).includes('Chaque semaine'), 'the booking says that it is one of a series');
  await j.screenshot(desk, 'team');

  const lucie = await j.signIn('Lucie', { width: 360, js: false });
  await j.visit(lucie, '/lieux/la-gare/reserver/salle-du-quai');
  await lucie.getByRole('link', { name: /Réserver plusieurs fois/ }).click();
  await lucie.fill('#le', next(3, 14));
  await lucie.fill('#de', '17:30');
  await lucie.fill('#a', '18:30');
  await lucie.fill('#times', '4');
  await lucie.getByRole('button', { name: 'Voir les dates' }).click();
  j.equal(await lucie.locator('[name=keep]').count(), 4);
  await j.noSidewaysScroll(lucie);
  await j.screenshot(lucie, 'phone-dates');
  await lucie.getByRole('button', { name: 'Réserver les dates cochées' }).click();
  j.ok((await lucie.locator('#serie').count()) === 1, 'her booking shows its series');
  await j.screenshot(lucie, 'phone-booking');
  const first = lucie.url();
  await lucie.getByRole('link', { name: 'Déplacer', exact: true }).click();
  await lucie.fill('#de', '18:00');
  await lucie.fill('#a', '19:00');
  await lucie.getByLabel('Celle-ci et les suivantes').check();
  await lucie.getByRole('button', { name: /Déplacer ma réservation/ }).click();
  if (await lucie.locator('[name=leave]').count()) {
    await j.screenshot(lucie, 'phone-leave');
    await lucie.getByRole('button', { name: /Déplacer ma réservation/ }).click();
  }
  j.ok((await lucie.locator('main').textContent()).match(/18\sh\s–\s19\sh/), 'moved');
  j.ok((await lucie.locator('main').textContent()).includes('les autres dates choisies aussi'), 'and the page says that the following are');
  await j.visit(lucie, '/mes-reservations');
  j.ok((await lucie.locator('main').textContent()).includes('encore'), 'my bookings say how many are left');
  await j.visit(lucie, first);
  await lucie.getByRole('link', { name: 'Annuler', exact: true }).click();
  await lucie.getByLabel('Toute la série à venir').check();
  await j.screenshot(lucie, 'phone-cancel');
  await lucie.getByRole('button', { name: 'Annuler', exact: true }).click();
  j.ok((await lucie.locator('main').textContent()).includes('annulée'), 'all cancelled');

  const seen = await j.signIn('Lucie', { width: 1280 });
  await j.visit(seen, '/lieux/la-gare/reserver/salle-du-quai/repeter');
  await j.axe(seen);
  await j.visit(seen, first);
  await j.axe(seen);
}
