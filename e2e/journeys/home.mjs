// Somebody arrives, in French and in English, with and without JavaScript, by mouse and by keyboard.
export async function run(j) {
  await j.everyPage(['/', '/en/']);

  const french = await j.page();
  await j.visit(french, '/');
  j.equal(await french.getAttribute('html', 'lang'), 'fr');
  j.equal(await french.locator('h1').count(), 1, 'one main heading');

  const english = await j.page();
  await j.visit(english, '/en/');
  j.equal(await english.getAttribute('html', 'lang'), 'en');

  // The first stop of the Tab key leads past the menus.
  await french.keyboard.press('Tab');
  const target = await french.evaluate(() => document.activeElement.getAttribute('href'));
  j.ok(target?.startsWith('#'), `the first link of the page skips to its content, not ${target}`);
  j.ok(await french.locator(target).count(), `${target} is there`);

  const plain = await j.page({ width: 360, js: false });
  await j.visit(plain, '/');
  j.ok(await plain.locator('main').isVisible(), 'the page is there without JavaScript');
  await j.noSidewaysScroll(plain);
}
