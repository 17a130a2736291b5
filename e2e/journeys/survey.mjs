// A village is asked, on a phone: all of it without JavaScript, back and forth, a change of mind, away and on again by a code, sent, and a way to
// be called left on another sheet. Then the same with JavaScript, whose line goes in the middle.
const at = '/enquetes/un-atelier-de-reparation-a-la-gare';
const code = async (page) => (await page.locator('.survey-code').textContent()).trim();
const next = (page) => page.getByRole('button', { name: 'Suite' }).click();
const asked = (page, what) => page.getByRole('heading', { level: 2, name: what }).waitFor();

export const seconds = 240;

export async function run(j) {
  await plain(j);
  await lost(j);
  await shared(j);
  await looked(j);
}

// A phone that goes from hand to hand: what was begun, and what was typed and never sent, go in one gesture.
async function shared(j) {
  const p = await j.page({ width: 320 });
  await j.visit(p, at);
  await p.getByRole('button', { name: 'Commencer' }).click();
  await asked(p, 'Vous avez');
  await p.getByLabel('30 à 59 ans').check();
  await j.visit(p, at);
  await j.screenshot(p, 'begun');
  await p.getByRole('button', { name: 'Effacer ces réponses' }).click();
  await p.getByText('est effacé').waitFor();
  j.ok((await p.evaluate(() => Object.keys(sessionStorage).length)) === 0, 'nothing is left on the phone');
  await p.getByRole('button', { name: 'Commencer' }).waitFor();
  await j.screenshot(p, 'erased');
}

async function plain(j) {
  const p = await j.page({ width: 360, js: false });
  await j.visit(p, at);
  await j.screenshot(p, 'front');
  await p.getByRole('button', { name: 'Commencer' }).click();
  await asked(p, 'Vous avez');
  await next(p);
  j.ok(await p.locator('.notice.is-error').isVisible(), 'what is wanted is asked again');
  await j.screenshot(p, 'refused');
  await p.getByLabel('30 à 59 ans').check();
  await next(p);
  await asked(p, 'Viendriez-vous');
  await p.getByLabel('non', { exact: true }).check();
  await next(p);
  await asked(p, 'en empêche');
  await j.screenshot(p, 'long');
  await p.getByRole('link', { name: 'Avant' }).click();
  await asked(p, 'Viendriez-vous');
  j.ok(await p.getByLabel('non', { exact: true }).isChecked(), 'what was answered is there again');
  await p.getByLabel('chaque semaine').check();
  await next(p);
  await asked(p, 'Qu’y feriez-vous');
  await p.getByLabel('Coudre').check();
  await p.getByLabel('Réparer un objet').check();
  await j.screenshot(p, 'several');
  await next(p);
  await asked(p, 'Quand pourriez-vous');
  await p.getByLabel('samedi matin').check();
  await p.getByLabel('mercredi après-midi').check();
  await j.screenshot(p, 'halfdays');
  await p.setViewportSize({ width: 320, height: 640 });
  await j.screenshot(p, 'halfdays');
  await p.setViewportSize({ width: 360, height: 740 });
  await next(p);

  // away, and on again elsewhere
  await asked(p, 'compte le plus');
  await p.getByRole('link', { name: 'Continuer plus tard' }).click();
  const mine = await code(p);
  j.ok(/^[A-Z2-9]{4} [A-Z2-9]{4}$/.test(mine), `the code is shown: ${mine}`);
  await j.screenshot(p, 'later');
  j.ok(!p.url().includes(mine.slice(0, 4)), 'the code never stands in an address');
  const q = await j.page({ width: 360, js: false });
  await j.visit(q, `${at}/plus-tard`);
  await q.fill('#reprise', 'BBBB BBBB');
  await q.getByRole('button', { name: 'Reprendre' }).click();
  j.ok(await q.locator('.notice.is-error').isVisible(), 'a code that nobody has');
  await q.fill('#reprise', mine.toLowerCase());
  await q.getByRole('button', { name: 'Reprendre' }).click();
  await asked(q, 'compte le plus');
  await q.getByLabel('Que quelqu’un aide').selectOption('1');
  await q.getByLabel('Que ce soit gratuit').selectOption('1');
  await next(q);
  j.ok((await q.locator('main').textContent()).includes('même rang'), 'two with one rank');
  await j.screenshot(q, 'ranking');
  await q.getByLabel('Que ce soit gratuit').selectOption('2');
  await q.getByLabel('Que ce soit ouvert le soir').selectOption('3');
  await next(q);
  await asked(q, 'kilomètres');
  await q.fill('#answer', 'douze');
  await next(q);
  j.ok((await q.locator('.err').textContent()).includes('nombre entier'), 'a number is one');
  await j.screenshot(q, 'number');
  await q.fill('#answer', '12');
  await next(q);
  await asked(q, 'quelle commune');
  j.ok((await q.locator('.choice').count()) === 8, 'the commune, six around it, and another');
  // Where they lie: a tap on the sketch ticks the one in the list, which alone is heard.
  j.equal(await q.getByRole('radio', { name: 'Praslay', exact: true }).count(), 1, 'each commune is heard once');
  await q.locator('.spot', { hasText: 'Praslay' }).dispatchEvent('click');
  j.ok(await q.getByRole('radio', { name: 'Praslay', exact: true }).isChecked(), 'a tap on the sketch chooses');
  j.ok(await q.locator('.spots').evaluate((s) => s.scrollWidth <= s.clientWidth), 'no name leads out of it');
  await j.screenshot(q, 'neighbours');
  await q.getByLabel('Une autre commune').check();
  await q.fill('#commune', 'Saint-Martin');
  await next(q);
  j.ok(await q.locator('.choice').count() > 3, 'communes of that name are offered');
  await j.screenshot(q, 'commune');
  await q.getByLabel('Une autre commune').check();
  await q.fill('#commune', 'Langres');
  await next(q);
  await asked(q, 'À quel point');
  await q.getByLabel('4', { exact: true }).check();
  await j.screenshot(q, 'scale');
  await next(q);
  await asked(q, 'appelleriez-vous');
  await next(q);
  await asked(q, 'Le résultat pourra');
  await q.getByLabel('Oui, j’accepte').check();
  await j.screenshot(q, 'consent');
  await next(q);
  await q.waitForURL(/\/fin$/);
  await j.screenshot(q, 'end');
  const said = await q.locator('main').textContent();
  for (const words of ['chaque semaine', 'samedi matin', 'Langres', '12', '4 sur 5', 'Sans réponse']) j.ok(said.includes(words), `the summary says ${words}`);
  await q.getByRole('link', { name: /Changer Viendriez-vous/ }).click();
  await q.getByLabel('non', { exact: true }).check();
  await q.getByRole('button', { name: 'Garder cette réponse' }).click();
  await asked(q, 'en empêche');
  await q.fill('#answer', 'Trop loin.');
  await q.getByRole('button', { name: 'Garder cette réponse' }).click();
  await q.waitForURL(/\/fin$/);
  j.ok(!(await q.locator('main').textContent()).includes('samedi matin'), 'what is not asked any more is gone from the summary');
  await q.getByRole('button', { name: 'Envoyer mes réponses' }).click();
  await q.waitForURL(/\/merci$/);
  j.equal((await q.context().cookies()).length, 0, 'no cookie is left');
  await q.getByRole('button', { name: 'Laisser mes coordonnées' }).click();
  j.ok(await q.locator('.notice.is-error').isVisible(), 'an empty sheet is refused');
  await q.getByLabel('Participer au groupe').check();
  await q.getByLabel('Votre nom').fill('Denise');
  await q.getByLabel('Votre téléphone').fill('03 25 00 00 11');
  await j.screenshot(q, 'thanks');
  await q.getByRole('button', { name: 'Laisser mes coordonnées' }).click();
  await q.waitForURL(/note=1/);
  await j.screenshot(q, 'noted');

  // the first browser still has the code, under which nothing is left
  await j.visit(p, `${at}/questions/age`);
  j.ok(new URL(p.url()).pathname === at && (await p.locator('.notice.is-warn').isVisible()), 'the other browser is told that there is nothing left');
}

async function lost(j) {
  const p = await j.page({ width: 360 });
  await j.visit(p, at);
  await p.getByRole('button', { name: 'Commencer' }).click();
  let sent = 0;
  p.on('request', (r) => { if (r.method() === 'POST') sent++; });
  await next(p);
  await p.locator('.notice.is-error').waitFor();
  await p.waitForTimeout(300);
  j.equal(sent, 1, 'what is refused is sent once');
  j.ok((await p.title()).startsWith('À revoir'), 'the title says so: ' + (await p.title()));
  j.equal(await p.evaluate(() => document.activeElement.getAttribute('role')), 'alert', 'and the error has the focus');
  await p.getByLabel('75 ans et plus').check();
  await p.context().setOffline(true);
  await next(p);
  await p.locator('.survey-net.net').waitFor();
  await j.screenshot(p, 'lost');
  j.ok((await p.locator('.survey-net').textContent()).includes('Pas de réseau'), 'it says that the line is lost');
  await p.context().setOffline(false);
  await asked(p, 'Viendriez-vous');
  await p.getByLabel('de temps en temps').check();
  await p.reload();
  j.ok(await p.getByLabel('de temps en temps').isChecked(), 'what was chosen is kept by the phone');
  await j.axe(p);
  await next(p);
  await asked(p, 'Qu’y feriez-vous');
  await next(p);
  await asked(p, 'Quand pourriez-vous');
  await j.axe(p);
  await next(p);
  await asked(p, 'compte le plus');
  await p.getByRole('button', { name: /Monter Que ce soit ouvert/ }).click();
  j.ok((await p.locator('.is-rank').nth(1).textContent()).includes('le soir') && (await p.locator('.is-rank select').nth(1).inputValue()) === '2', 'a press moves an option up');
  await j.screenshot(p, 'ranking-script');
  await j.axe(p);
  for (const what of ['kilomètres', 'quelle commune', 'À quel point', 'appelleriez-vous', 'Le résultat pourra']) {
    await next(p);
    await asked(p, what);
    await j.axe(p);
    await j.heard(p);
  }
  await p.getByLabel('Oui, j’accepte').check();
  await next(p);
  await p.waitForURL(/\/fin$/);
  await j.axe(p);
  await p.getByRole('button', { name: 'Envoyer mes réponses' }).click();
  await p.waitForURL(/\/merci$/);
  await j.axe(p);
  await p.waitForLoadState();
  j.equal(await p.evaluate(() => Object.keys(sessionStorage).length), 0, 'the phone keeps nothing any more');
  await p.goBack();
  j.ok(new URL(p.url()).pathname === at || (await p.locator('main').textContent()).length > 0, 'back leads nowhere bad');
}

// looked: what is published, and what is printed.
async function looked(j) {
  const told = '/enquetes/un-tiers-lieu-a-sceaux-pour-quoi-faire';
  const over = await j.page({ width: 1280 });
  await j.visit(over, `${told}/affiche`);
  j.equal(await over.getByText('Répondre en ligne').count(), 0, 'nobody answers any more');
  j.ok(await over.getByText('2011').first().isVisible(), 'a day of another year says which');
  await j.visit(over, `${told}/resultat`);
  j.ok(await over.getByText('close le mercredi 16 novembre 2011').isVisible(), 'so does the result');
  const first = (await over.locator('.survey-told', { has: over.getByRole('heading', { name: /feriez|utiliseriez|viendriez/i }) }).allTextContents()).join(' ');
  j.ok(/[Rr]encontrer/.test(first) && await over.getByText(/Rencontrer d.autres habitants vient en premier/).isVisible(), 'the team’s words say what the figures say');
  for (const width of [360, 1280]) {
    const p = await j.page({ width });
    await j.visit(p, `${told}/resultat`);
    await j.screenshot(p, 'result');
    await p.evaluate(() => document.querySelectorAll('details').forEach((d) => (d.open = true)));
    await j.screenshot(p, 'result-open');
    await j.axe(p);
    await j.noSidewaysScroll(p);
    await p.context().close();
  }
  const paper = await j.page({ width: 680 }); // what A4 has between its margins
  // The model's form fits on both sides of one sheet, with the coupon on another; a poster and four cards on one page each.
  for (const [what, pages] of [['/enquetes/un-tiers-lieu-a-auberive-pour-quoi-faire/papier', 3], ['/en/surveys/un-tiers-lieu-a-auberive-pour-quoi-faire/paper', 3], [`${at}/affiche`, 1], [`${at}/affiche?format=cartes`, 1]]) {
    await j.visit(paper, what);
    const pdf = (await paper.pdf({ preferCSSPageSize: true })).toString('latin1');
    j.equal(pdf.match(/\/Type \/Page\b/g).length, pages, `pages of ${what}`);
  }
  await j.visit(paper, '/enquetes/un-tiers-lieu-a-auberive-pour-quoi-faire/papier');
  const [sheet, coupon] = await paper.locator('article.paper').allTextContents();
  j.ok(!sheet.includes('Votre nom'), 'the form asks for no name');
  j.ok(coupon.includes('Votre nom') && sheet.includes('à la mairie d’Auberive') && coupon.includes('à la mairie d’Auberive') && !coupon.includes('feriez-vous'), 'whoever leaves a name does so on another sheet');
  for (const what of ['papier', 'affiche', 'affiche?format=cartes']) {
    await j.visit(paper, `${at}/${what}`);
    await paper.emulateMedia({ media: 'print' });
    await j.screenshot(paper, `print-${what.replace(/\W/g, '-')}`);
    await paper.emulateMedia({ media: 'screen' });
    await j.axe(paper);
    await paper.setViewportSize({ width: 320, height: 640 });
    await j.noSidewaysScroll(paper);
    await paper.setViewportSize({ width: 680, height: 960 });
  }
}
