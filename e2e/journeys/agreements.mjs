// Two places agree: one opens what it lends to the members of the other, on terms that both read. Paul works in both; what waits for an answer is
// told where the team looks; either side ends it.
export const ownApp = true;

export async function run(j) {
  const maryse = await j.signIn('Maryse', { width: 360, js: false });
  await j.visit(maryse, '/lieux/la-gare');
  await maryse.getByRole('link', { name: 'Accords' }).click();
  await j.noSidewaysScroll(maryse);
  await j.screenshot(maryse, 'list-phone');
  await maryse.getByRole('link', { name: /^Répondre/ }).click();
  await j.screenshot(maryse, 'asked-phone');
  await maryse.getByRole('button', { name: 'Refuser l’accord' }).click();
  j.ok(await maryse.locator('#sentence-err').isVisible(), 'a no wants a sentence');
  await maryse.getByLabel('Résidents').check();
  await maryse.getByRole('button', { name: 'Accepter l’accord' }).click();
  j.ok(await maryse.getByText('Accord accepté').isVisible());

  // Paul is of La GARE's team and runs the FabLab.
  const paul = await j.signIn('Paul', { width: 1280 });
  await j.visit(paul, '/lieux/le-labo-des-benevoles/accords');
  j.ok(await paul.getByText(/^Nous accueillons Groupement/).first().isVisible());
  await paul.getByRole('link', { name: 'Proposer un accord' }).click();
  await paul.selectOption('#guest', await paul.locator('#guest option', { hasText: 'cuisines partagées' }).getAttribute('value'));
  await paul.getByLabel('Établi', { exact: true }).check();
  await paul.getByRole('button', { name: 'Envoyer la proposition' }).click();
  j.ok(await paul.locator('#terms-err').isVisible(), 'terms are missing, and told beside their field');
  j.ok(await paul.getByLabel('Établi', { exact: true }).isChecked(), 'nothing is lost');
  await j.axe(paul);
  await j.screenshot(paul, 'refused');
  await paul.fill('#terms', 'En échange, un repas partagé par mois.');
  await paul.getByRole('button', { name: 'Envoyer la proposition' }).click();
  j.ok(await paul.getByText('Proposition envoyée').isVisible());
  await j.screenshot(paul, 'offered');

  const aicha = await j.signIn('Aïcha', { width: 1280 });
  await j.visit(aicha, '/lieux/l-office');
  j.ok(await aicha.getByText('1 attend votre réponse').isVisible(), 'it is told on the place’s page');
  await aicha.getByRole('link', { name: 'Accords' }).click();
  await aicha.getByRole('link', { name: /^Répondre/ }).click();
  await aicha.getByRole('button', { name: 'Accepter l’accord' }).click();
  await aicha.getByRole('button', { name: 'Mettre fin à l’accord' }).click();
  j.ok((await aicha.getByText(/prend fin le/).count()) > 0, 'with notice');
  await j.axe(aicha);
  await j.screenshot(aicha, 'ended');
  await paul.reload();
  j.ok((await paul.getByText(/prend fin le/).count()) > 0, 'and the other side reads it');
}
