// By keyboard alone: a strange file is chosen, its columns are mapped, the dry run is read, then it comes in.
import { Keyboard } from '../keyboard.mjs';

export const beside = true;

const rows = 'Machin;Ville;Code postal\nLa Halle bleue;Vaillant;52160\n;Langres;52200\n';

// settled waits until the page, which reads itself again, shows how it ended.
async function settled(page) {
  for (let i = 0; i < 60 && (await page.locator('progress').count()); i++) {
    await page.waitForTimeout(250);
    await page.reload();
  }
}

export async function run(j) {
  const keys = new Keyboard(j, await j.signIn('Nadia'));
  // Enter on the field opens the system's own window, in which the file is chosen.
  keys.page.on('filechooser', (chooser) => chooser.setFiles({ name: 'halles.csv', mimeType: 'text/csv', buffer: Buffer.from(rows) }));
  await keys.visit('/mon-espace');
  await keys.press('Imports');
  await keys.press('Lire à blanc');
  await keys.refused(/^Fichier/);
  await keys.page.keyboard.press('Enter');
  await keys.page.waitForFunction(() => document.activeElement.files?.length === 1);
  await keys.press('Lire à blanc');
  await keys.page.waitForURL(/colonnes/);
  await keys.round();
  await keys.choose('Machin', 'Nom');
  await keys.press('Lire à blanc');
  await keys.refused(/^Qui a compté/);
  await keys.write('Communauté de communes');
  await keys.type('Licence', 'Licence Ouverte 2.0');
  await keys.type('Date des données', '2026');
  await keys.press('Lire à blanc');
  await settled(keys.page);
  await keys.landed('halles.csv');
  await keys.press('Importer pour de bon');
  await settled(keys.page);
  j.ok((await keys.page.locator('.notice').allTextContents()).join(' ').includes('import'), 'the page says how it ended');
  await keys.round();
}
