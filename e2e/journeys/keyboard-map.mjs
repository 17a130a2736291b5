// By keyboard alone: the map. Past it; its zoom; a crowd parts and the focus follows; a place's popup opens, Escape gives the focus back.
import { Keyboard } from '../keyboard.mjs';

export const beside = true;

export async function run(j) {
  const page = await j.page();
  const keys = new Keyboard(j, page);
  await keys.visit('/carte');
  await page.locator('.live-pin').first().waitFor();
  await keys.to('Passer la carte');
  await page.keyboard.press('Enter');
  j.equal(await page.evaluate(() => document.activeElement.id), 'map-end', 'past the map');
  await keys.to(/Hexagone/);
  await keys.to(/Agrandir la carte/, { back: true, most: 400 });
  const zoomed = () => page.evaluate(() => document.querySelector('mi-map').map.getZoom());
  const before = await zoomed();
  await page.keyboard.press('Space');
  await page.waitForTimeout(100);
  j.ok((await zoomed()) > before, 'the map is nearer');
  await keys.here(/Réduire la carte/);
  j.equal(await zoomed(), before, 'and as far as it was');
  await keys.to('Carte des lieux');
  await page.keyboard.press('ArrowRight');

  // A crowd parts until there is one place.
  await keys.to(/lieux, ouverts/);
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press('Enter');
    await page.waitForTimeout(60);
    const at = await page.evaluate(() => ({ pin: document.activeElement.matches('.live-pin'), popup: document.activeElement.closest('.live-popup') !== null }));
    j.ok(at.pin || at.popup, 'the focus follows who was in the crowd');
    if (at.popup) break;
  }
  j.ok(await page.evaluate(() => document.activeElement.matches('.live-popup li a')), 'the popup has the focus');
  await page.keyboard.press('Escape');
  j.ok(await page.evaluate(() => document.activeElement.matches('.live-pin')), 'Escape gives it back to the pin');
  await page.keyboard.press('Enter');
  await keys.to('Refermer', { most: 60 });
  await page.keyboard.press('Enter');
  j.ok(await page.evaluate(() => document.activeElement.matches('.live-pin')), 'so does the button');
  await page.keyboard.press('Enter');
  await keys.enter();
  j.ok(/\/lieux\/./.test(page.url()), 'and the name leads to the place');
  await page.waitForTimeout(600);
}
