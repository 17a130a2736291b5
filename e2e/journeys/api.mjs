// A personal token from its making to its end: shown once, a program books with it what the page then shows, and taken back it opens nothing.
// The page about the API, on a phone and on a wide screen.
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
