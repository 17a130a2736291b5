// Somebody without e-mail books by phone number alone, on a phone without JavaScript: a text comes, its link opens the booking and cancels it. The
// manager turns texts on and sees the month; a closure texts whom it can and leaves the others on the call list.
import { fakeOVH } from '../fake-ovh.mjs';

export const ownApp = true;
export const beside = true;
export const around = fakeOVH;

const day = (weeks) => {
  const d = new Date(Date.now() + weeks * 7 * 86_400_000); // far from the demonstration's own bookings
  while (d.getUTCDay() !== 3) d.setUTCDate(d.getUTCDate() + 1);
  return d.toISOString().slice(0, 10);
};

export async function run(j, gateway) {
  const texts = async (n) => {
    for (let i = 0; i < 100 && gateway.taken.length < n; i++) await new Promise((resolve) => setTimeout(resolve, 100));
    j.equal(gateway.taken.length, n, 'texts that the gateway took');
    return gateway.taken[n - 1];
  };
  const link = (text) => text.match(/https?:\S+\/r\/\w+/)[0];

  const manager = await j.signIn('Maryse');
  await j.visit(manager, '/lieux/la-gare/ressources/sms');
  await j.axe(manager);
  await j.screenshot(manager, 'settings');
  await manager.fill('#ceiling', 'beaucoup');
  await manager.getByRole('button', { name: 'Enregistrer' }).click();
  j.ok((await manager.locator('#ceiling-err').textContent()).includes('20'), 'a ceiling is a number');
  await manager.fill('#ceiling', '50');
  await manager.getByRole('button', { name: 'Enregistrer' }).click();
  j.ok((await manager.locator('main').textContent()).includes('0 sur 50'), 'the month stands at its beginning');

  const le = day(10);
  const phone = await j.page({ width: 360, js: false });
  const book = async (name, number, hours) => {
    await j.visit(phone, `/lieux/la-gare/reserver/salle-du-quai?le=${le}&${hours}`);
    await phone.getByRole('button', { name: 'Garder ce créneau' }).click();
    await phone.fill('#name', name);
    await phone.fill('#phone', number);
    if (name === 'Josette') await j.screenshot(phone, 'who');
    await phone.getByRole('button', { name: /^Réserver/ }).click();
    return (await phone.locator('main').textContent()).replaceAll('\u00a0', ' ');
  };
  const said = await book('Josette', '06 39 98 56 78', 'de=10:00&a=12:00');
  j.ok(said.includes('06 .. .. .. 78') && !said.includes('39 98 56'), 'the page says where the text goes, and hides the number');
  await j.noSidewaysScroll(phone);
  await j.screenshot(phone, 'booked');
  const first = await texts(1);
  j.equal(first.receivers.join(), '+33639985678', 'it goes to her');
  j.ok(first.message.startsWith('Réservé : Salle du Quai') && first.message.length <= 160 && first.coding === '7bit', `one message: ${first.message}`);

  // Its link is enough: on another phone, that never saw the site.
  const other = await j.page({ width: 360, js: false });
  await other.goto(link(first.message));
  j.ok(/Réservation n° \d+/.test(await other.locator('h1').textContent()), 'the link opens the booking');
  await other.getByRole('link', { name: 'Annuler', exact: false }).first().click();
  await other.getByRole('button', { name: /^Annuler/ }).click();
  j.ok((await other.locator('main').textContent()).includes('annulée'), 'cancelled by the link of the text');
  await j.screenshot(other, 'cancelled');
  j.equal(gateway.taken.length, 1, 'whoever cancels sees it, and needs no text');

  // A landline books as well, and is told that no text goes there.
  j.ok((await book('Henri', '03 53 01 34 56', 'de=12:00&a=13:00')).includes('ne reçoit pas de SMS'), 'a landline is told so');
  await book('Odile', '06 39 98 54 32', 'de=10:00&a=11:00');
  await texts(2);
  gateway.refuse('+33639981111');
  await book('Malik', '06 39 98 11 11', 'de=14:00&a=15:00');

  // The place closes: Odile is texted, Henri and Malik are to be called.
  await j.visit(manager, `/lieux/la-gare/fermetures/nouvelle?voir=1&le=${le}&reason=Peinture`);
  j.ok((await manager.locator('main').textContent()).includes('par SMS'), 'before closing, one sees who is reached by text');
  await j.screenshot(manager, 'closing');
  await manager.getByRole('button', { name: 'Fermer', exact: true }).click();
  const closed = await texts(3);
  j.ok(closed.message.includes('Annulé par le lieu (Peinture)'), closed.message);
  await manager.waitForTimeout(500); // the gateway refuses Malik's
  await manager.reload();
  const calls = await manager.locator('section[aria-labelledby=appels]').textContent();
  j.ok(calls.includes('Henri') && calls.includes('Malik') && !calls.includes('Odile'), `the call list has those whom no text reached: ${calls}`);
  j.ok(calls.includes('SMS non remis'), 'and says whose text failed');
  j.ok((await manager.locator('main').textContent()).includes('par SMS'), 'who was texted is told');
  await j.axe(manager);
  await j.heard(manager);
  await j.screenshot(manager, 'closed');
  // Henri is called: he leaves the list; a slip puts him back.
  await manager.getByRole('button', { name: 'C’est dit Henri' }).click();
  j.ok(!(await manager.locator('section[aria-labelledby=appels]').textContent()).includes('Henri'), 'who is told leaves the call list');
  j.ok(await manager.getByText('1 personne prévenue de vive voix').first().isVisible(), 'and stands among those who know');
  await j.axe(manager);
  await j.screenshot(manager, 'called');
  await manager.getByRole('button', { name: 'Pas encore Henri' }).click();
  j.ok((await manager.locator('section[aria-labelledby=appels]').textContent()).includes('Henri'), 'a slip is taken back');
  await manager.getByRole('link', { name: 'Malik' }).first().click();
  j.ok((await manager.locator('main').textContent()).includes('appelez le 06 39 98 11 11'), 'on the booking, the front desk reads: call');
  await j.axe(manager);
  await j.screenshot(manager, 'booking');
  await manager.getByRole('button', { name: 'C’est dit Malik' }).click();
  j.ok((await manager.locator('main').textContent()).includes('de vive voix'), 'the booking says that he was told');
  await j.visit(manager, '/lieux/la-gare/ressources/sms');
  j.ok((await manager.locator('main').textContent()).includes('3 sur 50'), 'the month has counted what went');
  await j.screenshot(manager, 'month');
  const narrow = await j.page({ width: 360, storageState: await j.session('Maryse') });
  await j.visit(narrow, '/lieux/la-gare/ressources/sms');
  await j.noSidewaysScroll(narrow);
  await j.screenshot(narrow, 'settings-phone');
}
