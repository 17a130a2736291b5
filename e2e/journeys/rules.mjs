// The manager sets a rule for all that the place lends, tries it on an example, and answers what is asked: no needs a sentence, which whoever
// asked reads on the booking's own page.
import { next } from '../days.mjs';

export async function run(j) {
  const team = await j.signIn('Maryse', { width: 1280 });
  await j.visit(team, '/lieux/la-gare/ressources/regles');
  j.equal(await team.locator('#crowd').inputValue(), '120');
  await team.fill('#crowd', '2');
  await team.getByRole('button', { name: 'Enregistrer l’effectif' }).click();
  j.ok((await team.locator('#crowd-err').textContent()).includes('attendues'), 'fewer than are expected is refused');
  await team.fill('#crowd', '150');
  await team.getByRole('button', { name: 'Enregistrer l’effectif' }).click();
  await team.fill('#notice', 'deux heures');
  await team.fill('#gap', '90 min');
  await team.fill('#cancel', '24');
  await team.getByRole('button', { name: 'Enregistrer ces règles' }).click();
  j.ok((await team.locator('#notice-err').textContent()).includes('1 h 30'), 'a length in words is refused beside its field');
  j.equal(await team.locator('#notice').inputValue(), 'deux heures');
  await j.screenshot(team, 'length-refused');
  await team.fill('#notice', '120');
  await team.getByRole('button', { name: 'Enregistrer ces règles' }).click();
  const shown = async id => (await team.locator(id).inputValue()).replace(/\s/g, ' ');
  j.equal(await shown('#notice'), '2 h');
  j.equal(await shown('#gap'), '1 h 30');
  j.equal(await shown('#cancel'), '1 j');
  await team.fill('#gap', '');
  await team.fill('#cancel', '');
  await team.getByRole('button', { name: 'Enregistrer ces règles' }).click();
  j.ok((await team.locator('main').textContent()).includes('Tout ce que le lieu prête'));
  await j.axe(team);
  await j.screenshot(team, 'place');

  // Tried on an example: every breach at once.
  await j.visit(team, '/lieux/la-gare/ressources/modifier/imprimante-3d');
  await team.getByRole('link', { name: 'Essayer les règles' }).click();
  await team.fill('#age', '11');
  await team.fill('#le', next(2, 36));
  await team.fill('#de', '10:00');
  await team.fill('#a', '17:00');
  await team.getByRole('button', { name: 'Essayer', exact: true }).click();
  const says = await team.locator('.notice.is-warn').textContent();
  for (const word of ['autorisation d’usage', 'À partir de 12', 'responsable', '6 heures au plus']) j.ok(says.includes(word), word);
  await j.axe(team);
  await j.screenshot(team, 'trial');

  // Somebody asks for the large hall.
  const phone = await j.page({ width: 360 });
  await j.visit(phone, `/lieux/la-gare/reserver/grande-halle?le=${next(6, 74)}&de=10:00&a=14:00&personnes=40`);
  j.ok((await phone.locator('main .meta').first().textContent()).includes('répond à chaque demande'), 'one knows before choosing');
  await phone.getByRole('button', { name: 'Garder ce créneau' }).click();
  j.ok((await phone.locator('main').textContent()).includes('Ce n’est pas encore réservé'), 'and before saying who one is');
  await j.screenshot(phone, 'asking');
  await phone.fill('#name', 'Odile');
  await phone.getByRole('button', { name: /^Demander/ }).click();
  j.ok((await phone.locator('main').textContent()).includes('le lieu doit l’accepter'), 'asked, not booked');
  await j.noSidewaysScroll(phone);
  await j.axe(phone);
  await j.screenshot(phone, 'asked');

  await j.visit(team, '/lieux/la-gare/demandes');
  const asked = team.locator('article', { hasText: 'Odile' });
  await asked.locator('summary').click();
  await asked.getByRole('button', { name: /^Refuser/ }).click();
  j.ok(await team.locator('#sentence-err').isVisible(), 'a no needs a sentence');
  await team.fill('#sentence', 'La fanfare répète ce jour-là, venez le 20.');
  await j.axe(team);
  await j.screenshot(team, 'requests');
  await asked.getByRole('button', { name: /^Refuser/ }).click();
  await phone.reload();
  j.ok((await phone.locator('main').textContent()).includes('La fanfare répète'), 'and the person reads it');
  j.ok(!(await phone.locator('main').textContent()).includes('pas répondu'), 'what was answered isn’t called unanswered');

  const small = await j.signIn('Maryse', { width: 360 });
  for (const path of ['/lieux/la-gare/ressources/regles', '/lieux/la-gare/demandes', '/lieux/la-gare/ressources/essai/imprimante-3d']) {
    await j.visit(small, path);
    await j.noSidewaysScroll(small);
    await j.axe(small);
  }
  await j.screenshot(small, 'trial-phone');
}
