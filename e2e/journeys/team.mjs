// The team of La GARE changes its hours: a slip is told beside its field and nothing typed is lost; then the page and the history say it.
export async function run(j) {
  const page = await j.signIn('Maryse', { width: 360 });
  await j.visit(page, '/lieux/la-gare/modifier/hours');
  await page.fill('#day-0', '18h - 9h');
  await page.fill('#day-6', '10 h - 12 h 30');
  await page.getByRole('button', { name: /Enregistrer et voir/ }).click();
  j.ok(await page.locator('.notice.is-error').isVisible(), 'the summary tells what is wrong');
  j.equal(await page.inputValue('#day-0'), '18h - 9h', 'what was typed is still there');
  j.equal(await page.inputValue('#day-6'), '10 h - 12 h 30');
  j.ok(await page.locator('#day-0-err').isVisible(), 'the reason stands beside the field');
  await j.screenshot(page, 'refused');
  await page.fill('#day-0', 'fermé');
  await page.getByRole('button', { name: /Enregistrer et voir/ }).click();
  await page.waitForURL(/\/lieux\/la-gare$/);
  const sunday = page.locator('table.hours tr', { hasText: 'dimanche' });
  j.ok(/10.h – 12.h.30/.test(await sunday.textContent()), 'the page shows the new hours');
  await j.visit(page, '/lieux/la-gare/historique');
  j.ok((await page.locator('main').textContent()).includes('Maryse a modifié la fiche'), 'the history tells who');
  await j.screenshot(page, 'history');

  // An official follows and proposes, but does not hold the pen.
  const claire = await j.signIn('Claire');
  await j.visit(claire, '/lieux/la-gare/modifier/hours');
  j.ok(claire.url().includes('/corriger'), 'somebody of another organisation is led to a proposal');
  await claire.fill('#phone', '03 25 00 00 00');
  await claire.selectOption('#for', { label: 'Ville de Sceaux' });
  await claire.fill('#comment', 'Numéro lu sur la porte');
  await claire.getByRole('button', { name: 'Envoyer la proposition' }).click();
  await claire.waitForURL(/merci/);
  await j.screenshot(claire, 'thanks');

  await j.visit(page, '/a-relire');
  await page.getByRole('link', { name: 'La GARE' }).first().click();
  j.ok((await page.locator('main').textContent()).includes('Claire, Ville de Sceaux'), 'the team sees in whose name it is proposed');
  await j.screenshot(page, 'proposal');
  await page.getByRole('button', { name: 'Prendre ce qui est choisi' }).click();
  await page.waitForURL(/\/lieux\/la-gare$/);
  j.ok((await page.locator('main').textContent()).includes('03 25 00 00 00'), 'the accepted correction shows');

  // A document, refused by its kind, then kept; and a role given to somebody new.
  await j.visit(page, '/lieux/la-gare/documents');
  await page.fill('#title', 'Règlement de l’atelier bois');
  await page.setInputFiles('#file', { name: 'reglement.exe', mimeType: 'application/octet-stream', buffer: Buffer.from('MZ…') });
  await page.getByRole('button', { name: 'Ajouter ce document' }).click();
  j.ok(await page.locator('#file-err').isVisible(), 'a program is no document');
  j.equal(await page.inputValue('#title'), 'Règlement de l’atelier bois');
  await page.setInputFiles('#file', { name: 'Règlement.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4 essai') });
  await page.getByRole('button', { name: 'Ajouter ce document' }).click();
  await j.visit(page, '/lieux/la-gare');
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Règlement de l’atelier bois' }).click()]);
  j.equal(download.suggestedFilename(), 'reglement.pdf');

  await j.visit(page, '/lieux/la-gare/roles');
  await page.getByLabel('Courriel de la personne').fill('jeanne@demo.example.org');
  await page.getByRole('button', { name: 'Confier ce rôle' }).click();
  j.ok((await page.locator('main').textContent()).includes('jeanne'), 'the new person holds the role');
  await j.screenshot(page, 'roles');
}
