// Somebody looks around on the map that moves: crowds part at a press, the keyboard keeps its place, and a line that breaks is told.
const pins = '.live-pin';
const shown = async (page) => Number(/: ([\d\s\u00a0\u202f]+)\./.exec(await page.locator('.live-count').textContent())?.[1].replace(/\D/g, '') ?? NaN);
const settled = (page) => page.waitForFunction(() => /\d/.test(document.querySelector('.live-count')?.textContent ?? ''));

export async function run(j) {
  const desk = await j.page();
  await j.visit(desk, '/carte');
  await settled(desk);
  await j.screenshot(desk, 'map');
  const all = Number((await desk.locator('[data-box] .num').last().textContent()).replace(/\D/g, ''));
  await desk.locator('[data-box]').last().click();
  await desk.waitForFunction((all) => document.querySelector('.live-count').textContent.replace(/[^\d.]/g, '').startsWith(`${all}.`), all);
  j.equal(await shown(desk), all, 'every place is in a crowd of the whole country');

  // No two pins stand nearer than a finger's room, and none changes while the map moves.
  await desk.locator('[data-box]').first().click();
  await desk.waitForTimeout(1200);
  const at = () => desk.$$eval('.live-pin', (all) => all.map((e) => ({ label: e.getAttribute('aria-label'), ...e.getBoundingClientRect().toJSON() })));
  const before = await at();
  const apart = (a, b) => Math.hypot(a.x + a.width / 2 - b.x - b.width / 2, a.y + a.height / 2 - b.y - b.height / 2);
  const tooNear = before.flatMap((a, i) => before.slice(0, i).filter((b) => apart(a, b) < 51).map((b) => `${a.label} and ${b.label}`));
  j.equal(tooNear, [], 'pins stand apart');
  await desk.locator('.live-land').focus();
  await desk.keyboard.press('ArrowRight');
  await desk.waitForTimeout(1200);
  const after = new Set((await at()).map((e) => e.label));
  const lost = before.filter((e) => e.x > before.reduce((least, b) => Math.min(least, b.x), Infinity) + 120 && !after.has(e.label));
  j.equal(lost.map((e) => e.label), [], 'pins stay as the map moves');

  // By keyboard into the largest crowd until a list opens, and out of it.
  await desk.locator('[data-box]').first().click();
  await desk.waitForTimeout(1200);
  for (let i = 0; i < 14 && !(await desk.locator('.live-popup').count()); i++) {
    const largest = await desk.$$eval(pins, (all) => {
      const size = (e) => Number(e.textContent.replace(/\D/g, ''));
      const one = all.reduce((a, b) => (size(b) > size(a) ? b : a));
      one.focus();
      return one.getAttribute('aria-label');
    });
    await desk.keyboard.press('Enter');
    await desk.waitForTimeout(900);
    j.ok(await desk.evaluate(() => document.activeElement.closest('.live-land')), `the focus stays on the map after ${largest}`);
  }
  j.ok((await desk.locator('.live-popup li a').count()) > 1, 'the places of one spot are listed');
  j.ok(await desk.evaluate(() => document.activeElement.matches('.live-popup a')), 'the focus goes into the list');
  await j.screenshot(desk, 'spot');
  await j.axe(desk);
  await desk.keyboard.press('Escape');
  j.ok(await desk.evaluate(() => document.activeElement.matches('.live-pin')), 'the focus returns to the pin');

  // A line that breaks leaves what is there, and says so; moving the map tries again.
  await desk.route('**/donnees/carte.json*', (route) => route.fulfill({ status: 200, contentType: 'text/plain', body: 'nothing' }));
  await desk.locator('[data-out]').click();
  await desk.waitForFunction(() => /pas arrivés/.test(document.querySelector('.live-count').textContent));
  j.ok((await desk.locator(pins).count()) > 0, 'the pins of before are still there');
  await desk.unroute('**/donnees/carte.json*');
  await desk.locator('[data-out]').click();
  await settled(desk);
  j.ok((await shown(desk)) > 0, 'moving the map tries again');

  // When not even the first part arrives, the still map stays.
  const poor = await j.page({ width: 360 });
  await poor.route('**/donnees/carte.json*', (route) => route.fulfill({ status: 200, contentType: 'text/plain', body: 'nothing' }));
  await j.visit(poor, '/carte');
  await poor.getByText("La carte que l'on peut bouger n'est pas arrivée").or(poor.getByText('La carte que l’on peut bouger n’est pas arrivée')).waitFor();
  j.ok(await poor.locator('.live-still').isVisible(), 'the still map is there');

  const phone = await j.page({ width: 360, hasTouch: true });
  await j.visit(phone, '/carte');
  await settled(phone);
  await j.screenshot(phone, 'phone');
  await j.noSidewaysScroll(phone);
  for (const [path, name] of [['/lieux?q=Lille', 'lille'], ['/lieux', 'everything'], ['/lieux?q=Saint-Denis&dep=974', 'overseas']]) {
    for (const page of [phone, desk]) {
      await j.visit(page, path);
      if (!(await page.locator('mi-map').count())) continue;
      await page.locator('mi-map').scrollIntoViewIfNeeded();
      await settled(page);
      j.ok((await page.locator(pins).count()) > 0, `${path} has pins`);
      await j.screenshot(page, `${name}-${page === phone ? 360 : 1280}`);
    }
  }
  const plain = await j.page({ width: 360, js: false });
  await j.visit(plain, '/carte');
  j.ok(await plain.locator('.live-still img').isVisible(), 'without JavaScript the still map says it');
  await j.screenshot(plain, 'still');
}
