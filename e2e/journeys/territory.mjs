// What is missing in a territory: somebody without an account says it, the coordinator reads it, a place answers; seen from the commune and from the département.
export async function run(j) {
  const anyone = await j.page({ javaScriptEnabled: false, viewport: { width: 360, height: 740 } });
  await j.visit(anyone, '/communes/52499');
  await anyone.getByRole('link', { name: 'Tout ce qui se passe ici' }).click();
  j.ok((await anyone.getByRole('heading', { level: 1 }).textContent()).includes('Vaillant'), 'the commune’s territory');
  await anyone.getByText('Dire ce qui manque').click();
  await anyone.getByRole('button', { name: 'Envoyer' }).click();
  j.ok(await anyone.getByText('Dites en quelques mots ce qui manque.').first().isVisible(), 'what is missing must be said');
  // Nine thousand signs are neither cut by the browser nor lost: both fields say how many fit, and hold what was typed.
  const much = 'Une épicerie. '.repeat(643).trim();
  for (const field of ['title', 'text']) await anyone.fill(`#${field}`, much);
  await anyone.getByRole('button', { name: 'Envoyer' }).click();
  for (const [field, most] of [['title', '120'], ['text', '1000']]) {
    j.ok((await anyone.locator(`#${field}-err`).textContent()).includes(`${most} signes au plus, il y en a ${much.length}`), `${field}: how many fit`);
    j.equal((await anyone.inputValue(`#${field}`)).length, much.length, `${field}: nothing typed is lost`);
  }
  await j.noSidewaysScroll(anyone);
  await j.screenshot(anyone, 'too-long');
  await anyone.fill('#text', '');
  await anyone.getByRole('textbox', { name: 'Ce qui manque' }).fill('Un lieu pour se réchauffer le mardi');
  await anyone.getByRole('button', { name: 'Envoyer' }).click();
  j.ok(await anyone.getByText('Merci. La coordination relit').isVisible(), 'it waits for the coordinator');
  j.equal(await anyone.getByText('Un lieu pour se réchauffer le mardi').count(), 0, 'it isn’t shown yet');

  const nadia = await j.page({ storageState: await j.session('Nadia') });
  await j.visit(nadia, '/besoins');
  await j.axe(nadia);
  await nadia.getByRole('link', { name: 'Un lieu pour se réchauffer le mardi' }).click();
  await nadia.getByRole('button', { name: 'Refuser' }).click();
  j.ok(await nadia.getByText('Donnez la raison').first().isVisible(), 'a refusal wants a reason');
  await nadia.getByRole('button', { name: 'Publier' }).click();
  j.ok(await nadia.getByText('Sans réponse suffisante.').isVisible(), 'it is shown');

  const maryse = await j.page({ storageState: await j.session('Maryse') });
  await j.visit(maryse, '/territoires/commune:52499');
  await maryse.getByRole('link', { name: 'Un lieu pour se réchauffer le mardi' }).click();
  await maryse.getByLabel('Au nom de').selectOption({ label: 'La GARE' });
  await maryse.getByLabel('Comment vous y répondez').fill('Le poêle est allumé chaque mardi matin.');
  await maryse.getByRole('button', { name: 'Publier la réponse' }).click();
  j.ok(await maryse.getByText('Le poêle est allumé chaque mardi matin.').isVisible(), 'the place’s answer is there');
  await j.axe(maryse);

  await j.visit(anyone, '/territoires/departement:52');
  const need = anyone.getByRole('listitem').filter({ hasText: 'Un lieu pour se réchauffer le mardi' });
  j.ok(await need.getByText('Une réponse').isVisible(), 'from the département one sees that somebody answers');
  j.ok(await anyone.getByRole('heading', { name: 'Un lieu à vingt minutes' }).isVisible(), 'and the programme whose perimeter it is');
  j.ok(await anyone.locator('#conventions').getByRole('link').first().isVisible(), 'and what was agreed about its places');
  j.ok(await anyone.locator('#enquetes').getByRole('link').first().isVisible(), 'and what is asked there');
  await j.screenshot(anyone, 'territory-phone');
  await j.visit(maryse, '/territoires/departement:52');
  await j.axe(maryse);
  j.ok(await maryse.locator('#acteurs').getByText('Fait vivre').first().isVisible(), 'who acts there is told with what they hold');
  await j.screenshot(maryse, 'territory-desktop');

  const pages = async () => ((await maryse.pdf({ preferCSSPageSize: true })).toString('latin1').match(/\/Type\s*\/Page\b/g) ?? []).length;
  j.ok(await pages() <= 4, 'a département is printed on a few sheets');
  await maryse.getByRole('link', { name: 'choisissez une commune dans la liste' }).click();
  j.ok(await maryse.locator('#communes').getByRole('link', { name: 'Vaillant' }).isVisible(), 'the list of communes opens where one is sent to it');
  j.ok(await pages() > 10, 'with its four hundred communes only once they are opened');
  j.equal(await maryse.getByRole('link', { name: 'Besoins à relire' }).count(), 0, 'who doesn’t moderate isn’t sent to what waits');
  await j.visit(nadia, '/territoires/departement:52');
  await nadia.getByRole('link', { name: 'Besoins à relire' }).click();
  j.ok(await nadia.getByRole('heading', { name: 'Besoins à relire' }).isVisible(), 'the coordinator goes from the territory to what waits');

  await maryse.getByRole('link', { name: 'Grand Est' }).click();
  j.equal(await maryse.locator('#departements tbody tr').count(), 10, 'the région’s départements side by side');
  await j.axe(maryse);
  await j.screenshot(maryse, 'region-desktop');
  await j.visit(anyone, '/territoires/region:44');
  const asked = 'Un atelier de réparation à La GARE ?';
  j.ok(await anyone.locator('#enquetes').locator('xpath=ancestor-or-self::section[1]').getByRole('link', { name: 'Un tiers-lieu à Auberive, pour quoi faire ?' }).isVisible(), 'a région tells what its people are asked');
  await j.screenshot(anyone, 'region-phone');
  await j.visit(anyone, '/lieux/la-gare');
  const there = anyone.locator('#enquetes').locator('xpath=ancestor-or-self::section[1]');
  await there.getByRole('link', { name: asked }).scrollIntoViewIfNeeded();
  j.ok(/ouverte|résultat publié/.test(await there.textContent()), 'a place tells what its organisation asks');
  await j.screenshot(anyone, 'place-surveys');
  await there.getByRole('link', { name: asked }).click();
  j.ok((await anyone.locator('main').textContent()).includes('atelier'), 'and leads to it');
  await j.visit(anyone, '/territoires/region:44');
  await anyone.getByRole('link', { name: 'Haute-Marne' }).click();
  j.ok((await anyone.getByRole('heading', { level: 1 }).textContent()).includes('Haute-Marne'), 'and on to one of them');
}
