// A village walks the whole way, from a question to a place that keeps its promises, and nobody types anything twice: the official on a desktop,
// the inhabitants on phones of 360 px, some without JavaScript, one without a phone. Only the demonstration's own people are there before.
import { letterTo, linkTo } from '../letters.mjs';
import { plus, today } from '../days.mjs';

export const ownApp = true;
export const seconds = 420;

const title = 'Que faire de l’ancienne école ?';
const denise = 'denise@demo.example.org';
const emile = 'emile@demo.example.org';
const press = (page, name) => page.getByRole('button', { name }).first().click({ timeout: T });
const follow = (page, name, exact = false) => page.getByRole('link', { name, exact }).first().click({ timeout: T });
const T = 15000;
const path = (page) => new URL(page.url()).pathname;

export async function run(j) {
  const gerard = await j.signIn('Gérard', { width: 1280 });
  const codes = await asks(j, gerard);
  await answers(j, gerard, codes);
  await isTold(j, gerard);
  const group = await begins(j, gerard);
  const members = await meets(j, gerard, group);
  const where = await opens(j, members, group);
  const agreed = await agrees(j, gerard, members, group);
  await keeps(j, gerard, members.denise, agreed);
  await tries(j, gerard, members.denise, agreed);
  await tells(j, gerard, members.denise, agreed, where);
}

// asks: the official builds a survey, declares its threshold, opens it, prints the poster and cards with codes.
async function asks(j, p) {
  await j.visit(p, '/mon-espace');
  await follow(p, 'Mes enquêtes');
  await p.fill('#title', title);
  j.ok((await p.inputValue('#commune')) !== '', 'the official’s own commune is there');
  await press(p, 'Commencer une enquête');
  for (const what of ['Dans quelle commune', 'Qu’est-ce qui pourrait', 'Que pourriez-vous', 'J’accepte']) await press(p, new RegExp(`^Retirer ${what}`));
  await p.getByLabel('Une réponse par code distribué').check();
  await p.fill('#closes', plus(today(), 30));
  await press(p, 'Enregistrer le cadre');
  await follow(p, 'Modifier le seuil');
  j.ok(Number(await p.inputValue('#answers')) < 30, 'a village is asked for what it has');
  await p.fill('#answers', '12');
  await press(p, 'Enregistrer le seuil');
  await j.axe(p);
  await j.screenshot(p, '01-built');
  await follow(p, 'Relire et ouvrir');
  await j.screenshot(p, '02-read-back');
  await press(p, 'Ouvrir l’enquête pour de bon');
  await j.screenshot(p, '03-open');
  await follow(p, 'Affiche', true);
  await j.screenshot(p, '04-poster');
  await p.goBack();
  await press(p, 'Faire les codes et les cartes');
  const codes = await p.locator('.code-card-code').allTextContents();
  j.equal(codes.length, 50, 'fifty cards');
  await j.screenshot(p, '05-cards');
  await follow(p, 'C’est imprimé');
  return codes;
}

// one answers all five questions, on a page without JavaScript or with it.
async function answer(j, p, address, code, often, step) {
  await j.visit(p, address);
  if (step) await j.screenshot(p, `${step}-front`);
  await p.fill('#code', code);
  await press(p, 'Commencer');
  await p.getByLabel('30 à 59 ans').check();
  await press(p, 'Suite');
  await p.getByLabel(often, { exact: true }).check();
  if (step) await j.screenshot(p, `${step}-asked`);
  await press(p, 'Suite');
  await p.getByLabel('Fabriquer ou réparer').check();
  await press(p, 'Suite');
  await p.getByLabel('samedi matin').check();
  await press(p, 'Suite');
  await p.locator('textarea').fill('Un four à pain.');
  await press(p, 'Suite');
  await p.waitForURL(/\/fin$/);
  await press(p, 'Envoyer mes réponses');
  await p.waitForURL(/\/merci$/);
}

async function answers(j, official, codes) {
  // As it stands on the poster and on the cards.
  const address = await official.locator('.survey-address').first().textContent();
  for (const [i, [email, name]] of [[denise, 'Denise'], [emile, 'Émile']].entries()) {
    const phone = await j.page({ width: 360, js: i > 0 });
    await answer(j, phone, address.trim(), codes[i], 'chaque semaine', i === 0 ? '06-phone' : null);
    await phone.getByLabel('Participer au groupe').check();
    await phone.getByLabel('Votre nom').fill(name);
    await phone.getByLabel('Votre adresse').fill(email);
    await j.noSidewaysScroll(phone);
    if (i === 0) await j.screenshot(phone, '07-contact');
    await press(phone, 'Laisser mes coordonnées');
    await phone.waitForURL(/note=1/);
    if (i > 0) {
      // The same card again is refused, and says so.
      await j.visit(phone, address.trim());
      await phone.fill('#code', codes[i]);
      await press(phone, 'Commencer');
      j.ok(await phone.locator('#code-err').isVisible(), 'a code serves once');
    }
    await phone.context().close();
  }
  // Twelve sheets of paper, keyed in without a mouse.
  await follow(official, 'Saisir des feuilles');
  for (let i = 0; i < 12; i++) {
    await official.locator('#q-age:focus').waitFor();
    for (const typed of [String(1 + (i % 4)), i < 7 ? '1' : '2', '1 2', '1 11', i === 0 ? 'Le samedi, surtout.' : '']) {
      await official.keyboard.type(typed);
      await official.keyboard.press('Enter');
    }
    if (i === 0) await j.screenshot(official, '08-keyed');
    const sent = official.waitForNavigation();
    await official.keyboard.press('Enter');
    await sent;
  }
  await j.screenshot(official, '09-kept');
  await follow(official, 'Arrêter la saisie');
}

// isTold: closed with a reason, read, published; the page says that the threshold is met, and what comes next.
async function isTold(j, p) {
  await p.fill('#words', 'Le conseil municipal en débat la semaine prochaine.');
  await press(p, 'Clore l’enquête');
  await j.screenshot(p, '10-closed');
  await p.fill('#words', 'Nous prêtons l’ancienne école.');
  await press(p, 'Publier le résultat');
  await j.axe(p);
  await j.screenshot(p, '11-published');
  await follow(p, 'Textes écrits');
  j.ok(await p.getByText('Un four à pain.').first().isVisible(), 'what people wrote is read by the team');
  await p.goBack();
  const phone = await j.page({ width: 360, js: false });
  await p.getByRole('link', { name: /résultat/ }).first().click({ timeout: T });
  j.ok(await p.getByRole('heading', { level: 1, name: /le seuil est atteint/ }).isVisible(), 'the threshold is met');
  await j.visit(phone, path(p));
  await j.noSidewaysScroll(phone);
  await j.screenshot(phone, '12-result-phone');
  await p.goBack();
}

// begins: whoever said so becomes the founding group, by their own word.
async function begins(j, p) {
  await follow(p, 'Lancer un groupe fondateur');
  j.equal(await p.inputValue('#commune'), 'Auberive 52', 'the commune isn’t typed again');
  await p.fill('#name', 'La Vieille École');
  await p.fill('#summary', 'Réparer, se former et se retrouver dans l’ancienne école.');
  await press(p, 'Lancer le groupe');
  const group = path(p);
  j.ok(await p.getByText('Personne n’est encore dans le groupe').isVisible(), 'the page says what comes next');
  await j.axe(p);
  await j.screenshot(p, '13-begun');
  await p.getByRole('main').getByRole('link', { name: 'Inviter' }).first().click({ timeout: T });
  const asked = p.locator('form', { hasText: title });
  await j.screenshot(p, '14-invite');
  await asked.getByRole('button', { name: /^Inviter ces personnes/ }).click();
  j.ok(/2 personnes/.test(await p.locator('main').textContent()), 'the page says how many were asked, and when');
  j.equal(await p.getByRole('button', { name: /^Inviter ces personnes/ }).count(), 0, 'nobody is asked twice');
  await j.axe(p);
  await j.screenshot(p, '14-invited');
  return group;
}

async function enter(j, email, group, options) {
  const { text } = await letterTo(j.app, email, { has: /\/invitation\// });
  const page = await j.page(options);
  await j.visit(page, text.match(/https?:\/\/\S+\/invitation\/[\w-]+/)[0]);
  await press(page, 'Oui, j’en suis');
  await page.getByRole('main').getByRole('link').first().click();
  await page.fill('#email', email);
  await page.locator('main form button').first().click({ timeout: T });
  await page.waitForURL(/envoye/);
  const link = await linkTo(j.app, email);
  await j.visit(page, link);
  await page.locator('main form button').first().click({ timeout: T });
  await page.waitForURL((url) => url.pathname === group);
  return page;
}

// meets: a pen, a meeting with minutes, premises with notes, a decision by consent.
async function meets(j, official, group) {
  const d = await enter(j, denise, group, { width: 360, js: false });
  const e = await enter(j, emile, group, { width: 360 });
  await d.reload();
  j.ok(await d.getByText('Personne ne tient la plume').isVisible());
  await j.screenshot(d, '15-in');
  await follow(d, 'Voir les membres');
  await press(d, 'Donner la plume Denise');
  await j.visit(d, group);
  await follow(d, 'Prévoir une réunion');
  await d.fill('#at', '18:30');
  await d.fill('#where', 'Salle du conseil');
  await d.fill('#agenda', 'Visite de l’école\nQui fait quoi');
  await press(d, 'Prévoir la réunion');
  await d.fill('#minutes', 'Le toit est bon. Il manque une rampe : Émile demande un devis.');
  await d.getByLabel('tout le monde', { exact: false }).first().check().catch(() => {});
  await press(d, 'Enregistrer');
  await j.noSidewaysScroll(d);
  await j.screenshot(d, '16-minutes');
  await follow(d, 'La Vieille École');
  await follow(d, /^Locaux/);
  await d.fill('#address', 'Ancienne école, rue du Lavoir');
  await d.fill('#surface', '160');
  await d.fill('#rent', '0');
  await press(d, 'Ajouter le local');
  await press(d, /^Retenir ce local/);
  j.ok(await d.getByText('Retenu : c’est l’adresse du lieu').isVisible());
  await j.noSidewaysScroll(d);
  await j.screenshot(d, '17-premises');
  await follow(d, 'La Vieille École');
  await follow(d, /^Décisions/);
  await d.fill('#question', 'Prendre l’école pour trois ans ?');
  await press(d, 'Demander au groupe');
  for (const p of [d, e]) {
    if (p === e) {
      await e.reload();
      await follow(e, /^Décisions/);
      await follow(e, 'Prendre l’école pour trois ans ?');
    }
    await p.getByLabel('Je n’ai pas d’objection').check();
    await press(p, 'Donner ma réponse');
  }
  await d.reload();
  await press(d, /^Clore/);
  j.ok(await d.getByText('Décidé par consentement : aucune objection.').isVisible());
  await j.screenshot(d, '18-decided');
  await j.visit(official, group + '/membres', { status: 403 });
  return { denise: d, emile: e };
}

// opens: the stage goes on with its reason; the association is registered once and runs the place.
async function opens(j, { denise: d }, group) {
  const stage = async (to, reason) => {
    await j.visit(d, group);
    await follow(d, 'Changer d’étape');
    await d.getByLabel(to, { exact: true }).check();
    await d.fill('#reason', reason);
    await press(d, 'Changer d’étape');
  };
  await stage('Projet', 'Nous nous mettons au travail.');
  await stage('Ouvre bientôt', 'La commune prête l’école.');
  await follow(d, 'L’association est déclarée');
  j.equal(await d.inputValue('#name'), 'La Vieille École', 'the name isn’t typed again');
  await d.fill('#rna', 'W522004567');
  await d.fill('#siren', '732 829 320');
  await press(d, 'Enregistrer l’association');
  await j.noSidewaysScroll(d);
  await j.screenshot(d, '19-association');
  await stage('Ouvert', 'La porte est ouverte.');
  await follow(d, 'Voir la fiche du lieu');
  const where = path(d);
  j.ok(await d.getByRole('link', { name: 'Modifier' }).first().isVisible(), 'the association runs its place');
  j.ok(await d.getByText('Ancienne école, rue du Lavoir').first().isVisible(), 'its address isn’t typed again');
  await j.noSidewaysScroll(d);
  await j.screenshot(d, '20-place');
  const anyone = await j.page({ width: 360, js: false });
  await j.visit(anyone, '/lieux?q=Vieille+École');
  j.ok(await anyone.getByRole('link', { name: 'La Vieille École' }).first().isVisible(), 'the directory has it');
  await j.screenshot(anyone, '21-directory');
  return where;
}

// agrees: from a model, promises of both, a comment, two signatures.
async function agrees(j, official, { denise: d }, group) {
  await j.visit(d, group);
  await follow(d, 'Commencer une convention');
  await d.locator('input[value=premises]').check();
  j.equal(await d.inputValue('#title'), 'La Vieille École et Commune d’Auberive', 'both parties are known');
  j.equal(await d.locator('#other option:checked').textContent(), 'Commune d’Auberive');
  await d.fill('#first', plus(today(), -40));
  await j.noSidewaysScroll(d);
  await j.screenshot(d, '22-begin');
  await press(d, 'Commencer le brouillon');
  j.ok(await d.getByText('Il commence par 732829320').isVisible(), 'the association’s number isn’t asked for again');
  await d.fill('#value', '2400');
  const promise = async (n, text, party, measure, target) => {
    await d.fill(`#promise-${n}-text`, text);
    await d.selectOption(`#promise-${n}-party`, party);
    await d.selectOption(`#promise-${n}-measure`, measure);
    if (target) await d.fill(`#promise-${n}-target`, target);
    await d.fill(`#promise-${n}-due`, plus(today(), -10));
    await press(d, 'Enregistrer le brouillon');
  };
  await promise(1, 'Dire comment va l’association', '1', 'document');
  await promise(2, 'Poser la rampe', '2', 'done');
  await promise(3, 'Verser 3 000 € pour démarrer', '2', 'paid', '3000');
  await j.screenshot(d, '23-draft');
  await press(d, 'Enregistrer et envoyer à toutes les parties');
  await j.visit(official, '/mon-espace');
  await follow(official, 'Conventions', true);
  await follow(official, 'La Vieille École et Commune d’Auberive');
  const agreed = path(official);
  await j.axe(official);
  await j.screenshot(official, '24-received');
  await follow(official, 'Lire et commenter');
  await official.getByText('Commenter').first().click({ timeout: T });
  await official.getByLabel('Commentaire').first().fill('Nous ajoutons la cour.');
  await press(official, /^Envoyer le commentaire/);
  await j.screenshot(official, '25-commented');
  for (const [p, name, role] of [[d, 'Denise', 'présidente'], [official, 'Gérard', 'maire']]) {
    await j.visit(p, agreed);
    if (p === d) {
      await follow(p, 'Lire et commenter');
      j.ok(await p.getByText('Nous ajoutons la cour.').isVisible(), 'the other reads it');
      await j.visit(p, agreed);
    }
    await follow(p, 'Enregistrer une signature');
    await p.fill('#name', name);
    await p.fill('#role', role);
    await p.fill('#town', 'Auberive');
    if (p === official) {
      await p.fill('#decision', '2026-31');
      await j.screenshot(p, '26-sign');
    }
    await press(p, 'Enregistrer la signature');
  }
  return agreed;
}

// keeps: late alike on both sides; evidence, a payment in its steps, a note in the logbook.
async function keeps(j, official, d, agreed) {
  await d.reload();
  for (const p of [official, d]) j.equal(await p.getByText(/en retard de 10 jours/).count(), 3, 'late alike, for whoever reads');
  await j.axe(official);
  await j.screenshot(official, '27-late');
  await j.noSidewaysScroll(d);
  await j.screenshot(d, '27-late');
  await follow(official, 'Verser 3 000 € pour démarrer');
  for (const [step, figure] of [['notifié', ''], ['mandaté', ''], ['versé', '3000']]) {
    await official.getByLabel(step, { exact: true }).check();
    await official.fill('#figure', figure);
    await press(official, 'Noter');
  }
  await j.axe(official);
  await j.screenshot(official, '28-paid');
  await j.visit(d, agreed);
  j.equal(await d.getByText(/en retard de 10 jours/).count(), 2, 'one is left on each side');
  await follow(d, /^Carnet de bord/);
  await d.getByText('Noter quelque chose').first().click();
  await d.getByLabel('Rencontre', { exact: true }).check();
  await d.fill('#text', 'Première visite du conseil : la rampe attend le maçon.');
  await press(d, 'Noter au carnet');
  await j.screenshot(d, '29-noted');
}

// tries: an experiment begins, is looked at half-way and ends with its lesson.
async function tries(j, official, d, agreed) {
  await j.visit(d, agreed);
  await follow(d, 'Proposer un essai');
  await d.fill('#title', 'Prêter la clé le dimanche');
  await d.fill('#rule', 'La clé reste à la mairie');
  await d.selectOption('#rule_kind', 'hours');
  await d.getByLabel('Commune d’Auberive').check();
  await d.fill('#first', plus(today(), -30));
  await d.fill('#until', plus(today(), 60));
  await d.fill('#stop', 'Une clé perdue');
  await press(d, 'Inscrire l’essai');
  await j.visit(official, agreed);
  await follow(official, 'Prêter la clé le dimanche');
  await press(official, 'Accepter l’essai');
  await official.fill('#half', 'Neuf dimanches, vingt personnes, la clé est là.');
  await press(official, 'Noter ce qu’on voit');
  await j.axe(official);
  await j.screenshot(official, '30-half-way');
  await j.visit(d, agreed);
  await follow(d, 'Prêter la clé le dimanche');
  await d.getByLabel('Arrêter').check();
  await d.fill('#learned', 'Deux clés valent mieux qu’une règle : la mairie en garde une, l’école l’autre.');
  await press(d, 'Conclure l’essai');
  await j.screenshot(d, '31-concluded');
  const anyone = await j.page({ width: 360, js: false });
  await j.visit(anyone, '/lecons');
  j.ok(await anyone.getByText('Deux clés valent mieux').isVisible(), 'the lesson is everybody’s');
}

// tells: one logbook, the report of the year as page, print and data, and the territory's page with the whole way.
async function tells(j, official, d, agreed, where) {
  await j.visit(official, agreed);
  await follow(official, /^Carnet de bord/);
  for (const line of ['Première visite du conseil', 'Prêter la clé le dimanche', 'Gérard, maire', 'versé']) j.ok(await official.getByText(line).first().isVisible(), `the logbook tells: ${line}`);
  await j.screenshot(official, '32-logbook');
  await official.goBack();
  await follow(official, /^Bilan/);
  await j.axe(official);
  await j.screenshot(official, '33-report');
  const pdf = await official.pdf({ preferCSSPageSize: true });
  j.ok(pdf.subarray(0, 5).toString() === '%PDF-' && pdf.length > 5000, 'it prints');
  const data = await (await official.request.get(await official.getByRole('link', { name: /Données/ }).first().getAttribute('href'))).json();
  j.equal(data.commitments.map((x) => x.state).sort(), ['kept', 'late', 'late'], 'and is data');
  const anyone = await j.page({ width: 360, js: false });
  await j.visit(anyone, where);
  await follow(anyone, /^Convention/);
  j.ok(await anyone.getByText('Poser la rampe').isVisible(), 'anybody reads what was promised');
  await j.noSidewaysScroll(anyone);
  await j.screenshot(anyone, '34-public');
  await j.visit(anyone, '/communes/52023');
  await follow(anyone, 'Tout ce qui se passe ici');
  for (const [section, name] of [['lieux', 'La Vieille École'], ['enquetes', title], ['groupes', 'La Vieille École'], ['conventions', 'La Vieille École et Commune d’Auberive']]) {
    j.ok(await anyone.locator(`#${section}`).locator('xpath=ancestor-or-self::section[1]').getByRole('link', { name }).first().isVisible(), `the territory shows it: ${section}`);
  }
  await j.noSidewaysScroll(anyone);
  await j.screenshot(anyone, '35-territory');
}
