// Who opens: a FabLab of volunteers is closed unless somebody holds the shift, and says so to everybody. Somebody takes one, and the place
// opens; somebody books; the shift is given back, and nobody is lost in silence. The manager sets up who opens, and gives shifts.
import { letterTo } from '../letters.mjs';

export const ownApp = true;

const lab = '/lieux/le-labo-des-benevoles';

export async function run(j) {
  // Anybody reads which openings are sure and which wait for somebody.
  const visitor = await j.page({ width: 360, js: false });
  await j.visit(visitor, lab);
  j.ok((await visitor.locator('#ouvre').count()) + (await visitor.getByText('Fermé sauf si quelqu’un ouvre').count()) > 0, 'the page says that it opens by shifts');
  await j.noSidewaysScroll(visitor);
  await j.screenshot(visitor, 'place-phone');
  await j.visit(visitor, `${lab}/reserver`);
  await j.screenshot(visitor, 'offer-phone');
  await visitor.getByRole('link', { name: /^Voir Établi/ }).click();
  j.ok(await visitor.getByText('Ce lieu ouvre quand quelqu’un tient la permanence').first().isVisible());
  await j.screenshot(visitor, 'choose-phone');

  // Somebody named for it sees what is to fill, first, and takes it.
  const lucie = await j.signIn('Lucie', { width: 360, js: false });
  await j.visit(lucie, `${lab}/permanences`);
  await j.noSidewaysScroll(lucie);
  await j.screenshot(lucie, 'to-fill-phone');
  const before = await lucie.locator('#a-prendre li.slot, section[aria-labelledby] li.slot').count();
  j.ok(before > 0, 'there are shifts');
  const first = lucie.getByRole('button', { name: /^Je la prends/ }).first();
  const which = (await first.textContent()).replace('Je la prends', '').trim();
  await first.click();
  j.ok(await lucie.getByText('vous tenez la permanence').isVisible(), 'it is noted');
  await j.visit(lucie, '/mes-permanences');
  j.ok((await lucie.locator('main').textContent()).includes(which), `${which} stands among hers`);
  await j.screenshot(lucie, 'mine-phone');

  // A citizen books the bench while she opens.
  const paul = await j.signIn('Paul', { width: 1280 });
  await j.visit(paul, `${lab}/reserver/etabli`);
  for (let week = 0; week < 4 && (await paul.locator('.week .is-unfilled').count()) === 0; week++) await paul.getByRole('link', { name: 'Semaine suivante' }).click();
  j.ok((await paul.locator('.week .is-unfilled').count()) > 0, 'hours that wait for somebody look like none other');
  await j.screenshot(paul, 'week');
  await j.axe(paul);

  // A stranger books the bench on the first sure opening, which Paul holds.
  await visitor.getByRole('link', { name: /^Choisir/ }).first().click();
  await visitor.getByRole('button', { name: 'Garder ce créneau' }).click();
  await visitor.fill('#name', 'Josette');
  await visitor.getByRole('button', { name: /^Réserver/ }).click();

  // The laser wants its référent, and somebody else in the house: the refusal says when.
  await j.visit(visitor, `${lab}/reserver/decoupe-laser`);
  const day = await visitor.locator('#le').inputValue();
  await visitor.fill('#le', day);
  await visitor.fill('#de', '03:00');
  await visitor.fill('#a', '04:00');
  await visitor.getByRole('button', { name: /^Garder/ }).click();
  j.ok((await visitor.locator('.notice.is-error li').count()) >= 2, 'closed then, and no référent: told at once');
  await j.screenshot(visitor, 'refused-phone');

  // The manager: a mistake is told beside its field, then a new pattern; a shift is given to somebody.
  await j.visit(paul, `${lab}/permanences/reglages`);
  await paul.fill('#hours', 'le soir');
  await paul.getByRole('button', { name: 'Ajouter la permanence' }).click();
  j.ok(await paul.locator('#hours-err').isVisible(), 'hours that nobody can read');
  await j.axe(paul);
  await j.screenshot(paul, 'settings-refused');
  await paul.getByLabel('mercredi').check();
  await paul.fill('#hours', '9h-12h');
  await paul.fill('#name', 'Matin');
  await paul.getByRole('button', { name: 'Ajouter la permanence' }).click();
  j.ok(await paul.getByText('La permanence est ajoutée').isVisible());
  await j.screenshot(paul, 'settings');
  await j.visit(paul, `${lab}/permanences`);
  await paul.locator('summary').first().click();
  await j.screenshot(paul, 'to-fill');
  await paul.getByRole('button', { name: /^Donner/ }).first().click();
  j.ok(await paul.getByText('la permanence est donnée').isVisible());

  // The plan says in words who opens, and when nobody does.
  await j.visit(paul, `${lab}/semaine`);
  const opens = paul.locator('table.plan tr', { hasText: 'Qui ouvre' });
  if (!(await opens.count())) await paul.locator('nav.party a').last().click(); // on a Sunday, what is left of the week has no shift
  j.ok(await opens.isVisible(), 'who opens stands in the week');
  const unfilled = paul.locator('table.plan .p-item.is-wait', { hasText: 'Personne encore : fermé' });
  for (let week = 0; week < 4 && !(await unfilled.count()); week++) await paul.locator('nav.party a').last().click();
  j.ok((await unfilled.count()) > 0, 'that nobody opens is said in words');
  await j.axe(paul);
  await j.screenshot(paul, 'plan-week');
  await opens.locator('td', { has: paul.locator('a') }).first().evaluate((td) => td.cellIndex).then((n) => paul.locator('table.plan thead th').nth(n).locator('a').click());
  await j.axe(paul);
  await j.screenshot(paul, 'plan-day');

  // Handed over: one gesture, and the other has it, with a letter.
  await j.visit(lucie, '/mes-permanences');
  await lucie.getByRole('link', { name: /^Rendre ou passer/ }).first().click();
  await lucie.selectOption('#who', { label: 'Paul' });
  await j.noSidewaysScroll(lucie);
  await j.screenshot(lucie, 'hand-phone');
  await lucie.getByRole('button', { name: 'Passer la permanence' }).click();
  j.ok(await lucie.getByText('la permanence est passée').isVisible(), 'handed over');
  const { text } = await letterTo(j.app, 'paul@demo.example.org', { has: /permanence/ });
  j.ok(text.includes('Lucie vous passe la permanence'), 'Paul is told');

  // Given back: the page says who loses their opening.
  await j.visit(paul, `${lab}/permanences`);
  const his = await paul.getByRole('link', { name: /^Rendre/ }).evaluateAll((all) => all.map((a) => a.href));
  for (const shift of his) { // which of them Josette has booked in depends on the day
    await j.visit(paul, shift);
    if (await paul.locator('.notice', { hasText: 'Josette' }).count()) break;
  }
  j.ok(await paul.locator('.notice', { hasText: 'Josette' }).isVisible(), 'Josette would stand before a closed door');
  await j.axe(paul);
  await j.screenshot(paul, 'give-back');
  await paul.getByRole('button', { name: 'Rendre la permanence' }).click();
  await j.visit(lucie, '/mes-permanences');
  await lucie.getByRole('link', { name: /^Rendre/ }).first().click();
  await j.screenshot(lucie, 'give-back-phone');
  await lucie.getByRole('button', { name: 'Rendre la permanence' }).click();
  j.ok(await lucie.getByText('La permanence est rendue').isVisible());
}
