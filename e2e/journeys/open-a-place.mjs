// Five steps to a place, on a phone without JavaScript: what was typed follows, a slip is told at its step, and once accepted the place has its team.
export async function run(j) {
  const lucie = await j.signIn('Lucie', { width: 360, js: false });
  await j.visit(lucie, '/ouvrir');
  await lucie.getByRole('button', { name: 'Adresse' }).click();
  j.ok(await lucie.locator('#name-err').isVisible(), 'a place needs a name');
  await lucie.fill('#name', 'La Forge commune');
  await lucie.getByRole('button', { name: 'Adresse' }).click();
  await lucie.fill('#commune', 'Prauthoy');
  await lucie.getByRole('button', { name: 'Ce qu’on y fait' }).click();
  await lucie.getByLabel('Atelier de fabrication').check();
  await lucie.getByLabel('Un atelier').check();
  await j.screenshot(lucie, 'what');
  await lucie.getByRole('button', { name: 'Horaires' }).click();
  await lucie.fill('#day-1', '9h-12h');
  await lucie.getByRole('button', { name: 'Ce qu’on y fait' }).click();
  j.ok(await lucie.getByLabel('Atelier de fabrication').isChecked(), 'going back keeps what was ticked');
  await lucie.getByRole('button', { name: 'Horaires' }).click();
  j.equal(await lucie.inputValue('#day-1'), '9h-12h', 'and what was typed');
  await j.noSidewaysScroll(lucie);
  await lucie.getByRole('button', { name: 'Accueil' }).click();
  await lucie.fill('#comment', 'Je suis à la forge le mardi.');
  await lucie.getByRole('button', { name: 'Ouvrir mon lieu' }).click();
  await lucie.waitForURL(/merci/);

  const nadia = await j.signIn('Nadia');
  await j.visit(nadia, '/a-relire?motif=new');
  await nadia.getByRole('link', { name: 'La Forge commune' }).click();
  await nadia.getByRole('button', { name: 'Ajouter ce lieu' }).click();
  await nadia.waitForURL(/la-forge-commune/);

  await j.visit(lucie, '/mes-lieux');
  await lucie.getByRole('link', { name: 'La Forge commune' }).click();
  j.ok(await lucie.getByRole('link', { name: 'Modifier la fiche' }).isVisible(), 'whoever opened the place is its team');
  j.ok(/9.h – 12.h/.test(await lucie.locator('table.hours').textContent()), 'its hours are there');
  await j.screenshot(lucie, 'place');
}
