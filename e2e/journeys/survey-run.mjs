// Whoever runs a survey: an official begins one from the model, sees what is missing, mends it, opens it, prints cards, keys in paper by
// keyboard alone, closes it and publishes.
export const ownApp = true;
export const seconds = 240;

const dated = (days) => new Date(Date.now() + days * 86400000).toISOString().slice(0, 10);

export async function run(j) {
  const claire = await j.signIn('Claire', { width: 1280, js: false });
  await j.visit(claire, '/mon-espace');
  await claire.getByRole('link', { name: 'Mes enquêtes' }).click();
  j.ok(await claire.getByText('Publiée').isVisible(), 'the survey of 2011 is there');
  await j.screenshot(claire, 'list');
  await claire.getByRole('button', { name: 'Commencer une enquête' }).click();
  j.ok(await claire.locator('#title-err').isVisible(), 'a survey has a title');
  await claire.fill('#title', 'Une maison des voisins ?');
  await claire.fill('#commune', 'Saint-Denis');
  await claire.getByRole('button', { name: 'Commencer une enquête' }).click();
  j.ok((await claire.locator('[name=code]').count()) > 1, 'several communes bear this name');
  await j.screenshot(claire, 'which-commune');
  await claire.fill('#commune', '92330');
  await claire.getByRole('button', { name: 'Commencer une enquête' }).click();
  j.ok(await claire.getByRole('heading', { name: 'Une maison des voisins ?' }).isVisible());
  j.equal(await claire.locator('.survey-row').count(), 9, 'nine questions');
  j.ok(await claire.getByText('Tout est prêt').isVisible(), 'the model is whole');
  await j.screenshot(claire, 'build');

  // A language more: its title is missing, and said; the model's own texts are there.
  await claire.getByLabel('Aussi en anglais').check();
  await claire.getByLabel('Une réponse par code distribué').check();
  await claire.fill('#closes', dated(30));
  await claire.getByRole('button', { name: 'Enregistrer le cadre' }).click();
  j.ok(await claire.getByText('Il manque une chose avant d’ouvrir').isVisible(), 'the English title');
  await claire.fill('#title-en', 'A house of neighbours?');
  await claire.getByRole('button', { name: 'Enregistrer le cadre' }).click();
  j.ok(await claire.getByText('Tout est prêt').isVisible());

  // A question more, in both languages, for those who would come.
  await claire.selectOption('#kind', 'scale');
  await claire.getByRole('button', { name: 'Ajouter une question' }).click();
  await claire.fill('#text-fr', 'La mairie vous écoute-t-elle ?');
  await claire.fill('#top', 'beaucoup');
  await claire.getByRole('button', { name: 'Enregistrer la question' }).click();
  j.ok(await claire.locator('#top-err').isVisible(), 'no number');
  j.equal(await claire.inputValue('#top'), 'beaucoup', 'what was typed is there');
  await claire.fill('#top', '5');
  await claire.locator('summary', { hasText: 'ouvrait, viendriez-vous' }).click();
  await claire.getByLabel('chaque semaine').check();
  await claire.getByRole('button', { name: 'Enregistrer la question' }).click();
  j.ok(await claire.locator('#text-en-err').isVisible(), 'kept, and its English is missing');
  await j.screenshot(claire, 'question');
  await claire.fill('#text-en', 'Does the town hall listen to you?');
  await claire.getByRole('button', { name: 'Enregistrer la question' }).click();
  j.equal(await claire.locator('.survey-row').count(), 10);
  await claire.getByRole('button', { name: /^Monter La mairie/ }).click();
  j.equal((await claire.locator('.survey-row strong').nth(8).textContent()).slice(0, 12), '9. La mairie', 'it moved up');

  // The threshold.
  await claire.getByRole('link', { name: 'Modifier le seuil' }).click();
  await claire.fill('#answers', 'deux');
  await claire.getByRole('button', { name: 'Enregistrer le seuil' }).click();
  j.ok(await claire.locator('#answers-err').isVisible());
  await j.screenshot(claire, 'threshold');
  await claire.fill('#answers', '999999999');
  await claire.getByRole('button', { name: 'Enregistrer le seuil' }).click();
  j.ok((await claire.locator('#answers-err').textContent()).includes('au plus'), 'too many is said as such');
  await claire.fill('#answers', '500000');
  await claire.getByRole('button', { name: 'Enregistrer le seuil' }).click();
  j.ok(await claire.getByText('ne peut guère être atteint').isVisible(), 'more than people live there');
  await claire.fill('#closes', '2099-01-01');
  await claire.locator('#reglages').getByRole('button', { name: /^Enregistrer/ }).click();
  j.ok(await claire.getByText('jusqu’au jeudi 1er janvier 2099').isVisible(), 'an end in another century is doubted');
  await j.screenshot(claire, 'doubts');
  await claire.fill('#closes', '');
  await claire.locator('#reglages').getByRole('button', { name: /^Enregistrer/ }).click();
  await claire.getByRole('link', { name: 'Modifier le seuil' }).click();
  await claire.fill('#answers', '20');
  await claire.getByRole('button', { name: 'Enregistrer le seuil' }).click();
  await claire.getByRole('link', { name: 'Relire et ouvrir' }).click();
  await j.screenshot(claire, 'read-back');
  await claire.getByRole('button', { name: 'Ouvrir l’enquête pour de bon' }).click();
  j.ok(await claire.getByText('L’enquête est ouverte').isVisible());
  await j.screenshot(claire, 'open');

  // Where paper is handed in: too long is refused with what was typed; then it stands on the sheet, the coupon and the public page.
  const long = 'mairie, '.repeat(20);
  await claire.fill('#hand_in', long);
  await claire.getByRole('button', { name: 'Enregistrer le lieu de dépôt' }).click();
  j.ok((await claire.locator('#hand_in-err').textContent()).includes('120'), 'a line, no more');
  j.equal(await claire.inputValue('#hand_in'), long.trim(), 'nothing typed is lost');
  await j.screenshot(claire, 'hand-in-refused');
  await claire.fill('#hand_in', 'mairie, 122 rue Houdan');
  await claire.getByRole('button', { name: 'Enregistrer le lieu de dépôt' }).click();
  j.ok(await claire.getByText('imprimez le formulaire à nouveau').isVisible());
  await j.screenshot(claire, 'hand-in');
  for (const at of ['/enquetes/une-maison-des-voisins', '/en/surveys/une-maison-des-voisins']) {
    await j.visit(claire, at);
    j.ok(await claire.getByText('122 rue Houdan').isVisible(), `${at} says where paper is handed in`);
    await j.visit(claire, `${at}/${at.startsWith('/en/') ? 'paper' : 'papier'}`);
    j.equal(await claire.getByText('mairie, 122 rue Houdan').count(), 2, 'the sheet and the coupon say where');
  }
  await j.visit(claire, '/mes-enquetes/une-maison-des-voisins');

  // Cards, shown once.
  await claire.fill('#n', '12');
  await claire.getByRole('button', { name: 'Faire les codes' }).click();
  j.equal(await claire.locator('.code-card').count(), 12);
  await j.screenshot(claire, 'cards');
  await claire.reload(); // the same form again
  j.equal(await claire.locator('.code-card').count(), 0, 'the codes are told no more');
  j.ok(await claire.getByText('Ces codes ont déjà été montrés').isVisible());

  // Codes by e-mail: what can't be read is told and stays; the list is forgotten.
  await j.visit(claire, '/mes-enquetes/une-maison-des-voisins');
  await claire.getByText('Des codes par courriel').click();
  const list = Array.from({ length: 12 }, (_, i) => `voisin${i}@demo.example.org`).join('\n');
  await claire.getByLabel('Adresses').fill(`${list}\nle facteur`);
  await claire.getByRole('button', { name: 'Envoyer les courriels' }).click();
  j.ok((await claire.locator('#addresses-err').textContent()).includes('le facteur'), 'what can’t be read is told');
  await j.screenshot(claire, 'mail');
  await claire.getByLabel('Adresses').fill(list);
  await claire.getByRole('button', { name: 'Envoyer les courriels' }).click();
  j.ok(await claire.getByText('Les courriels partent').isVisible());
  j.ok(!(await claire.content()).includes('voisin1@'), 'no address is shown again');

  // Two sheets of paper, by keyboard alone.
  const keys = await j.signIn('Claire', { width: 1280 });
  await j.visit(keys, '/mes-enquetes/une-maison-des-voisins/saisie');
  await j.axe(keys);
  await keys.locator('[autofocus]').focus();
  for (const sheet of [['3', '1', '1 4', '6 8', '92330', '2', '12', 'Une salle le soir.', '5', '1'], ['9']]) {
    for (const typed of sheet) {
      await keys.keyboard.type(typed);
      await keys.keyboard.press('Enter');
    }
    if (sheet.length === 1) break;
    await j.screenshot(keys, 'sheet');
    await keys.keyboard.press('Enter');
    await keys.getByText('Feuille gardée').waitFor(); // and on to the next
    await keys.locator('#q-age:focus').waitFor();
  }
  await keys.getByRole('button', { name: 'Garder cette feuille' }).click();
  j.ok(await keys.locator('#q-age-err').isVisible(), 'there is no ninth box');
  await j.screenshot(keys, 'sheet-refused');
  await keys.fill('#q-age', '2');
  await keys.fill('#q-often', '4');
  await keys.getByRole('button', { name: 'Garder cette feuille' }).click();
  j.ok(await keys.getByText('Feuille gardée').isVisible());

  // Closed early with a reason, read, published.
  await j.visit(claire, '/mes-enquetes/une-maison-des-voisins');
  await claire.getByRole('button', { name: 'Clore l’enquête' }).click();
  j.ok(await claire.locator('#words-err').isVisible(), 'why');
  await claire.fill('#words', 'La réunion publique est avancée.');
  await claire.getByRole('button', { name: 'Clore l’enquête' }).click();
  j.ok(await claire.getByText('L’enquête est close').isVisible());
  await j.screenshot(claire, 'closed');
  j.equal(await claire.getByRole('link', { name: 'Textes écrits' }).count(), 0, 'nobody reads while it can open again');
  await claire.fill('#words', 'Trop peu de réponses pour conclure.');
  await claire.getByRole('button', { name: 'Publier le résultat' }).click();
  j.ok(await claire.locator('.notice h2', { hasText: 'Le résultat est publié' }).isVisible());
  await j.screenshot(claire, 'published');
  await claire.getByRole('link', { name: 'Textes écrits' }).click();
  j.ok(await claire.getByText('Une salle le soir.').isVisible());
  // Having read them, the team says so in its own words: what somebody wrote is refused, and the day and what stood there before are told.
  await j.visit(claire, '/mes-enquetes/une-maison-des-voisins');
  await claire.fill('#words', 'Quelqu’un demande une salle le soir pour répéter avec ses amis. Nous cherchons.');
  await claire.getByRole('button', { name: 'Publier ces mots' }).click();
  j.ok(await claire.getByText('Vos mots sont publiés').isVisible());
  await j.screenshot(claire, 'reworded');
  await claire.getByRole('link', { name: 'Voir le résultat' }).click();
  j.ok(await claire.getByText(/Changés le .* après la publication/).isVisible(), 'the words say when they came');
  await claire.getByText('Ce qui était écrit avant').click();
  j.ok(await claire.getByText('Trop peu de réponses pour conclure.').isVisible(), 'what stood there before can be read');
  await j.screenshot(claire, 'reworded-result');
  await j.visit(claire, '/mes-enquetes/une-maison-des-voisins');
  await claire.getByRole('link', { name: 'Historique' }).click();
  j.ok(await claire.getByText('La réunion publique est avancée.').isVisible(), 'the history says why');
  await j.screenshot(claire, 'history');

  // Gérard on a phone, in the dark.
  const gerard = await j.signIn('Gérard', { width: 360, scheme: 'dark' });
  for (const [name, address] of [['list', '/mes-enquetes'], ['open', '/mes-enquetes/un-tiers-lieu-a-auberive-pour-quoi-faire'], ['keying', '/mes-enquetes/un-tiers-lieu-a-auberive-pour-quoi-faire/saisie']]) {
    await j.visit(gerard, address);
    await j.noSidewaysScroll(gerard);
    await j.axe(gerard);
    await j.screenshot(gerard, `${name}-phone-dark`);
  }
}
