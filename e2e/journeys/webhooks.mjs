// A manager has another program told of bookings: an address that can't be called is refused, the secret is shown once, a try and a booking come
// signed and without a name, what failed is sent again, and another secret signs beside the first. On a phone without JavaScript.
import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';

export const ownApp = true;
export const beside = true;

// around is the other program, on this machine: the program under test is told that it may call it.
export async function around() {
  const got = [];
  let status = 200;
  const server = createServer((request, answer) => {
    let body = '';
    request.on('data', (part) => (body += part));
    request.on('end', () => {
      got.push({ event: request.headers['mitoyen-event'], id: request.headers['mitoyen-event-id'], signature: request.headers['mitoyen-signature'], body });
      answer.writeHead(status).end();
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { env: { MITOYEN_WEBHOOKS_INSIDE: 'true' }, got, address: `http://127.0.0.1:${server.address().port}/mitoyen`, answers: (s) => (status = s), stop: () => server.close() };
}

const signed = ({ signature, body }, secret) => {
  const [t, ...all] = signature.split(',');
  return all.includes(`v1=${createHmac('sha256', secret).update(`${t.slice(2)}.${body}`).digest('hex')}`);
};

export async function run(j, other) {
  const told = async (n) => {
    for (let i = 0; i < 200 && other.got.length < n; i++) await new Promise((resolve) => setTimeout(resolve, 100));
    j.equal(other.got.length, n, 'calls');
    return other.got[n - 1];
  };
  const page = await j.signIn('Maryse', { width: 360, js: false });
  await j.visit(page, '/lieux/la-gare/ressources');
  await page.getByRole('link', { name: 'Webhooks' }).click();
  await page.fill('#address', 'ftp://exemple.org');
  await page.getByRole('button', { name: 'Ajouter' }).click();
  j.ok((await page.locator('#address-err').textContent()).includes('https'), 'an address that is never called is refused beside its field');
  j.equal(await page.inputValue('#address'), 'ftp://exemple.org', 'what was typed');
  await page.fill('#address', other.address);
  await page.getByRole('button', { name: 'Ajouter' }).click();
  const secret = await page.inputValue('#secret');
  j.ok(/^mtw_[\w-]{43}$/.test(secret), 'the secret is shown');
  await j.noSidewaysScroll(page);
  await j.screenshot(page, 'made');
  await page.getByRole('button', { name: 'Envoyer un essai' }).click();
  j.ok(!(await page.content()).includes(secret), 'it is shown once');
  const ping = await told(1);
  j.ok(ping.event === 'ping' && signed(ping, secret), 'a signed try');

  const citizen = await j.page({ width: 360, js: false });
  await j.visit(citizen, '/lieux/la-gare/reserver/salle-du-quai');
  const le = new Date(Date.now() + 70 * 86_400_000);
  while (le.getUTCDay() !== 3) le.setUTCDate(le.getUTCDate() + 1);
  await j.visit(citizen, `/lieux/la-gare/reserver/salle-du-quai?le=${le.toISOString().slice(0, 10)}&de=14:00&a=15:00`);
  await citizen.getByRole('button', { name: 'Garder ce créneau' }).click();
  await citizen.fill('#name', 'Fatou');
  await citizen.getByRole('button', { name: /^Réserver/ }).click();
  const booked = await told(2);
  const event = JSON.parse(booked.body);
  j.ok(booked.event === 'booking.confirmed' && event.id === booked.id && event.data.place === 'la-gare' && signed(booked, secret) && !booked.body.includes('Fatou'), 'a booking, signed and without a name');

  const shown = page.url();
  await j.visit(page, shown);
  other.answers(500);
  await page.getByRole('button', { name: /^Renvoyer Réservation confirmée/ }).click();
  j.equal((await told(3)).id, booked.id, 'sent again under the same id');
  await j.visit(page, shown);
  j.ok(await page.getByText('L’adresse a répondu 500').isVisible(), 'what failed is said');
  other.answers(204);
  await page.getByRole('button', { name: 'Changer le secret' }).click();
  const fresh = await page.inputValue('#secret');
  await j.visit(page, shown);
  await page.getByRole('button', { name: 'Envoyer un essai' }).click();
  for (let i = 0; i < 100 && !other.got.slice(3).some((c) => c.event === 'ping'); i++) await new Promise((resolve) => setTimeout(resolve, 100));
  const both = other.got.slice(3).find((c) => c.event === 'ping');
  j.ok(both && signed(both, fresh) && signed(both, secret), 'both secrets sign for a day');

  const wide = await j.signIn('Maryse', { width: 1280 });
  await j.visit(wide, shown.replace(/^https?:\/\/[^/]+/, '').replace('/lieux/', '/en/places/'));
  await j.axe(wide);
  await j.screenshot(wide, 'log');
  await j.visit(wide, '/lieux/la-gare/webhooks');
  await j.axe(wide);
  await j.screenshot(wide, 'list');
  await j.visit(page, shown);
  await page.getByRole('button', { name: 'Supprimer' }).click();
  j.ok(await page.getByText('Le webhook est supprimé').isVisible());
}
