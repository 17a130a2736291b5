// From the place to a confirmed booking, on a phone without JavaScript, with a name alone; then changed and cancelled by its link. The same on
// a wide screen by the week's grid, and by typing the hour, where the rules say what is wrong.
import { next } from '../days.mjs';

export async function run(j) {
  const phone = await j.page({ width: 360, js: false });
  await j.visit(phone, '/lieux/la-gare');
  await phone.getByRole('link', { name: 'Réserver' }).click();
  j.equal(await phone.locator('h1').textContent(), 'Réserver à La GARE');
  await j.noSidewaysScroll(phone);
  await j.screenshot(phone, 'offer');
  await phone.getByRole('link', { name: 'Voir Coworking' }).click();
  // Two weeks ahead: far enough from every deadline.
  await phone.getByRole('link', { name: 'Semaine suivante' }).click();
  await phone.getByRole('link', { name: 'Semaine suivante' }).click();
  const wednesday = phone.locator('.days a').nth(2);
  await wednesday.click();
  await j.noSidewaysScroll(phone);
  await j.screenshot(phone, 'day');
  await phone.getByRole('link', { name: /^Choisir/ }).first().click();
  j.equal(await phone.locator('#de').inputValue(), '09:00', 'the form comes with the hour that was chosen');
  await phone.fill('#a', '12:30');
  await phone.fill('#unites', '2');
  await phone.getByRole('button', { name: 'Garder ce créneau' }).click();
  j.ok((await phone.locator('.hold').textContent()).includes('vous est gardé'), 'it is held while one decides');
  await j.noSidewaysScroll(phone);
  await j.screenshot(phone, 'held');

  // Without a name nothing is booked, and nothing typed is lost.
  await phone.fill('#phone', '06 00 00 00 00');
  await phone.getByRole('button', { name: /^Réserver/ }).click();
  j.ok(await phone.locator('#name-err').isVisible(), 'the missing name is told beside its field');
  j.equal(await phone.locator('#phone').inputValue(), '06 00 00 00 00');
  await phone.fill('#name', 'Josette');
  await phone.getByRole('button', { name: /^Réserver/ }).click();
  j.ok(/Réservation n° \d+/.test(await phone.locator('h1').textContent()), 'a number to note');
  await j.screenshot(phone, 'booked');
  const address = phone.url();

  // Moved by the link, then cancelled.
  await phone.getByRole('link', { name: 'Déplacer' }).click();
  await phone.fill('#de', '14:00');
  await phone.fill('#a', '15:00');
  await phone.getByRole('button', { name: 'Déplacer ma réservation ici' }).click();
  j.ok((await phone.locator('main').textContent()).includes('14 h – 15 h'.replace(/ (?=h)/g, '\u00a0')), 'moved');
  j.ok(/est déplacé/.test(await phone.locator('.notice').textContent()), 'and the page says so');
  await phone.getByRole('link', { name: 'Annuler' }).click();
  await phone.getByRole('button', { name: /^Annuler/ }).click();
  j.equal(phone.url(), address);
  j.ok((await phone.locator('main').textContent()).includes('est annulée'), 'cancelled');

  // On a wide screen the week is a grid of links; somebody signed in finds it again.
  const desk = await j.signIn('Lucie');
  await j.visit(desk, '/lieux/la-gare/reserver/salle-du-quai');
  await desk.getByRole('link', { name: 'Semaine suivante' }).click();
  await j.screenshot(desk, 'week');
  await j.axe(desk);
  await desk.locator('.week a').first().click();
  await j.axe(desk);
  await desk.getByRole('button', { name: 'Garder ce créneau' }).click();
  await j.axe(desk);
  await desk.getByRole('button', { name: /^Réserver/ }).click();
  await j.axe(desk);
  await j.visit(desk, '/mes-reservations');
  j.ok((await desk.locator('main').textContent()).includes('Salle du Quai'), 'it stands among her bookings');
  await desk.getByRole('button', { name: /^Créer mon adresse/ }).click();
  const agenda = await desk.getByLabel('Adresse de votre agenda').inputValue();
  const feed = await desk.request.get(agenda);
  j.ok((await feed.text()).includes('SUMMARY:Salle du Quai'), 'her calendar reads it');
  await j.axe(desk);
  await j.screenshot(desk, 'mine');
  await desk.setViewportSize({ width: 320, height: 640 });
  await j.noSidewaysScroll(desk);

  // Somebody else finds that hour taken; every reason is told at once.
  const other = await j.page();
  await j.visit(other, `/en/places/la-gare/book/salle-du-quai?le=${next(2, 36)}&de=21:10&a=21:30`);
  await other.fill('#personnes', '99');
  await other.getByRole('button', { name: 'Hold this time' }).click();
  const reasons = await other.locator('.notice.is-error li').allTextContents();
  j.ok(reasons.length >= 3, `all reasons at once: ${reasons.join(' | ')}`);
  j.equal(await other.locator('#de').inputValue(), '21:10', 'what was typed is kept');
  await j.axe(other);
  await j.screenshot(other, 'refused');

  // Nights: a bedroom, after the bookings of the demonstration and before the holidays of its team.
  const later = new Date(Date.now() + 44 * 86_400_000).toISOString().slice(0, 10);
  await j.visit(other, `/lieux/la-gare/reserver/chambre-du-nord?semaine=${later}`);
  await other.getByRole('link', { name: /^Choisir/ }).first().click();
  await other.getByRole('button', { name: 'Garder ce créneau' }).click();
  await other.fill('#name', 'Théo');
  await other.getByRole('button', { name: /^Réserver/ }).click();
  await j.screenshot(other, 'nights');
  j.ok((await other.locator('main').textContent()).includes('du '), 'with both days');
}
