// A personal token from its making to its end: shown once, a program books with it what the page then shows, and taken back it opens nothing.
// Then a booking that repeats, a line to stand in, a closure and a member. The page about the API, on a phone and on a wide screen.
import { next } from '../days.mjs';

export async function run(j) {
  const page = await j.signIn('Lucie', { width: 360, js: false });
  await j.visit(page, '/mon-espace');
  await page.getByRole('link', { name: 'Jetons personnels' }).click();
  await page.getByRole('button', { name: 'Faire le jeton' }).click();
  j.ok(await page.getByText('Dites à quoi le jeton va servir').first().isVisible(), 'a name is wanted');
  await page.fill('#name', 'Écran du hall');
  await page.getByLabel('Lire et réserver').check();
  await page.getByRole('button', { name: 'Faire le jeton' }).click();
  const secret = await page.inputValue('#secret');
  j.ok(/^mty_[\w-]{43}$/.test(secret), 'the secret is shown');
  await j.noSidewaysScroll(page);
  await j.screenshot(page, 'made');
  await j.visit(page, '/mon-espace/jetons');
  j.ok(!(await page.content()).includes(secret), 'it is shown once');

  const origin = new URL(page.url()).origin;
  const ask = async (path, { token = secret, ...how } = {}) => {
    const r = await fetch(origin + '/api/v1' + path, { ...how, headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', ...how.headers } });
    return { status: r.status, ...(await r.json()) };
  };
  const room = (await ask('/places/la-gare/resources')).items.find((r) => r.slug === 'salle-du-quai');
  const free = (await ask(`/resources/${room.id}/free`)).items;
  const from = new Date(free.at(-1).from);
  const to = new Date(+from + 60_000 * Math.max(60, room.rules.min));
  const wish = { resource: room.id, from: from.toISOString(), to: to.toISOString(), purpose: 'Par programme' };
  j.equal((await ask('/bookings/check', { method: 'POST', body: JSON.stringify(wish) })).ok, true, 'what is free can be booked');
  const made = await ask('/bookings', { method: 'POST', body: JSON.stringify(wish), headers: { 'Idempotency-Key': 'essai' } });
  j.equal(made.status, 201);
  await j.visit(page, new URL(made.page).pathname);
  j.ok(await page.getByText(room.name).first().isVisible(), 'its page shows it');
  const day = await repeat(j, ask, room);
  const manager = await j.signIn('Maryse', { width: 360, js: false });
  await j.visit(manager, '/mon-espace/jetons');
  await manager.fill('#name', 'Caisse de la mairie');
  await manager.getByLabel('Lire et réserver').check();
  await manager.getByRole('button', { name: 'Faire le jeton' }).click();
  const token = await manager.inputValue('#secret');
  const team = (path, how = {}) => ask(path, { token, ...how });
  await wait(j, ask, team, room, day);
  await close(j, ask, team, room, day);
  await member(j, ask, team);
  await j.visit(page, '/mon-espace/jetons');
  j.ok(await page.getByText('servi pour la dernière fois').isVisible(), 'it was used');
  await page.getByRole('button', { name: 'Retirer Écran du hall' }).click();
  j.ok(await page.getByText('Le jeton est retiré').isVisible());
  j.equal((await ask('/bookings')).status, 401);

  for (const width of [360, 1280]) {
    const about = await j.page({ width });
    await j.visit(about, '/api');
    await j.axe(about);
    await j.noSidewaysScroll(about);
    await j.screenshot(about, 'about');
    j.ok(await about.getByText('POST /api/v1/bookings', { exact: true }).first().isVisible(), 'it lists what can be asked');
  }
  const wide = await j.signIn('Lucie', { width: 1280 });
  await j.visit(wide, '/en/my-space/tokens');
  await j.axe(wide);
  await j.screenshot(wide, 'tokens');
}

const send = (body, key) => ({ method: 'POST', body: JSON.stringify(body), headers: key ? { 'Idempotency-Key': key } : {} });

const hour = (day, time) => {
  const offset = new Intl.DateTimeFormat('en', { timeZone: 'Europe/Paris', timeZoneName: 'longOffset' }).format(new Date(`${day}T12:00:00Z`)).split('GMT')[1];
  return `${day}T${time}:00${offset}`;
};

// repeat sees what is in the way of each of six weeks, skips what can't be had, sends the rest twice and has it once, and cancels it all. The
// result is a day on which the evening is free.
async function repeat(j, ask, room) {
  const day = next(3, 43); // far from most of the demonstration's own bookings
  const again = { resource: room.id, from: hour(day, '18:30'), to: hour(day, '19:30'), every: { unit: 'week', times: 6 } };
  const checked = await ask('/series/check', send(again));
  j.equal(checked.dates.length, 6, 'each date is looked at before any is booked');
  const free = checked.dates.filter((x) => x.breaches.length === 0).map((x) => x.day);
  j.ok(free.length >= 2 && checked.ok === (free.length === 6), `free on ${free}`);
  again.skip = checked.dates.filter((x) => x.breaches.length > 0).map((x) => x.day);
  const made = await ask('/series', send(again, 'chaque-semaine'));
  j.equal([made.status, made.items.map((x) => x.from.slice(0, 10))], [201, free]);
  j.equal((await ask('/series', send(again, 'chaque-semaine'))).id, made.id, 'sent twice, made once');
  j.equal((await ask('/bookings/check', send({ resource: room.id, from: made.items[0].from, to: made.items[0].to }))).ok, false, 'its hour is taken');
  j.equal((await ask(`/bookings/${made.items[0].id}/series?extent=whole`, { method: 'DELETE' })).status, 200);
  j.ok((await ask(`/series/${made.id}`)).items.every((x) => x.state === 'cancelled'), 'and all are given back');
  return free[0];
}

// wait stands in line for what the team has booked for somebody else, and takes it when it is given back.
async function wait(j, ask, team, room, day) {
  const wish = { resource: room.id, from: hour(day, '18:30'), to: hour(day, '19:30') };
  const had = await team('/bookings', send({ ...wish, team: true, name: 'Le club de lecture' }, 'club'));
  j.equal(had.status, 201, 'the team books for somebody');
  j.equal((await ask('/bookings', send(wish, 'trop-tard'))).status, 409, 'somebody else has it');
  const waiting = await ask('/waiting', send({ ...wish, email: 'lucie@demo.example.org' }, 'file'));
  j.equal([waiting.status, waiting.state, waiting.position], [201, 'waiting', 1]);
  j.equal((await team(`/bookings/${had.id}?team=true&reason=Reporté`, { method: 'DELETE' })).status, 200);
  let state = 'waiting';
  for (let i = 0; i < 80 && state === 'waiting'; i++) {
    await new Promise((resolve) => setTimeout(resolve, 250));
    state = (await ask(`/waiting/${waiting.id}`)).state;
  }
  j.equal(state, 'offered', 'what has become free is offered');
  const taken = await ask(`/waiting/${waiting.id}/accept`, { method: 'POST' });
  j.ok(taken.status < 300 && taken.number > 0, `taken: ${JSON.stringify(taken)}`);
}

// close sees whom a closure would hit, closes all the same, and opens again.
async function close(j, ask, team, room, day) {
  const closing = { resource: room.id, from: hour(day, '18:00'), to: hour(day, '19:00'), reason: 'Relevé du compteur', keep: true };
  const seen = await team('/places/la-gare/closures/check', send(closing));
  j.ok(seen.ok && seen.hits.some((x) => x.reach === 'email'), 'it says whom it hits, and how they are told');
  const made = await team('/places/la-gare/closures', send(closing, 'compteur'));
  j.equal([made.status, made.kept.length], [201, seen.hits.length], 'bookings stand, as was asked');
  j.equal((await ask('/bookings/check', send({ resource: room.id, from: hour(day, '18:00'), to: hour(day, '19:00') }))).ok, false, 'nobody books into it');
  j.equal((await team(`/places/la-gare/closures/${made.id}`, { method: 'DELETE' })).status, 200);
  j.ok(!(await team('/places/la-gare/closures')).items.some((x) => x.id === made.id && !x.lifted), 'it is open again');
}

// member adds somebody to the organisation, finds them and ends their membership; who isn't of the team may not.
async function member(j, ask, team) {
  j.equal((await ask('/places/la-gare/members')).status, 403, 'members are not for everybody');
  const made = await team('/places/la-gare/members', send({ name: 'Ghislaine', phone: '03 25 00 00 21' }, 'ghislaine'));
  j.equal([made.status, made.belongs], [201, true]);
  const found = await team('/places/la-gare/members?q=ghislaine');
  j.equal(found.items.map((x) => x.id), [made.id]);
  const ended = await team(`/places/la-gare/members/${made.id}/memberships/${made.memberships[0].id}`, { method: 'DELETE' });
  j.equal([ended.status, ended.memberships[0].last !== undefined], [200, true], 'ended, and kept');
}
