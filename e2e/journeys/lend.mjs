// A manager sets up what the place lends: a mistake is told beside its field and nothing is lost; then people can book it.
export async function run(j) {
  const page = await j.signIn('Maryse', { width: 1280 });
  await j.visit(page, '/lieux/la-gare');
  await page.getByRole('link', { name: 'Ressources' }).click();
  await j.screenshot(page, 'list');
  await page.getByRole('link', { name: 'Ajouter une ressource' }).click();
  await page.fill('#name', 'Découpe laser');
  await page.fill('#units', 'deux');
  await page.fill('#min', '45 min');
  await page.getByRole('button', { name: 'Enregistrer la ressource' }).click();
  j.ok(await page.locator('#units-err').isVisible(), 'a word where a number is asked');
  j.ok(await page.locator('#kind-err').isVisible(), 'the missing kind, told at the same time');
  j.ok(await page.locator('#min-err').isVisible(), 'and a length that is no multiple of the step');
  j.equal(await page.locator('#name').inputValue(), 'Découpe laser');
  await j.axe(page);
  await j.screenshot(page, 'refused');
  await page.fill('#units', '1');
  await page.fill('#min', '1 h');
  await page.selectOption('#kind', 'machine');
  await page.getByRole('button', { name: 'Enregistrer la ressource' }).click();
  await page.waitForURL(/ressources$/);
  j.ok(await page.getByRole('link', { name: 'Régler Découpe laser' }).isVisible());
  await page.getByRole('link', { name: "Voir la page où l’on réserve" }).click();
  j.ok(await page.getByRole('link', { name: 'Voir Découpe laser' }).isVisible(), 'people see it at once');
  await j.screenshot(page, 'seen');
}
