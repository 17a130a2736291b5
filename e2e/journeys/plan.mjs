// The manager's day and week over all resources: what is booked by whom, a press on what is free, a booking moved by form and by mouse.
import { next, plus } from '../days.mjs';

const dayOf = (page) => page.locator('#journee').getAttribute('data-day');

export async function run(j) {
  // Without JavaScript: book for somebody from a free stretch, open the booking, move it by the form.
  const plain = await j.signIn('Inès', { width: 1280, js: false });
  let tuesday; // on which nobody has the room, nor on the Thursday after
  for (let away = 14; ; away += 7) {
    tuesday = next(2, away);
    await j.visit(plain, `/lieux/la-gare/semaine?le=${tuesday}`);
    const room = plain.locator('tr', { hasText: 'Salle du Quai' });
    const taken = async (day) => (await room.locator(`td[data-le="${day}"] .p-item`).count()) > 0;
    if (!(await taken(tuesday)) && !(await taken(plus(tuesday, 2)))) break;
  }
  const thursday = plus(tuesday, 2);
  await j.visit(plain, `/lieux/la-gare/journee?le=${tuesday}`);
  const row = plain.locator('.g-row', { hasText: 'Salle du Quai' });
  const free = row.locator('a.is-free').last();
  await free.click();
  await plain.fill('#name', 'Philomène');
  await plain.fill('#de', '16:00');
  await plain.fill('#a', '17:00');
  await plain.getByRole('button', { name: 'Réserver', exact: true }).click();
  const bar = row.locator('.g-bar', { hasText: 'Philomène' });
  j.ok(await bar.isVisible(), 'the booking stands in its row');
  await bar.click();
  await plain.fill('#de', '17:30');
  await plain.fill('#a', '23:00');
  await plain.getByRole('button', { name: 'Enregistrer' }).click();
  j.ok((await plain.locator('.notice.is-error li').count()) >= 1, 'a move is checked like a new booking');
  await j.screenshot(plain, 'refused');
  await plain.fill('#de', '16:30');
  await plain.fill('#a', '17:30');
  await plain.getByRole('button', { name: 'Enregistrer' }).click();
  j.ok((await row.locator('.g-bar', { hasText: 'Philomène' }).textContent()).match(/16\sh\s30/), 'moved by form');

  // By mouse: an hour earlier, then to another day of the week.
  const page = await j.signIn('Inès', { width: 1280 });
  await j.visit(page, `/lieux/la-gare/journee?le=${tuesday}`);
  await j.screenshot(page, 'day');
  await j.axe(page);
  const drag = async (from, to) => {
    const a = await from.boundingBox();
    await page.mouse.move(a.x + 12, a.y + a.height / 2);
    await page.mouse.down();
    await page.mouse.move(a.x + 30, a.y + a.height / 2, { steps: 3 });
    await page.mouse.move(to.x, to.y, { steps: 8 });
  };
  const hers = () => page.locator('.g-bar, .p-item', { hasText: 'Philomène' });
  const box = await hers().boundingBox();
  const hour = (await page.locator('.g-hour').first().boundingBox()).width;
  await drag(hers(), { x: box.x + 12 - hour, y: box.y + box.height / 2 });
  await j.screenshot(page, 'dragging');
  await Promise.all([page.waitForLoadState('load'), page.waitForResponse((r) => r.request().method() === 'POST'), page.mouse.up()]);
  await page.waitForSelector('.flash, .notice');
  j.ok((await hers().textContent()).match(/15\sh\s30/), 'dragged an hour earlier');
  j.equal(await dayOf(page), tuesday);

  await j.visit(page, `/lieux/la-gare/semaine?le=${tuesday}`);
  await j.screenshot(page, 'week');
  await j.axe(page);
  const cell = await page.locator('tr', { hasText: 'Salle du Quai' }).locator(`td[data-le="${thursday}"]`).boundingBox();
  await drag(hers(), { x: cell.x + cell.width / 2, y: cell.y + cell.height - 6 });
  await Promise.all([page.waitForResponse((r) => r.request().method() === 'POST'), page.mouse.up()]);
  await page.waitForSelector('.notice.is-error');
  j.ok((await page.locator('.notice.is-error li').count()) === 1, 'the place shuts at half past three on Thursdays, and the drag is told so');
  await page.fill('#reason', 'Elle a la clé');
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  const there = page.locator('tr', { hasText: 'Salle du Quai' }).locator(`td[data-le="${thursday}"]`, { hasText: 'Philomène' });
  j.ok((await there.textContent()).match(/15\sh\s30/), 'dragged to Thursday, at the same hour');

  const phone = await j.signIn('Inès', { width: 360 });
  for (const [path, name] of [['journee', 'phone-day'], ['semaine', 'phone-week'], ['journee/reserver', 'phone-book']]) {
    await j.visit(phone, `/lieux/la-gare/${path}`);
    await j.noSidewaysScroll(phone);
    await j.axe(phone);
    await j.screenshot(phone, name);
  }
}
