// The other places of the demonstration that lend: a FabLab with machines, a kitchen, and a truck where one books a place at a stop.
export async function run(j) {
  const page = await j.page({ width: 1280 });
  for (const [slug, name] of [['le-labo-des-benevoles', 'Imprimantes 3D'], ['l-office', 'Postes chauds'], ['tiers-truck', 'Place au passage']]) {
    await j.visit(page, `/lieux/${slug}/reserver`);
    j.ok((await page.getByText(name).count()) > 0, `${name} can be booked at ${slug}`);
    await j.screenshot(page, slug);
  }
  await page.setViewportSize({ width: 360, height: 800 });
  await j.visit(page, '/lieux/tiers-truck/reserver/place-au-passage');
  await j.axe(page);
  await j.screenshot(page, 'stops');
  await page.getByRole('link', { name: 'Voir les places' }).nth(1).click();
  await page.getByRole('link', { name: 'Choisir' }).first().click();
  await page.getByRole('button', { name: 'Garder ce créneau' }).click();
  await page.waitForURL(/reservation/);
  await j.screenshot(page, 'held');
}
