// An official finds the choice of letters in their space and leaves it; a link stops letters without signing in; the host says where links lead.
export async function run(j) {
  const claire = await j.signIn('Claire', { width: 360 });
  await j.visit(claire, '/mon-espace');
  const wanted = claire.getByRole('checkbox', { name: /Un courriel quand ils changent/ });
  j.ok(await wanted.isChecked(), 'letters are wanted at first');
  await j.axe(claire);
  await j.noSidewaysScroll(claire);
  await j.screenshot(claire, 'space');
  await claire.getByText('Un courriel quand ils changent').click();
  await claire.getByRole('button', { name: 'Enregistrer', exact: true }).click();
  await claire.waitForURL(/\/mon-espace$/);
  j.ok(!(await wanted.isChecked()), 'and no more');

  const stranger = await j.page({ width: 360 });
  await j.visit(stranger, '/courriels/arreter/rien');
  await j.axe(stranger);
  await j.noSidewaysScroll(stranger);
  await j.screenshot(stranger, 'stop');

  const sami = await j.signIn('Sami', { width: 360 });
  await j.visit(sami, '/reglages');
  await sami.getByLabel(/Adresse du site/).fill('lieux');
  await sami.getByRole('button', { name: 'Enregistrer les réglages' }).click();
  await j.axe(sami);
  await j.screenshot(sami, 'address');
  j.ok((await sami.locator('main').textContent()).includes("Ce n’est pas l’adresse d’un site"), 'a slip is told');
}
