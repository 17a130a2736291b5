// By keyboard alone: in by the letter's link, out; in by its code, with a slip on the way; the language, and out.
import { Keyboard } from '../keyboard.mjs';
import { letterTo, linkTo } from '../letters.mjs';

export const beside = true;

export async function run(j) {
  const email = 'clavier@demo.example.org';
  const keys = new Keyboard(j, await j.page());
  await keys.visit('/');
  await keys.to('Aller au contenu');
  await keys.page.keyboard.press('Enter');
  await keys.to('Se connecter', { back: true });
  await keys.enter();
  await keys.landed(/^Bonjour/);
  await keys.type('Votre courriel', 'sans-arobase');
  await keys.enter();
  await keys.refused(/^Votre courriel/);
  await keys.write(email);
  await keys.press('Recevoir le lien');
  await keys.landed(/courriel|boîte/i);
  await keys.round();
  const link = await linkTo(j.app, email);
  await keys.visit(link);
  await keys.press('Ouvrir mon espace');
  await keys.landed(/^Bonjour/);

  await keys.type('Comment vous appeler', '');
  await keys.enter();
  await keys.refused(/^Comment vous appeler/);
  await keys.write('Camille');
  await keys.press('Enregistrer');
  await keys.landed('Bonjour Camille');
  await keys.told('enregistré');
  await keys.press('English');
  await keys.landed(/Camille/);
  j.equal(await keys.page.getAttribute('html', 'lang'), 'en');
  await keys.press('Sign out');
  await keys.to('Sign in');
  await keys.press('Français');
  j.equal(await keys.page.getAttribute('html', 'lang'), 'fr');

  // Without JavaScript, on a narrow screen, by the code.
  const plain = new Keyboard(j, await j.page({ width: 360, js: false }));
  const other = 'clavier-2@demo.example.org';
  await plain.visit('/connexion');
  await plain.type('Votre courriel', 'sans-arobase');
  await plain.enter();
  await plain.refused(/^Votre courriel/);
  await plain.write(other);
  await plain.enter();
  await plain.type(/^Code/, '000 000');
  await plain.enter();
  await plain.refused(/^Code/);
  await plain.write((await letterTo(j.app, other)).code);
  await plain.enter();
  await plain.landed(/^Bonjour/);
  await plain.round();
  await plain.press('Me déconnecter');
  await plain.to('Se connecter');
}
