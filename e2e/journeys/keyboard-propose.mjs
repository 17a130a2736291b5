// By keyboard alone: a neighbour without JavaScript proposes a place and a correction; the coordinator decides, both versions beside each other.
import { Keyboard } from '../keyboard.mjs';

export const beside = true;

export async function run(j) {
  const keys = new Keyboard(j, await j.page({ width: 360, js: false }));
  await keys.visit('/');
  await keys.press('Proposer');
  await keys.press('Envoyer la proposition');
  await keys.refused(/^Nom/);
  await keys.write('Le Lavoir partagé');
  await keys.type('Commune', 'Vaillant');
  await keys.pick(/^Ouvert/);
  await keys.here(/^Cuisine partagée/);
  await keys.press('Envoyer la proposition');
  await keys.landed('Merci, c’est noté');
  await keys.told('attend une relecture');

  await keys.visit('/lieux/mutualab');
  await keys.press('Signaler une erreur sur cette page');
  await keys.type('Nom', '');
  await keys.enter();
  await keys.refused(/^Nom/);
  await keys.write('Mutualab');
  await keys.type('Téléphone du lieu', '03 20 00 00 00');
  await keys.press('Envoyer la proposition');
  await keys.landed('Merci, c’est noté');

  const nadia = new Keyboard(j, await j.signIn('Nadia'));
  await nadia.visit('/mon-espace');
  await nadia.press('À relire');
  await nadia.landed('À relire');
  await nadia.press(/^Correction/);
  await nadia.press(/Mutualab/i);
  await nadia.round();
  await nadia.pick(/actuelle/);
  await nadia.page.keyboard.press('ArrowDown'); // and back to what is proposed
  await nadia.press('Prendre ce qui est choisi');
  await nadia.landed(/mutualab/i);
  await nadia.told('décidé');
  j.ok((await nadia.page.locator('main').textContent()).includes('03 20 00 00 00'), 'the correction stands');
  await nadia.visit('/a-relire?motif=new');
  await nadia.press('Le Lavoir partagé');
  await nadia.press('Ajouter ce lieu');
  await nadia.landed('Le Lavoir partagé');
  await nadia.told('décidé');
}
