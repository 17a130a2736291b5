// A trainer shows a student the machine: without an authorisation nobody books it, not even the desk with a reason; with one the student's own
// account does. The member has no account at first; a mistake is told beside its field.
import { next } from '../days.mjs';

export async function run(j) {
  const team = await j.signIn('Maryse', { width: 1280 });
  await j.visit(team, '/lieux/la-gare');
  await team.getByRole('link', { name: 'Adhérents', exact: true }).click();
  await j.axe(team);
  await j.screenshot(team, 'list');
  await team.fill('#q', 'theo');
  await team.getByRole('button', { name: 'Afficher' }).click();
  j.ok(await team.getByRole('link', { name: 'Théo' }).isVisible(), 'found whatever the accents');

  await team.getByRole('link', { name: 'Ajouter un adhérent' }).click();
  await team.fill('#born', 'deux mille');
  await team.fill('#email', 'paul@demo.example.org');
  await team.getByRole('button', { name: 'Ajouter l’adhérent' }).click();
  j.ok(await team.locator('#name-err').isVisible(), 'the missing name');
  j.ok(await team.locator('#born-err').isVisible(), 'and a birth that nobody can read, at the same time');
  await j.screenshot(team, 'refused');
  await team.fill('#name', 'Paul');
  await team.fill('#born', '1990');
  await team.selectOption('#keep-group, #group', { label: 'Étudiants' });
  await team.getByRole('button', { name: 'Ajouter l’adhérent' }).click();
  await team.waitForURL(/adherents\/[0-9a-f-]{36}$/);
  const address = team.url();
  j.ok((await team.locator('main').textContent()).includes('Étudiants'));

  // At the desk, in his name: the machine wants an authorisation, and no reason lets it pass.
  await team.getByRole('link', { name: 'Réserver à son nom' }).click();
  j.equal(await team.locator('#name').inputValue(), 'Paul');
  await team.selectOption('#resource', { label: 'Imprimante 3D' });
  await team.fill('#le', next(2, 36));
  await team.fill('#de', '10:00');
  await team.fill('#a', '11:00');
  await team.getByRole('button', { name: 'Réserver', exact: true }).click();
  j.ok((await team.locator('.notice.is-error').textContent()).includes('autorisation d’usage'), 'said in plain words');
  j.ok(await team.getByRole('link', { name: 'Chercher parmi les adhérents' }).isVisible(), 'with a way out');
  j.equal(await team.locator('#reason').count(), 0, 'and no way round');
  await j.screenshot(team, 'not-authorised');

  await team.goto(address);
  await team.locator('summary', { hasText: 'Donner une autorisation' }).click();
  await team.selectOption('#resource', { label: 'Imprimante 3D' });
  await team.fill('#note', 'Prise en main de ce matin');
  await team.getByRole('button', { name: 'Donner cette autorisation' }).click();
  j.ok((await team.locator('main').textContent()).includes('donnée par Maryse'), 'with who gave it');
  await j.axe(team);
  await j.screenshot(team, 'member');

  // His own account is known by its address.
  const paul = await j.signIn('Paul', { width: 360, js: false });
  await j.visit(paul, `/lieux/la-gare/reserver/imprimante-3d?le=${next(2, 36)}&de=10:00&a=11:00`);
  await paul.getByRole('button', { name: 'Garder ce créneau' }).click();
  await paul.waitForURL(/reservations\//);

  // A stranger is told everything at once, with a way out.
  const stranger = await j.page({ width: 360 });
  await j.visit(stranger, `/lieux/la-gare/reserver/imprimante-3d?le=${next(2, 36)}&de=14:00&a=15:00`);
  await stranger.getByRole('button', { name: 'Garder ce créneau' }).click();
  j.ok(await stranger.locator('.notice.is-error').getByRole('link', { name: 'Se connecter' }).isVisible());
  await j.noSidewaysScroll(stranger);
  await j.axe(stranger);
  await j.screenshot(stranger, 'stranger');

  const phone = await j.signIn('Maryse', { width: 360 });
  await j.visit(phone, '/lieux/la-gare/adherents');
  await j.noSidewaysScroll(phone);
  await j.screenshot(phone, 'list-phone');
  await j.visit(phone, new URL(address).pathname);
  await j.noSidewaysScroll(phone);
  await j.axe(phone);
  await j.screenshot(phone, 'member-phone');
}
