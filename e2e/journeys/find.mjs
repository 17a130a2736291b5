// Somebody looks for a place near home: typed loosely, on a phone, without JavaScript, by keyboard.
export async function run(j) {
  const phone = await j.page({ width: 360 });
  await j.visit(phone, '/');
  await phone.fill('#q', 'Neons s/ creuse');
  await phone.click('form[role=search] button');
  j.equal(await phone.locator('h1').textContent(), 'Lieux autour de Néons-sur-Creuse');
  j.ok(await phone.getByRole('link', { name: 'FabLab de Néons-sur-Creuse', exact: true }).isVisible(), 'the closed FabLab is still found');
  await j.noSidewaysScroll(phone);
  await j.screenshot(phone, 'search');
  await phone.getByRole('link', { name: 'FabLab de Néons-sur-Creuse', exact: true }).click();
  j.ok((await phone.locator('main').textContent()).includes('isolement numérique'), 'a closed place tells its causes');
  j.ok((await phone.locator('main').textContent()).includes('adhérents pour 400 habitants'), 'figures stand with their sentence');
  await j.screenshot(phone, 'closed-place');

  // The same without JavaScript, with a filter.
  const plain = await j.page({ width: 360, js: false });
  await j.visit(plain, '/lieux?q=75011');
  j.ok(/Paris/.test(await plain.locator('h1').textContent()), 'a postcode finds its commune');
  const before = await plain.locator('p[role=status] strong').textContent();
  await plain.locator('details.more > summary').click();
  await plain.getByLabel('Atelier de fabrication').check();
  await plain.getByRole('button', { name: 'Voir les lieux' }).click();
  j.ok(plain.url().includes('act=making'), 'the filter stands in the address');
  j.ok((await plain.locator('p[role=status]:has(strong)').textContent()).includes('atelier de fabrication'), 'the sentence says what was asked');
  j.ok(before !== '', 'a count was shown');
  await j.noSidewaysScroll(plain);
  await j.screenshot(plain, 'filtered');

  // Loosely typed communes.
  const desk = await j.page();
  for (const [typed, title] of [
    ['st etienne', 'Saint-Étienne'],
    ['12 rue de la Gare 52160 Vaillant', 'Vaillant'],
    ['sceaux 92', 'Sceaux'],
  ]) {
    await j.visit(desk, `/lieux?q=${encodeURIComponent(typed)}`);
    j.ok((await desk.locator('h1').textContent()).includes(title), `${typed} → ${title}`);
  }
  await j.visit(desk, '/lieux?q=La+GARE');
  await j.screenshot(desk, 'by-name');
  await j.visit(desk, '/lieux?q=Lille');
  await j.screenshot(desk, 'lille');

  // By keyboard alone, in English.
  const keys = await j.page({ lang: 'en-GB' });
  await j.visit(keys, '/en/');
  await j.tabTo(keys, /commune, a place/i);
  await keys.keyboard.type('Vaillant');
  await keys.keyboard.press('Enter');
  await keys.waitForURL(/\/en\/places\?/);
  j.equal(await keys.locator('h1').textContent(), 'Places around Vaillant');
  await j.tabTo(keys, 'La GARE');
  await keys.keyboard.press('Enter');
  await keys.waitForURL(/\/en\/places\/la-gare/);
  j.equal(await keys.locator('h1').textContent(), 'La GARE');
  await j.screenshot(keys, 'place-english');
}
