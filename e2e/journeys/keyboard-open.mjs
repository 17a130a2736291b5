// By keyboard alone: the first person of an empty instance opens their place in five steps. Enter in a field leads on, never back.
import { Keyboard } from '../keyboard.mjs';

export const beside = true;
export const ownApp = 'serve';

export async function run(j) {
  const way = j.app.said().match(/https?:\S+\?cle=\S+/)[0];
  const keys = new Keyboard(j, await j.page());
  await keys.visit(way);
  await keys.landed('Comment s’appelle-t-il ?');
  await keys.press('Adresse');
  await keys.refused(/^Nom/);
  await keys.write('Le Bief');
  await keys.enter();
  await keys.landed('Où est-ce ?');
  await keys.type('Commune', 'Rien-du-Tout');
  await keys.enter();
  await keys.refused(/^Commune/);
  await keys.write('Prauthoy');
  await keys.enter();
  await keys.landed('Que fait-on chez vous ?');
  await keys.here(/^Atelier de fabrication/);
  await keys.press('Horaires');
  await keys.landed('Quand est-ce ouvert ?');
  await keys.type('mardi', '9h-12h');
  await keys.here('Période 1');
  await keys.round();
  await keys.press('Ce qu’on y fait');
  j.ok(await keys.page.getByLabel('Atelier de fabrication').isChecked({ timeout: 3000 }), 'going back keeps what was ticked');
  await keys.press('Horaires');
  await keys.press('Accueil');
  await keys.press('Ouvrir mon lieu');
  await keys.refused(/courriel/i);
  await keys.write('odile@example.org');
  await keys.type('Comment vous appeler', 'Odile', { back: true });
  await keys.press('Ouvrir mon lieu');
  await keys.landed('Le Bief');
}
