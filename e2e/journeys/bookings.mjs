// The list of bookings: filters, a name without its accent, a number, the way on; several cancelled at once with a reason; one changed by the
// team, and its history; the list as a file.
import { next } from '../days.mjs';

export async function run(j) {
  const page = await j.signIn('Maryse', { width: 1280 });
  await j.visit(page, '/lieux/la-gare/accueil');
  await page.getByRole('link', { name: 'Réservations' }).first().click();
  j.equal(await page.locator('tbody tr').count(), 50);
  await j.axe(page);
  await j.screenshot(page, 'list');
  await page.getByRole('link', { name: 'Suite' }).click();
  j.ok((await page.locator('tbody tr').count()) > 0, 'it goes on');
  await page.getByRole('link', { name: 'Revenir au début' }).click();
  await page.fill('#q', 'emile');
  await page.selectOption('#etat', 'confirmed');
  await page.getByRole('button', { name: 'Filtrer' }).click();
  const found = await page.locator('tbody th a').allTextContents();
  j.ok(found.length > 0 && found.every((x) => x === 'Émile'), `found ${found}`);

  // The same as a file.
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Tableur' }).click()]);
  j.ok(download.suggestedFilename().endsWith('.xlsx'));

  // Two ticked, cancelled with a reason.
  await page.locator('tbody input[type=checkbox]').nth(0).check();
  await page.locator('tbody input[type=checkbox]').nth(1).check();
  await j.screenshot(page, 'ticked');
  await page.getByRole('button', { name: 'Annuler', exact: true }).click();
  await page.fill('#reason', 'La chaudière est en panne');
  await j.axe(page);
  await j.screenshot(page, 'confirm');
  await page.getByRole('button', { name: /Annuler ces 2/ }).click();
  j.equal(await page.locator('.tag', { hasText: 'annulée' }).count(), 2);
  await page.locator('tbody th a').first().click();
  j.ok(await page.getByText('La chaudière est en panne').isVisible(), 'the reason stands in the history');
  await j.screenshot(page, 'history');

  // Requests: two of them accepted in one gesture.
  await j.visit(page, '/lieux/la-gare/reservations?etat=asked');
  await j.screenshot(page, 'asked');
  const asked = await page.locator('tbody tr').count();
  if (asked > 0) {
    await page.locator('tbody input[type=checkbox]').first().check();
    await page.getByRole('button', { name: 'Refuser', exact: true }).click();
    await page.getByRole('button', { name: /^Refuser/ }).click();
    j.ok((await page.locator('#sentence-err').textContent()).length > 0, 'a no wants its sentence');
    await page.fill('#sentence', 'La fanfare répète ce jour-là');
    await j.axe(page);
    await j.screenshot(page, 'refuse');
    await page.getByRole('button', { name: /^Refuser/ }).click();
    j.equal(await page.locator('.tag', { hasText: 'refusée' }).count(), 1);
  }

  // One changed by the team: a rule is told, and let pass.
  const desk = await j.signIn('Inès', { width: 360, js: false });
  await j.visit(desk, '/lieux/la-gare/reservations?q=odile');
  await j.noSidewaysScroll(desk);
  await j.screenshot(desk, 'phone');
  await desk.locator('tbody th a').first().click();
  await j.screenshot(desk, 'one');
  await desk.selectOption('#resource', { label: 'Salle du Quai' });
  await desk.fill('#le', next(0, 34)); // a Sunday
  await desk.fill('#au', '');
  await desk.fill('#de', '09:00');
  await desk.fill('#a', '10:00');
  await desk.fill('#phone', '03 53 01 00 07');
  await desk.getByRole('button', { name: 'Enregistrer' }).click();
  j.ok((await desk.locator('.notice.is-error li').count()) >= 1, 'the closed day is told');
  j.equal(await desk.locator('#phone').inputValue(), '03 53 01 00 07', 'nothing typed is lost');
  await j.screenshot(desk, 'refused');
  await desk.fill('#reason', 'Visite de la commune');
  await desk.getByRole('button', { name: 'Enregistrer' }).click();
  j.ok(await desk.getByText('Visite de la commune').isVisible());
  await j.noSidewaysScroll(desk);
  await j.screenshot(desk, 'changed');
}
