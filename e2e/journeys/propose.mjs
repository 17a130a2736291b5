// Anyone proposes a place, without account and without JavaScript; the coordinator decides; the place is there.
export async function run(j) {
  const stranger = await j.page({ width: 360, js: false });
  await j.visit(stranger, '/proposer');
  await stranger.getByRole('button', { name: 'Envoyer la proposition' }).click();
  j.ok(await stranger.locator('.notice.is-error').isVisible(), 'an empty form comes back with its reasons');
  await stranger.fill('#name', 'Le Four banal <script>');
  await stranger.fill('#commune', 'Vaillant');
  await stranger.getByLabel('Cuisine partagée').check();
  await stranger.getByRole('button', { name: 'Envoyer la proposition' }).click();
  await stranger.waitForURL(/merci/);
  await stranger.goBack();

  const nadia = await j.signIn('Nadia');
  await j.visit(nadia, '/a-relire?motif=new');
  await j.screenshot(nadia, 'list');
  await nadia.getByRole('link', { name: /Le Four banal/ }).click();
  await j.screenshot(nadia, 'review');
  await nadia.getByRole('button', { name: 'Ajouter ce lieu' }).click();
  await nadia.waitForURL(/le-four-banal/);
  j.equal(await nadia.locator('h1').textContent(), 'Le Four banal <script>', 'a name is text, never markup');

  await j.visit(stranger, '/lieux?q=Vaillant&act=kitchen');
  j.ok((await stranger.locator('main').textContent()).includes('Le Four banal'), 'everyone finds it');
}
