// By keyboard alone: hours changed after a slip, a sheet confirmed, a place followed, a claim, a role given and taken back.
import { Keyboard } from '../keyboard.mjs';

export const beside = true;

export async function run(j) {
  const maryse = new Keyboard(j, await j.signIn('Maryse'));
  await maryse.visit('/lieux/la-gare');
  await maryse.press('Modifier la fiche');
  await maryse.landed('Modifier : La GARE');
  await maryse.press('Horaires');
  await maryse.type('dimanche', '18h - 9h');
  await maryse.enter();
  await maryse.refused(/^dimanche/);
  await maryse.write('fermé');
  await maryse.here('Période 1');
  await maryse.type(/^Premier jour/, '12122026');
  await maryse.press('Enregistrer et voir la page');
  await maryse.landed('La GARE');
  await maryse.told('enregistrée');
  await maryse.round();

  await maryse.visit('/lieux/la-gare/roles');
  await maryse.press('Confier ce rôle');
  await maryse.refused(/^Courriel/);
  await maryse.write('zoe@demo.example.org');
  await maryse.choose('Rôle', 'formation');
  await maryse.press('Confier ce rôle');
  await maryse.told('Le rôle est confié');
  await maryse.press(/^Reprendre le rôle.*zoe/i);
  await maryse.told('Le rôle est repris');

  const paul = new Keyboard(j, await j.signIn('Paul'));
  await paul.visit('/lieux/la-coroutine');
  await paul.press('Suivre ce lieu');
  await paul.landed(/coroutine/i);
  await paul.told('Vous suivez ce lieu');
  await paul.press('Je suis de l’équipe');
  await paul.press('Demander à tenir la fiche');
  await paul.refused(/^Comment vérifier/);
  await paul.write('Mon nom est sur la page du lieu.');
  await paul.press('Demander à tenir la fiche');
  await paul.landed('Merci, c’est noté');

  // A place of the census of 2019, which nobody has looked at since.
  const nadia = new Keyboard(j, await j.signIn('Nadia'));
  await nadia.visit('/lieux?q=Prauthoy&km=50');
  const href = await nadia.page.locator('.terrace .cover').last().getAttribute('href');
  await nadia.visit(href);
  await nadia.press('Tout est encore juste');
  await nadia.told('confirmé pour un an');
}
