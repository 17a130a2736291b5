// La GARE's manager and the authority's official: from a model to two signatures, one promise late on each side, one experiment to its end. Both
// read the same page; anybody reads its public form, and the lesson.
export const ownApp = true;

// By the clock of the place, not of the machine.
const later = (days) => new Date(Date.now() + days * 86_400_000).toLocaleDateString('sv-SE', { timeZone: 'Europe/Paris' });

export async function run(j) {
  // The demonstration's own, as the mock draws it.
  const karim = await j.signIn('Karim', { width: 1280 });
  await j.visit(karim, '/mon-espace');
  await karim.getByRole('link', { name: 'Conventions', exact: true }).click();
  await karim.getByRole('link', { name: 'La GARE et la communauté de communes' }).click();
  j.equal(await karim.locator('.tag.is-no', { hasText: 'en retard de' }).count(), 2, 'one promise is late on each side');
  const shown = karim.url();
  await j.axe(karim);
  await j.heard(karim);
  await j.screenshot(karim, 'sheet');
  await karim.emulateMedia({ media: 'print' });
  j.ok(!(await karim.getByText('Proposer un essai').isVisible()) && !(await karim.getByText('Écrire un avenant').isVisible()), 'paper has no button');
  await karim.emulateMedia({ media: 'screen' });
  const phone = await j.page({ width: 360, js: false });
  await j.visit(phone, shown);
  j.ok(await phone.getByText('Verser 12 000 € avant le 31 octobre', { exact: true }).isVisible(), 'anybody reads the promises');
  j.equal(await phone.getByText('Karim').count() + (await phone.getByText('Mandat 812').count()), 0, 'and nobody’s name, nor what evidence says');
  await j.noSidewaysScroll(phone);
  await j.screenshot(phone, 'public-phone');
  await j.visit(phone, '/lecons');
  j.ok(await phone.getByText('trop lourd pour 400 €').isVisible());
  await j.screenshot(phone, 'lessons-phone');
  await karim.getByRole('link', { name: /^Carnet de bord/ }).click();
  const sides = karim.getByRole('region', { name: 'Qui s’engage à quoi' });
  j.equal(await sides.getByText(/^en retard de/).count(), 2, 'whoever arrives reads first what each side promised, and what is late on each');
  j.ok(await karim.getByText('Compté du 1er décembre 2025 au 28 février 2026 : 26 h par semaine').isVisible(), 'a period below its promise is a line');
  await j.axe(karim);
  await j.screenshot(karim, 'logbook');
  await karim.goBack();
  await karim.getByRole('link', { name: 'Bilan 2026' }).click();
  j.ok(await karim.getByRole('row', { name: /Ouvrir au moins 30 h/ }).getByText(/26 h par semaine/).isVisible(), 'the report says what the logbook says');
  await j.axe(karim);
  await j.screenshot(karim, 'report');
  await karim.goBack();
  await karim.getByRole('link', { name: 'Bilan 2025' }).click();
  j.equal(await karim.getByRole('row', { name: /Verser 12 000 €/ }).getByText('versé le 24 octobre 2025').count(), 1, 'a year tells what was kept in it');
  j.equal(await karim.getByText('septembre 2026').count(), 0, 'and nothing that came later');
  await j.screenshot(karim, 'report-first');
  await j.visit(karim, karim.url().replace('2025', '2030'), { status: 404 });
  j.ok(await karim.getByRole('heading', { name: /pas de bilan de 2030/ }).isVisible(), 'a year without a report says so');
  await karim.getByRole('link', { name: 'Bilan 2025' }).click();
  await j.visit(karim, shown);
  await karim.getByRole('link', { name: 'Lire le texte' }).click();
  await karim.getByRole('link', { name: 'Comparer à la version 1' }).click();
  await j.axe(karim);
  await j.screenshot(karim, 'compare');

  // An error is told by the name that its field has.
  await j.visit(karim, shown);
  await karim.getByText('Mettre fin avant le terme').click();
  await karim.locator('form:has(#day) button').click();
  j.equal(await karim.locator('.notice.is-error').getByText('Dernier jour').count(), 1, 'the last day is called so');
  await j.visit(karim, `${shown}/essais`);
  await karim.locator('form:has(#title) button').click();
  j.ok(await karim.locator('.notice.is-error').getByText(/Ce qu.on essaie/).first().isVisible(), 'what is tried is called so');

  const maryse = await j.signIn('Maryse', { width: 360, js: false });
  await j.visit(maryse, shown);
  await maryse.getByRole('link', { name: /^Recevoir 100 personnes/ }).click();
  j.ok(await maryse.getByText('Mitoyen compte déjà').isVisible(), 'a figure that activity tells is told beforehand');
  await maryse.fill('#figure', '500');
  await maryse.fill('#day', '2020-01-01');
  await maryse.getByRole('button', { name: 'Noter', exact: true }).click();
  j.ok(await maryse.locator('#day-err').isVisible(), 'nothing is kept before it is promised');
  await maryse.fill('#day', later(0));
  await maryse.getByRole('button', { name: 'Noter', exact: true }).click();
  j.ok(await maryse.getByText('noté à côté').first().isVisible() && await maryse.getByText('Gardé à côté').first().isVisible(), 'and afterwards');
  await j.noSidewaysScroll(maryse);
  await j.screenshot(maryse, 'beside-phone');

  // A new one, from the model.
  await j.visit(maryse, '/conventions/commencer');
  j.equal(await maryse.locator('#other option', { hasText: 'Groupement' }).count(), 0, 'one’s own organisation is no other party');
  await maryse.getByRole('button', { name: 'Commencer le brouillon' }).click();
  j.ok(await maryse.locator('#kind-err').count() > 0 || (await maryse.getByText('Choisissez ce que c’est.').count()) > 0, 'what it is must be chosen');
  await maryse.locator('input[value=objectives]').check();
  await maryse.fill('#title', 'Un accueil le soir');
  await maryse.selectOption('#other', { label: 'La communauté de communes' });
  await maryse.fill('#first', later(-120));
  await j.noSidewaysScroll(maryse);
  await j.screenshot(maryse, 'begin-phone');
  await maryse.getByRole('button', { name: 'Commencer le brouillon' }).click();
  await maryse.fill('#amount', '90 000');
  await maryse.fill('#promise-1-text', 'Un rapport chaque trimestre');
  await maryse.selectOption('#promise-1-measure', 'document');
  await maryse.selectOption('#promise-1-party', '1');
  await maryse.fill('#promise-1-due', later(-10));
  await maryse.getByRole('button', { name: 'Enregistrer le brouillon', exact: true }).click();
  await maryse.getByText('Un engagement de plus').waitFor();
  await maryse.fill('#promise-2-text', 'Verser 30 000 €');
  await maryse.selectOption('#promise-2-party', '2');
  await maryse.selectOption('#promise-2-measure', 'paid');
  await maryse.getByRole('button', { name: 'Enregistrer et envoyer à toutes les parties' }).click();
  j.ok(await maryse.locator('#promise-2-target-err').isVisible(), 'an amount wants a figure');
  j.ok(await maryse.locator('#promise-2-due-err').isVisible(), 'and a day');
  await j.screenshot(maryse, 'draft-phone');
  await maryse.fill('#promise-2-target', '30000');
  await maryse.fill('#promise-2-due', later(-10));
  await maryse.getByRole('button', { name: 'Enregistrer et envoyer à toutes les parties' }).click();
  await maryse.getByText('Version envoyée').waitFor();

  await j.visit(karim, '/conventions');
  await karim.getByRole('link', { name: 'Un accueil le soir' }).click();
  j.ok(await karim.getByText('Une convention écrite est obligatoire').isVisible(), 'the law is told, with its source');
  await j.screenshot(karim, 'proposed');
  await karim.getByRole('link', { name: 'Lire et commenter' }).click();
  await karim.getByText('Commenter').first().click();
  await karim.getByLabel('Commentaire').first().fill('Précisez les soirs.');
  await karim.getByRole('button', { name: /^Envoyer le commentaire/ }).first().click();
  await karim.getByText('Précisez les soirs.').waitFor();
  await j.axe(karim);
  await j.screenshot(karim, 'commented');

  // Both sign; Karim's side with its deliberation.
  for (const [page, name, role] of [[maryse, 'Maryse', 'présidente'], [karim, 'Hélène', 'présidente']]) {
    await j.visit(page, '/conventions');
    await page.getByRole('link', { name: 'Un accueil le soir' }).click();
    await page.getByRole('link', { name: 'Enregistrer une signature' }).click();
    await page.fill('#name', name);
    await page.fill('#role', role);
    await page.fill('#town', 'Vaillant');
    if (page === karim) {
      await page.fill('#decision', '2026-12');
      await page.setInputFiles('#file', { name: 'Signé.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4 signé') });
      await j.axe(page);
      await j.screenshot(page, 'sign');
    }
    await page.getByRole('button', { name: 'Enregistrer la signature' }).click();
    await page.getByText('Signature enregistrée').waitFor();
  }
  j.equal(await karim.getByText('en retard de 10 jours').count(), 2, 'late alike on both sides');
  await maryse.reload();
  j.equal(await maryse.getByText('en retard de 10 jours').count(), 2, 'for both who read');

  // Each side shows its own.
  await karim.getByRole('link', { name: 'Verser 30 000 €' }).click();
  await karim.getByLabel('versé', { exact: true }).check();
  await karim.fill('#figure', '30 000');
  await karim.getByRole('button', { name: 'Noter', exact: true }).click();
  await karim.getByText('toutes les parties le voient').waitFor();
  j.equal(await karim.locator('.tag', { hasText: 'avec 10 jours de retard' }).count(), 1, 'what was kept late stays told as late');
  await j.axe(karim);
  await j.screenshot(karim, 'paid');
  await maryse.reload();
  await maryse.getByRole('link', { name: 'Verser 30 000 €' }).click();
  j.equal(await maryse.getByRole('button', { name: 'Noter' }).count(), 0, 'nobody speaks for the other side');
  await maryse.goBack();

  // An experiment: the law is refused with the reason, the other's rule waits for the other.
  await maryse.getByRole('link', { name: 'Proposer un essai' }).click();
  await maryse.fill('#title', 'Louer la salle sans caution');
  await maryse.fill('#rule', 'La caution de 200 €');
  await maryse.selectOption('#rule_kind', 'fire');
  await maryse.getByLabel('La communauté de communes').check();
  await maryse.fill('#first', later(-30));
  await maryse.fill('#until', later(60));
  await maryse.fill('#stop', 'Deux impayés');
  await maryse.getByRole('button', { name: 'Inscrire l’essai' }).click();
  j.ok(await maryse.getByText('La sécurité du public ne s’essaie pas').first().isVisible());
  await j.screenshot(maryse, 'refused-phone');
  await maryse.selectOption('#rule_kind', 'price');
  await maryse.getByRole('button', { name: 'Inscrire l’essai' }).click();
  await maryse.getByText('Inscrit au registre').waitFor();
  await j.visit(karim, '/conventions');
  await karim.getByRole('link', { name: 'Un accueil le soir' }).click();
  await karim.getByRole('link', { name: 'Louer la salle sans caution' }).click();
  await karim.getByRole('button', { name: 'Accepter l’essai' }).click();
  await karim.getByLabel('Arrêter').check();
  await karim.getByRole('button', { name: 'Conclure l’essai' }).click();
  j.ok(await karim.locator('#learned-err').isVisible(), 'what was learned is asked for');
  await j.axe(karim);
  await j.screenshot(karim, 'conclude');
  await karim.fill('#learned', 'Personne n’a manqué de payer, mais la régie préfère la caution.');
  await karim.getByRole('button', { name: 'Conclure l’essai' }).click();
  await j.visit(phone, '/lecons');
  j.ok(await phone.getByText('la régie préfère la caution').isVisible(), 'the lesson is everybody’s');
  await j.visit(phone, '/donnees/subventions.csv').catch(() => {}); // a download

  // An amendment: one side writes it on a phone without JavaScript, the other reads what changes, both sign; the convention holds meanwhile.
  await j.visit(maryse, '/conventions');
  await maryse.getByRole('link', { name: 'Un accueil le soir' }).click();
  await maryse.getByRole('button', { name: 'Écrire un avenant' }).click();
  await maryse.getByText('Avenant commencé').waitFor();
  await maryse.getByRole('button', { name: 'Enregistrer et envoyer à toutes les parties' }).click();
  j.ok(await maryse.getByText('Cet avenant ne change rien encore').isVisible(), 'an amendment changes something');
  await maryse.fill('#amount', '120 000');
  await maryse.fill('#notice', '3');
  await maryse.fill('#clause-1-text', 'L’accueil ouvre aussi le samedi.');
  await j.noSidewaysScroll(maryse);
  await j.screenshot(maryse, 'amendment-phone');
  await maryse.getByRole('button', { name: 'Enregistrer et envoyer à toutes les parties' }).click();
  await maryse.getByText('Version envoyée').waitFor();
  await j.visit(karim, '/conventions');
  await karim.getByRole('link', { name: 'Un accueil le soir' }).click();
  j.ok(await karim.locator('.tag', { hasText: 'en vigueur' }).isVisible(), 'the convention is in force all the while');
  await j.axe(karim);
  await j.screenshot(karim, 'amendment-proposed');
  await karim.getByRole('link', { name: 'Ce qui change' }).click();
  j.ok(await karim.getByText('L’accueil ouvre aussi le samedi.').first().isVisible());
  await j.axe(karim);
  await j.screenshot(karim, 'amendment-text');
  for (const [page, name] of [[maryse, 'Maryse'], [karim, 'Hélène']]) {
    await j.visit(page, '/conventions');
    await page.getByRole('link', { name: 'Un accueil le soir' }).click();
    await page.getByRole('link', { name: 'Enregistrer une signature' }).click();
    await page.fill('#name', name);
    await page.fill('#role', 'présidente');
    await page.fill('#town', 'Vaillant');
    await page.getByRole('button', { name: 'Enregistrer la signature' }).click();
    await page.getByText('Signature enregistrée').waitFor();
  }
  await karim.getByRole('link', { name: 'Texte à jour' }).click();
  j.ok(await karim.getByText('Changé par l’avenant n° 1').first().isVisible(), 'what changed is told, and by which amendment');
  await j.axe(karim);
  await j.heard(karim);
  await j.screenshot(karim, 'consolidated');
  await karim.goBack();

  // An end with the notice that was agreed, and taken back.
  await karim.getByText('Mettre fin avant le terme').click();
  await karim.getByLabel('Avec le préavis convenu').check();
  await karim.fill('#day', later(20));
  await karim.getByLabel('Pourquoi').last().fill('Le bâtiment est vendu.');
  await karim.getByRole('button', { name: 'Mettre fin à la convention' }).click();
  j.ok(await karim.getByText('Le préavis convenu est de 3 mois').first().isVisible(), 'the notice holds');
  await j.axe(karim);
  await j.screenshot(karim, 'end');
  await karim.fill('#day', later(120));
  await karim.getByRole('button', { name: 'Mettre fin à la convention' }).click();
  await karim.getByText('prend fin avant son terme').waitFor();
  await j.screenshot(karim, 'ending');
  await maryse.reload();
  j.equal(await maryse.getByRole('button', { name: 'Reprendre : la convention continue' }).count(), 0, 'whoever ended it takes it back');
  // What follows is written by one side at a time: the other is told who, whoever began goes on with it, and withdraws it.
  const ending = new URL(karim.url()).pathname;
  await maryse.getByRole('button', { name: 'Écrire la suivante' }).click();
  await maryse.getByText('Convention suivante commencée').waitFor();
  const follows = maryse.url();
  await j.visit(maryse, ending);
  await maryse.getByRole('link', { name: 'La convention qui la suit' }).click();
  j.ok(follows.startsWith(maryse.url().split('?')[0]), 'whoever began the next one finds it again');
  await karim.getByRole('button', { name: 'Écrire la suivante' }).click();
  j.ok(await karim.getByText('écrit déjà la suivante').first().isVisible(), 'the other side is told who writes');
  await j.screenshot(karim, 'renewal-underway');
  await maryse.getByText('Classer sans suite').first().click();
  await maryse.getByRole('button', { name: 'Classer', exact: true }).click();
  await maryse.getByText('Classé sans suite.').waitFor();
  await j.screenshot(maryse, 'renewal-withdrawn');
  await j.visit(karim, ending);
  await karim.getByRole('button', { name: 'Reprendre : la convention continue' }).click();
  await karim.getByText('La convention continue').waitFor();

  // The treasurer types the accounts, line by line; they join the report that both sides read.
  const henri = await j.signIn('Henri', { width: 360 });
  await j.visit(henri, '/mon-espace');
  await henri.getByRole('link', { name: 'Comptes rendus financiers' }).click();
  await j.screenshot(henri, 'ledger-phone');
  await henri.getByRole('link', { name: '2026 La GARE et la communauté de communes' }).click();
  await henri.fill('#actual-74', 'beaucoup');
  await henri.getByRole('button', { name: 'Enregistrer les comptes' }).click();
  j.ok(await henri.locator('#actual-74-err').isVisible(), 'an amount is one');
  await henri.fill('#planned-74', '12 000');
  await henri.fill('#actual-74', '12 000');
  await henri.fill('#actual-61', '4 800,50');
  await henri.getByRole('button', { name: 'Enregistrer les comptes' }).click();
  await henri.getByText('Comptes enregistrés').waitFor();
  await j.noSidewaysScroll(henri);
  await j.axe(henri);
  await j.screenshot(henri, 'accounts-phone');
  await j.visit(karim, shown);
  await karim.getByRole('link', { name: 'Bilan 2026' }).click();
  j.ok(await karim.getByText('rien de prévu').first().isVisible(), 'the report says how far each line went from the budget');
  j.ok(await karim.getByText('4 800,50').first().isVisible(), 'both sides read the accounts');
  await j.axe(karim);
  await j.screenshot(karim, 'report-accounts');
}
