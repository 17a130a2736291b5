// A founding group, from a survey to an association: an official begins it and asks in who wants to take part; each says yes by the link of a
// letter; the group meets, decides, answers what the authority proposes, changes the stage of its place, and becomes what runs it.
import { letterTo, linkTo } from '../letters.mjs';

export const ownApp = true;
export const seconds = 300;

// consent says yes by the link of a letter, on a phone without JavaScript, and gives the letter's link for whoever wants to try it again.
async function consent(j, email, look) {
  const { text } = await letterTo(j.app, email, { has: /\/invitation\// });
  const link = text.match(/https?:\/\/\S+\/invitation\/[\w-]+/)[0];
  const page = await j.page({ width: 360, js: false });
  await j.visit(page, link);
  await j.noSidewaysScroll(page);
  if (look) await j.screenshot(page, 'invitation-phone');
  await page.getByRole('button', { name: 'Oui, j’en suis' }).click();
  j.ok(await page.getByText(/Vous êtes du groupe/).isVisible());
  if (look) await j.screenshot(page, 'answered-phone');
  await j.visit(page, link, { status: 404 });
  return link;
}

// enter signs somebody in by letter and opens a page for them.
async function enter(j, email, address, options) {
  const page = await j.page(options);
  await j.visit(page, '/connexion?next=' + encodeURIComponent(address));
  await page.fill('#email', email);
  await page.locator('main form button').first().click();
  await page.waitForURL(/envoye/);
  const link = await linkTo(j.app, email);
  await j.visit(page, link);
  await page.locator('main form button').first().click();
  await page.waitForURL((url) => url.pathname === address);
  return page;
}

export async function run(j) {
  const official = await j.signIn('Gérard', { width: 1280 });
  // Who said that they take part is known once nothing more can come.
  await j.visit(official, '/mes-enquetes/un-tiers-lieu-a-auberive-pour-quoi-faire');
  for (const [words, button] of [['La réunion publique est avancée.', 'Clore l’enquête'], ['Merci à chacune et chacun.', 'Publier le résultat']]) {
    await official.fill('#words', words);
    await official.getByRole('button', { name: button }).click();
    await official.waitForLoadState();
  }
  await j.visit(official, '/communes/52023');
  await official.getByRole('link', { name: 'Lancer un groupe fondateur' }).click();
  await official.getByRole('button', { name: 'Lancer le groupe' }).click();
  j.ok(await official.locator('#name-err').isVisible(), 'a group has a name');
  await official.fill('#name', 'La Maison des voisins');
  j.equal(await official.inputValue('#commune'), 'Auberive 52', 'it knows from which commune one comes');
  await official.fill('#summary', 'Un lieu pour travailler, réparer et se retrouver, dans l’ancienne poste.');
  await j.axe(official);
  await j.screenshot(official, 'begin');
  await official.getByRole('button', { name: 'Lancer le groupe' }).click();
  const group = '/groupes/la-maison-des-voisins';
  j.ok(await official.getByText('Groupe lancé.').isVisible());
  await j.screenshot(official, 'begun');

  // Who said in the survey that they take part is asked; Noé has only a phone.
  const [hers, his] = ['alice@demo.example.org', 'basile@demo.example.org'];
  await official.getByRole('link', { name: 'Inviter' }).first().click();
  await j.screenshot(official, 'invite');
  await official.getByRole('button', { name: /^Inviter ces personnes/ }).click();
  j.ok(await official.getByText(/Invitations envoyées/).isVisible());
  j.equal(await official.getByRole('button', { name: /^Inviter ces personnes/ }).count(), 0, 'whoever was asked isn’t asked again');
  await official.fill('#guest', 'Noé');
  await official.getByRole('button', { name: 'Inviter cette personne' }).click();
  j.ok(await official.locator('#email-err').isVisible(), 'one must be able to reach them');
  await official.fill('#phone', '01 00 00 00 01');
  await official.getByRole('button', { name: 'Inviter cette personne' }).click();

  await consent(j, hers, true);
  await consent(j, his, false);
  const alice = await enter(j, hers, group, { width: 1280 });
  const basile = await enter(j, his, group, { width: 360 });

  // Nobody holds the pen: whoever is in takes it. The authority no longer writes, and never reads who is in.
  await alice.getByRole('link', { name: /^Membres/ }).click();
  await j.axe(alice);
  await alice.getByRole('button', { name: 'Donner la plume Alice' }).click();
  j.ok(await alice.getByText('tient la plume').isVisible());
  await alice.getByRole('button', { name: 'A dit oui Noé' }).click();
  j.ok(await alice.getByText(/de vive voix/).isVisible());
  await j.screenshot(alice, 'members');
  await j.visit(official, group + '/membres', { status: 403 });
  await j.visit(official, group + '/page', { status: 403 });

  // The authority proposes; the group answers with a word.
  await j.visit(official, group);
  j.equal(await official.getByRole('link', { name: 'Écrire la page' }).count(), 0, 'the pen is the group’s');
  await official.getByRole('link', { name: 'Proposer un changement' }).click();
  await official.fill('#value', 'Visiter l’ancienne poste');
  await official.fill('#why', 'Elle se libère au printemps.');
  await j.axe(official);
  await j.screenshot(official, 'propose');
  await official.getByRole('button', { name: 'Envoyer la proposition' }).click();
  await j.visit(alice, group);
  await alice.getByRole('button', { name: /^Accepter/ }).click();
  j.ok(await alice.locator('#answer-err').isVisible(), 'with a word');
  await alice.fill('#answer', 'Oui, samedi.');
  await j.screenshot(alice, 'proposal');
  await alice.getByRole('button', { name: /^Accepter/ }).click();
  j.ok((await alice.getByText('Visiter l’ancienne poste').count()) > 1, 'it is the next step');

  // A meeting with minutes that are the group's alone.
  await alice.getByRole('link', { name: /^Réunions/ }).click();
  await alice.fill('#at', '19:30');
  await alice.fill('#where', 'Chez Basile');
  await alice.fill('#agenda', 'Visite de la poste\nStatuts');
  await alice.getByRole('button', { name: 'Prévoir la réunion' }).click();
  await alice.fill('#minutes', 'La poste nous plaît. Son propriétaire en demande trop.\nBasile relit les statuts avant la prochaine fois.');
  await alice.getByRole('button', { name: 'Enregistrer' }).click();
  await j.axe(alice);
  await j.screenshot(alice, 'meeting');
  const minutes = new URL(alice.url()).pathname;
  await alice.emulateMedia({ media: 'print' });
  await j.screenshot(alice, 'minutes-print');
  await alice.emulateMedia({ media: 'screen' });
  await j.visit(official, minutes, { status: 404 });

  // Tasks and premises, on a phone.
  await j.visit(basile, group + '/taches');
  await basile.fill('#what', 'Relire les statuts');
  await basile.getByRole('button', { name: 'Ajouter la tâche' }).click();
  j.ok(await basile.getByRole('button', { name: 'C’est fait Relire les statuts' }).isVisible());
  await j.noSidewaysScroll(basile);
  await j.screenshot(basile, 'tasks-phone');
  await j.visit(basile, group + '/locaux');
  for (const [address, surface, rent] of [['Ancienne poste', '140', '900'], ['Salle des fêtes', '95', '0']]) {
    await basile.fill('#address', address);
    await basile.fill('#surface', surface);
    await basile.fill('#rent', rent);
    await basile.getByRole('button', { name: 'Ajouter le local' }).click();
  }
  await j.noSidewaysScroll(basile);
  await j.axe(basile);
  await j.screenshot(basile, 'premises-phone');

  // A decision by consent.
  await j.visit(alice, group + '/decisions');
  await alice.fill('#question', 'Demander la salle des fêtes à la ville ?');
  await j.axe(alice);
  await j.screenshot(alice, 'ask');
  await alice.getByRole('button', { name: 'Demander au groupe' }).click();
  const question = new URL(alice.url()).pathname;
  await alice.getByLabel('Je n’ai pas d’objection').check();
  await alice.getByRole('button', { name: 'Donner ma réponse' }).click();
  await alice.getByRole('button', { name: /^Clore/ }).click();
  j.ok(await alice.getByText(/Réponses qui manquent/).first().isVisible());
  await j.visit(basile, question);
  await basile.getByLabel('J’ai une objection').check();
  await basile.getByRole('button', { name: 'Donner ma réponse' }).click();
  j.ok(await basile.locator('#reason-err').isVisible(), 'an objection has a reason');
  await basile.getByLabel('Je n’ai pas d’objection').check();
  await j.screenshot(basile, 'decision-phone');
  await basile.getByRole('button', { name: 'Donner ma réponse' }).click();
  await j.visit(alice, question);
  await alice.getByRole('button', { name: /^Clore/ }).click();
  j.ok(await alice.getByText('Décidé par consentement : aucune objection.').isVisible());
  await j.axe(alice);
  await j.screenshot(alice, 'decided');

  // Noé has no account: a member notes his address, and the question reaches him with a link that is his voice.
  const noes = 'noe@demo.example.org';
  await j.visit(alice, group + '/membres');
  await alice.getByText('Adresse pour les courriels').click();
  await alice.locator('input[type=email]').fill('pas une adresse');
  await alice.getByRole('button', { name: 'Enregistrer Noé' }).click();
  j.ok(await alice.locator('#address-err').isVisible(), 'an address is one');
  await alice.fill('#address', noes);
  await alice.getByRole('button', { name: 'Enregistrer Noé' }).click();
  j.ok(await alice.getByText(noes).isVisible());
  await j.axe(alice);
  await j.screenshot(alice, 'letters');
  await j.visit(alice, group + '/decisions');
  await alice.fill('#question', 'Quel nom garder ?');
  await alice.locator('input[value=vote]').check();
  await alice.fill('#options', 'La Maison des voisins\nLa Poste');
  await alice.getByRole('button', { name: 'Demander au groupe' }).click();
  const vote = new URL(alice.url()).pathname;
  const { text } = await letterTo(j.app, noes, { has: /\/voix\// });
  const noe = await j.page({ width: 360, js: false });
  await j.visit(noe, text.match(/https?:\/\/\S+\/voix\/[\w-]+/)[0]);
  await j.noSidewaysScroll(noe);
  await noe.getByRole('button', { name: 'Donner ma réponse' }).click();
  j.ok(await noe.locator('#choice-err').isVisible(), 'an answer is chosen');
  await noe.getByLabel('La Poste').check();
  await noe.getByRole('button', { name: 'Donner ma réponse' }).click();
  j.ok(await noe.getByText('Votre réponse est notée : La Poste').first().isVisible());
  await j.screenshot(noe, 'voice-phone');
  await noe.getByLabel('Aucun courriel').check();
  await noe.getByRole('button', { name: 'Enregistrer Vos courriels' }).click();
  j.ok(await noe.getByLabel('Aucun courriel').isChecked(), 'and letters are stopped there');
  await j.visit(alice, vote);
  j.ok(await alice.getByText('Noé, par le lien de son courriel').first().isVisible(), 'the record says how a voice came');
  await j.screenshot(alice, 'voices');
  const screened = await letterTo(j.app, his, { has: /Quel nom garder/ });
  j.ok(/Quel nom garder/.test(screened.text), 'members with an account are written to as well');

  // A document that everybody reads, and one that is the group's own.
  await j.visit(basile, group + '/documents');
  await basile.getByRole('button', { name: 'Envoyer le document' }).click();
  j.ok(await basile.locator('#title-err').isVisible(), 'a document has a title');
  for (const [title, kind, shown] of [['Statuts', 'statutes', 'all'], ['Budget', 'budget', 'group']]) {
    await basile.fill('#title', title);
    await basile.locator(`input[value=${kind}]`).check();
    await basile.locator(`input[name=shown][value=${shown}]`).check();
    await basile.setInputFiles('#file', { name: title + '.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4 ' + title) });
    await basile.getByRole('button', { name: 'Envoyer le document' }).click();
    j.ok(await basile.getByRole('link', { name: title }).isVisible());
  }
  await j.noSidewaysScroll(basile);
  await j.axe(basile);
  await j.screenshot(basile, 'documents-phone');
  const reader = await j.page({ width: 360, js: false });
  await j.visit(reader, group + '/documents');
  j.ok(await reader.getByRole('link', { name: 'Statuts' }).isVisible());
  j.equal(await reader.getByRole('link', { name: 'Budget' }).count(), 0, 'what is the group’s own is nobody else’s');

  // The stage of the place, forward and back.
  for (const stage of ['Projet', 'Ouvre bientôt', 'Projet']) {
    await j.visit(alice, group + '/etape');
    await alice.getByLabel(stage, { exact: true }).check();
    await alice.fill('#reason', stage === 'Projet' ? 'Nous nous mettons au travail.' : 'La salle est prêtée.');
    if (stage !== 'Projet') await j.screenshot(alice, 'stage');
    await alice.getByRole('button', { name: 'Changer d’étape' }).click();
    j.ok(await alice.getByText(/Étape changée/).isVisible());
  }

  // The association: nothing is typed twice.
  await alice.getByRole('link', { name: 'L’association est déclarée' }).click();
  await alice.fill('#rna', 'W922004567');
  await alice.fill('#siren', '123 456 789');
  await alice.getByRole('button', { name: 'Enregistrer l’association' }).click();
  j.ok(await alice.locator('#siren-err').isVisible(), 'its last digit is wrong');
  await j.axe(alice);
  await j.screenshot(alice, 'association');
  await alice.fill('#siren', '732 829 320');
  await alice.getByRole('button', { name: 'Enregistrer l’association' }).click();
  j.ok(await alice.getByText('Le groupe est devenu « La Maison des voisins »').isVisible());
  await j.axe(alice);
  await j.screenshot(alice, 'became');
  await alice.getByRole('link', { name: 'Voir la fiche du lieu' }).click();
  j.ok(await alice.getByRole('link', { name: 'Modifier' }).first().isVisible(), 'the association runs the place');

  const stranger = await j.page({ width: 360, js: false });
  await j.visit(stranger, group);
  await j.noSidewaysScroll(stranger);
  await j.screenshot(stranger, 'public-phone');
  await j.visit(stranger, minutes, { status: 404 });
  await j.visit(stranger, '/communes/92071');
  j.ok(await stranger.getByRole('link', { name: 'Sceaux Smart' }).first().isVisible(), 'the group of 2011 is listed');
  const english = await j.page({ width: 360, scheme: 'dark' });
  await j.visit(english, '/en/groups/sceaux-smart');
  await j.axe(english);
  await j.screenshot(english, 'sceaux-en-dark');
  await english.getByRole('link', { name: /^Decisions/ }).click();
  await j.noSidewaysScroll(english);
  await j.screenshot(english, 'sceaux-decisions');
}
